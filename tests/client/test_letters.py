"""Dead letters: read, chosen, sent back byte for byte, set aside."""

from __future__ import annotations

import base64

import pytest

from streams.client.consuming import Record, Records
from streams.client.letters import Filter, Letter, drop, read_letters, replay
from streams.schemas import check
from streams.settings import Settings
from streams.topics import Topic
from tests.client.conftest import Put


def die(
    settings: Settings, put: Put, value: bytes | None, stage: str = "clean", reason: str = "no text", key: bytes = b"urn:1"
) -> None:
    topic = (Topic.RAW if stage == "clean" else Topic.UNIQUE).named(settings.topic_prefix)
    reasons = {"topic": topic, "partition": "0", "offset": "7", "stage": stage, "exception.class.name": "Rejected"}
    headers = {"ce_id": b"\xffx", **{f"__connect.errors.{name}": text.encode() for name, text in reasons.items()}}
    put(Topic.DEAD, value, key, **headers, **{"__connect.errors.exception.message": reason.encode()})


def raw(settings: Settings) -> list[Record]:
    return list(Records(settings, Topic.RAW.named(settings.topic_prefix), start="beginning", bounded=True))


def values(letters: list[Letter]) -> list[bytes | None]:
    return [letter.record.value for letter in letters]


def test_a_letter_tells_what_went_wrong(settings: Settings, put: Put) -> None:
    die(settings, put, b"\xff\x00", reason="body: 0 bytes, expected text")
    (letter,) = read_letters(settings)
    assert (letter.stage, letter.reason) == ("clean", "body: 0 bytes, expected text")
    assert letter.came_from == f"{settings.topic_prefix}articles.raw:0:7"
    assert letter.headers == [("ce_id", b"\xffx")]
    record = letter.as_record()
    assert base64.b64decode(record["value"]) == b"\xff\x00"
    assert check("dead", record) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(stage="enrich"), [b"2"]),
        (Filter(reason="BUDGET"), [b"2"]),
        (Filter(key="urn:3"), [b"3"]),
        (Filter(stage="clean", key="urn:2"), []),
        (Filter(), [b"1", b"2", b"3"]),
    ],
)
def test_conditions_choose(settings: Settings, put: Put, wanted: Filter, found: list[bytes]) -> None:
    die(settings, put, b"1")
    die(settings, put, b"2", "enrich", "over its time budget", b"urn:2")
    die(settings, put, b"3", key=b"urn:3")
    assert sorted(value or b"" for value in values(read_letters(settings, wanted))) == found


@pytest.mark.parametrize("value", [b"\xff\x00{", b"", None])
def test_a_replay_is_byte_for_byte_and_happens_once(settings: Settings, put: Put, value: bytes | None) -> None:
    die(settings, put, value)
    assert replay(settings, read_letters(settings)) == 1
    (again,) = raw(settings)
    assert (again.key, again.value, again.headers) == (b"urn:1", value, [("ce_id", b"\xffx")])
    assert read_letters(settings) == []
    assert replay(settings, read_letters(settings)) == 0
    (handled,) = read_letters(settings, Filter(handled=True))
    assert handled.handled == "replayed"


def test_a_dropped_letter_is_no_longer_listed_and_sent_nowhere(settings: Settings, put: Put) -> None:
    die(settings, put, b"1")
    die(settings, put, b"2", key=b"urn:2")
    assert drop(settings, read_letters(settings, Filter(key="urn:2"))) == 1
    assert values(read_letters(settings)) == [b"1"]
    assert raw(settings) == []


def test_a_letter_is_named_by_its_place(settings: Settings, put: Put) -> None:
    die(settings, put, b"1")
    (letter,) = read_letters(settings)
    assert values(read_letters(settings, Filter(identifiers=frozenset({letter.identifier})))) == [b"1"]
    assert read_letters(settings, Filter(identifiers=frozenset({"99:99"}))) == []
