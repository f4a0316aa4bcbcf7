"""Find the casualty claims of one parsed sentence: who was killed, injured, hit or missing.

Verbs, states, nouns and headline fragments each have their own way to name a victim; all are tried and a number or
noun phrase that one of them has read is not read again for the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.reading.claims import CARRY, FINDING, Claim, mentions_weapon
from streams.reading.document import Sentence
from streams.reading.lexicon import table, words
from streams.reading.nominal import nominal_claims
from streams.reading.quantities import Quantity, find_quantities
from streams.reading.tree import Tree
from streams.reading.victims import Reader, Victims

_FATAL = frozenset({"fatally", "mortally", "dead"})
_SEQUENCE_SKIP = frozenset(
    "people persons others other more are were was is be been have has had reportedly confirmed feared seriously critically badly severely"
    " fatally also reported people, men women children man woman as believed presumed being gravely slightly lightly both in still now".split()
)
_SELVES = frozenset({"himself", "herself", "themselves", "itself", "self"})
_SEQUEL = frozenset({"later", "then", "afterwards", "afterward", "subsequently", "next"})
_POLICE = frozenset({"police", "officer", "officers", "deputies", "deputy", "agents", "guards", "troopers", "swat", "soldiers", "guard", "trooper", "cops"})
_AFTER_FATALLY = frozenset({",", ".", ";", ")", "-", "–", "—", "--", "in", "at", "and"})
_HEADLINE = {
    "dead": "killed", "killed": "killed", "dies": "killed", "died": "killed", "die": "killed", "injured": "injured", "wounded": "injured",
    "hurt": "injured", "shot": "hit", "stabbed": "hit", "grazed": "injured", "missing": "missing", "slain": "killed", "murdered": "killed", "struck": "hit",
    "hospitalized": "injured",
}


def find_claims(sentence: Sentence, headline: bool = False) -> list[Claim]:
    """Return what ``sentence`` claims, in order; context (denial, history) is judged elsewhere.

    An unparsed sentence gives nothing.
    """
    if not sentence.tokens:
        return []
    tree = Tree(sentence.tokens)
    reader = Reader(tree, find_quantities(sentence.tokens), headline)
    found = [*_verb_claims(tree, reader, headline), *_state_claims(tree, reader), *nominal_claims(tree, reader)]
    found += list(_fragments(tree, reader, found))
    found = [_with_manner(tree, _with_parts(tree, reader, claim)) for claim in _resolved(tree, found)]
    return [claim._replace(sentence=sentence.index) for claim in sorted(found, key=lambda c: c.trigger)]


def _claim(kind: str, victims: list[Victims], trigger: int, weak: bool = False, total: bool = False, own: bool = False) -> Iterator[Claim]:
    kept = tuple(v for v in victims if v.group != "thing")
    if kept:
        yield Claim(kind, kept, -1, trigger, weak, total, self_inflicted=own)


def _kind(tree: Tree, at: int, kind: str) -> str:
    """Turn "hit" into "killed" where the same words say so: "shot dead", "stabbed to death", "fatally shot"."""
    if any(tree.low[k] in _FATAL and tree.tokens[k].dep in ("advmod", "acomp", "oprd", "xcomp") and abs(k - at) < 4 for k in tree.kids[at]) or (at and tree.low[at - 1] in _FATAL):
        return "killed"
    after = tree.low[at + 1:at + 6]
    if "death" in after[:4] and "to" in after and after.index("to") == after.index("death") - 1 and not any(w in (",", ".") for w in after[:after.index("death")]):
        return "killed"
    if any("death" in tree.low[p:p + 1] for p in tree.prepositional(at, "to")) or (after[:1] == ["dead"]):
        return "killed"
    if kind == "hit" and after[:2] in (["and", "killed"], ["and", "murdered"]) or after[:3] == [",", "killed"]:
        return "killed"
    return "injured" if kind == "hit" and after[:2] in (["and", "wounded"], ["and", "injured"], ["and", "hurt"]) else kind


def _verb_claims(tree: Tree, reader: Reader, headline: bool) -> Iterator[Claim]:
    verbs = table("casualty_verbs")
    for at, token in enumerate(tree.tokens):
        entry = verbs.get(token.lemma)
        if entry is None or not token.tag.startswith("VB"):
            continue
        kind, _, pattern = entry.partition(" ")
        if token.lemma == "gun" and "down" not in tree.low[at + 1:at + 4]:
            continue
        kind = _kind(tree, at, kind)
        if token.lemma == "riddle" and tree.low[at + 1:at + 3] != ["with", "bullets"]:
            continue
        if pattern == "strikes" and kind != "killed" and not mentions_weapon(tree):
            continue
        if token.dep == "amod" and not tree.kids[at]:
            continue
        yield from _of_verb(tree, reader, at, kind, pattern, headline)


def _of_verb(tree: Tree, reader: Reader, at: int, kind: str, pattern: str, headline: bool) -> Iterator[Claim]:
    token = tree.tokens[at]
    subject = tree.subject(at)
    if pattern == "dies":
        if subject is not None:
            yield from _claim(kind, reader.read(subject), at)
        return
    if kind == "hit" and (tree.low[at + 1:at + 2] == ["at"] or (tree.child(at, "auxpass") is None and any(tree.low[k] == "at" and 0 < k - at < 3 for k in tree.children(at, "prep")))):
        return
    number = next((q for q in reader.quantities if q.start == at + 1 and token.tag != "VBG"), None)
    if number and tree.child(at, "auxpass", "nsubjpass") is None and number.end < len(tree.low) + 1 and not tree.objects(at) and tree.tokens[number.start].dep != "nsubj":
        yield from _claim(kind, [Victims(number.start, "", "all", "", number, number.least > 1, "new", start=number.start, end=number.end)], at)
        return
    if tree.passive(at):
        if subject is not None and token.dep != "advcl" or tree.child(at, "nsubjpass", "nsubj") is not None or token.dep == "advcl" and subject is not None:
            yield from _claim(kind, [*reader.read(subject), *_along(tree, reader, at)], at)
        return
    objects = tree.objects(at)
    if objects:
        if _headline_passive(tree, at, subject, objects):
            yield from _claim(kind, reader.read(subject or 0), at)
            return
        every = [o for first in objects for o in tree.joined(first)]
        if any(tree.low[o] in _SELVES for o in every) and subject is not None:
            victims = reader.read(subject)
            if not victims or victims[0].many or victims[0].noun == "police":
                victims = reader.read(next(o for o in every if tree.low[o] in _SELVES))
            yield from _claim(kind, victims[:1], at, own=True)
        yield from _claim(kind, [v for o in objects for v in reader.read(o, True) if v.noun not in _SELVES], at)
        return
    if subject is not None and (token.tag == "VBN" or headline or kind == "killed" and table("casualty_verbs")[token.lemma].startswith("hit") or _counted(reader, subject, at)) and token.tag in ("VBN", "VBD") and "at" != "".join(tree.low[at + 1:at + 2]):
        if kind == "hit" and not headline and token.tag != "VBN":  # "he shot twice"
            return
        yield from _claim(kind, reader.read(subject), at)


def _along(tree: Tree, reader: Reader, at: int) -> list[Victims]:
    """Return those who fell "along with", "together with" or "as well as" the subject of the verb ``at``."""
    for index in range(at + 1, min(at + 22, len(tree.low))):
        if tree.low[index] == "with" and tree.low[index - 1] in ("along", "together") or tree.low[index - 2:index + 1] == ["as", "well", "as"]:
            inner = tree.child(index, "pobj")
            head = inner if inner is not None and inner > index else next((i for i in range(index + 1, min(index + 7, len(tree.low))) if tree.tokens[i].tag in ("NN", "NNS", "NNP")
                                                                       and not (i + 1 < len(tree.low) and tree.tokens[i + 1].tag in ("NN", "NNS", "NNP"))), None)
            return reader.read(head, True) if head is not None else []
        if tree.low[index] in (".", ";", "said"):
            break
    return []


def _headline_passive(tree: Tree, at: int, subject: int | None, objects: list[int]) -> bool:
    """Tell whether "Woman killed in crash, 3 people ..." has its subject killed: a preposition parts verb and object."""
    if subject is None or subject > at or tree.tokens[at].tag not in ("VBD", "VBN") or not objects or objects[0] - at < 3:
        return False
    return tree.low[at + 1] in ("in", "by", "at", "after", "during", "near", "outside", "while", "on", "inside", "when", "as") and at - subject < 3


def _counted(reader: Reader, subject: int, at: int) -> bool:
    if at + 1 < len(reader.tree.tokens) and reader.tree.tokens[at + 1].tag in ("DT", "NNP", "PRP$", "PRP", "NN", "NNS", "JJ"):
        return False  # what follows is the object
    one = reader.one(subject, True)
    return bool(one and one.quantity) and at - subject < 8


def _state_claims(tree: Tree, reader: Reader) -> Iterator[Claim]:
    """Read states: "was pronounced dead", "left two dead", "in critical condition", "the wounded", "suffered injuries"."""
    states = table("states")
    for at, token in enumerate(tree.tokens):
        low = tree.low[at]
        if low in ("condition", "stable", "critical") and (low == "condition" or token.dep == "pobj"):
            yield from _condition(tree, reader, at)
        elif low in ("wound", "wounds", "injury", "injuries", "burns") and not token.tag.startswith("NNP"):
            yield from _wounds(tree, reader, at)
        elif token.lemma in CARRY and tree.verb(at) and tree.passive(at) and _to_hospital(tree, at):
            subject = tree.subject(at)
            if subject is not None:
                yield from _claim("injured", reader.read(subject), at, weak=not mentions_weapon(tree))
        elif token.lemma in ("send", "put", "land") and tree.verb(at) and _to_hospital(tree, at):
            yield from _claim("injured", [v for o in tree.objects(at) for v in reader.read(o, True)], at)
        elif low in states and token.tag in ("JJ", "VBN", "VBD", "RB", "NN", "VB", "VBG", "NNP", "NNS", "UH", "VBP"):
            if low == "dead" and tree.low[at + 1:at + 2] and tree.low[at + 1] in words("dead_things"):
                continue
            yield from _state(tree, reader, at, states[low])


def _state(tree: Tree, reader: Reader, at: int, kind: str) -> Iterator[Claim]:
    token = tree.tokens[at]
    governor = token.head
    if token.dep == "amod" and governor > at and "," in tree.low[at:governor]:
        return
    if token.dep == "amod" or (token.dep in ("acl", "relcl") and tree.verb(at) is False):
        whole = reader.one(governor, owner=False)
        one = [whole] if whole else []
        if one and tree.tokens[governor].dep not in ("compound",):
            yield from _claim(kind, one[:1], at)
        return
    if token.tag.startswith("VB") and token.lemma in table("casualty_verbs") and not _after_leave(tree, at):
        return
    left = _after_leave(tree, at)
    if left is not None:
        victims = _left_behind(tree, reader, left, at)
        if victims:
            yield from _claim(kind, victims, at)
            return
    if token.dep in ("acomp", "oprd", "attr", "xcomp", "ccomp", "advcl", "conj", "ROOT", "dep", "advmod", "dobj", "pobj", "nsubj", "acl") and governor != at:
        verb = governor
        if token.dep == "conj" and not tree.verb(governor):
            inherited = tree.tokens[governor].head
            verb = inherited if tree.verb(inherited) else governor
        if tree.verb(verb):
            yield from _predicate(tree, reader, verb, at, kind)
    elif token.tag in ("NNS", "NN", "JJ") and tree.low[max(0, at - 1)] in ("the",):
        return


def _predicate(tree: Tree, reader: Reader, verb: int, at: int, kind: str) -> Iterator[Claim]:
    own = tree.child(at, "nsubj", "nsubjpass")
    if own is not None:
        yield from _claim(kind, reader.read(own), at)
        return
    lemma = tree.tokens[verb].lemma
    thing = tree.child(verb, "dobj")
    if thing is not None and lemma in FINDING | {"pronounce", "declare", "shoot", "report", "strike", "have", "believe", "presume"} and not tree.passive(verb):
        yield from _claim(kind, reader.read(thing, True), at)
        return
    subject = tree.subject(verb)
    if subject is not None and (lemma in FINDING | {"be", "pronounce", "declare", "list", "report", "confirm", "lie", "shoot", "presume", "believe", "fear", "become", "drop",
                                                  "remain", "get", "arrive", "end", "go", "feel", "wind", "turn", "collapse", "fall"}):
        if lemma in FINDING | {"pronounce", "declare"} and not tree.passive(verb) and lemma not in ("lie",):
            return
        yield from _claim(kind, reader.read(subject), at)


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
        if any(tree.low[k] in ("in", "at", "near", "of", "with", "from", "on", "to") for k in (tree.tokens[index].head,) if token.dep == "pobj"):
            continue
        one = reader.one(index, True)
        if one:
            found.append(one)
    return found


def _condition(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "in critical condition", "listed in stable condition"."""
    around = set(tree.low[max(0, at - 5):at])
    if not around & {"critical", "serious", "stable", "fair", "good", "grave", "guarded", "satisfactory", "poor", "life-threatening", "unknown"} and tree.low[at] == "condition":
        return
    for governor in tree.up(at):
        if tree.verb(governor):
            thing = tree.child(governor, "dobj")
            subject = thing if thing is not None and tree.tokens[governor].lemma in CARRY | FINDING and not tree.passive(governor) else tree.subject(governor)
            if subject is not None:
                yield from _claim("injured", reader.read(subject), at, weak=not mentions_weapon(tree))
            return
        if tree.tokens[governor].tag in ("NN", "NNS", "NNP", "CD") and tree.tokens[governor].dep != "pobj":
            victims = reader.read(governor)
            if victims:
                yield from _claim("injured", victims, at, weak=True)
                return


