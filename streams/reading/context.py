"""Judge in what mode a casualty claim is made: told as fact, denied, feared, imagined, past history or a sum over years.

The scope is the tree: what governs the trigger ("threatened to kill", "denied that", "if"), and for time the words of the
sentence. Only what is asserted, disputed or feared may ring. Limits: irony, and denials two sentences later, are not seen.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from streams.reading.background import famed, habitual, last_year, refuted, rejected
from streams.reading.claims import Claim
from streams.reading.document import Sentence
from streams.reading.modality import modality_of
from streams.reading.quantities import WEEKDAYS
from streams.reading.tree import Tree

LARGE = 500
"""Few single attacks kill as many; disasters and massacres do, and the sentence then names them. Many may have to flee one."""
YEARLY = 50
"""From here on a number "in 2025", told in 2026, is a year's sum."""
ONE_EVENT = re.compile(
    r"\b(?:earthquake|quake|tsunami|flood(?:s|ing)?|cyclone|hurricane|typhoon|storm|landslide|mudslide|avalanche|"
    r"eruption|explosion|blast|bombing|bomb|attack|massacre|stampede|crash|sinking|sank|capsized?"
    r"|collapse[ds]?|fire|airstrikes?|strikes?|invasion|battle|offensive|outbreak|epidemic|heat ?wave|dam|ferry|"
    r"ship|derail\w+|crush|disaster|shelling|poison\w*|leak|today|yesterday|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b",
    re.I,
)
_SINCE = re.compile(
    r"\bsince (?!(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|dawn|midnight|this morning|"
    r"last night|early|then,|\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"(?! \d{4})))[\w' ]{3,60}",
    re.I,
)
_PERIOD = re.compile(
    r"\b(?:so far this (?:year|month)|this year|last year|an average of"
    r"|nationally|statistics|across the (?:country|nation|state)|since (?:the (?:war|conflict|start|beginning|"
    r"outbreak|uprising|insurgency|fighting|civil|revolution|coup|year|1\d\d\ds?)|then|january|february"
    r"|march|april|may|june|july|august|september|october|november|december|19\d\d|20\d\d|early|late|mid|at least)"
    r"|(?:in|over|during|for|within|throughout) (?:the )?(?:past|last|previous|recent|first|preceding) (?:few |"
    r"several |\w{2,9} |\d{1,3} )?(?:years?|months?|decades?|weeks|quarters?)"
    r"|in recent (?:years|months|weeks|decades)|over the years|over (?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|"
    r"twenty) years|a decade of (?:war|conflict|fighting|violence)|(?:\w+|\d+)-year(?:-long|-old)? (?:civil )?(?:war|"
    r"conflict|insurgency|struggle|reign)|(?:years|decades|months) of (?:war|conflict|fighting|violence|military|"
    r"repression|terror|civil|unrest)|(?:\w+|\d+) (?:years|months|decades) of (?:the )?[\"“']?(?:total |"
    r"civil )?war|in only \w+ (?:months|years|weeks)"
    r"|(?:during|in|of) the (?:civil |cold |world |vietnam |korean |gulf |second world |first world |guerrilla |"
    r"dirty )?(?:war|dictatorship|holocaust|genocide)\b|world war|to date|throughout the (?:war|conflict|year|"
    r"decade)"
    r"|between (?:january|february|march|april|may|june|july|august|september|october|november) and (?:february|march|april|"
    r"may|june|july|august|september|october|november|december)\b|in the (?:first|second|third|last|fourth) (?:half|quarter) of "
    r"(?:the|this|last) year|\b(?:ended|closed|finished) (?:19|20)\d\d with"
    r"|in this decade|year-to-date|the (?:year|decade) (?:before|of)|(?:the )?19[0-8]0s|in \d{1,2} years|the (?:war|conflict|"
    r"violence|insurgency) (?:has|had) (?:killed|claimed|left|cost|caused)|(?:war|conflict|insurgency|offensive|"
    r"invasion|crackdown|uprising|rebellion|repression)\b[^.;:]{0,60}\b(?:has|have|had) (?:already |so far |now )?"
    r"(?:killed|claimed|left|cost|caused|resulted|yielded|taken|produced))\b",
    re.I,
)
_NEARBY = re.compile(
    r"\b(?:(?:each|every|per) (?:year|month|week|day)|a year\b|annually|on average|nationwide|statewide|"
    r"during (?:january|february|march|april|may|june|july|august|september|october|november|december)(?! \d)"
    r"|in \w+ alone|(?:in|within) (?:less|more|fewer|under) than (?:\d+|\w+) (?:hours|days|weeks|months|years)|"
    r"during (?:this|that) (?:period|month|week|year)|(?:during|in|over) the (?:past |last |first )?(?:\d+|two|"
    r"three|four|five|six|seven|eight|nine|ten|several) (?:days|weeks|months|years)"
    r"|(?:dozens|hundreds|scores|more than \d+|\d\d+|over \d+) (?:bombs?|attacks|shootings|incidents|bombings|"
    r"raids|clashes)|combat operations|(?:a|this|past|last) (?:week|month|year)'s)\b",
    re.I,
)
_ROUNDUP = re.compile(
    r"\b(?:(?:separate|unrelated|weekend|citywide|overnight|recent|several|multiple|different|those|these|such|"
    r"gun) (?:\w+ )?(?:shootings|attacks|incidents|homicides|crashes|killings|violence)"
    r"|in (?:shootings|attacks|homicides|accidents|crashes) (?:in|across|around|throughout|over|this|since|"
    r"citywide)|citywide|shootings across)\b",
    re.I,
)
_LONG_AGO = re.compile(
    r"\b(?:(?:\w+|\d{1,3}) (?:years|decades|centuries) (?:ago|earlier|before|prior)|(?:a )?(?:year|decade|"
    r"century) ago|anniversary|decades? ago|in memory of|commemorat\w+|"
    r"(?:the|his|her|their) childhood|years later|centur(?:y|ies)|last year's|let us (?:recall|remember)|back in (?:19|20)\d\d)\b",
    re.I,
)
_YEAR = re.compile(
    r"(?<![\d,.$-])(?<!\bat )(1[5-9]\d\d|20\d\d)(?![\d-]|,\d|\.\d| (?:people|dead|killed|soldiers|miles|block)"
    r"| (?:hours|hrs|gmt|local|today|yesterday|tonight|this (?:morning|afternoon|evening)|on \d))",
    re.I,
)
"""A year; four digits behind "at" or before "hours", "this morning" are a time of day."""
_BEGUN = re.compile(
    r"\b(?:began|begun|founded|elected|born|since|enacted|ratified|appointed|signed|formed|created|treaty|law)\b"
)
_FICTION = re.compile(
    r"\b(?:movies?|films?|novels?|sitcom|thriller|screenplay|fictional|video ?games?|box office|storyline|"
    r"episodes?|soap opera|playwright|comic book|fairy tale|musical|"
    r"spoilers?|drill|mock|simulated|simulation|tabletop exercise|scenario|hypothetical|premiere[ds]?|protagonist|"
    r"the plot of|season finale)\b",
    re.I,
)
_DAYS = WEEKDAYS | {"today", "yesterday", "tonight"}
_OF_OLD = frozenset({"ago", "earlier", "years", "year", "decades", "decade", "marks", "marked", "anniversary"})
_NEXT_TIME = re.compile(r"\b(?:the next|any) time\b(?! (?:he|she|they|it|we)\b)", re.I)
_NATURAL = re.compile(
    r"\b(?:natural causes|cancer|heart (?:attack|failure|disease|condition)|cardiac arrest|pneumonia|old age|"
    r"leuk[a]?emia|long illness|brief illness|short illness|in (?:his|her) sleep|"
    r"alzheimer|dementia|parkinson|lung disease|kidney failure|liver|tumou?r|aids\b|illness|complications|stroke|"
    r"diabetes|overdose[ds]?|(?:passed away|died) peacefully|died (?:on )?(?:\w+ )?at (?:his|her) home\b"
    r"|die[sd] [^.;]{0,40}\b(?:at|aged|age) (?:[89]\d|1[01]\d)\b)",
    re.I,
)
_EXPRESSIVE = re.compile(
    r"\b(?:dying to|to die for|died down|die[sd]? out|die-hard|dead (?:tired|serious|wrong|last|set|even)|"
    r"dead-end|killing time|over the (?:dead )?bod(?:y|ies)|scared to death|bored to death|"
    r"over my dead body|kill(?:s|ed|ing)? off|kill(?:s|ed|ing)? (?:the|an?|his|her|its|their|any|all) (?:[\w'’-]+ ){0,2}"
    r"(?:bills?|hopes?|deal|game|match|plans?|proposal|amendment|project|momentum|mood|measure|legislation|tie|contest)\b|"
    r"(?:killed|wounded|slain|slaughtered|murdered|executed|hurt) by (?:an?|the|his|her|its|their) (?:\w+ ){0,2}(?:scandals?|voters?|vote|"
    r"electorate|critics|markets?|press)\b|killing it|killed it|killer (?:app|whale|instinct)|life or death|matter of life)\b",
    re.I,
)


