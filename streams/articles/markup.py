"""Turns HTML into the text of its article: a page is judged, a fragment is only read.

A page goes through ``clutter`` and then through trafilatura set for precision; where that leaves less than half of the
page's running text it has taken the wrong part, and its ordinary setting decides. Pages too large or too odd for a
tree are read as fragments are: all visible text.
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from functools import cache
from typing import Any

from lxml.html import HtmlElement

from streams.articles.chunks import complete
from streams.articles.clutter import remove_clutter, running_text
from streams.articles.tags import is_tame, visible_text, without_silent

_PAGE = re.compile(r"<(?:html|head|body|nav|header|footer|aside|main|article)\b", re.IGNORECASE)
_LONG = 1_500_000
"""Characters of markup, scripts left out, from which a page is not judged: trafilatura's time grows faster than the page."""
_BULLET = re.compile(r"^(?:[-•*·▪‣]|\|)\s{1,3}|\s{0,3}\|$", re.MULTILINE)


def to_text(markup: str) -> str:
    """Return the main text of a page or fragment, a line per paragraph.

    >>> to_text("<p>Five people <b>died</b>.</p><p>Two fled.</p>")
    'Five people died.\\nTwo fled.'
    """
    if _PAGE.search(markup[:500_000]):
        light = without_silent(markup)
        if len(light) < _LONG and is_tame(light) and (text := _judged(light)):
            return _BULLET.sub("", text)
    return visible_text(markup)


def _judged(page: str) -> str:
    tree = _extractor().load_html(page)
    if tree is None:
        return ""
    remove_clutter(tree)
    prose = running_text(tree)
    text = _extract(deepcopy(tree), precise=True)
    if len(text) < prose // 2:
        text = _extract(deepcopy(tree), precise=False)
    return complete(tree, text) if len(text) < prose else text


def _extract(tree: HtmlElement, precise: bool) -> str:
    found = _extractor().extract(tree, include_comments=False, include_tables=True, favor_precision=precise)
    return str(found or "")


@cache
def _extractor() -> Any:
    import trafilatura  # takes a second; plain articles never need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every odd page; the caller judges the text
    return trafilatura
