"""Split a text into sentences by rules, with offsets into the text.

A statistical splitter costs more than the rest of the cheap steps together and breaks on datelines, initials and
headline fragments. The rules know abbreviations, initials, quotes, hard-wrapped wire lines and a missing space after
a full stop ("left one dead.It happened"). Limits: a sentence that ends in an abbreviation is only split when the next
word is one that usually opens a sentence.
"""

from __future__ import annotations

import re

from streams.reading.document import Sentence
from streams.reading.lexicon import words

LONGEST = 1200
"""A longer stretch without an end (a table, a list of names) is cut at white space so that the parse stays linear."""

_PARAGRAPH = re.compile(r"(?:\r?\n|\r|\u2028|\u2029)(?:[ \t]*(?:\r?\n|\r|\u2028|\u2029))+[ \t]*")
_LINE = re.compile(r"(?:\r?\n|\r|\u2028|\u2029)[ \t]*")
_END = re.compile(r"[.!?…][.!?…]*[\"”’'»)\]]{0,3}")  # the first character apart, so that the engine can skip to it
_WORD_BEFORE = re.compile(r"([^\W\d_](?:[\w'’.-]{0,30}))\Z")
_NEXT = re.compile(r"\s*[\"“‘'«(\[]{0,3}([\w$£€][\w'’]{0,30})")


def _breaks(text: str) -> list[tuple[int, int]]:
    """Return the white space (start, end) that separates paragraphs."""
    lines = [line for line in text.splitlines() if line.strip()]
    inner = sorted(len(line) for line in lines[:400])
    wrapped = len(lines) > 3 and inner[-1] <= 100 and inner[len(inner) // 2] >= 45 and bool(_PARAGRAPH.search(text))
    return [(m.start() - _blanks(text, m.start()), m.end()) for m in (_PARAGRAPH if wrapped else _LINE).finditer(text)]


def _blanks(text: str, end: int) -> int:
    """Count the blanks that stand before ``end``."""
    start = end
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    return end - start


def _ends(text: str, at: int, after: int) -> bool:
    """Tell whether the stop at ``at`` (its closing quotes end at ``after``) ends a sentence."""
    upcoming = _NEXT.match(text, after)
    if upcoming is None:
        return True
    word = upcoming.group(1)
    spaced = after < len(text) and text[after].isspace()
    before = _WORD_BEFORE.search(text, max(0, at - 34), at)
    last = before.group(1) if before else ""
    if not spaced:
        return (
            text[at] in ".!?"
            and len(last) > 2
            and last[-1].islower()
            and last.lower() not in words("abbreviations")
            and word[0].isupper()
            and len(word) > 1
            and word[1:].islower()
        )
    if text[at] != ".":
        return not (word[0].islower() and after > at + 1)
    if word[0].islower():
        return False
    starter = word.lower() in words("openers") and word[0].isupper()
    if len(last) == 1 and last.isupper():
        return starter and last not in "I" and len(word) > 1
    bare = last.lower().rstrip(".")
    if "." in last and len(last.replace(".", "")) <= 4:
        return starter
    if bare in words("titles"):
        return False
    if bare in words("abbreviations"):
        return starter
    return True


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, begin = [], start
    for match in _END.finditer(text, start, end):
        if match.start() < begin or match.end() >= end:
            continue
        if _ends(text, match.start(), match.end()):
            found.append((begin, match.end()))
            begin = match.end()
    found.append((begin, end))
    return found


def _short(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        parts.append((start, cut))
        start = cut
    parts.append((start, end))
    return parts


def split(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of ``text`` in order; each one's offsets quote it exactly and none overlap.

    >>> [s.text for s in split("Two died in St. Albans on Nov. 3. Police said so.\\n\\nMr. J. Doe is safe.")]
    ['Two died in St. Albans on Nov. 3.', 'Police said so.', 'Mr. J. Doe is safe.']
    """
    sentences: list[Sentence] = []
    begin = 0
    for paragraph, (stop, resume) in enumerate([*_breaks(text), (len(text), len(text))]):
        for first, last in _pieces(text, begin, stop):
            for start, end in _short(text, first, last):
                quote = text[start:end]
                start += len(quote) - len(quote.lstrip())
                end -= len(quote) - len(quote.rstrip())
                if start < end:
                    sentences.append(Sentence(len(sentences), start, end, text[start:end], paragraph))
        begin = resume
    return tuple(sentences)
