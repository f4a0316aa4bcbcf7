"""The filters of ``tocsin subscribe`` as parameters of an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from streams.gateway.problems import QueryError
from streams.gateway.summary import total
from streams.records import Alert

PARAMETERS: list[dict[str, Any]] = []


def read_filters(params: Mapping[str, str]) -> Callable[[Alert], bool]:
    """Return the test that an alert must pass; raises QueryError."""
    country, least = params.get("country"), int(params.get("killed", 0))
    known = {"country", "killed", "grading"}
    for name in params:
        if name not in known:
            raise QueryError(f"{name!r} is no parameter")
    grading = params.get("grading", "").split(",") if params.get("grading") else []

    def wanted(alert: Alert) -> bool:
        place = alert["incident"]["place"]
        if country and (place is None or place["country"] not in country.split(",")):
            return False
        if grading and alert["incident"]["grading"] not in grading:
            return False
        return not least or ((total(alert, "killed") or [0])[0] or 0) >= least

    return wanted
