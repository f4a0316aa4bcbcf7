"""Finds the places that an article names, by what stands around a name, and says which place of the world each one is.

Patterns ("X village", "town of X", "in X, southern Y province", "X, Texas", a preposition before capitals, "X
police") find what a statistical name finder misses: 43 of 45 places of a set of conflict reports against 28 of 47.
The gazetteer then decides among namesakes (:mod:`streams.reading.namesakes`). A village that the gazetteer lacks is
put at the centre of its province. Which of the places is that of an event is the matter of
:mod:`streams.reading.places`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from streams.reading.document import Document
from streams.reading.gazetteer import Entry, Gazetteer
from streams.reading.headlines import read_headline
from streams.reading.home import Votes, hints
from streams.reading.lexicon import table, words
from streams.reading.mentions import NAMES_DIVISIONS, OWNS, PlaceMention, beside, possessed
from streams.reading.names import fold
from streams.reading.namesakes import KNOWN_ANYWHERE, LARGE, Surroundings, Wanted, abroad, astray, choose, divisions
from streams.reading.qualifiers import BINDS, Following, binds, holder, lies_within, told_by
from streams.reading.toponyms import Toponym, people, read
from streams.records import Place

_OWNING = re.compile(r"['’]s [A-Z]")
"""What follows a name that owns a house: "at Corbin's Lounge"."""
_ENDS = re.compile(
    r"[.,;]|\s+(?:on|when|after|at|early|late|where|before|during|while|overnight|shortly|"
    r"area (?:near|(?:north|south|east|west)[a-z-]* of))\b|\Z"
)
"""What follows the name of a place, not the first of the words of a longer name."""
_STRONG = frozenset(["at", "typed", "force", "dateline", "qualifier", "from", "dwells"])
_LOCAL = _STRONG - {"qualifier"} | {"house", "to"}
_SAID = frozenset(["at", "typed", "dateline"])
_BODIES = frozenset(["force", "house"])
"""Cues of bodies, which do not hold a name that stands before them: "Sgt. Orwell, Vale County police"."""
CAPITAL = "District of Columbia"
"""The division that is one town: "police in D.C." are Washington's."""
HINT = 0.6
"""What a word of a country's own counts, beside its name."""
_CLEAR = 4.0
"""Names of countries from which their words are not looked for."""
_UNKNOWN = 50_000
"""Countries whose news says the division of a far place with fewer inhabitants: "Truckee, Calif."."""
_LONG = 9
"""Letters from which a name in another romanisation is recognised in an article that does not name its country."""
_PRECISION = {"town": 1, "part": 1, "site": 1, "street": 1, "land": 5, "adm2": 3, "adm1": 4, "country": 6}
"""UCDP where_prec: 1 exact, 2 near, 3 second-order division, 4 first-order division, 5 line or area, 6 country."""


