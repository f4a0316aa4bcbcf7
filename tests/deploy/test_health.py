"""The image's health check says by its exit code what a worker or gateway says over HTTP."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.deploy.tools import DEPLOY
from tests.kafka import free_port

CHECK = [sys.executable, "-IS", str(DEPLOY / "image" / "health.py")]


class Handler(BaseHTTPRequestHandler):
    """Alive, and not ready."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/live" else 503)
        self.end_headers()
        self.wfile.write(b"loading\n")

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield str(server.server_port)
    server.shutdown()
    server.server_close()


def check(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CHECK, *words], env=variables, capture_output=True, text=True, timeout=30, check=False)


def test_well(port: str) -> None:
    done = check("live", TOCSIN_HEALTH_PORT=port)
    assert (done.returncode, done.stderr) == (0, "")


def test_not_ready_says_why(port: str) -> None:
    done = check("ready", port)
    assert done.returncode == 1
    assert done.stderr.strip() == "/ready answers 503: loading"


def test_nobody_there() -> None:
    done = check(TOCSIN_HEALTH_PORT=str(free_port()))
    assert done.returncode == 1 and "no answer at port" in done.stderr
