"""``tocsin publish`` of a JSONL of articles of 4 KB, on loopback."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import orjson

from streams.topics import Topic
from tests.bench.running import Ends, Round, settings_of, timed, undisturbed
from tests.kafka import Kafka
from tests.mixed import Made


def write(path: Path, articles: Sequence[Made], count: int) -> None:
    """Write ``count`` articles, each with a uri of its own and the text of one of those given."""
    long = [orjson.loads(article.value) for article in articles if article.expected == "quiet"]
    with path.open("wb") as file:
        for number in range(count):
            file.write(orjson.dumps(long[number % len(long)] | {"uri": f"urn:published:{number}"}) + b"\n")


def measure(kafka: Kafka, articles: Sequence[Made], count: int, rounds: int) -> list[Round]:
    """Publish the same file some times, to topics of their own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        write(path, articles, count)
        command = [sys.executable, "-m", "streams.cli", "publish", "--quiet", str(path)]

        def run(name: str) -> Round:
            settings = settings_of(name, kafka)
            return timed([command], settings, Ends(kafka, settings, Topic.RAW), count)

        return [undisturbed(f"publish{number}", run) for number in range(rounds)]
