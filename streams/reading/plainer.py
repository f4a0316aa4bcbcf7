"""Make a sentence plainer for the parser, keeping account of every character.

The small model stumbles over what news is full of: ages between commas ("Ana Doe, 24, and her son were found"), ages as
nouns ("2-year-old dies"), acronyms in brackets, capitals of headlines. They are taken out or replaced by a plain word
before the parse and put back after it; with them out, fewer subjects are lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from streams.articles.capitals import in_capitals, restore

_AGED = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty)"
)
_YEAR_OLD = re.compile(
    rf"\b{_AGED}(?: ?- ?|\s)(?:and-a-half-)?(?:year|month|week|day)s?(?: ?- ?|\s)?olds?\b(?P<next>\s+[\w’'-]+)?", re.I
)
_AGE = re.compile(
    r"(?<=[\w.\"”’)])(?P<open>, | \()(?:aged? |of age )?(?P<age>\d{1,3})(?P<close>,(?= )|\)|(?=[.;]\s|[.;]?$))"
)
_BRACKET = re.compile(
    r"(?<=\w) [\[(](?:[A-Z][A-Z.&/-]{1,9}|[A-Z][a-z]{1,9} omitted|words indistinct|as (?:received|heard))[\])](?=[\s,.;:]|$)"
)
_PREFIX = re.compile(r"\b(?:ex|co|step|half|great)-(\w+)\b", re.I)
_IN_LAW = re.compile(r"\b(\w+)-in-laws?\b", re.I)
_PASSER = re.compile(r"\bpassers?-by\b", re.I)
_SHOT_DEAD = re.compile(
    r"(?<=\bshot) dead(?= (?:an?|the|his|her|their|one|two|three|four|five|six|seven|eight|nine|ten|\d+) [\w-])", re.I
)
_GRAVITY = re.compile(r"\b(?:non-?\s?)?life[- ]threatening\b", re.I)
_DATELINE = re.compile(
    r"(?P<place>(?:[A-Z][\w.'’/-]{0,20},? ){0,4}[A-Z][\w.'’/-]{1,20}(?:, (?:\d{1,2} )?[A-Z][a-z.]{2,9}(?: \d{1,4})?)?) ?"
    r"(?P<open>\([^()]{2,60}\) ?)?(?:--|–|—|-(?= ))\s{0,3}(?:\[[^\[\]]{2,40}\]\s{0,3}){0,3}(?=[\"“A-Z0-9])"
)
_LEAD_IN = re.compile(r"As a result (?=(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|\d+|at least) )", re.I)
"""Without a comma behind it, the parser takes what follows for a part of it."""
_NOUN_USE = frozenset(
    "who that was were is are has had have and or in at on from with after before during when while by to dies "
    "died die shot killed found dead wounded injured hit struck"
    " said says told as but into inside near outside accidentally fatally critically being missing recovering "
    "whose home for of over playing visiting walking".split()
)


class Gap(NamedTuple):
    """A word taken out: it comes back as a token that hangs ``back`` tokens before itself."""

    text: str
    tag: str
    dep: str
    back: int
    start: int
    end: int


class Plainer(NamedTuple):
    """A plainer sentence: its text, what was taken out, and where each stretch of it stood."""

    text: str
    gaps: tuple[Gap, ...]
    anchors: tuple[int, ...]
    sources: tuple[tuple[int, int, int], ...]
    """(start in the plain text, start in the sentence, length in the sentence or 0 for unchanged text)."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the stretch ``start`` to ``end`` of the plain text stands in the sentence."""
        at, origin, length = self.sources[bisect_right(self.anchors, start) - 1]
        if length:
            return origin, origin + length
        return origin + start - at, origin + end - at


