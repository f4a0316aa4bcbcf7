"""A partition that goes to another worker leaves nothing behind in memory, also where Python never looks for garbage."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from streams import embedded
from streams.settings import Settings
from streams.stages.table import Table
from streams.topics import STAGES
from streams.worker.stage import Stage

DEDUPE = next(stage for stage in STAGES if stage.name == "dedupe")


@pytest.fixture
def broker() -> Iterator[str]:
    with embedded.broker(port=0, partitions=4) as address:
        yield address


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def settled(stage: Stage, partitions: int) -> None:
    async with asyncio.timeout(60):
        while not (stage.ready and len(stage.partitions) == partitions):
            await asyncio.sleep(0.05)


async def test_the_state_of_a_lost_partition_is_freed_at_once(broker: str, no_collection: None) -> None:
    made: list[weakref.ref[Table[int]]] = []

    def table() -> Table[int]:
        one: Table[int] = Table()
        made.append(weakref.ref(one))
        return one

    stage = Stage(Settings(broker=broker), DEDUPE, 0, None, table)
    await stage.start()
    try:
        await settled(stage, 4)
        held = sorted(stage.partitions)
        await stage.on_partitions_revoked(lost=False)
        stage.member.inboxes = {number: stage.member.inboxes[number] for number in held[:2]}
        await stage.on_partitions_assigned()
        await settled(stage, 2)
        assert len(made) == 4  # those that stayed were not loaded again
        assert [stage.partitions[number].state.table for number in held[:2]] == [ref() for ref in made if ref() is not None]
    finally:
        await stage.stop()


async def test_a_revocation_that_meets_a_stop_waits_for_it(broker: str) -> None:
    stage = Stage(Settings(broker=broker), DEDUPE, 0, None, Table[int])
    await stage.start()
    try:
        await settled(stage, 4)
        await asyncio.gather(*(stage.on_partitions_revoked(lost=False) for _ in range(3)))
        assert not stage.partitions and len(stage._kept) == 4
    finally:
        await stage.stop()
