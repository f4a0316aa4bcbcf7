"""Says which of the places that an article names is that of an event.

Every mention is scored by the words around it, by what kind of place it is, by how far it stands from the claim, and
by how often the article names it. The weights were fitted on half of 3,070 labelled reports of shootings and checked
on the other half. A part of a town (a neighbourhood, a street, a park) is told as a detail of the town.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from streams.reading.candidates import OTHERS, Candidate, candidates, known_as
from streams.reading.document import ClaimSpan, Document
from streams.reading.gazetteer import Gazetteer
from streams.reading.lexicon import table
from streams.reading.mentions import NAMES_DIVISIONS, PlaceMention
from streams.reading.names import fold
from streams.reading.placing import find_places
from streams.reading.toponyms import STRUCK
from streams.records import Place

__all__ = ["PlaceMention", "find_places", "place_of"]

_WEIGHTS = {name: float(weight) for name, weight in table("place_weights").items()}
_SMALL = frozenset("OF DE DEL LA LAS LOS EL AL DA DO DOS DU LE UPON ON".split())
_FULL = {"St": "Saint", "Ste": "Sainte", "Mt": "Mount", "Ft": "Fort"}
_APART = {0: "same", -1: "before", 1: "after", -2: "before2", 2: "after2"}
_EVENT = re.compile(
    r"\b(?:shot|shoot\w*|kill\w*|wound\w*|injur\w*|died|dead|deaths?|deadly|fatal\w*|gun\w*|stabb\w*|explo\w+|"
    r"blasts?|bomb\w*|attack\w*|air ?strikes?|strikes?|"
    r"struck|crash\w*|collaps\w+|flood\w*|fire|clash\w*|shell\w*|murder\w*|homicide|slay\w*|earthquake|quake|"
    r"landslide|accident\w*|incident|massacre\w*|ambush\w*|"
    r"raid\w*|capsiz\w+|drown\w*|missing|found|happened|occurred|hit)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:taken|rushed|airlifted|flown|transported|transferred|(?:at|to|in) (?:an? |the |\w+ )?(?:hospital|"
    r"clinic)\w*|medical|court\w*|jail\w*|prison|arrest\w*|funeral|buried|moved|live[sd]?|living|lives|born|grew up|"
    r"raised|returned|work(?:s|ed|ing)?|attend(?:s|ed|ing)?|based|fled|escaped|captured|custody|headquarters|office|"
    r"speaking|(?:travell?|drov?e|driving)(?!\w* through)\w*|"
    r"(?:similar|previous|earlier|another|separate|last|recent) (?:attack|incident|strike|shooting|bombing|killing|"
    r"raid|massacre)\w*|vigil|services|\d+ ?(?:km|kms|miles?|kilomet(?:er|re)s?)|(?:diplomats?|reporters?)(?= in)|"
    r"university|school|college|resid\w+|native|home ?town|office|embassy|"
    r"conference|talks|summit|meeting)\b[^.;,]{0,50}\Z",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"\b(?:president|minister|secretary|ambassador|chancellor|premier)\b[^.;]{0,40} in \Z", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:police|officials?|authorities|sources|activists) in \Z", re.IGNORECASE)
_SPEAKS = re.compile(r"\s+(?:said|say|told|confirmed)\b")
_SCENE = re.compile(
    r"\b(?:block|street|st\.|avenue|ave\.?|road|rd\.?|drive|dr\.|lane|court|boulevard|blvd\.?|highway|route|"
    r"interstate|i-\d+|place|way|terrace|home|house|residence|apartments?|"
    r"complex|club|nightclub|bar|store|shop|restaurant|lot|motel|hotel|village|market|mosque|church|checkpoint|"
    r"building|scene|intersection|station|camp|villages|homes|houses|"
    r"neighbou?rhood|suburb|town|city|village|district|shootings?|attacks?|explosions?|blasts?|bombings?|strikes?|"
    r"crash|airstrikes?|massacre|fire|clashes)\b[^.;,]{0,25}\Z",
    re.IGNORECASE,
)


_BOUND = re.compile(
    r"\b(?:on (?:its|their|his|her|the|a) way|en route|bound|head(?:ed|ing)|depart(?:ed|ing)|set (?:off|out|sail)|"
    r"travell?(?:ed|ing)|left|leaving|return(?:ed|ing)|flight|journey|voyage|trip|sail(?:ed|ing))\b[^.;]{0,50}\Z",
    re.IGNORECASE,
)
"""What makes "from X" and "to Y" the ends of a journey, of which neither is the scene."""
_UNHARMED = re.compile(
    r"\b(?:(?:no ?body|no[- ]one|none|no (?:people|civilians|residents))(?: else)? (?:was|were|is|are|has been|had been) "
    r"(?:hurt|harmed|injured|wounded|killed)|(?:no|without(?: any| causing(?: any)?)?) "
    r"(?:casualties|victims|injuries|deaths|fatalities|loss of life)\b)",
    re.IGNORECASE,
)


class Scene(NamedTuple):
    """What an article as a whole says of where it plays."""

    rival: bool
    """Whether the headline or the first sentences put an event at a town."""
    country: str | None
    """The country that its places lie in, datelines apart."""
    sites: tuple[Place, ...]
    """The places that the claim's sentence and the one behind it put something at; else those of the lead's events."""
    wide: bool
    """Whether it speaks of places in several divisions: then the words beside a claim count more than the rest."""
    holders: frozenset[str]
    """The folded names of larger places that such a site, or one of the lead, is said to lie in."""


def scene(found: Sequence[Candidate], claim: ClaimSpan, document: Document) -> Scene:
    """Return where an article plays."""
    every = [mention for candidate in found for mention in candidate.mentions]
    early = [m for m in every if m.cue == "at" and m.role == "town" and m.sentence <= 2]
    countries = Counter(
        m.place["country"] for m in every if m.cue in ("at", "typed", "people", "force") or m.role == "country"
    )
    sites = [m for m in every if m.cue in ("at", "typed") and m.role in ("town", "adm1", "adm2")]
    return Scene(
        any(m.sentence < 0 or _EVENT.search(document.sentences[m.sentence].text) for m in early),
        countries.most_common(1)[0][0] if countries else None,
        tuple(m.place for m in sites if _here(m, claim, document))
        or tuple(m.place for m in sites if _leads(m, claim, document)),
        len(
            {
                (m.place["country"], m.place.get("adm_1"))
                for m in every
                if m.cue in ("at", "typed") and m.role in ("town", "adm1")
            }
        )
        > 1,
        frozenset(
            mention.within
            for candidate in found
            for mention in candidate.mentions
            if mention.within
            and not candidate.inside
            and (0 <= mention.sentence <= 1 or abs(mention.sentence - claim.sentence) <= 2)
            and not _is_elsewhere(document, mention)
        ),
    )


def _apart(one: Place, other: Place) -> bool:
    """Tell whether two places lie in different divisions, as far as these are known."""
    if (one["country"], one.get("adm_1")) != (other["country"], other.get("adm_1")):
        return True
    return bool(one.get("adm_2") and other.get("adm_2") and one.get("adm_2") != other.get("adm_2"))


def _off_the_map(site: Place) -> bool:
    """Tell whether a site is a village that the gazetteer lacks; where it lists them all, such a name is of a quarter."""
    return site.get("geonameid") is None and site["country"] not in NAMES_DIVISIONS


def _other_town(site: Place, candidate: Candidate) -> bool:
    """Tell whether a site is a town known by another name than a candidate's."""
    return site["where_prec"] <= 2 and fold(site["name"] or "") != fold(candidate.mentions[0].text)


