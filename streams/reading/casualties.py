"""Find the casualty claims of one parsed sentence: who was killed, injured, hit, missing, detained or displaced.

Verbs, states, nouns and headline fragments each have their own way to name a victim; all are tried and a number or
noun phrase that one of them has read is not read again for the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.reading.claims import WOUNDED, Claim, fired, kind_of, make, mentions_weapon
from streams.reading.document import Sentence
from streams.reading.fragments import fragments
from streams.reading.lexicon import table
from streams.reading.nominal import nominal_claims
from streams.reading.phrases import Reader
from streams.reading.plights import in_body, plight_claims
from streams.reading.quantities import find_quantities
from streams.reading.shares import part
from streams.reading.states import state_claims
from streams.reading.tree import Tree
from streams.reading.uprooted import uprooted_claims
from streams.reading.victims import PRONOUNS, Victims, bare

_HURT = frozenset("hospital injuries wounds injured wounded victim shot shooting crash gunshot burns".split())
_SELVES = frozenset({"himself", "herself", "themselves", "itself", "self"})
_HALTING = frozenset({"paralyze", "paralyse", "cripple"})
_SEQUEL = frozenset({"later", "then", "afterwards", "afterward", "subsequently", "next"})
_SAYING = frozenset({"say", "claim", "announce", "boast", "declare", "add"})
_TELLING = _SAYING | {"report", "tell", "confirm", "state"}
_BLOWS = frozenset("bomb blast explosion device missile rocket shell drone strike mortar grenade mine".split())
_POLICE = frozenset(
    {
        "police",
        "officer",
        "officers",
        "deputies",
        "deputy",
        "agents",
        "guards",
        "troopers",
        "swat",
        "soldiers",
        "guard",
        "trooper",
        "cops",
    }
)


def find_claims(sentence: Sentence, headline: bool = False) -> list[Claim]:
    """Return what ``sentence`` claims, in order; context (denial, history) is judged elsewhere.

    An unparsed sentence gives nothing.
    """
    if not sentence.tokens:
        return []
    tree = Tree(sentence.tokens)
    reader = Reader(tree, find_quantities(sentence.tokens), headline)
    found = [*_verb_claims(tree, reader, headline), *state_claims(tree, reader), *nominal_claims(tree, reader)]
    found = [_without_sayers(tree, _narrowed(tree, reader, claim)) for claim in found]
    found += list(fragments(tree, reader, found))
    found += [*uprooted_claims(tree, reader), *plight_claims(tree, reader)]
    found = [_with_manner(tree, _with_parts(tree, reader, c)) for c in part(tree, reader, list(_resolved(tree, found)))]
    return [claim._replace(sentence=sentence.index) for claim in sorted(found, key=lambda c: c.trigger)]


def _narrowed(tree: Tree, reader: Reader, claim: Claim) -> Claim:
    """Read "118 were picked up, 23 of them with burns" as 23: the number before what befell them is theirs."""
    first = claim.victims[0]
    for q in reader.quantities:
        aside = tree.low[q.end : q.end + 2]
        if aside not in (["of", "them"], ["of", "whom"]) or not first.end <= q.start < claim.trigger <= q.end + 8:
            continue
        if len(claim.victims) == 1 and q.least < first.least and "," not in tree.low[q.end : claim.trigger]:
            theirs = first._replace(head=q.start, quantity=q, many=q.least > 1, whole=first.quantity, parts=())
            return claim._replace(victims=(theirs._replace(start=q.start, end=q.end),))
    return claim


def _without_sayers(tree: Tree, claim: Claim) -> Claim:
    """Leave out those who say so, whom the parse takes for more victims: "killing two pupils and a cook, residents said"."""
    last = claim.victims[-1]
    said = next((i for i in range(last.end, min(last.end + 2, len(tree.low))) if tree.tokens[i].lemma in _TELLING), None)
    if len(claim.victims) < 2 or said is None or not tree.verb(said) or tree.child(said, "nsubj", "auxpass") is not None:
        return claim
    comma = next((i for i in range(said, claim.trigger, -1) if tree.low[i] == ","), None)
    kept = tuple(v for v in claim.victims if comma is None or v.head < comma)
    return claim._replace(victims=kept) if kept else claim


def _verb_claims(tree: Tree, reader: Reader, headline: bool) -> Iterator[Claim]:
    verbs = table("casualty_verbs")
    for at, token in enumerate(tree.tokens):
        entry = verbs.get(token.lemma)
        if token.lemma == "pass" and tree.low[at + 1 : at + 2] == ["away"] and _HURT & set(tree.low):
            entry = "killed dies"
        if entry is None or not token.tag.startswith("VB"):
            continue
        kind, _, pattern = entry.partition(" ")
        if token.lemma == "gun" and "down" not in tree.low[at + 1 : at + 4]:
            continue
        if pattern == "fatal" and "death" not in tree.low[at + 1 : at + 9]:
            continue
        kind = kind_of(tree, at, kind)
        if token.lemma == "riddle" and tree.low[at + 1 : at + 3] != ["with", "bullets"]:
            continue
        if token.lemma in _HALTING and tree.prepositional(at, "by") and not mentions_weapon(tree):
            continue  # "the port was paralyzed by a strike"
        if pattern == "strikes" and kind != "killed" and not mentions_weapon(tree) and not in_body(tree, at):
            continue
        if token.dep == "amod" and not tree.kids[at]:
            continue
        yield from _of_verb(tree, reader, at, kind, pattern, headline)


def _of_verb(tree: Tree, reader: Reader, at: int, kind: str, pattern: str, headline: bool) -> Iterator[Claim]:
    token = tree.tokens[at]
    subject = tree.subject(at)
    if pattern == "dies":
        if subject is not None:
            yield from make(kind, reader.read(subject), at)
        return
    if kind == "hit" and (fired(tree, at) or _downed(tree, at)):
        return
    number = next((q for q in reader.quantities if q.start == at + 1 and token.tag != "VBG"), None)
    if (
        number
        and tree.child(at, "auxpass", "nsubjpass") is None
        and number.end < len(tree.low) + 1
        and not tree.objects(at)
        and tree.tokens[number.start].dep != "nsubj"
    ):
        yield from make(kind, [bare(number)], at)
        return
    if tree.passive(at):
        if subject is not None:
            yield from make(kind, [*reader.read(subject), *_along(tree, reader, at)], at)
        return
    objects = tree.objects(at)
    if objects:
        if subject is not None and _headline_passive(tree, at, subject, objects):
            yield from make(kind, reader.read(subject), at)
            return
        every = [o for first in objects for o in tree.joined(first)]
        if any(tree.low[o] in _SELVES for o in every) and subject is not None:
            victims = reader.read(subject)
            self_ = next(o for o in every if tree.low[o] in _SELVES)
            unlike = victims and {victims[0].sex, PRONOUNS.get(tree.low[self_], "")} == {"m", "f"}
            if not victims or unlike or victims[0].many or victims[0].noun == "police":
                victims = reader.read(self_)
            yield from make(kind, victims[:1], at, own=True)
        yield from make(kind, [v for o in objects for v in reader.read(o, True) if v.noun not in _SELVES], at)
        return
    if (
        subject is not None
        and (
            token.tag == "VBN"
            or headline
            or (kind == "killed" and table("casualty_verbs")[token.lemma].startswith("hit"))
            or _counted(reader, subject, at)
        )
        and token.tag in ("VBN", "VBD")
        and "".join(tree.low[at + 1 : at + 2]) != "at"
    ):
        if kind == "hit" and not headline and token.tag != "VBN":  # "he shot twice"
            return
        yield from make(kind, reader.read(subject), at)


def _downed(tree: Tree, at: int) -> bool:
    """Tell whether what was "shot down" is an aircraft, named or only counted."""
    if tree.low[at + 1 : at + 2] != ["down"]:
        return False
    hit = tree.objects(at) or tree.children(at, "nsubjpass")
    return all(tree.tokens[o].tag == "CD" or tree.low[o] in ("it", "one", "another") for o in hit)


def _along(tree: Tree, reader: Reader, at: int) -> list[Victims]:
    """Return those who fell "along with", "together with" or "as well as" the subject of the verb ``at``."""
    for index in range(at + 1, min(at + 22, len(tree.low))):
        if (tree.low[index] == "with" and tree.low[index - 1] in ("along", "together")) or tree.low[
            index - 2 : index + 1
        ] == ["as", "well", "as"]:
            inner = tree.child(index, "pobj")
            head = (
                inner
                if inner is not None and inner > index
                else next(
                    (
                        i
                        for i in range(index + 1, min(index + 7, len(tree.low)))
                        if tree.tokens[i].tag in ("NN", "NNS", "NNP")
                        and not (i + 1 < len(tree.low) and tree.tokens[i + 1].tag in ("NN", "NNS", "NNP"))
                    ),
                    None,
                )
            )
            return reader.read(head, True) if head is not None else []
        if tree.low[index] in (".", ";", "said"):
            break
    return []


def _headline_passive(tree: Tree, at: int, subject: int, objects: list[int]) -> bool:
    """Tell whether "Woman killed in crash, 3 people ..." has its subject killed: a preposition parts verb and object."""
    if subject > at or tree.tokens[at].tag not in ("VBD", "VBN") or not objects or objects[0] - at < 3:
        return False
    return (
        tree.low[at + 1] in ("in", "by", "at", "after", "during", "near", "outside", "while", "on", "inside", "when", "as")
        and at - subject < 3
    )


def _counted(reader: Reader, subject: int, at: int) -> bool:
    if at + 1 < len(reader.tree.tokens) and reader.tree.tokens[at + 1].tag in (
        "DT",
        "NNP",
        "PRP$",
        "PRP",
        "NN",
        "NNS",
        "JJ",
    ):
        return False  # what follows is the object
    one = reader.one(subject, True)
    aside = reader.tree.low[subject + 1] == reader.tree.low[at - 1] == ","  # "27 people, most of them women, drowned"
    return bool(one and one.quantity) and (at - subject < 8 or aside)


def _resolved(tree: Tree, claims: list[Claim]) -> Iterator[Claim]:
    """Leave out what is said twice in one sentence: the same phrase killed by two triggers, or shot and killed."""
    claims = [_either(tree, claim, claims) for claim in claims]
    unhurt = any(c.kind == "injured" and all(v.none for v in c.victims) for c in claims)
    if unhurt:  # "a rocket hit Hill House but none of the four nuns was hurt"
        claims = [c for c in claims if not all(_spared(tree, c.kind, v) for v in c.victims)]
    killed = {v.head for c in claims if c.kind in ("killed", "affected") for v in c.victims}
    seen: set[tuple[str, int]] = set()
    for claim in sorted(claims, key=lambda c: (c.weak, c.trigger)):
        victims: list[Victims] = []
        for v in claim.victims:
            kind = claim.kind
            if (
                (kind in ("hit", "injured", "detained") and v.head in killed)
                or (kind, v.head) in seen
                or (kind == "hit" and ("injured", v.head) in seen)
            ):
                continue
            if any(v.quantity is not None and v.quantity == w.quantity for w in victims):
                continue  # "three other members of their family" says its number once
            seen.add((kind, v.head))
            victims.append(v)
        if victims:
            yield claim._replace(victims=tuple(victims))


def _spared(tree: Tree, kind: str, v: Victims) -> bool:
    """Tell whether, where nobody was hurt, a phrase counts those spared or names a house that was hit."""
    before = tree.low[max(0, v.start - 3) : v.start]
    return (kind == "hit" and bool(v.names)) or ("none" in before and "of" in before)


def _either(tree: Tree, claim: Claim, claims: list[Claim]) -> Claim:
    """Read "40 people were killed or wounded" as affected: how many of them died is left open."""
    if claim.kind != "killed" or not any(v.many for v in claim.victims):
        return claim
    after = tree.low[claim.trigger + 1 : claim.trigger + 3]
    if after[:1] == ["or"] and after[1:] and after[1] in WOUNDED:
        return claim._replace(kind="affected")
    heads = {v.head for v in claim.victims}
    for other in claims:
        if (
            other.kind == "injured"
            and heads & {v.head for v in other.victims}
            and abs(other.trigger - claim.trigger) == 2
            and tree.low[min(other.trigger, claim.trigger) + 1] in ("and", "or", "/")
        ):
            return claim._replace(kind="affected")
    return claim


def _with_manner(tree: Tree, claim: Claim) -> Claim:
    """Mark what is told as a further step, what has a doer, and what police did."""
    at = claim.trigger
    before = tree.low[max(0, at - 4) : at]
    sequel = bool(_SEQUEL & set(before)) or any(tree.low[k] in _SEQUEL for k in tree.kids[at]) or _struck_again(tree)
    active = (
        tree.verb(at)
        and not tree.passive(at)
        and tree.tokens[at].lemma not in ("die", "perish", "succumb")
        and bool(tree.objects(at))
    )
    agents = [
        *tree.prepositional(at, "by"),
        *(tree.prepositional(tree.tokens[at].head, "by") if tree.verb(tree.tokens[at].head) else []),
    ]
    if active and (doer := tree.subject(at)) is not None:
        agents.append(doer)
    also = "also" in before or any(tree.low[k] in ("also", "too") for k in tree.kids[at])
    boast = active and _boasted(tree, at)
    return claim._replace(
        boast=boast, also=also, sequel=sequel, active=active, by_police=any(tree.low[a] in _POLICE for a in agents)
    )


def _boasted(tree: Tree, at: int) -> bool:
    """Tell whether those who killed say so themselves: "the group said that it had killed 40 soldiers"."""
    doer, said = tree.subject(at), tree.tokens[at].head
    if doer is None or doer > at or tree.tokens[at].dep != "ccomp" or tree.tokens[said].lemma not in _SAYING:
        return False
    own = any(tree.low[k] in ("its", "their", "our") for k in tree.children(doer, "poss"))
    return own or tree.low[doer] in ("it", "they", "we")


def _struck_again(tree: Tree) -> bool:
    """Tell whether the sentence tells of a further blow: "a second bomb killed a paramedic"."""
    return any(
        w in ("second", "another") and tree.low[n + 1 : n + 2] and tree.low[n + 1] in _BLOWS for n, w in enumerate(tree.low)
    )


def _with_parts(tree: Tree, reader: Reader, claim: Claim) -> Claim:
    """Attach "including five children", "among them two women" to the victims before them."""
    last = claim.victims[-1]
    for at in range(last.head + 1, min(len(tree.low), last.end + 14)):
        low = tree.low[at]
        if (
            low == "including"
            or (low == "among" and tree.low[at + 1 : at + 2] in (["them"], ["whom"]))
            or (low == "of" and tree.low[at + 1 : at + 2] in (["them"], ["whom"]) and at > last.end + 1)
        ):
            parts = _listed(tree, reader, at, last)
            if parts and last.least > 1:
                kept = (*claim.victims[:-1], last._replace(parts=tuple(parts)))
                heads = {p.head for p in parts}
                return claim._replace(victims=tuple(v for v in kept if v.head not in heads))
        if low in (".", ";"):
            break
    return claim


def _listed(tree: Tree, reader: Reader, at: int, whole: Victims) -> list[Victims]:
    if tree.low[at] == "of":  # "two of them children": the number stands before
        number = next((q for q in reader.quantities if q.end == at), None)
        noun = next(
            (i for i in range(at + 2, min(at + 5, len(tree.low))) if (e := reader.one(i, True)) and not e.pronoun), None
        )
        one = reader.one(noun, True) if noun is not None else None
        return [one._replace(quantity=number, many=number.least > 1)] if one and number else []
    begin = tree.child(at, "pobj")
    start = at + 1 if tree.low[at] == "including" else at + 2
    if begin is None or begin < start:
        begin = next(
            (
                i
                for i in range(start, min(start + 8, len(tree.low)))
                if tree.tokens[i].tag in ("NN", "NNS", "NNP", "NNPS", "CD")
                and not (i + 1 < len(tree.low) and tree.tokens[i + 1].tag in ("NN", "NNS", "HYPH"))
            ),
            None,
        )
    return reader.read(begin, True) if begin is not None else []
