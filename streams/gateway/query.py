"""What a request asks for: the filters of ``tocsin subscribe``, a search, a page.

Every parameter is checked; one that is not known is an error, because a filter that is silently ignored would ring for
everything or hide something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from streams.gateway.board import Known, Order, read_cursor
from streams.gateway.filtering import read_filters
from streams.gateway.problems import QueryError
from streams.gateway.summary import fold, searchable, standing
from streams.records import Alert

PAGE = 100
LARGEST_PAGE = 1_000
OWN = ("q", "limit", "after", "sort", "state", "view", "count", "since", "status")
"""Parameters of the gateway itself; all others are filters."""


class Query(NamedTuple):
    """A request, understood."""

    wanted: Callable[[Alert], bool]
    """The filters."""
    terms: tuple[str, ...] = ()
    """Words that must all occur."""
    limit: int = PAGE
    after: Order | None = None
    number: int | None = None
    by_opened: bool = False
    state: str = "standing"
    """Which incidents: ``standing``, ``withdrawn``, or ``all``."""
    summary: bool = True
    counted: bool = True
    since: str | None = None

    status: str = "Actual"
    """What the alerts are for: ``Test`` are rehearsals."""

    def match(self, alert: Alert) -> bool:
        """Whether an alert is asked for: itself, or because of what was told before it."""
        if alert["status"] != self.status or not self.wanted(alert):
            return False
        return not self.terms or _all_in(self.terms, searchable(alert))

    def stands(self, alert: Alert) -> bool:
        """Whether an alert is asked for as it stands now, whatever was told before it."""
        return self.match(standing(alert))

    def finds(self, known: Known) -> bool:
        """Whether an incident is asked for."""
        withdrawn = known.alert["msgType"] == "Cancel"
        if self.state != "all" and withdrawn != (self.state == "withdrawn"):
            return False
        if known.alert["status"] != self.status:
            return False
        return _all_in(self.terms, known.text) and self.wanted(known.standing)


def _all_in(terms: tuple[str, ...], text: str) -> bool:
    return all(term in text for term in terms)


def read_query(params: Mapping[str, str], alerts: bool = False) -> Query:
    """Understand the parameters of a request; raises QueryError."""
    after = params.get("after")
    return Query(
        wanted=read_filters({name: value for name, value in params.items() if name not in OWN}),
        terms=tuple(fold(params.get("q", "")[:200]).split()[:20]),
        limit=_whole(params, "limit", PAGE, 1, LARGEST_PAGE),
        after=_place(after) if after and not alerts else None,
        number=_whole(params, "after", 0, 0, 1 << 62) if after and alerts else None,
        by_opened=_one_of(params, "sort", ("changed", "opened")) == "opened",
        state=_one_of(params, "state", ("standing", "withdrawn", "all")),
        summary=_one_of(params, "view", ("summary", "full")) == "summary",
        counted=_one_of(params, "count", ("yes", "no")) == "yes",
        status=_one_of(params, "status", ("Actual", "Test", "Exercise", "Draft")),
        since=_cursor(params.get("since")),
    )


def place_in_list(order: Order) -> str:
    """Write a place in a list as the parameter ``after``.

    >>> place_in_list((1525186800, "inc:1")), _place("1525186800~inc:1")
    ('1525186800~inc:1', (1525186800, 'inc:1'))
    """
    return f"{order[0]}~{order[1]}"


def _place(after: str) -> Order:
    seconds, _, id = after.partition("~")
    try:
        return int(seconds), id
    except ValueError:
        raise QueryError(f"after is {after[:80]!r}, expected a place that a page gave as next") from None


def _cursor(since: str | None) -> str | None:
    if since is not None and read_cursor(since) is None:
        raise QueryError(f"since is {since[:80]!r}, expected a cursor that an answer gave")
    return since


def _whole(params: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise QueryError(f"{name} is {text[:80]!r}, expected a whole number from {least} to {most}")
    return int(text)


def _one_of(params: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = params.get(name, choices[0])
    if value not in choices:
        raise QueryError(f"{name} is {value[:80]!r}, expected {' or '.join(choices)}")
    return value
