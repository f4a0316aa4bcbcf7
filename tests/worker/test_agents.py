"""What the counters are told about an article that goes no further."""

from __future__ import annotations

import orjson

from streams.stages.outputs import Output
from streams.topics import Topic
from streams.worker.agents import _passed
from streams.worker.arrivals import Arrival, Record


def cleaned(status: str) -> Arrival:
    value = orjson.dumps({"uri": "u", "pubStatus": status, "bodies": [{"value": '"pubStatus":"withheld"'}]})
    return Arrival(Record("articles.clean", 0, 1, 0, b"en", value, ()))


def test_a_copy_is_a_duplicate_and_what_is_withheld_is_quiet() -> None:
    assert _passed([], cleaned("usable")) == "duplicate"
    assert _passed([], cleaned("withheld")) == "quiet"
    assert _passed([Output(Topic.UNIQUE, "u", {})], cleaned("usable")) == "unique"
