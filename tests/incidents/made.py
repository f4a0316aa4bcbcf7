"""Reports made by hand: invented people, real places where a place matters."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.records import Report
from streams.stages.outputs import Given, Source

EPOCH = datetime(2018, 5, 1, 15, tzinfo=UTC)


class Plain:
    """Settings as a test needs them."""

    incident_days = 14.0
    update_share = 0.1
    sender = "tocsin"
    status = "Actual"
    dedupe_hours = 72.0
    dedupe_similarity = 0.8


def count(kind: str, low: int | None, high: int | None = -1, group: str = "all", **changes: Any) -> dict[str, Any]:
    """A count: exact unless ``high`` says otherwise; ``high=None`` is at least."""
    most = low if high == -1 else high
    qualifier = "exact" if low == most else "at_least" if most is None else "range"
    return {
        "kind": kind,
        "group": group,
        "low": low,
        "best": low,
        "high": most,
        "qualifier": qualifier,
        "text": str(low),
        **changes,
    }


def place(name: str, adm_1: str = "Al-Hasakah", country: str = "SYR", **changes: Any) -> dict[str, Any]:
    return {"name": name, "adm_1": adm_1, "country": country, "where_prec": 1, **changes}


def day(start: str | None, end: str | None = None, precision: int = 1) -> dict[str, Any]:
    return {"start": start, "end": end or start, "precision": precision, "text": None}


def report(uri: str = "urn:a", hours: float = 0, version: str = "1", n: int = 0, **changes: Any) -> Report:
    """A report of one article; ``hours`` after the first, ``n`` tells statements of one article apart."""
    made = (EPOCH + timedelta(hours=hours)).isoformat()
    article = {
        "uri": uri,
        "version": version,
        "versionCreated": made,
        "source": uri,
        "headline": "",
        **changes.pop("article", {}),
    }
    quote = changes.pop("quote", "")
    base: dict[str, Any] = {
        "article": article,
        "pubStatus": "usable",
        "counts": [count("killed", 14)],
        "modality": "asserted",
        "cumulative": False,
        "reported_by": [],
        "perpetrators": [],
        "mode": ["aerial"],
        "date": day("2018-05-01"),
        "place": place("al-Qasr"),
        "victims": [],
        "people": [],
        "evidence": {"quote": quote, "start": 0, "end": len(quote)},
        "confidence": 0.9,
        **changes,
    }
    key = repr((n, base))
    base["id"] = "urn:tocsin:report:" + hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return base  # type: ignore[return-value]


def marker(uri: str, version: str = "1", canceled: bool = False) -> Report:
    """The record that says that older versions of an article, or all, no longer stand."""
    made = report(uri, version=version, counts=[], n=99)
    return {**made, "pubStatus": "canceled", "canceled": canceled, "place": None, "date": None}  # type: ignore[typeddict-item]


def source(position: int, hours: float = 0) -> Source:
    return Given(None, {}, position, EPOCH + timedelta(hours=hours))
