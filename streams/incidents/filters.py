"""Which alerts somebody wants to hear: one pure predicate for ``tocsin subscribe``, feeds and webhooks.

A filter is a set of conditions, all of which must hold; a condition with several values holds for any of them. An Update
or Cancel is judged by the incident as it was told before as well (``previous``), so that whoever heard that 12 were
killed also hears that it was lowered to 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from streams.incidents.features import fold, place_name
from streams.records import Alert, Count

GRADINGS = ("confirmed", "fair", "weak", "contested", "discounted")
KINDS = ("killed", "injured", "missing", "detained", "displaced", "affected")
MESSAGES = ("Alert", "Update", "Cancel")


class FilterError(ValueError):
    """A condition cannot be used: the message names it, the value found and what was expected."""


@dataclass(frozen=True)
class Filters:
    """What somebody wants to hear; empty conditions always hold."""

    country: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3 codes."""
    place: tuple[str, ...] = ()
    """Names, or beginnings of names, of the place or its first- or second-order division."""
    killed: int = 0
    """Least number killed: best, else low, else high."""
    injured: int = 0
    missing: int = 0
    kind: tuple[str, ...] = ()
    """Kinds of harm, one of which must be counted."""
    group: tuple[str, ...] = ()
    """Groups, one of which must be counted: children, civilians, police ..."""
    mode: tuple[str, ...] = ()
    msgtype: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    """Words in the name of who reports it, or of the outlet."""
    grading: tuple[str, ...] = ()
    sources: int = 0
    """Least number of independent sources."""

    def __call__(self, alert: Alert) -> bool:
        """Whether an alert is asked for.

        >>> Filters()({"msgType": "Alert", "incident": {"counts": [], "place": None}})
        True
        """
        incident = alert["incident"]
        if self.msgtype and alert["msgType"] not in self.msgtype:
            return False
        if self.grading and incident["grading"] not in self.grading:
            return False
        if self.sources and incident["number_of_sources"] < self.sources:
            return False
        if self.mode and not set(self.mode) & set(incident["mode"]):
            return False
        tolls = [incident["counts"], *([incident["previous"]] if incident.get("previous") else [])]
        return self._where(alert) and self._source(alert) and any(map(self._toll, tolls))

    def _where(self, alert: Alert) -> bool:
        place = alert["incident"]["place"]
        if not self.country and not self.place:
            return True
        if place is None or (self.country and place["country"] not in self.country):
            return False
        names = [place_name(name) for name in (place["name"], place.get("adm_1"), place.get("adm_2")) if name]
        return not self.place or any(name.startswith(place_name(wanted)) for wanted in self.place for name in names)

    def _source(self, alert: Alert) -> bool:
        if not self.source:
            return True
        incident = alert["incident"]
        names = [fold(source["name"]) for source in incident["reported_by"]]
        names += [fold(name) for report in incident["reports"] if (name := report.get("source"))]
        return any(fold(wanted) in name for wanted in self.source for name in names)

    def _toll(self, counts: list[Count]) -> bool:
        least = {"killed": self.killed, "injured": self.injured, "missing": self.missing}
        return (
            all(reaches(counts, kind, number) for kind, number in least.items() if number)
            and (not self.kind or any(count["kind"] in self.kind for count in counts))
            and (not self.group or any(count["group"] in self.group for count in counts))
        )


def reaches(counts: list[Count], kind: str, least: int) -> bool:
    """Whether the number of a kind is at least ``least``: the best number, else the low, else the high one."""
    for count in counts:
        if count["kind"] == kind and count["group"] == "all":
            numbers = (count["best"], count["low"], count["high"])
            return next((number for number in numbers if number is not None), 0) >= least
    return False


NAMES = tuple(field.name for field in fields(Filters))


def read(params: Mapping[str, str]) -> Filters:
    """Make a filter of texts; several values are separated by commas. Raises FilterError.

    >>> wanted = read({"country": "syr, IRQ", "killed": "5"})
    >>> wanted.country, wanted.killed
    (('SYR', 'IRQ'), 5)
    """
    values: dict[str, Any] = {}
    for name, text in params.items():
        if name not in _READERS:
            raise FilterError(f"there is no filter {name[:80]!r}, expected one of {', '.join(NAMES)}")
        values[name] = _READERS[name](name, text)
    return Filters(**values)


def _words(name: str, text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


def _codes(name: str, text: str) -> tuple[str, ...]:
    for code in _words(name, text):
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise FilterError(f"{name} is {code[:80]!r}, expected an ISO 3166-1 alpha-3 code such as SYR")
    return tuple(code.upper() for code in _words(name, text))


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise FilterError(f"{name} is {text[:80]!r}, expected a whole number")
    return int(text)


def _one_of(*choices: str) -> Callable[[str, str], tuple[str, ...]]:
    known = {choice.lower(): choice for choice in choices}

    def choose(name: str, text: str) -> tuple[str, ...]:
        for word in _words(name, text):
            if word.lower() not in known:
                raise FilterError(f"{name} is {word[:80]!r}, expected {', '.join(choices)}")
        return tuple(known[word.lower()] for word in _words(name, text))

    return choose


_READERS: dict[str, Callable[[str, str], Any]] = {
    "country": _codes, "place": _words, "killed": _number, "injured": _number, "missing": _number, "kind": _one_of(*KINDS),
    "group": _words, "mode": _words, "msgtype": _one_of(*MESSAGES), "source": _words, "grading": _one_of(*GRADINGS),
    "sources": _number,
}  # fmt: skip
