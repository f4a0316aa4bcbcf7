"""Casualty claims that hang on a state: "pronounced dead", "left two dead", "in critical condition", "suffered injuries"."""

from __future__ import annotations

from collections.abc import Iterator

from streams.reading.claims import CARRY, FINDING, Claim, make, mentions_weapon
from streams.reading.lexicon import table, words
from streams.reading.phrases import Reader
from streams.reading.plights import broken
from streams.reading.tree import Tree
from streams.reading.victims import Victims, bare

_TENDING = frozenset(
    "apply put see notice discover respond treat tend examine check clean dress stem press inspect spot observe describe".split()
)
"""Verbs whose subject has to do with another's wound."""
_WOUNDS = frozenset({"wound", "wounds", "injury", "injuries", "burns", "fracture", "fractures", "concussion", "bruises"})


def state_claims(tree: Tree, reader: Reader) -> Iterator[Claim]:
    """Read states: "was pronounced dead", "left two dead", "in critical condition", "the wounded", "suffered injuries"."""
    states = table("states")
    for at, token in enumerate(tree.tokens):
        low = tree.low[at]
        if low in ("condition", "stable", "critical") and (low == "condition" or token.dep == "pobj"):
            yield from _condition(tree, reader, at)
        elif (low in _WOUNDS or broken(tree, at)) and not token.tag.startswith("NNP"):
            yield from _wounds(tree, reader, at)
        elif token.lemma in CARRY and tree.verb(at) and tree.passive(at) and _to_hospital(tree, at):
            subject = tree.subject(at)
            if subject is not None:
                yield from make("injured", reader.read(subject), at, weak=not mentions_weapon(tree))
        elif token.lemma in ("send", "put", "land") and tree.verb(at) and _to_hospital(tree, at):
            yield from make("injured", [v for o in tree.objects(at) for v in reader.read(o, True)], at)
        elif low in states and (named := _inverted(tree, at)):
            yield from make(states[low], [v for head in named for v in reader.read(head, True)], at)
        elif low in states and token.tag in ("JJ", "VBN", "VBD", "RB", "NN", "VB", "VBG", "NNP", "NNS", "UH", "VBP"):
            if low == "dead" and tree.low[at + 1 : at + 2] and tree.low[at + 1] in words("dead_things"):
                continue
            yield from _state(tree, reader, at, states[low])


def _state(tree: Tree, reader: Reader, at: int, kind: str) -> Iterator[Claim]:
    token = tree.tokens[at]
    governor = token.head
    if (number := _with_number(tree, reader, at)) is not None:
        yield from make(kind, [number], at)
        return
    if kind == "missing" and token.tag == "VBG" and tree.child(at, "aux") is not None:
        subject = tree.subject(at)  # "three passengers are missing" looks like a verb
        if subject is not None and not tree.objects(at):
            yield from make(kind, reader.read(subject, True), at)
        return
    if token.dep == "amod" and governor > at and "," in tree.low[at:governor]:
        return
    if token.dep == "amod" or (token.dep in ("acl", "relcl") and tree.verb(at) is False):
        whole = reader.one(governor, owner=False)
        one = [whole] if whole else []
        if one and tree.tokens[governor].dep not in ("compound",):
            yield from make(
                kind, one[:1], at, weak=_presumed(tree, at, one[0]) or (kind == "injured" and _taken_for_known(one[0]))
            )
        return
    if token.tag.startswith("VB") and token.lemma in table("casualty_verbs") and not _after_leave(tree, at):
        return
    left = _after_leave(tree, at)
    if left is not None:
        victims = _left_behind(tree, reader, left, at)
        if victims:
            yield from make(kind, victims, at)
            return
    if (
        token.dep
        in (
            "acomp",
            "oprd",
            "attr",
            "xcomp",
            "ccomp",
            "advcl",
            "conj",
            "ROOT",
            "dep",
            "advmod",
            "dobj",
            "pobj",
            "nsubj",
            "acl",
        )
        and governor != at
    ):
        verb = governor
        if token.dep == "conj" and not tree.verb(governor):
            inherited = tree.tokens[governor].head
            verb = inherited if tree.verb(inherited) else governor
        if tree.verb(verb):
            yield from _predicate(tree, reader, verb, at, kind)
    elif token.dep == "ROOT" and token.tag == "JJ" and (subject := tree.subject(at)) is not None:
        yield from make(kind, reader.read(subject), at)  # "two miners are still untraced"


