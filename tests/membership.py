"""A member of a group by itself, with somebody who waits for its partitions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streams.settings import Settings
from streams.topics import Topic
from streams.worker.arrivals import Record
from streams.worker.member import Inbox, Member


class Told:
    """Stands for a stage: notes what a member tells."""

    def __init__(self) -> None:
        self.assigned = asyncio.Event()
        self.error: BaseException | None = None

    async def on_partitions_assigned(self) -> None:
        self.assigned.set()

    async def on_partitions_revoked(self, lost: bool) -> None:
        self.assigned.clear()

    async def crash(self, reason: BaseException) -> None:
        self.error = reason


@asynccontextmanager
async def joined(
    settings: Settings, client: str = "c", instance: str | None = None, leaves: bool = True, within: float = 60
) -> AsyncIterator[tuple[Member, Told]]:
    """A member that reads articles.raw and has its partitions within so many seconds."""
    told = Told()
    member = Member(settings, Topic.RAW.named(settings.topic_prefix), f"{settings.topic_prefix}g", client, instance, told)
    member.start()
    try:
        async with asyncio.timeout(within):
            await told.assigned.wait()
        yield member, told
    finally:
        await member.stop(leaves)
    assert told.error is None


async def taken(inbox: Inbox, count: int) -> list[Record]:
    """Take so many records, or some more."""
    records: list[Record] = []
    async with asyncio.timeout(60):
        while len(records) < count:
            records += await inbox.take(50)
    return records
