"""What a publisher knows is added, and what the article says itself stays."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from streams.articles.door import admit
from streams.client.drafts import draft
from streams.stages.outputs import Rejected

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = b"Fire kills two\n\nTwo people died in a fire in Leeds on Monday, the fire service said on Tuesday."


def test_facts_are_added_to_a_text() -> None:
    made = orjson.loads(draft(TEXT, "text/plain", uri="urn:mine", source="Example Wire", published=NOW))
    assert made["uri"] == "urn:mine"
    assert made["infoSources"] == [{"name": "Example Wire", "role": "publisher"}]
    assert made["versionCreated"] == "2026-03-01T00:00:00+00:00"


def test_the_draft_is_the_same_article_at_the_door() -> None:
    before = admit(TEXT, {"content-type": "text/plain"}, NOW)
    after = admit(draft(TEXT, "text/plain", source="Example Wire"), {"content-type": "application/json"}, NOW)
    assert (after["uri"], after["headlines"], after["bodies"]) == (before["uri"], before["headlines"], before["bodies"])


def test_what_the_article_says_is_stronger() -> None:
    said = orjson.dumps({"title": "Fire", "body": "Two died.", "source": "Mine", "date": "2026-01-01T00:00:00Z"})
    made = orjson.loads(draft(said, "application/json", source="Example Wire", published=NOW))
    assert made["infoSources"][0]["name"] == "Mine"
    assert made["versionCreated"].startswith("2026-01-01")


def test_what_is_no_article_is_refused() -> None:
    with pytest.raises(Rejected):
        draft(b"", "text/plain", source="Example Wire")
