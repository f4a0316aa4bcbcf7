"""What two reports are compared by, taken from a report once: names, places and days in one form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from streams.incidents.countries import country_words
from streams.incidents.ordinary import COMMON_NAMES, ORDINARY
from streams.incidents.ringing import KINDS
from streams.records import Count, Place, Report, Victim

Name = tuple[str, str]
"""First and last name, folded."""

_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "esq", "phd", "md"})
_OFFICES = """
mr mrs ms miss dr sir lady prof professor rev reverend pastor father sister sheikh imam
officer off sgt sergeant lt lieutenant capt captain cpl corporal det detective chief sheriff deputy trooper agent maj major
col colonel gen general cmdr commander inspector superintendent constable marshal
mayor gov governor sen senator rep representative president minister secretary ambassador councilman councilwoman alderman
judge justice attorney prosecutor da spokesman spokeswoman spokesperson director coroner examiner commissioner
"""
_TITLES = frozenset(_OFFICES.split())
_PARTS = re.compile(r"\s[-–—|«»]\s")
_CALL_SIGN = re.compile(r"\b[KW][A-Z]{2,3}\b|\.com\b")
_OUTLETS = frozenset({"abc", "cbs", "cnn", "fox", "nbc", "news", "newspaper", "radio", "times", "tribune", "tv", "press"})
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "sir", "lady"})
_PARTICLES = "al el as ad an ar az at ash the of de la le il los las"
_ARTICLES = frozenset(_PARTICLES.split())
_AREAS = "city town village district area neighbourhood neighborhood county province governorate"
_KINDS_OF_PLACE = frozenset(_AREAS.split())
_PLAIN = """
a an the and or but of in on at to for from by with after before over into near as is are was were be been has have had
he she his her they them their it its this that these those who whom which what when where how why not no up out off
police say says said officials authorities sheriff deputies man men woman women people person teen teenager boy girl child
children killed dead died dies death deaths injured wounded hurt shot shooting shootings fatal fatally victim victims
suspect suspects arrested charged identified investigation investigating news update updated one two three four five six
seven eight nine ten monday tuesday wednesday thursday friday saturday sunday
"""
_COMMON = frozenset(_PLAIN.split())


class Features(NamedTuple):
    """One report as the matcher sees it; days are ordinals, unknown is None or empty."""

    id: str
    uri: str
    version: str
    """Of its article."""
    text: str
    """Root of the article's text: copies and what repeats them share it."""
    country: str | None
    adm_1: str
    town: str
    """Name of the place where it is a town or finer, folded; empty when only a wider area is known."""
    sure: bool
    """Whether the gazetteer knows that town; else its point and precision are those of the area around it."""
    spot: frozenset[str]
    """Words of the street, block or building."""
    point: tuple[float, float] | None
    geonameid: int | None
    precision: int
    """UCDP: 1 exact place … 7; 9 when no place is known."""
    days: tuple[int, int] | None
    exact: bool
    """Whether the date is one day."""
    told: bool
    """Whether words date it; else the date follows from the day of publication."""
    published: int | None
    counts: dict[str, tuple[int, int | None]]
    """Kind → bounds of `all`."""
    victims: frozenset[Name]
    surnames: frozenset[str]
    """Names of victims of whom only one name is told."""
    people: frozenset[Name]
    """Persons named, victims among them, without those who hold an office."""
    ages: frozenset[int]
    modes: frozenset[str]
    blamed: frozenset[str]
    words: frozenset[str]
    """Words of the headline and the quotation that are neither ordinary nor short."""
    ordinary: frozenset[str]
    """The ordinary ones."""
    names: frozenset[str]
    """Words of the proper names around the statement, without those that name half of the world."""
    event: tuple[str, int] | None
    """Version of its article and number of the event in it, where the reader told several apart."""
    current: bool
    """Whether it tells of news; a historical report may date the event long before."""

    @property
    def located(self) -> bool:
        """Whether it says in which town."""
        return bool(self.town)