def _is_elsewhere(document: Document, mention: PlaceMention) -> bool:
    """Tell whether the words before a mention in the body make it the place of something else than the event."""
    text, end = document.text, mention.start
    start = max(document.sentences[mention.sentence].start, end - 70)
    if (_ELSEWHERE.search(text, start, end) and not STRUCK.search(text, start, end)) or _OFFICIAL.search(text, start, end):
        return True
    return bool(_SPEAKER.search(text, start, end) and _SPEAKS.match(text, mention.end))


def _on_the_way(document: Document, mention: PlaceMention) -> bool:
    """Tell whether a mention is of one end of a journey."""
    if mention.sentence < 0 or mention.cue not in ("from", "to"):
        return False
    start = max(document.sentences[mention.sentence].start, mention.start - 70)
    return bool(_BOUND.search(document.text, start, mention.start))


def _unharmed(document: Document, mention: PlaceMention, claim: ClaimSpan) -> bool:
    """Tell whether the text says that nobody was hurt where a mention stands, and a claim stands elsewhere."""
    if mention.sentence in (-1, claim.sentence):
        return False
    return bool(_UNHARMED.search(document.sentences[mention.sentence].text))


def _weak(mention: PlaceMention, document: Document) -> bool:
    """Tell whether a mention says nothing of where the event was: a speaker's, a hospital's or a traveller's place."""
    if mention.cue in ("at", "typed"):
        if mention.sentence < 0:
            return False
        return _is_elsewhere(document, mention)
    return mention.cue not in ("dwells", "and", "publication", "force")


