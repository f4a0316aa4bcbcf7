"""Turns HTML into the text of its article: a whole page is judged (trafilatura), a fragment is just read."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from streams.articles.paragraphs import split_paragraphs

_PAGE = re.compile(r"<(?:html|head|body|nav|header|footer|aside|main)\b", re.IGNORECASE)
_MAX = 3_000_000


def to_text(markup: str) -> str:
    """Return the main text of a page or fragment, a line per paragraph.

    >>> to_text("<p>Five people <b>died</b>.</p><p>Two fled.</p>")
    'Five people died.\\nTwo fled.'
    """
    if _PAGE.search(markup[:500_000]) and len(markup) < _MAX:
        from trafilatura import extract  # noqa: PLC0415

        found = extract(markup, include_comments=False, include_tables=False, deduplicate=False)
        if found:
            return str(found)
    return fragment_text(markup)


def fragment_text(markup: str) -> str:
    """Return all visible text of a fragment."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(["script", "style", "noscript", "template", "iframe", "svg", "form", "button"], recursive=True)
    root = tree.body or tree.root
    if root is None:
        return ""
    for node in root.css("p,div,br,li,h1,h2,h3,h4,h5,h6,blockquote,tr,section,article,figure,figcaption,ul,ol,table"):
        node.insert_before("\n")
        node.insert_after("\n")
    return "\n".join(split_paragraphs(re.sub(r"[ \t]*\n[ \t]*", "\n", root.text(separator="")).replace("\n", "\n\n")))
