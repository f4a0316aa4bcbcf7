"""Outputs become messages with CloudEvents headers, or are refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
import pytest

from streams.settings import Settings
from streams.stages.outputs import Output, Rejected
from streams.topics import Topic
from streams.worker.arrivals import Arrival, Record
from streams.worker.messages import BY_KEY, EVERYWHERE, Packer

CAUSE = Arrival(Record("articles.raw", 2, 17, 1_767_225_600_000, b"k", b"{}", ()))
ARTICLE = {"uri": "urn:a", "version": 2, "language": "en"}


def pack(record: dict[str, Any], topic: Topic = Topic.CLEAN, cause: Arrival = CAUSE, **settings: Any) -> Any:
    return Packer("clean", Settings(**settings)).pack(Output(topic, "en", record), cause)


def test_headers_of_a_clean_article() -> None:
    message = pack(ARTICLE, topic_prefix="p.", app_id="news")
    assert (message.topic, message.key, message.partition) == ("p.articles.clean", b"en", BY_KEY)
    assert orjson.loads(message.value) == ARTICLE
    assert {name: value.decode() for name, value in message.headers} == {
        "ce_specversion": "1.0",
        "ce_source": "urn:news:clean",
        "ce_type": "org.tocsin.article.clean.v1",
        "ce_dataschema": "urn:tocsin:schema:article:v1",
        "content-type": "application/json",
        "ce_id": "articles.clean/urn:a#2",
        "ce_time": "2026-01-01T00:00:00+00:00",
        "ce_subject": "urn:a",
        "ce_correlationid": "urn:a#2",
        "ce_causationid": "articles.raw:2:17",
    }


def test_time_and_correlation_are_handed_on() -> None:
    first = pack(ARTICLE)
    later = Arrival(Record("articles.clean", 0, 3, 1_900_000_000_000, b"en", first.value, tuple(first.headers)), trusted=True)
    headers = dict(
        Packer("enrich", Settings())
        .pack(Output(Topic.REPORTS, "SYR", {"id": "urn:r", "article": {"uri": "urn:a"}}), later)
        .headers
    )
    assert headers["ce_time"] == b"2026-01-01T00:00:00+00:00"
    assert headers["ce_correlationid"] == b"urn:a#2"
    assert headers["ce_causationid"] == b"articles.clean/urn:a#2"
    assert (headers["ce_id"], headers["ce_subject"]) == (b"casualty.reports/urn:r", b"urn:a")


def test_a_publisher_cannot_set_the_time() -> None:
    raw = Arrival(Record("articles.raw", 0, 3, 1_767_225_600_000, None, b"{}", (("ce_time", b"2999-01-01T00:00:00Z"),)))
    assert raw.time == datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def test_a_copy_for_every_partition() -> None:
    output = Output(Topic.REPORTS, "ZZZ", {"id": "urn:r"}, everywhere=True)
    assert Packer("enrich", Settings()).pack(output, CAUSE).partition == EVERYWHERE


@pytest.mark.parametrize(
    "record", [{"uri": "\ud800"}, {"uri": "a", "text": "\udfff"}, {"uri": "a", "n": 2**70}, {"uri": "a", "o": object()}]
)
def test_what_is_no_json_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(Rejected, match="cannot be written as JSON"):
        pack(record)


def test_what_is_too_large_is_refused_before_it_is_sent() -> None:
    with pytest.raises(Rejected, match="expected max_bytes = 20000 at most"):
        pack(ARTICLE | {"text": "x" * 20_000}, max_bytes=20_000)
    assert pack(ARTICLE | {"text": "x" * 18_000}, max_bytes=20_000).value


@pytest.mark.parametrize("timestamp", [10**17, -(10**17)])
def test_a_time_that_no_calendar_has_is_refused(timestamp: int) -> None:
    with pytest.raises(Rejected, match=f"timestamp is {timestamp} ms"):
        _ = Arrival(Record("articles.raw", 0, 3, timestamp, None, b"{}", ())).time


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "null"), (b"{", "not JSON"), (b"7", "int, expected a JSON object"), (b"[" * 5000, "not JSON")],
)
def test_what_cannot_be_decoded_is_refused(value: bytes | None, words: str) -> None:
    with pytest.raises(Rejected, match=words):
        Arrival(Record("articles.clean", 0, 3, 0, None, value, ())).json()
