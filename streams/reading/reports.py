"""Read the casualty reports of an article: who was harmed, where, when, how many, and who says so.

:func:`prepare` splits a text and chooses the sentences worth a parse, :func:`extract` reads the parsed document. One report
is made for each event that the article tells of, and one for each figure that is no event's: a war's toll, an anniversary,
a denial. The quotation is the sentence that proves the figure; its offsets quote the body exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from streams.articles.datelines import find_dateline
from streams.reading import dates, entities, modes, perpetrators, places, sources
from streams.reading.claims import Claim
from streams.reading.confidence import confidence_of, signs_beside, signs_of
from streams.reading.dates import DateMention
from streams.reading.document import ClaimSpan, Document, Sentence, Token
from streams.reading.entities import Entities
from streams.reading.events import Event, Setting, find_events
from streams.reading.figures import counts_of, evidence_of
from streams.reading.gazetteer import Gazetteer
from streams.reading.judged import HARM
from streams.reading.parse import shift
from streams.reading.parties import hear
from streams.reading.places import PlaceMention
from streams.reading.plainer import plain_headline
from streams.reading.sentences import split
from streams.reading.tally import Tally, reckon
from streams.reading.triggers import candidates
from streams.records import Count, EventDate, Evidence, Perpetrator, Place, ReportedBy, Victim

MOST_SENTENCES = 120
"""Candidate sentences of one article that are parsed: a book or a list of names must not hold up the stream."""
MOST_APART = 6
"""Reports of figures that belong to no event, at most, from one article."""
_SAID = re.compile(
    r"\b(?:said|says|told|announced|reported|stated|released|statement|confirmed|condemned|declared|identified|"
    r"charged|arrested|sentenced|court|arraigned|appeared|funeral|buried|pleaded|added|hearing"
    r"|conference|meeting|met|interview|communique|reports?)\b(?:(?! that )[^,;]){0,24}\Z",
    re.I,
)
OLD_DAYS = 21
"""What an article dates longer ago than this, beside the event that it leads with, is told as background."""
_EARLIER = re.compile(
    r"\b(?:last (?:summer|fall|autumn|winter|spring|month|year|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|(?:in|during) (?:a |the |an )?(?:previous|earlier|prior) "
    r"(?:shooting|attack|incident|bombing|case)s?|(?:weeks|months) (?:ago|earlier|before)"
    r"|(?:shooting|attack|incident|killing|crash|blast|bombing|death)s? (?:also |all )?"
    r"(?:came|comes|follows|followed)(?: just| only)?)\b",
    re.I,
)
_SITED = frozenset({"at", "typed", "force"})
_LOCAL = frozenset({"town", "adm1"})


class Mentions(NamedTuple):
    """Everything that an article names."""

    places: list[PlaceMention]
    dates: list[DateMention]
    entities: Entities


class Statement(NamedTuple):
    """One report, before it is given an identifier and its article."""

    event: int | None
    counts: list[Count]
    modality: str
    cumulative: bool
    period: str | None
    reported_by: list[ReportedBy]
    perpetrators: list[Perpetrator]
    mode: list[str]
    date: EventDate | None
    place: Place | None
    victims: list[Victim]
    evidence: Evidence
    signs: frozenset[str]
    """What the confidence rests on."""

    @property
    def confidence(self) -> float:
        """The chance that it was read right."""
        return confidence_of(self.signs)


class Draft(NamedTuple):
    """A document on its way to the parser: which of its sentences go, by index, -1 for the headline."""

    document: Document
    chosen: tuple[int, ...]

    @property
    def texts(self) -> list[str]:
        """The texts to parse, in the order of ``chosen``."""
        d = self.document
        return [plain_headline(d.headline) if i < 0 else d.sentences[i].text for i in self.chosen]

    def parsed(self, parses: Sequence[tuple[Token, ...]]) -> Document:
        """Return the document with the parses, one for each of ``texts``."""
        sentences, title = list(self.document.sentences), self.document.title
        for index, tokens in zip(self.chosen, parses, strict=True):
            if index < 0 and title:
                title = title._replace(tokens=tokens)
            else:
                sentences[index] = sentences[index]._replace(tokens=shift(tokens, sentences[index].start))
        return self.document._replace(sentences=tuple(sentences), title=title)


def prepare(text: str, headline: str, published: datetime | None, language: str = "en") -> Draft:
    """Split ``text`` into sentences and choose those that may tell of casualties."""
    sentences = split(text)
    title = Sentence(-1, 0, len(headline), headline) if headline.strip() else None
    chosen: list[int] = []
    if language[:2] in ("en", "un"):
        chosen = candidates(text, sentences)[:MOST_SENTENCES]
        if title and candidates(headline, [title._replace(index=0)]):
            chosen.insert(0, -1)
    return Draft(Document(text, headline, published, sentences, title, find_dateline(text), language), tuple(chosen))


def find_mentions(document: Document, gazetteer: Gazetteer) -> Mentions:
    """Return the places, dates, people and organisations that the document names."""
    found = places.find_places(document, gazetteer)
    return Mentions(found, dates.find_dates(document), entities.find_entities(document, found))


def extract(document: Document, mentions: Mentions, gazetteer: Gazetteer) -> list[Statement]:
    """Return what the document reports: one statement an event in the order of the text, then figures of no event."""
    reading = find_events(document, settings_of(document, mentions))
    found = [
        _statement(
            document, own_places(mentions, event, reading.events), gazetteer, event.claims, event.tally, _modality(event), n
        )
        for n, event in enumerate(reading.events, 1)
    ]
    seen: set[tuple[str, int]] = set()
    for claim in reading.apart:
        if (
            len(seen) >= MOST_APART
            or claim.weak
            or claim.kind not in HARM
            or (claim.modality == "hypothetical" and not claim.cumulative)
        ):
            continue
        key = (claim.kind, claim.least)
        if key in seen or any(v.pronoun for v in claim.victims):
            continue
        seen.add(key)
        found.append(_statement(document, mentions, gazetteer, (claim,), reckon([claim]), claim.modality))
    kept = [s for s in found if s is not None and s.counts]
    return [s._replace(signs=s.signs | signs_beside(len(kept))) for s in kept]


def settings_of(document: Document, mentions: Mentions) -> list[Setting]:
    """Return for each sentence the days and towns that it names as those of something that happened."""
    days: list[list[tuple[str, str]]] = [[] for _ in document.sentences]
    towns: list[list[str]] = [[] for _ in document.sentences]
    named: list[set[str]] = [set() for _ in document.sentences]
    for d in mentions.dates:
        said = d.sentence >= 0 and _SAID.search(
            document.text, max(document.sentences[d.sentence].start, d.start - 48), d.start
        )
        if (
            0 <= d.sentence < len(days)
            and not said
            and d.first
            and d.last
            and d.precision <= 2
            and d.kind in ("day", "weekday", "near")
            and not (document.dateline and d.end <= document.dateline.end)
        ):
            days[d.sentence].append((d.first.isoformat(), d.last.isoformat()))
    for p in mentions.places:
        if 0 <= p.sentence < len(towns) and p.role == "town" and p.cue in _SITED:
            towns[p.sentence].append(p.text.lower())
        if 0 <= p.sentence < len(towns) and p.cue != "bare":
            named[p.sentence].add(p.text.lower())
    past = [_is_past(document, mentions, s) for s in document.sentences]
    return [Setting(tuple(d), tuple(t), p, frozenset(n)) for d, t, p, n in zip(days, towns, past, named, strict=True)]


def _is_past(document: Document, mentions: Mentions, sentence: Sentence) -> bool:
    """Tell whether a sentence that was parsed dates what it tells weeks or more before publication, and nothing later."""
    if document.published is None or not sentence.tokens:
        return False
    limit = document.published.date() - timedelta(days=OLD_DAYS)
    found = [d.last for d in mentions.dates if d.sentence == sentence.index and d.last is not None]
    return bool(found and max(found) < limit) or (not found and bool(_EARLIER.search(sentence.text)))


def own_places(mentions: Mentions, event: Event, events: Sequence[Event]) -> Mentions:
    """Leave out the places at which other events are told, when the sentences of this one name a town of its own.

    Police told it, whose town stays.
    """
    ours = {c.sentence for c in event.claims}
    theirs = {c.sentence for other in events for c in other.claims} - ours
    towns = {p.text.lower() for p in mentions.places if p.sentence in ours - {-1} and p.role in _LOCAL and p.cue in _SITED}
    if not theirs or not towns:
        return mentions
    kept = [p for p in mentions.places if p.sentence not in theirs or p.cue == "force" or p.text.lower() in towns]
    return mentions._replace(places=kept)


def _modality(event: Event) -> str:
    kinds = [c.modality for c in event.claims if not c.weak]
    return "asserted" if "asserted" in kinds else kinds[0] if kinds else "asserted"


def _statement(
    document: Document,
    mentions: Mentions,
    gazetteer: Gazetteer,
    claims: Sequence[Claim],
    tally: Tally,
    modality: str,
    event: int | None = None,
) -> Statement | None:
    claim, evidence = evidence_of(document, claims, tally)
    if claim is None:
        return None
    span = span_of(document, claim)

    def sources_by(of: Claim) -> list[ReportedBy]:
        return sources.sources_of(span_of(document, of), document, mentions.entities)

    told, others = hear(claims, tally, lambda c: text_of(document, c), sources_by)
    reported = {s["name"]: s for of in (claim, *others) for s in sources_by(of)}
    if not reported:
        reported = next(({s["name"]: s for s in found} for c in claims if (found := sources_by(c))), {})
    cumulative = any(c.cumulative for c in claims)
    date = dates.date_of(span, document, mentions.dates)
    place = places.place_of(
        span_of(document, _sited(claims, claim, mentions.places)), document, _of_share(mentions.places, claim), gazetteer
    )
    return Statement(
        event,
        counts_of(document, told),
        modality,
        cumulative,
        next((c.period for c in claims if c.period), None),
        [*reported.values()],
        perpetrators.perpetrators_of(span, document, mentions.entities, [span_of(document, c) for c in claims]),
        [*modes.modes_of(span, document)],
        date,
        place,
        _victims(tally),
        evidence,
        signs_of(claims, told, date),
    )


def text_of(document: Document, claim: Claim) -> str:
    """Return the words of the sentence or headline that a claim stands in."""
    sentence = document.title if claim.sentence < 0 else document.sentences[claim.sentence]
    return sentence.text if sentence else ""


def _sited(claims: Sequence[Claim], proof: Claim, named: Sequence[PlaceMention]) -> Claim:
    """Return the claim that tells where: the proof, or one of its kind whose sentence, unlike its, names a place of events."""
    sites = {p.sentence for p in named if p.cue in _SITED}
    if proof.sentence in sites or proof.where:
        return proof
    return next((c for c in claims if c.sentence in sites and c.kind == proof.kind and not c.weak), proof)


def _of_share(named: list[PlaceMention], claim: Claim) -> list[PlaceMention]:
    """Leave out the places of a claim's sentence at which it counts others."""
    return [p for p in named if p.sentence != claim.sentence or p.text.lower() not in claim.elsewhere]


def span_of(document: Document, claim: Claim) -> ClaimSpan:
    """Return where a claim stands, for the readers of place, date and source."""
    sentence = document.title if claim.sentence < 0 else document.sentences[claim.sentence]
    tokens = sentence.tokens if sentence else ()
    used = [claim.trigger, *(i for v in claim.victims for i in (v.start, v.end - 1) if 0 <= i < len(tokens))]
    start, end = tokens[min(used)].start, tokens[max(used)].end
    text = document.headline if claim.sentence < 0 else document.text
    return ClaimSpan(
        claim.sentence, start, end, claim.trigger, text[start:end], "injured" if claim.kind == "hit" else claim.kind
    )


def _victims(tally: Tally) -> list[Victim]:
    found: list[Victim] = []
    for p in tally.persons:
        kind = "injured" if p.kind == "hit" else p.kind
        if kind in ("killed", "injured", "missing") and (p.printed or p.age is not None):
            found.append({"name": p.printed, "age": p.age, "kind": kind})  # type: ignore[typeddict-item]
    return found[:40]
