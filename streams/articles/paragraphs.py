"""Splits plain text into paragraphs, one line each, and drops what was pasted twice.

Text comes in two habits: a line per paragraph, or lines broken at a fixed width with paragraphs told by blank lines or
indents. The second shows by lines of nearly one length that stop in the middle of a sentence.
"""

from __future__ import annotations

import re
from itertools import pairwise

_WIDEST = 120
"""No wire and no mail program breaks lines wider than this."""
_NARROWEST = 30
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]{0,3}$|[\"”]$")
_INDENT = re.compile(r"[ \t]{2,}\S|\t")
_SAME = 25
"""Shorter paragraphs ("Advertisement", "He said:") may stand twice by right."""
_WORDS = re.compile(r"\w+")


def split_paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a text, each on one line, without empty ones.

    >>> split_paragraphs("First line.\nSecond line.\n\nThird.")
    ['First line.', 'Second line.', 'Third.']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    if not _is_wrapped(lines):
        return [stripped for line in lines if (stripped := line.strip())]
    found: list[str] = []
    fresh = True
    for line in lines:
        stripped = line.strip()
        if not stripped:
            fresh = True
        elif fresh or _INDENT.match(line):
            found.append(stripped)
            fresh = False
        elif found[-1][-1] == "-" and found[-1][-2:-1].isalpha():
            found[-1] += stripped  # "narco-" + "terrorists": the hyphen stays, it may be the word's own
        else:
            found[-1] += " " + stripped
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether lines are broken at a width: those that another line follows are nearly as long as the longest."""
    inner = [line.rstrip() for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(inner) < 2:
        return False
    width = max(len(line) for line in inner)
    if not _NARROWEST <= width <= _WIDEST or any(len(line.rstrip()) > _WIDEST for line in lines):
        return False
    full = sum(len(line) >= 0.72 * width for line in inner)
    broken = sum(not _ENDS.search(line) for line in inner)
    return full >= 0.7 * len(inner) and broken >= 0.6 * len(inner)


def drop_repeats(found: list[str]) -> list[str]:
    """Return paragraphs without those that stood before word by word, as when a page holds its article twice.

    >>> drop_repeats(["The army denied the report today.", "He said:", "The army denied the report today.", "He said:"])
    ['The army denied the report today.', 'He said:', 'He said:']
    """
    seen: set[str] = set()
    kept = []
    for paragraph in found:
        if len(paragraph) >= _SAME and _ENDS.search(paragraph, max(0, len(paragraph) - 4)):
            key = " ".join(_WORDS.findall(paragraph.lower()))
            if len(key) >= _SAME and key in seen:
                continue
            seen.add(key)
        kept.append(paragraph)
    return kept
