"""Names the people, organisations and places of an article, with the offsets of every mention.

People keep their titles as printed. An acronym is joined to the name that it stands for: by brackets ("the Syrian
Democratic Forces (SDF)"), by its initials, or by a list of armed groups. Limits: a name in the text without a title,
an age, a verb of speech or a second mention beside it is not taken for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from streams.reading.document import Document
from streams.reading.lexicon import table, words
from streams.reading.mentions import PlaceMention
from streams.reading.proper import Run, find_runs
from streams.reading.toponyms import OWNED_COUNTY
from streams.records import Annotation, Organisation, Person

_JOINED = re.compile(r" (?:of|for|and|for the|of the|and the|in) \Z")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,6}(?:-[A-Z0-9]{1,3})?\Z")
_BRACKET = re.compile(r"\s?\(([A-Z][A-Za-z0-9-]{1,8})\)")
_LOWER_BODY = re.compile(
    r" (?:military |local |city |civil |national |armed |provincial |regional |town |tribal )?(?:council|"
    r"police department|police|army|militia|militants|"
    r"fighters|rebels|ministry|coalition|government|movement|brigade|sheriff's office|"
    r"sheriff’s office)\b"
)
_SPOKEN = re.compile(
    r",?\s+(?:said|says|told|added|announced|stated|testified|tweeted|wrote|who\b|was (?:shot|killed|found|arrested|"
    r"charged|pronounced|taken)|died)"
)
_AGE = re.compile(r",? \(?\d{1,3}\)?(?:,|\)|\.|;| and\b|$)|,? (?:Jr|Sr)\b|,? aged? ")
_LEAD = re.compile(
    r"\A(?:(?:The|A|An|In|At|But|And|According|When|While|After|As|On|By|From|Suspected|Two|Three|Four|Five|Six|"
    r"Seven|Eight|Nine|Ten|Some|Several|Many|Most|More|"
    r"Dozens|Hundreds|Armed|Heavily|Police|Local|Several) )+(?=\S)"
)
_NO_BODY = frozenset(
    (
        "AM PM TV CEO AK AR PT EST EDT PST PDT CST CDT GMT UTC ID II III IV OK USA US UK UAE DC NY LA SUV ATM CCTV "
        "CPR ICU ER RIP DNA GPS DUI NBA NFL PHOTO VIDEO NEWS BREAKING UPDATE READ MORE WATCH"
    ).split()
)


class Entities(NamedTuple):
    """Who and what an article names; ``names`` takes every other form to the name under which an entity is listed."""

    people: list[Person]
    organisations: list[Organisation]
    annotations: list[Annotation]
    names: Mapping[str, str]

    def canonical(self, name: str) -> str:
        """Return the full name of an acronym or other form, or the name itself."""
        return self.names.get(name, name)


class _Mention(NamedTuple):
    start: int
    end: int
    name: str
    kind: str


def _parts(name: str) -> list[str]:
    return [part.lower().strip(".,") for part in name.split()]


def _join(text: str, runs: Sequence[Run]) -> list[Run]:
    """Join the runs of one body's name: "Observatory" + "for" + "Human Rights"."""
    joined: list[Run] = []
    for run in runs:
        if joined:
            last = joined[-1]
            gap = text[last.end : run.start]
            if (
                len(gap) < 10
                and _JOINED.fullmatch(gap)
                and words("bodies") & set(_parts(last.text))
                and ("and" not in gap or " of " in last.text or " for " in last.text)
                and len(last.text) < 70
                and gap.strip() != "in"
            ):
                joined[-1] = Run(last.start, run.end, text[last.start : run.end])
                continue
        joined.append(run)
    return joined


def _title(name: str) -> int:
    """Return how many words of a name are a title or an office."""
    parts = name.split()
    best = 0
    for size in range(1, min(4, len(parts) - 1) + 1):
        head = " ".join(parts[:size]).lower()
        if head in words("offices") or (parts[size - 1].lower() in words("offices") and best == size - 1):
            best = size
    return best


@lru_cache(maxsize=8)
def _shouts(text: str) -> bool:
    """Tell whether so much of a text is in capitals that they show no acronym."""
    return sum(map(str.isupper, text)) * 3 > sum(map(str.isalpha, text))


def _bodies(text: str, runs: Sequence[Run], places: frozenset[tuple[int, int]]) -> Iterator[_Mention]:
    for run in runs:
        name = _LEAD.sub("", run.text).removesuffix("'s").removesuffix("’s")
        start = run.start + run.text.find(name)
        lower = _LOWER_BODY.match(text, run.end)
        if not lower and (start, start + len(name)) in places:
            continue
        if any(at <= start < end for at, end in places if end - at > len(name)):
            continue
        if _ACRONYM.fullmatch(name):
            if name not in _NO_BODY and not _shouts(text[:2000]):
                yield _Mention(start, start + len(name), name, "organisation")
            continue
        known = name.lower() in table("armed_groups")
        parts = _parts(name) if " " in name else [name]
        if known or (
            len(parts) > 1
            and not words("bodies").isdisjoint(parts)
            and not _title(name)
            and parts[-1] not in ("street", "avenue", "road")
        ):
            yield _Mention(start, start + len(name), name, "organisation")
        elif lower and run.text[-1].isalpha() and len(name.split()) < 5 and name.lower() not in words("not_places"):
            yield _Mention(start, lower.end(), text[start : lower.end()], "organisation")


