"""Harm told without a word of harm: "two cannot be found", "15 are believed trapped", "lost a foot", "taken into custody".

Missing is who cannot be found, or is or is believed to be caught under rubble or below ground; who was trapped and has come
out is not, so that the past tense alone says nothing. Injured is who lost a limb, broke a bone, lies in hospital or is being
treated for a hurt.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.reading.claims import LIMBS, Claim, make, mentions_weapon
from streams.reading.lexicon import table
from streams.reading.phrases import Reader
from streams.reading.tree import Tree
from streams.reading.victims import Victims

BODY = LIMBS | frozenset(
    "head neck throat face jaw nose skull chest back spine shoulder shoulders rib ribs stomach abdomen thigh thighs knee knees calf "
    "shin ankle ankles wrist wrists elbow hip hips pelvis groin collarbone bone bones buttocks torso cheek".split()
)
HURTS = frozenset(
    "wound wounds injury injuries burn burns fracture fractures bruise bruises concussion cuts shock smoke inhalation hypothermia "
    "lacerations trauma".split()
)
_CAUGHT = frozenset({"trapped", "buried", "entombed"})
_UNDER = frozenset("rubble debris mud ruins wreckage landslide snow avalanche ice earth".split())
_BELIEVED = frozenset({"believe", "fear", "think", "presume", "estimate", "report", "remain"})
_STAYS = frozenset({"be", "remain", "lie", "stay"})


def plight_claims(tree: Tree, reader: Reader) -> Iterator[Claim]:
    """Yield the claims of who cannot be found, who is hurt or held, and of those listed behind "the dead:"."""
    for at, token in enumerate(tree.tokens):
        low = tree.low[at]
        if tree.verb(at):
            yield from _lost(tree, reader, at)
            yield from _hurt(tree, reader, at)
            if token.lemma == "round" and tree.child(at, "prt") is not None:
                yield from make("detained", _sufferers(tree, reader, at), at)
        if token.lemma == "bury" and tree.verb(at) and not tree.passive(at):
            yield from _burying(tree, reader, at)
        if low in _CAUGHT and _still_caught(tree, at):
            yield from make("missing", _counted(_who(tree, reader, at)), at)
        elif low in _UNDER or low in ("hospital", "hospitals", "custody", "arrest"):
            yield from _lying(tree, reader, at)
        elif low in table("states") and tree.low[at + 1 : at + 2] == [":"] and at and tree.low[at - 1] == "the":
            yield from make(table("states")[low], _all_after(tree, reader, at + 2), at)  # "the dead: two men, a girl"


def in_body(tree: Tree, at: int) -> bool:
    """Tell whether the blow ``at`` met a part of the body: "was hit in the leg"."""
    return any(tree.low[part] in BODY for part in tree.prepositional(at, "in", "on"))


def broken(tree: Tree, at: int) -> bool:
    """Tell whether the word ``at`` is a broken bone: "a broken wrist", "a fractured skull"."""
    return tree.low[at] in BODY and any(
        tree.low[k] in ("broken", "fractured", "shattered", "severed") for k in tree.kids[at]
    )


def _counted(victims: list[Victims]) -> list[Victims]:
    """Return those who are told by a number, and are no culprits who got away."""
    return [v for v in victims if v.quantity is not None and v.group != "attackers"]


def _somebody(v: Victims) -> bool:
    """Tell whether a phrase brings one person in: "a child"; not whom the police look for."""
    return v.reference == "new" and not v.pronoun and v.group in ("children", "women", "passengers", "miners", "sailors", "migrants")


def _who(tree: Tree, reader: Reader, at: int) -> list[Victims]:
    """Return who is in the state ``at``: its subject, that of what is believed of them, or the noun that it stands behind."""
    if tree.tokens[at].dep in ("oprd", "ccomp") and (thing := tree.child(tree.tokens[at].head, "dobj")) is not None:
        return reader.read(thing, True)  # "leaving seven trapped"
    subject = tree.subject(at)
    return reader.read(subject, True) if subject is not None else []


def _sufferers(tree: Tree, reader: Reader, at: int) -> list[Victims]:
    heads = [s for s in (tree.subject(at),) if s is not None] if tree.passive(at) else tree.objects(at)
    return [v for head in heads for v in reader.read(head, True)]


def _lost(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "cannot be found", "have not been accounted for", "are yet to be found"."""
    lemma = tree.tokens[at].lemma
    sought = lemma in ("find", "locate", "trace") or (lemma == "account" and tree.low[at + 1 : at + 2] == ["for"])
    if sought and tree.passive(at) and (tree.child(at, "neg") is not None or "yet" in tree.low[max(0, at - 4) : at]):
        yield from make("missing", [v for v in _who(tree, reader, at) if _counted([v]) or _somebody(v)], at)


