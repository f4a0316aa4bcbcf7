"""``tocsin feed`` and ``tocsin report`` from the command line, on an embedded broker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from confluent_kafka import Producer

from streams import embedded
from streams.cli.app import run
from streams.client.consuming import Records
from streams.settings import Settings
from tests.gateway.samples import value

RSS = b"""<rss version="2.0"><channel><title>Wire</title><item><guid>https://n.example/1</guid><title>Five killed</title>
<description>Five people were killed.</description></item><item><guid>https://n.example/2</guid><title>Two hurt</title>
</item>
</channel></rss>"""


@pytest.fixture
def broker() -> Iterator[str]:
    with embedded.broker(port=0) as address:
        yield address


@pytest.fixture
def feed() -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/rss" else 500)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(RSS)

        def log_message(self, format: str, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/rss"
    server.shutdown()


def test_a_feed_is_published_once(broker: str, feed: str, tmp_path: Path) -> None:
    command = ["feed", feed, feed + "-broken", "--once", "--state", str(tmp_path / "state.json"), "--broker", broker]
    for _ in range(2):
        assert run(command) == 0
    with Records(Settings(broker=broker), "articles.raw", start="beginning", bounded=True) as records:
        keys = [record.key for record in records]
    assert sorted(str(key) for key in keys) == sorted(str(key) for key in set(keys)) and len(keys) == 2


def test_what_is_no_feed_is_refused(tmp_path: Path) -> None:
    assert run(["feed", str(tmp_path / "none.opml")]) == 2


def test_a_report_is_written_with_its_charts(broker: str, tmp_path: Path) -> None:
    producer = Producer({"bootstrap.servers": broker})
    for number in range(40):
        producer.produce("casualty.alerts", value(number), key=str(number))
    assert producer.flush(10) == 0
    page, charts = tmp_path / "report.html", tmp_path / "charts"
    command = [
        "report",
        "--since",
        "2026-01-01",
        "--until",
        "2026-12-31",
        "country=SYR",
        "-o",
        str(page),
        "--png",
        str(charts),
    ]
    assert run([*command, "--broker", broker]) == 0
    assert "country=SYR" in page.read_text(encoding="utf-8") and "Ukraine" not in page.read_text(encoding="utf-8")
    assert {file.name for file in charts.iterdir()} == {
        f"{name}.png" for name in ("killed", "injured", "map", "countries", "causes", "sources")
    }
    assert run(["report", "cuontry=SYR", "--broker", broker]) == 2