@cache
def _no_persons() -> frozenset[str]:
    """Return the words that no person's name holds."""
    return words("bodies") | words("not_places") | table("place_words").keys()


def _persons(text: str, runs: Sequence[Run], taken: frozenset[int], places: frozenset[str]) -> Iterator[_Mention]:
    alone = {run.text.split()[-1] for run in runs if " " not in run.text}
    for run in runs:
        if " " not in run.text:
            continue  # one word alone is never sure
        name = _LEAD.sub("", run.text) if not run.text.startswith("Police ") else run.text
        start = run.start + run.text.find(name)
        if start in taken or name in places:
            continue
        parts = name.split()
        titled = _title(name)
        bare = parts[titled:]
        if not bare or len(bare) > 4 or not _no_persons().isdisjoint(part.lower().strip(".") for part in bare):
            continue
        if any(part.isupper() and len(part) > 2 for part in bare):
            continue
        sure = titled or (len(bare) > 1 and (_SPOKEN.match(text, run.end) or _AGE.match(text, run.end) or bare[-1] in alone))
        if sure:
            yield _Mention(start, start + len(name), name, "person")


def _listed(mentions: Sequence[_Mention], text: str) -> dict[str, str]:
    """Map every form of an organisation's name to the one under which it is listed."""
    names: dict[str, str] = {}
    forms = list(dict.fromkeys(mention.name for mention in mentions if mention.kind == "organisation"))
    acronyms = [form for form in forms if _ACRONYM.fullmatch(form)]
    for mention in mentions:
        if mention.kind == "organisation" and (bracket := _BRACKET.match(text, mention.end)):
            names[bracket.group(1)] = mention.name
    for form in forms:
        if form not in acronyms:
            capitals = "".join(part[0] for part in re.split(r"[\s-]+", form) if part[0].isupper())
            for acronym in acronyms:
                if acronym not in names and len(acronym) > 2 and capitals == acronym:
                    names[acronym] = form
    groups: dict[str, str] = {}
    for form in forms:
        if group := table("armed_groups").get(form.lower()):
            first = groups.setdefault(group, form)
            if form != first and form not in names:
                names[form] = first
    return {form: name for form, name in names.items() if form != name}


def _surnames(people: Sequence[_Mention]) -> dict[str, str]:
    """Map the last name alone, and a titled last name, to the fullest form of a person's name."""
    full: dict[str, str] = {}
    for mention in sorted(people, key=lambda person: -len(person.name)):
        last = mention.name.split()[-1]
        full.setdefault(last, mention.name)
    return full


def find_entities(document: Document, mentions: Sequence[PlaceMention]) -> Entities:
    """Return the people and organisations of an article, and annotations of them and of its places."""
    text = document.text
    runs = _join(text, find_runs(text))
    body = [mention for mention in mentions if mention.sentence >= 0]
    towns = frozenset((mention.start, mention.end) for mention in body)
    bodies = list(_bodies(text, runs, towns))
    taken = frozenset(mention.start for mention in bodies)
    owners = frozenset(run.text for run in runs if OWNED_COUNTY.match(text, run.end))  # "Queen Anne's police said"
    persons = list(_persons(text, runs, taken, owners.union(mention.text for mention in body)))
    names = _listed(bodies, text)
    surnames = _surnames(persons)
    for mention in persons:
        fullest = surnames[mention.name.split()[-1]]
        if fullest != mention.name:
            names[mention.name] = fullest
    annotations: list[Annotation] = [
        {
            "start": m.start,
            "end": m.end,
            "exact": text[m.start : m.end],
            "type": "person" if m.kind == "person" else "organisation",
            "name": names.get(m.name, m.name),
        }
        for m in (*bodies, *persons)
    ]
    annotations += [
        {"start": m.start, "end": m.end, "exact": text[m.start : m.end], "type": "place", "name": m.text}
        for m in body
        if m.cue != "people"
    ]
    annotations.sort(key=lambda note: (note["start"], note["end"]))
    people: list[Person] = [
        {"name": name, "rel": "mentions", "aliases": aliases} for name, aliases in _grouped(persons, names)
    ]
    organisations: list[Organisation] = [
        {"name": name, "rel": "mentions", "aliases": aliases} for name, aliases in _grouped(bodies, names)
    ]
    return Entities(people, organisations, annotations, names)


def _grouped(mentions: Sequence[_Mention], names: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each listed name with its other forms, in the order of the text."""
    forms: dict[str, dict[str, None]] = {}
    for mention in mentions:
        name = names.get(mention.name, mention.name)
        forms.setdefault(name, {})[mention.name] = None
    for name, others in forms.items():
        yield name, [other for other in others if other != name]
