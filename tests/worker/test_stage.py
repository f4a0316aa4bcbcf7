"""A stage whose brokers are away: it can be stopped, and nothing that its client says meanwhile is taken for its own end."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams.settings import Settings
from streams.stages.table import Table
from streams.topics import STAGES
from streams.worker.partition import Partition
from streams.worker.stage import Stage

DEDUPE = next(stage for stage in STAGES if stage.name == "dedupe")
AWAY = [KafkaException(KafkaError(KafkaError._TRANSPORT)), TimeoutError()]


class Held:
    number, done, committed, ready = 0, 7, 3, True


@pytest.fixture
def stage() -> Stage:
    return Stage(Settings(broker="127.0.0.1:1", instance="w0"), DEDUPE, 0, None, Table[int])


async def test_a_stage_that_never_met_its_brokers_can_be_told_to_leave_for_good(stage: Stage) -> None:
    stage.leaves = True
    await stage.on_start()
    assert not stage.ready
    async with asyncio.timeout(60):
        await stage.on_stop()
    assert not stage.member._thread.is_alive()


@pytest.mark.parametrize("failure", AWAY, ids=repr)
async def test_offsets_that_are_not_taken_are_tried_again(stage: Stage, failure: BaseException) -> None:
    answers: list[Any] = [failure, None]

    async def commit(offsets: dict[int, int], seconds: float) -> None:
        assert offsets == {0: 7}
        if answer := answers.pop(0):
            raise answer

    stage._committing = asyncio.Lock()
    stage._confirmed = time.monotonic()
    stage.member: Any = SimpleNamespace(commit=commit)
    partition: Any = Held()
    stage.partitions[0] = partition
    await stage._commit()
    assert partition.committed == 3
    await stage._commit()
    assert partition.committed == 7 and not answers


async def test_an_answer_tells_of_the_time_when_it_was_asked_for(stage: Stage) -> None:
    """A process that was paused meanwhile must not take an old answer for a fresh one."""
    answered = 0.0

    async def commit(offsets: dict[int, int], seconds: float) -> None:
        nonlocal answered
        answered = time.monotonic()

    stage._committing = asyncio.Lock()
    stage.member: Any = SimpleNamespace(commit=commit)
    partition: Any = Held()
    stage.partitions[0] = partition
    begun = time.monotonic()
    await stage._commit()
    assert begun <= stage._confirmed <= answered


@pytest.mark.parametrize("failure", AWAY, ids=repr)
async def test_a_partition_at_rest_lives_through_an_outage(stage: Stage, failure: BaseException) -> None:
    asked = []

    async def end(topic: str, number: int, seconds: float) -> int:
        asked.append((topic, number))
        raise failure

    async def _write(entries: Any) -> None:
        assert not entries

    stage.member: Any = SimpleNamespace(end=end)
    partition: Any = SimpleNamespace(
        stage=stage, number=0, checked=float("-inf"), busy=False, _write=_write,
        state=SimpleNamespace(topic="articles.seen", tombstones=list, behind=bool),
    )  # fmt: skip
    await Partition._look_after_state(partition)
    assert asked == [("articles.seen", 0)] and not partition.busy
