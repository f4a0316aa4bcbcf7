"""The filters of ``tocsin subscribe`` as parameters of an address: the same names, the same meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from streams.gateway.problems import QueryError
from streams.incidents.filters import GRADINGS, KINDS, MESSAGES, NAMES, FilterError, read
from streams.records import Alert

ABOUT = {
    "country": "ISO 3166-1 alpha-3 codes.",
    "place": "Beginnings of the name of the place or of its divisions.",
    "killed": "Least number killed.",
    "injured": "Least number injured.",
    "missing": "Least number missing.",
    "kind": f"Kinds of harm: {', '.join(KINDS)}.",
    "group": "Groups of victims: children, women, civilians, police ...",
    "mode": "How it was done: aerial, firearms, accident, disaster ...",
    "msgtype": f"Kinds of message: {', '.join(MESSAGES)}.",
    "source": "Words in the name of who reports it, or of the outlet.",
    "grading": f"Grades: {', '.join(GRADINGS)}.",
    "sources": "Least number of independent sources.",
}
NUMBERS = ("killed", "injured", "missing", "sources")


def _parameter(name: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0} if name in NUMBERS else {"type": "string"}
    several = "" if name in NUMBERS else " Several between commas: any of them."
    return {"name": name, "in": "query", "description": ABOUT.get(name, name) + several, "schema": schema}


PARAMETERS: list[dict[str, Any]] = [_parameter(name) for name in NAMES]
"""The filters as OpenAPI describes parameters."""


def read_filters(params: Mapping[str, str]) -> Callable[[Alert], bool]:
    """Return the test that an alert must pass; raises QueryError.

    >>> read_filters({"cuontry": "SYR"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    streams.gateway.problems.QueryError: there is no filter 'cuontry', expected one of country, place, killed, ...
    """
    try:
        return read({name: text for name, text in params.items() if text})
    except FilterError as why:
        raise QueryError(str(why)) from None