def _here(mention: PlaceMention, claim: ClaimSpan, document: Document) -> bool:
    if mention.sentence < 0 or mention.sentence - claim.sentence not in (0, 1):
        return False
    return not _is_elsewhere(document, mention)


def _leads(mention: PlaceMention, claim: ClaimSpan, document: Document) -> bool:
    """Tell whether the lead puts an event at a town, of which a later claim may speak."""
    return (
        mention.role == "town"
        and 0 <= mention.sentence <= min(1, claim.sentence)
        and bool(_EVENT.search(document.sentences[mention.sentence].text))
        and not _is_elsewhere(document, mention)
    )


def features(candidate: Candidate, claim: ClaimSpan, document: Document, plays: Scene) -> dict[str, float]:
    """Return what speaks for a candidate's being the place of a claim, and how much of it there is."""
    found = {
        "role " + candidate.role: 1.0,
        "count": math.log2(1 + sum(m.cue not in ("house", "street", "people") for m in candidate.mentions)),
    }
    for mention in candidate.mentions:
        found["cue " + mention.cue] = 1.0
        if mention.qualified:
            found["qualified"] = 1.0
        if mention.sentence == -1:
            if mention.cue != "publication":
                found["headline"] = 1.0
                if mention.cue in ("at", "dwells", "force"):
                    found["headline " + mention.cue] = 1.0
            continue
        if mention.sentence <= 1:
            found["lead"] = 1.0
        apart = _APART.get(mention.sentence - max(0, claim.sentence), "far")
        found[apart] = 1.0
        if plays.wide and mention.cue in ("at", "typed"):
            found["wide " + apart] = 1.0
        if apart == "same":
            apart_by = max(0, mention.start - claim.end, claim.start - mention.end)
            found["chars"] = min(found.get("chars", 2.0), apart_by / 100)
            if mention.end <= claim.start:
                found["ahead"] = 1.0
        if mention.cue == "to" and _ELSEWHERE.search(document.text, max(0, mention.start - 40), mention.start):
            found["elsewhere"] = 1.0
        if mention.cue in ("at", "typed"):
            sentence = document.sentences[mention.sentence]
            if _is_elsewhere(document, mention):
                found["elsewhere"] = 1.0
                if plays.wide:
                    found["wide elsewhere"] = 1.0
                continue
            if mention.cue == "at" and _SCENE.search(document.text, max(sentence.start, mention.start - 60), mention.start):
                found["scene"] = 1.0
            if _EVENT.search(sentence.text):
                found["at event"] = 1.0
                if apart != "far":
                    found[f"at event {apart}"] = 1.0
            elif apart != "far":
                found[f"at {apart}"] = 1.0
    if all(_weak(mention, document) for mention in candidate.mentions) and any(
        (site["country"], site.get("adm_1"))
        != (candidate.mentions[0].place["country"], candidate.mentions[0].place.get("adm_1"))
        for site in plays.sites
    ):
        found["outdone"] = 1.0
    told = [mention for mention in candidate.mentions if mention.cue not in OTHERS]
    if told and all(_on_the_way(document, mention) for mention in told):
        found["on the way"] = 1.0
    if told and all(_unharmed(document, mention, claim) for mention in told):
        found["unharmed"] = 1.0
    held = any(mention.within for mention in candidate.mentions) and not candidate.inside
    if held and candidate.role == "adm2":
        found["held"] = 1.0
    if any(fold(mention.text) in plays.holders for mention in candidate.mentions):
        found["holder"] = 1.0
    filed = any(mention.cue == "dateline" for mention in candidate.mentions)
    near = [m for m in candidate.mentions if m.place["where_prec"] == 2]
    placed = [m for m in candidate.mentions if not (filed and m in near)]
    cues = {mention.cue for mention in placed if mention.cue not in ("bare", "and", "qualifier", "beside")}
    if len(cues) == 1:
        cue = cues.pop()
        found["only " + cue] = 1.0
        outdone = cue == "dateline" and any(
            _off_the_map(site) or _apart(site, candidate.mentions[0].place) for site in plays.sites
        )
        if outdone:
            found["outdone"] = 1.0
        elif plays.rival and cue in ("dateline", "force"):
            found["rival " + cue] = 1.0
        if cue == "dateline" and plays.country not in (None, candidate.mentions[0].place["country"]):
            found["abroad"] = 1.0
        if cue == "dateline" and not outdone and any(_other_town(site, candidate) for site in plays.sites):
            found["beside site"] = 1.0
    if near and all(m in near or m.cue == "dateline" for m in candidate.mentions):
        found["near"] = 1.0
    if candidate.satellite:
        found["satellite"] = 1.0
        found["satellite " + candidate.role] = 1.0
    found.update(dict.fromkeys(candidate.standing, 1.0))
    if claim.sentence < _late(document) <= min((m.sentence for m in candidate.mentions if m.cue not in OTHERS), default=-1):
        found["late"] = 1.0
    if candidate.hub:
        found["hub"] = 1.0
    if candidate.inside:
        found["inside"] = 1.0
    if candidate.city:
        found["city"] = 1.0
    population = max(m.population for m in candidate.mentions)
    if all(m.place.get("geonameid") is None for m in candidate.mentions):
        found[
            "unlisted typed"
            if candidate.role == "town" and (held or any(m.typed or m.qualified for m in candidate.mentions))
            else "unlisted"
        ] = 1.0
    elif candidate.role == "town":
        found["size"] = math.log10(max(population, 1000))
    return found


