"""Read how many: digits, words, bounds, ranges and vague words, over the tokens of one sentence.

Bounds follow the Uppsala Conflict Data Program: low, best and high; ``high`` None means no upper bound, ``best`` None
that the words name no point. "At least 14" is 14, 14, open. A vague word is a range and never a made-up point.
Ages, years, times, money, calibres, street numbers, ordinals, distances and scores are no counts and are left out, and so
is a number greater than mankind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from streams.reading.document import Token

SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
} | {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
MANKIND = 8_300_000_000
"""People alive in 2026 (UN World Population Prospects 2024); no report can count more."""
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "k": 1000}
VAGUE: dict[str, tuple[int, int | None]] = {
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "several": (3, 9),
    "few": (2, 9),
    "handful": (3, 9),
    "many": (3, None),
    "multiple": (2, None),
    "numerous": (3, None),
    "various": (2, None),
    "countless": (3, None),
    "tens": (20, None),
    "number": (2, None),
    "group": (2, None),
    "some": (2, None),
    "lots": (3, None),
    "dozen": (12, 12),
}
"""Low and high of a vague word. Dozens, scores, hundreds: two of them and up; "several" as UCDP coders read it."""

BOUNDS: tuple[tuple[str, str], ...] = (
    ("a minimum of", "at_least"),
    ("no fewer than", "at_least"),
    ("no less than", "at_least"),
    ("not less than", "at_least"),
    ("not fewer than", "at_least"),
    ("at the very least", "at_least"),
    ("at least", "at_least"),
    ("minimum of", "at_least"),
    ("a total of", "exact"),
    ("total of", "exact"),
    ("no more than", "at_most"),
    ("not more than", "at_most"),
    ("at most", "at_most"),
    ("a maximum of", "at_most"),
    ("fewer than", "fewer"),
    ("less than", "fewer"),
    ("more than", "more_than"),
    ("in excess of", "more_than"),
    ("upwards of", "more_than"),
    ("upward of", "more_than"),
    ("well over", "more_than"),
    ("greater than", "more_than"),
    ("just over", "more_than"),
    ("as many as", "up_to"),
    ("up to", "up_to"),
    ("close to", "about"),
    ("as few as", "at_least"),
    ("just under", "about"),
    ("an estimated", "about"),
    ("approximately", "about"),
    ("estimated", "about"),
    ("about", "about"),
    ("around", "about"),
    ("roughly", "about"),
    ("some", "about"),
    ("nearly", "about"),
    ("almost", "about"),
    ("perhaps", "about"),
    ("possibly", "about"),
    ("over", "more_than"),
    ("under", "fewer"),
    ("atleast", "at_least"),
)
_BOUND_WORDS = tuple((tuple(words.split()), kind) for words, kind in BOUNDS)
AFTER = {("or", "more"): "at_least", ("or", "so"): "about", ("or", "fewer"): "at_most", ("or", "less"): "at_most"}

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,3})?")
_UNITS = frozenset(
    "year years month months week weeks day days hour hours minute minutes second seconds percent % pct per cent "
    "mile miles km kms"
    " kilometer kilometers kilometre kilometres meter meters metre metres yard yards feet foot ft inch inches "
    "pound pounds lb kg ton"
    " tons tonnes dollar dollars euro euros peso pesos round rounds shot shots bullet bullets time times caliber "
    "calibre cal mm gauge"
    " a.m. p.m. am pm a.m p.m o'clock block degrees acres story storey bedroom liter gallon gmt est pst edt pdt "
    "hrs count counts mph"
    " cents page grams years-old year-old month-old magnitude st nd rd th cm billion gun guns rifle rifles".split()
)
_BEFORE = frozenset(
    "$ £ € # no. no age aged ages highway route interstate section chapter article level phase room apartment flight channel"
    " jan. feb. mar. apr. aug. sept. oct. nov. dec. january february march april may june july august september "
    "october november"
    " december grade unit apt since district precinct ward class world us rs highway hwy state-road sr i page "
    "act division law".split()
)


MONTHS = frozenset(
    "january february march april may june july august september october november december jan. feb. mar. apr. jun. jul. aug."
    " sept. oct. nov. dec.".split()
)
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


PARTS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5}
"""What "a third of the 90" divides by."""


class Quantity(NamedTuple):
    """How many, and which tokens say so (``start`` up to ``end``, exclusive)."""

    low: int
    best: int | None
    high: int | None
    qualifier: str
    start: int
    end: int

    @property
    def least(self) -> int:
        """The smallest number that the words allow."""
        return self.low if self.best is None else self.best


def _number(tokens: Sequence[Token], at: int) -> tuple[float, int, bool] | None:
    """Read one number from ``at``: its value, the index after it and whether it is round ("two dozen")."""
    word = tokens[at].text.lower()
    scaled = False
    if word in ("a", "an", "half") or word in SCALES:
        return _article_number(tokens, at)
    if word.endswith("m") and _DIGITS.fullmatch(word[:-1]) and "." in word:
        return float(word[:-1]) * 1_000_000, at + 1, True
    if _DIGITS.fullmatch(word):
        value, at = float(word.replace(",", "")), at + 1
    elif word in SMALL:
        value, at = float(SMALL[word]), at + 1
        if (
            value >= 20
            and at + 1 < len(tokens)
            and tokens[at].text == "-"
            and SMALL.get(tokens[at + 1].text.lower(), 99) < 10
        ):
            value, at = value + SMALL[tokens[at + 1].text.lower()], at + 2
        elif value >= 20 and at < len(tokens) and 0 < SMALL.get(tokens[at].text.lower(), 99) < 10:
            value, at = value + SMALL[tokens[at].text.lower()], at + 1
    elif "-" in word and all(part in SMALL for part in word.split("-")):
        value, at = float(sum(SMALL[part] for part in word.split("-"))), at + 1
    else:
        return None
    while at < len(tokens) and tokens[at].text.lower() in SCALES:
        value, scaled, at = value * SCALES[tokens[at].text.lower()], True, at + 1
        if (
            at + 1 < len(tokens)
            and tokens[at].text.lower() == "and"
            and (rest := _number(tokens, at + 1))
            and rest[0] < value
            and value >= 100
        ):
            value, at = value + rest[0], rest[1]
    return value, at, scaled


def _article_number(tokens: Sequence[Token], at: int) -> tuple[float, int, bool] | None:
    """Read "a dozen", "half a dozen", "a hundred", "hundred"."""
    words = [t.text.lower() for t in tokens[at : at + 3]]
    if words[:1] == ["half"] and "dozen" in words[1:3]:
        return 6, at + 1 + words.index("dozen"), True
    if len(words) > 2 and words[1] == "half" and words[2] == "dozen":
        return 6, at + 3, True
    if len(words) > 1 and words[0] in ("a", "an") and words[1] in SCALES:
        return SCALES[words[1]], at + 2, True
    if words[0] in SCALES and words[0] != "k":
        return SCALES[words[0]], at + 1, True
    return None


def _no_count(tokens: Sequence[Token], start: int, end: int, value: float) -> bool:
    """Tell whether the number is an age, a year, a time, money, an address or another measure."""
    before = tokens[start - 1].text.lower() if start else ""
    after = tokens[end].text.lower() if end < len(tokens) else ""
    following = tokens[end + 1].text.lower() if end + 1 < len(tokens) else ""
    if after in PARTS:
        return True  # "two thirds"
    if after in MONTHS and value < 32 and tokens[end].text[0].isupper():
        return True  # 26 January
    if before in ("’", "'", "‘") and end - start == 1 and len(tokens[start].text) == 2:
        return True  # the year '90
    if (
        value > MANKIND
        or value != int(value)
        or (before in _BEFORE and not (before == "no" and start == 1))
        or after in _UNITS
    ):
        return True
    if after in ("-", "–") and following not in SMALL and not following.isdigit():
        return True  # 24-year-old, 9-mm, two-story
    if before in (",", "(") and after in (",", ".", ")", ";", "", "of", "was", "who", "and") and 0 < value < 112:
        earlier = tokens[start - 2] if start > 1 else None
        named = earlier is None or (earlier.tag in ("NNP", "NN", "NNPS") and earlier.text.lower() not in _BEFORE)
        if tokens[start].text.isdigit() and named:
            return True  # "John Doe, 24,": an age; also where the name is cut off
    if (
        1900 <= value <= 2100
        and "," not in tokens[start].text
        and (
            before
            in ("in", "of", "since", ",", "by", "until", "from", "early", "late", "mid", "year", "the", "during", "through")
            or tokens[start].dep == "npadvmod"
        )
    ):
        return True
    return tokens[start].text.startswith("0") or (
        before in ("-", "/", ":", ".") and start > 1 and tokens[start - 2].text[:1].isdigit()
    )


def _bound(tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """Return the bound that stands before ``start`` and the index where its words begin."""
    lowered = [t.text.lower() for t in tokens[max(0, start - 4) : start]]
    for words, kind in _BOUND_WORDS:
        if len(lowered) >= len(words) and tuple(lowered[-len(words) :]) == words:
            if words == ("over",) and start > 1 and tokens[start - 2].tag.startswith("VB"):
                continue
            return kind, start - len(words)
    return "exact", start


def _bounded(value: int, kind: str, start: int, end: int) -> Quantity:
    if kind in ("at_least", "more_than"):
        return Quantity(value, value, None, kind, start, end)
    if kind in ("up_to", "at_most"):
        return Quantity(1 if value else 0, None, value, kind, start, end)
    if kind == "fewer":
        return Quantity(1, None, max(1, value - 1), "at_most", start, end)
    return Quantity(value, value, value, kind, start, end)


def _range(tokens: Sequence[Token], first: tuple[float, int, bool], start: int) -> tuple[float, int] | None:
    """Return the upper number of a range that begins with ``first``, and the index after it."""
    at = first[1]
    if at + 1 >= len(tokens):
        return None
    joint = tokens[at].text.lower()
    if joint == "to" and start and tokens[start - 1].text.lower() == "by":
        return None  # "rose by nine to 73"
    between = start > 0 and tokens[start - 1].text.lower() == "between"
    if joint in ("to", "-", "–", "—", "or") or (joint == "and" and between):
        upper = _number(tokens, at + 1)
        if upper and first[0] < upper[0] and not _no_count(tokens, at + 1, upper[1], upper[0]):
            return upper[0], upper[1]
    return None


def _vague(tokens: Sequence[Token], at: int) -> Quantity | None:
    word = tokens[at].text.lower()
    start = at
    after = tokens[at + 1].text.lower() if at + 1 < len(tokens) else ""
    if word not in VAGUE or word == "dozen" or (word == "many" and after == "as"):
        return None
    if word in ("number", "group", "handful", "few") and not (
        at and tokens[at - 1].text.lower() in ("a", "the", "large", "small", "quite")
    ):
        return None
    if word == "number" and at and tokens[at - 1].text.lower() == "the":
        return None  # "the number of dead" gives none
    if word in ("number", "group") and not (at + 1 < len(tokens) and tokens[at + 1].text.lower() == "of"):
        return None
    if word == "some" and (at + 1 >= len(tokens) or tokens[at + 1].text.lower() in ("of", ",") or _number(tokens, at + 1)):
        return None
    low, high = VAGUE[word]
    end = at + 1
    if (
        word in ("tens", "hundreds")
        and at + 2 < len(tokens)
        and tokens[at + 1].text.lower() == "of"
        and tokens[at + 2].text.lower() in ("thousands", "millions")
    ):
        low, end = low * 1000, at + 3
    if at and tokens[at - 1].text.lower() in ("a", "the"):
        start = at - 1
    kind, begin = _bound(tokens, start)
    return Quantity(low, None, high, "vague", begin if kind != "exact" else start, end)


def _as_many(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "as many" repeats the number before it: "killed ten and injured as many"."""
    low = [token.text.lower() for token in tokens[at : at + 3]]
    return low[:2] == ["as", "many"] and (len(low) < 3 or low[2] in (".", ",", ";", "and", "others", "more", "in", "on", "when"))


