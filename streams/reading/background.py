"""Tell what a sentence recalls, sums up or says of people at large from what it reports as one event.

Four signs that no event is reported: a killing that the whole world knows by its name; a time long past; a verb in the
present that says what always happens ("troops murder prisoners", "drugs are killing our youth"); and a report that the
sentence itself calls false. A place of such fame is not enough: the words must name what happened there, and a street or a
school with a dead man's name says nothing of his death.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from streams.reading.claims import Claim
from streams.reading.corrections import WRONG
from streams.reading.lexicon import table
from streams.reading.tree import Tree

SETTLED = 2
"""Months into a year after which "last year" is history; before, it may be some weeks ago."""

_LAST_YEAR = re.compile(r"\blast year\b(?!['’]s end)", re.I)
_FALSE = re.compile(
    r"\b(?:reports?|rumou?rs?|claims?|allegations?|stor(?:y|ies)|news|versions?|information|accusations?)\b.{1,240}\b"
    r"(?:is|are|was|were)(?: also)? (?:absolutely |totally |completely |entirely |simply |just )?"
    r"(?:an? (?:lie|hoax|fabrication)\b|lies\b|" + WRONG + ")|"
    r"\b(?:erroneous|false|mistaken|incorrect|untrue) (?:news |press )?(?:reports?|rumou?rs?|stor(?:y|ies)) (?:on|of|about|that)\b.{1,140}",
    re.I | re.S,
)
_ALIVE = re.compile(r"\b(?:is|are|was|were) (?:still )?alive and (?:well|kicking|safe|in good)", re.I)
_BELIED = re.compile(
    r"(?:this|that|it|the (?:claim|report|rumou?r|post|story|video|image)s?)(?: \w+)? (?:is|was|are|were|has been|have been)(?: \w+)? "
    r"(?:denied|debunked|a hoax|fake|" + WRONG + ")",
    re.I,
)
_REJECTED = re.compile(
    r"\b(?:denie[sd]|reject(?:s|ed)|dismiss(?:es|ed)|refute[sd])(?: as \w+)?(?: (?:an?|the|any|all|media|local|press|earlier))* "
    r"(?:reports?|rumou?rs?|claims?|allegations?|posts?|stories)\b[^,;.]{0,40} that\b[^;.]*\Z",
    re.I,
)
_NAMED_AFTER = (
    r"(?!,?(?: jr\b\.?)?(?: [\w.-]+){0,2} (?:st|street|ave|avenue|blvd|boulevard|dr|drive|rd|road|lane|highway|expressway|parkway|way|"
    r"bridge|square|plaza|park|airport|station|stadium|hospital|clinic|schools?|college|university|library|cent(?:er|re)|day)\b)"
)
_PEOPLE_AT_LARGE = frozenset("youth humanity mankind population society citizenry populace generation".split())


@cache
def _known() -> re.Pattern[str]:
    names = sorted(table("known_killings"), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)" + _NAMED_AFTER, re.I)


def famed(text: str, published: datetime | None) -> bool:
    """Tell whether ``text`` names a killing of world history that lay back a year or more at publication.

    >>> famed("He was born on the day Martin Luther King was killed.", None)
    True
    >>> famed("Two men were shot dead on Martin Luther King Jr. Boulevard.", None)
    False
    """
    years = [int(table("known_killings")[m[0].lower()]) for m in _known().finditer(text.replace("’", "'"))]
    return bool(years) and (published is None or max(years) < published.year - (published.month <= SETTLED))


def last_year(text: str, published: datetime | None) -> bool:
    """Tell whether ``text`` says "last year" of what cannot be some weeks ago; a lead that says so tells news of it."""
    return published is not None and published.month > SETTLED and bool(_LAST_YEAR.search(text))


def refuted(text: str, at: int) -> bool:
    """Tell whether the sentence calls the report in which the claim at ``at`` stands false, or the dead alive.

    >>> refuted("The report that a minister was killed is absolutely unfounded.", 30)
    True
    >>> refuted("Six were killed, and a report of ten was wrong.", 9)
    False
    """
    return any(m.start() <= at < m.end() for m in _FALSE.finditer(text)) or bool(_ALIVE.search(text))


def belied(after: str) -> bool:
    """Tell whether the sentence ``after`` a claim calls it false.

    >>> belied("This is false: police say that there was no explosion.")
    True
    """
    return bool(_BELIED.match(after))


def rejected(before: str) -> bool:
    """Tell whether the words before a claim reject the report that it is.

    >>> rejected("The mayor rejected as baseless a report on social media that 50 people had been ")
    True
    >>> rejected("Police denied claims of neglect after five people were ")
    False
    """
    return bool(_REJECTED.search(before))


def habitual(tree: Tree, claim: Claim) -> bool:
    """Tell whether a verb in the present says what happens to people at large, without number, name or day."""
    at = claim.trigger
    if not tree.verb(at) or any(v.quantity or v.names for v in claim.victims):
        return False
    people = all(v.many or v.noun in _PEOPLE_AT_LARGE or tree.low[v.head] in _PEOPLE_AT_LARGE for v in claim.victims)
    return people and _present(tree, at)


def _present(tree: Tree, at: int) -> bool:
    tag = tree.tokens[at].tag
    aux = {tree.low[k] for k in tree.kids[at] if tree.tokens[k].dep in ("aux", "auxpass")}
    if tag == "VBG" or (tag == "VBN" and "being" in aux):
        return bool(aux & {"is", "are", "'s", "'re", "’s", "’re", "am"}) and not aux & {"have", "has", "had", "was", "were"}
    return tag in ("VBP", "VBZ") or (tag == "VBN" and bool(aux & {"is", "are"}) and not aux & {"have", "has", "had"})
