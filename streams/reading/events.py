"""Group the claims of one article into events: one a real incident, however often it is told.

A sentence joins the event whose victim it names, whose number it repeats or which it takes for known ("the victim", "the
blast"); it opens a new event when its day, its town or its victims cannot be those of any event so far. The order of the
text counts: what says nothing about itself belongs to the event told last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from streams.reading.aftermath import with_aftermath
from streams.reading.claims import Claim
from streams.reading.context import ONE_EVENT
from streams.reading.corrections import corrected, find_corrections
from streams.reading.document import Document
from streams.reading.genre import LEAD, SIDES, Kind, kind_of
from streams.reading.judged import HARM, REAL, all_claims, in_context
from streams.reading.persons import Person, Persons, fits, same_name
from streams.reading.tally import Tally, reckon, single
from streams.reading.victims import Victims

MANY = 40
"""From here on a vague number in the perfect tense needs an event beside it to be one event's toll."""
SPLIT = 2
"""Weight of contradictions from which a sentence cannot be told of an event."""

_ELSEWHERE = re.compile(
    r"\b(?:in (?:a|an|another|other) (?:separate|unrelated|different|other|similar|second|"
    r"third)?\s?(?:\w+ )?(?:incidents?|attacks?|shootings?|cases?|accidents?|crash|bombings?|violence|ambush|"
    r"action|operation|clash)"
    r"|in (?:another|a separate|an unrelated)|separately|elsewhere|in other (?:violence|news|developments|"
    r"incidents|actions)|another (?:shooting|attack|bomb|incident|explosion|clash|case) "
    r"|unrelated|(?:on|in) a (?:different|previous) (?:day|occasion)|earlier (?:shooting|attack|incident|killing)|"
    r"second (?:shooting|attack|explosion|incident))\b",
    re.I,
)
_ALSO = re.compile(r"\b(?:also|another|others?|second|third|fourth|fifth|both|remaining|too|as well|fellow)\b", re.I)


class Setting(NamedTuple):
    """When and where a sentence says that its event was, as far as it says so itself."""

    days: tuple[tuple[str, str], ...] = ()
    towns: tuple[str, ...] = ()
    past: bool = False
    """Whether it dates what it tells weeks or more before publication."""
    places: frozenset[str] = frozenset()
    """Every place named, in lower case: none of them is a victim."""


class Event(NamedTuple):
    """One incident as one article tells it."""

    claims: tuple[Claim, ...]
    tally: Tally


class Reading(NamedTuple):
    """What an article tells: its events, and claims that belong to none (history, sums, denials)."""

    events: list[Event]
    apart: list[Claim]


class _Share(NamedTuple):
    """What a sentence claims of one place; ``more`` when it is not the first that the sentence speaks of."""

    claims: list[Claim]
    town: str = ""
    more: bool = False