def _wounds(tree: Tree, reader: Reader, at: int) -> Iterator[Claim]:
    """Read "suffered injuries", "with a gunshot wound", "suffering from wounds"."""
    inside = tree.low[max(0, at - 4):at]
    if any(w in ("no", "without", "misdemeanor", "felony") for w in inside) or tree.low[at + 1:at + 4] in (["to", "a", "child"], ["to", "a", "minor"]):
        return
    shot = any(w in ("gunshot", "bullet", "stab", "shotgun", "knife", "gun", "shot") for w in inside)
    kind = "hit" if shot else "injured"
    for governor in tree.up(at):
        token = tree.tokens[governor]
        if tree.verb(governor):
            if token.lemma in ("die", "succumb", "kill", "inflict", "cause", "recover", "perish", "examine", "pronounce", "charge", "book", "accuse", "convict", "indict", "sentence", "say", "tell", "show", "bear", "report"):
                if token.lemma == "recover" and (subject := tree.subject(governor)) is not None:
                    yield from _claim(kind, reader.read(subject), at, weak=True)
                return
            if token.lemma in CARRY | FINDING and token.lemma not in ("recover", "identify") and not tree.passive(governor) and (thing := tree.child(governor, "dobj")) is not None and thing != at:
                yield from _claim(kind, reader.read(thing, True), at)
                return
            subject = tree.subject(governor)
            if subject is not None and subject != at:
                strong = token.lemma in ("suffer", "sustain", "receive", "have", "incur", "get", "take", "be", "transport", "hospitalize", "treat", "rush", "find", "shoot", "hit", "hurt", "survive", "airlift")
                victims = [v for v in reader.read(subject) if v.noun not in ("police", "body", "corpse") or v.quantity]
                yield from _claim(kind, victims, at, weak=not strong)
            return
        if token.tag in ("NN", "NNS", "CD") and token.dep != "pobj" and governor < at:
            victims = reader.read(governor)
            if victims:
                yield from _claim(kind, victims, at)
                return


