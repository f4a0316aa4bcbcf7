"""Account for every article: each raw record must end as alerted, quiet, duplicate, withdrawn or a dead letter.

A copy, an older version and a second delivery are duplicates; what its publisher withholds is quiet: it waits on
``articles.clean`` for a version that is usable.

The topics themselves are the ledger: every record names in ``ce_causationid`` the one that caused it, dead letters name the
place of what they keep. A record may be delivered again after a crash (same id, same content): that is counted as
repeated and harms nobody. Two different alerts under one identifier would be doubled: there must be none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from streams.articles.versions import is_held
from streams.client.consuming import Record, whole
from streams.client.letters import HANDLED, HOW, PREFIX
from streams.incidents.ringing import rings
from streams.settings import Settings
from streams.topics import Topic

OUTCOMES = ("alerted", "quiet", "duplicate", "withdrawn", "rejected")
READ = (
    Topic.DEAD, Topic.INCIDENTS, Topic.SEEN, Topic.ALERTS, Topic.REPORTS, Topic.ENRICHED, Topic.UNIQUE,
    Topic.CLEAN, Topic.RAW,
)  # fmt: skip
"""Against the stream, so that what moves meanwhile is told as on its way, not as lost behind a later stage."""
MADE = (Topic.CLEAN, Topic.UNIQUE, Topic.ENRICHED)


class Missing(NamedTuple):
    """Something that has not come to its end."""

    where: str
    """Topic, partition and offset, or an identifier."""
    what: str
    """Uri of the article, or id of the report."""
    before: str
    """The stage that has not finished with it."""


class Accounts(NamedTuple):
    """What became of all that was published."""

    published: int
    outcomes: dict[str, int]
    alerts: int
    """Distinct identifiers."""
    incidents: int
    missing: tuple[Missing, ...]
    doubled: tuple[str, ...]
    """Identifiers of alerts that exist with different contents."""
    repeated: int
    """Records delivered more than once with one id, as happens after a crash."""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and nothing doubled."""
        return not self.missing and not self.doubled and sum(self.outcomes.values()) == self.published


