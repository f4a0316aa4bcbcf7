"""Says whom a claim blames: named, unknown or contested; suspected by others, accepted by the party itself, or denied
by it.

Blame is read from the claim's sentence (the agent behind "by", whose strikes they were, who is blamed or suspected)
and, where the next sentence goes on about it ("suspected the planes were either Iraqi or coalition", "no group
claimed", "X denied"), from that one too. Limits: a bare subject ("soldiers killed three") blames only when it is a
force or an armed group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from streams.reading.document import ClaimSpan, Document
from streams.reading.entities import Entities
from streams.reading.gazetteer import load_gazetteer
from streams.reading.lexicon import table
from streams.records import Perpetrator

Position = Literal["suspected", "accepted", "denied"]

_UNKNOWN = re.compile(
    r"\b(?:(?:un(?:known|identified|named)|masked|suspected|armed|hooded)\s+(?:\w+[ -]){0,2}?)(?:gunm[ae]n|"
    r"assailants?|attackers?|m[ae]n|warplanes?|planes?|jets?|aircraft|"
    r"drones?|militants?|persons?|people|bombers?|suspects?|assassins?|shooters?|perpetrators?|group|hitm[ae]n|"
    r"bandits|rebels|fighters)\b"
    r"|\b(?:gunm[ae]n|assailants?|(?:suicide )?bombers?|attackers?|bandits|arsonists?|hitm[ae]n|"
    r"shooters?)\b",
    re.IGNORECASE,
)
_ACT = (
    r"(?:air ?strikes?|airstrikes?|air raids?|strikes?|raids?|attacks?|bombings?|bombardments?|shelling|shootings?|"
    r"ambush(?:es)?|explosions?|blasts?|assaults?|"
    r"killed|wounded|injured|shot(?: dead)?|murdered|massacred|executed|slain|slaughtered|beheaded|gunned down|"
    r"hit|attacked|carried out|conducted|launched|fired|"
    r"stabbed|bombed|shelled|struck|kidnapped|abducted|ambushed|targeted|perpetrated|committed|claimed)"
)
_AGENT = re.compile(rf"\b{_ACT}(?: \w+){{0,3}}? by (?P<who>[^,.;:()\n]{{2,70}})", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:strikes?|airstrikes?|raids?|attacks?|warplanes|planes|jets|shelling|artillery|bombardment|bombs|rockets|"
    r"missiles|drones?|helicopters?|gunships|fire|forces|"
    r"troops|soldiers|fighters|militants|rebels|militia|militiamen|insurgents|guerrillas|terrorists|police|army|"
    r"military|coalition|paramilitaries|separatists)\b",
    re.IGNORECASE,
)
_OF = re.compile(r" (?:from|of|with|belonging to|loyal to|linked to) (?:the )?", re.IGNORECASE)
_REACH = 60
_CLAUSE = re.compile(
    r"[,.;:()\n](?=\s)|\b(?:and|but|when|after|before|while|that|as|in|on|from|by|of|to|with|were|was|said)\b "
)
_UNTIL = re.compile(r"\s(?:in|on|at|near|during|after|before|while|as|when|outside)\s")
_ACTS = re.compile(
    r"(?:(?!\b(?:was|were|been|being|died|be|is|are|dead|said|says?|told|"
    r"report(?:ed|s)|believed?|found|confirmed|investigat\w+|respond\w+|arriv\w+|called)\b)[^.;]){0,80}?\b(?:kill(?:ed|ing|s)|wound(?:ed|ing)|"
    r"injur(?:ed|ing)|shot|shoot|left|claim(?:ed|ing) the li|struck|"
    r"murder|execut|massacr|behead|bomb|opened fire|open fire|gunned|ambush|storm|raid|attack)",
    re.IGNORECASE,
)
_BLAMED = re.compile(
    r"\b(?:blam(?:ed?|es|ing)(?: it)?(?: on)?|putting the blame on|put the blame on|lay(?:ing)? the blame on|"
    r"pointed the finger at|pointing the finger at|accus(?:ed?|es|ing)|"
    r"attributed(?: \w+){0,3} to|held responsible)\s+(?P<who>[^,.;:()\n]{2,60})",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r" (?:was|were|has been|have been|is|are) (?:widely )?(?:blamed|accused|suspected)\b")
_SUSPECTED = re.compile(
    r"\b(?:suspect(?:s|ed)?|believ(?:e[sd]?)|thought)(?: that)?(?: (?:the|to|were|was|be|have|been|carried|out|by|"
    r"members|of|planes?|warplanes?|jets?|attackers?|gunmen|drones?|"
    r"aircraft|militants)\b)*\s*(?:either )?(?P<who>[^,.;:()\n]{2,60})",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r" (?:claimed|took|taken|accepted|claims|admitted)(?: (?:full|the))? (?:responsibility|credit|"
    r"attack)",
    re.IGNORECASE,
)
_CLAIMED_BY = re.compile(
    r"(?:responsibility|attack|bombing|strike)\w*(?: \w+){0,4}? (?:was |"
    r"were )?claimed by (?P<who>[^,.;:()\n]{2,60})",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r" (?:denied|denies|rejected) (?:\w+ ){0,3}?(?:responsib|involve|any|carry|attack|accus|charge|target|it\b|"
    r"the)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\b(?:no (?:one|group|organi[sz]ation|party)|nobody|none)\b", re.IGNORECASE)
_ACTOR = re.compile(
    r"\b(?:(?:US|U\.S\.|UN|NATO|[A-Z][\w’'-]+)-(?:led|backed)(?: [a-z-]+)? coalition|(?:international |anti-ISIS |"
    r"Arab |Saudi )?[Cc]oalition|"
    r"(?i:(?:government|regime|army|military|security|police|rebel|paramilitary|state|occupation|federal|"
    r"pro-government|opposition|border|naval|special|colonial)(?: \w+)? "
    r"(?:forces|troops|soldiers|fighters|army|aircraft|warplanes|planes|jets|security forces)|"
    r"soldiers|troops|army|military|police(?: officers?)?|deput(?:y|ies)|officers?|paramilitar(?:y|ies)|militants|"
    r"guerrillas|rebels|insurgents|militia(?:men)?|terrorists|"
    r"death squads?|separatists|jihadists|cartels?|gang members|NATO|security forces|extremists|settlers|mob|"
    r"bandits))\b"
)
_POSITIONS: tuple[tuple[re.Pattern[str], Position], ...] = (
    (_CLAIMED, "accepted"),
    (_CLAIMED_BY, "accepted"),
    (_DENIED, "denied"),
)
_STRENGTH = re.compile(
    r"\A(?:the|a|an|an alleged|alleged|suspected|either|both|local|some|several|two|three|members of|fighters from|"
    r"militants from|forces from|forces of)\s+",
    re.IGNORECASE,
)


class _Blame(NamedTuple):
    name: str | None
    position: Position
    text: str


def _actors(phrase: str, entities: Entities) -> list[str]:
    """Return the parties that a phrase names: armed groups, forces, countries by their adjective, organisations of
    the article."""
    found: dict[str, tuple[int, int]] = {}
    lowered = phrase.lower()
    for alias in table("armed_groups"):
        at = lowered.find(alias)
        if (
            at >= 0
            and (at == 0 or not lowered[at - 1].isalnum())
            and (at + len(alias) == len(lowered) or not lowered[at + len(alias)].isalnum())
        ):
            found.setdefault(phrase[at : at + len(alias)], (at, at + len(alias)))
    for match in _ACTOR.finditer(phrase):
        found.setdefault(match.group(), match.span())
    gazetteer = load_gazetteer()
    for match in re.finditer(r"\b[A-Z][\w.’'-]*(?: [A-Z][\w.-]+)*", phrase):
        code = gazetteer.country(match.group()) or gazetteer.country(match.group().split()[0])
        behind = phrase[match.end() : match.end() + 40]
        force = re.match(
            r" (?:\w+ )?(?:forces|army|troops|soldiers|military|warplanes|planes|jets|police|security forces|navy|"
            r"government|regime|militia|artillery|aircraft|rebels|militants)\b",
            behind,
        )
        if code and force:
            found[match.group() + force.group()] = (match.start(), match.end() + len(force.group()))
        elif code:
            found.setdefault(gazetteer.countries[code].name, match.span())
        elif any(match.group() == o["name"] or match.group() in o.get("aliases", ()) for o in entities.organisations):
            found.setdefault(match.group(), match.span())
    kept = [
        (name, span)
        for name, span in found.items()
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in found.values())
    ]
    kept.sort(key=lambda pair: pair[1])
    return [_STRENGTH.sub("", name) for name, _ in kept]


def _before(text: str, end: int) -> str:
    """Return the words of the clause that ends where a verb begins: its subject."""
    return re.split(r"[,.;:()\n]", text[max(0, end - _REACH) : end])[-1].strip()


def _blames(text: str, entities: Entities, follows: bool) -> Iterator[_Blame]:
    """Yield what a sentence blames; in a following one, only what plainly goes on about the event."""
    claimed: set[str] = set()
    for pattern, position in _POSITIONS:
        for match in pattern.finditer(text):
            who = match.groupdict().get("who") or _before(text, match.start())
            if _NOBODY.search(who):
                continue
            for name in _actors(who, entities)[-1:]:
                claimed.add(name)
                yield _Blame(
                    name,
                    position,
                    (who + text[match.start() : match.end()]).strip() if "who" not in match.groupdict() else match.group(),
                )
    for pattern in (_BLAMED, _SUSPECTED, _PASSIVE):
        for match in pattern.finditer(text):
            who = match.groupdict().get("who") or _before(text, match.start())
            for name in _actors(who, entities):
                if name not in claimed:
                    yield _Blame(
                        name, "suspected", match.group().strip() if "who" in match.groupdict() else who + match.group()
                    )
    if follows:
        return
    for match in _AGENT.finditer(text):
        names = _actors(_UNTIL.split(match["who"])[0], entities)
        for name in names[:2]:
            yield _Blame(name, "suspected", match["who"].strip())
    unknown = _UNKNOWN.search(text)
    if unknown and not any(name[0].isupper() for name in _actors(unknown.group(), entities)):
        yield _Blame(None, "suspected", unknown.group())
    for match in _OWN.finditer(text):
        if not _ACTS.match(text, match.end()):
            continue
        start = max(0, match.start() - _REACH)
        who = _CLAUSE.split(text[start : match.end()])[-1].strip()
        of = _OF.match(text, match.end())
        whose = _ACTS.match(text, of.end()) if of else None
        if of and whose and (names := _actors(text[of.end() : whose.end()], entities)):
            yield _Blame(names[0], "suspected", text[match.start() : of.end()] + names[0])
            continue
        for name in _actors(who, entities)[-1:]:
            yield _Blame(name, "suspected", who)


def perpetrators_of(claim: ClaimSpan, document: Document, entities: Entities) -> list[Perpetrator]:
    """Return whom a claim blames, each with how the blame stands; empty when nobody is blamed or described."""
    sentences = document.sentences
    if not 0 <= claim.sentence < len(sentences):
        own, following = document.headline, ""
    else:
        own = sentences[claim.sentence].text
        following = sentences[claim.sentence + 1].text if claim.sentence + 1 < len(sentences) else ""
    later = sentences[claim.sentence + 2].text if 0 <= claim.sentence < len(sentences) - 2 else ""
    blames = [*_blames(own, entities, False), *_blames(following, entities, True)]
    blames += [blame for blame in _blames(later, entities, True) if blame.position != "suspected"]
    found: dict[str | None, _Blame] = {}
    for blame in blames:
        known = found.get(blame.name)
        if known is None or known.position == "suspected":
            found[blame.name] = blame
    named = [name for name in found if name is not None]
    for name in named:
        for other in named:
            if name != other and name.lower() in other.lower() and found[name].position != "suspected":
                found[other] = found[name]._replace(name=other)
    accused = {blame.text: blame.name for blame in blames if blame.name and _BLAMED.match(blame.text)}
    contested = set(accused.values()) if len(set(accused.values())) > 1 and len(accused) > 1 else set()
    people: list[Perpetrator] = []
    for party, blame in found.items():
        if party is not None and any(party != other and party.lower() in other.lower() for other in named):
            continue
        if party is not None and party.islower() and party != "coalition" and any(not other.islower() for other in named):
            continue
        kind: Literal["named", "unknown", "contested"]
        kind = "unknown" if party is None else "contested" if party in contested else "named"
        people.append({"name": party, "type": kind, "position": blame.position, "text": blame.text})
    return people