def _late(document: Document) -> int:
    """Return the sentence from which on a place that was not named before is one of the background."""
    return max(6, round(0.6 * len(document.sentences)))


def _score(candidate: Candidate, claim: ClaimSpan, document: Document, plays: Scene) -> float:
    return sum(_WEIGHTS.get(name, 0.0) * value for name, value in features(candidate, claim, document, plays).items())


def place_of(claim: ClaimSpan, document: Document, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> Place | None:
    """Return the place of the event that a claim speaks of, or None when the article names no place."""
    named = candidates(mentions)
    plays = scene(named, claim, document)
    best = max(named, key=lambda candidate: _score(candidate, claim, document, plays), default=None)
    if best is None:
        return None
    sure = [m for m in best.mentions if m.qualified] or best.mentions
    nearest = min(sure, key=lambda m: abs(m.sentence - claim.sentence) if m.sentence >= 0 else 2)
    place: Place = {
        **nearest.place,
        "name": spelling(best.mentions, gazetteer),
        "detail": _detail(claim, mentions, best),
    }
    return place


def spelling(mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> str:
    """Return a place's name as the text writes it best: not shouted, "Saint" and "Mount" and "Fort" in full, so that
    names of one place meet."""
    texts = [known_as(m) for m in mentions]
    text = max((t for t in texts if not t.isupper()), key=len, default=texts[0])
    if text.isupper() and len(text) > 3:
        text = re.sub(
            r"[^\W\d_]+",
            lambda m: m.group().lower() if m.group() in _SMALL and m.start() else m.group().capitalize(),
            text,
        )
    return re.sub(r"\b(St|Ste|Mt|Ft)\.(?= )", lambda m: _FULL[m.group(1)], text)


def _detail(claim: ClaimSpan, mentions: Sequence[PlaceMention], chosen: Candidate) -> str | None:
    """Return the part, site or street of the chosen place that the claim's sentence, or one beside it, names."""
    for apart in (0, 1, -1):
        for mention in mentions:
            if (
                mention.sentence == claim.sentence + apart
                and mention.sentence >= 0
                and mention.role in ("part", "site", "street")
                and mention not in chosen.mentions
            ):
                return mention.text
    return None
