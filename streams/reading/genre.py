"""Tell by its words what kind of text tells of harm as no news: a review, a match, a drill, a trial, a memorial, a dig, a year's figures,
an obituary.

A kind needs several of its words, because a bomb may go off at a match and a fire may break out in a theatre: news of those
names its day beside the dead, or an office that says so, or has its dead in the headline, which no review does. Limits: what has
none of these is taken for its kind.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from streams.reading.document import Document

LEAD = 3
"""Sentences, with the headline, that say what a text is about."""


class Kind(NamedTuple):
    """A kind of text: the modality of what it tells.

    ``headed``: its headline says so too, and then neither a number there nor a day proves anything. ``played``: it tells of a match,
    where those who are beaten are killed every week. ``settled``: the number in a headline is of old, as in "Guilty of killing two".
    """

    modality: str
    headed: bool = False
    played: bool = False
    settled: bool = False


_OFFICE_SAID = re.compile(
    r"\b(?:police|sheriff\w*|deput(?:y|ies)|prosecutors?|coroner|hospitals?|doctors?|paramedics|rescuers|fire(?:fighters| service| brigade"
    r"| department)|minist(?:ry|er)|officials?|authorities|army|military|witnesses|residents)\b[^.;]{0,60}?\b(?:said|says|say|told|"
    r"confirmed|reported|announced|were called|arrested|added)\b|\b(?:said|according to) (?:the |a |an )?(?:\w+ ){0,2}"
    r"(?:police|officials?|authorities|prosecutors?|ministry|army)\b",
    re.I,
)
_DRILL = re.compile(
    r"\b(?:drills?|exercises?|simulations?) (?:in which|that simulated|simulating|designed)\b|\b(?:mock|simulated|staged|pretend) "
    r"(?:\w+ )?(?:attack|disaster|crash|shooting|emergency|casualt\w+|victims?|accident)\b|"
    r"\bfake (?:blood|wounds|injuries)\b|\b(?:shooter|disaster|emergency|evacuation|fire) drill\b|\bplay(?:ing)? victims\b|"
    r"\bpainted (?:wounds|injuries)\b|\bin (?:the|this) (?:imagined |made-up )?scenario,|"
    r"\bvolunteers?\b[^.]{0,60}\b(?:playing|posing as|played|acted as|drills?|exercise)\b",
    re.I,
)
_REAL = re.compile(
    r"\b(?:gone|went|goes) wrong|\b(?:live|real) (?:rounds?|ammunition|bullets?)|\baccident(?:al|ally)\b|\bby mistake\b", re.I
)
_GAME = re.compile(
    r"\b(?:video ?games?|consoles?|playstation|xbox|nintendo|gameplay|multiplayer|single-player|respawn\w*|nerf\w*|esports?|"
    r"frame rate|gamers?)\b",
    re.I,
)
_PLAYED = re.compile(
    r"\b(?:levels?|squad|players?|missions?|boss(?:es)?|quests?|sequel|developers?|studio|campaign|difficulty|controller|trailer|"
    r"your (?:men|team|squad|character)|hands on)\b",
    re.I,
)
_STAGE = re.compile(
    r"\b(?:operas?|playwright|libretto|thrillers?|novels?|novelist|sitcom|screenplay|box office|protagonist|heroine|final curtain|"
    r"staging|soprano|tenor|baritone|directed by|director|starring|season finale|finale|films?|movies?|cinemas?|tv series|drama|"
    r"musical|theatre|the plot|screen|chapters?|fiction|actors?|actress|cast|audience|sequel|sang|reviews?)\b",
    re.I,
)
_SPORT = re.compile(
    r"\b(?:match(?:es)?|season|league|goals?|half-?time|stoppage time|extra time|defenders?|strikers?|midfield\w*|goalkeeper|quarterback|"
    r"title|play-?offs?|coach|innings|wickets?|tournament|championship|fixtures?|kick-off|manager|sent off|visitors|touchdowns?|"
    r"bowlers?|batsm[ae]n|batters?|captain|squad|teammates?|penalt(?:y|ies)|derby|cup|scored|equaliser|rugby|football|cricket|hockey|tennis|semi-?finals?|referee|suspended)\b",
    re.I,
)
_MADE_UP = re.compile(
    r"\b(?:novels?|thrillers?|sitcom|screenplay|season finale|spoilers?|protagonist|box office|soap opera|fairy tale|fictional)\b",
    re.I,
)
SIDES = frozenset(
    "captain defender striker midfielder goalkeeper keeper quarterback bowler batter batsman forward winger pitcher champion visitor host "
    "side team opponent rival".split()
)
"""Those who play."""
_ARCHAEOLOGY = re.compile(
    r"\b(?:archa?eolog\w+|palaeo\w+|prehistoric|bronze age|iron age|stone age|medieval|\d,?000 years (?:ago|old))\b", re.I
)
_MEMORIAL = re.compile(
    r"\b(?:memorials?|statues?|monuments?|plaques?|anniversary|commemorat\w+|in memory of|remembrance|remembers?|wreaths?|cenotaph|"
    r"new book|documentary|historians?|memoirs?|biography|museum|exhibition)\b",
    re.I,
)
_VERDICT = re.compile(
    r"\b(?:(?:found|pleads?|pleaded) guilty|guilty of|convict(?:ed|ion)s?|verdict|jury|jurors|sentenced|jailed (?:for )?life|acquitt\w+|"
    r"court (?:had )?heard|court was told)\b",
    re.I,
)
_TRIAL = re.compile(
    r"\b(?:jury selection|jurors|opening statements?|closing arguments?|cross-examin\w+|go(?:es)? on trial|in the trial of)\b", re.I
)
_FIGURES = re.compile(
    r"\b(?:figures|statistics|data) (?:published|released|issued|compiled)\b|\b(?:figures|statistics|data) (?:\w+ ){0,5}shows?\b", re.I
)
_YEARS = re.compile(r"\b(?:last year|(?:the|a) year (?:before|earlier)|previous year|(?:second|third|fourth|fifth) year)\b", re.I)
_CHARGED = re.compile(
    r"\b(?:charged|arrest(?:ed)?|suspects?|accused|wanted|manhunt|search(?:ing)? for|investigat\w+)\b", re.I
)
_ILL = re.compile(
    r"\b(?:died|dies|has died|passed away|death)\b[^.;]{0,90}?\b(?:(?:of|from|after|following|with|to) (?:[\w-]+ ){0,4}?"
    r"(?:pneumonia|cancer|heart (?:failure|attack|disease)|cardiac arrest|stroke|leuka?emia|old age|natural causes|illness|dementia|"
    r"alzheimer\w*|parkinson\w*|(?:kidney|liver|lung|multiple organ) failure)\b|in (?:his|her) sleep\b)|"
    r"\b(?:died|passed away) peacefully\b",
    re.I,
)
_MOURNED = re.compile(
    r"\b(?:his|her|the (?:\w+ )?\w+['’]s) (?:\w+ )?(?:agent|publicist|manager|family|widow|widower|wife|husband|partner|son|daughter|"
    r"brother|sister|representatives?|publisher|record label|foundation|spokes\w+)\b|\b(?:He|She) was (?:[4-9]\d|1[01]\d)\b|"
    r"\b(?:dies|died|dead),? (?:at|aged) (?:[4-9]\d|1[01]\d)\b"
)
_NOT_ILL = re.compile(
    r"\b(?:wound(?:s|ed)?|shot|shooting|stabb\w+|beat(?:en|ing)|tortur\w+|crash|blast|bomb(?:ing|ed)?|(?<!heart )attack\w*|explosion|"
    r"injur\w+|prison\w*|guards?|jail\w*|custody|detention|detained|inmates?|police|protest\w*|hunger|poison\w*|heat|outbreak|"
    r"epidemic|virus|cholera|ebola|covid\S*|measles|people|patients|children(?!['’]s)|residents|others|cases|victims|fire|flood\w*|"
    r"smoke)\b",
    re.I,
)
_WORK = re.compile(
    r", (?:who|whose|which|best known|known|famous)\b[^,.;]*\b(?:parts?|roles?|films?|novels?|portray\w*|play(?:ed|ing)|songs?|star\w*|"
    r"awards?|books?|series|characters?)\b[^,.;]*,",
    re.I,
)
"""What an artist is known for, which may be full of the dead."""


def kind_of(document: Document, fresh: bool = False) -> Kind | None:
    """Return the kind of a text that tells of no fresh harm, or None for news; ``fresh`` when its lead names a day near publication."""
    text = f"{document.headline}\n{document.text}"
    if _DRILL.search(text) and not _REAL.search(text):
        return Kind("hypothetical", True)
    lead = "\n".join([document.headline, *(s.text for s in document.sentences[:LEAD])])
    if len(_distinct(_ARCHAEOLOGY, text)) > 1 or (len(_distinct(_VERDICT, lead)) > 1 and not _CHARGED.search(lead)):
        return Kind("historical", settled=True)
    if _is_obituary(document):
        return Kind("historical", True)
    figures = _FIGURES.search(lead) and len(_distinct(_YEARS, lead)) > 1
    if figures or len(_distinct(_TRIAL, lead)) > 1 or len(_distinct(_MEMORIAL, lead)) > 1:
        return Kind("historical", settled=not fresh)
    if _OFFICE_SAID.search(text):
        return None
    sport = len(_distinct(_SPORT, text))
    made_up = _MADE_UP.search(lead) or (_GAME.search(text) and _PLAYED.search(text))
    if made_up or sport > 2 or (not fresh and len(_distinct(_STAGE, text)) > 2):
        headed = bool(_MADE_UP.search(document.headline) or _GAME.search(document.headline))
        return Kind("hypothetical", headed, sport > 2)
    return None


def _is_obituary(document: Document) -> bool:
    """Tell whether a text begins with one person's natural death, told by those who mourn; an outbreak and a victim's wounds are none."""
    lead = " ".join([f"{document.headline}.", *(s.text for s in document.sentences[:LEAD])])
    deaths = [text for s in document.sentences[:2] if _ILL.search(text := _WORK.sub(",", s.text))]
    return bool(deaths) and bool(_MOURNED.search(lead)) and not any(map(_NOT_ILL.search, [document.headline, *deaths]))


def _distinct(words: re.Pattern[str], text: str) -> set[str]:
    return {m[0].lower().rstrip("s") for m in words.finditer(text)}
