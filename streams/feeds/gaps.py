"""When a source goes silent: pure statistics over the times of its items, and the notice that is sent.

A source is silent when nothing came for :data:`PATIENCE` times its usual interval, and at least :data:`LEAST`. The usual
interval is the 90th percentile of the last gaps, so that nights and weekends count as usual once they were seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

REMEMBERED = 100
"""Gaps that the usual interval is taken from."""
ENOUGH = 5
"""Gaps before anything is said."""
PATIENCE = 3.0
LEAST = 3600.0
"""Seconds of silence that are never worth a notice."""


def usual(gaps: Sequence[float]) -> float | None:
    """Return the usual interval in seconds; None when too little is known.

    >>> usual([600, 700, 500, 600, 36000, 650, 600, 620, 640, 610, 630])
    700
    >>> usual([600, 700]) is None
    True
    """
    if len(gaps) < ENOUGH:
        return None
    return sorted(gaps)[int(0.9 * (len(gaps) - 1))]


def silent(gaps: Sequence[float], last: float, now: float) -> bool:
    """Whether a source whose last item came at ``last`` is silent at ``now`` (seconds since 1970).

    >>> silent([1800] * 10, 0, 5000), silent([1800] * 10, 0, 6000)
    (False, True)
    """
    interval = usual(gaps)
    return interval is not None and now - last > max(PATIENCE * interval, LEAST)


def notice(
    source: str, url: str, last: float, interval: float, now: float, sender: str, returned: bool = False
) -> dict[str, Any]:
    """Return the System notice that a source went silent, or that it is back, as an alert of CAP 1.2.

    Its identifier is made of the source and the last item before the silence, so that one silence is one notice.
    """
    name = hashlib.blake2b(f"{url}\n{int(last)}".encode(), digest_size=12).hexdigest()
    id = f"urn:tocsin:notice:{name}"
    since, sent = datetime.fromtimestamp(int(last), UTC), datetime.fromtimestamp(int(now), UTC).isoformat()
    if returned:
        headline = f"{source} is back"
        description = f"{url} gives items again after {_length(now - last)} without any."
    else:
        headline = f"{source} has gone silent"
        description = f"Nothing came from {url} since {since:%d %B %Y %H:%M} UTC; usually it is every {_length(interval)}."
    revision = 2 if returned else 1
    incident = {
        "id": id, "revision": revision, "change": "withdrawn" if returned else "new", "counts": [], "previous": [],
        "place": None, "date": None, "mode": [], "reported_by": [], "perpetrators": [], "grading": "confirmed",
        "number_of_sources": 0, "reports": [], "absorbed": [], "merged_into": None,
    }  # fmt: skip
    info = {
        "language": "en", "category": ["Infra"], "event": "Source silent", "urgency": "Past", "severity": "Unknown",
        "certainty": "Observed", "headline": headline, "description": description, "area": [],
    }  # fmt: skip
    return {
        "identifier": f"{id}.{revision}",
        "sender": sender,
        "sent": sent,
        "status": "System",
        "msgType": "Cancel" if returned else "Alert",
        "scope": "Restricted",
        "references": [],
        "info": [info],
        "incident": incident,
    }


def _length(seconds: float) -> str:
    """Say a length of time.

    >>> _length(90), _length(7200), _length(200_000)
    ('2 minutes', '2 hours', '2 days')
    """
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size or unit == "minute":
            number = max(1, round(seconds / size))
            return f"{number} {unit}{'' if number == 1 else 's'}"
    raise AssertionError
