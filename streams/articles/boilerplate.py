"""Drops what surrounds an article in its text: share bars, "posted" lines, comment policies, copyright, calls to subscribe.

The rules look at whole paragraphs and are conservative: a paragraph that speaks of casualties with a number is only lost
when it repeats one above, or stands in a readers' comment section. Once a comment section begins, the article is over.
"""

from __future__ import annotations

import re

from streams.articles.paragraphs import drop_repeats

_I = re.IGNORECASE
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}})"  # fmt: skip
_TIME = r"(?:,? ?(?:at )?\d{1,2}[:.]\d{2} ?(?:[ap]\.?m\.?)?,? ?(?:[a-z]{2,4}\b)?)?"
_STAMP = re.compile(
    rf"(?:(?:first |last |originally |story |article )?(?:posted|updated|published|modified|created|aired|date)"
    rf"(?: on| at| by)?:? ?{_DATE}{_TIME}[\s|,;·•/()-]{{0,5}}){{1,3}}",
    _I,
)
"""Posted: Tuesday, May 1, 2018 8:18 PM EST Updated: ..."""
_BARE_STAMP = re.compile(rf"{_DATE}{_TIME}(?: ?[|·•-] ?{_DATE}{_TIME})?$", _I)
_LABEL = re.compile(
    r"(?:share|tweet|print|e-?mail|facebook|twitter|pinterest|linkedin|whatsapp|telegram|reddit|google ?\+|pin it|copy link|save|"
    r"(?:read or )?share (?:this|on|via|with|story|article)\b.{0,60}|(?:like|follow) us on .{0,60}|follow @?\w+ on .{0,40}|"
    r"advertisements?|ad|sponsored(?: content)?|story continues below.{0,40}|(?:article|story) continues (?:below|after).{0,40}|"
    r"loading\.{0,3}|close|menu|search|home|news|comments?|comments? \(?\d{1,6}\)?|\d{1,6} comments?|\d{1,6} shares?|shares?|x|×|\d{1,3}|"
    r"(?:click|tap) (?:here|to) .{0,60}|sign (?:in|up)\b.{0,40}|log ?in\b.{0,40}|subscribe\b.{0,80}|register now.{0,40}|"
    r"skip to (?:main )?content|back to top|related(?: (?:articles?|stories|topics|coverage|content|links|news))?:?|read more:?|"
    r"see also:?|more (?:stories|news|from)\b.{0,40}|recommended(?: (?:for you|stories|articles))?|most (?:read|popular|viewed|shared).{0,30}|"
    r"trending(?: now)?|you may also like.{0,20}|latest news|top stories|we matched|image copyright.{0,60}|image caption|"
    r"play video|watch live|watch:?|video:?|photos?:?|gallery:?|hide caption|toggle caption|enlarge this image)[\s.:!|»›]{0,3}$",
    _I,
)
"""Words of buttons and headings that stand alone on a line."""
_FOOT = re.compile(
    r"(?:(?:tm and )?(?:©|\(c\)|&copy;|copyright\b)|all rights reserved|this material may not be published|"
    r"read or share this story|for more (?:information|stories|news)\b.{0,40}(?:visit|click|go to|follow)|"
    r"(?:follow|like|find) .{0,60} on (?:twitter|facebook|instagram|telegram|whatsapp)\b|"
    r"(?:sign up|subscribe) (?:for|to) (?:our|the|get|receive)\b|get (?:our|the) .{0,60}(?:newsletter|app|in your inbox)|download (?:our|the) .{0,40}app\b|"
    r"(?:this|the) (?:site|website|page) (?:uses|is protected)|we use cookies|by (?:clicking|continuing|using|signing|subscribing)\b|"
    r"your (?:email )?address will not be published|have a (?:news )?tip\?|enable javascript|please enable|"
    r"(?:click|tap) here (?:to|for)\b|support (?:our|independent) journalism|(?:is|was) (?:originally|first) published (?:on|by|in|at)\b.{0,60}$)",
    _I,
)
_COMMENTS = re.compile(
    r"(?:(?:post|leave|add|write|submit) (?:a|your|an?other) (?:comment|reply)\b.{0,40}|(?:view |show |read )?(?:all )?(?:\d{1,6} )?comments?:?|"
    r"comments? (?:\(\d{1,6}\)|are (?:closed|off|moderated).{0,80}|policy.{0,40}|section)|join the (?:conversation|discussion).{0,40}|"
    r"what do you think\?.{0,40}|(?:leave|post) a reply.{0,40}|discussion policy.{0,40}|reader comments.{0,30}|"
    r".{0,60}\bmoderates? (?:all )?comments\b.{0,400}|.{0,80}comments (?:must|should) (?:meet|follow|comply|respect)\b.{0,200}|"
    r"we (?:welcome|encourage) (?:your )?comments\b.{0,300}|(?:view|read) (?:our )?comments? policy.{0,60})$",
    _I,
)
"""The head of a comment section: nothing below it is the article."""
_CASUALTY = re.compile(
    r"\b(?:kill|dead|death|die[sd]?\b|dying|wound|injur|casualt|fatal|missing|shot\b|murder|massacre|victim|bod(?:y|ies)\b|slain|hurt\b|perish|toll\b)", _I
)
_HEAD = 4
_SHORT = 200


def strip_boilerplate(found: list[str], headline: str = "") -> list[str]:
    """Return an article's paragraphs without what surrounds them.

    >>> strip_boilerplate(["Posted: Tuesday, May 1, 2018 8:18 PM EST", "Two men died in a fire.", "Share", "Comments", "So sad"])
    ['Two men died in a fire.']
    """
    kept: list[str] = []
    for index, paragraph in enumerate(drop_repeats(found)):
        if kept and _COMMENTS.match(paragraph) and _over(found, index, kept):
            break
        text = _trimmed(paragraph, headline, len(kept) < _HEAD)
        if text and not _is_noise(text, len(kept) < _HEAD):
            kept.append(text)
    return kept


def _over(found: list[str], index: int, kept: list[str]) -> bool:
    """Tell whether a comments heading ends the article: enough stands above it, or nothing long below it."""
    above = sum(map(len, kept))
    return above >= 200 or index * 2 >= len(found)


def _trimmed(paragraph: str, headline: str, head: bool) -> str:
    """Return a paragraph without a repeated headline and a posted line at its start."""
    if not head:
        return paragraph
    text = paragraph
    if headline and text.startswith(headline) and (rest := text[len(headline) :].lstrip(" -–—|:")) and _STAMP.match(rest):
        text = rest
    elif headline and text.strip() == headline:
        return ""
    if (found := _STAMP.match(text)) and (found.end() == len(text) or text[found.end()].isupper() or text[found.end()] in "(\"“"):
        text = text[found.end() :].strip()
    elif len(text) < _SHORT and (found := _STAMP.search(text)) and found.end() >= len(text) - 2 and _without_verb(text[: found.start()]):
        text = ""
    return text


def _without_verb(text: str) -> bool:
    return not text.rstrip().endswith((".", "!", "?")) and not (_CASUALTY.search(text) and len(text.split()) > 25)


def _is_noise(text: str, head: bool) -> bool:
    if len(text) <= _SHORT and _LABEL.match(text):
        return True
    if head and len(text) < 80 and _BARE_STAMP.match(text):
        return True
    if len(text) < 600 and _FOOT.match(text):
        return not (_CASUALTY.search(text) and re.search(r"\d", _STAMP.sub("", text[60:])) and len(text) > _SHORT)
    return False
