"""Completes an article that its page holds in several parts, of which the extraction took one.

Magazines cut their articles into blocks of equal build, with pictures and advertisements between them. Prose that stands
in a part built like one that was taken, under the same near ancestor, belongs to the same article. A second article on
the page, under an ``article`` element of its own, does not.
"""

from __future__ import annotations

from lxml.html import HtmlElement

_PROSE = 80
_FOUND = 50
"""Characters by which a paragraph is found again in the extracted text."""
_LEVELS = 3
_WALLS = ("article", "main", "body", "html")
_WORTH = 0.2
"""Share of the extracted text from which missing prose is worth adding; less is mostly asides left out on purpose."""


def complete(tree: HtmlElement, text: str) -> str:
    """Return the extracted text with the prose of like parts that it lacks, in the order of the page."""
    lines = text.split("\n")
    places = {line[:_FOUND]: index for index, line in reversed(list(enumerate(lines))) if line}
    taken: set[tuple[HtmlElement, str]] = set()
    prose: list[tuple[HtmlElement, str, int | None]] = []
    for paragraph in tree.iter("p"):
        words = " ".join(paragraph.text_content().split())
        if len(words) > _PROSE:
            place = places.get(words[:_FOUND])
            prose.append((paragraph, words, place))
            if place is not None:
                taken.add(_home(paragraph))
    missing: dict[int, list[str]] = {}
    last = -1
    for paragraph, words, place in prose:
        if place is not None:
            last = place
        elif _home(paragraph) in taken and words[:_FOUND] not in text:
            missing.setdefault(last, []).append(words)
    if sum(len(words) for added in missing.values() for words in added) < _WORTH * len(text):
        return text
    whole = missing.get(-1, [])
    for index, line in enumerate(lines):
        whole += [line, *missing.get(index, [])]
    return "\n".join(whole)


def _home(paragraph: HtmlElement) -> tuple[HtmlElement, str]:
    """Return the near ancestor that parts of an article share, and how the paragraph's own part is built."""
    parent = paragraph.getparent()
    near = parent
    for _ in range(_LEVELS - 1):
        above = near.getparent() if near is not None and near.tag not in _WALLS else None
        if above is None:
            break
        near = above
    return near, f"{parent.tag} {parent.get('class') or ''}" if parent is not None else ""
