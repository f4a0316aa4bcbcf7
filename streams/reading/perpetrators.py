"""Says whom a claim blames: named, unknown or contested; suspected by others, accepted by the party itself, or denied
by it.

Blame is read from the claim's sentence (the agent behind "by", whose strikes they were, who is blamed or suspected)
and, where the next sentence goes on about it ("suspected the planes were either Iraqi or coalition", "no group
claimed", "X denied"), from that one too. Limits: a bare subject ("soldiers killed three") blames only when it is a
force or an armed group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from streams.reading.document import ClaimSpan, Document, Sentence
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
    r"stabbed|bombed|shelled|struck|kidnapped|abducted|ambushed|targeted|perpetrated|committed|claimed|"
    r"hacked(?: to death)?|torched|planted|laid|staged)"
)
_AGENT = re.compile(rf"\b{_ACT}(?: \w+){{0,3}}? by (?P<who>[^,.;:()\n]{{2,70}})", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:(?P<harm>(?:air ?|drone )?(?:strikes?|raids?|attacks?)|shelling|bombardments?|bombings?|ambush(?:es)?|gunfire|"
    r"fire(?! (?:drill|brigade|service|department|engine|station|chief|crew)))|"
    r"(?:war)?planes?|jets?|aircraft|artillery|bombs?|rockets?|missiles?|shells?|mortars?|drones?|helicopters?|gunships?|"
    r"gunboats?|warships?|tanks|snipers?|forces|troops|soldiers|fighters|militants|rebels|militias?|militiamen|insurgents|"
    r"guerrillas|terrorists|jihadists|extremists|gunm[ae]n|"
    r"cartels?|factions?|gangs?|gang members|members|mercenaries|commandos|settlers|police|army|"
    r"military|coalition|paramilitaries|separatists)\b",
    re.IGNORECASE,
)
_VICTIM = re.compile(
    r" (?:\w+ly )?(?:(?:killed|wounded|injured)(?:(?: and| or) (?:\w+ )?(?:killed|wounded|injured))?|shot(?: dead)?|slain|ambushed|"
    r"murdered|missing)(?=\s*(?:[.,;:)\"”\n]|\Z)| (?:in|by|when|while|during|on|near|at(?! (?:least|most))|after|as|and \d)\b)|"
    r" (?:\w+ed|hit|struck|hurt|blown up) by\b",
    re.IGNORECASE,
)
"""Behind a force, these tell what it suffered: "more than 20 soldiers killed.", "rebels wounded by a shell"."""
_BESIDE = re.compile(
    r"\b(?:of|on|at|near|against|outside|to|into|inside|between|for|targeted|targeting|hit|killed|killing|wounded|wounding|"
    r"attacked|struck|ambushed)(?: (?:the|an?|its|their|two|three|several|some))?\Z",
    re.IGNORECASE,
)
"""Before a force, these tell that it is no subject: "near a checkpoint of the border forces"."""
_HARMED = re.compile(
    r"\b(?:killed|wounded|injured|hurt|slain|died|dead|deaths?|casualties|lives|perished)\b[^.;]{0,60}? "
    r"(?:in|by|after|from|during|under)\Z",
    re.IGNORECASE,
)
_DOER = re.compile(
    r"\b(?:before (?:he|she|they)|the (?:\w+ )?(?:attackers?|suspects?|gunm[ae]n|assailants?|shooters?|knifeman|bombers?|killers?)"
    r"(?:,[^,.;]{1,60},)?) "
    r"(?:was|were|had been|being)(?: then| later| also)? \Z",
    re.IGNORECASE,
)
"""Before "shot dead by police", these tell that the one who did harm was himself shot."""
_HARM = re.compile(
    r"\b(?:kill|dead\b|died|dies|dying|deaths?\b|wound|injur|hurt\b|bod(?:y|ies)\b|casualt|toll\b)", re.IGNORECASE
)
_DONE = re.compile(
    r"\b(?:bombs?|mines?|devices?|shells?|rockets?|missiles?|drones?|attacks?|raids?|strikes?|massacre|killings?|shootings?|"
    r"explosives) (?:was|were|is|had been|has been) (?:\w+ly )?(?:planted|laid|placed|carried out|fired|launched|committed|"
    r"perpetrated|staged|ordered) by (?P<who>[^,.;:()\n]{2,60})",
    re.IGNORECASE,
)
_AVOWED = re.compile(
    r" (?:said|says|announced|declared)(?: (?:in|on|via|through) (?:an? |its |the )?\w+)?(?: that)? (?:it|they|its (?:men|fighters|"
    r"forces)) (?:was|were|had been|is) behind\b|"
    r" (?:said|announced|declared)(?: (?:in|on|via|through) (?:an? |its |the )?\w+)?(?: that)? (?:it|they|its (?:men|fighters|"
    r"forces)) (?:had )?(?:carried out|fired|launched|staged|planted|detonated|killed)\b",
    re.IGNORECASE,
)
_OF = re.compile(r" (?:from|of|with|belonging to|loyal to|linked to) (?:the )?", re.IGNORECASE)
_REACH = 60
_FAR = 120
_CLAUSE = re.compile(
    r"[,.;:()\n](?=\s)|\b(?:and|but|when|after|before|while|that|as|in|on|from|by|of|to|with|were|was|said|against|near|at|outside|"
    r"during|targeting|into|inside|hit|struck|killed|wounded|attacked|targeted|ambushed|shelled|bombed|between|under|over)\b "
)
_UNTIL = re.compile(r"\s(?:in|on|at|near|during|after|before|while|as|when|outside)\s")
_ACTS = re.compile(
    r"(?:(?!\b(?:was|were|been|being|died|be|is|are|dead|said|says?|told|following|after (?!midnight|dark|dawn|noon|dusk|sun)|"
    r"report(?:ed|s)|believed?|found|confirmed|investigat\w+|respond\w+|arriv\w+|called|crash\w*|collid\w+|overturned|sank|"
    r"capsized)\b)[^.;]){0,80}?\b(?:kill(?:ed|ing|s)|wound(?:ed|ing)|injur(?:ed|ing)|shot|shoot|left|claim(?:ed|ing) the li|struck|"
    r"murder|execut|massacr|behead|bomb|opened fire|open fire|gunned|ambush|storm|raid|attack|hack(?:ed|ing)|stabb|"
    r"shell(?:ed|ing|s\b)|hits?\b(?! back)|strikes\b|slaughter|slew|slay|(?:burn(?:ed|t)|torch)(?! (?:the |their )?(?:bod|dead|carc))|"
    r"set fire|abduct|kidnap|fired|firing|pound|target|blew up|blow up|overr[au]n|lynch|tortur|"
    r"dropp(?:ed|ing) (?:[\w-]+ ){0,4}(?:bombs?|explosives?|grenades?|munitions?|barrels?|shells?)|"
    r"launch(?:ed|ing) (?:[\w-]+ ){0,3}(?:rockets?|missiles?|drones?|assaults?|offensive|incursion))",
    re.IGNORECASE,
)
_CRAFT = re.compile(r"(?:plane|jet|aircraft|helicopter)s?\b", re.IGNORECASE)
_BLAMED = re.compile(
    r"\b(?:blam(?:ed?|es|ing)(?: it)?(?: on)?|putting the blame on|put the blame on|lay(?:ing)? the blame on|"
    r"pointed the finger at|pointing the finger at|accus(?:ed?|es|ing)|"
    r"attributed(?: \w+){0,3} to|held responsible)\s+(?P<who>[^,.;:()\n]{2,60})",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r" (?:was|were|has been|have been|is|are) (?:widely )?(?:blamed|accused|suspected(?= (?:of|in|to|by)\b|\s*[,.;]|\Z))"
)
_DID = re.compile(
    r" (?:killed|wounded|injured|shot|attacked|ambushed|stormed|raided|opened|fired|abducted|kidnapped|struck|hit|burned|"
    r"bombed|shelled|hacked|detonated|blew|entered|invaded|overran|targeted|dropped)\b"
)
"""Verbs behind those who are suspected, before what they did it to."""
_SAID = re.compile(r"\b(?:said|says|told|believe[sd]?|that)\b")
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
    r"(?i:(?:government|regime|junta|army|military|security|police|rebel|paramilitary|state|occupation|federal|"
    r"pro-government|opposition|border|naval|special|colonial)(?: \w+)? "
    r"(?:forces|troops|soldiers|fighters|army|aircraft|warplanes|planes|jets|security forces|artillery|helicopters?|gunships?|"
    r"drones?|rockets?|missiles?|mortars?|shells?|shelling|bombs?|gunboats?|warships?|(?:air ?)?strikes?|snipers?)|junta|"
    r"soldiers|troops|army|military|police(?: officers?)?|deput(?:y|ies)|officers?|paramilitar(?:y|ies)|militants|"
    r"guerrillas|rebels|insurgents|militia(?:men)?|terrorists|"
    r"death squads?|separatists|jihadists|cartels?|gang members|gangs|mercenaries|commandos|NATO|security forces|extremists|settlers|mob|"
    r"bandits))\b"
)
_FOLLOWERS = re.compile(
    r"\b(?:(?:dissidents?|dissident \w+|defectors|factions?|remnants|splinter groups?) (?:of|from) (?:the )?|"
    r"(?:factions?|fighters|militia(?:s|men)?|forces|groups?|rebels|militants|gunmen) "
    r"(?:backed|supported|armed|funded|allied|aligned|loyal|linked) (?:by|with|to) (?:the )?)"
    r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*|\b[A-Z]\w+-(?:backed|allied|aligned|linked|supported) (?:\w+ )?"
    r"(?:factions?|fighters|militia(?:s|men)?|forces|groups?|rebels|militants)\b"
)
"""Those who broke with a party or are paid by it are not that party."""
_BAND = re.compile(
    r"\b(?P<name>[A-Z][\w’'-]*(?: (?:de |del |la )?[A-Z][\w’'-]*)*) (?:gangs?|cartel|militia|coalition|front|faction|brigade|clan|"
    r"guerrillas|rebels|armed group|jihadists)\b"
)
_POSITIONS: tuple[tuple[re.Pattern[str], Position], ...] = (
    (_CLAIMED, "accepted"),
    (_CLAIMED_BY, "accepted"),
    (_AVOWED, "accepted"),
    (_DENIED, "denied"),
)
_ARTICLE = re.compile(
    r"(?:The|An?|Two|Three|Four|Several|Some|Suspected|Alleged|Members|Fighters|Both|As|When|After|In|By) "
)
_STRENGTH = re.compile(
    r"\A(?:the|a|an|an alleged|alleged|suspected|either|both|local|some|several|two|three|members of|fighters from|"
    r"militants from|forces from|forces of)\s+",
    re.IGNORECASE,
)


_NAME = re.compile(r"\b[A-Z][\w.’'-]*(?: [A-Z][\w.-]+)*")
_FORCE = re.compile(
    r" (?:\w+ )?(?:forces|army|troops|soldiers|military|warplanes|planes|jets|police|security forces|navy|"
    r"government|regime|militia|artillery|aircraft|rebels|militants|fighters|mercenaries|commandos|settlers)\b"
)


def _start(match: re.Match[str]) -> int:
    """Return where a name begins behind the article that was taken for its first word: "An Israeli"."""
    start = match.start()
    while article := _ARTICLE.match(match.string, start, match.end() + 1):
        start = article.end()
    return min(start, match.end())


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
    for match in _FOLLOWERS.finditer(phrase):
        found.setdefault(match.group(), match.span())
    gazetteer = load_gazetteer()
    for match in _BAND.finditer(phrase):
        start = _start(match)
        if start < match.end("name") and not gazetteer.country(phrase[start : match.end("name")]):
            found.setdefault(phrase[start : match.end()], (start, match.end()))
    for match in _NAME.finditer(phrase):
        start = _start(match)
        name = phrase[start : match.end()]
        if not name:
            continue
        code = gazetteer.country(name) or gazetteer.country(name.split()[0])
        force = _FORCE.match(phrase, match.end())
        if code and force:
            found[name + force.group()] = (start, force.end())
        elif code:
            found.setdefault(gazetteer.countries[code].name, (start, match.end()))
        elif any(name == o["name"] or name in o.get("aliases", ()) for o in entities.organisations):
            found.setdefault(name, (start, match.end()))
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
    for pattern in (_BLAMED, _SUSPECTED, _PASSIVE, _DONE):
        for match in pattern.finditer(text):
            who = match.groupdict().get("who") or _SAID.split(_before(text, match.start()))[-1]
            for name in _actors(_DID.split(who)[0], entities):
                if name not in claimed:
                    yield _Blame(
                        name, "suspected", match.group().strip() if "who" in match.groupdict() else who + match.group()
                    )
    if follows:
        return
    for match in _AGENT.finditer(text):
        if _DOER.search(text[: match.start()][-_FAR:]):
            continue
        names = _actors(_UNTIL.split(match["who"])[0], entities)
        for name in names[:2]:
            yield _Blame(name, "suspected", match["who"].strip())
    unknown = _UNKNOWN.search(text)
    if unknown and not any(name[0].isupper() for name in _actors(unknown.group(), entities)):
        yield _Blame(None, "suspected", unknown.group())
    for match in _OWN.finditer(text):
        start = max(0, match.start() - _REACH)
        who = _CLAUSE.split(text[start : match.end()])[-1].strip()
        before = text[: match.end()].rstrip()[: -len(who)].rstrip()[-_FAR:]
        if match["harm"] and _HARMED.search(before):
            for name in _actors(who, entities)[-1:]:
                yield _Blame(name, "suspected", who)
            continue
        if _CRAFT.match(text, match.end() + 1):
            continue  # "army jets": the jets' turn comes
        act = _ACTS.match(text, match.end())
        if act and _CRAFT.fullmatch(match.group()) and act.group().endswith(("hit", "struck")):
            continue  # a plane that hit a hill
        if not act or _VICTIM.match(text, match.end()):
            continue
        if _BESIDE.search(before) and not match["harm"]:
            continue
        of = _OF.match(text, match.end())
        whose = _ACTS.match(text, of.end()) if of else None
        if of and whose and (names := _actors(text[of.end() : whose.end()], entities)):
            yield _Blame(names[0], "suspected", text[match.start() : of.end()] + names[0])
            continue
        for name in _actors(who, entities)[-1:]:
            yield _Blame(name, "suspected", who)


def perpetrators_of(
    claim: ClaimSpan, document: Document, entities: Entities, others: Sequence[ClaimSpan] = ()
) -> list[Perpetrator]:
    """Return whom a claim blames, each with how the blame stands; empty when nobody is blamed or described.

    Where its sentences name nobody, those of the ``others`` told of the same event do, or the one before, if all that
    it tells is an attack.
    """
    described: list[Perpetrator] = []
    for sentence in dict.fromkeys([claim.sentence, *(other.sentence for other in others if other.sentence >= 0)]):
        found = _parties(_blames_of(sentence, document, entities))
        if any(party["name"] for party in found):
            return found
        described = described or found
    before = claim.sentence - 1
    if not 0 <= before < len(document.sentences) or _HARM.search(document.sentences[before].text):
        return described
    return _parties(blame for blame in _blames(_told(document.sentences[before], document), entities, False) if blame.name) or described


def _blames_of(at: int, document: Document, entities: Entities) -> list[_Blame]:
    """Return what a sentence and the two behind it blame; the headline where there is no such sentence."""
    sentences = document.sentences
    if not 0 <= at < len(sentences):
        return [*_blames(document.headline, entities, False)]
    own, *behind = (_told(sentence, document) for sentence in sentences[at : at + 3])
    blames = [*_blames(own, entities, False)]
    for distance, text in enumerate(behind):
        blames += [blame for blame in _blames(text, entities, True) if not distance or blame.position != "suspected"]
    return blames


def _told(sentence: Sentence, document: Document) -> str:
    """Return a sentence without the dateline before it, which blames no country: "MAIDUGURI, Nigeria - A bomb killed nine"."""
    dateline = document.dateline
    return sentence.text[max(0, dateline.end - sentence.start) :] if dateline else sentence.text


def _parties(blames: Iterable[_Blame]) -> list[Perpetrator]:
    """Join what was blamed to one entry a party."""
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
