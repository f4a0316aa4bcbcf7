"""Removes from a page's tree what is not its article: hidden parts, link lists, share bars, sign-in boxes, comments.

Sites name these parts in class and id, or they show by what they hold: a list or line made of links alone leads
elsewhere. A part that holds much of the page's running text is kept whatever it is called, because on some page
"newsletter" or "comments" is the name of everything.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|newsletter\w*|subscri\w+|promo\w*|share|shar(?:e|ing)-?\w*|"
    r"social\w*|comments?|disqus\w*|"
    r"cookies?|consent|sign-?(?:in|up)|log-?in|register|trending|popular|read-?more|more-?(?:on|from|stories|"
    r"news)|also-?(?:like|read|on)|"
    r"outbrain\w*|taboola\w*|sponsor\w*|advert\w*|print-\w+|breadcrumbs?|toolbar|tooltip|rollover\w*|poll|survey|"
    r"donat\w+|"
    r"author-?(?:bio|info|box)|caption\w*|credits?|gallery-?\w*|carousel|slideshow)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_SCREEN_ONLY = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|hidden|hide|print-only)(?:$|\s)", re.IGNORECASE
)
_LEADS = re.compile(
    r"(?:related|read(?: more| also| next)?|see (?:also|more)|also read|don'?t miss|more(?: from| on)?|watch|"
    r"click(?: here)?|sign up|"
    r"subscribe|download|follow|join|photos?|video|gallery|must read|recommended)\b",
    re.IGNORECASE,
)
_BLOCKS = tuple("div section aside ul ol dl form span p figure figcaption footer header nav table article".split())
_LARGE = 0.25
"""Share of the page's running text from which a part is too large to be clutter."""
_PROSE = 80
"""Characters from which a paragraph is prose."""
_SIMPLE = 4
"""Children of a line; what has more is a block."""
_LINES = ("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "strong")


def remove_clutter(tree: HtmlElement) -> None:
    """Take clutter out of a page's tree, in place."""
    prose = _prose(tree)
    limit = _LARGE * prose.get(tree, 0)
    for element in list(tree.iter(*_BLOCKS)):
        if prose.get(element, 0) <= limit and (_is_clutter(element) or _is_link_list(element)):
            _drop(element)
    for element in list(tree.iter(*_LINES)):
        if len(element) <= _SIMPLE and _leads_elsewhere(element):
            _drop(element)


def _prose(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Return the running text inside each block, in one walk over the tree."""
    found: dict[HtmlElement, int] = {}
    begun: list[int] = []
    total = 0
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag=(*_BLOCKS, tree.tag)):
        if event == "start":
            begun.append(total)
            if element.tag == "p":
                total += _prose_of(element)
        else:
            found[element] = total - begun.pop()
    return found


def _prose_of(paragraph: HtmlElement) -> int:
    length = len(paragraph.text_content())
    return length if length > _PROSE else 0


def running_text(element: HtmlElement) -> int:
    """Return the characters in paragraphs long enough to be prose."""
    return sum(map(_prose_of, element.iter("p")))


def _is_clutter(element: HtmlElement) -> bool:
    if element.tag in ("nav", "form"):
        return bool(element.tag == "nav")
    if element.tag == "article":
        return next(element.iterancestors("article"), None) is not None  # an article inside an article: a teaser, a comment
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(names) > 1 and (_NAMES.search(names[:500]) or _SCREEN_ONLY.search(names[:500])):
        return True
    style = element.get("style")
    hidden: bool = element.get("hidden") is not None
    return hidden or bool(style and _HIDDEN.search(style[:500]))


def _linked(element: HtmlElement) -> int:
    return sum(len(link.text_content().strip()) for link in element.iter("a"))


def _is_link_list(element: HtmlElement) -> bool:
    """Tell a list whose every entry is a link: it leads elsewhere."""
    if element.tag not in ("ul", "ol") or sum(entry.tag == "li" for entry in element) < 2:
        return False
    text = len(element.text_content().strip())
    return text > 0 and _linked(element) >= 0.85 * text


def _leads_elsewhere(element: HtmlElement) -> bool:
    """Tell a line that is one link in capitals, or a link after "Related:", "Read more" and the like."""
    text = element.text_content().strip()
    if not text or len(text) > 220 or element.find(".//p") is not None:
        return False
    linked = _linked(element)
    if not linked:
        return False
    letters = [letter for letter in text if letter.isalpha()]
    shouting = len(letters) > 12 and sum(map(str.isupper, letters)) > 0.8 * len(letters)
    if linked >= 0.85 * len(text) and (shouting or _LEADS.match(text)):
        return True
    return linked >= 0.6 * len(text) and bool(_LEADS.match(text)) and ":" in text[:25]


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
