"""The incidents that a partition remembers, and which of them a report belongs to."""

from __future__ import annotations

import marshal
import sys
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol, cast

import orjson

from streams.incidents.blocks import Index, blocks, lookups
from streams.incidents.features import Features, features
from streams.incidents.known import Known
from streams.incidents.match import abroad, score, told_apart
from streams.incidents.weights import JOIN
from streams.records import Report
from streams.stages.table import Table

NAMED = 26
"""Times ``incident_days`` for which an incident is remembered for reports that name its victims (a trial months later)."""
EXPIRED = 4
"""Most entries removed per report."""
PASSED = 100
"""Most ages looked at for it: an incident has one for each report, and only the last counts."""
CANDIDATES = 100
"""Most incidents that a report is compared with, those with most blocks in common first."""
POPULAR = 300
"""Most incidents in a block that still tells something."""
CONTRADICTS = -4.0
"""Score of a pair of reports that cannot tell of one event."""
APART = 0.0
"""The same for a pair that one article tells apart."""
VERSIONS = 6.0
"""Added to the score of statements of two versions of one article, when nothing much speaks against it."""


class Settings(Protocol):
    """What the memory needs of the settings."""

    @property
    def incident_days(self) -> float:
        """Days that an incident stays open for more reports."""


class Candidate(NamedTuple):
    """An incident that a report may belong to, and how well its best report matches."""

    known: Known
    score: float


class Compared(NamedTuple):
    """What a report is compared with in an incident."""

    position: int
    reports: Sequence[Features]


class Incidents(Table[dict[str, Any]]):
    """The incidents of one partition by id, and withdrawals of articles by ``withdrawn `` and uri."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._features: dict[str, tuple[str | None, bytes]] = {}
        """Of each incident the country, where its reports know but one, and the rest packed."""
        self._index = Index()
        self._ages: deque[tuple[int, str]] = deque()
        self._absorbed: dict[str, str] = {}

    def known(self, id: str) -> Known | None:
        """Return an incident."""
        return cast(Known | None, self.get(id))

    def joined(self, uri: str) -> list[tuple[int, str]]:
        """Return the incidents that rest on an article, each behind the number of its first event in the article."""
        return [
            (
                min(report.get("event", 1 << 30) for report in known["reports"] if report["article"]["uri"] == uri),
                known["id"],
            )
            for known in self.of_article(uri)
        ]

    def holds(self, report: Report) -> bool:
        """Whether an incident rests on a report."""
        known = self._index.find(_article(report["article"]["uri"]))
        return any(other.id == report["id"] for id in known for other in self._compared(id).reports)

    def of_article(self, uri: str) -> list[Known]:
        """Return the incidents that rest on an article, oldest first."""
        found = [cast(Known, self.get(id)) for id in self._index.find(_article(uri))]
        return sorted(found, key=age)

    def candidates(self, report: Report, position: int) -> list[Candidate]:
        """Return the incidents that a report matches, the best first."""
        of = features(report)
        shared: Counter[str] = Counter()
        for block in lookups(of):
            members = self._index.find(block)
            if len(members) <= POPULAR:
                shared.update(members)
        found = []
        for id in sorted(shared, key=lambda id: (-shared[id], id))[:CANDIDATES]:
            if abroad(self._features[id][0], of.country):
                continue
            compared = self._compared(id)
            if compared.position < position:
                best = _fit(of, compared.reports)
                if best >= JOIN:
                    found.append(Candidate(cast(Known, self.get(id)), best))
        return sorted(found, key=lambda candidate: (-candidate.score, *age(candidate.known)))

    def contradict(self, one: Known, two: Known) -> bool:
        """Whether two incidents hold reports that cannot tell of one event, or that one article tells apart."""
        some, others = self._compared(one["id"]).reports, self._compared(two["id"]).reports
        return any(score(a, b) <= (APART if told_apart(a, b) else CONTRADICTS) for a in some for b in others)

    def expire(self, now: int) -> None:
        """Forget a few of the incidents and withdrawals that have been silent too long."""
        limit = now - self.settings.incident_days * NAMED * 86400
        removed = 0
        for _ in range(min(PASSED, len(self._ages))):
            active, key = self._ages[0]
            if active >= limit or removed == EXPIRED:
                return
            self._ages.popleft()
            value = self.get(key)
            if value is not None and _active(value) == active:
                self.set(key, None)
                removed += 1

    def load(self, key: str, value: dict[str, Any] | None) -> None:
        """Take a value while recovering; an incident that another absorbed does not come back."""
        if key in self._absorbed:
            return
        super().load(key, value)
        for lost in (value or {}).get("absorbed", ()):
            self._absorbed[lost] = key
            if lost in self:
                super().load(lost, None)

    def index(self, key: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
        """Keep articles, blocks and ages findable, and what reports are compared by at hand."""
        if new is not None:
            self._ages.append((_active(new), key))
        before = {of.id: of for of in self._compared(key).reports} if key in self._features else {}
        after = {report["id"]: before.get(report["id"]) or features(report) for report in (new or {}).get("reports", ())}
        if before.keys() != after.keys():
            self._index.move(key, _found_by(before.values()), _found_by(after.values()))
        if new is not None and after:
            self._features[key] = _country(after.values()), marshal.dumps((new["position"], [tuple(of) for of in after.values()]))
        else:
            self._features.pop(key, None)

    def _compared(self, id: str) -> Compared:
        position, reports = marshal.loads(self._features[id][1])  # noqa: S302  # written by index, in this process
        return Compared(position, list(map(Features._make, reports)))

    def pack(self, value: dict[str, Any]) -> bytes:
        """Keep a value as JSON, compressed."""
        return zlib.compress(orjson.dumps(value), 1)

    def unpack(self, packed: bytes) -> dict[str, Any]:
        """Read what :meth:`pack` wrote."""
        return cast(dict[str, Any], orjson.loads(zlib.decompress(packed)))


def _fit(of: Features, reports: Sequence[Features]) -> float:
    """Return how well a report fits an incident: half its best match, half the mean over the incident's reports.

    A chain of reports each like the next must not join what its ends tell apart.
    """
    scores = [_score(of, other) for other in reports]
    return (max(scores) + sum(scores) / len(scores)) / 2


def _score(of: Features, other: Features) -> float:
    """Compare a report with one of an incident; versions of one article are compared leniently."""
    total = score(of, other)
    lenient = other.uri == of.uri and other.version != of.version and total > 0
    return total + (VERSIONS if lenient else 0)


def _country(of: Iterable[Features]) -> str | None:
    """The country of reports, None where one does not know it or they differ."""
    countries = {one.country for one in of}
    country = countries.pop()
    return sys.intern(country) if country and not countries else None


def _article(uri: str) -> str:
    return f"article {uri}"


def _found_by(of: Iterable[Features]) -> set[int]:
    """Return the hashes of what an incident is found by."""
    return {hash(block) for one in of for block in (_article(one.uri), *blocks(one))}


def _active(value: dict[str, Any]) -> int:
    return int(value["active"] if "active" in value else value["time"])


def age(known: Known) -> tuple[bool, int, int, str]:
    """Order incidents: those that ring first, then by when they were opened.

    Reports come by the hundred a second, and which of two incidents absorbs the other must not hang on where a second ended.
    """
    return known["told"] is None, *opening(known), known["id"]


def opening(known: Known) -> tuple[int, int]:
    """When an incident was opened: the time, and the position of the report."""
    return known["opened"], known.get("first", 0)
