"""All casualty claims of an article with their mode, as its sentences and what stands around them give it.

:mod:`streams.reading.context` judges a claim by its own sentence. Here its neighbours are heard: the next one calls it false, an old
event goes on for a sentence or two, a number stands for the cattle told before it, and a headline is as old as the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.reading.aboard import none_lived
from streams.reading.background import belied
from streams.reading.casualties import find_claims
from streams.reading.claims import Claim
from streams.reading.context import judge
from streams.reading.document import Document, Sentence
from streams.reading.lexicon import table, words
from streams.reading.victims import FIGHTERS

HARM = ("killed", "injured", "hit", "missing", "affected")
REAL = frozenset({"asserted", "feared", "disputed"})
NEAR = 2
"""Sentences after an old event in which others, and who is taken for known, are still of it."""
_LOOSE = frozenset("other two three four one owner farmer officer name head remain".split())
"""Entries of the list of people that stand beside animals too."""

_LINKED = re.compile(
    r"\W{0,3}(?:related|read more|more|see also|also read|also on|photos?|video|watch|gallery|slideshow|"
    r"previous(?: coverage| story)?|story|stories|also|don't miss|related (?:story|stories|coverage|"
    r"articles?))\s?:",
    re.I,
)


_TREATED = re.compile(r"\b(?:hospital|surviv|stable|condition|recover|treated|surgery)", re.I)
_DEATH = re.compile(r"\b(?:kill|dead\b|died\b|dies\b|death|slain|fatal|assassinat|bodies\b|funeral)", re.I)


def all_claims(document: Document) -> list[Claim]:
    """Return every claim of the document with its judgement, headline first."""
    found: list[Claim] = []
    for sentence, headline in _parsed(document):
        if not headline and sentence.index > 1 and _is_link(sentence.text):
            continue
        told = find_claims(sentence, headline)
        for claim in [*none_lived(document, sentence, told), *told]:
            judged = judge(sentence, claim, document.published, headline)
            if judged.void or _of_animals(document, claim):
                continue
            if claim.kind == "hit" and sentence.tokens[claim.trigger].lemma == "gun" and _felled(document, claim):
                claim = claim._replace(kind="killed")
            modality = judged.modality
            if modality in REAL and not headline and belied(_text_of(document, sentence.index + 1)):
                modality = "denied"
            found.append(claim._replace(modality=modality, cumulative=judged.cumulative, period=judged.period))
    return found


def _felled(document: Document, claim: Claim) -> bool:
    """Tell whether those "gunned down" seem to be dead: told anew, in an article that tells of a death or of no treatment."""
    anew = all(v.reference != "known" for v in claim.victims)
    return anew and (bool(_DEATH.search(document.text)) or not _TREATED.search(document.text))


def in_context(claims: Sequence[Claim], dated: Sequence[bool]) -> list[Claim]:
    """Let what is told further of an old event be as old, and a headline be as real as the text under it.

    "Five workers were killed in 2014. Twelve others were injured" tells of one event; a headline has no words for its time.
    ``dated`` says of each sentence whether it names a day near publication.
    """
    found: list[Claim] = []
    old: Claim | None = None
    for claim in claims:
        today = 0 <= claim.sentence < len(dated) and dated[claim.sentence]
        if claim.sentence >= 0 and claim.kind in HARM:
            beside = old is not None and claim.sentence - old.sentence <= NEAR and not today
            if old is not None and beside and _told_further(claim):
                claim = claim._replace(modality=old.modality)
            if claim.boast and _outdone(claim, found):
                claim = claim._replace(weak=True)
            if claim.modality == "historical":
                old = claim
            elif claim.modality in REAL and not claim.weak:
                old = None
        found.append(claim)
    body = [c for c in found if c.sentence >= 0 and c.kind in HARM]
    if any(c.modality in REAL and not c.cumulative for c in body):
        return found
    undated = [c for c in body if c.sentence < len(dated) and not dated[c.sentence]]
    return [_as_told(c, undated) if c.sentence < 0 else c for c in found]


def _outdone(boast: Claim, told: Sequence[Claim]) -> bool:
    """Tell whether others have told the harm of which its doers boast; the dead of a fight on the other side are told by no one else."""
    fighters = any(v.group in FIGHTERS for v in boast.victims)
    return not fighters and any(
        c.kind == boast.kind and c.sentence >= 0 and c.modality in REAL and not c.boast for c in told
    )


def _as_told(headline: Claim, body: Sequence[Claim]) -> Claim:
    """Return the claim of a headline in the mode of the old number in the text that it repeats."""
    told = next((c for c in body if c.least == headline.least and (c.modality == "historical" or c.cumulative)), None)
    return headline._replace(modality=told.modality, cumulative=told.cumulative) if told else headline


def _told_further(claim: Claim) -> bool:
    return all(v.reference in ("other", "known", "kin") or v.pronoun for v in claim.victims)


def _text_of(document: Document, index: int) -> str:
    return document.sentences[index].text if 0 <= index < len(document.sentences) else ""


def _of_animals(document: Document, claim: Claim) -> bool:
    """Tell whether a number without a noun stands for animals told just before: "300 dead", of cattle."""
    if any(v.noun or v.names or v.quantity is None for v in claim.victims) or claim.sentence < 0:
        return False
    before = f"{_text_of(document, claim.sentence - 1)} {_text_of(document, claim.sentence)}".lower()
    said = set(re.findall(r"[a-z]+", before))
    return any({w, w.rstrip("s")} & words("animals") for w in said) and not any(
        w in table("victims") for w in said if w not in _LOOSE
    )


def _is_link(text: str) -> bool:
    """Tell whether a line is the headline of another story: title case and no stop, or led by "Related:"."""
    if _LINKED.match(text):
        return True
    if text.rstrip()[-1:] in '.!?"”’)' or len(text) > 160:
        return False
    found = re.findall(r"[^\W\d_]{4,}", text)
    return len(found) > 3 and sum(w[0].isupper() for w in found) >= 0.8 * len(found) and not text.isupper()


def _parsed(document: Document) -> list[tuple[Sentence, bool]]:
    title = [(document.title, True)] if document.title and document.title.tokens else []
    return title + [(s, False) for s in document.sentences if s.tokens]