def _with_number(tree: Tree, reader: Reader, at: int) -> Victims | None:
    """Return the number in "with 11 still unaccounted for", "with seven others missing"."""
    start = at
    while start and tree.low[start - 1] in ("still", "others", "more", "reportedly", "also"):
        start -= 1
    q = next((q for q in reader.quantities if q.end == start and q.start and tree.low[q.start - 1] == "with"), None)
    return q and bare(q, "other" if {"others", "more"} & set(tree.low[start:at]) else "new")


def _inverted(tree: Tree, at: int) -> list[int]:
    """Return who stands behind the verb: "among the wounded are a nurse and ...", "the dead were ...", "also hurt was ..."."""
    low, before = tree.low, tree.low[max(0, at - 2) : at]
    governor = tree.tokens[at].head
    if before == ["among", "the"]:
        governor = tree.tokens[governor].head if low[governor] == "among" else governor
    elif not (before[-1:] == ["the"] and tree.tokens[at].dep == "nsubj") and not (before[-1:] == ["also"] and at == 1):
        return []
    if tree.tokens[governor].lemma != "be" or governor < at:
        return []
    kids = [kid for kid in tree.children(governor, "nsubj", "attr", "npadvmod") if kid > governor]
    if not kids or kids[0] - governor > 8:
        return []
    listed = {i for kid in kids for i in tree.joined(kid)}
    rest = [i for i, t in enumerate(tree.tokens) if i > kids[0] and t.dep in ("appos", "conj") and t.tag == "NNP"]
    return kids + [i for i in rest if i not in listed] if low.count(";") > 1 else kids


def _presumed(tree: Tree, at: int, victims: Victims) -> bool:
    """Tell whether deaths are only presumed, of people at large: "relatives of murdered people"."""
    told = tree.tokens[at].lemma in ("murder", "assassinate", "slay", "execute", "massacre")
    return told and at < victims.head and victims.quantity is None and victims.many


def _taken_for_known(victims: Victims) -> bool:
    """Tell whether a phrase speaks of wounded whom the reader is to know already: "the maimed fighters"."""
    return victims.reference == "known" and victims.quantity is None and not victims.names


def _predicate(tree: Tree, reader: Reader, verb: int, at: int, kind: str) -> Iterator[Claim]:
    own = tree.child(at, "nsubj", "nsubjpass")
    if own is not None:
        yield from make(kind, reader.read(own), at)
        return
    lemma = tree.tokens[verb].lemma
    thing = tree.child(verb, "dobj")
    if (
        thing is not None
        and lemma in FINDING | {"pronounce", "declare", "shoot", "report", "strike", "have", "believe", "presume"}
        and not tree.passive(verb)
    ):
        yield from make(kind, reader.read(thing, True), at)
        return
    subject = tree.subject(verb)
    if subject is not None and (
        lemma
        in FINDING
        | {
            "be",
            "pronounce",
            "declare",
            "list",
            "report",
            "confirm",
            "lie",
            "shoot",
            "presume",
            "believe",
            "fear",
            "become",
            "drop",
            "remain",
            "get",
            "arrive",
            "end",
            "go",
            "feel",
            "wind",
            "turn",
            "collapse",
            "fall",
        }
    ):
        if lemma in FINDING | {"pronounce", "declare"} and not _undergone(tree, verb):
            return
        yield from make(kind, reader.read(subject), at)


def _undergone(tree: Tree, verb: int) -> bool:
    """Tell whether a verb is passive, also as the second of two: "was taken to hospital and pronounced dead"."""
    first = tree.tokens[verb].head
    shared = tree.tokens[verb].dep == "conj" and tree.child(verb, "nsubj", "dobj", "aux") is None
    return tree.passive(verb) or (shared and tree.verb(first) and tree.passive(first))


def _after_leave(tree: Tree, at: int) -> int | None:
    """Return the "leave" whose result ``at`` is: "left two women and a boy dead and four people injured"."""
    for back in range(at - 1, max(-1, at - 25), -1):
        if tree.tokens[back].lemma == "leave" and tree.verb(back) and not tree.passive(back):
            return back
        if tree.low[back] in (".", ";", "who", "which", "when", "before", "after"):
            return None
    return None


def _left_behind(tree: Tree, reader: Reader, leave: int, at: int) -> list[Victims]:
    """Read the victims between "leave" (or the state before) and the state ``at``."""
    begin = leave + 1
    for index in range(at - 1, leave, -1):
        if tree.low[index] in table("states") and index < at - 1:
            begin = index + 1
            break
    found: list[Victims] = []
    for index in range(begin, at):
        token = tree.tokens[index]
        if token.tag not in ("NN", "NNS", "NNP", "NNPS", "CD", "PRP") or any(v.start <= index < v.end for v in found):
            continue
        if index + 1 < at and tree.tokens[index + 1].tag in ("NN", "NNS", "NNP", "HYPH") and token.tag != "PRP":
            continue
        if any(
            tree.low[k] in ("in", "at", "near", "of", "with", "from", "on", "to")
            for k in (tree.tokens[index].head,)
            if token.dep == "pobj"
        ):
            continue
        one = reader.one(index, True)
        if one:
            found.append(one)
    return found