class Judgement(NamedTuple):
    """How a claim is made. ``void`` means that it tells of no casualty at all (an idiom, an illness)."""

    modality: str
    cumulative: bool = False
    period: str | None = None
    void: bool = False


def judge(sentence: Sentence, claim: Claim, published: datetime | None, headline: bool = False) -> Judgement:
    """Return the mode in which ``claim`` of ``sentence`` is made; ``published`` dates history.

    A number of deaths in a year, and a war's total, is cumulative; one person's death years ago is historical.
    """
    tree = Tree(sentence.tokens)
    text = sentence.text
    if _EXPRESSIVE.search(text) or _void(tree, claim, text):
        return Judgement("asserted", void=True)
    modality = modality_of(tree, claim)
    at = tree.tokens[claim.trigger].start - sentence.start
    if modality == "asserted" and (_asked(tree, claim, text) or _FICTION.search(text) or _NEXT_TIME.search(text[:at])):
        modality = "hypothetical"
    if modality == "asserted" and not headline and habitual(tree, claim):
        modality = "hypothetical"
    if any(v.none for v in claim.victims) or _excluded(tree, claim) or refuted(text, at) or rejected(text[:at]):
        modality = "denied"
    period = _period(text, at)
    if _counts_many(claim) and not _sudden(text) and (period or _sum(claim, text, published)):
        return Judgement(modality, True, period.group(0) if period else None)
    if modality in ("asserted", "feared") and (
        (_historical(text, published) and not _of_this_week(tree, claim.trigger))
        or famed(text, published)
        or (sentence.index > 0 and last_year(text, published))
    ):
        modality = "historical"
    return Judgement(modality)