def _edits(text: str) -> list[tuple[int, int, str, tuple[Gap, ...]]]:
    found: list[tuple[int, int, str, tuple[Gap, ...]]] = []
    line = _DATELINE.match(text)
    if line and (
        line["open"] or any(w.isupper() and len(w) > 2 for w in line["place"].split()) or len(line["place"].split()) < 4
    ):
        found.append((0, line.end(), "", ()))
    if lead := _LEAD_IN.match(text):
        found.append((0, lead.end(), "", ()))
    for m in _YEAR_OLD.finditer(text):
        end = m.start("next") if m["next"] else m.end()
        follower = (m["next"] or "").strip().lower()
        plural = m[0].partition(" ")[0].lower().endswith("olds")
        noun = plural or not follower or follower in _NOUN_USE
        word = "children" if plural else "child" if noun else "young"
        found.append((m.start(), end, word.capitalize() if m.start() == 0 else word, ()))
    for m in _AGE.finditer(text):
        if (m["open"] == " (" and m["close"] != ")") or not 0 <= int(m["age"]) < 116:
            continue
        gap = [
            Gap(",", ",", "punct", 1, m.start(), m.start() + 1),
            Gap(m["age"], "CD", "age", 2, m.start("age"), m.end("age")),
        ]
        if m["close"]:
            gap.append(Gap(m["close"], ",", "punct", 3, m.start("close"), m.end("close")))
        found.append((m.start(), m.end(), "", tuple(gap)))
    for m in _SHOT_DEAD.finditer(text):
        found.append((m.start(), m.end(), "", (Gap("dead", "JJ", "oprd", 1, m.start() + 1, m.end()),)))
    found += [(m.start(), m.end(), "", ()) for m in _BRACKET.finditer(text)]
    found += [(m.start(), m.end(), m[1], ()) for kin in (_PREFIX, _IN_LAW) for m in kin.finditer(text)]
    found += [(m.start(), m.end(), "bystander" if m[0][-4] != "s" else "bystanders", ()) for m in _PASSER.finditer(text)]
    found += [(m.start(), m.end(), "minor" if m[0][0] in "nN" else "grave", ()) for m in _GRAVITY.finditer(text)]
    return sorted(found, key=lambda e: e[:2])


def simplify(text: str) -> Plainer:
    """Return ``text`` plainer, with account of every change.

    >>> p = simplify("Ana Doe, 24, and a 2-year-old boy died")
    >>> p.text, p.span(14, 19)
    ('Ana Doe and a young boy died', (19, 29))
    """
    if "\n" in text or "\xa0" in text:
        text = text.replace("\n", " ").replace("\xa0", " ")
    if in_capitals(text):
        text = restore(text)
    pieces: list[str] = []
    sources: list[tuple[int, int, int]] = []
    gaps: list[Gap] = []
    at, length = 0, 0
    for start, end, word, gap in _edits(text):
        if start < at:
            continue
        sources.append((length, at, 0))
        pieces.append(text[at:start])
        length += start - at
        if word:
            sources.append((length, start, end - start))
            pieces.append(word)
            length += len(word)
        gaps += gap
        at = end
    sources.append((length, at, 0))
    pieces.append(text[at:])
    return Plainer("".join(pieces), tuple(gaps), tuple(s[0] for s in sources), tuple(sources))


_LEAD = re.compile(
    r"\W{0,3}(?:update[ds]?\d{0,2}|police|cops|sheriff|officials?|breaking(?: news)?|coroner|authorities|report|"
    r"video|photos?|watch|exclusive|developing|fire officials|da|chief|lapd|nypd|"
    r"state police|[a-z]{3,12} police|investigators|prosecutors?|reports|deputies|new|names released)\s?:\s",
    re.I,
)
_TAIL = re.compile(
    r"\s+[|–—-]\s+(?:[^|–—-]|(?<=\w)-(?=\w)){2,60}$|\s*\|.*$|: (?:police|cops|sheriff|officials?|coroner|report|"
    r"authorities|deputies|da|prosecutors?|[A-Z]?[a-z]{2,12} police)\s*$",
    re.I,
)


def plain_headline(headline: str) -> str:
    """Return a headline without its site's name and without the capitals of title case, of no greater length.

    >>> plain_headline("Man Shot, Killed Near His Home in Tulsa - WXYZ News 5")
    'Man shot, killed near his home in Tulsa'
    """
    lead = _LEAD.match(headline)
    shorter = " " * lead.end() + headline[lead.end() :] if lead and len(headline) - lead.end() > 15 else headline
    for _ in range(3):
        cut = _TAIL.sub("", shorter)
        if cut == shorter or len(cut.split()) < 4:
            break
        shorter = cut
    found = re.findall(r"[^\W\d_]{4,}", shorter)
    if len(found) > 2 and sum(w[0].isupper() for w in found) >= 0.75 * len(found):
        bare = shorter.lstrip()
        raised = bare.upper()
        return " " * (len(shorter) - len(bare)) + restore(raised) if len(raised) == len(bare) else shorter
    return shorter
