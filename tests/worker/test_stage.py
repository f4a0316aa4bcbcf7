"""A stage whose brokers are away: it can be stopped, and what its client makes of that is not taken for the stage's own end."""

from __future__ import annotations

import asyncio
import inspect
import time
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError

from streams.settings import Settings
from streams.stages.table import Table
from streams.topics import STAGES
from streams.worker.partition import Partition
from streams.worker.stage import AT_ONCE, GATHER, Stage

DEDUPE = next(stage for stage in STAGES if stage.name == "dedupe")
PLACE = TopicPartition("articles.clean", 0)


class Held:
    place, done, committed, ready = PLACE, 7, 3, True


@pytest.fixture
def stage() -> Stage:
    return Stage(Settings(broker="127.0.0.1:1", instance="w0"), DEDUPE, 0, None, Table[int])


async def test_a_stage_that_never_met_its_brokers_can_be_told_to_leave_for_good(stage: Stage) -> None:
    stage.leaves = True
    with pytest.raises(KafkaConnectionError):
        await stage.on_start()
    await stage.on_stop()


@pytest.mark.parametrize("failure", [asyncio.CancelledError(), KafkaTimeoutError()], ids=repr)
async def test_offsets_that_a_client_gives_up_are_tried_again(stage: Stage, failure: BaseException) -> None:
    answers: list[Any] = [failure, None]

    async def commit(offsets: dict[TopicPartition, int]) -> None:
        assert offsets == {PLACE: 7}
        if answer := answers.pop(0):
            raise answer

    stage._committing = asyncio.Lock()
    stage._confirmed = time.monotonic()
    stage.consumer = SimpleNamespace(commit=commit)
    partition: Any = Held()
    stage.partitions[PLACE] = partition
    await stage._commit()
    assert partition.committed == 3
    await stage._commit()
    assert partition.committed == 7 and not answers


@pytest.mark.parametrize("failure", [asyncio.CancelledError(), KafkaTimeoutError()], ids=repr)
async def test_a_partition_at_rest_lives_through_an_outage(stage: Stage, failure: BaseException) -> None:
    asked = []

    async def end_offsets(places: list[TopicPartition]) -> dict[TopicPartition, int]:
        asked.extend(places)
        raise failure

    async def _write(entries: Any) -> None:
        assert not entries

    stage.consumer = SimpleNamespace(end_offsets=end_offsets)
    partition: Any = SimpleNamespace(
        stage=stage, place=PLACE, checked=float("-inf"), busy=False, _write=_write,
        state=SimpleNamespace(topic="articles.seen", tombstones=list),
    )  # fmt: skip
    await Partition._look_after_state(partition)
    assert asked == [TopicPartition("articles.seen", 0)] and not partition.busy


async def test_brokers_gather_only_for_a_stage_that_has_just_taken_records(stage: Stage) -> None:
    fetcher = SimpleNamespace()
    stage.consumer = SimpleNamespace(_fetcher=fetcher)
    for _ in range(2):
        stage.took()
        assert (fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes) == GATHER
    deadline = time.monotonic() + 20
    while fetcher._fetch_min_bytes != AT_ONCE[1]:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
    assert fetcher._fetch_max_wait_ms == AT_ONCE[0]


def test_the_client_has_what_the_stage_changes() -> None:
    """aiokafka keeps them to itself: its next version may name them otherwise."""
    source = inspect.getsource(Fetcher._get_actions_per_node)
    assert "self._fetch_max_wait_ms" in source and "self._fetch_min_bytes" in source
