"""The state of a partition: who wins, what is forgotten, and what happens to late writes of a former owner."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from confluent_kafka import Producer

from streams import embedded
from streams.connection import SURE
from streams.settings import Settings
from streams.stages.table import Table
from streams.worker import state as module
from streams.worker.messages import Message
from streams.worker.state import State

TOPICS = [f"state{number}" for number in range(20)]
NAMES = iter(TOPICS)


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with embedded.broker(port=0, topics=TOPICS, partitions=2) as address:
        yield address


class Log:
    """One state topic, written to by owners and by a zombie."""

    def __init__(self, broker: str) -> None:
        self.topic = next(NAMES)
        self.settings = Settings(broker=broker)
        self._producer = Producer({"bootstrap.servers": broker, "log_level": 0} | SURE)

    def owner(self) -> State:
        return State(self.settings, self.topic, 1, Table)

    def loaded(self) -> State:
        state = self.owner()
        self.write(state.load(lambda: None))
        return state

    def write(self, messages: list[Message]) -> list[int]:
        offsets: list[int] = []
        for message in messages:
            self._producer.produce(
                message.topic,
                message.value,
                message.key,
                message.partition,
                on_delivery=lambda _, m: offsets.append(m.offset()),
            )
        assert self._producer.flush(10) == 0
        return offsets

    def put(self, key: str, position: int, value: Any) -> None:
        self.write([Message(self.topic, key.encode(), orjson.dumps([position, value]), 1)])


@pytest.fixture
def log(broker: str) -> Log:
    return Log(broker)


def nothing() -> None:
    return None


def keep(state: State, log: Log, position: int, **changes: Any) -> list[Message]:
    """Make changes as a partition does; return what must be written again."""
    for key, value in changes.items():
        state.table.set(key, value)
    state.table.keep(position)
    offsets = log.write(state.entries(state.table.changes()))
    state.table.commit()
    state.base = position
    return state.reclaim(offsets, nothing) if state.written(offsets) else []


def test_the_highest_position_wins_whatever_was_written_last(log: Log) -> None:
    log.put("a", 5, {"n": 5})
    log.put("a", 3, {"n": 3})
    log.put("b", 1, {"n": 1})
    state = log.loaded()
    assert dict(state.table.items()) == {"a": {"n": 5}, "b": {"n": 1}}


def test_a_value_that_was_overtaken_is_written_again_on_load(log: Log) -> None:
    """So that compaction, which keeps the last write, keeps the right one."""
    log.put("a", 5, {"n": 5})
    log.put("a", 3, {"n": 3})
    again = log.owner().load(nothing)
    assert [(message.key, orjson.loads(message.value or b"")) for message in again] == [(b"a", [5, {"n": 5}])]
    assert [message.partition for message in again] == [1]


def test_a_forgotten_key_stays_forgotten(log: Log) -> None:
    state = log.loaded()
    keep(state, log, 4, a={"n": 1})
    keep(state, log, 7, a=None)
    log.put("a", 4, {"n": 1})  # late
    assert len(log.loaded().table) == 0


def test_a_late_write_is_noticed_and_undone(log: Log) -> None:
    state = log.loaded()
    assert keep(state, log, 10, a={"n": 10}, b={"n": 10}) == []
    log.put("a", 6, {"n": 6})
    again = keep(state, log, 11, c={"n": 11})
    assert [(message.key, orjson.loads(message.value or b"")) for message in again] == [(b"a", [11, {"n": 10}])]
    assert not state.written(log.write(again))
    fresh = log.loaded()
    assert fresh.table.get("a") == {"n": 10}


def test_what_is_ahead_is_left_alone(log: Log) -> None:
    """The other one has done more of the same records: its values are as good as ours will be."""
    state = log.loaded()
    keep(state, log, 10, a={"n": 10})
    log.put("a", 20, {"n": 20})
    assert keep(state, log, 11, b={"n": 11}) == []


def test_a_late_write_of_a_key_that_we_forgot_is_undone(log: Log) -> None:
    state = log.loaded()
    keep(state, log, 5, a={"n": 5})
    keep(state, log, 9, a=None)
    log.put("a", 5, {"n": 5})
    again = keep(state, log, 10, b={"n": 1})
    assert [orjson.loads(message.value or b"") for message in again] == [[10, None]]


def test_coming_back_reads_only_what_is_new(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    state = log.loaded()
    keep(state, log, 5, a={"n": 5}, b={"n": 5})
    other = log.loaded()
    keep(other, log, 8, a={"n": 8})
    log.put("b", 2, {"n": 2})
    read: list[int] = []
    numbered = state._numbered
    monkeypatch.setattr(
        state, "_numbered", lambda beat: (read.append(offset) or (offset, e) for offset, e in numbered(beat))
    )
    again = state.load(nothing)
    assert dict(state.table.items()) == {"a": {"n": 8}, "b": {"n": 5}}
    assert [message.key for message in again] == [b"b"]
    assert len(read) == 2


def test_tombstones_come_late(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    state = log.loaded()
    keep(state, log, 1, a={"n": 1}, b={"n": 1})
    keep(state, log, 2, a=None)
    assert state.tombstones() == []
    clock = itertools.count(module.TOMBSTONE_AFTER * 2)
    monkeypatch.setattr(module.time, "monotonic", lambda: 10**9 + next(clock))
    (tombstone,) = state.tombstones()
    assert (tombstone.key, tombstone.value, tombstone.partition) == (b"a", None, 1)
    log.write([tombstone])
    assert dict(log.loaded().table.items()) == {"b": {"n": 1}}


def test_what_is_no_entry_is_named(log: Log) -> None:
    log.write([Message(log.topic, b"a", b"nonsense", 1)])
    with pytest.raises(RuntimeError, match=rf"{log.topic} partition 1 offset 0 is not an entry of state"):
        log.owner().load(nothing)