def _to_hospital(tree: Tree, at: int) -> bool:
    if tree.tokens[at].lemma in ("hospitalize",):
        return True
    window = tree.low[at + 1:at + 14]
    return any(w in ("hospital", "hospitals", "medical", "clinic", "trauma", "infirmary", "er", "surgery") or w.endswith("hospital") for w in window)


def _skipped(tree: Tree, at: int) -> bool:
    token = tree.tokens[at]
    return tree.low[at] in _SEQUENCE_SKIP or tree.low[at] in ("the", "of") or token.lemma in table("victims") or token.tag in ("JJ", "NNPS")


def _fragments(tree: Tree, reader: Reader, found: list[Claim]) -> Iterator[Claim]:
    """Read what headlines and lists leave without a verb: "1 dead, 4 hurt", "14 killed and 20 wounded"."""
    for q in reader.quantities:
        at = q.end + 2 if tree.low[q.end:q.end + 2] in (["of", "them"], ["of", "whom"]) else q.end
        if at < len(tree.low) and tree.low[at] in ("fatally", "mortally") and (at + 1 == len(tree.low) or tree.low[at + 1] in _AFTER_FATALLY):
            yield from _claim("killed", [Victims(q.start, "", "all", "", q, q.least > 1, "known", start=q.start, end=q.end)], at)
            continue
        steps = 0
        while at < len(tree.low) and steps < 5 and tree.low[at] not in _HEADLINE and _skipped(tree, at):
            at, steps = at + 1, steps + 1
        if at >= len(tree.low) or tree.low[at] not in _HEADLINE:
            continue
        kind = _kind(tree, at, _HEADLINE[tree.low[at]])
        if any(c.kind == kind and any(_covers(v, q) for v in c.victims) for c in found):
            continue
        if tree.objects(at) and tree.verb(at) and tree.low[at] not in ("dead", "missing"):
            continue
        if tree.low[at] == "dead" and tree.low[at + 1:at + 2] and tree.low[at + 1] in words("dead_things"):
            continue
        noun = next((reader.one(i, True) for i in range(q.end, at) if tree.tokens[i].lemma in table("victims")), None)
        one = noun or Victims(q.start, "", "all", "", q, q.least > 1, "new", start=q.start, end=q.end)
        other = "other" if any(w in ("others", "other", "more") for w in tree.low[q.end:at]) else one.reference
        yield from _claim(kind, [one._replace(quantity=q, many=q.least > 1, reference=other, names=())], at)


