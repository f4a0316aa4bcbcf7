"""Gives text that a wire sent in capitals the case in which people, and a parser, read it; the length never changes.

The usual case of a word comes from ``casing``; a word that is not there is taken for a name, as unknown words of news
mostly are. Words that are names only now and then ("brown", "liberation", "county") are raised by their neighbours: a
title before a name, a name on both sides, a head noun such as "Front" or "County" at their end; and once a text has
raised a surname so, the surname stays raised. Acronyms keep their capitals when their letters are the initials of words
beside them, or when they cannot be spoken.

Of 69,893 words of 250 US news articles that were put into capitals, 95.1 % came back as they had been; 3.8 % lost a capital
and 0.5 % gained one. Only English is restored: elsewhere an unknown word is no sign of a name.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from streams.articles.casing import phrases, usual_case


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_STOP = re.compile(r"(?:[.!?][\"'”’)\]]{0,2}|[,:] [\"“]|:)\s{0,3}[\"“(\[]?$|^\W{0,6}$|\n\W{0,6}$")
"""What stands before the first word of a sentence: a full stop, a colon, a quotation's start, the start of a line."""
_DASH = re.compile(r"(?:--|—|–|\) -)\s{0,3}[\"“(\[]?$")
_DATELINE = 150
"""Characters at the start of a text in which a dash ends the dateline."""
_ABBREVIATION = re.compile(
    r"(?:\b(?:MR|MRS|MS|DR|ST|GEN|COL|LT|CAPT|MAJ|SGT|CPL|SEN|REP|GOV|REV|MSGR|NO|VS|AVE|JAN|FEB|AUG|SEPT?|OCT|NOV|DEC)|\b[A-Z])\.\s{1,2}$"
)
_HOURS = re.compile(r"\d{1,2}(?::\d\d)?\s?$|\b[AP]\.$")
_CLINGS = re.compile(r"\d$|[^\W\d_][.@/]$")
"""What stands right before an ordinal's ending (11TH) or a part of an address (EXAMPLE.COM)."""
_MONTHS = _words("JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC MARCH AUGUST APRIL JUNE JULY")
_BEFORE_MONTH = re.compile(r"(?:\d(?:ST|ND|RD|TH)?|\b(?:IN|OF|SINCE|LAST|NEXT|EARLY|LATE|MID|UNTIL|BY|DURING))[ -]$")
_AFTER_MONTH = re.compile(r"\.? \d")
_BRACKET = re.compile(r"[\[(]([^\[\]()\n]{2,120})[\])]")
_JOINED_ACRONYM = re.compile(r"[\[(]([A-Z]{1,5}-[A-Z]{1,5})[\])]")
_CAPITALS = 0.85
"""Share of capitals among cased letters from which a text counts as sent in capitals."""
_VOWEL = re.compile("[AEIOUYÁÉÍÓÚÜ]")


_TITLES = _words(
    """president minister colonel col general gen lieutenant lt captain capt major maj sergeant sgt corporal cpl
    commander admiral archbishop bishop father monsignor msgr cardinal pope sister brother rev reverend imam
    sheikh ayatollah dr doctor mr mrs ms miss prof professor engineer judge justice senator sen representative
    deputy governor gov mayor ambassador secretary chief director spokesman prince princess king queen lawyer
    comrade rep don dona sir lord detective officer inspector premier chancellor vice marshal brigadier
    sheriff trooper"""
)
_HEADS = _words(
    """department province district county municipality state republic island islands river lake mountain
    mountains hill volcano valley bay gulf sea ocean desert peninsula canal bridge airport street avenue
    boulevard road drive lane highway square park plaza heights side stadium hospital clinic center centre
    university college school institute academy church cathedral bank ministry congress senate house assembly
    parliament council committee commission court tribunal agency bureau guard army navy force forces command
    brigade battalion regiment division squadron base barracks garrison front movement party union federation
    confederation association league alliance coalition organization society foundation company corporation
    group newspaper radio television times post palace embassy prison hotel detachment cartel treaty accord"""
)
_STREETS = _words(
    """street avenue boulevard road drive lane highway county university congress guard front assembly party"""
)
"""Head nouns that make a name of one doubtful word before them ("Cook County", "National Guard")."""
_OF = _words("ministry department university republic bank directorate institute church order")
_AFFAIRS = _words("state defense defence justice interior health foreign finance education agriculture war energy homeland")
"""What stands on the two sides of "of" in the name of an office ("Department of State")."""
_MIDDLE = _words(
    """medical high middle elementary general regional community memorial national state federal central armed
    air police military peoples"""
)
"""Everyday words that stand inside names ("Baptist Medical Center")."""
_PARTICLES = _words("de del y e da do dos von van der den bin ibn al la las los")
_ARTICLES = _words("la las los el san santa santo sao st saint fort port mount lake al")
_SPANISH_THE = ("la", "las", "los", "el", "al")
_DETERMINERS = _words("the a an this that these those his her its their our my your each every some any no")
_GIVEN = _words(
    """bill mark grant frank rob pat rose hope joy grace faith dawn eve drew chase gene jack art ray rich nick
    guy earl duke dean carol ivy sandy cliff dale glen lance miles pierce victor warren wade ward bob harry
    jerry christian jordan angel cruz"""
)
_BEFORE_NAMES = _ARTICLES | _TITLES | _GIVEN
_SMALL = _words("of the and for in on at by to with from against")
_AFTER_COUNTRY = _words(
    """forces military troops embassy president army officials official citizens citizen government ambassador
    soldiers air navy marine marines congress senate dollars state department house secretary policy aid base
    bases military-led led servicemen"""
)
_AFTER_US = _words("army navy congress senate embassy marine marines air coast capitol secret department")
_KEEP = _words("UN EU UK AP PLO DEA ISIS ISIL IDF PKK UAE NGO NGOS")
"""Acronyms of the news that the table has as other words, or not at all."""
_PART = re.compile("['’]")
_UPPER, _LOWER = ascii_uppercase.encode(), ascii_lowercase.encode()


