"""Decide what rings: a report that opens an incident, and a change that a subscriber would act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from streams.records import Count, Report

KINDS = ("killed", "injured", "missing", "affected")
"""Kinds of harm that ring, the gravest first; affected are casualties of whom it is not said whether they lived."""
MODALITIES = ("asserted", "feared", "disputed")


class Thresholds(Protocol):
    """Settings that say how much must change."""

    @property
    def update_share(self) -> float:
        """Least change of a count, as a share of what was told before."""


def rings(report: Report) -> bool:
    """Whether a report can open an incident: people are said, feared or disputed to be killed, injured or missing now."""
    return (
        report["pubStatus"] == "usable"
        and report["modality"] in MODALITIES
        and not report["cumulative"]
        and any(count["kind"] in KINDS and _is_any(count) for count in report["counts"])
    )


def _is_any(count: Count) -> bool:
    return any(bound is not None and bound > 0 for bound in (count["low"], count["best"], count["high"]))


def toll(counts: Iterable[Count], kind: str) -> int:
    """Return the number by which changes of a count are judged: best, else low, else 0.

    >>> toll([{"kind": "killed", "group": "all", "low": 24, "best": None, "high": None,
    ...        "qualifier": "vague", "text": "dozens"}], "killed")
    24
    """
    for count in counts:
        if count["kind"] == kind and count["group"] == "all":
            return count["best"] if count["best"] is not None else count["low"] or 0
    return 0


def direction(before: Iterable[Count], now: Iterable[Count], thresholds: Thresholds) -> str | None:
    """Return ``raised`` or ``lowered`` when a count changed enough, the gravest kind first; None when none did.

    A first victim of a kind, and the last one gone, always count.

    >>> class Settings: update_share = 0.1
    >>> count = {"kind": "killed", "group": "all", "low": 1, "best": 100, "high": None, "qualifier": "exact", "text": ""}
    >>> direction([count], [count | {"best": 109}], Settings), direction([count], [count | {"best": 90}], Settings)
    (None, 'lowered')
    """
    before, now = list(before), list(now)
    for kind in KINDS:
        was, is_ = toll(before, kind), toll(now, kind)
        if was != is_ and abs(is_ - was) >= thresholds.update_share * was:
            return "raised" if is_ > was else "lowered"
    return None
