"""Reads markup tag by tag, without building a tree: in time that grows with its length alone, however broken it is.

Parsers build a tree, and trees of hostile markup (a hundred thousand open divs, a million attributes) take minutes. So
the tags are counted first, and short fragments, most of what feeds carry, never need a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})([^<>]*)>|<[!?][^<>]*>")
_SILENT = tuple("script style svg noscript template iframe select textarea title button head object math".split())
_OPENED = re.compile(rf"<(?:({'|'.join(_SILENT)})\b|(!--))", re.IGNORECASE)
_CLOSED = {name: re.compile(rf"</{name}\b[^<>]{{0,99}}>", re.IGNORECASE) for name in _SILENT}
_CLOSED["!--"] = re.compile("-->")
_DROPPED_FROM_PAGES = ("script", "style", "svg", "!--", "template", "math")
_BLOCKS = frozenset(
    """p div br li h1 h2 h3 h4 h5 h6 blockquote tr section article figure figcaption ul ol table pre dt dd td th header
    footer aside main nav hr body html form center address caption details summary""".split()
)
_OPEN_ENDED = frozenset(
    "p li br hr img input meta link td tr th dt dd option source area base col embed wbr param tbody thead tfoot".split()
)
"""Tags that need no closing one, so that they say nothing of depth."""
MAX_TAGS, MAX_DEPTH, MAX_ATTRIBUTES = 40_000, 250, 300
_CELL = re.compile(r"[ \t\r\f\v]+")


def is_tame(markup: str) -> bool:
    """Tell whether a tree of this markup can be built and judged in reasonable time.

    >>> is_tame("<html><body><p>Five died.</p></body></html>"), is_tame("<html>" + "<div>" * 1000)
    (True, False)
    """
    depth = 0
    for count, tag in enumerate(_TAG.finditer(markup)):
        if count >= MAX_TAGS or (len(tag[0]) > 2000 and tag[0].count("=") > MAX_ATTRIBUTES):
            return False
        if tag[2] and tag[2].lower() not in _OPEN_ENDED and not (tag[3] or "").endswith("/"):
            depth += -1 if tag[1] else 1
            if depth > MAX_DEPTH:
                return False
            depth = max(depth, 0)
    return markup.count("<") <= 2 * MAX_TAGS


def without_silent(markup: str, names: tuple[str, ...] = _DROPPED_FROM_PAGES) -> str:
    """Return markup without the elements that show nothing, and without comments; what is never closed stays.

    >>> without_silent("<p>Five<!-- or six --> died.<script>count()</script></p>")
    '<p>Five died.</p>'
    """
    return "".join(_loud(markup, names))


def _loud(markup: str, names: tuple[str, ...]) -> Iterator[str]:
    position = search = 0
    endless: set[str] = set()
    while found := _OPENED.search(markup, search):
        name = (found[1] or found[2]).lower()
        search = found.end()
        if name not in names or name in endless:
            continue
        closed = _CLOSED[name].search(markup, search)
        if not closed:
            endless.add(name)
            continue
        yield markup[position : found.start()]
        position = search = closed.end()
    yield markup[position:]


def visible_text(markup: str) -> str:
    """Return all text that a fragment shows, a line per block.

    >>> visible_text("<p>Five <b>people</b> died.</p><ul><li>two<li>three</ul>")
    'Five people died.\\ntwo\\nthree'
    """
    loud = without_silent(markup, (*_SILENT, "!--")).replace("\r", " ").replace("\n", " ")
    text = _TAG.sub(lambda tag: "\n" if tag[2] and tag[2].lower() in _BLOCKS else "", loud)
    lines = (_CELL.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
