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
from typing import NamedTuple

from streams.reading.document import Document
from streams.reading.gazetteer import Entry, Gazetteer
from streams.reading.home import Votes, hints
from streams.reading.names import fold
from streams.reading.namesakes import LARGE, Surroundings, Wanted, astray, choose
from streams.reading.toponyms import Toponym, people, read, read_headline
from streams.records import Place

_BINDS = re.compile(
    r"(?:['’]s)?(?:,|(?P<loose> (?:in|of)\b))(?: (?:a|an|the) (?:\w+ )?(?:town|village|city|suburb|district|area|"
    r"community)(?: \w+)?(?: in| of| near)?)?"
    r"(?: in| of)?(?: the)?(?: [a-z]+(?:ern|north|south|east|west|central)){0,2}(?: central| north| south| east|"
    r" west| northeast| northwest| southeast| southwest)?"
    r"(?: (?:state|province|region|district|county) of)? ?\Z",
    re.IGNORECASE,
)
_WEIGHT = {"qualifier": 2.0, "at": 1.5, "typed": 1.5, "force": 1.0, "dateline": 2.0}
_STRONG = frozenset(["at", "typed", "force", "dateline", "qualifier", "from", "dwells"])
_LOCAL = _STRONG - {"qualifier"} | {"house", "to"}
HINT = 0.6
"""What a word of a country's own counts, beside its name."""
_CLEAR = 4.0
"""Names of countries from which their words are not looked for."""
NAMES_DIVISIONS = frozenset(["USA"])
_UNKNOWN = 20_000
"""Countries whose news says the division of a far place with fewer inhabitants: "Truckee, Calif."."""
_LONG = 9
"""Letters from which a name in another romanisation is recognised in an article that does not name its country."""
_KNOWN_ANYWHERE = 50_000
"""Inhabitants from which a town is recognised without a word that marks it as a place."""
_PRECISION = {"town": 1, "part": 1, "site": 1, "street": 1, "land": 5, "adm2": 3, "adm1": 4, "country": 6}
"""UCDP where_prec: 1 exact, 2 near, 3 second-order division, 4 first-order division, 5 line or area, 6 country."""


class PlaceMention(NamedTuple):
    """A place named in the text, or in the headline when ``sentence`` is -1; offsets count in the text that holds it.

    ``role`` is "town", "adm1", "adm2", "country", "part" (of a town), "site" or "land"; ``cue`` is what the words
    around it say: "at" (a preposition of place), "typed" ("X village"), "force" ("X police"), "from", "to", "and",
    "dwells" ("X man"), "house" (a hospital or school that bears the name), "street", "qualifier" (the Y of "X, Y"),
    "people" (a demonym), "dateline" or "bare".
    """

    start: int
    end: int
    text: str
    place: Place
    role: str
    sentence: int
    cue: str
    population: int = 0
    qualified: bool = False
    typed: bool = False
    """Whether a word beside it says what it is: "X village"."""


class _Qualifier(NamedTuple):
    """What binds a name: the country, and the division if it is one."""

    country: str
    division: str | None
    entry: Entry | None


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
    _Decider(document.text, body, gazetteer, around, document).mentions()
    mentions = _Decider(document.text, body, gazetteer, around, document).mentions()
    return _Decider(document.headline, heading, gazetteer, around, document).mentions() + mentions


def _survey(text: str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, around: Surroundings) -> None:
    """Note the countries and states that the text names, before any namesake is decided."""
    for at, toponym in enumerate(toponyms):
        country = gazetteer.country(toponym.name)
        state = toponym.name if toponym.name in gazetteer.states else None
        binds = at > 0 and bool(_BINDS.fullmatch(text, toponyms[at - 1].end, toponym.start))
        if country and country != "GEO":
            around.name(country, None, toponym.sentence, 1.0 if gazetteer.country_named(toponym.name) else 0.6)
        elif state and (len(state) > 4 or binds):
            around.name("USA", gazetteer.state(state), toponym.sentence, 2.0 if binds else 1.0)


