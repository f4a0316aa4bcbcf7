"""Judge by the tree whether a death is told, denied, feared or only imagined: "threatened to kill", "denied that", "if"."""

from __future__ import annotations

from streams.reading.claims import Claim
from streams.reading.lexicon import table
from streams.reading.tree import Tree

_UNREAL_AUX = frozenset({"would", "could", "can", "will", "shall", "should", "'ll", "’ll", "'d", "wo", "ca", "cannot"})


def modality_of(tree: Tree, claim: Claim) -> str:
    """Return the modality of a claim by what governs its trigger."""
    at = claim.trigger
    intents = table("intents")
    if claim.kind == "missing" and tree.tokens[at].lemma in ("find", "locate", "trace", "account"):
        return "asserted"  # "two cannot be found"
    if _negated(tree, at):
        return "denied"
    unreal = _unreal(tree, at)
    if unreal:
        return unreal
    if any(
        tree.low[k] in ("almost", "nearly", "narrowly") and k == verb - 1
        for verb in (at, tree.tokens[at].head)
        if tree.verb(verb)
        for k in tree.kids[verb]
    ):
        return "hypothetical"
    if not tree.verb(at) and tree.tokens[at].tag in ("NN", "NNS"):
        return _of_noun(tree, at)
    below, to = at, _infinitive(tree, at)
    for depth, governor in enumerate(tree.up(at)):
        token = tree.tokens[governor]
        link = tree.tokens[below].dep
        entry = intents.get(token.lemma)
        if link == "advcl" and below == at and _listed(tree, at) and (unreal := _unreal(tree, governor)):
            return unreal
        if (link in ("relcl", "advcl") and not to) or (link == "acl" and not to and below == at):
            break
        if link in ("conj", "appos") and depth < 8:
            if link == "conj" and tree.verb(governor) and not tree.verb(below):
                pass
            to = to or (_infinitive(tree, governor) if link == "conj" else False)
            if link == "conj" and tree.verb(governor) and tree.child(below, "nsubj", "nsubjpass", "aux", "auxpass") is None:
                unreal = _unreal(tree, governor)
                if unreal:
                    return unreal
                if _negated(tree, governor) and governor < below:
                    return "denied"
            below = governor
            continue
        if entry == "denied" and link in ("ccomp", "dobj", "pobj", "prep") and depth < 4:
            return "denied" if token.dep != "amod" else "asserted"
        if entry == "disputed" and link in ("ccomp", "dobj"):
            return "disputed"
        if entry == "feared" and link in ("ccomp", "xcomp", "oprd", "acomp", "nsubjpass", "advmod", "dobj"):
            return "feared"
        if (
            entry == "hypothetical"
            and (to or link in ("xcomp", "acl", "pcomp", "prep", "pobj", "dobj"))
            and (link != "prep" or not tree.verb(governor))
        ) and not (
            link in ("dobj", "pobj")
            and token.lemma
            in (
                "order",
                "call",
                "train",
                "call",
                "question",
                "plan",
                "discuss",
                "exercise",
                "ask",
                "tell",
                "campaign",
                "expect",
                "suggest",
                "like",
                "consider",
            )
        ):
            return "hypothetical"
        if (
            to
            and link == "acl"
            and depth == 0
            and not tree.passive(at)
            and tree.tokens[at].lemma not in ("die", "perish", "disappear")
        ):
            return "hypothetical"
        if (
            to
            and link in ("xcomp", "advcl")
            and depth == 0
            and token.lemma
            not in (
                "believe",
                "presume",
                "say",
                "report",
                "know",
                "think",
                "appear",
                "seem",
                "continue",
                "go",
                "be",
                "confirm",
                "allege",
                "find",
                "use",
                "happen",
                "begin",
                "start",
                "prove",
                "turn",
                "force",
                "leave",
                "return",
                "get",
            )
        ):
            return "hypothetical" if not _perfect(tree, at) else "asserted"
        if link in ("ccomp", "xcomp", "pcomp", "prep", "pobj", "dobj", "oprd", "acomp") and depth < 5:
            if (
                tree.verb(governor)
                and link in ("ccomp", "xcomp", "oprd", "acomp", "dobj")
                and (mode := _unreal(tree, governor))
                and token.lemma
                not in (
                    "say",
                    "name",
                    "identify",
                    "investigate",
                    "release",
                    "face",
                    "discuss",
                    "confirm",
                    "announce",
                    "determine",
                    "report",
                    "notify",
                    "remember",
                    "mourn",
                    "honor",
                    "know",
                    "see",
                )
            ):
                return mode
            if link in ("ccomp", "dobj", "oprd", "acomp", "xcomp") and _negated(tree, governor) and tree.verb(governor):
                return (
                    "denied"
                    if token.lemma
                    in (
                        "report",
                        "be",
                        "cause",
                        "leave",
                        "confirm",
                        "result",
                        "suffer",
                        "have",
                        "find",
                        "kill",
                        "injure",
                        "claim",
                        "record",
                        "sustain",
                    )
                    else "asserted"
                )
        if tree.verb(governor) and link in ("ccomp", "relcl", "advcl"):
            to = False
        below = governor
    return "asserted"


