"""Reads runs of capitals as possible names of places, by what stands around them.

Which place of the world a name means is decided in :mod:`streams.reading.placing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from streams.reading.gazetteer import Gazetteer
from streams.reading.lexicon import table, words
from streams.reading.proper import Run, find_runs

_DIRECTION = (
    r"(?:north|south|east|west|central|upper|lower|northern|southern|eastern|western|downtown|suburban|rural|nearby|"
    r"coastal|"
    r"neighbou?ring|(?:north|south)-?(?:east|west)(?:ern)?|mostly|far|historic|metro|inner-city|besieged|war-torn|"
    r"restive|remote|"
    r"(?:rebel|opposition|government)-held|mountainous|populous|ancient|capital|occupied|disputed|predominantly|"
    r"crowded|busy|"
    r"volatile|troubled|north-central|south-central|mid|unincorporated|tiny|small)"
)
_TYPED = (
    r"(?:city|town|village|hamlet|township|suburb|outskirts|port|capital|municipality|province|governorate|state|"
    r"region|district|"
    r"county|neighbou?rhood|area|island|settlement|commune|department|oblast|borough|enclave|part|side|section|"
    r"cent(?:er|re)|camp)"
)
_AT = (
    r"in|at|near|outside|around|across|inside|within|throughout|over|on|off|in and around|on the outskirts of|"
    r"(?:north|south|east|west|northeast|northwest|southeast|southwest|outside|miles|kilomet(?:er|re)s|km) (?:of|"
    r"from)"
)
_BEFORE = re.compile(
    rf"(?:(?P<of>\b{_TYPED}s? of )|\b(?P<at>{_AT}) |\b(?P<from>from|of|leaving|left|via|fled|fleeing) |"
    rf"\b(?P<to>to|into|toward|towards|for|through|between|with|by) |\b(?P<and>and|or|,) )"
    rf"(?:the |a |an |its |their )?(?:(?:{_DIRECTION}),? (?:and )?){{0,3}}(?:(?P<typed>{_TYPED})s? (?:of )?)?\Z",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"(?:\b(?:pass|travel|mov|driv|drov|r[au]n|rac|sweep|swept|tear|tore|roll|rampag|storm|march|patroll?)\w* through|"
    r"\b(?:take-?off|taking off) from) (?:the )?\Z",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:roads?|highway|motorway|route|track|railway|line|stretch|convoys?|patrols?|bus(?:es)?|minibus|coach|train|trucks?|"
    r"lorry|lorries|cars?|vehicles?|ferry|plane|helicopter|travell?ing|driving|midway|halfway|somewhere)\b[^.,;:]{0,40} between "
    r"(?:the )?(?:(?:towns?|villages?|cities|settlements|communities) of )?\Z",
    re.IGNORECASE,
)
"""What makes "between X and Y" a stretch of land, not a quarrel of two parties."""
_NEAR = re.compile(r"\b(?:near|outside|around|of|from|off)\b", re.IGNORECASE)
_WITHIN = re.compile(r"\bthe \Z", re.IGNORECASE)
"""What makes "north of X" a part of X: "in the north of X"."""
_BESIDE = re.compile(r"(?:outskirts|suburb)s? of", re.IGNORECASE)
_AGE = re.compile(r",? \(?\d{1,2}\)?(?:,|\)|\.|;| and\b|$)|,? (?:Jr|Sr)\b|,? age[d ]|, an? \d{1,2}-year")
_SPEAKS = re.compile(
    r",?\s+(?:said|says|told|added|testified|pleaded|died|who|allegedly|was (?:shot|killed|found|arrested|charged|"
    r"pronounced|taken))\b"
)
DWELLS = re.compile(
    r"[- ](?:native|residents?|based|born|m[ae]n|wom[ae]n|teen|teenager|couple|mother|father|family|boys?|girls?|"
    r"students?|area|male|"
    r"female|juvenile|home|house|apartment|bar|nightclub|mayor|police|officers?|cop|cops|firefighters|authorities|"
    r"shooting|toddler)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:year-old|named|identified as|brother|sister|son|wife|husband|and) \Z|\b(?:Mr|Mrs|Ms|Dr|Sgt|Det|Lt|Capt)\. \Z"
)
_HOUSE_AT = re.compile(r"(?:hospital|center|centre|clinic|facility|morgue|jail|prison)(?: in| of) \Z", re.IGNORECASE)
STRUCK = re.compile(
    r"\b(?:(?:shot dead|killed|stabbed|bombed|struck|hit|attacked|stormed|raided|shooting|blast|strike|fighting|riot)"
    r"(?: between(?: \w+){1,3})?(?: (?:at|in|on|inside|between))?|"
    r"(?:bombs?|rockets?|missiles?|mortars?|shells?|drones?|grenades?|fire) (?:on|at|into|onto)) "
    r"(?:a|an|the) (?:(?!medical|trauma|health)\w+ ){0,3}(?:school|college|university|prison|jail|centre|center) in \Z",
    re.IGNORECASE,
)
"""A house of learning, a prison or a hall that is the scene itself."""
_BLOCK = re.compile(r"\bblock of (?:[NSEW]\.? |(?:North|South|East|West) )?\Z")
_SITED = re.compile(r"\b(?:in|at|near) \Z")
_AFTER = re.compile(r" (?P<word>[a-z]+)\b")
_AFTER_TYPE = re.compile(rf" {_TYPED}s?\b")
_PROMISING = re.compile(
    r"(?:\b(?:in|at|near|outside|around|across|inside|between|through|on|off|of|from|north|south|east|west|central|the|and)|"
    r"ern) \Z",
    re.IGNORECASE,
)
_CAPITAL_BEFORE = re.compile(r"\b[A-Z]\w+ \Z")
_LINE_START = re.compile(r"(?:\A|[\n\r]|\|\||  )[\s\u200b]*\Z")
_DASHED = re.compile(
    r"(?:, [A-Z][\w. ]{1,24})?(?:, \w+\.? \d+)?\s?(?:\([^()\n]{2,40}\))?\s?(?:--|[–—-] |[–—]|>>|:(?= [A-Z]))|"
    r"(?:, [A-Z][\w. ]{1,24})?\s\([A-Z][^()\n]{1,30}\)\s"
)
_LEADING = frozenset(
    (
        "north south east west northern southern eastern western central downtown greater northeast northwest "
        "southeast southwest upper lower metro suburban inner northeastern northwestern southeastern southwestern "
        "in at near on outside from the a an around across inside after before while when as and but to of for "
        "since during police meanwhile according nearby state city town village mayor governor former local rural "
        "new"
    ).split()
)
_HELD = ("-administered", "-held", "-controlled", "-occupied", "-ruled", "-majority")
_PREPOSITIONS = frozenset("in at near on outside around across inside".split())
_SAINTS = frozenset(["st", "ste", "mt", "ft"])
_WHOLE = frozenset(["part", "site", "land", "street"])
"""Kinds whose word is part of the name: "Little Village" is no village called Little."""
_OWNED = frozenset(["house", "force"])
"""Kinds of bodies that bear the name of their place."""


_PART = re.compile(r"\S+")
_JOINS = (" of ", " of the ", " and ")
"""What stands between the parts of a country's name."""
_GAPS = frozenset(map(len, _JOINS))
OWNED_COUNTY = re.compile(r"['’]s (?:County|Parish)\b")
_STREETS = re.compile(
    r" (?:and|&) (?:[NSEW]\. |[A-Z]\w+ ){1,3}?(?:[Ss]treets|[Aa]venues|[Rr]oads|[Bb]oulevards|[Dd]rives)\b"
)
"""What follows the first of two streets that meet: "at Corbin and Doyle streets"."""