def _period(text: str, at: int) -> re.Match[str] | None:
    """Return the words by which a number is a sum over time or over many events; vaguer ones must stand near ``at``."""
    wide = _PERIOD.search(text) or _ROUNDUP.search(text)
    if wide:
        return wide
    return next((m for m in _NEARBY.finditer(text) if min(abs(m.start() - at), abs(m.end() - at)) <= 60), None)


def _excluded(tree: Tree, claim: Claim) -> bool:
    """Tell whether the victims themselves are denied: "not a single person", "neither he nor his wife", "no longer"."""
    at = claim.trigger
    if any(tree.low[i] == "longer" and i and tree.low[i - 1] == "no" for i in range(max(0, at - 4), at)):
        return True
    before = [(tree.low[v.start - 1] if v.start else "", tree.low[v.start]) for v in claim.victims]
    return all(word in ("not", "neither", "nor", "hardly") or first == "any" for word, first in before)


def _sum(claim: Claim, text: str, published: datetime | None) -> bool:
    """Tell whether a number is too large for one event that the sentence does not name, or grew since some day."""
    most = max((v.least for v in claim.victims), default=0)
    if most >= YEARLY and published is not None and re.search(rf"\b(?:in|during|throughout) {published.year - 1}\b", text):
        return True
    if most >= LARGE and claim.kind != "displaced" and not ONE_EVENT.search(text):
        return True
    return most > 9 and bool(_SINCE.search(text))


