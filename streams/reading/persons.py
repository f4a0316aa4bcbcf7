"""Keep the single victims of one event apart: the same person mentioned ten times is one.

A mention joins a known person by name, by age, or as "the victim", "he"; a new noun phrase in a later sentence ("a man
... a 24-year-old man") joins one whose sex and age it fits, because reports tell their event several times over, unless
it says "another".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.reading.claims import Claim
from streams.reading.victims import Victims

ORDER = {"killed": 3, "missing": 2, "injured": 1, "hit": 0, "detained": -1, "displaced": -1, "affected": -1}


@dataclass
class Person:
    """One victim: the words of the name, what is known, and the worst that was said of them."""

    names: set[str] = field(default_factory=set)
    printed: str | None = None
    age: int | None = None
    sex: str = ""
    nouns: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    sentences: list[int] = field(default_factory=list)
    other: bool = False
    joined: bool = False
    extra: bool = False
    weak: bool = True
    self_inflicted: bool = False

    @property
    def kind(self) -> str:
        """The worst that happened to the person."""
        return max(self.kinds, key=lambda k: ORDER.get(k, -1))

    @property
    def attacker(self) -> bool:
        """Whether the person is said to have done the harm."""
        return self.self_inflicted or "attackers" in self.groups


_VAGUE_NOUNS = frozenset(
    {
        "",
        "victim",
        "person",
        "people",
        "man",
        "woman",
        "body",
        "one",
        "teen",
        "teenager",
        "individual",
        "male",
        "female",
        "adult",
        "other",
        "boy",
        "girl",
        "child",
        "resident",
        "suspect",
        "youth",
        "juvenile",
        "kid",
        "someone",
        "student",
        "life",
        "friend",
        "son",
        "daughter",
        "minor",
        "year-old",
    }
)
_UNIFORMED = frozenset({"police", "soldiers", "peacekeepers", "rescuers"})
_YOUNG = frozenset({"child", "boy", "girl", "baby", "infant", "toddler", "kid", "newborn"})
_GROWN = frozenset(
    {
        "man",
        "woman",
        "father",
        "mother",
        "officer",
        "wife",
        "husband",
        "adult",
        "policeman",
        "soldier",
        "grandmother",
        "grandfather",
    }
)


def fits(person: Person, v: Victims) -> bool:
    """Tell whether the phrase can mean the person."""
    if v.names and person.names:
        return bool(same_name(person.names, v.names))
    if v.sex and person.sex and v.sex != person.sex:
        return False
    if v.age is not None and person.age is not None and abs(v.age - person.age) > 0:
        return False
    nouns = person.nouns - {""}
    if v.group in _UNIFORMED and person.groups - {"all"} and v.group not in person.groups and not v.names:
        return False
    if (v.noun in _YOUNG and nouns & _GROWN) or (v.noun in _GROWN and nouns & _YOUNG):
        return False
    if (v.age is not None and v.age < 13 and nouns & _GROWN) or (v.age is not None and v.age > 19 and nouns & _YOUNG):
        return False
    return not (
        ("attackers" in person.groups) != (v.group == "attackers")
        and v.reference != "known"
        and not v.names
        and (v.group == "attackers" or person.attacker)
    )


def same_name(one: set[str], names: tuple[str, ...]) -> bool:
    """Tell whether two names can be one person's: the shorter one's words are in the other, or their last words agree."""
    if set(names) <= one or one <= set(names):
        return True
    return names[-1] in one and (names[0] in one or any(w[:1] == names[0][:1] for w in one))


def _becomes(person: Person, claim: Claim) -> bool:
    """Tell whether what befell the person may be what the claim says, where others lived and others died."""
    if claim.kind in person.kinds:
        return True
    return person.kinds <= {"killed": {"hit", "injured"}, "hit": {"hit", "injured"}, "injured": {"hit", "injured"}}.get(
        claim.kind, set()
    )


def _another(person: Person, v: Victims, claim: Claim) -> bool:
    """Tell whether one who lives is none of the dead: "a guard was killed ... the judge was wounded", "was also shot"."""
    if person.kind != "killed" or claim.kind not in ("injured", "hit") or v.noun in person.nouns | _VAGUE_NOUNS:
        return False
    return claim.also or (claim.kind == "injured" and not claim.weak and bool(person.nouns - _VAGUE_NOUNS))


class Persons:
    """The single victims of one event, in the order in which they appear."""

    def __init__(self) -> None:
        self.survivors = False
        self.all: list[Person] = []
        self._said: dict[tuple[int, int], Person] = {}

    def find(self, v: Victims, claim: Claim) -> Person | None:
        """Return the person whom the phrase means, or None for one not seen before."""
        if v.names:
            named = [p for p in self.all if p.names and same_name(p.names, v.names)]
            if named:
                return named[-1]
            free = [
                p
                for p in self.all
                if not p.names
                and fits(p, v)
                and (claim.sentence not in p.sentences or (claim.kind in p.kinds and not p.joined))
            ]
            aged = [p for p in free if p.age is not None and p.age == v.age]
            alone = len(self.all) == 1  # "the teen accused in the death of another teen": no other victim is known
            fitting = aged or [p for p in free if (alone or not p.other) and (not self.survivors or _becomes(p, claim))]
            return fitting[0] if fitting else None
        if claim.kind == "killed" and (claim.self_inflicted or claim.by_police) and (v.pronoun or v.reference == "known"):
            doers = [p for p in self.all if p.attacker]
            harmed = [
                p for p in self.all if not p.attacker and not (p.kinds == {"hit"} and v.pronoun and len(self.all) == 1)
            ]
            return doers[-1] if doers else None if harmed else self.all[-1] if self.all else None
        if (
            claim.sequel
            and claim.active
            and not v.pronoun
            and not v.names
            and v.age is None
            and not (v.quantity and v.whole)
        ):
            again = [p for p in self.all if v.noun in p.nouns]
            return again[-1] if again else None
        fitting = [p for p in self.all if fits(p, v)]
        if v.age is not None:
            aged = [p for p in fitting if p.age == v.age]
            if aged:
                return aged[-1]
        kin = (
            v.reference == "kin"
            and not claim.active
            and not (v.names or v.age)
            and any(claim.kind in p.kinds for p in fitting)
        )
        if kin:
            return next((p for p in fitting if claim.kind in p.kinds and claim.sentence not in p.sentences), None)
        if v.pronoun or (v.reference == "known" and not (v.quantity and v.whole)):
            if self.survivors and not v.pronoun:
                fitting = [p for p in fitting if not (claim.kind == "injured" and p.kind == "killed")]
            if not v.pronoun:
                fitting = [p for p in fitting if not _another(p, v, claim)]
            if self.survivors and v.noun == "other" and claim.kind == "killed":
                fitting = [p for p in fitting if p.kind != "injured"]
            near = [
                p for p in fitting if p.sentences and claim.sentence - max(p.sentences) <= (3 if v.pronoun else 99)
            ] or fitting
            same = [p for p in near if claim.kind in p.kinds or v.noun in p.nouns]
            if v.pronoun:
                return max(near, key=lambda p: (max(p.sentences), self.all.index(p)), default=None)
            return same[-1] if same else near[-1] if near else None
        if v.reference == "other" or (
            claim.also and v.reference == "new" and v.noun not in _VAGUE_NOUNS and claim.kind == "killed"
        ):
            later = [
                p for p in fitting if (p.other or (v.noun in p.nouns and claim.also)) and claim.sentence not in p.sentences
            ]
            return later[0] if later else None
        if self.survivors or (claim.kind == "injured" and not claim.weak):
            fitting = [
                p for p in fitting if {claim.kind, p.kind} != {"injured", "killed"} or (v.age is not None and p.age == v.age)
            ]
        apart = [p for p in fitting if claim.sentence not in p.sentences or (v.noun == "body" and v.noun in p.nouns)]
        same = [p for p in apart if v.noun in p.nouns] or [
            p for p in apart if v.noun in _VAGUE_NOUNS or p.nouns <= _VAGUE_NOUNS
        ]
        return same[0] if same else None

    def add(self, v: Victims, claim: Claim) -> Person:
        """Record the mention and return its person, new or known."""
        person = self._said.get((claim.sentence, v.head)) or self.find(v, claim)
        if person is None:
            person = Person(other=v.reference == "other")
            self.all.append(person)
        self._said[claim.sentence, v.head] = person
        person.names |= set(v.names)
        if len(v.printed) > len(person.printed or ""):
            person.printed = v.printed
        person.age = v.age if person.age is None else person.age
        person.sex = person.sex or v.sex
        if not v.pronoun:
            person.nouns.add(v.noun)
        person.kinds.add(claim.kind)
        person.extra = person.extra or claim.also or person.other or claim.kind == "injured"
        person.joined = person.joined or len(claim.victims) > 1
        person.groups.add(v.group)
        person.sentences.append(claim.sentence)
        person.weak = person.weak and claim.weak
        person.self_inflicted = person.self_inflicted or claim.self_inflicted or (claim.by_police and claim.kind == "killed")
        return person
