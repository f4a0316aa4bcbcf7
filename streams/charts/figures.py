"""Reckon incidents into figures for plots, with their bounds; pure.

A sum of counts is the sum of their lower bounds; its upper bound is the sum of the upper ones, and open as soon as one of
them is. Parts are never added. An incident whose day or place is unknown is counted apart, never put somewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from streams.gateway.summary import total
from streams.incidents.countries import country_name
from streams.records import Alert


class Tally(NamedTuple):
    """Victims of one kind with bounds, and the incidents they come from."""

    low: int = 0
    high: int = 0
    """Sum of the upper bounds that are known; of an open count its lower bound stands in."""
    open: bool = False
    """Whether there is no upper bound."""
    incidents: int = 0

    def plus(self, count: Sequence[int | None] | None) -> Tally:
        """Add the count ``[low, best, high]`` of one incident.

        >>> Tally().plus([14, 14, None]).plus([2, 2, 3])
        Tally(low=16, high=17, open=True, incidents=2)
        >>> Tally().plus(None)
        Tally(low=0, high=0, open=False, incidents=0)
        """
        if count is None:
            return self
        low, _, high = count
        least = low or 0
        return Tally(
            self.low + least, self.high + (least if high is None else high), self.open or high is None, self.incidents + 1
        )

    def words(self) -> str:
        """Say it with its bounds.

        >>> Tally(16, 17, True, 2).words(), Tally(5, 5, False, 1).words(), Tally(5, 8, False, 2).words()
        ('at least 16', '5', '5 to 8')
        """
        if self.open:
            return f"at least {self.low:,}"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


class Row(NamedTuple):
    """One line of a table or bar of a chart."""

    name: str
    killed: Tally
    injured: Tally
    incidents: int


def whole(alerts: Iterable[Alert]) -> Row:
    """All incidents together."""
    return _row("all", list(alerts))


def by_day(alerts: Sequence[Alert]) -> tuple[list[tuple[date, Row]], int]:
    """Figures of each day on which something happened, and how many incidents have no day.

    An incident spread over several days stands on its first possible day only when that is a matter of days (precision 1
    or 2); otherwise its day counts as unknown.
    """
    days: defaultdict[date, list[Alert]] = defaultdict(list)
    unknown = 0
    for alert in alerts:
        when = alert["incident"]["date"]
        if when is None or not when["start"] or when["precision"] > 2:
            unknown += 1
        else:
            days[date.fromisoformat(when["start"])].append(alert)
    return [(day, _row(day.isoformat(), days[day])) for day in sorted(days)], unknown


def by_country(alerts: Sequence[Alert]) -> list[Row]:
    """Figures of each country, most killed first."""
    return _grouped(alerts, lambda alert: [_country(alert)])


def by_cause(alerts: Sequence[Alert]) -> list[Row]:
    """Figures of each mode; an incident with several stands in each."""
    return _grouped(alerts, lambda alert: [mode.replace("-", " ") for mode in alert["incident"]["mode"]] or ["unknown"])


def by_source(alerts: Sequence[Alert]) -> list[Row]:
    """Figures of what each source reported; an incident with several stands in each."""
    return _grouped(
        alerts, lambda alert: [source["name"] for source in alert["incident"]["reported_by"]] or ["nobody named"]
    )


def _country(alert: Alert) -> str:
    place = alert["incident"]["place"]
    return (country_name(place["country"]) if place else None) or "unknown"


def _grouped(alerts: Sequence[Alert], names: Callable[[Alert], Iterable[str]]) -> list[Row]:
    groups: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        for name in dict.fromkeys(names(alert)):
            groups[name].append(alert)
    rows = [_row(name, found) for name, found in groups.items()]
    return sorted(rows, key=lambda row: (-row.killed.low, -row.injured.low, -row.incidents, row.name))


def _row(name: str, alerts: Sequence[Alert]) -> Row:
    killed = injured = Tally()
    for alert in alerts:
        killed, injured = killed.plus(total(alert, "killed")), injured.plus(total(alert, "injured"))
    return Row(name, killed, injured, len(alerts))