def fold(text: str) -> str:
    """Return text without case and accents.

    >>> fold("Al-Ḥasakah")
    'al-hasakah'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def name_of(printed: str) -> Name | None:
    """Return first and last name, or None for a single name, an office or an outlet.

    >>> name_of("Kemal R. Osman Jr."), name_of("Sgt. Ana Lund"), name_of("Osman")
    (('kemal', 'osman'), None, None)
    """
    parts = _WORD.findall(fold(printed.replace("’", "'").replace("'s", "")))
    if "old" in parts:  # a headline's "One-year-old Ana Lund"
        parts = parts[parts.index("old") + 1 :]
    while parts and parts[0] in _HONORIFICS:
        parts = parts[1:]
    if any(part in _TITLES for part in parts[:-1]):
        return None
    parts = [part for part in parts if part not in _SUFFIXES]
    if not _OUTLETS.isdisjoint(parts):
        return None
    return (parts[0], parts[-1]) if len(parts) > 1 and len(parts[-1]) > 1 else None


def place_name(name: str) -> str:
    """Fold a place's name so that its spellings meet.

    >>> place_name("Al-Qasr village") == place_name("al Qasr") == "qasr"
    True
    """
    parts = [part for part in _WORD.findall(fold(name)) if part not in _ARTICLES]
    parts = [part for part in parts if part not in _KINDS_OF_PLACE] or parts
    return " ".join({"st": "saint", "ft": "fort", "mt": "mount"}.get(part, part) for part in parts) or fold(name).strip()


def _town(place: Place) -> str:
    """Return the name of a town, also of one that the gazetteer does not know and puts somewhere in its division."""
    name = place_name(place["name"])
    if place["where_prec"] <= 2:
        return name
    areas = {place_name(area) for area in (place.get("adm_1"), place.get("adm_2")) if area}
    return name if areas and place["where_prec"] <= 4 and name not in areas else ""


def features(report: Report) -> Features:
    """Take from a report what it is compared by."""
    place, article = report["place"], report["article"]
    published = day_of(article.get("versionCreated"))
    victims = report.get("victims", [])
    names = frozenset(_names(victim["name"] for victim in victims if victim["name"]))
    precision = place["where_prec"] if place else 9
    words = _telling(_told(article.get("headline") or "") + " " + report["evidence"]["quote"])
    somewhere = frozenset(_WORD.findall(fold(place["name"]))) if place else frozenset()
    people = frozenset(_names(report.get("people", []))) | names
    single = _single_names(victims)
    meant = frozenset(name for name in people if name[1] in single)
    names |= meant
    return Features(
        id=report["id"],
        uri=article["uri"],
        version=article["version"],
        text=article.get("duplicateOf") or article["uri"],
        country=place["country"] if place else None,
        adm_1=fold(place.get("adm_1") or "") if place else "",
        town=_town(place) if place else "",
        sure=precision <= 2,
        spot=frozenset(_WORD.findall(fold(place.get("detail") or ""))) if place else frozenset(),
        point=_point(place),
        geonameid=place.get("geonameid") if place else None,
        precision=precision,
        days=_days(report),
        exact=bool(report["date"] and report["date"]["start"] and report["date"]["precision"] == 1),
        told=bool(report["date"] and report["date"]["text"]),
        published=published,
        counts=_bounds(report["counts"]),
        victims=names,
        surnames=single - {last for _, last in meant},
        people=frozenset(name for name in people if name[1] not in somewhere),
        ages=frozenset(age for victim in victims if (age := victim.get("age")) is not None),
        modes=frozenset(report["mode"]) - {"unknown"},
        blamed=frozenset(fold(name) for party in report["perpetrators"] if (name := party["name"])),
        words=words - ORDINARY,
        ordinary=words & ORDINARY,
        names=_telling(" ".join(report.get("names", ()))) - COMMON_NAMES - _TITLES - country_words() - _parties(report),
        event=(article["version"], number) if (number := report.get("event")) else None,
        current=report["modality"] != "historical" and not report["cumulative"],
    )


def _parties(report: Report) -> frozenset[str]:
    """Return the words of who says so and who is blamed: they tell of many events."""
    parties = (*report["reported_by"], *report["perpetrators"])
    return frozenset(word for party in parties if party["name"] for word in _WORD.findall(fold(party["name"])))


def day_of(moment: str | None) -> int | None:
    """Return the ordinal of the day of an ISO 8601 moment, None for none or one that cannot be read.

    >>> day_of("2018-05-01T18:00:00+03:00") == date(2018, 5, 1).toordinal()
    True
    """
    try:
        return datetime.fromisoformat(moment).toordinal() if moment else None
    except ValueError:
        return None


def _names(printed: Iterable[str]) -> Iterable[Name]:
    return (name for text in printed if (name := name_of(text)) is not None)


def _single_names(victims: Iterable[Victim]) -> frozenset[str]:
    words = (_WORD.findall(fold(victim["name"])) for victim in victims if victim["name"])
    return frozenset(parts[0] for parts in words if len(parts) == 1 and len(parts[0]) > 2 and parts[0] not in _COMMON)


def _point(place: Place | None) -> tuple[float, float] | None:
    if place is None or place["where_prec"] > 2:
        return None
    latitude, longitude = place.get("latitude"), place.get("longitude")
    return (latitude, longitude) if latitude is not None and longitude is not None else None


def _days(report: Report) -> tuple[int, int] | None:
    when = report["date"]
    if when is None or not when["start"]:
        return None
    try:
        start = date.fromisoformat(when["start"][:10]).toordinal()
        end = date.fromisoformat((when["end"] or when["start"])[:10]).toordinal()
    except ValueError:
        return None
    return min(start, end), max(start, end)


def _bounds(counts: Iterable[Count]) -> dict[str, tuple[int, int | None]]:
    return {
        count["kind"]: (count["low"] or 0, count["high"])
        for count in counts
        if count["group"] == "all" and count["kind"] in KINDS
    }


def _told(headline: str) -> str:
    """Return a headline without the outlet behind it ("... - WXYZ News, Orsk")."""
    first, *others = _PARTS.split(headline)
    return " ".join(
        [first, *(part for part in others if not _CALL_SIGN.search(part) and _OUTLETS.isdisjoint(fold(part).split()))]
    )


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(fold(text)) if len(word) > 2 and word not in _COMMON)