class Ledger:
    """Takes in the records of all topics in the order of ``READ``, then draws up the accounts."""

    def __init__(self) -> None:
        self._raw: list[tuple[str, str, str]] = []  # origin, id, uri
        self._letters: list[tuple[str, str]] = []  # place of a dead letter, and of the record that it keeps
        self._replayed: set[str] = set()
        self._dead: set[str] = set()
        self._dead_ids: set[str] = set()
        self._made: dict[Topic, dict[str, set[str]]] = {topic: defaultdict(set) for topic in MADE}
        self._seen: set[str] = set()
        self._held: set[str] = set()
        self._outcome: dict[str, str] = {}
        self._reports: dict[str, set[str]] = {}
        self._written: set[str] = set()
        self._alone: dict[str, str] = {}  # ringing report that no incident knows: its article
        self._joined: set[str] = set()
        self._superseded: set[str] = set()
        self._alerts: dict[str, set[bytes]] = defaultdict(set)
        self._incidents: set[str] = set()
        self._counted: Counter[str] = Counter()

    def add(self, topic: Topic, record: Record) -> None:
        """Take in one record."""
        origin = f"{record.topic}:{record.partition}:{record.offset}"
        identifier = record.header("ce_id") or origin
        if topic is Topic.DEAD:
            self._add_dead(record)
            return
        if self._letters:
            self._settle_dead()
        if topic is Topic.RAW:
            self._raw.append((origin, identifier, (record.key or b"").decode("utf-8", "replace")))
            return
        if record.value is None:
            return
        if origin in self._dead:
            self._dead_ids.add(identifier)
        if topic is Topic.SEEN:
            self._seen.add((record.key or b"").decode("utf-8", "replace"))
            return
        if topic is not Topic.INCIDENTS:
            self._counted[f"{record.partition}/{identifier}"] += 1  # marks lie once in every partition
        if topic is Topic.CLEAN and is_held(record.value):
            self._held.add(identifier)
        if topic in self._made:
            self._made[topic][record.header("ce_causationid") or ""].add(identifier)
        if topic in (Topic.ENRICHED, Topic.REPORTS, Topic.ALERTS, Topic.INCIDENTS):
            self._add_value(topic, identifier, orjson.loads(record.value), record.value)

    def _add_dead(self, record: Record) -> None:
        if (mark := record.header(HANDLED)) is not None:
            if record.header(HOW) == "replayed":
                self._replayed.add(mark)
            return
        place = ":".join(record.header(PREFIX + name) or "?" for name in ("topic", "partition", "offset"))
        self._letters.append((f"{record.partition}:{record.offset}", place))

    def _settle_dead(self) -> None:
        """A letter that was replayed is on its way again; a raw one has become a new raw record, so the first stays dead."""
        for identifier, place in self._letters:
            if identifier not in self._replayed or Topic.RAW in place:
                self._dead.add(place)
        self._letters.clear()

    def _add_value(self, topic: Topic, identifier: str, value: Any, raw: bytes) -> None:
        if topic is Topic.ENRICHED:
            ringing = {report["id"] for report in value["reports"] if rings(report)}
            self._reports[identifier] = {report["id"] for report in value["reports"]}
            withdrawn = value["pubStatus"] == "canceled"
            self._outcome[identifier] = "withdrawn" if withdrawn else "alerted" if ringing else "quiet"
        elif topic is Topic.REPORTS:
            if value["pubStatus"] == "canceled":
                self._superseded.add(value["article"]["uri"])
            else:
                self._written.add(value["id"])
                if rings(value) and value["id"] not in self._joined:
                    self._alone[value["id"]] = value["article"]["uri"]
        elif topic is Topic.ALERTS and value["status"] == "Actual":
            self._alerts[value["identifier"]].add(blake2b(raw, digest_size=8).digest())
            self._incidents.add(value["incident"]["id"])
            self._joined |= {report["id"] for report in value["incident"]["reports"]}
        elif topic is Topic.INCIDENTS:
            self._joined |= {report["id"] for report in _value_of_state(value).get("reports", ())}

    def accounts(self) -> Accounts:
        """Follow every raw record to its end."""
        self._settle_dead()
        outcomes = dict.fromkeys(OUTCOMES, 0)
        missing: list[Missing] = []
        passed: dict[str, list[str]] = {cause: sorted(made) for cause, made in self._made[Topic.UNIQUE].items()}
        for origin, identifier, uri in self._raw:
            end = self._end(origin, identifier, passed)
            if end in outcomes:
                outcomes[end] += 1
            else:
                missing.append(Missing(origin, uri, end))
        missing += self._unwritten()
        doubled = tuple(sorted(identifier for identifier, contents in self._alerts.items() if len(contents) > 1))
        repeated = sum(count - 1 for count in self._counted.values() if count > 1)
        return Accounts(len(self._raw), outcomes, len(self._alerts), len(self._incidents), tuple(missing), doubled, repeated)

    def _end(self, origin: str, identifier: str, passed: dict[str, list[str]]) -> str:
        """Return an outcome, or the name of the stage that has not finished."""
        if origin in self._dead:
            return "rejected"
        cleaned = self._made[Topic.CLEAN].get(identifier) or self._made[Topic.CLEAN].get(origin)
        if not cleaned:
            return "clean"
        clean = min(cleaned)
        if clean in self._dead_ids:
            return "rejected"
        if not (unique := passed.get(clean)):
            if clean in self._held:
                return "quiet"
            return "duplicate" if clean.removeprefix("articles.clean/").rpartition("#")[0] in self._seen else "dedupe"
        mine = unique[0]
        if len(unique) > 1:
            unique.pop(0)
        else:
            passed[clean] = []
        if mine in self._dead_ids:
            return "rejected"
        enriched = self._made[Topic.ENRICHED].get(mine)
        return self._outcome.get(min(enriched), "enrich") if enriched else "enrich"

    def _unwritten(self) -> Iterable[Missing]:
        """Reports that an article gave and the topic of reports lacks, and ringing ones that no incident knows."""
        for identifier, reports in self._reports.items():
            yield from (Missing(identifier, report, "enrich") for report in sorted(reports - self._written))
        for report, uri in sorted(self._alone.items()):
            if uri not in self._superseded and f"casualty.reports/{report}" not in self._dead_ids:
                yield Missing(report, uri, "alert")


def _value_of_state(value: Any) -> Any:
    """Return the value that a record of state holds, beside the offset that made it."""
    if isinstance(value, list):
        return next((part for part in value if isinstance(part, dict)), {})
    inner = value.get("value") if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else value if isinstance(value, dict) else {}


def audit(settings: Settings) -> Accounts:
    """Read all topics of the path and draw up the accounts."""
    ledger = Ledger()
    for topic in READ:
        with whole(settings, topic) as records:
            for record in records:
                ledger.add(topic, record)
    return ledger.accounts()