def _condition(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "in critical condition", "listed in stable condition"."""
    around = set(tree.low[max(0, at - 5) : at])
    if (
        not around
        & {
            "critical",
            "serious",
            "stable",
            "fair",
            "good",
            "grave",
            "guarded",
            "satisfactory",
            "poor",
            "life-threatening",
            "unknown",
        }
        and tree.low[at] == "condition"
    ):
        return
    for governor in tree.up(at):
        if tree.verb(governor):
            thing = tree.child(governor, "dobj")
            subject = (
                thing
                if thing is not None and tree.tokens[governor].lemma in CARRY | FINDING and not tree.passive(governor)
                else tree.subject(governor)
            )
            if subject is not None:
                yield from make("injured", reader.read(subject), at, weak=not mentions_weapon(tree))
            return
        if tree.tokens[governor].tag in ("NN", "NNS", "NNP", "CD") and tree.tokens[governor].dep != "pobj":
            victims = reader.read(governor)
            if victims:
                yield from make("injured", victims, at, weak=True)
                return


def _wounds(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "suffered injuries", "with a gunshot wound", "suffering from wounds"."""
    inside = tree.low[max(0, at - 4) : at]
    if any(w in ("no", "without", "misdemeanor", "felony") for w in inside) or tree.low[at + 1 : at + 4] in (
        ["to", "a", "child"],
        ["to", "a", "minor"],
    ):
        return
    shot = any(w in ("gunshot", "bullet", "stab", "shotgun", "knife", "gun", "shot") for w in inside)
    fatal = {"fatal", "mortal"} & set(inside) and not {"non", "not", "potentially", "or"} & set(
        tree.low[max(0, at - 7) : at]
    )
    kind = "killed" if fatal else "hit" if shot else "injured"
    for governor in tree.up(at):
        token = tree.tokens[governor]
        if tree.verb(governor):
            if token.lemma in (
                "die",
                "succumb",
                "kill",
                "inflict",
                "cause",
                "recover",
                "perish",
                "examine",
                "pronounce",
                "charge",
                "book",
                "accuse",
                "convict",
                "indict",
                "sentence",
                "say",
                "tell",
                "show",
                "bear",
                "report",
            ):
                if token.lemma == "recover" and (subject := tree.subject(governor)) is not None:
                    yield from make(kind, reader.read(subject), at, weak=True)
                return
            if (
                token.lemma in CARRY | FINDING
                and token.lemma not in ("recover", "identify")
                and not tree.passive(governor)
                and (thing := tree.child(governor, "dobj")) is not None
                and thing != at
            ):
                victims = reader.read(thing, True)
                treated = token.lemma in CARRY and any(v.many and v.quantity for v in victims)
                yield from make("injured" if treated else kind, victims, at)  # "have treated 31 people with gunshot wounds"
                return
            subject = tree.subject(governor)
            if subject is not None and subject != at:
                strong = token.lemma in (
                    "suffer",
                    "sustain",
                    "receive",
                    "have",
                    "incur",
                    "get",
                    "take",
                    "be",
                    "transport",
                    "hospitalize",
                    "treat",
                    "rush",
                    "find",
                    "shoot",
                    "hit",
                    "hurt",
                    "survive",
                    "airlift",
                )
                victims = [v for v in reader.read(subject) if v.noun not in ("police", "body", "corpse") or v.quantity]
                if strong or token.lemma not in _TENDING:
                    yield from make(kind, victims, at, weak=not strong)
            return
        if token.tag in ("NN", "NNS", "CD") and token.dep != "pobj" and governor < at:
            victims = reader.read(governor)
            if victims:
                beside = token.tag == "CD" and "dead" in tree.low[:governor]  # "nine dead and four with bullet wounds"
                yield from make("injured" if beside and kind == "hit" else kind, victims, at)
                return


def _to_hospital(tree: Tree, at: int) -> bool:
    if tree.tokens[at].lemma in ("hospitalize",):
        return True
    window = tree.low[at + 1 : at + 14]
    return any(
        w in ("hospital", "hospitals", "medical", "clinic", "trauma", "infirmary", "er", "surgery") or w.endswith("hospital")
        for w in window
    )