def _burying(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "mourners buried 23 people" as deaths, "the landslide buried 23 people" as missing ones."""
    subject = tree.subject(at)
    victims = [v for v in _counted(_sufferers(tree, reader, at)) if v.least > 1]
    if subject is not None and victims:
        yield from make("killed" if reader.one(subject, True) else "missing", victims, at)


def _still_caught(tree: Tree, at: int) -> bool:
    """Tell whether the text speaks of people trapped as of now, or as a belief."""
    if not tree.tokens[at].tag.startswith(("VB", "JJ")):
        return False
    near = set(tree.low[max(0, at - 3) : at])
    governors = [g for g, _ in zip(tree.up(at), range(2), strict=False)]
    if near & {"still", "remain", "remained", "remains"}:
        return True
    if any(tree.tokens[g].lemma in _BELIEVED and tree.verb(g) for g in governors):
        return True
    return any(tree.low[k] in ("are", "is") for g in (at, *governors[:1]) for k in (g, *tree.kids[g]))


def _lying(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "remain under the rubble", "another four are in hospital", "were taken into custody", "are under arrest"."""
    low, link = tree.low[at], tree.tokens[at].head
    if tree.tokens[at].dep != "pobj" or not 0 <= link < len(tree.low):
        return
    way, verb = tree.low[link], tree.tokens[link].head
    if not tree.verb(verb):
        return
    lemma = tree.tokens[verb].lemma
    if low in _UNDER and way in ("under", "beneath"):
        now = lemma == "remain" or tree.low[verb] in ("are", "is") or "still" in tree.low[max(0, link - 3) : link]
        if now and lemma in _STAYS:
            yield from make("missing", _counted(_who(tree, reader, verb)), at)
    elif low in ("hospital", "hospitals") and way == "in" and lemma in _STAYS:
        yield from make("injured", _patients(_who(tree, reader, verb)), at, weak=not mentions_weapon(tree))
    elif (low, way) in (("custody", "into"), ("custody", "in"), ("arrest", "under")) and lemma in _STAYS | {
        "take",
        "place",
        "put",
        "hold",
        "bring",
    }:
        held = _who(tree, reader, verb) if lemma in _STAYS else _sufferers(tree, reader, verb)
        yield from make("detained", held, at)


def _patients(victims: list[Victims]) -> list[Victims]:
    return [v for v in victims if v.group not in ("medics", "attackers") or v.quantity is not None]


def _hurt(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "lost a foot", "broke her pelvis", "are receiving treatment", "were treated for burns", "is fighting for her life"."""
    lemma, objects = tree.tokens[at].lemma, tree.children(at, "dobj")
    parts = [o for o in objects if tree.low[o] in (LIMBS if lemma == "lose" else BODY)]
    told = bool(parts) and lemma in ("lose", "break", "fracture") and not tree.passive(at)
    told = told or (lemma == "fight" and any(tree.low[p] in ("life", "lives") for p in tree.prepositional(at, "for")))
    if told and (subject := tree.subject(at)) is not None:
        yield from make("injured", reader.read(subject), at)
        return
    if (
        lemma == "lose"
        and any(tree.low[o] == "consciousness" for o in objects)
        and (subject := tree.subject(at)) is not None
    ):
        yield from make("injured", _counted(reader.read(subject)), at)
        return
    hurts = any(tree.low[i] in HURTS for i in range(at + 1, min(at + 9, len(tree.low))))
    on_site = tree.low[at + 1 : at + 4] in (["at", "the", "scene"], ["on", "the", "spot"], ["on", "the", "scene"])
    treated = lemma == "treat" and tree.passive(at) and (hurts or on_site)
    treated = treated or (
        lemma in ("receive", "undergo", "get")
        and any(tree.low[o] == "treatment" for o in objects)
        and tree.low[at] != "receive"
    )
    if treated and (subject := tree.subject(at)) is not None:
        yield from make("injured", _patients(reader.read(subject)), at, weak=not (hurts or mentions_weapon(tree)))


def _all_after(tree: Tree, reader: Reader, start: int) -> list[Victims]:
    """Return every phrase for people from ``start`` to the end of the sentence, as a list names them."""
    found: list[Victims] = []
    for index in range(start, len(tree.low)):
        token = tree.tokens[index]
        if token.tag not in ("NN", "NNS", "NNP") or token.dep in ("pobj", "compound") or any(v.end > index for v in found):
            continue
        if (one := reader.one(index, True)) is not None:
            found.append(one)
    return found
