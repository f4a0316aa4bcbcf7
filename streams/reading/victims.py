"""What a noun phrase says of victims, and the word lists that tell people from things."""

from __future__ import annotations

import re
from typing import NamedTuple

from streams.reading.document import Token
from streams.reading.lexicon import table, words
from streams.reading.quantities import SMALL, Quantity

PRONOUNS = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "herself": "f",
    "they": "",
    "them": "",
    "their": "",
    "themselves": "",
    "who": "",
    "whom": "",
    "it": "",
    "i": "",
    "me": "",
    "we": "",
    "us": "",
    "you": "",
    "my": "",
    "our": "",
    "hers": "",
}
PAIRS = {"couple": 2, "pair": 2, "twin": 2, "trio": 3, "both": 2, "duo": 2, "triplet": 3, "quartet": 4}
HUMAN_ENDING = re.compile(
    r"(?:men|man|women|woman|person|people|ist|ists|goer|goers|worker|workers|keeper|keepers|holder|year-olds?)\Z"
)
DEMONYM = re.compile(
    r"(?:ian|[^h]an|ese|i|ish|ean|ino|eno|ite|ener)s?\Z|^(?:greek|swiss|dane|swede|turk|kurd|arab|thai|serb|croat|"
    r"briton|pole|finn|czech|spaniard|iraqi)s?\Z"
)
FIGHTERS = frozenset({"attackers", "combatants"})
"""Groups of those who do harm themselves."""
AGED = tuple(f"{unit}-{old}" for unit in ("year", "month", "week") for old in ("old", "olds"))
YEARS = re.compile(r"year|month|week|day")
ORDINALS = {word: rank for rank, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), 2)}
_DOER = re.compile(r"[a-z]{3,}(?:[eo]r|ician|arian)s?\Z")


class Victims(NamedTuple):
    """The people of one noun phrase.

    ``quantity`` None with ``many`` False is one person, with ``many`` True an unknown number. ``reference`` is "new"
    ("a man"), "known" ("the man", "he"), "kin" ("her son"), "other" ("another man", "two more") or "name". ``names`` are
    the words of a personal name, ``printed`` the name as the text has it.
    """

    head: int
    noun: str
    group: str
    sex: str
    quantity: Quantity | None
    many: bool
    reference: str
    names: tuple[str, ...] = ()
    age: int | None = None
    whole: Quantity | None = None
    parts: tuple[Victims, ...] = ()
    start: int = 0
    end: int = 0
    none: bool = False
    pronoun: bool = False
    printed: str = ""
    rank: int = 0
    """3 of "a third": with two of the same kind before, they are three."""

    @property
    def least(self) -> int:
        """The smallest number of people that the phrase can mean."""
        if self.none:
            return 0
        return self.quantity.least if self.quantity else 2 if self.many else 1


def bare(number: Quantity, reference: str = "new") -> Victims:
    """Return the people of a number that stands alone: the nine of "nine dead".

    >>> bare(Quantity(9, 9, 9, "exact", 0, 1), "other").least
    9
    """
    return Victims(number.start, "", "all", "", number, number.least > 1, reference, start=number.start, end=number.end)


def noun_entry(token: Token) -> str | None:
    """Return the table entry of a noun for people ("police", "men m"), or None when it names no person.

    >>> noun_entry(Token("policemen", "policeman", "NNS", "", 0, 0, 9))
    'police'
    >>> noun_entry(Token("trees", "tree", "NNS", "", 0, 0, 5)) is None
    True
    """
    nouns = table("victims")
    low = token.text.lower()
    bare = low.rpartition("-")[2]
    for form in (
        token.lemma,
        low,
        low.rstrip("s"),
        bare,
        bare.rstrip("s"),
        low.partition("-in-law")[0].rstrip("s"),
        low[:-3] + "man" if low.endswith("men") else low,
    ):
        if form in nouns:
            return nouns[form]
    named = token.tag in ("NNP", "NNPS") and token.text[:1].isupper()
    calling = next((c for form in (token.lemma, low, low.rstrip("s")) if (c := table("callings").get(form))), None)
    if calling and not named:
        return calling
    return "all" if not named and HUMAN_ENDING.search(low) and low not in words("not_people") else None


def doer(token: Token) -> bool:
    """Tell whether a common noun looks like one for a person who does something; the lists of things and animals are asked.

    >>> doer(Token("loaders", "loader", "NNS", "", 0, 0, 7)), doer(Token("tractor", "tractor", "NN", "", 0, 0, 7))
    (True, False)
    """
    low = token.text.lower()
    things = words("not_people")
    return token.tag in ("NN", "NNS") and bool(_DOER.search(low)) and not {low, token.lemma, low.rstrip("s")} & things


def looks_plural(word: str) -> bool:
    """Tell whether a word looks plural."""
    return word.endswith("s") and not word.endswith("ss")


def age_value(low: list[str]) -> int | None:
    """Return the age in "24-year-old" or "three", "months": 0 for a baby.

    >>> age_value(["24-year-old"]), age_value(["six", "months"]), age_value(["sunny"])
    (24, 0, None)
    """
    for word in low:
        plain = word.partition("-")[0]
        value = int(plain) if plain.isdigit() and len(plain) < 4 else SMALL.get(plain)
        if value is not None and 0 < value < 116:
            months = any(w.startswith(("month", "week", "day")) or "-month" in w for w in low)
            return 0 if months else value
    return None


def name_words(low: list[str]) -> tuple[str, ...]:
    """Return the words of a name without titles, quotes and initials."""
    return tuple(
        w
        for w in low
        if w not in words("titles")
        and w.rstrip(".") not in words("titles")
        and w not in table("victims")
        and len(w.rstrip(".")) > 1
        and w[0].isalpha()
        and w not in ("jr", "sr", "jr.", "sr.", "ii", "iii")
    )