def find_places(document: Document, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Return the places named in the headline, the dateline and the body, in the order of the text."""
    starts = [sentence.start for sentence in document.sentences]
    names = people(document.text, gazetteer)
    body = read(document.text, gazetteer, lambda at: max(0, bisect_right(starts, at) - 1), names)
    said = frozenset(fold(toponym.name) for toponym in body if toponym.listed and toponym.cue in _STRONG)
    heading = read_headline(document.headline, gazetteer, names, said)
    around = Surroundings()
    for text, toponyms in ((document.text, body), (document.headline, heading)):
        _survey(text, toponyms, gazetteer, around)
    around.votes = Votes({t.name for t in (*body, *heading) if t.listed and t.cue in _LOCAL and not t.person}, gazetteer)
    if sum(around.countries.values()) < _CLEAR:
        country, count = hints(document.text)
        if country:
            around.name(country, None, -2, HINT * count)
        if count > 1:
            around.land(gazetteer.country_entry(country))
    _Decider(document.headline, heading, gazetteer, around, document).mentions()
    _Decider(document.text, body, gazetteer, around, document).mentions()
    mentions = _Decider(document.text, body, gazetteer, around, document).mentions()
    return _Decider(document.headline, heading, gazetteer, around, document).mentions() + mentions


def _is_body(name: str) -> bool:
    """Tell whether a name is one of an office or a force by its last word, as a list of these has it.

    >>> _is_body("Corvan National Guard"), _is_body("Old Corvan")
    (True, False)
    """
    last = name.lower().split()[-1]
    return last in words("organisations") or last in table("sources")


def _survey(text: str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, around: Surroundings) -> None:
    """Note the countries and states that the text names, before any namesake is decided."""
    for at, toponym in enumerate(toponyms):
        country = gazetteer.country(toponym.name)
        state = toponym.name if toponym.name in gazetteer.states else None
        binds = at > 0 and bool(BINDS.fullmatch(text, toponyms[at - 1].end, toponym.start))
        if country and country != "GEO":
            around.name(country, None, toponym.sentence, 1.0 if gazetteer.country_named(toponym.name) else 0.6)
        elif state and (len(state) > 4 or binds):
            country = "USA"
            around.name(country, gazetteer.state(state), toponym.sentence, 2.0 if binds else 1.0)
        if country and (country == "USA" or gazetteer.country_named(toponym.name)):
            around.land(gazetteer.country_entry(country))


def _local(entry: Entry, bearers: Sequence[Entry]) -> bool:
    """Tell whether a name alone would not be taken for a place far from the story: one of many of the name, or small where
    news names the division of what its readers do not know."""
    namesakes = sum(other.country == entry.country for other in bearers)
    return namesakes > 2 or (entry.population < _UNKNOWN and entry.country in NAMES_DIVISIONS)


class _Decider:
    """Decides the names of one text from its end, so that a qualifier is known before what it qualifies."""

    def __init__(
        self, text: str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, around: Surroundings, document: Document
    ) -> None:
        self.text = text
        self.toponyms = toponyms
        self.gazetteer = gazetteer
        self.around = around
        self.document = document

    def mentions(self) -> list[PlaceMention]:
        """Return what could be decided, in the order of the text."""
        found: list[PlaceMention] = []
        following: Following | None = None
        for at in range(len(self.toponyms) - 1, -1, -1):
            toponym = self.toponyms[at]
            qualifier, bound = None, None
            if following is not None:
                qualifier, bound = following.mention, binds(self.text, toponym, following)
                qualifier = qualifier if bound else None
            mention = self._mention(toponym, qualifier, bool(bound and bound["loose"]), self._owner(at))
            if mention is None:
                continue
            if qualifier is not None and mention.role != "country" and not (bound and bound["loose"]):
                for last in range(max(0, len(found) - 2), len(found)):
                    if found[last] is qualifier:
                        found[last] = qualifier._replace(cue="qualifier")
            if bound and not bound["loose"]:
                mention = mention._replace(qualified=True)
            if bound and bound["lies"] and mention.role == "town" and told_by(self.text, mention):
                mention = mention._replace(cue="typed", typed=True)
            if qualifier is not None and lies_within(mention, qualifier):
                mention = mention._replace(within=fold(qualifier.text))
            following = holder(self.text, toponym, mention, following)
            found.append(mention)
        return beside(self.text, possessed(self.text, found[::-1]))

    def _owner(self, at: int) -> str | None:
        """Return the country whose possessive a name follows: "Nigeria's Kano"."""
        if at and self.text[self.toponyms[at - 1].end : self.toponyms[at].start] in OWNS:
            return self.gazetteer.country_named(self.toponyms[at - 1].name)
        return None

    def _mention(
        self, toponym: Toponym, qualifier: PlaceMention | None, loose: bool, owner: str | None
    ) -> PlaceMention | None:
        name, gazetteer = toponym.name, self.gazetteer
        country = gazetteer.country_named(name)
        entries: list[Entry] = []
        if (
            country
            and toponym.kind != "town"
            and not (toponym.kind == "adm1" and divisions(gazetteer, name))
            and not self._is_town(name)
            and not (country == "GEO" and self._american(qualifier))
            and not (qualifier and len(name) > 4)
        ):
            entry = gazetteer.country_entry(country)
            return entry and self._made(toponym, entry, "country", "bare" if toponym.cue == "and" else toponym.cue)
        if (people_of := gazetteer.country(name)) and not country:
            entry = gazetteer.country_entry(people_of)
            return entry and self._made(toponym, entry, "country", "people")
        state = gazetteer.state(name)
        if state == CAPITAL and (toponym.cue in ("force", "dwells") or not self._after_comma(toponym)):
            entries = [e for e in gazetteer.find("Washington") if e.kind == "town" and e.adm_1 == CAPITAL]
        elif state and (len(name) > 4 or self._after_comma(toponym)) and toponym.kind not in ("town", "adm2"):
            entries = [
                e
                for e in gazetteer.find_all(state if state != CAPITAL else "Washington")
                if e.country == "USA" and ((e.kind == "adm1" and e.name == state) or len(name) > 4)
            ]
            if len(name) <= 4 and not entries:
                return None
        if not entries or name in ("New York", "Washington"):
            entries = self._bearers(name) if toponym.kind != "adm1" else list(gazetteer.find_all(name))
            if toponym.kind == "adm1" and country:  # "Niger state"
                entries = divisions(gazetteer, name) or entries
        if toponym.person and toponym.cue not in ("at", "typed") and (qualifier is None or toponym.cue == "house"):
            return None
        wanted = Wanted(toponym.kind if toponym.kind in ("adm1", "adm2", "town") else None, name=name)
        if toponym.kind == "adm2":
            entries = [*gazetteer.find(f"{name} County"), *gazetteer.find(f"{name} District"), *entries]
        holder = qualifier.place if qualifier else self.around.bound.get(fold(name))
        binding = wanted
        if holder is not None:
            binding = Wanted(wanted.kind, holder["country"], holder.get("adm_1"), name)
        elif owner:
            binding = Wanted(wanted.kind, owner, None, name)
        best = choose(entries, self.around, toponym.sentence, binding)
        if best is None and owner and holder is None:
            best = choose(entries, self.around, toponym.sentence, wanted)
        if best is None and qualifier is not None and loose:
            best = choose(entries, self.around, toponym.sentence, wanted)
            best = best if best and best.population >= LARGE else None
        if best is None and qualifier is not None:
            best = self._beside_namesake(entries, toponym, wanted.kind, qualifier)
        if qualifier is not None and not loose and qualifier.place.get("adm_1"):
            self.around.bind(fold(name), qualifier.place)
        if best is None:
            holds = None if qualifier and qualifier.cue in _BODIES else holder
            return self._unlisted(toponym, holds, loose, strayed=qualifier is None and holder is not None)
        if toponym.kind == "adm1" and best.kind == "town":
            best = self._named_after(best) or best
        if toponym.person and qualifier is None and toponym.cue == "at" and best.population < LARGE:
            return None
        if not self._sure(toponym, best, qualifier):
            return None
        if holder is None and toponym.cue != "publication":
            far = not owner and abroad(best, entries, self.around, len(name) < 5 and toponym.cue not in _SAID)
            if far or (_local(best, entries) and astray(best, self.around)):
                return self._unlisted(toponym, None, loose, strayed=True, but=best)
        if toponym.cue in _STRONG or toponym.cue == "publication" or qualifier is not None:
            large = best.population >= LARGE and toponym.cue in _STRONG
            self.around.decide(best, toponym.sentence, bool(qualifier and not loose) or large)
        role = toponym.kind if toponym.kind == "part" and best.kind == "town" else best.kind
        return self._made(toponym, best, role, toponym.cue)

    def _beside_namesake(
        self, entries: list[Entry], toponym: Toponym, kind: str | None, qualifier: PlaceMention
    ) -> Entry | None:
        """Choose by another division that bears the qualifier's name, or let a large town stand against it."""
        for division in self.gazetteer.find_all(qualifier.text):
            if division.kind == "adm1" and (
                best := choose(entries, self.around, toponym.sentence, Wanted(kind, division.country, division.adm_1))
            ):
                return best
        large = choose(entries, self.around, toponym.sentence, Wanted(kind))
        return large if large is not None and large.population >= LARGE and toponym.cue == "dateline" else None

    def _named_after(self, town: Entry) -> Entry | None:
        """Return the division of a town, if it bears the town's name with an ending: "Belgorodskaya oblast"."""
        division = town.adm_1 or ""
        if not fold(division).startswith(fold(town.name)):
            return None
        return next((e for e in divisions(self.gazetteer, division) if e.country == town.country), None)

    def _bearers(self, name: str) -> list[Entry]:
        """Return the places of a name; another romanisation counts only in a country that the article names."""
        exact = self.gazetteer.find(name)
        if exact:
            return list(exact)
        loose = self.gazetteer.find(name, True)
        if len(name) >= _LONG and len({entry.country for entry in loose}) == 1:
            return list(loose)
        return [entry for entry in loose if entry.country in self.around.countries]

    def _is_town(self, name: str) -> bool:
        """Tell whether the article qualifies a country's name as that of a town: "Lebanon, Pa."."""
        return any(fold(entry.name) == fold(name) for entry in self.around.sure)

    def _american(self, qualifier: PlaceMention | None) -> bool:
        return self.around.countries["USA"] > self.around.countries["GEO"]

    def _after_comma(self, toponym: Toponym) -> bool:
        before = self.text[max(0, toponym.start - 2) : toponym.start]
        return before in (", ", " (") or before.endswith(",")

    def _sure(self, toponym: Toponym, entry: Entry, qualifier: PlaceMention | None) -> bool:
        """Tell whether a name with a weak cue, or of a small place, may be taken for the place."""
        if qualifier is not None or toponym.cue in ("typed", "at", "force", "dateline") or entry.kind == "country":
            return True
        local = entry.country in self.around.countries
        if toponym.cue in ("from", "to", "dwells", "house", "street"):
            return local or entry.population >= 5_000
        return not toponym.person and entry.population >= KNOWN_ANYWHERE and (local or entry.population >= 500_000)

    def _unlisted(
        self, toponym: Toponym, holder: Place | None, loose: bool, strayed: bool = False, but: Entry | None = None
    ) -> PlaceMention | None:
        """Put a name that the gazetteer lacks into the division or country that holds it, or that the article speaks of
        most: not ``but``, where a namesake lies."""
        typed = toponym.kind in ("town", "part", "site", "land", "adm2", "adm1")
        article = bool(re.match(r"[Aa][lnrstdz]h?-|[Ee]l-", toponym.name))
        if toponym.person or len(toponym.name) < 3 or toponym.cue in ("force", "house", "street", "people", "dwells"):
            return None
        if _OWNING.match(self.text, toponym.end):
            return None
        filed = toponym.cue == "dateline" and self.around.countries
        if toponym.name.isupper() and len(toponym.name) < 6 and toponym.cue != "dateline":
            return None
        bound = holder is not None and (toponym.cue in ("at", "dateline", "typed") or (not loose and holder.get("adm_1")))
        inside = (
            toponym.cue == "at"
            and not toponym.name.isupper()
            and not _is_body(toponym.name)
            and (
                _ENDS.match(self.text, toponym.end)
                or (toponym.near and re.match(r" and [A-Z]", self.text[toponym.end : toponym.end + 6]))
            )
        )
        known = strayed and toponym.cue in ("at", "typed")
        if not (
            known
            or filed
            or bound
            or inside
            or (typed and toponym.cue in ("at", "typed"))
            or (article and toponym.cue in ("at", "and", "typed"))
        ):
            return None
        if holder is not None:
            country, adm_1 = holder["country"], holder.get("adm_1")
            latitude, longitude = holder.get("latitude"), holder.get("longitude")
            where = 4 if adm_1 else 6
        else:
            home = self._home(but)
            if home and toponym.kind in ("adm1", "adm2"):
                home = self.gazetteer.country_entry(home.country)
            country, adm_1, where = (
                (home.country if home else None),
                (home.adm_1 if home else None),
                4 if home and home.adm_1 else 6,
            )
            latitude, longitude = (home.latitude, home.longitude) if home else (None, None)
        place: Place = {
            "name": toponym.name,
            "latitude": latitude,
            "longitude": longitude,
            "where_prec": where,
            "country": country,
            "adm_1": adm_1,
            "adm_2": None,
            "geonameid": None,
            "detail": None,
        }
        role = toponym.kind or "town"
        return PlaceMention(
            toponym.start,
            toponym.end,
            toponym.name,
            place,
            role,
            toponym.sentence,
            toponym.cue,
            typed=bool(toponym.kind),
        )

    def _home(self, but: Entry | None) -> Entry | None:
        """Return the division that the article speaks of most, where it speaks of one at all; else the country.

        What only a namesake said for its own, by being taken for the place, does not count.
        """
        countries, divisions_of = self.around.countries.copy(), self.around.divisions.copy()
        if but is not None:
            countries[but.country] -= self.around.own[but.geonameid]
            divisions_of[but.country, but.adm_1 or ""] -= self.around.own[but.geonameid]
        country = max(countries, key=lambda code: countries[code], default=None)
        if country is None or countries[country] < 0.1:
            return None
        named = {division: weight for (code, division), weight in divisions_of.items() if code == country and weight > 0.1}
        division = max(named, key=lambda name: named[name], default=None)
        if division and named[division] * 2 > sum(named.values()):
            for entry in self.gazetteer.find(division):
                if entry.kind == "adm1" and entry.country == country and entry.name == division:
                    return entry
        return self.gazetteer.country_entry(country)

    def _made(self, toponym: Toponym, entry: Entry, role: str, cue: str) -> PlaceMention:
        where = 2 if toponym.near and role == "town" else _PRECISION[role]
        place: Place = {
            "name": toponym.name,
            "latitude": entry.latitude,
            "longitude": entry.longitude,
            "where_prec": where,
            "country": entry.country,
            "adm_1": entry.adm_1,
            "adm_2": entry.adm_2,
            "geonameid": entry.geonameid or None,
            "detail": None,
        }
        return PlaceMention(
            toponym.start,
            toponym.end,
            toponym.name,
            place,
            role,
            toponym.sentence,
            cue,
            entry.population,
            typed=bool(toponym.kind),
        )