def find_quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """Return the counts that the tokens of a sentence state, in order, none overlapping.

    >>> from streams.reading.parse import plain
    >>> [q[:4] for q in find_quantities(plain("At least 14 people and between 90 and 110 others"))]
    [(14, 14, None, 'at_least'), (90, None, 110, 'range')]
    >>> find_quantities(plain("A 24-year-old man, $5 and 8 miles in 2018"))
    []
    """
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        if found and _as_many(tokens, at):
            found.append(found[-1]._replace(start=at, end=at + 2))
            at += 2
            continue
        vague = _vague(tokens, at)
        if vague:
            found.append(vague)
            at = vague.end
            continue
        number = _number(tokens, at)
        if number is None:
            at += 1
            continue
        quantity = _stated(tokens, at, number)
        if quantity:
            found.append(quantity)
        at = max(number[1], quantity.end if quantity else 0)
    return found


def _share(tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    """Return the share that stands before a number, "half of the", "two thirds of its", and the index where its words begin."""
    low = [token.text.lower() for token in tokens[:start]]
    end = start - 1 if low and low[-1] in ("the", "its", "their", "all", "those", "his", "her") else start
    if end < 2 or low[end - 1] != "of":
        return None
    at = end - 2
    if low[at] == "half":
        return 0.5, at - (at > 0 and low[at - 1] in ("a", "one"))
    if at and (part := PARTS.get(low[at])) and (count := {"a": 1, "one": 1, "two": 2, "three": 3}.get(low[at - 1])):
        return count / part, at - 1
    return None


def _stated(tokens: Sequence[Token], at: int, number: tuple[float, int, bool]) -> Quantity | None:
    upper = _range(tokens, number, at)
    if _no_count(tokens, at, upper[1] if upper else number[1], number[0]):
        return None
    if upper:
        begin = at - 1 if at and tokens[at - 1].text.lower() in ("between", "from") else at
        return Quantity(int(number[0]), None, int(upper[0]), "range", begin, upper[1])
    end = number[1]
    if share := _share(tokens, at):
        value, (kind, begin) = share[0] * number[0], _bound(tokens, share[1])
        whole = kind if kind != "exact" or value == int(value) else "about"
        return _bounded(max(1, round(value)), whole, begin, end)
    kind, begin = _bound(tokens, at)
    if end + 1 < len(tokens) and (tail := AFTER.get((tokens[end].text.lower(), tokens[end + 1].text.lower()))):
        kind, end = tail, end + 2
    if number[2] and kind == "exact" and number[0] >= 12 and tokens[at].text.lower() != "1":
        kind = "about" if any(t.text.lower() == "dozen" for t in tokens[at:end]) else kind
    return _bounded(int(number[0]), kind, begin, end)