def _covers(victims: Victims, q: Quantity) -> bool:
    same = victims.quantity is not None and victims.quantity.start <= q.start < max(victims.quantity.end, victims.end)
    return same or (victims.whole is not None and victims.whole.start == q.start) or any(_covers(p, q) for p in victims.parts)


def _resolved(tree: Tree, claims: list[Claim]) -> Iterator[Claim]:
    """Leave out what is said twice in one sentence: the same phrase killed by two triggers, or shot and killed."""
    claims = [_either(tree, claim, claims) for claim in claims]
    killed = {v.head for c in claims if c.kind == "killed" for v in c.victims}
    seen: set[tuple[str, int]] = set()
    for claim in sorted(claims, key=lambda c: (c.weak, c.trigger)):
        victims = []
        for v in claim.victims:
            kind = claim.kind
            if (kind in ("hit", "injured") and v.head in killed) or (kind, v.head) in seen or (kind == "hit" and ("injured", v.head) in seen):
                continue
            seen.add((kind, v.head))
            victims.append(v)
        if victims:
            yield claim._replace(victims=tuple(victims))


def _either(tree: Tree, claim: Claim, claims: list[Claim]) -> Claim:
    """Read "40 people were killed or wounded" as hit: the number is that of both."""
    if claim.kind != "killed" or not any(v.many for v in claim.victims):
        return claim
    heads = {v.head for v in claim.victims}
    for other in claims:
        if other.kind == "injured" and heads & {v.head for v in other.victims} and abs(other.trigger - claim.trigger) == 2 \
                and tree.low[min(other.trigger, claim.trigger) + 1] in ("and", "or", "/"):
            return claim._replace(kind="hit")
    return claim


