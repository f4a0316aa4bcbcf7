"""The whole of it: an article published on a real Kafka, read by the worker, seen in a real Chromium; a broker dies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.client import topics
from streams.client.publisher import Publisher
from streams.settings import Settings
from tests.kafka import Kafka, free_port, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.kafka]

BODIES = (
    "TELL MARUN, Syria – The governor spoke of a hard day on Tuesday.\n"
    "The Syrian Civil Defence reported the deaths of at least 14 people, including 5 children, in airstrikes by unknown "
    "warplanes on Tuesday on the town of Jisr al-Shughur in Idlib province.",
    "KHARTOUM – Rescue workers searched the river.\n"
    "At least 21 people were killed on Tuesday when a ferry capsized near the town of Shendi in Sudan, police said.",
)


def article(number: int) -> bytes:
    made = {
        "uri": f"https://wire.example/{number}",
        "headline": f"<script>window.pwned=1</script> {number}",
        "body_text": BODIES[number],
        "versioncreated": f"2026-03-{3 + 14 * number:02d}T18:00:00+03:00",
        "source": "Example Wire",
    }
    return orjson.dumps(made)


@contextmanager
def process(folder: Path, name: str, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{name}.log").open("wb") as log:
        command = [sys.executable, "-m", "streams.cli", *arguments]
        running = subprocess.Popen(command, env={**os.environ, **environment}, cwd=folder, stdout=log, stderr=log)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()


@pytest.mark.timeout(600)
def test_a_published_article_rings_on_the_page_and_an_outage_loses_nothing(page: Any, tmp_path: Path) -> None:
    with Kafka() as kafka:
        settings = Settings(broker=kafka.address)
        topics.create(settings)
        port = free_port()
        environment = {"TOCSIN_BROKER": kafka.address, "TOCSIN_HEALTH_PORT": "0"}
        with (
            process(tmp_path, "worker", "worker", **environment),
            process(tmp_path, "gateway", "gateway", "--port", str(port), **environment) as gateway,
        ):
            wait_until(lambda: b"gateway is at" in (tmp_path / "gateway.log").read_bytes(), 60, "the gateway")
            wait_until(lambda: reached(page, f"http://127.0.0.1:{port}/"), 60, "the page")
            wait_until(lambda: page.locator("#status").get_attribute("data-state") == "live", 60, "the page is live")
            page.evaluate("window.same = true")
            with Publisher(settings) as publisher:
                publisher.publish(article(0), content_type="application/json")
            wait_until(lambda: page.locator("#list .row").count() == 1, 120, "one row")
            row = page.locator("#list .row").inner_text()
            assert "At least 14 people killed, among them 5 children" in row and "3 March 2026" in row
            wait_until(lambda: page.locator("#marks .mark").count() == 1, 15, "one mark")
            page.locator("#list .row").click()
            page.wait_for_selector(".article mark")
            assert "at least 14 people" in page.locator(".article mark").inner_text()

            kafka.kill(0)
            wait_until(
                lambda: b"alerts can't be followed" in (tmp_path / "gateway.log").read_bytes(),
                120,
                "the gateway notices the outage",
            )
            kafka.start(0)
            kafka.wait()
            with Publisher(settings) as publisher:
                publisher.publish(article(1), content_type="application/json")
            wait_until(lambda: page.locator("#list .row").count() == 2, 180, "two rows")
            assert "21+" in page.locator("#list").inner_text()
            assert page.evaluate("[window.same, window.pwned]") == [True, None], "no reload, no script"
            gateway.terminate()
            assert gateway.wait(20) == 0
            wait_until(
                lambda: page.locator("#status").get_attribute("data-state") == "lost", 15, "the page notices the outage"
            )


def reached(page: Any, address: str) -> bool:
    from playwright.sync_api import Error

    try:
        page.goto(address)
    except Error:
        return False
    return True
