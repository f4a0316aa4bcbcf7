"""A place named in an article, and what two that stand side by side say of each other."""

from __future__ import annotations

import re
from typing import NamedTuple

from streams.reading.names import fold
from streams.records import Place

NAMES_DIVISIONS = frozenset(["USA"])
"""Countries whose news names the division beside every town."""
_SUBURB = re.compile(r"(?:['’]s)?(?: [a-z-]+)? suburbs?\b")
OWNS = ("'s ", "’s ")
_LIES = re.compile(r"(?:(?! and |[.;\n]).){0,70}?\b(?:near|outside|of|from) (?:the )?", re.IGNORECASE)
"""What stands between a place and another that tells where it lies: " in Y province, north of "."""


class PlaceMention(NamedTuple):
    """A place named in the text, or in the headline when ``sentence`` is -1; offsets count in the text that holds it.

    ``role`` is "town", "adm1", "adm2", "country", "part" (of a town), "site" or "land"; ``cue`` is what the words
    around it say: "at" (a preposition of place), "typed" ("X village"), "force" ("X police"), "from", "to", "and",
    "beside" (the Y of "in X, near Y" and "a Y suburb"), "dwells" ("X man"), "house" (a hospital or school that bears the
    name), "street", "qualifier" (the Y of "X, Y"), "people" (a demonym), "dateline" or "bare".
    """

    start: int
    end: int
    text: str
    place: Place
    role: str
    sentence: int
    cue: str
    population: int = 0
    qualified: bool = False
    typed: bool = False
    """Whether a word beside it says what it is: "X village"."""
    within: str = ""
    """The folded name of the larger place that the words behind it put it into: the Y of "in X in Y district"."""


def possessed(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """Give the cue of "in Y's X" to X, which Y qualifies."""
    for at in range(len(found) - 1):
        owner, owned = found[at], found[at + 1]
        if (
            owner.role in ("country", "adm1")
            and owned.cue in ("typed", "bare", "qualifier")
            and text[owner.end : owned.start] in OWNS
        ):
            found[at] = owner._replace(cue="qualifier")
            if owned.cue != "qualifier":
                found[at + 1] = owned._replace(cue="at" if owner.cue in ("at", "to", "from") else owned.cue, qualified=True)
    return found


def beside(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """Give the cue "beside" to the Y of "in X, near Y" and of "the Y suburb of X", which only tells where X lies."""
    for at, mention in enumerate(found):
        if _SUBURB.match(text, mention.end):
            found[at] = mention._replace(cue="beside")
        if mention.cue != "at" or mention.place["where_prec"] != 2:
            continue
        for back in range(max(0, at - 2), at):
            site = found[back]
            if (
                site.sentence == mention.sentence
                and site.cue in ("at", "typed")
                and site.role == "town"
                and fold(site.text) != fold(mention.text)
                and _LIES.fullmatch(text, site.end, mention.start)
            ):
                found[at] = mention._replace(cue="beside")
                if site.place["country"] not in NAMES_DIVISIONS:
                    found[back] = site._replace(within=fold(mention.text))
    return found