def in_capitals(text: str) -> bool:
    """Tell whether a text was sent in capitals.

    >>> in_capitals("THE ARMY SAID FIVE SOLDIERS DIED"), in_capitals("The UN said 5 died")
    (True, False)
    """
    head = text[:4000]
    if head.isascii():  # ten times faster than letter by letter
        upper, lower = (len(head) - len(head.encode().translate(None, letters)) for letters in (_UPPER, _LOWER))
    else:
        upper, lower = sum(map(str.isupper, head)), sum(map(str.islower, head))
    return upper >= 12 and upper >= _CAPITALS * (upper + lower)


def restore(text: str) -> str:
    """Return a text in capitals in the usual case of its words, character for character as long as it was.

    >>> restore("SAN SALVADOR, 3 JAN 90 -- THE ARCE BATTALION SAID THAT 50 PEASANTS WERE KIDNAPPED BY THE FMLN.")
    'San Salvador, 3 Jan 90 -- The Arce Battalion said that 50 peasants were kidnapped by the FMLN.'
    >>> restore("PRESIDENT BROWN MET THE FARABUNDO MARTI NATIONAL LIBERATION FRONT [FMLN] IN TURKEY. HE DIDN'T STAY.")
    "President Brown met the Farabundo Marti National Liberation Front [FMLN] in Turkey. He didn't stay."
    """
    found = list(_WORD.finditer(text))
    words = [match[0] for match in found]
    joined = [index > 0 and _is_joined(text, found[index - 1], found[index]) for index in range(len(found))]
    acronyms = _acronyms(text)
    kinds = [_kind(word, acronyms) for word in words]
    _raise_months(text, found, kinds)
    _raise_phrases(words, kinds, joined)
    surnames = _raise_names(words, kinds, joined)
    _raise_heads(words, kinds, joined)
    _keep_surnames(words, kinds, surnames)
    pieces: list[str] = []
    last = 0
    for index, match in enumerate(found):
        written = _written(match[0], kinds[index])
        if len(match[0]) == 1:
            written = _letter(text, match, kinds[index])
        elif _CLINGS.search(text[max(0, match.start() - 2) : match.start()]):
            written = written.lower()
        elif kinds[index] in "l?" and _starts(text, match.start()):
            written = written[:1].upper() + written[1:]
        pieces += text[last : match.start()], written if len(written) == len(match[0]) else match[0]
        last = match.end()
    return "".join((*pieces, text[last:]))


def _kind(word: str, acronyms: frozenset[str]) -> str:
    """Class a word: U keeps its capitals, T is a name, N is unknown and so a name, ? may be one, l is none."""
    if len(word) == 1 or word in acronyms or word in _KEEP:
        return "U"
    stem, *rest = _PART.split(word)
    if rest:
        if rest[0] in ("T", "LL", "RE", "VE", "D", "M") or not stem:
            return "U" if stem == "I" else "l"
        return "N" if stem in ("O", "D") else _kind(stem, acronyms)
    usual = usual_case(word.lower())
    if usual is None:
        return "U" if len(word) <= 3 or (len(word) < 7 and not _VOWEL.search(word)) else "N"
    if usual.endswith("?"):
        return "?"
    return "l" if usual.islower() else "U" if usual.isupper() else "T"