def _possessed(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """Give the cue of "in Y's X" to X, which Y qualifies."""
    for at in range(len(found) - 1):
        owner, owned = found[at], found[at + 1]
        if (
            owner.role in ("country", "adm1")
            and owned.cue in ("typed", "bare")
            and text[owner.end : owned.start] in ("'s ", "’s ")
        ):
            found[at] = owner._replace(cue="qualifier")
            found[at + 1] = owned._replace(cue="at" if owner.cue in ("at", "to", "from") else owned.cue, qualified=True)
    return found


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
        following: tuple[Toponym, PlaceMention] | None = None
        for toponym in reversed(self.toponyms):
            qualifier, bound = None, None
            if following is not None:
                gap = _BINDS.fullmatch(self.text, toponym.stop if toponym.kind else toponym.end, following[0].start)
                if gap and following[1].role in ("adm1", "country", "adm2"):
                    qualifier, bound = following[1], gap
            mention = self._mention(toponym, qualifier, bool(bound and bound["loose"]))
            if mention is None:
                continue
            if (
                qualifier is not None
                and mention.role != "country"
                and found
                and found[-1] is qualifier
                and not (bound and bound["loose"])
            ):
                found[-1] = qualifier._replace(cue="qualifier")
            if bound and not bound["loose"]:
                mention = mention._replace(qualified=True)
            found.append(mention)
            following = toponym, mention
        return _possessed(self.text, found[::-1])

    def _mention(self, toponym: Toponym, qualifier: PlaceMention | None, loose: bool) -> PlaceMention | None:
        name, gazetteer = toponym.name, self.gazetteer
        country = gazetteer.country_named(name)
        entries: list[Entry] = []
        if (
            country
            and toponym.kind != "town"
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
        if state and (len(name) > 4 or self._after_comma(toponym)) and toponym.kind not in ("town", "adm2"):
            entries = [
                e
                for e in gazetteer.find_all(state if state != "District of Columbia" else "Washington")
                if e.country == "USA" and ((e.kind == "adm1" and e.name == state) or len(name) > 4)
            ]
            if len(name) <= 4 and not entries:
                return None
        if not entries or name in ("New York", "Washington"):
            entries = self._bearers(name) if toponym.kind != "adm1" else list(gazetteer.find_all(name))
        if toponym.person and toponym.cue not in ("at", "typed") and qualifier is None:
            return None
        wanted = Wanted(toponym.kind if toponym.kind in ("adm1", "adm2", "town") else None, name=name)
        if toponym.kind == "adm2":
            entries = [*gazetteer.find(f"{name} County"), *gazetteer.find(f"{name} District"), *entries]
        binding = wanted
        if qualifier is not None:
            binding = Wanted(wanted.kind, qualifier.place["country"], qualifier.place.get("adm_1"), name)
        best = choose(entries, self.around, toponym.sentence, binding)
        if best is None and qualifier is not None and loose:
            best = choose(entries, self.around, toponym.sentence, wanted)
            best = best if best and best.population >= LARGE else None
        if best is None and qualifier is not None:
            best = self._beside_namesake(entries, toponym, wanted.kind, qualifier)
        if best is None:
            return self._unlisted(toponym, qualifier, loose)
        if toponym.person and qualifier is None and toponym.cue == "at" and best.population < LARGE:
            return None
        if not self._sure(toponym, best, qualifier):
            return None
        if qualifier is None and toponym.cue != "publication" and _local(best, entries) and astray(best, self.around):
            return self._unlisted(toponym, qualifier, loose, strayed=True)
        if toponym.cue in _STRONG or qualifier is not None:
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
        return not toponym.person and entry.population >= _KNOWN_ANYWHERE and (local or entry.population >= 500_000)

    def _unlisted(
        self, toponym: Toponym, qualifier: PlaceMention | None, loose: bool, strayed: bool = False
    ) -> PlaceMention | None:
        """Put a name that the gazetteer lacks into the division or country that qualifies it, or that its sentence
        names."""
        typed = toponym.kind in ("town", "part", "site", "land", "adm2", "adm1")
        article = bool(re.match(r"[Aa][lnrstdz]h?-|[Ee]l-", toponym.name))
        if toponym.person or len(toponym.name) < 3 or toponym.cue in ("force", "house", "street", "people", "dwells"):
            return None
        filed = toponym.cue == "dateline" and self.around.countries
        if toponym.name.isupper() and len(toponym.name) < 6 and toponym.cue != "dateline":
            return None
        bound = qualifier is not None and (
            toponym.cue in ("at", "dateline", "typed") or (not loose and qualifier.place.get("adm_1"))
        )
        inside = (
            toponym.cue == "at"
            and not toponym.name.isupper()
            and re.match(r"[.,;]|\s+(?:on|when|after|at|early|late|where)\b|$", self.text[toponym.end : toponym.end + 8])
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
        if qualifier is not None:
            country, adm_1 = qualifier.place["country"], qualifier.place.get("adm_1")
            latitude, longitude = qualifier.place.get("latitude"), qualifier.place.get("longitude")
            where = 4 if adm_1 else 6
        else:
            home = self._home()
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

    def _home(self) -> Entry | None:
        """Return the division that the article speaks of most, where it speaks of one at all; else the country."""
        country = max(self.around.countries, key=lambda code: self.around.countries[code], default=None)
        if country is None:
            return None
        named = {division: weight for (code, division), weight in self.around.divisions.items() if code == country}
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
