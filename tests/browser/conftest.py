"""A real Chromium, a gateway in a thread, and axe-core for what people with screen readers meet."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.gateway.app import LIVE, Feeding, make_app
from streams.gateway.following import Given, Read
from streams.settings import Settings
from tests.conftest import absent
from tests.gateway.serving import Kept

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = "axe-core@4.14.1"


class Running:
    """A gateway in a thread of its own: stopped and started again on the same port at will."""

    def __init__(self) -> None:
        self.values: list[bytes] = []
        self.texts: list[bytes] = []
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **settings: Any) -> None:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started, settings)), daemon=True)
        self._thread.start()
        assert started.wait(60), "the gateway did not start"

    async def _serve(self, started: threading.Event, settings: dict[str, Any]) -> None:
        from aiohttp import web

        options = {"gateway_state": "", "gateway_rate": 10_000.0, **settings}
        self._alerts = Given([Read(0, offset, value) for offset, value in enumerate(self.values)])
        enriched = Given([Read(0, offset, value) for offset, value in enumerate(self.texts)])
        app = make_app(Settings(**options), Feeding(self._alerts, enriched, Kept()))
        runner = web.AppRunner(app, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await app[LIVE].ready.wait()
        started.set()
        await self._stop.wait()
        await runner.cleanup()

    def put(self, *values: bytes) -> None:
        """Let alerts come."""
        self.values += values
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._alerts.put, *values)

    def stop(self) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(20)
            self._loop = None


@pytest.fixture
def running() -> Iterator[Running]:
    gateway = Running()
    yield gateway
    gateway.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for one module: playwright holds an event loop, and nothing else of this process may run one meanwhile."""
    path = os.environ.get("TOCSIN_TEST_CHROMIUM") or shutil.which("chromium")
    if not path:
        absent("browser", "chromium not found; install Debian's chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("browser", "playwright not found; install the extra `test`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page that fails its test when it logs an error or asks anybody but the gateway for anything."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    opened.on(
        "request", lambda asked: None if asked.url.startswith("http://127.0.0.1:") else wrong.append(f"asked {asked.url}")
    )
    opened.on(
        "console",
        lambda said: (
            wrong.append(f"console: {said.text}") if said.type == "error" and "Failed to load" not in said.text else None
        ),
    )
    yield opened
    context.close()
    assert not wrong, wrong


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, fetched once by npm and kept in the user's cache."""
    cache = Path(os.environ.get("TOCSIN_TEST_CACHE") or Path.home() / ".cache" / "tocsin") / AXE
    script = cache / "package" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            absent("browser", f"npm not found, by which {AXE} is fetched")
            raise AssertionError
        cache.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            [npm, "pack", AXE, "--silent"], cwd=cache, capture_output=True, text=True, timeout=120, check=False
        )
        assert made.returncode == 0, made.stderr
        with tarfile.open(cache / made.stdout.strip().splitlines()[-1]) as packed:
            packed.extract("package/axe.min.js", cache, filter="data")
    return script.read_text(encoding="utf-8")