def _written(word: str, kind: str) -> str:
    """Write a word in the case of its kind; what follows an apostrophe is small, except in O'Brien and D'Aubuisson."""
    if kind in "l?":
        return word.lower()
    stem = _PART.split(word)[0]
    if kind == "U":
        return stem + word[len(stem) :].lower()
    usual = usual_case(stem.lower()) or ""
    if stem in ("O", "D"):
        return word[:2] + word[2:].capitalize()
    written = usual if usual[:1].isupper() and not usual.isupper() else stem[:1] + stem[1:].lower()
    return written + word[len(stem) :].lower()


def _letter(text: str, match: re.Match[str], kind: str) -> str:
    """Write a single letter: the article, a possessive, hours, or an initial."""
    letter, start = match[0], match.start()
    if start and text[start - 1] in "'’" and (start < 2 or text[start - 2].isalnum() or text[start - 2] == "."):
        return letter.lower()
    if text[match.end() : match.end() + 1] == "." and letter in "APM" and _HOURS.search(text[max(0, start - 6) : start]):
        return letter.lower()
    beside = text[match.end() : match.end() + 1], text[start - 1 : start]
    article = letter == "A" and beside[0] not in (".", "-", "&") and beside[1] not in ("-", "&")
    if article or (letter in "YE" and kind == "l"):
        return letter if _starts(text, start) else letter.lower()
    return letter


def _starts(text: str, position: int) -> bool:
    """Tell whether a sentence begins here; an editor's bracket that stands between two sentences belongs to neither."""
    for _ in range(4):
        if not text[max(0, position - 4) : position].rstrip().endswith("]"):
            break
        position = max(text.rfind("[", max(0, position - 120), position), 0)
    before = text[max(0, position - 8) : position]
    if position < _DATELINE and _DASH.search(before):
        return True
    return bool(_STOP.search(before)) and not _ABBREVIATION.search(before)