def _with_manner(tree: Tree, claim: Claim) -> Claim:
    """Mark what is told as a further step, what has a doer, and what police did."""
    at = claim.trigger
    before = tree.low[max(0, at - 4):at]
    sequel = bool(_SEQUEL & set(before)) or any(tree.low[k] in _SEQUEL for k in tree.kids[at])
    active = tree.verb(at) and not tree.passive(at) and tree.tokens[at].lemma not in ("die", "perish", "succumb") and bool(tree.objects(at))
    agents = [*tree.prepositional(at, "by"), *(tree.prepositional(tree.tokens[at].head, "by") if tree.verb(tree.tokens[at].head) else [])]
    if active and (doer := tree.subject(at)) is not None:
        agents.append(doer)
    also = "also" in before or any(tree.low[k] == "also" for k in tree.kids[at])
    return claim._replace(also=also, sequel=sequel, active=active, by_police=any(tree.low[a] in _POLICE for a in agents))


def _with_parts(tree: Tree, reader: Reader, claim: Claim) -> Claim:
    """Attach "including five children", "among them two women" to the victims before them."""
    last = claim.victims[-1]
    for at in range(last.head + 1, min(len(tree.low), last.end + 14)):
        low = tree.low[at]
        if low == "including" or (low == "among" and tree.low[at + 1:at + 2] in (["them"], ["whom"])) or (low == "of" and tree.low[at + 1:at + 2] in (["them"], ["whom"]) and at > last.end + 1):
            parts = _listed(tree, reader, at, last)
            if parts and last.least > 1:
                kept = claim.victims[:-1] + (last._replace(parts=tuple(parts)),)
                heads = {p.head for p in parts}
                return claim._replace(victims=tuple(v for v in kept if v.head not in heads))
        if low in (".", ";"):
            break
    return claim


def _listed(tree: Tree, reader: Reader, at: int, whole: Victims) -> list[Victims]:
    if tree.low[at] == "of":  # "two of them children": the number stands before
        number = next((q for q in reader.quantities if q.end == at), None)
        noun = next((i for i in range(at + 2, min(at + 5, len(tree.low))) if (e := reader.one(i, True)) and not e.pronoun), None)
        one = reader.one(noun, True) if noun is not None else None
        return [one._replace(quantity=number, many=number.least > 1)] if one and number else []
    begin = tree.child(at, "pobj")
    start = at + 1 if tree.low[at] == "including" else at + 2
    if begin is None or begin < start:
        begin = next((i for i in range(start, min(start + 8, len(tree.low))) if tree.tokens[i].tag in ("NN", "NNS", "NNP", "NNPS", "CD")
                      and not (i + 1 < len(tree.low) and tree.tokens[i + 1].tag in ("NN", "NNS", "HYPH"))), None)
    return reader.read(begin, True) if begin is not None else []
