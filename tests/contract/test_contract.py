"""What the path promises, wherever it runs: the same articles give the same alerts in memory, embedded and on Kafka."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import orjson
import pytest

from streams import schemas
from streams.client.drafts import draft
from streams.examples import EXAMPLES
from streams.topics import LAYOUT, Topic
from tests.contract.backends import EMBEDDED, KAFKA, OnKafka, Path, sent

SEED = next(example for example in EXAMPLES if example.name == "seed.txt")
TEXT = SEED.read().decode()
PUBLISHED = "2018-05-01T18:00:00+03:00"


def as_file() -> bytes:
    """As ``tocsin publish --source --date`` makes it of a text file."""
    return draft(TEXT.encode(), "text/plain", source="Rudaw", published=datetime.fromisoformat(PUBLISHED))


def as_json() -> bytes:
    """As a news API gives it."""
    article = {"title": "SDF announces final phase", "body": TEXT, "dateTime": PUBLISHED, "source": {"title": "Rudaw"}}
    return orjson.dumps(article | {"url": "https://example.org/seed"})


def as_html() -> bytes:
    """As a page of a website."""
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    head = f'<meta property="article:published_time" content="{PUBLISHED}"><title>SDF announces final phase</title>'
    return f"<!doctype html><html lang=en><head>{head}</head><body><article>{paragraphs}</article></body></html>".encode()


def counted(alert: dict[str, Any], kind: str, group: str) -> tuple[Any, ...] | None:
    counts = alert["incident"]["counts"]
    found = [count for count in counts if (count["kind"], count["group"]) == (kind, group)]
    return (found[0]["low"], found[0]["best"], found[0]["high"]) if found else None


def named(things: list[dict[str, Any]]) -> str:
    return " ".join(str(thing["name"]) for thing in things)


def check_seed(alerts: list[dict[str, Any]]) -> None:
    """The two alerts of the seed article, field by field, and no third."""
    assert [alert["msgType"] for alert in alerts] == ["Alert", "Alert"]
    for alert in alerts:
        assert schemas.check("alert", alert) == []
    village, other = sorted(alerts, key=lambda alert: alert["incident"]["place"]["name"], reverse=True)
    assert (village["incident"]["place"]["name"], other["incident"]["place"]["name"]) == ("al-Qasr", "al-Fadel")
    assert {alert["incident"]["place"]["country"] for alert in alerts} == {"SYR"}
    assert all("Hasakah" in alert["incident"]["place"]["adm_1"] for alert in alerts)
    assert counted(village, "killed", "all") == (14, 14, None)
    assert counted(village, "killed", "children") == (5, 5, 5)
    assert counted(other, "killed", "all") == counted(other, "killed", "civilians") == (25, 25, 25)
    assert "Syrian Observatory for Human Rights" in named(village["incident"]["reported_by"])
    assert "state media" in named(other["incident"]["reported_by"])
    assert re.search("Iraq.*coalition|coalition.*Iraq", named(village["incident"]["perpetrators"]))
    assert "coalition" in named(other["incident"]["perpetrators"])
    assert all("aerial" in alert["incident"]["mode"] for alert in alerts)
    assert village["incident"]["date"]["start"] == "2018-05-01"


@pytest.mark.parametrize("shape", [as_file, as_json, as_html], ids=["file", "json", "html"])
def test_the_seed_rings_twice_and_never_again(path: Path, shape: Any) -> None:
    path.publish(shape())
    check_seed(path.alerts())
    path.publish(shape())
    edited = TEXT.replace("Attacks from these areas", "Raids from these areas").replace(
        "press conference", "news conference"
    )
    path.publish(draft(edited.encode(), "text/plain", source="Example Wire"))
    check_seed(path.alerts())
    assert path.outcomes() == {"alerted": 1, "duplicate": 2}


def test_what_is_withheld_is_quiet_until_it_is_usable(path: Path) -> None:
    article = orjson.loads(as_json())
    path.publish(orjson.dumps(article | {"pubStatus": "withheld"}))
    assert path.outcomes() == {"quiet": 1} and path.alerts() == []
    path.publish(orjson.dumps(article))
    check_seed(path.alerts())
    assert path.outcomes() == {"quiet": 1, "alerted": 1}


def test_every_example_comes_to_its_end(path: Path) -> None:
    for follows in (False, True):
        path.publish(*(example.read() for example in EXAMPLES if example.follows is follows))
    ends = [example.outcome for example in EXAMPLES]
    assert path.outcomes() == {outcome: ends.count(outcome) for outcome in set(ends)}
    kinds = [alert["msgType"] for alert in path.alerts()]
    assert {kind: kinds.count(kind) for kind in kinds} == {"Alert": 5, "Update": 2, "Cancel": 1}
    identifiers = [alert["identifier"] for alert in path.alerts()]
    assert len(set(identifiers)) == len(identifiers)


def test_poison_harms_no_neighbour(path: Path) -> None:
    poison = [b'{"uri": ', b"[1]", b'{"body_text": 7}', b"\x00\xff\x00", b'{"uri": "\\ud800", "body_text": "x"}', b"{}"]
    for value in poison:
        path.publish(value)
    path.publish(as_file(), *poison)
    check_seed(path.alerts())
    letters = path.letters()
    assert all(letter.reason for letter in letters)
    assert {letter.value for letter in letters} <= set(poison)
    assert path.outcomes() == {"alerted": 1, "rejected": 12}
    assert len(letters) == 12


@pytest.mark.parametrize("path", [EMBEDDED, pytest.param(KAFKA, marks=pytest.mark.kafka)], indirect=True)
def test_records_carry_their_keys_and_headers(path: OnKafka) -> None:
    path.publish(as_json())
    records = {topic: path.read(topic) for topic in LAYOUT}
    article = orjson.loads(records[Topic.CLEAN][0].value())
    assert [record.key() for record in records[Topic.CLEAN]] == [b"en"]
    assert [record.key().decode() for record in records[Topic.UNIQUE]] == [article["uri"]]
    assert [record.key().decode() for record in records[Topic.ENRICHED]] == [article["uri"]]
    assert [record.key() for record in records[Topic.REPORTS]] == [b"SYR", b"SYR"]
    assert [record.key().decode() for record in records[Topic.ALERTS]] == [
        orjson.loads(record.value())["incident"]["id"] for record in records[Topic.ALERTS]
    ]
    assert all(record.value() for topic in (Topic.SEEN, Topic.INCIDENTS) for record in records[topic])
    cause = {header["ce_id"] for topic in records for header in sent(records[topic]) if "ce_id" in header}
    for topic, layout in LAYOUT.items():
        for header in sent(records[topic]) if layout.event and topic is not Topic.RAW else ():
            assert header["ce_specversion"] == "1.0"
            assert header["ce_type"] == layout.event
            assert header["ce_dataschema"] == schemas.load(layout.schema)["$id"]
            assert header["content-type"] == "application/json"
            assert datetime.fromisoformat(header["ce_time"]).tzinfo
            assert header["ce_id"].startswith(f"{topic}/")
            assert header["ce_subject"] and header["ce_source"] and header["ce_correlationid"]
            assert (
                header["ce_causationid"] in cause
                or header["ce_causationid"].endswith("articles.raw:0:0")
                or topic is Topic.CLEAN
            )
    assert len({header["ce_correlationid"] for header in sent(records[Topic.ALERTS])}) == 1
