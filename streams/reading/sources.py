"""Says who reports a claim: the subject of a reporting verb, "according to X", or the source of the sentence beside it.

Names are given as the text does, without the article before them; "the monitor" and "it" are taken back to the source
named before that has the same role. Limits: clauses are told apart by punctuation and small words, not by a parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from streams.reading.document import ClaimSpan, Document
from streams.reading.entities import Entities
from streams.reading.lexicon import table
from streams.records import ReportedBy

Role = Literal["official", "ngo", "medical", "media", "witness", "belligerent", "un", "unknown"]

_VERB = re.compile(
    r"\b(?:said|says|say|told|tells|reported|reports|confirmed|confirms|announced|announces|stated|states|added|"
    r"claimed|claims|tweeted|wrote|"
    r"testified|estimated|estimates|alleged|alleges|believe|believes|quoted|noted|explained|identified|counted|"
    r"documented|recorded|put the|"
    r"acknowledged|admitted|insisted|declared|warned|(?:spoke|speaks?) of|"
    r"(?:gave|gives?) (?:an?|the|its) (?:[\w-]+ )?(?:toll|figure|number|count)|(?:revised|raised|lowered) (?:the|its) (?:\w+ )?toll|"
    r"(?<!was )(?<!were )(?<!been )(?<!be )(?<!is )(?<!are )(?:revealed|reveals|disclosed|indicated|indicates|specified|informed|"
    r"attributed|(?:denounced|deplored|lamented)(?=\s*(?:[.,\n]|\Z)| (?:that|today|yesterday|in an?|(?:on |late )?\w+day)\b|"
    r" (?:the )?(?:\w+ )?(?:murders?|killings?|deaths?|massacre|assassination) of\b)))\b"
)
"""Verbs of those who report; who merely "denounced the attack" need not have told of it."""
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Cc]iting|[Qq]uoting|quoted by|reported by|as reported by|confirmed by|sources (?:in|at|"
    r"within|from))\s+"
)
_INVERTED = re.compile(
    r"[,\"”’]\s*(?:said|says|added|reported|wrote|informed|indicated|specified|denounced|announced)\s+"
    r"(?=(?:[Tt]he |[Aa]n? )?[A-Z]|police\b|officials?\b|"
    r"witnesses\b|authorities\b|(?!\w+ (?:\w+ )?(?:deaths?|killing|wounding|murder|arrest|loss|number|toll)\b)(?:the|an?) "
    r"(?:[\w'’-]+ ){0,3}(?:service|police|ministry|office|department|committee|authorit(?:y|ies)|agency|spokes\w+|prosecutors?|"
    r"governor|mayor|chief|head|director|commander|gendarmerie|prefecture|brigade|council|hospital|doctors?)\b)"
)
_STOP = re.compile(
    r"[,;:\"“”()\n]|\s[-–—]+\s|\b(?:that|who|which|when|where|while|but|because|after|before|as|if|whether|"
    r"and (?=\w+ \w+ed )|late|early)\b|"
    r"\.(?=\s+[A-Z]\w{2,})(?<!\b[A-Z]\.)(?<!\b(?:Lt|Dr|Mr|St)\.)(?<!\b(?:Sgt|Col|Gen|Maj|Mrs|Det|Gov|"
    r"Sen|Rep)\.)(?<!\bCapt\.)"
)
_TAIL = re.compile(
    r"(?:,?\s+(?:has|have|had|also|later|then|earlier|previously|initially|first|yet|not|did|does|since|still|there|here|today|"
    r"yesterday|on|in a statement|"
    r"(?:on |late |early )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?))+\Z"
)
_HEAD = re.compile(
    r"\A(?:(?:[Tt]he|[Aa]n?|[Ss]ome|[Tt]wo|[Ss]everal|[Oo]ther|[Oo]ne|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Ll]ocal|"
    r"[Bb]oth|[Bb]ut|[Aa]nd|[Mm]eanwhile|[Hh]owever|In|[Ss]o)\s+)+"
)
_BACK = re.compile(
    r"\A(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|(?:[Tt]he|[Tt]his|[Tt]hat)\s+(?:\S+[- ]){0,3}(?:monitor|group|agency|"
    r"observatory|watchdog|organi[sz]ation|"
    r"ministry|official|spokesman|spokeswoman|spokesperson|statement|report|network|outlet|source|"
    r"department|hospital|newspaper|charity|body|union|office|institute|commission|brigade))\Z"
)
_ABSENT = frozenset(
    "who which that this these those there what we i you one people man woman child death toll test tests autopsy autopsies "
    "results examination footage video images analysis x-rays".split()
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_LONGEST = 12
_OFFICE = frozenset("ministry department office union institute commission brigade hospital".split())
_SHORT_FORM = re.compile(r"\s*\([A-Z][\w.&-]{1,11}\)\s*\Z")
_ASIDE = re.compile(
    r"(?:\A|[,;:\"“”\n]|\.(?=\s+[A-Z]\w{2,})|\bthat\b)\s*(?P<head>(?:(?!\.\s+[A-Z]\w{2,})[^,;:\"“”()\n])+),\s+"
    r"(?P<aside>[^,;:\"“”()\n]{2,80}),\s*\Z"
)
_DESCRIBES = re.compile(
    r"(?:an?|the|who|which|whose|one|in|near|of|at|from|himself|herself|"
    r"speaking|asking|requesting|writing|quoting|citing)\b"
)
_ALSO_DID = re.compile(
    r"(?P<who>(?:\S+\s+){1,8}?)(?:accused|blamed|condemned|denied|rejected|confirmed|called|urged|warned|appealed|ordered|"
    r"declared|promised|vowed|put|gave)\s.*\sand\Z"
)


_WHO = re.compile(
    r"(?:\A|[,;:\"“”\n]|\s[-–—]+\s)\s*(?P<head>(?:[^\s,;:\"“”()]+\s){1,7}?)(?P<link>who|which|that)\s(?:[\w'’-]+\s?){1,8}\Z"
)
"""A subject with a clause about it: "a doctor who treated the wounded"."""
_OFFICIAL = re.compile(
    r"\b(?:investigat(?:ive|ions?) committee|ombuds\w+|press (?:service|office)|public defender|elected)\b|"
    r"\A(?:city|town|state|county|municipality|township|council)\Z",
    re.IGNORECASE,
)
_STALE = re.compile(r"\b(?:previous|earlier|first|original) version\b", re.IGNORECASE)


class _Source(NamedTuple):
    """A source found in a sentence; ``back`` when it only points back to one named before."""

    name: str
    role: Role
    back: bool


def role_of(name: str) -> Role:
    """Return what kind of source a name or a noun phrase is, by its words from the last.

    >>> role_of("Syrian state media"), role_of("police spokesman Col. Arlo Tesk")
    ('media', 'official')
    """
    roles = table("sources")
    if re.search(
        r"\b(?:U\.?N\.?|United Nations|UNICEF|World Health|International Organization for Migration|World Food)\b", name
    ):
        return "un"
    if _OFFICIAL.search(name):
        return "official"
    if re.search(
        r"\b(?:[Hh]uman [Rr]ights|Red C|White Helmets|Borders|[Rr]ights (?:group|watchdog)|aid (?:group|agency|"
        r"worker)s?)",
        name,
    ):
        return "ngo"
    words = [re.sub(r"['’]s?\Z", "", word.lower().rstrip(".")) for word in _WORD.findall(name)]
    found = [roles[word] for word in words if word in roles]
    for role in ("medical", "media", "ngo"):
        if role in found and found[-1] in ("official", role) and "ministry" not in words and "minister" not in words:
            return cast("Role", role)
    return cast("Role", found[-1]) if found else "unknown"


def _named(phrase: str) -> _Source | None:
    """Make a source of a noun phrase, or nothing when it names nobody."""
    phrase = _TAIL.sub("", phrase.strip(" '‘’\t")).strip()
    inner = phrase.split()[1:]
    if _BACK.match(phrase) and not any(word[0].isupper() and "-" not in word for word in inner):
        return _Source(_HEAD.sub("", phrase), role_of(phrase), True)
    name = _HEAD.sub("", phrase).strip(" .'’-")
    words = name.split()
    if not words or len(words) > _LONGEST or len(name) > 90 or words[0].lower() in _ABSENT or words[-1].lower() in _ABSENT:
        return None
    if _STALE.search(name):
        return None
    role = role_of(name)
    if role == "unknown" and not any(word[0].isupper() for word in words):
        return None
    return _Source(name, role, False)


def _aside(text: str) -> tuple[str, str]:
    """Return the two parts of a subject with an aside, "the mayor, Ana Ruz," or ("", "") when there is none."""
    found = _ASIDE.search(_TAIL.sub("", text[-160:]))
    return (_last_words(found["head"]), found["aside"]) if found else ("", "")


def _subject(text: str) -> str:
    """Return the noun phrase that ends a text: the subject of the verb that follows.

    >>> _subject("The rivers agency (RVA) "), _subject("Nine died. Villagers of Orsk, a hamlet in the hills, ")
    ('The rivers agency', 'Villagers of Orsk')
    >>> _subject("The union blamed the owners and ")
    'The union'
    """
    head, aside = _aside(text)
    if head and _DESCRIBES.match(aside) and role_of(head) != "unknown":
        return head
    told = _WHO.search(_TAIL.sub("", text[-160:]))
    known = told and (told["link"] != "that" or role_of(told["head"].split()[-1]) != "unknown")
    if told and known and not _VERB.search(told["head"]):
        return _last_words(told["head"])
    text = _SHORT_FORM.sub("", _TAIL.sub("", text[-160:]))
    parts = [part for part in _STOP.split(text) if part is not None]
    last = parts[-1].strip() if parts else ""
    if not last and len(parts) > 1:
        last = parts[-2].strip()
    if also := _ALSO_DID.match(last):
        last = also["who"]
    return _last_words(last)


def _last_words(last: str) -> str:
    """Return the words at the end of a text, back to a verb."""
    words = last.split()
    start = len(words)
    while start > 0 and len(words) - start < _LONGEST:
        word = words[start - 1]
        if word.lower() in (
            "was",
            "were",
            "is",
            "are",
            "been",
            "killed",
            "injured",
            "wounded",
            "died",
            "shot",
            "it",
            "has",
            "had",
        ) and start < len(words):
            break
        start -= 1
    return " ".join(words[start:])


def _sources(text: str) -> Iterator[_Source]:
    """Yield the sources that a sentence names, in order."""
    for match in _ACCORDING.finditer(text):
        phrase = _STOP.split(text[match.end() : match.end() + 120])[0].rstrip(". ")
        if source := _named(re.split(r"\s(?:in|on|at|said|told|reported)\s(?=[a-z])", phrase)[0]):
            yield source
    inverted = [*_INVERTED.finditer(text)]
    for match in inverted:
        phrase = _STOP.split(text[match.end() : match.end() + 120])[0].rstrip(". ")
        if source := _named(phrase):
            yield source
    for match in _VERB.finditer(text):
        if any(turned.start() < match.start() < turned.end() for turned in inverted):
            continue
        before = text[: match.start()]
        if source := _named(_subject(before)):
            yield source if source.role != "unknown" else source._replace(role=role_of(_aside(before)[0]))


def _resolved(document: Document, index: int, entities: Entities) -> list[ReportedBy]:
    """Return the sources of a sentence, with those that point back taken to the one that they mean."""
    found: dict[str, Role] = {}
    for source in _sources(document.sentences[index].text):
        if source.back:
            named = _meant(document, index, source, entities)
            if named and _other(source.name, named.name):
                named = None
            if named is None and (source.role == "unknown" or " " not in source.name):
                continue
            source = named or source
        found.setdefault(entities.canonical(source.name), source.role)
    names = [name for name in found if not any(name != other and name in other for other in found)]
    return [{"name": name, "role": found[name]} for name in names]


def _meant(document: Document, index: int, pointer: _Source, entities: Entities) -> _Source | None:
    """Find whom "the monitor" or "it" means: the last source named before, of the same role where the pointer has
    one."""
    for before in range(index - 1, max(-1, index - 5), -1):
        named = [source for source in _sources(document.sentences[before].text) if not source.back]
        for source in reversed(named):
            if pointer.role in ("unknown", source.role):
                return source
    return None


def _other(pointer: str, name: str) -> bool:
    """Tell whether an office that two words or more describe is not the one named before.

    >>> _other("fire and rescue department", "police"), _other("fire department", "Vasel Fire Department")
    (True, False)
    """
    *words, head = pointer.lower().split()
    return head in _OFFICE and len(words) > 1 and not set(words) & set(name.lower().split())


def sources_of(claim: ClaimSpan, document: Document, entities: Entities) -> list[ReportedBy]:
    """Return who reports a claim: the sources of its own sentence, else of its neighbours in the same paragraph, else
    of those around."""
    sentences = document.sentences
    if not sentences:
        return []
    at = max(0, min(claim.sentence, len(sentences) - 1))
    around = [index for index in (at, at + 1, at - 1, at + 2, at - 2) if 0 <= index < len(sentences)]
    for index in sorted(around, key=lambda i: _parted(document, at, i)):
        found = [source for source in _resolved(document, index, entities) if index == at or source["role"] != "unknown"]
        if found:
            return found
    return []


def _parted(document: Document, one: int, two: int) -> bool:
    """Tell whether a paragraph ends between two sentences."""
    first, last = (document.sentences[index] for index in sorted((one, two)))
    return "\n" in document.text[first.end : last.start]
