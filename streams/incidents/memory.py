"""The incidents that a partition remembers, and which of them a report belongs to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol, cast

from streams.incidents.blocks import blocks, lookups
from streams.incidents.features import Features, features
from streams.incidents.known import Known
from streams.incidents.match import score, told_apart
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


class Incidents(Table[dict[str, Any]]):
    """The incidents of one partition by id, and withdrawals of articles by ``withdrawn `` and uri."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._features: dict[str, Features] = {}
        self._of_report: dict[str, str] = {}
        self._of_article: dict[str, set[str]] = {}
        self._blocks: dict[str, set[str]] = {}
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

    def holds(self, report: str) -> bool:
        """Whether an incident rests on a report."""
        return report in self._of_report

    def of_article(self, uri: str) -> list[Known]:
        """Return the incidents that rest on an article, oldest first."""
        found = [cast(Known, self._values[id]) for id in self._of_article.get(uri, ())]
        return sorted(found, key=age)

    def candidates(self, report: Report, position: int) -> list[Candidate]:
        """Return the incidents that a report matches, the best first."""
        of = features(report)
        shared: dict[str, int] = {}
        for block in lookups(of):
            members = self._blocks.get(block, ())
            for id in members if len(members) <= POPULAR else ():
                shared[id] = shared.get(id, 0) + 1
        found = []
        for id in sorted(shared, key=lambda id: (-shared[id], id))[:CANDIDATES]:
            known = cast(Known, self._values[id])
            if known["position"] < position:
                best = self._fit(of, report, known)
                if best >= JOIN:
                    found.append(Candidate(known, best))
        return sorted(found, key=lambda candidate: (-candidate.score, *age(candidate.known)))

    def _fit(self, of: Features, report: Report, known: Known) -> float:
        """Return how well a report fits an incident: half its best match, half the mean over the incident's reports.

        A chain of reports each like the next must not join what its ends tell apart.
        """
        scores = [self._score(of, report, other) for other in known["reports"]]
        return (max(scores) + sum(scores) / len(scores)) / 2

    def _score(self, of: Features, report: Report, other: Report) -> float:
        """Compare a report with one of an incident; versions of one article are compared leniently."""
        total = score(of, self._features[other["id"]])
        if other["article"]["uri"] != of.uri:
            return total
        newer = other["article"]["version"] != report["article"]["version"]
        return total + (VERSIONS if newer and total > 0 else 0)

    def contradict(self, one: Known, two: Known) -> bool:
        """Whether two incidents hold reports that cannot tell of one event, or that one article tells apart."""
        pairs = [(self._features[a["id"]], self._features[b["id"]]) for a in one["reports"] for b in two["reports"]]
        return any(score(a, b) <= (APART if told_apart(a, b) else CONTRADICTS) for a, b in pairs)

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
        """Keep reports, articles, blocks and ages findable."""
        if new is not None:
            self._ages.append((_active(new), key))
        before = {report["id"]: report for report in (old or {}).get("reports", ())}
        after = {report["id"]: report for report in (new or {}).get("reports", ())}
        for id in before.keys() - after.keys():
            if self._of_report.get(id) == key:
                del self._of_report[id]
        for id in after:
            self._of_report[id] = key
        if before.keys() == after.keys():
            return
        fresh = {id: self._features.get(id) or features(report) for id, report in after.items()}
        _move(self._blocks, key, _blocks(self._features[id] for id in before), _blocks(fresh.values()))
        _move(self._of_article, key, {of["article"]["uri"] for of in before.values()}, {of.uri for of in fresh.values()})
        for id in before.keys() - after.keys():
            if id not in self._of_report:
                self._features.pop(id, None)
        self._features |= fresh


def _blocks(of: Iterable[Features]) -> set[str]:
    return {block for one in of for block in blocks(one)}


def _move(index: dict[str, set[str]], key: str, old: set[str], new: set[str]) -> None:
    for entry in old - new:
        index[entry].discard(key)
        if not index[entry]:
            del index[entry]
    for entry in new - old:
        index.setdefault(entry, set()).add(key)


def _active(value: dict[str, Any]) -> int:
    return int(value["active"] if "active" in value else value["time"])


def age(known: Known) -> tuple[bool, int, str]:
    """Order incidents: those that ring first, then by when they were opened."""
    return known["told"] is None, known["opened"], known["id"]