def _is_joined(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Tell whether only a blank, a hyphen or the point of an abbreviation stands between two words."""
    between = text[before.end() : after.start()]
    if between == ". " and len(before[0]) <= 4:
        return _ABBREVIATION.search(before[0] + between) is not None
    return between in (" ", "-")


def _raise_months(text: str, found: list[re.Match[str]], kinds: list[str]) -> None:
    """Tell months from the words that look like them: a day, a year or "in", "since", "last" stands beside them."""
    for index, match in enumerate(found):
        if match[0] in _MONTHS:
            before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() : match.end() + 4]
            if _BEFORE_MONTH.search(before) or _AFTER_MONTH.match(after):
                kinds[index] = "T"
            elif match[0] in ("MAY", "MARCH", "MAR", "DEC"):
                kinds[index] = "l"


def _raise_phrases(words: list[str], kinds: list[str], joined: list[bool]) -> None:
    """Raise places of several words that the table knows as a whole ("Little Rock", "New Orleans")."""
    table = phrases()
    for index, word in enumerate(words):
        for phrase in table.get(word, ()):
            end = index + len(phrase)
            if tuple(words[index:end]) == phrase and all(joined[index + 1 : end]):
                for place in range(index, end):
                    kinds[place] = "l" if words[place].lower() in _SMALL else "T"
                break


def _raise_names(words: list[str], kinds: list[str], joined: list[bool]) -> set[str]:
    """Raise titles before names and doubtful words between or beside names; return the doubtful words so raised."""
    raised = set()
    last = len(words) - 1
    for i in range(last, -1, -1):
        lower = words[i].lower()
        if words[i] == "US":
            kinds[i] = "U" if _is_country(words, kinds, joined, i) else "l"
        if i == last or not joined[i + 1] or (kinds[i] not in "l?U" and lower not in _TITLES):
            continue
        after, following = kinds[i + 1], words[i + 1].lower()
        doubtful = after == "?" and following not in _HEADS | _TITLES | _MIDDLE
        leads = after in "TN" or doubtful
        behind = _before_particles(words, joined, i)
        if lower in _PARTICLES and behind >= 0 and kinds[behind] in "TN?" and (leads or following in _PARTICLES):
            kinds[i] = "l" if lower not in _SPANISH_THE or behind < i - 1 else "T"
            if kinds[behind] == "?":
                kinds[behind] = "T"
            if following in _PARTICLES:
                continue
        elif lower in _BEFORE_NAMES and leads:
            kinds[i] = "T"
        else:
            continue
        if after == "?":
            kinds[i + 1] = "T"
            raised.add(words[i + 1])
    for i in range(1, last):
        inside = joined[i] and joined[i + 1] and kinds[i - 1] in "TN" and kinds[i + 1] in "TN"
        if kinds[i] == "?" and inside and words[i].lower() not in _HEADS | _TITLES:
            kinds[i] = "T"
            raised.add(words[i])
    return raised


def _before_particles(words: list[str], joined: list[bool], index: int) -> int:
    """Return the word before a run of particles that ends here ("Juan" of "Juan de la Cruz"), -1 where there is none."""
    while index > 0 and joined[index]:
        index -= 1
        if words[index].lower() not in _PARTICLES:
            return index
    return -1


def _is_country(words: list[str], kinds: list[str], joined: list[bool], index: int) -> bool:
    """Tell "the US" and "US troops" from "told us"."""
    if index and words[index - 1] in ("THE", "A", "FORMER", "ANTI", "PRO"):
        return True
    following = index + 1 < len(words) and (joined[index + 1])
    return bool(following and (words[index + 1].lower() in _AFTER_COUNTRY or kinds[index + 1] in "TN"))


def _raise_heads(words: list[str], kinds: list[str], joined: list[bool]) -> None:
    """Raise a run of doubtful words that ends in a head noun: "National Liberation Front", "Cook County"."""
    for i in range(1, len(words)):
        lower = words[i].lower()
        if not joined[i] or lower not in _HEADS or kinds[i] not in "l?":
            continue
        start = i
        while start > 0 and joined[start] and _may_stand_inside(words[start - 1].lower(), kinds[start - 1]):
            start -= 1
        american = words[start - 1] in ("S", "US") and lower in _AFTER_US
        named = start > 0 and joined[start] and (kinds[start - 1] in "TN" or american)
        sure = i - start >= 2 and any(kinds[place] == "?" for place in range(start, i))
        pair = i - start == 1 and lower in _STREETS and words[start - 1].lower() not in _DETERMINERS - {"the"}
        if named or sure or pair:
            kinds[start : i + 1] = ["T"] * (i + 1 - start)
    for i in range(1, len(words) - 1):
        if words[i] == "OF" and words[i - 1].lower() in _OF and (kinds[i + 1] in "TN?" or words[i + 1].lower() in _AFFAIRS):
            kinds[i - 1] = kinds[i + 1] = "T"


def _may_stand_inside(lower: str, kind: str) -> bool:
    return (kind == "?" and lower not in _TITLES) or (kind == "l" and lower in _MIDDLE)


def _keep_surnames(words: list[str], kinds: list[str], surnames: set[str]) -> None:
    """Raise every mention of a doubtful word that stood as a name once, unless an article stands before it."""
    for i, word in enumerate(words):
        common = (i > 0 and words[i - 1].lower() in _DETERMINERS) or word.lower() in _HEADS
        if kinds[i] == "?" and word in surnames and not common:
            kinds[i] = "T"


def _acronyms(text: str) -> frozenset[str]:
    """Return the words that the text itself explains as acronyms: their letters are initials of words beside them."""
    found = {part for match in _JOINED_ACRONYM.finditer(text) for part in match[1].split("-")}
    for match in _BRACKET.finditer(text):
        inside = match[1].strip()
        before = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()])
        short = inside.split(",")[-1].strip()
        if _initials(short, before[-len(short) - 5 :]):
            found.add(short)
        if before and _initials(before[-1], inside.split()):
            found.add(before[-1])
    return frozenset(found)


def _initials(short: str, words: list[str]) -> bool:
    """Tell whether most letters of a short word are initials of the words, in any order (translation turns them)."""
    if not (short.isalpha() and 2 <= len(short) <= 8) or (usual_case(short.lower()) or "").islower():
        return False
    pool = [word[0] for word in words if word.lower() not in _SMALL]
    if not 2 <= len(pool) <= len(short) + 6:
        return False
    hits = 0
    for letter in short:
        if letter in pool:
            pool.remove(letter)
            hits += 1
    return hits >= max(2, round(0.75 * len(short)))