class Toponym(NamedTuple):
    """A name that may be a place's.

    ``cue`` is as in a mention of a place; ``kind`` comes from a typed word beside it; ``listed`` tells whether the
    gazetteer knows the name; ``stop`` is where the run of capitals, and a typed word behind it, end.
    """

    start: int
    end: int
    name: str
    sentence: int
    cue: str
    kind: str | None
    near: bool
    person: bool
    listed: bool
    stop: int


def listed(gazetteer: Gazetteer, name: str) -> bool:
    """Tell whether a name is a country's, a people's, a state's or any place's."""
    return bool(gazetteer.country(name) or name in gazetteer.states or gazetteer.find(name, True))


def people(text: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the first and last words of runs that what stands around them shows to be people.

    >>> from streams.reading.gazetteer import load_gazetteer
    >>> sorted(people("Dalton Reyes, 24, and Mr. Orville were hurt in Fort Worth, police said.", load_gazetteer()))
    ['Dalton', 'Orville', 'Reyes']
    """
    names: set[str] = set()
    kinds = table("place_words")
    for run in find_runs(text):
        parts = run.text.split()
        several = len(parts) > 1
        titled = (
            parts[0].endswith(".") and parts[0][:-1].lower() in words("titles") and parts[0] not in ("St.", "Mt.", "Ft.")
        )
        shown = titled or _AGE.match(text, run.end)
        if not shown and several and not _SITED.search(text, max(0, run.start - 8), run.start):
            shown = _SPEAKS.match(text, run.end)
            if not shown and not DWELLS.match(text, run.end):
                shown = _PERSON.search(text, max(0, run.start - 16), run.start)
        if (
            shown
            and len(parts) <= 4
            and not any(part.lower().rstrip(".") in kinds for part in parts)
            and not (several and gazetteer.find(run.text))
        ):
            names.add(parts[-1])
            if several and not titled:
                names.add(parts[0])
    return frozenset(names)


def read(text: str, gazetteer: Gazetteer, sentence_of: Callable[[int], int], names: frozenset[str]) -> list[Toponym]:
    """Return the possible names of places in ``text``, in order."""
    found: list[Toponym] = []
    for run in _whole_countries(text, gazetteer):
        if " " in run.text or not common(run.text):
            found.extend(_toponyms(text, run, gazetteer, sentence_of(run.start), names))
    return found


def _whole_countries(text: str, gazetteer: Gazetteer) -> Iterator[Run]:
    """Yield the runs, those of one name joined: "Democratic Republic" + "of" + "Congo", "Queen Anne" + "'s" + "County"."""
    runs = find_runs(text)
    at = 0
    while at < len(runs):
        run = runs[at]
        if at + 1 < len(runs) and runs[at + 1].start - run.end in _GAPS and text[run.end : runs[at + 1].start] in _JOINS:
            whole = text[run.start : runs[at + 1].end]
            if gazetteer.country_named(whole):
                run = Run(run.start, runs[at + 1].end, whole)
                at += 1
        elif (owned := OWNED_COUNTY.match(text, run.end)) and gazetteer.find(text[run.start : owned.end()]):
            run = Run(run.start, owned.end(), text[run.start : owned.end()])
            at += 1
        yield run
        at += 1


class Words(NamedTuple):
    """The words of a run with their offsets in it."""

    text: str
    parts: list[tuple[int, str]]

    def name(self, first: int, last: int) -> str:
        """Return the words from ``first`` up to ``last``."""
        return self.text[self.parts[first][0] : self.parts[last - 1][0] + len(self.parts[last - 1][1])]

    def kind(self, at: int) -> str | None:
        """Return the kind that a word tells."""
        return table("place_words").get(self.parts[at][1].lower().rstrip(".")) if at < len(self.parts) else None


def _toponyms(text: str, run: Run, gazetteer: Gazetteer, sentence: int, names: frozenset[str]) -> Iterator[Toponym]:
    parts = Words(run.text, [(m.start(), m.group()) for m in _PART.finditer(run.text)])
    size, lead, first = len(parts.parts), "", 0
    owner = next((at for at in range(1, size) if parts.kind(at) in _OWNED), None)
    for first in range(size):
        for last in range(size, first, -1):
            name = parts.name(first, last)
            kind = parts.kind(last)
            if last < size and kind is None and not (owner and last < owner):
                continue
            if common(name) or not listed(gazetteer, name) or kind in _WHOLE:
                continue
            yield _described(
                text,
                run,
                run.start + parts.parts[first][0],
                name,
                kind or (last < size and owner and parts.kind(owner)) or None,
                lead,
                sentence,
                names,
                True,
            )
            return
        word = parts.parts[first][1].lower()
        if not (word in _LEADING or word.endswith(_HELD)) or first + 1 == size:
            break
        lead = word if word in _PREPOSITIONS else lead
    if owner and parts.kind(owner) == "force":
        for begin in range(max(0, owner - 3), owner):
            name = parts.name(begin, owner)
            if not (common(name) and owner - begin == 1) and listed(gazetteer, name):
                yield _described(text, run, run.start + parts.parts[begin][0], name, "force", "", sentence, names, True)
                return
    yield from _unlisted(text, run, parts, first, lead, sentence, names)


def _unlisted(
    text: str, run: Run, parts: Words, reached: int, lead: str, sentence: int, names: frozenset[str]
) -> Iterator[Toponym]:
    """Yield a name that the gazetteer lacks, if it is short and no common word."""
    size = len(parts.parts)
    first = next((at for at in range(size) if parts.parts[at][1].lower() not in _LEADING), reached) if reached else 0
    stop = next((at for at in range(first + 1, size) if parts.kind(at)), size)
    kind = parts.kind(stop)
    last = stop + 1 if kind in _WHOLE else stop
    name = parts.name(first, last)
    start = run.start + parts.parts[first][0]
    if not (
        kind
        or lead
        or _PROMISING.search(text, max(0, start - 14), start)
        or text[run.end : run.end + 1] == ","
        or _DASHED.match(text, run.end)
        or _AFTER_TYPE.match(text, run.end)
        or "-" in name[2:6]
    ):
        return
    if parts.parts[first][1].endswith(".") and parts.parts[first][1][:-1].lower() in words("titles") - _SAINTS:
        return
    if last - first <= 3 and not (last == first + 1 and common(name)):
        yield _described(text, run, run.start + parts.parts[first][0], name, kind, lead, sentence, names, False)


def common(name: str) -> bool:
    """Tell whether a name is a word that hardly ever means a place."""
    word = name.lower()
    return word not in words("wordy_places") and (word in words("not_places") or word in table("place_words"))


def _described(
    text: str,
    run: Run,
    start: int,
    name: str,
    kind: str | None,
    lead: str,
    sentence: int,
    names: frozenset[str],
    known: bool,
) -> Toponym:
    """Read the cues before and behind a name."""
    end = start + len(name)
    before = _BEFORE.search(text, max(0, start - 70), start) if not lead else None
    after = _AFTER.match(text, run.end) if not kind and end == run.end else None
    kinds = table("place_words")
    if after:
        kind = kinds.get(after["word"])
    stop = after.end() if after and kind else run.end
    typed = (
        kinds.get((before["typed"] or before["of"] or " ").lower().split(" of")[0].strip().rstrip("s")) if before else None
    )
    if typed == "part" or (
        typed and before and before["of"] and _CAPITAL_BEFORE.search(text[max(0, before.start() - 24) : before.start()])
    ):
        typed = None  # "the Riverbend neighborhood of Memphis": the name is the whole's
    amid = _BETWEEN.search(text, max(0, start - 100), start)
    at = bool(lead or amid) or bool(before and (before["at"] or before["of"])) or _passed(text, start)
    cue = _cue(text, start, end, run, kind, typed, at, before)
    if cue in ("street", "house", "force"):
        kind = None
    wordy = name.lower() in words("wordy_places")
    person = (wordy and cue not in ("at", "typed", "dateline", "force")) or bool(
        not kind
        and cue != "dateline"
        and (
            name in names
            or (not known and names.issuperset(name.split()))
            or _AGE.match(text, end)
            or (cue in ("bare", "and") and _SPEAKS.match(text, end))
        )
    )
    if name == "University" and text.startswith(" of ", end):
        person, cue = True, "house"
    if re.match(r" \d", text[end : end + 2]) and cue in ("at", "bare", "to", "from", "and"):
        person = True  # "Cloud 9", "Apollo 11"
    near = bool(amid) or bool(
        before
        and (
            (_NEAR.search(before["at"] or "") and not _WITHIN.search(text, max(0, before.start() - 5), before.start()))
            or _BESIDE.match(before["of"] or "")
            or (before["typed"] or "").lower() in ("outskirt", "outskirts", "suburb")
        )
    )
    return Toponym(start, end, name, sentence, cue, kind or typed, near, person, known, stop)


def _passed(text: str, start: int) -> bool:
    """Tell whether somebody passed through a name: "as the patrol moved through X", "after take-off from X"."""
    return bool(_PASSING.search(text, max(0, start - 40), start))


def _cue(
    text: str,
    start: int,
    end: int,
    run: Run,
    kind: str | None,
    typed: str | None,
    at: bool,
    before: re.Match[str] | None,
) -> str:
    if end == run.end and _LINE_START.search(text, max(0, start - 4), start) and _DASHED.match(text, end):
        return "dateline"
    if kind == "street" or _STREETS.match(text, end) or _BLOCK.search(text, max(0, start - 24), start):
        return "street"
    housed = _HOUSE_AT.search(text, max(0, start - 24), start) and not STRUCK.search(text, max(0, start - 90), start)
    if kind == "house" or housed:
        return "house"
    if kind == "force":
        return "force"
    if at:
        return "at"
    if end == run.end and DWELLS.match(text, end):
        return "dwells"
    if kind in ("town", "adm1", "adm2", "part", "site", "land") or typed:
        return "typed"
    if before:
        return "from" if before["from"] else "to" if before["to"] else "and"
    return "bare"
