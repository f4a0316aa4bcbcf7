"""Enrich on whole articles: valid records, withdrawals, and independence of the batch."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from streams import schemas
from streams.stages.clean import clean
from streams.stages.enrich import Reader, enrich, load
from streams.stages.outputs import Given
from streams.topics import Topic

SOURCE = Given(None, {}, 1, datetime(2024, 5, 15, tzinfo=UTC))
BODY = "Eleven sailors drowned when a trawler sank off Bergen on Monday, police said.\nThe search for three others goes on."


def article(**fields: Any) -> Any:
    raw = {
        "uri": "urn:test:1",
        "headline": "Trawler sinks",
        "body_text": BODY,
        "language": "en",
        "versioncreated": "2024-05-14T12:00:00+00:00",
    }
    (output,) = clean(json.dumps(raw | fields).encode(), SOURCE)
    return output.record


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def test_records_are_valid(reader: Reader) -> None:
    ((report, enriched),) = enrich([article()], reader)
    assert (report.topic, enriched.topic) == (Topic.REPORTS, Topic.ENRICHED)
    assert schemas.check("report", report.record) == []
    assert schemas.check("enriched", enriched.record) == []
    assert report.key == "NOR"
    assert enriched.key == "urn:test:1"
    assert enriched.record["reports"] == [report.record]


def test_annotations_quote_the_body(reader: Reader) -> None:
    ((*_, enriched),) = enrich([article()], reader)
    body = enriched.record["bodies"][0]["value"]
    notes = enriched.record["annotations"]
    assert "casualties" in {note["type"] for note in notes}
    assert all(body[note["start"] : note["end"]] == note["exact"] for note in notes)


def test_an_article_reads_the_same_alone_and_in_a_batch(reader: Reader) -> None:
    other = article(uri="urn:test:2", body_text="A bomb killed four traders in Kabul on Sunday.")
    together = list(enrich([article(), other], reader))
    assert together == [*enrich([article()], reader), *enrich([other], reader)]


def test_two_parties_are_both_reported(reader: Reader) -> None:
    body = "Rebels claimed that they killed 20 soldiers in Torvik on Monday, but the army acknowledged only five soldiers dead."
    ((report, _),) = enrich([article(headline="Clash in Torvik", body_text=body)], reader)
    assert {source["name"] for source in report.record["reported_by"]} == {"Rebels", "army"}
    assert [(c["group"], c["low"], c["best"], c["high"]) for c in report.record["counts"]] == [
        ("all", 5, 20, 20),
        ("soldiers", 5, 20, 20),
    ]


def test_a_number_beyond_all_bounds_is_no_count(reader: Reader) -> None:
    body = "At least 99,999,999,999,999,999,999 people and four sailors were killed in a blast in Bergen on Monday, police said."
    ((*_, enriched),) = enrich([article(headline="Blast in Bergen", body_text=body)], reader)
    for report in enriched.record["reports"]:
        assert all(count["low"] < 10**10 for count in report["counts"])


def test_a_canceled_article_withdraws_its_reports_everywhere(reader: Reader) -> None:
    ((mark, enriched),) = enrich([article(pubstatus="canceled")], reader)
    assert mark.everywhere
    assert mark.record["pubStatus"] == "canceled"
    assert mark.record["canceled"]
    assert schemas.check("report", mark.record) == []
    assert enriched.record["reports"] == []


def test_a_later_version_withdraws_the_earlier_ones(reader: Reader) -> None:
    ((report, mark, _),) = enrich([article(version="2")], reader)
    assert report.record["pubStatus"] == "usable"
    assert mark.everywhere
    assert not mark.record["canceled"]


def test_another_language_is_passed_on_unread(reader: Reader) -> None:
    ((enriched,),) = enrich(
        [
            article(
                language="de",
                headline="Kutter gesunken",
                body_text="Elf Seeleute ertranken am Montag vor der Küste, sagte die Polizei der Stadt.",
            )
        ],
        reader,
    )
    assert enriched.topic is Topic.ENRICHED