class _Draft:
    """An event in the making."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.persons = Persons()
        self.stated: dict[str, int] = defaultdict(int)
        self.days: set[tuple[str, str]] = set()
        self.towns: set[str] = set()
        self.last = -1
        self.past = False
        self.dated = False
        self.leads = False

    def take(self, claims: Iterable[Claim], setting: Setting) -> None:
        for claim in claims:
            self.claims.append(claim)
            total = 0
            for v in claim.victims:
                if single(v):
                    self.persons.add(v, claim)
                total += v.least
            self.stated[claim.kind] = max(self.stated[claim.kind], total)
            self.last = max(self.last, claim.sentence)
        self.days |= set(setting.days)
        self.towns |= set(setting.towns)
        self.past = self.past or setting.past
        self.dated = self.dated or (bool(setting.days) and not setting.past)

    def capacity(self, kind: str) -> int:
        """How many people of a kind the event is known to have."""
        if kind == "killed":
            return max(self.stated["killed"], self.stated["hit"])
        return max(self.stated["injured"], self.stated["hit"]) if kind in ("injured", "hit") else self.stated[kind]

    def alike(self, kind: str) -> list[Person]:
        """The single victims of a kind; hit may have become any."""
        kinds = {"killed": ("killed", "hit"), "injured": ("injured", "hit"), "hit": ("killed", "injured", "hit")}.get(
            kind, (kind,)
        )
        return [p for p in self.persons.all if p.kind in kinds]


def find_events(document: Document, settings: Sequence[Setting] = ()) -> Reading:
    """Return the events of the document; ``settings`` tells the day and town of each sentence."""
    by_sentence: dict[int, list[Claim]] = defaultdict(list)
    apart: list[Claim] = []
    for claim in in_context(all_claims(document), [bool(s.days) for s in settings]):
        here = settings[claim.sentence].places if 0 <= claim.sentence < len(settings) else frozenset()
        kept = tuple(v for v in claim.victims if not v.names or not here or " ".join(v.names) not in here)
        if not kept:
            continue
        claim = claim._replace(victims=kept)
        setting = settings[claim.sentence] if 0 <= claim.sentence < len(settings) else Setting()
        vague = all(_generic(v) or (not setting.towns and _untold(document, claim, v)) for v in kept)
        if vague and (not setting.days or _attributed(document, claim)):
            claim = claim._replace(weak=True)
        if claim.modality in REAL and not claim.cumulative and claim.kind in HARM:
            by_sentence[claim.sentence].append(claim)
        else:
            apart.append(claim)
    drafts: list[_Draft] = []
    current: _Draft | None = None
    for index, share in _shares(by_sentence, drafts):
        claims = share.claims
        setting = settings[index] if 0 <= index < len(settings) else Setting()
        if share.town:
            setting = setting._replace(towns=(share.town,))
        text = document.sentences[index].text if index >= 0 else document.headline
        if share.more:
            chosen = next((d for d in drafts if d is not current and share.town in d.towns), None)
        else:
            chosen = _choose(drafts, current, claims, setting, text, index)
        if chosen is None:
            if all(c.weak for c in claims) and current is None:
                continue
            chosen = _Draft()
            drafts.append(chosen)
        chosen.leads = chosen.leads or index < 0 or not any(d.leads for d in drafts)
        chosen.take(claims, _widened(setting, index, by_sentence, settings))
        current = chosen
    told = [d for d in drafts if not all(c.weak for c in d.claims)]
    kind = kind_of(document, any(s.days for s in settings[:LEAD])) if told else None
    taken_back = find_corrections([s.text for s in document.sentences] if told else [])
    rung: list[list[Claim]] = []
    for d in told:
        modality = _no_news(d, kind)
        if modality:
            apart += [c._replace(modality=modality) for c in d.claims if not c.weak]
        else:
            rung.append(corrected(d.claims, taken_back))
    events = [(tuple(claims), reckon(claims)) for claims in rung]
    beside = [c for c in apart if c.kind not in HARM and not _belongs_elsewhere(document, settings, c)]
    tallies = with_aftermath(events, beside, document)
    return Reading([Event(claims, tally) for (claims, _), tally in zip(events, tallies, strict=True)], apart)


def _no_news(draft: _Draft, kind: Kind | None) -> str:
    """Return the modality of an event that is history, or that the whole text makes up; "" for one that rings."""
    if kind and (kind.headed or not _is_told_fresh(draft, kind)):
        return kind.modality
    return "historical" if draft.past and not draft.dated and not draft.leads else ""


def _is_told_fresh(draft: _Draft, kind: Kind) -> bool:
    """Tell whether a day near publication stands beside harm (at a match to others than those who play), or a headline has it."""
    others = any(v.noun not in SIDES and (v.noun or v.quantity or v.names) for c in draft.claims for v in c.victims)
    if draft.dated and (others or not kind.played):
        return True
    return not kind.settled and any(_in_headline(claim, kind) for claim in draft.claims)


def _in_headline(claim: Claim, kind: Kind) -> bool:
    """Tell whether a headline says how many, or who, were harmed: "Crush before match kills 12", "Spectator killed at rally"."""
    told = claim.sentence < 0 and not claim.weak and claim.kind in ("killed", "injured", "missing")
    return told and any(v.quantity or v.names or (kind.played and v.noun and not v.many) for v in claim.victims)


def _belongs_elsewhere(document: Document, settings: Sequence[Setting], claim: Claim) -> bool:
    """Tell whether the sentence of a claim speaks of another event, or of one long past."""
    if claim.sentence < 0:
        return False
    past = claim.sentence < len(settings) and settings[claim.sentence].past
    return past or bool(_ELSEWHERE.search(document.sentences[claim.sentence].text))


def _shares(by_sentence: Mapping[int, list[Claim]], drafts: list[_Draft]) -> Iterator[tuple[int, _Share]]:
    """Yield the claims of each sentence, place by place where it shares a number out that no event so far has whole."""
    for index, claims in by_sentence.items():
        towns = list(dict.fromkeys(c.where for c in claims if c.where))
        whole = sum(c.least for c in claims if c.where)
        if len(towns) < 2 or any(d.stated[c.kind] == whole for d in drafts for c in claims if c.where):
            yield index, _Share(_joined(claims))
            continue
        for n, town in enumerate(towns):
            yield index, _Share([c for c in claims if c.where == town or (not c.where and not n)], town, n > 0)


def _joined(claims: list[Claim]) -> list[Claim]:
    """Put the shares of one number together again."""
    kept: list[Claim] = []
    for claim in claims:
        first = next((n for n, k in enumerate(kept) if claim.where and k.where and k.kind == claim.kind), None)
        if first is None:
            kept.append(claim)
        else:
            kept[first] = kept[first]._replace(victims=kept[first].victims + claim.victims, elsewhere=frozenset())
    return kept


def _widened(setting: Setting, index: int, by_sentence: Mapping[int, object], settings: Sequence[Setting]) -> Setting:
    """Add the town of the next sentence to one that names none, when the next claims nothing itself."""
    if setting.towns or index < 0 or index + 1 >= len(settings) or index + 1 in by_sentence:
        return setting
    return setting._replace(towns=settings[index + 1].towns)


def _choose(
    drafts: list[_Draft], current: _Draft | None, claims: list[Claim], setting: Setting, text: str, index: int
) -> _Draft | None:
    """Return the event that the claims of a sentence belong to, or None for a new one."""
    if current is None:
        return None
    links = [(_link(d, claims), d) for d in drafts]
    best, draft = max(links, key=lambda pair: (pair[0], pair[1] is current))
    against = _against(draft, claims, setting, text, index)
    if best > 0 and best + (draft is current) > against:
        return draft
    if _against(current, claims, setting, text, index) < SPLIT:
        return current
    others = [
        d
        for d in drafts
        if d is not current
        and setting.days
        and d.days & set(setting.days)
        and _against(d, claims, setting, "", d.last) < SPLIT
    ]
    return others[-1] if others else None


def _generic(v: Victims) -> bool:
    """Tell whether the phrase means people at large: "the murder of peasants", "our people are dying"."""
    vague = v.quantity is None or (v.quantity.qualifier == "vague" and v.quantity.high is None and v.quantity.low < 12)
    return v.many and vague and not v.names and (v.reference in ("new", "other") or v.noun == "people")


def _attributed(document: Document, claim: Claim) -> bool:
    """Tell whether the harm is only an attribute: "relatives of missing and murdered people"."""
    sentence = document.title if claim.sentence < 0 else document.sentences[claim.sentence]
    tokens = sentence.tokens if sentence else ()
    word = tokens[claim.trigger] if tokens else None
    if word and word.dep == "conj":
        word = tokens[word.head]
    return word is not None and word.dep == "amod" and all(v.head == word.head for v in claim.victims)


def _untold(document: Document, claim: Claim, v: Victims) -> bool:
    """Tell whether a number is as vague as "hundreds of peasants who have been murdered", and no event stands beside it."""
    sentence = document.title if claim.sentence < 0 else document.sentences[claim.sentence]
    q = v.quantity
    if sentence is None or q is None or q.qualifier != "vague" or q.high is not None or q.low < MANY:
        return False
    perfect = any(
        t.head == claim.trigger and t.dep.startswith("aux") and t.text.lower() in ("have", "has") for t in sentence.tokens
    )
    return perfect and not ONE_EVENT.search(sentence.text)


def _new(v: Victims) -> bool:
    return not v.pronoun and not v.none and (v.reference in ("new", "kin", "name", "other") or bool(v.names))


def _link(draft: _Draft, claims: list[Claim]) -> int:
    score = 0
    for claim in claims:
        if len(claim.victims) > 1 and claim.least == draft.stated[claim.kind]:
            score += 3  # "a sergeant and twelve suspects" are the 13 of the headline
        for v in claim.victims:
            if v.names and any(p.names and same_name(p.names, v.names) for p in draft.persons.all):
                score += 5
            elif (
                (v.rank > 1 and v.rank - 1 == draft.stated[claim.kind])
                or (v.age is not None and any(p.age == v.age and fits(p, v) for p in draft.persons.all))
                or (not single(v) and v.quantity and v.quantity.best and v.quantity.best == draft.stated[claim.kind] > 1)
            ):
                score += 3
    return score


def _foreign(draft: _Draft, claim: Claim, v: Victims) -> bool:
    """Tell whether a number of some group is none of the event's: other number, other group."""
    if not v.quantity or not v.quantity.best or v.reference == "other" or v.group == "all" or claim.kind == "hit":
        return False
    known = [(w.group, w.quantity) for c in draft.claims if c.kind == claim.kind for w in c.victims if not w.pronoun]
    return (
        bool(known)
        and draft.stated[claim.kind] > 0
        and v.quantity.best > draft.stated[claim.kind]
        and all(g != v.group for g, _ in known)
    )


def _against(draft: _Draft, claims: list[Claim], setting: Setting, text: str, index: int) -> int:
    """Weigh what speaks against the claims being of ``draft``."""
    score = 0
    if setting.days and draft.days and not any(a <= d and c <= b for a, b in setting.days for c, d in draft.days):
        score += 2
    if setting.towns and draft.towns and not set(setting.towns) & draft.towns:
        score += 2
    if setting.past and not draft.past and draft.dated:
        score += 2
    if text and _ELSEWHERE.search(text):
        score += 2
    near = index - draft.last <= 1
    for claim in claims:
        for v in claim.victims:
            if not single(v) and _new(v) and _foreign(draft, claim, v):
                score += 1 + (index - draft.last > 2)
            if not single(v) or not _new(v) or v.group == "attackers" or claim.self_inflicted or claim.weak:
                continue
            alike = draft.alike(claim.kind)
            if (
                not alike
                or any(fits(p, v) and not (p.names and v.names) for p in alike)
                or any(p.names and v.names and same_name(p.names, v.names) for p in alike)
            ):
                continue
            if len(alike) < draft.capacity(claim.kind) or near or (index - draft.last <= 4 and _ALSO.search(text)):
                continue
            score += 2
    return score
