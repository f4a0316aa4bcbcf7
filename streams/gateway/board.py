"""What is known now: every incident with its history, and the log of alerts in the order in which they came.

Pure: records go in with the partition and offset they came from, answers come out; no clock, no network. The *cursor*
of an entry says, for each partition, the next offset: it means the same to every gateway on the same topic and survives
restarts, so a subscriber that hands back its last cursor misses nothing and gets nothing twice.

Memory is bounded: beyond ``most_incidents`` the incident that was silent longest is forgotten, and of each incident
and of the log only the newest entries are kept (first alert of an incident always).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import orjson

from streams.gateway.summary import Summary, searchable, standing, summarise
from streams.records import Alert

HISTORY = 200
"""Alerts kept of one incident: the first and the newest."""

Order = tuple[int, str]
"""Where an incident stands in a list: seconds since 1970 and its id."""


class Entry(NamedTuple):
    """One alert as it came."""

    number: int
    """Counts entries from 0 since the start of this process."""
    partition: int
    offset: int
    cursor: str
    """Position behind this alert; see the module."""
    alert: Alert
    before: Alert | None
    """The incident's alert before this one."""

    @property
    def system(self) -> bool:
        """Whether it is a notice about the service instead of an incident."""
        return self.alert["status"] == "System"


@dataclass
class Known:
    """An incident: its alerts, oldest first, and what lists need of it, made once an alert."""

    opened: str
    history: list[Entry] = field(default_factory=list)
    summary: Summary = field(default_factory=dict)
    encoded: bytes = b""
    """The summary as JSON."""
    standing: Alert = field(default_factory=dict)  # type: ignore[assignment]
    """The newest alert without what was told before it."""
    text: str = ""
    """What search looks through."""

    @property
    def alert(self) -> Alert:
        """The newest alert."""
        return self.history[-1].alert

    def tell(self, entry: Entry) -> Entry | None:
        """Take in a newer alert; return the one that had to make room for it."""
        self.history.append(entry)
        gone = self.history.pop(1) if len(self.history) > HISTORY else None
        self.summary = summarise(entry.alert, self.opened)
        self.encoded = orjson.dumps(self.summary)
        self.text = searchable(entry.alert)
        self.standing = standing(entry.alert)
        return gone


class Board:
    """All incidents and the log of alerts."""

    def __init__(self, most_incidents: int = 20_000, log: int = 20_000) -> None:
        self.most_incidents = most_incidents
        self.known: dict[str, Known] = {}
        self.identifiers: dict[str, Entry] = {}
        self.notices: deque[Entry] = deque(maxlen=100)
        self.log: deque[Entry] = deque()
        self.longest_log = log
        self.positions: dict[int, int] = {}
        self._dropped: dict[int, int] = {}
        self._by_sent: list[Order] = []
        self._by_opened: list[Order] = []
        self._next = 0

    @property
    def cursor(self) -> str:
        """Position behind everything that came."""
        return write_cursor(self.positions)

    @property
    def end(self) -> int:
        """Number that the next entry gets."""
        return self._next

    def add(self, partition: int, offset: int, alert: Alert) -> Entry | None:
        """Take in one alert; None for one that is known already (at least once is the promise of the path)."""
        self.pass_by(partition, offset)
        if alert["identifier"] in self.identifiers:
            return None
        id = alert["incident"]["id"]
        before = self.known.get(id)
        entry = Entry(self._next, partition, offset, self.cursor, alert, before.alert if before else None)
        self._next += 1
        self._write(entry)
        if entry.system:
            self.notices.append(entry)
        else:
            self._tell(id, entry)
        return entry

    def pass_by(self, partition: int, offset: int) -> None:
        """Note that an offset is behind us, whatever was there."""
        self.positions[partition] = max(offset + 1, self.positions.get(partition, 0))

    def incidents(self, after: Order | None = None, by_opened: bool = False) -> Iterator[tuple[Order, Known]]:
        """Yield incidents, newest first, starting behind a place in the list."""
        order = self._by_opened if by_opened else self._by_sent
        at = len(order) if after is None else bisect_left(order, after)
        for index in range(at - 1, -1, -1):
            yield order[index], self.known[order[index][1]]

    def since(self, cursor: str | None) -> tuple[list[Entry], bool]:
        """Return the entries of the log that lie behind a cursor, and whether none was missed.

        Something was missed when the log no longer reaches back, or when the cursor is none of this topic's. Without a
        cursor nothing is asked for, so nothing is missed.
        """
        if cursor is None:
            return [], True
        positions = read_cursor(cursor)
        if positions is None:
            return list(self.log), False
        whole = all(self._dropped.get(partition, -1) < positions.get(partition, 0) for partition in self.positions)
        known = all(offset <= self.positions.get(partition, 0) for partition, offset in positions.items())
        return [entry for entry in self.log if entry.offset >= positions.get(entry.partition, 0)], whole and known

    def newest(self, behind: int) -> Iterator[Entry]:
        """Yield entries from number ``behind`` on; from the oldest kept when the log does not reach back."""
        if self.log:
            for index in range(max(0, behind - self.log[0].number), len(self.log)):
                yield self.log[index]

    def wait_would_miss(self, behind: int) -> bool:
        """Whether a reader at number ``behind`` has been overtaken by the end of the log."""
        return bool(self.log) and behind < self.log[0].number

    def _write(self, entry: Entry) -> None:
        self.identifiers[entry.alert["identifier"]] = entry
        self.log.append(entry)
        while len(self.log) > self.longest_log:
            gone = self.log.popleft()
            self._dropped[gone.partition] = max(gone.offset, self._dropped.get(gone.partition, -1))

    def _tell(self, id: str, entry: Entry) -> None:
        known = self.known.get(id)
        sent = seconds(entry.alert["sent"])
        if known is None:
            known = self.known[id] = Known(opened=entry.alert["sent"])
            insort(self._by_opened, (sent, id))
        else:
            _remove(self._by_sent, (seconds(known.alert["sent"]), id))
        insort(self._by_sent, (sent, id))
        if gone := known.tell(entry):
            self.identifiers.pop(gone.alert["identifier"], None)
        if len(self.known) > self.most_incidents:
            self._forget(self._by_sent[0][1])

    def _forget(self, id: str) -> None:
        known = self.known.pop(id)
        _remove(self._by_sent, (seconds(known.alert["sent"]), id))
        _remove(self._by_opened, (seconds(known.opened), id))
        for entry in known.history:
            self.identifiers.pop(entry.alert["identifier"], None)


def seconds(sent: str) -> int:
    """Return a time of CAP as seconds since 1970.

    >>> seconds("2018-05-01T18:00:00+03:00")
    1525186800
    """
    return int(datetime.fromisoformat(sent).timestamp())


def write_cursor(positions: dict[int, int]) -> str:
    """Write positions as a cursor: ``partition-offset`` for each partition.

    >>> write_cursor({1: 20, 0: 3})
    '0-3.1-20'
    """
    return ".".join(f"{partition}-{offset}" for partition, offset in sorted(positions.items()))


def read_cursor(cursor: str) -> dict[int, int] | None:
    """Read a cursor; None when it is none.

    >>> read_cursor("0-3.1-20"), read_cursor(""), read_cursor("x")
    ({0: 3, 1: 20}, {}, None)
    """
    try:
        pairs = [part.split("-") for part in cursor.split(".") if part]
        return {int(partition): int(offset) for partition, offset in pairs}
    except ValueError:
        return None


def _remove(order: list[Order], place: Order) -> None:
    at = bisect_left(order, place)
    if at < len(order) and order[at] == place:
        del order[at]


Match = Callable[[Alert], bool]
