"""Turns HTML into the text of its article: a page is judged, a fragment is only read.

A page goes through ``clutter`` and then through trafilatura set for precision; where that leaves less than half of the
page's running text it has taken the wrong part, and its ordinary setting decides. Pages too large or too odd for that
are read as fragments are: all visible text.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import Any

from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from streams.articles.clutter import remove_clutter, running_text

_PAGE = re.compile(r"<(?:html|head|body|nav|header|footer|aside|main|article)\b", re.IGNORECASE)
_LONG = 1_500_000
"""Characters of markup from which a page is not judged: trafilatura's time grows faster than the page."""
_MANY = 40_000
"""Tags from which a page is not judged."""
_BLOCK = "p,div,br,li,h1,h2,h3,h4,h5,h6,blockquote,tr,section,article,figure,figcaption,ul,ol,table,pre,dt,dd,td"
_UNSEEN = ["script", "style", "noscript", "template", "iframe", "svg", "form", "button", "select", "head", "title", "nav"]
_SILENT = re.compile(r"<(script|style|svg)\b[^>]{0,2000}>.{0,500000}?</\1\s{0,9}>|<!--.{0,200000}?-->", re.IGNORECASE | re.DOTALL)
_BULLET = re.compile(r"^(?:[-•*·▪‣]|\|)\s{1,3}|\s{0,3}\|$", re.MULTILINE)


def to_text(markup: str) -> str:
    """Return the main text of a page or fragment, a line per paragraph.

    >>> to_text("<p>Five people <b>died</b>.</p><p>Two fled.</p>")
    'Five people died.\\nTwo fled.'
    """
    if _PAGE.search(markup[:500_000]):
        light = _SILENT.sub("", markup)
        if len(light) < _LONG and light.count("<") < _MANY and (text := _judged(light)):
            return _BULLET.sub("", text)
    return fragment_text(markup)


def fragment_text(markup: str) -> str:
    """Return all visible text of a fragment, a line per block."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(_UNSEEN, recursive=True)
    root = tree.body or tree.root
    if root is None:
        return ""
    for node in root.css(_BLOCK):
        node.insert_before("\n")
        node.insert_after("\n")
    lines = (" ".join(line.split()) for line in root.text(separator="").split("\n"))
    return "\n".join(line for line in lines if line)


def _judged(page: str) -> str:
    tree = _extractor().load_html(page)
    if tree is None:
        return ""
    remove_clutter(tree)
    prose = running_text(tree)
    text = _extract(deepcopy(tree), precise=True)
    if len(text) < prose // 2:
        text = _extract(tree, precise=False)
    return text


def _extract(tree: HtmlElement, precise: bool) -> str:
    found = _extractor().extract(tree, include_comments=False, include_tables=True, favor_precision=precise)
    return str(found or "")


@cache
def _extractor() -> Any:
    import trafilatura  # takes a second; plain articles never need it

    return trafilatura
