"""Drops what surrounds an article in its text: share bars, "posted" lines, captions' credits, comment policies, copyright.

The rules look at whole paragraphs. They are conservative: a paragraph that speaks of casualties is lost only when it
repeats one above word by word, is a caption of a picture gallery, or stands below the head of a comment section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from streams.articles.paragraphs import drop_repeats

_I = re.IGNORECASE


def _any_of(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = _DAY + _any_of(
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}",
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}",
)
_TIME = r"(?:,? ?(?:[-–|•·@] ?)?(?:at )?\d{1,2}[:.]\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?)?,? ?(?:\(?[a-z]{2,4}\)?(?![a-z]))?)"
_MADE = r"(?:(?:first |last |originally |story |article )?(?:posted|updated|published|modified|created|aired|date))"
_STAMP = re.compile(rf"(?:{_MADE}(?: on| at| by)?:? ?(?:{_DATE}{_TIME}?|{_TIME})[\s|,;·•/()-]{{0,5}}){{1,3}}", _I)
"""Posted: Tuesday, May 1, 2018 8:18 PM EST Updated: ..."""
_BARE_STAMP = re.compile(rf"{_DATE}{_TIME}?(?: ?[|·•-] ?{_DATE}{_TIME}?)?$", _I)
_BYLINE = re.compile(rf"by:? [^.!?]{{2,80}}?[\s|,;·•-]{{1,4}}(?={_MADE}\b)", _I)
_LABEL = re.compile(
    _any_of(
        r"share|shares?|\d{1,6} shares?|tweet|print|e-?mail|facebook|twitter|google ?\+?|pinterest|linkedin|"
        r"whatsapp|telegram|reddit|pocket|pin it",
        r"copy link.{0,20}|save|like this:.{0,30}|(?:like|follow) us on .{0,60}|follow .{0,60} on (?:twitter|"
        r"facebook|instagram).{0,40}",
        r"(?:read or )?share (?:this|on|via|with|story|article)\b.{0,80}|follow [\w.]{2,30}: .{0,40}",
        r"advertisements?|ad|sponsored(?: content)?|(?:story|article) continues (?:below|after).{0,40}|"
        r"loading\.{0,3}|close|menu|search|home",
        r"comments?|\d{1,6} comments?|x|×|[\d.,:/() -]{1,20}|\d{1,2}:\d{2} ?[ap]\.?m\.?|\d{1,2} [ap]\.m\.",
        r"(?:click|tap) (?:here|to) .{0,60}|sign (?:in|up)\b.{0,60}|log ?in\b.{0,40}|subscribe\b.{0,80}|"
        r"register now.{0,40}|already have an account\?.{0,40}",
        r"skip to (?:main )?content|back to top|(?:top )?trending(?: now)?|(?:read )?more:?|more (?:stories|"
        r"news|from|local news|coverage)\b.{0,40}",
        r"related(?: (?:articles?|stories|story|topics|coverage|content|links|news|posts|video))?|see also|"
        r"read (?:more|also|next)\b.{0,60}",
        r"recommended(?: (?:for you|stories|articles))?|most (?:read|popular|viewed|shared).{0,30}|you (?:may|"
        r"might) also (?:like|enjoy).{0,20}",
        r"latest news|top stories|(?:play|watch)(?: (?:video|live|this story|now))?.{0,10}|video|photos?|"
        r"gallery|slideshow|updated?|image copyright.{0,60}",
        r"(?:hide|show|toggle) (?:caption|transcript).{0,40}|enlarge this image|posted on|posted|"
        r"filed under\b.{0,80}|tags?: .{0,80}|topics?: .{0,80}",
        r"join the (?:conversation|discussion).{0,80}|what do you think\?.{0,40}|"
        r"tell us what you think.{0,20}|stay up to date.{0,60}",
        r"scroll down for (?:video|more).{0,20}|what others are clicking on|source: news agencies|don'?t miss",
        r"\(?(?:photo|image|picture|credit|source|file|video|courtesy|©|\(c\)|copyright)\b[^.!?]{0,80}\)?",
    )
    + r"[\s.:!|»›)]{0,3}$",
    _I,
)
"""Words of buttons and headings that stand alone on a line."""
_LEAD = re.compile(
    _any_of(
        r"related(?: \w{4,8})?|(?:read|see|watch)(?: \w{3,8})?|also (?:read|see|watch)",
        r"more|photos?|gallery|video|must[ -]read",
    )
    + r": ?\S",
    _I,
)
"""The start of a line that leads to another article ("Related: ...", "SEE MORE: ...")."""
_FOOT = re.compile(
    _any_of(
        r"(?:\(?(?:tm and )?\(?(?:©|\(c\)|copyright\b)) ?[^a-z]{0,3}(?:\d{4}|by\b|the\b|all\b|cbs|ap\b|afp)|"
        r"all rights reserved|this material may not be published",
        r"for (?:more|the latest)\b.{0,60}(?:visit|click|go to|follow|listen)|get (?:breaking|our|the|alerted|"
        r"more|free)\b.{0,60}",
        r"(?:follow|like|find) .{0,60} on (?:twitter|facebook|instagram|telegram|whatsapp)\b|"
        r"stay with .{0,40}\bfor (?:more|the latest|updates)",
        r"(?:sign up|subscribe) (?:for|to) (?:our|the|get|receive)\b|(?:e-?mail )?newsletters? sign up|"
        r"text .{1,30} to \d{4,6}\b",
        r"download (?:our|the) .{0,40}\bapp\b|(?:this|the|our) (?:site|website|page) (?:uses|is protected)|"
        r"we use cookies|free apps\b",
        r"by (?:clicking|continuing|using|signing|subscribing|submitting)\b.{0,60}\b(?:you|cookies|terms)\b|"
        r"your (?:email )?address will not be",
        r"we have sent (?:a|you)\b.{0,30}email|thank you for (?:registering|signing|subscribing)|"
        r"your notification has been|we look forward to seeing you",
        r"(?:this copy is )?for (?:your )?personal,? non-?commercial use only|write to .{3,40} at \S{2,40}@\S",
        r"have a (?:news )?tip\?|(?:please )?enable javascript|(?:click|tap) here (?:to|for)\b|"
        r"on a mobile device\?|support (?:our|independent) journalism",
        r"(?:contact|reach|email) (?:the |this )?(?:reporter|writer|author|[A-Z]\w+ [A-Z]\w+)\b.{0,40}[:@]",
        r".{0,80}\bcontributed (?:reporting|to this (?:report|story|article))\b|with (?:reporting|"
        r"contributions|files) (?:by|from)\b.{0,80}$",
        r"this is a (?:breaking|developing) (?:news )?(?:story|alert)\b|(?:is|was) (?:originally|"
        r"first) published (?:on|by|in|at)\b",
    ),
    _I,
)
_GALLERY = re.compile(r"(?:image|photo|picture|slide) \d{1,3} (?:of|/) \d{1,3}\b|image caption\b|gallery_\w+", _I)
_COMMENTS = re.compile(
    _any_of(
        r"(?:post|leave|add|write|submit) (?:a|your|an?other) (?:comment|reply)\b.{0,40}|"
        r"reader comments.{0,30}|leave a reply.{0,40}",
        r"comments? (?:are (?:closed|off|moderated).{0,80}|policy.{0,40}|section)|discussion policy.{0,40}|"
        r"we moderate comments.{0,400}",
        r".{0,60}\bmoderates? (?:all )?comments\b.{0,400}|.{0,80}comments (?:must|should) (?:meet|follow|"
        r"comply|respect)\b.{0,200}",
        r"we (?:welcome|encourage) (?:your )?comments\b.{0,300}|(?:view|read) (?:our )?comments? policy.{0,60}",
    )
    + "$",
    _I,
)
"""The head of a comment section: nothing below it is the article."""
_COMMENTS_LABEL = re.compile(r"(?:view |show |read )?(?:all )?(?:\d{1,6} )?comments?:?(?: ?\(\d{1,6}\))?$", _I)
"""Such a head too, but also a button: it ends the article only where little stands below it."""
_CASUALTY = re.compile(
    r"\b(?:kill|dead|death|die[sd]?\b|dying|wound|injur|casualt|fatal|missing|shot\b|shoot|murder|massacre|"
    r"victim|bod(?:y|ies)\b|"
    r"slain|hurt\b|perish|toll\b|homicide|suicide|stab|drown|lives\b)",
    _I,
)
_CREDIT = re.compile(
    r"\s?[(\[](?:(?:ap |reuters )?photo|image|picture|credit|source|file|video|courtesy|getty)\b[^()\[\]]{0,80}[)\]]\.?$", _I
)
_ADDRESS = re.compile(r"\S{0,20}?(?:https?://\S+|www\.\S+|\S+@\S+\.\w{2,8}|@\w{2,30})(?: [|/] )?$", _I)
_SITE = re.compile(
    r"\s+[-–—|:]\s+[^-–—|]{0,80}(?:\b(?:news|weather|sports|tv|radio|fm|online|times|post|herald|tribune|"
    r"gazette|daily|journal|\w+\.com|"
    r"[KW][A-Z]{2,3}(?:-TV|\d{1,2})?|(?:abc|nbc|cbs|fox|cnn|bbc) ?\d{0,2})\b)[^-–—|]{0,60}$",
    _I,
)
_EDITORIAL = re.compile(
    r"\s?\[(?:[\w ]{0,30}\b(?:indistinct|omitted|as (?:heard|received|published|printed|given))|(?:begin|"
    r"end) (?:video )?recording|text|excerpts?|"
    r"continued|report|communique|speech|statement|(?:station )?commentary|article|editorial(?: report)?|"
    r"interview|summary|signed|dated|"
    r"changes thought|corrects (?:him|her)self|applause|laughter|not further identified|expansion unknown|"
    r"(?:unidentified )?(?:reporter|speaker))\]",
    _I,
)
"""Marks that a monitoring service (FBIS, BBC Monitoring) sets into what it transcribes."""
_EDITORIAL_HEAD = re.compile(r"(?<=[-–—] )(?:\[[^\[\]]{2,100}\]\s?){2,5}")
"""Kind of item, speaker and [TEXT], as they follow a dateline."""
_HEAD, _SHORT, _PASSES = 5, 200, 6


def strip_boilerplate(found: Iterable[str], headline: str = "") -> list[str]:
    """Return an article's paragraphs without what surrounds them.

    >>> strip_boilerplate(["Posted: May 1, 2018 8:18 PM EST", "Two men died.", "Share", "Post a comment", "So sad"])
    ['Two men died.']
    """
    paragraphs = list(found)
    for _ in range(_PASSES):
        before, paragraphs = paragraphs, _strip_once(paragraphs, headline)
        if paragraphs == before:
            break
    return paragraphs


def _strip_once(found: list[str], headline: str) -> list[str]:
    """Strip what one look shows; taking one thing off may bare another, as a stamp behind a credit."""
    paragraphs = drop_repeats(found)
    title = _plain(headline)
    kept: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        if kept and _begins_comments(paragraphs, index):
            break
        text = paragraph
        if "[" in text:
            text = _EDITORIAL.sub("", _EDITORIAL_HEAD.sub(_without_marks, text)).strip()
        bare = _CREDIT.sub("", text) if text.endswith((")", "]", ").", "].")) else text
        credited, text = bare != text, bare
        if len(kept) < _HEAD:
            text = _without_head(text, headline, title)
        if text and not _is_noise(text, len(kept) < _HEAD, credited):
            kept.append(text)
    while kept and _ADDRESS.match(kept[-1]):
        kept.pop()
    while kept and _ADDRESS.match(kept[0]):
        kept.pop(0)
    return kept


def strip_headline(headline: str) -> str:
    """Return a headline without the name of the site behind it.

    >>> strip_headline("Two die in fire - WXYZ News 7 - Weather & Sports"), strip_headline("Blast - what we know")
    ('Two die in fire', 'Blast - what we know')
    """
    for _ in range(3):
        found = _SITE.search(headline)
        if not found or found.start() < 15 or _CASUALTY.search(found[0]):
            break
        headline = headline[: found.start()]
    return headline


def _begins_comments(paragraphs: list[str], index: int) -> bool:
    """Tell whether the readers' comments begin at a paragraph."""
    if _COMMENTS.match(paragraphs[index]):
        return sum(map(len, paragraphs[:index])) >= _SHORT or index * 2 >= len(paragraphs)
    if len(paragraphs[index]) > 30 or not _COMMENTS_LABEL.match(paragraphs[index]):
        return False
    return sum(map(len, paragraphs[:index])) > sum(map(len, paragraphs[index + 1 :]))


