"""Which places an event may have."""

from __future__ import annotations

import pytest

from streams.reading.claims import Claim
from streams.reading.events import Event
from streams.reading.gazetteer import load_gazetteer
from streams.reading.reports import find_mentions, own_places
from streams.reading.tally import Tally
from tests.reading.stories import story

TOLD = Tally({}, {}, [])
GARY = "Four people were killed in Gary, Indiana."
LATER = "Later three men were shot dead in {}."


@pytest.mark.parametrize(("where", "places"), [("Toledo, Ohio", {"Toledo", "Ohio"}), ("a parking lot", {"Gary", "Indiana"})])
def test_a_town_of_its_own_keeps_away_those_of_other_events(where: str, places: set[str]) -> None:
    mentions = find_mentions(story(f"{GARY} {LATER.format(where)}"), load_gazetteer())
    first, second = (Event((Claim("killed", (), at, 0),), TOLD) for at in (0, 1))
    assert {place.text for place in own_places(mentions, second, (first, second)).places} == places


def test_the_town_of_the_police_that_told_of_other_events_stays() -> None:
    text = "Two men were shot dead in Delray, Michigan. Later three women were hurt, according to Detroit police."
    mentions = find_mentions(story(text), load_gazetteer())
    first, second = (Event((Claim("killed", (), at, 0),), TOLD) for at in (0, 1))
    assert "Detroit" in {place.text for place in own_places(mentions, first, (first, second)).places}
