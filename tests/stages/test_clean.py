"""Clean: a raw message in, one article of clean text out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from streams import schemas
from streams.stages.clean import clean
from streams.stages.outputs import Given, Output, Rejected
from streams.topics import Topic

SOURCE = Given("urn:wire:1", {}, 7, datetime(2026, 1, 1, 12, tzinfo=UTC))
STORY = "Five people were killed when a bridge fell into the river on Monday, police said."


def run(**fields: Any) -> Output:
    (output,) = clean(orjson.dumps({"uri": "urn:wire:1", **fields}), SOURCE)
    return output


def text(output: Output) -> str:
    value = output.record["bodies"][0]["value"]
    assert isinstance(value, str)
    return value


def test_an_article_is_keyed_by_its_language_and_obeys_the_schema() -> None:
    output = run(headline="Bridge  falls", body_text=STORY, language="en", versioncreated="2018-05-01T15:00:00Z")
    assert (output.topic, output.key, output.everywhere) == (Topic.CLEAN, "en", False)
    assert schemas.check("article", output.record) == []
    assert output.record["headlines"] == [{"role": "main", "contentType": "text/plain", "value": "Bridge falls"}]
    assert output.record["bodies"] == [
        {"role": "main", "contentType": "text/plain", "charCount": len(STORY), "wordCount": 15, "value": STORY}
    ]


def test_time_comes_from_the_record() -> None:
    processing = run(body_text=STORY).record["processing"]
    assert processing["receivedTime"] == processing["cleanedTime"] == "2026-01-01T12:00:00.000+00:00"
    assert run(body_text=STORY) == run(body_text=STORY)


def test_markup_becomes_text() -> None:
    assert text(run(body_xhtml=f"<p>{STORY}</p><p>Two&nbsp;fled.</p>")) == f"{STORY}\nTwo fled."


def test_capitals_become_sentences() -> None:
    output = run(
        headline="BRIDGE FALLS IN NORWAY",
        body_text="OSLO, 3 JAN 90 (AFP) -- FIVE SAILORS OF THE NORWEGIAN NAVY WERE KILLED TODAY IN OSLO.",
    )
    assert text(output) == "Oslo, 3 Jan 90 (AFP) -- Five sailors of the Norwegian Navy were killed today in Oslo."
    assert output.record["headlines"][0]["value"] == "Bridge falls in Norway"


def test_the_dateline_is_kept_and_recorded() -> None:
    output = run(body_text=f"OSLO, 3 JAN 90 (AFP) -- {STORY}")
    assert text(output).startswith("OSLO, 3 JAN 90 (AFP) -- ")
    assert (output.record["located"], output.record["infoSources"]) == ("OSLO", [{"name": "AFP", "role": "agency"}])


def test_a_canceled_article_keeps_no_body() -> None:
    output = run(pubStatus="canceled", version="2", body_text=STORY)
    assert (output.record["pubStatus"], output.record["version"], output.record["bodies"]) == ("canceled", "2", [])
    assert schemas.check("article", output.record) == []


def test_a_headline_alone_is_an_article() -> None:
    output = run(headline="Five people killed in Oslo as a bridge falls, police say")
    assert text(output) == ""


def test_what_the_door_noted_is_kept() -> None:
    assert "next week" in run(body_text=STORY, versioncreated="next week").record["processing"]["notes"][0]
    assert "notes" not in run(body_text=STORY).record["processing"]


def test_the_content_hash_is_of_the_clean_text() -> None:
    plain, marked = run(body_text=STORY), run(body_xhtml=f"<p>{STORY}</p>")
    assert plain.record["processing"]["contentHash"] == marked.record["processing"]["contentHash"]
    assert plain.record["processing"]["contentHash"] != run(body_text=STORY + " Again.").record["processing"]["contentHash"]


def test_a_cleaned_article_stays_as_it_is() -> None:
    first = run(headline="Bridge falls", body_text=f"OSLO (AFP) – {STORY}\n\nShare\n\n{STORY}", source="Bell")
    (second,) = clean(orjson.dumps(first.record), SOURCE)
    assert second == first


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body_text": "x" * 1_000_001}, "1000001 characters"),
        ({"body_text": "Share\nTweet"}, "no text left"),
        ({"body_xhtml": "<p></p>"}, "no text left"),
        ({"body_text": "."}, "no text left"),
        ({}, "no text in the message"),
    ],
)
def test_refused(fields: dict[str, str], message: str) -> None:
    with pytest.raises(Rejected, match=message):
        run(**fields)
