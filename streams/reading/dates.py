"""Says which of the dates that an article names is that of an event.

A date beside a charge, a hearing, a funeral or a statement is not the event's. Where the text says nothing, an
article of the news is mostly about the day of its publication or the day before (three quarters of a set of 3,070
reports lay within a day of these).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from streams.reading.document import ClaimSpan, Document
from streams.reading.timewords import DateMention, day_of, find_dates
from streams.records import EventDate

__all__ = ["DateMention", "date_of", "find_dates"]

_OTHER = re.compile(
    r"\b(?:charged|charges|arrest(?:ed|s)?|arraign(?:ed|ment)|court|hearing|sentenc(?:ed|ing)|funeral|vigil|"
    r"memorial|appear(?:ed|ance)?|plead(?:ed)?|pled|"
    r"scheduled|trial|born|convicted|indicted|bond|bail|buried|visitation|released|birthday|anniversary|verdict|"
    r"jury|guilty|extradited|"
    r"published|posted|updated|booked|custody|surrender(?:ed)?|turned (?:him|her|them)sel(?:f|ves)|services|autopsy|"
    r"interview|identified|"
    r"press conference|news conference|enacted|elected|will|would|expected)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|stated|added|according|statement|tweeted|wrote|release|"
    r"reporters)\b[^.;]{0,25}\Z",
    re.IGNORECASE,
)
_RISEN = re.compile(
    r"\b(?:reach(?:es|ed)|rises?|rose|risen|climb(?:s|ed)|stands|stood|pass(?:es|ed)|increased|jumped)"
    r"(?: to| at)? (?:[\w,]+ ){1,2}(?:on )?\Z",
    re.IGNORECASE,
)
"""A toll that "reached 78 on Monday" is dated, not its event."""
_FRAME = re.compile(r"(?:posted|updated|published|last updated|created|modified|written)\b[^.]{0,40}\Z", re.IGNORECASE)
_BOUND = re.compile(r"\b(?:since|until|till|by|after|before)\s+\Z", re.IGNORECASE)
_DISTANCE = {0: 5.0, -1: 3.0, 1: 2.5, -2: 1.5, 2: 1.5}
_KIND = {"day": 1.5, "weekday": 1.5, "near": 1.5, "ago": 0.5, "relative": -4.0, "month": -1.5, "year": -3.5}
_ENOUGH = 3.0
"""Below this score the day of publication is the better guess."""


def _score(mention: DateMention, claim: ClaimSpan, document: Document) -> float:
    text = document.headline if mention.sentence < 0 else document.text
    score = _KIND[mention.kind]
    apart = mention.sentence - claim.sentence
    score += _DISTANCE.get(apart, 0.0) if mention.sentence >= 0 else (3.0 if claim.sentence < 0 else 1.0)
    if 0 <= mention.sentence <= 1:
        score += 1.0
    before = text[max(0, mention.start - 60) : mention.start]
    before = before[max(before.rfind(". "), before.rfind("\n")) + 1 :]
    if (
        document.dateline
        and mention.sentence >= 0
        and mention.end <= document.dateline.end
        and mention.start >= document.dateline.start
    ):
        score -= 4.0
    elif _FRAME.search(before):
        score -= 6.0
    elif _BOUND.search(before):
        score -= 3.0
    elif _SAID.search(before) or _RISEN.search(before):
        score -= 2.5
    elif _OTHER.search(before):
        score -= 3.0
    if apart == 0:
        score -= min(1.5, min(abs(mention.start - claim.end), abs(claim.start - mention.end)) / 100)
    told = day_of(document)
    if told and mention.first and mention.first > told:
        score -= 6.0
    if mention.precision > 2:
        score -= 1.0
    return score


def date_of(claim: ClaimSpan, document: Document, mentions: Sequence[DateMention]) -> EventDate | None:
    """Return when the event that a claim speaks of happened, or None when neither the text nor the article's date
    tells."""
    best = max(mentions, key=lambda mention: _score(mention, claim, document), default=None)
    if best is not None and _score(best, claim, document) >= _ENOUGH:
        return {
            "start": best.first.isoformat() if best.first else None,
            "end": best.last.isoformat() if best.last else None,
            "precision": best.precision,
            "text": best.text,
        }
    day = day_of(document)
    if day is None:
        return None
    return {"start": (day - timedelta(days=1)).isoformat(), "end": day.isoformat(), "precision": 2, "text": None}
