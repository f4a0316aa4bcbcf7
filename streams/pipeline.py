"""The whole path in memory, with no broker: what ``tocsin try``, tests and benchmarks run.

Records meet the same stages in the same order as on Kafka, with one table per key where Kafka has one per partition.
Articles go through in small batches, so that the parser is shared; the answers do not depend on the size of a batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, cast

from streams.incidents.ringing import rings
from streams.records import Article, Report
from streams.settings import Settings
from streams.stages.alert import Incidents, alert
from streams.stages.clean import clean
from streams.stages.dedupe import Seen, dedupe
from streams.stages.enrich import Reader, enrich
from streams.stages.outputs import Given, Output, Rejected
from streams.stages.table import Table
from streams.topics import Topic

Record = Mapping[str, Any]


class Raw(NamedTuple):
    """One message as a publisher would send it; ``time`` is timezone-aware and stands for Kafka's record time."""

    value: bytes
    time: datetime
    key: str | None = None
    headers: Mapping[str, str] = {}


class Result(NamedTuple):
    """What became of one raw article."""

    uri: str | None
    outcome: str
    """``alerted``, ``quiet``, ``duplicate``, ``withdrawn`` or ``rejected``."""
    reason: str | None = None
    duplicate_of: str | None = None
    similarity: float | None = None
    article: Record | None = None
    """The cleaned article, enriched when it was read."""
    alerts: Sequence[Record] = ()
    incidents: Sequence[str] = ()
    """Identifiers of the incidents that its reports joined."""


class Pipeline:
    """The four stages joined by function calls; state lives as long as the object."""

    def __init__(self, settings: Settings, reader: Reader, batch: int = 64) -> None:
        self.settings, self.reader, self.batch = settings, reader, batch
        self._position = 0
        self.forget()

    def forget(self) -> None:
        """Drop all state, as if nothing had ever been published."""
        self._seen: dict[str, Seen] = defaultdict(lambda: Seen(self.settings))
        self._incidents: dict[str, Incidents] = defaultdict(lambda: Incidents(self.settings))

    def run(self, raws: Iterable[Raw], isolated: bool = False) -> Iterator[Result]:
        """Yield one result per article, in order; ``isolated`` gives each article fresh state."""
        source = iter(raws)
        while batch := list(islice(source, self.batch)):
            yield from self._batch(batch, isolated)

    def _batch(self, raws: Sequence[Raw], isolated: bool) -> Iterator[Result]:
        drafts = [self._door(raw, isolated) for raw in raws]
        read = iter(self._enrich([draft.article for draft in drafts if draft.article and draft.outcome == "unique"]))
        for raw, draft in zip(raws, drafts, strict=True):
            if draft.outcome != "unique" or draft.article is None:
                yield draft._replace(incidents=self._joined(draft.duplicate_of)) if draft.duplicate_of else draft
                continue
            outputs = next(read)
            if isinstance(outputs, Exception):
                yield draft._replace(outcome="rejected", reason=_reason(outputs))
                continue
            if isolated:
                self._incidents.clear()
            yield self._tell(raw, draft, outputs)

    def _door(self, raw: Raw, isolated: bool) -> Result:
        """Clean one article and seek its original; outcome ``unique`` means that it is to be read."""
        if isolated:
            self._seen.clear()
        self._position += 1
        source = Given(raw.key, raw.headers, self._position, raw.time)
        try:
            (cleaned,) = clean(raw.value, source)
            article = cast(Article, cleaned.record)
            seen = self._seen[cleaned.key]
            unique = list(dedupe(article, seen, source._replace(key=cleaned.key), self.settings))
            seen.commit()
        except Exception as error:  # whatever a record does to a stage, it ends as rejected and leaves no trace
            _undo(self._seen)
            return Result(raw.key, "rejected", _reason(error))
        if unique:
            return Result(article["uri"], "unique", article=unique[0].record)
        entry = seen.get(article["uri"])
        original, similarity = (entry.get("duplicateOf"), entry.get("similarity")) if entry else (None, None)
        outcome = "quiet" if article["pubStatus"] == "withheld" else "duplicate"
        return Result(article["uri"], outcome, None, original, similarity, article)

    def _enrich(self, articles: Sequence[Any]) -> list[Sequence[Output] | Exception]:
        try:
            return [list(outputs) for outputs in enrich(articles, self.reader)]
        except Exception as error:
            if len(articles) == 1:
                return [error]
        half = len(articles) // 2
        return self._enrich(articles[:half]) + self._enrich(articles[half:])

    def _tell(self, raw: Raw, draft: Result, outputs: Sequence[Output]) -> Result:
        enriched = next(output.record for output in outputs if output.topic is Topic.ENRICHED)
        alerts: list[Record] = []
        reports = [output for output in outputs if output.topic is Topic.REPORTS]
        try:
            for report in reports:
                alerts += self._alert(raw, report)
        except Exception as error:
            return draft._replace(outcome="rejected", reason=_reason(error))
        rung = any(rings(cast(Report, report.record)) for report in reports)
        outcome = "withdrawn" if enriched["pubStatus"] == "canceled" else "alerted" if rung else "quiet"
        return draft._replace(outcome=outcome, article=enriched, alerts=alerts, incidents=self._joined(enriched["uri"]))

    def _joined(self, uri: str) -> list[str]:
        """Return the incidents that an article's reports joined, its first event first; a copy's are those of its original."""
        return [id for _, id in sorted(event for table in self._incidents.values() for event in table.joined(uri))]

    def _alert(self, raw: Raw, report: Output) -> Iterator[Record]:
        tables = list(self._incidents.values()) if report.everywhere else [self._incidents[report.key]]
        for table in tables:
            self._position += 1
            source = Given(report.key, raw.headers, self._position, raw.time)
            outputs = list(alert(cast(Report, report.record), table, source, self.settings))
            table.commit()
            yield from (output.record for output in outputs if output.topic is Topic.ALERTS)


def _undo(tables: Mapping[str, Table[Any]]) -> None:
    for table in tables.values():
        table.rollback()


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Rejected) else f"{type(error).__name__}: {error}"