def _of_noun(tree: Tree, at: int) -> str:
    """Judge a death that a noun tells of: it happened, whatever is done about it, unless it is itself planned or denied.

    "We must condemn the murder of X" tells of a murder; "a plot for the murder of X" and "denied the deaths" do not.
    """
    if any(tree.low[k] in ("possible", "potential", "impending", "imminent", "eventual") for k in tree.kids[at] if k < at):
        return "hypothetical"
    below = at
    for depth, governor in enumerate(tree.up(at)):
        token, link = tree.tokens[governor], tree.tokens[below].dep
        entry = table("intents").get(token.lemma)
        if link == "appos":
            return "asserted"
        if token.lemma in (
            "attempt",
            "attempted",
            "threat",
            "plot",
            "conspiracy",
            "solicitation",
            "risk",
            "danger",
            "possibility",
            "prospect",
            "plan",
        ) and link in ("pobj", "prep", "compound"):
            return "hypothetical"
        if tree.verb(governor):
            if link == "prep" and tree.low[below] == "for" and token.lemma in ("call", "appeal", "push"):
                return "hypothetical"  # "called for the assassination of X"
            if link == "prep" and tree.low[below] == "to" and token.lemma == "send" and (mode := _unreal(tree, governor)):
                return mode  # "might be sent to his death"
            if link in ("dobj", "nsubjpass") and (
                token.lemma
                in (
                    "prevent",
                    "avoid",
                    "avert",
                    "foil",
                    "thwart",
                    "plan",
                    "plot",
                    "threaten",
                    "order",
                    "attempt",
                    "simulate",
                    "predict",
                    "forecast",
                    "risk",
                    "want",
                    "seek",
                    "demand",
                )
            ):
                return "hypothetical" if token.lemma != "order" or tree.low[governor] != "ordered" else "asserted"
            if link == "dobj" and entry in ("denied", "disputed") and token.lemma not in ("reject", "dismiss", "question"):
                return entry
            if (
                link == "dobj"
                and _negated(tree, governor)
                and token.lemma in ("cause", "report", "confirm", "suffer", "record", "result", "have", "see", "sustain")
            ):
                return "denied"
            if (
                link == "dobj"
                and token.lemma in ("cause", "mean", "bring", "suffer", "result")
                and (mode := _unreal(tree, governor))
            ):
                return mode
            if (
                link in ("nsubj", "nsubjpass", "attr")
                and token.lemma in ("be", "report", "occur", "happen", "result", "follow", "confirm")
                and (_negated(tree, governor))
            ):
                return "denied"
            if link == "dobj" and token.lemma in ("fear",):
                return "feared"
            return "asserted"
        if token.lemma == "fear" and link in ("prep", "pobj"):
            return "feared"
        if depth > 5:
            break
        below = governor
    return "asserted"


def _listed(tree: Tree, at: int) -> bool:
    """Tell whether a participle is the next of a list of verbs: "they will be thrown out, executed and ..."."""
    return (
        tree.tokens[at].tag == "VBN"
        and tree.low[at - 1] == ","
        and not {"nsubj", "mark", "aux"} & {tree.tokens[k].dep for k in tree.kids[at]}
    )


def _infinitive(tree: Tree, at: int) -> bool:
    return any(tree.tokens[k].tag == "TO" for k in tree.kids[at])


def _perfect(tree: Tree, at: int) -> bool:
    return any(tree.low[k] == "have" for k in tree.kids[at])


def _negated(tree: Tree, at: int) -> bool:
    return any(
        tree.tokens[k].dep == "neg" and not (k + 1 < len(tree.low) and tree.low[k + 1] == "only") for k in tree.kids[at]
    ) or (at > 0 and tree.low[at - 1] in ("without", "no") and not tree.verb(at))


def _unreal(tree: Tree, at: int) -> str | None:
    """Read "if", "would", "could have", "may have" on the verb ``at``."""
    if any(tree.tokens[k].dep == "mark" and tree.low[k] in ("if", "unless", "lest") for k in tree.kids[at]):
        return "hypothetical"
    if any(tree.tokens[k].dep == "mark" and tree.low[k] == "whether" for k in tree.kids[at]):
        return "hypothetical"
    for k in tree.kids[at]:
        if tree.tokens[k].dep == "aux":
            if tree.low[k] in ("may", "might", "must"):
                return "feared" if _perfect(tree, at) else "hypothetical"
            if tree.low[k] in _UNREAL_AUX:
                return "feared" if tree.low[k] == "could" and _perfect(tree, at) and "feared" in tree.low else "hypothetical"
    return None
