"""Casualty claims that hang on a noun: "the deaths of at least 14 people", "her murder", "a toll of 30", "three bodies"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.reading.claims import FINDING, Claim
from streams.reading.lexicon import table
from streams.reading.phrases import Reader
from streams.reading.quantities import Quantity
from streams.reading.tree import Tree
from streams.reading.victims import ORDINALS, PRONOUNS, Victims, bare

_DOERS = frozenset({"assassin", "murderer", "killer"})
_MULTIPLE = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "sextuple": 6}
_SPANS = frozenset({"hours", "days", "weeks", "hour", "day", "week", "night", "morning", "weekend"})
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth latest".split())
_YEARLY = frozenset({"year", "month", "season", "since", "decade"})
_TOLL = frozenset({"toll", "tolls"})
_TAKING = frozenset({"claim", "cost", "take", "lose", "end"})
_DEAD = frozenset("body bodies dead death deaths died killed perished succumbed".split())
_FALLING = frozenset(
    "fall plunge plummet jump leap dive slip tumble drop hurl throw fling push lure send drag ride drive step".split()
)
_FAR = 20
"""Tokens to the number in "taking the number of deaths from Monday's blast in Orsk to 153"."""
_RISING = frozenset(
    {
        "rise",
        "climb",
        "stand",
        "reach",
        "hit",
        "increase",
        "jump",
        "grow",
        "be",
        "revise",
        "fall",
        "drop",
        "put",
        "bring",
        "raise",
        "pass",
        "soar",
        "total",
        "lower",
        "mount",
        "surge",
        "exceed",
        "surpass",
        "update",
        "take",
        "lift",
        "push",
    }
)


def nominal_claims(tree: Tree, reader: Reader) -> Iterator[Claim]:
    """Yield the claims of the nouns of harm, of tolls, bodies and lives."""
    nouns = table("casualty_nouns")
    for at, token in enumerate(tree.tokens):
        low = tree.low[at]
        if low in _TOLL:
            yield from _toll(tree, reader, at)
        elif low == "number" and (
            tree.low[at + 1 : at + 2] == ["of"] or "".join(tree.low[at + 1 : at + 2]) in table("states")
        ):
            yield from _number_of(tree, reader, at)
        elif low in table("states") and tree.low[at - 1 : at] == ["the"] and (put := _put_at(tree, reader, at)):
            yield from _make(table("states")[low], [bare(put)], at, total=True)
        elif low in ("body", "bodies", "corpse", "corpses", "remains"):
            yield from _bodies(tree, reader, at)
        elif low in ("life", "lives"):
            yield from _lives(tree, reader, at)
        elif (
            token.lemma in nouns
            and token.tag in ("NN", "NNS", "NNP", "NNPS", "VBG")
            and not (token.tag == "VBG" and tree.child(at, "dobj", "aux") is not None)
        ):
            yield from _noun(tree, reader, at, nouns[token.lemma])


def _make(
    kind: str, victims: list[Victims], at: int, total: bool = False, weak: bool = False, own: bool = False
) -> Iterator[Claim]:
    if victims:
        yield Claim(kind, tuple(victims), -1, at, weak, total, self_inflicted=own)


def _noun(tree: Tree, reader: Reader, at: int, kind: str) -> Iterator[Claim]:
    token = tree.tokens[at]
    if "attempted" in tree.low[max(0, at - 2) : at] or (
        token.dep in ("compound", "nmod")
        and token.head != at
        and tree.tokens[token.head].lemma not in ("victim", "death", "case")
    ):
        return
    if kind == "hit" and "fatal" in tree.low[max(0, at - 2) : at] + tree.low[at - 1 : at]:
        kind = "killed"
    if any(w in ("political", "slow", "certain", "civil") for w in tree.low[max(0, at - 1) : at]):
        return
    many = next((_MULTIPLE[w] for w in tree.low[max(0, at - 2) : at] if w in _MULTIPLE), None)
    if (
        many
        and token.lemma in ("murder", "homicide", "killing", "slaying", "shooting", "stabbing", "fatality", "drowning")
        and token.tag in ("NN", "VBG")
    ):
        q = Quantity(many, many, many, "exact", at - 1, at)
        yield from _make(kind, [bare(q)], at, total=True)
        return
    if any(
        w in _ORDINALS or (w[:1].isdigit() and w.endswith(("st", "nd", "rd", "th"))) for w in tree.low[max(0, at - 2) : at]
    ) and (not tree.prepositional(at, "of") or _YEARLY & set(tree.low[at + 1 : at + 12])):
        return  # "the city's second homicide", "the fourth stabbing of a teenager this year" count events
    if any(tree.low[p] in ("year", "month", "week") for p in tree.prepositional(at, "of")):
        return
    victims = [v for inner in _inner(tree, at) for v in reader.read(inner, True)]
    if token.lemma in _DOERS:
        yield from _make(kind, [v for v in victims if v.noun not in ("people", "") or v.names], at)
        return
    if not victims and kind == "hit" and token.dep in ("compound",):
        return
    if not victims and (fell := _fell(tree, at)) is not None:
        victims = reader.read(fell, True)
    own = tree.child(at, "poss")
    if (
        kind == "injured"
        and own is not None
        and any(tree.tokens[g].lemma in ("die", "succumb", "death", "kill") for g in tree.up(at))
    ):
        return
    if not victims and own is not None:
        victims = reader.read(own, True)
        if victims and kind in ("hit", "injured") and token.lemma == "shooting":
            return  # "the gunman's shooting" says who shot
    if victims:
        yield from _make("killed" if token.lemma == "suicide" else kind, victims, at)
        return
    if (
        token.lemma == "suicide"
        and tree.tokens[token.head].lemma == "commit"
        and (subject := tree.subject(token.head)) is not None
    ):
        yield from _make("killed", reader.read(subject), at, own=True)
        return
    quantity = reader.quantity(at)
    if token.lemma in (
        "death",
        "fatality",
        "injury",
        "casualty",
        "killing",
        "murder",
        "homicide",
        "suicide",
        "execution",
        "drowning",
        "disappearance",
        "assassination",
        "arrest",
        "kidnapping",
        "abduction",
    ) and ((quantity and token.tag in ("NNS", "NNPS")) or (quantity and quantity.best == 1)):
        yield from _make(
            kind,
            [bare(quantity, "other" if {"other", "more", "additional"} & set(tree.low[quantity.start : at]) else "new")],
            at,
            token.lemma in ("death", "fatality"),
        )


def _fell(tree: Tree, at: int) -> int | None:
    """Return who "plunged to their deaths", or was "lured to his death"."""
    link = tree.tokens[at].head
    verb = tree.tokens[link].head
    own = tree.child(at, "poss")
    if tree.tokens[at].lemma != "death" or tree.low[link] != "to" or tree.tokens[verb].lemma not in _FALLING or own is None:
        return None
    objects = [] if tree.passive(verb) else tree.objects(verb)
    whom = objects[0] if objects else tree.subject(verb)
    return whom if tree.low[own] in PRONOUNS else None


def _inner(tree: Tree, at: int) -> list[int]:
    """Return what stands behind "of"; also after a place: "the murder in Guatemala of two leaders"."""
    of = tree.prepositional(at, "of")
    if of:
        return of
    for kid in tree.kids[at]:
        if kid > at and tree.low[kid] in ("in", "at", "near", "during", "over", "within"):
            for place in tree.children(kid, "pobj"):
                if not tree.tokens[place].tag.startswith("NNP") and tree.low[place] not in _SPANS:
                    continue
                of += tree.prepositional(place, "of")
    return of


def _toll(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "the death toll rose to 40", "a toll of 12", "toll from the blast climbs to 9"."""
    before = tree.low[max(0, at - 3) : at]
    if "road" in before and "death" not in before:
        return
    kind = "injured" if "injury" in before else "killed"
    best: Quantity | None = None
    for q in reader.quantities:
        joint = tree.low[q.start - 1] if q.start else ""
        if (
            q.start > at
            and q.start - at < 22
            and joint
            in (
                "to",
                "at",
                "of",
                "is",
                "was",
                "reached",
                "reaches",
                "hit",
                "hits",
                "passes",
                "passed",
                "exceeds",
                "be",
                ":",
                "tops",
                "topped",
            )
        ):
            best = q
            break
    if best is None:  # "taking to nine the toll of the fire"
        best = next((q for q in reader.quantities if 0 < at - q.end < 3 and q.start and tree.low[q.start - 1] == "to"), None)
    if best is None:
        governor = tree.tokens[at].head
        if tree.tokens[governor].lemma in _RISING:
            best = next((q for q in reader.quantities if q.start > at), None)
    if best is not None:
        yield from _make(kind, [bare(best)], at, total=True)