def _without_marks(found: re.Match[str]) -> str:
    return "" if _EDITORIAL.search(found[0]) else found[0]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _without_head(paragraph: str, headline: str, title: str) -> str:
    """Return one of the first paragraphs without a repeated headline, a byline and a posted line."""
    text = paragraph
    if title and _plain(text[: len(headline) + 40]).startswith(title):
        rest = text[len(headline) :].lstrip(" -–—|:") if text.startswith(headline) else None
        if _plain(text) == title:
            return ""
        if rest and (_STAMP.match(rest) or (rest[0].isupper() and len(title.split()) >= 5 and len(rest) > _SHORT)):
            text = rest
    if byline := _BYLINE.match(text):
        text = text[byline.end() :]
    found = _STAMP.match(text)
    if found and (found.end() == len(text) or text[found.end()].isupper() or text[found.end()] in '("“'):
        return text[found.end() :].strip()
    found = _STAMP.search(text) if len(text) < _SHORT else None
    if found and found.end() >= len(text) - 2 and not text[: found.start()].rstrip().endswith((".", "!", "?")):
        return "" if not _CASUALTY.search(text) else text[: found.start()].strip()
    return text


def _is_noise(text: str, head: bool, credited: bool) -> bool:
    """Tell a paragraph that is no part of an article."""
    if _GALLERY.match(text) or not any(map(str.isalpha, text[:1000])) or ("|" in text and " " not in text):
        return True
    if len(text) <= _SHORT and _LABEL.match(text) and not (_CASUALTY.search(text) and len(text) > 25):
        return True
    if head and len(text) < 80 and _BARE_STAMP.match(text):
        return True
    if len(text) <= _SHORT and _LEAD.match(text) and text[-1] not in '.!?"”':
        return True
    if credited and len(text) < _SHORT and text[-1] not in '.!?"”' and not _CASUALTY.search(text):
        return True  # a caption without a sentence
    return len(text) < 600 and _FOOT.match(text) is not None and not (_CASUALTY.search(text) and len(text) > _SHORT)
