"""Publishing: everything is confirmed or kept in a file, keys and headers are right."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from streams import ClientError, Publisher, UndeliveredError
from streams.client.consuming import Record, Records
from streams.client.undelivered import read_kept
from streams.settings import Settings
from streams.topics import Topic

ARTICLE = {
    "uri": "urn:test:1",
    "headline": "Two killed in mine collapse",
    "body_text": "Two miners died on Monday, police said.",
}


def raw(settings: Settings) -> list[Record]:
    return list(Records(settings, Topic.RAW.named(settings.topic_prefix), start="beginning", bounded=True))


@pytest.mark.parametrize("bulk", [False, True])
def test_an_article_arrives_as_it_was_sent(settings: Settings, bulk: bool) -> None:
    with Publisher(settings, bulk=bulk) as publisher:
        assert publisher.publish(ARTICLE) == "urn:test:1"
    (record,) = raw(settings)
    assert record.key == b"urn:test:1"
    assert orjson.loads(record.value or b"") == ARTICLE


def test_headers_are_cloud_events(settings: Settings) -> None:
    with Publisher(settings) as publisher:
        publisher.publish("Five people died in a fire in Leeds on Monday.")
    (record,) = raw(settings)
    headers = {name: value.decode() for name, value in record.headers}
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_type"] == "org.tocsin.article.raw.v1"
    assert headers["ce_subject"] == headers["ce_correlationid"] == (record.key or b"").decode()
    assert headers["ce_id"].startswith("articles.raw/urn:tocsin:article:")
    assert headers["content-type"] == "text/plain"


@pytest.mark.parametrize(
    "article",
    [
        '{"url": "https://news.example/1", "title": "Fire", "body": "Two died."}',
        b"<html><head><title>Fire</title></head><body><p>Two people died in a fire.</p></body></html>",
        "Fire kills two\n\nTwo people died in a fire in Leeds on Monday, the fire service said.",
    ],
)
def test_the_key_is_the_uri_that_the_door_gives(settings: Settings, article: str | bytes) -> None:
    from streams.articles.door import admit

    with Publisher(settings) as publisher:
        uri = publisher.publish(article)
    (record,) = raw(settings)
    headers = {name: value.decode() for name, value in record.headers}
    assert uri == (record.key or b"").decode() == admit(record.value or b"", headers, datetime.now(UTC))["uri"]


def test_what_the_publisher_knows_is_added(settings: Settings) -> None:
    with Publisher(settings) as publisher:
        when = datetime(2026, 3, 3, tzinfo=UTC)
        assert (
            publisher.publish("Two people died on Monday.", key="urn:mine", source="Example Wire", published=when)
            == "urn:mine"
        )
    (record,) = raw(settings)
    article = orjson.loads(record.value or b"")
    assert (record.key, article["uri"]) == (b"urn:mine", "urn:mine")
    assert article["infoSources"][0]["name"] == "Example Wire"
    assert article["versionCreated"] == "2026-03-03T00:00:00+00:00"


def test_a_key_becomes_the_uri(settings: Settings) -> None:
    with Publisher(settings) as publisher:
        assert publisher.publish(ARTICLE, key="urn:mine") == "urn:mine"
    (record,) = raw(settings)
    assert (record.key, orjson.loads(record.value or b"")["uri"]) == (b"urn:mine", "urn:mine")


def test_bytes_can_be_sent_unseen(settings: Settings) -> None:
    with Publisher(settings) as publisher:
        publisher.publish(b"{broken", key="urn:mine", as_is=True)
    (record,) = raw(settings)
    assert (record.key, record.value) == (b"urn:mine", b"{broken")


def test_the_same_article_has_the_same_event_id(settings: Settings) -> None:
    with Publisher(settings) as publisher:
        publisher.publish(ARTICLE)
        publisher.publish(ARTICLE)
    first, second = raw(settings)
    assert first.header("ce_id") == second.header("ce_id")


@pytest.mark.parametrize("bulk", [False, True])
def test_what_is_sent_is_counted(settings: Settings, bulk: bool) -> None:
    with Publisher(settings, bulk=bulk) as publisher:
        for number in range(250):
            publisher.publish({**ARTICLE, "uri": f"urn:test:{number}"})
        assert publisher.flush() == (250, 0, None)
    assert len(raw(settings)) == 250


def test_what_cannot_be_sent_is_kept_named_and_can_be_sent_again(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "left.jsonl"
    publisher = Publisher(settings, undelivered=file)
    assert publisher.publish({**ARTICLE, "body_text": "x" * 1_000_000}) is None
    assert publisher.publish(b"\xff\xfe") is None
    publisher.publish(ARTICLE)
    with pytest.raises(UndeliveredError, match=r"2 of 3 articles were not delivered; they are in .*left\.jsonl.*max_bytes"):
        publisher.close()
    large, binary = [read_kept(orjson.loads(line)) for line in file.read_bytes().splitlines()]
    assert large is not None
    assert orjson.loads(large.value)["uri"] == "urn:test:1"
    assert binary is not None
    assert binary.value == b"\xff\xfe"
    assert len(raw(settings)) == 1


def test_a_good_run_leaves_no_file(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Publisher(settings) as publisher:
        publisher.publish(ARTICLE)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_caller_is_not_hidden_by_one_of_delivery(settings: Settings, tmp_path: Path) -> None:
    def work() -> None:
        with Publisher(settings, undelivered=tmp_path / "left.jsonl") as publisher:
            publisher.publish(b"")
            raise KeyError("mine")

    with pytest.raises(KeyError):
        work()


def test_no_broker_is_said_in_one_line() -> None:
    with pytest.raises(ClientError, match=r"no Kafka broker answered at 127\.0\.0\.1:1 .*refused.*TOCSIN_BROKER"):
        Publisher(Settings(broker="127.0.0.1:1"))