def _number_of(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "the number of people killed in the attack has risen to 37", "the number of dead reached 78"."""
    told = tree.low[at + 1 : at + 6]
    kinds = {**table("states"), "death": "killed", "deaths": "killed", "fatalities": "killed", "injuries": "injured"}
    kind = next((kinds[word] for word in told if word in kinds), None)
    if kind is None and "victims" in told and _DEAD & set(tree.low):
        kind = "killed"
    governor = tree.tokens[at].head
    if kind is None or not tree.verb(governor) or tree.tokens[governor].lemma not in _RISING:
        return
    later = [q for q in reader.quantities if q.start > at + 1 and tree.low[q.start - 1] != "by"]  # "rose by nine to 73"
    number = next((q for q in later if 0 < q.start - governor <= 5), None)
    if number is None:  # "bringing the number of dead to 37"
        reach = _FAR if tree.tokens[governor].lemma in ("bring", "take", "raise", "push", "lift") else 8
        number = next((q for q in later if 2 < q.start - at <= reach and tree.low[q.start - 1] in ("to", "at")), None)
    if number is not None:
        yield from _make(kind, [bare(number)], at, total=True)


def _put_at(tree: Tree, reader: Reader, at: int) -> Quantity | None:
    """Return the number in "the union put the dead at nine", "puts the wounded at 30"."""
    put = any(tree.tokens[i].lemma == "put" and tree.verb(i) for i in range(max(0, at - 9), at))
    return next((q for q in reader.quantities if put and q.start == at + 2 and tree.low[at + 1] == "at"), None)


def _bodies(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    one = reader.one(at, True)
    token = tree.tokens[at]
    if one is None:
        return
    governor = token.head
    of = tree.prepositional(at, "of")
    verb = next((g for g in tree.up(at) if tree.verb(g)), None)
    found = any(
        tree.tokens[i].lemma in FINDING | {"lie", "wash", "float", "count", "receive", "bury"} and tree.verb(i)
        for i in {governor, verb if verb is not None else governor, *tree.children(at, "acl", "relcl")}
    )
    if not of and not found:
        return
    if (rank := _rank(tree, at)) and not of:
        number = Quantity(rank, rank, rank, "exact", at - 1, at)
        yield from _make("killed", [bare(number)], at, total=True)
        return
    victims: list[Victims] = []
    for inner in of:
        victims += reader.read(inner, True)
    own = tree.child(at, "poss")
    if own is not None and not victims:
        victims = reader.read(own, True)
    if victims and one.quantity:
        victims = [one]
    if not victims:
        victims = [one._replace(noun="body", many=token.tag == "NNS" or token.text.lower() == "bodies", group="all")]
    yield from _make("killed", victims, at)


def _rank(tree: Tree, at: int) -> int:
    """Return 10 for "a tenth body", "the 10th body"; 0 where no ordinal stands before."""
    word = tree.low[at - 1] if at > 1 and tree.low[at - 2] in ("a", "an", "the") else ""
    figure = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word)
    return int(figure[1]) if figure else ORDINALS.get(word, 0)


def _lives(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    governor = tree.tokens[at].head
    verb = tree.tokens[governor]
    if verb.lemma not in _TAKING or not tree.verb(governor) or tree.tokens[at].dep not in ("dobj", "nsubjpass", "nsubj"):
        return
    of = [v for inner in tree.prepositional(at, "of") for v in reader.read(inner, True)]
    if of:
        yield from _make("killed", of, at)
        return
    quantity = reader.quantity(at)
    if quantity:
        yield from _make("killed", [bare(quantity)], at)
        return
    own = tree.child(at, "poss")
    subject = tree.subject(governor)
    if own is not None and verb.lemma in ("take", "end") and "own" not in tree.low[governor:at]:
        yield from _make("killed", reader.read(own), at)  # "an assassin ended his life"
    elif own is not None and subject is not None and verb.lemma in ("lose", "take", "end"):
        yield from _make("killed", reader.read(subject), at, own=verb.lemma != "lose")
    elif own is not None and verb.lemma in ("cost", "claim"):
        yield from _make("killed", reader.read(own), at)