def _asked(tree: Tree, claim: Claim, text: str) -> bool:
    """Tell whether a claim is what a question asks; its relative clause ("bombs that killed six?") is taken for known."""
    if not text.rstrip("\"”’' ").endswith("?"):
        return False
    path = [claim.trigger, *tree.up(claim.trigger)]
    return not any(tree.tokens[i].dep in ("relcl", "acl", "advcl") for i in path)


def _sudden(text: str) -> bool:
    return bool(re.search(r"\b(?:today|yesterday|tonight|this morning|this afternoon)\b", text, re.I))


def _counts_many(claim: Claim) -> bool:
    return any(v.many or (v.quantity is not None and v.least > 1) for v in claim.victims) and all(
        v.reference != "name" for v in claim.victims
    )


def _void(tree: Tree, claim: Claim, text: str) -> bool:
    """Tell whether a single person died of an illness, or the trigger is part of a set phrase."""
    at = claim.trigger
    after = tree.low[at + 1] if at + 1 < len(tree.low) else ""
    if tree.low[at] in ("death", "murder", "suicide", "homicide") and after in (
        "threat",
        "threats",
        "squad",
        "squads",
        "penalty",
        "sentence",
        "sentences",
        "row",
        "trap",
        "camp",
        "camps",
        "certificate",
        "notice",
        "rate",
        "rates",
        "detectives",
        "unit",
        "investigators",
        "bombers",
        "bomber",
        "attack",
        "attacks",
        "capital",
        "mystery",
        "note",
        "prevention",
        "hotline",
        "watch",
    ):
        return True
    natural = claim.kind == "killed" and _NATURAL.search(text)
    return (
        bool(natural) and claim.least <= 1 and tree.tokens[at].lemma in ("die", "death", "succumb", "dead", "lose", "life")
    )


def _of_this_week(tree: Tree, at: int) -> bool:
    """Tell whether the harm itself has a day.

    "Killed 17 on Friday at a march for the dead of 1988" has one, "tried on Friday for killing two in 1995" has none.
    """
    return any(low in _DAYS and not _is_of_old(tree, day) and _hangs_on(tree, day, at) for day, low in enumerate(tree.low))


def _is_of_old(tree: Tree, day: int) -> bool:
    """Tell whether a day stands beside "ago" and its like, or before a year: "on Friday 30 years ago"."""
    behind = tree.low[day : day + 6]
    years = any(len(word) == 4 and word.isdigit() for word in behind)
    return years or not _OF_OLD.isdisjoint(tree.low[max(0, day - 4) : day] + behind)


def _hangs_on(tree: Tree, day: int, at: int) -> bool:
    """Tell whether a word depends on the word ``at``, with no verb between them."""
    for governor in tree.up(day):
        if governor == at or tree.verb(governor):
            return governor == at
    return False


def _historical(text: str, published: datetime | None) -> bool:
    """Tell whether the sentence places its event long before publication."""
    if _LONG_AGO.search(text):
        return True
    if published is None:
        return False
    years = [int(m[1]) for m in _YEAR.finditer(text) if not _BEGUN.search(text, max(0, m.start() - 30), m.start())]
    return bool(years) and max(years) < published.year - 1
