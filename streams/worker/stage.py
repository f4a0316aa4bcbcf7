"""A stage as a service of the application: its consumer group, its producer, and the partitions that it has now."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from confluent_kafka import KafkaException
from mode import Service

from streams import topics
from streams.settings import Settings
from streams.stages.table import Table
from streams.worker.batch import Context
from streams.worker.dead import Limit
from streams.worker.delivery import Delivery
from streams.worker.member import Member
from streams.worker.partition import Partition
from streams.worker.state import State

log = logging.getLogger(__name__)

COMMIT_EVERY = 0.2
STALE = 0.8
"""Share of the session after which a membership that was not confirmed counts as doubtful."""
WATCH_EVERY = 5.0
COMMIT_WITHIN = 5.0
STALLED_AFTER = 180.0
"""Seconds without any progress on a record after which a partition counts as stuck and the worker stops."""


class StalledError(RuntimeError):
    """A partition is stuck: the worker stops, is started again, and nothing was acknowledged."""


class Stage(Service):
    """Feeds an agent from a topic, at least once and in order per partition; see the rules of the package."""

    abstract = False
    mundane_level = "debug"

    def __init__(
        self,
        settings: Settings,
        stage: topics.Stage,
        slot: int,
        channel: Any,
        make: Callable[[], Table[Any]],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.settings, self.channel = settings, channel
        self.name = stage.name
        self.topic = stage.source.named(settings.topic_prefix)
        self.state_topic = stage.state and stage.state.named(settings.topic_prefix)
        self.trusted = stage.source != topics.Topic.RAW
        self.group = group(settings, stage.name)
        self.client = f"{settings.app_id}-{stage.name}-{slot}"
        self.instance = f"{settings.instance}-{stage.name}-{slot}" if settings.instance else None
        self.leaves = False
        """Whether to leave the group when told to stop, also with a static membership."""
        self.make = make
        self.context = Context(stage.name, settings)
        self.limit = Limit(settings)
        self.counts: Counter[str] = Counter()
        self.delays: list[float] = []
        self.partitions: dict[int, Partition] = {}
        self.assigned = False
        self._kept: dict[int, State] = {}
        self._confirmed = 0.0

    def count(self, outcomes: Mapping[str, int], arrived: datetime | None = None) -> None:
        """Add to the counters of this stage; ``arrived`` is when the article of the last record came."""
        self.counts.update(outcomes)
        if arrived is not None:
            self.delays.append(max(0.0, time.time() - arrived.timestamp()))

    async def on_start(self) -> None:
        """Connect, and join the group."""
        self._committing, self._releasing = asyncio.Lock(), asyncio.Lock()
        self.delivery = Delivery(self.settings, self.client)
        self.context.budget.arm()
        if self.context.apart:
            self.context.apart.start()
        self.member = Member(self.settings, self.topic, self.group, self.client, self.instance, self)
        self.member.start()

    async def on_stop(self) -> None:
        """Finish what is in hand, and leave."""
        await self._release()
        await self.member.stop(leaves=self.leaves and self.crash_reason is None)
        await asyncio.get_running_loop().run_in_executor(None, self.delivery.close, 1.0)
        if self.context.apart:
            self.context.apart.stop()

    async def on_partitions_revoked(self, lost: bool) -> None:
        """Let go of everything; we join the group again only when this returns. What was lost others may have already."""
        await self._release(lost)

    async def on_partitions_assigned(self) -> None:
        """Begin a new epoch for each partition."""
        if self.should_stop:
            return
        self._confirmed = time.monotonic()
        kept, self._kept = self._kept, {}
        for number, inbox in self.member.inboxes.items():
            state = kept.get(number) or State(self.settings, self.state_topic or "", number, self.make)
            state.cancelled.clear()
            self.partitions[number] = Partition(self, number, inbox, state)
        self.assigned = True
        log.info("%s: partitions %s", self.name, sorted(self.partitions))

    @property
    def ready(self) -> bool:
        """The group has met, the state of each partition that is ours is loaded, and so is the language model."""
        settled = self.assigned and all(partition.ready for partition in self.partitions.values())
        return settled and (self.context.apart is None or self.context.apart.ready)

    def facts(self) -> dict[str, Any]:
        """What the supervisor is told: whether the stage is ready, what it did since the last time, and where it stands."""
        counts, self.counts = self.counts, Counter()
        delays, self.delays = self.delays, []
        return {
            "ready": self.ready,
            "counts": counts,
            "delays": delays,
            "restarts": self.context.apart.restarts if self.context.apart else 0,
            "partitions": {str(number): self._place(one) for number, one in self.partitions.items()},
        }

    def _place(self, one: Partition) -> dict[str, int]:
        lag = self.member.ends.get(one.number, 0) - one.done if one.ready else 0
        return {"done": one.done, "lag": max(0, lag), "entries": len(one.state.table) if one.ready else 0}

    async def _release(self, lost: bool = False) -> None:
        """Let go of what is held; a stop and a revocation may meet, and the second finds nothing."""
        async with self._releasing:
            await self._let_go(lost)

    async def _let_go(self, lost: bool) -> None:
        """Finish what is in hand within the bound, commit what was not lost, forget: the old assignment can do nothing afterwards."""
        held = list(self.partitions.values())
        self.assigned = False
        for partition in held:
            partition.close()
        if held:
            _, late = await asyncio.wait([partition.task for partition in held], timeout=self.settings.flush_seconds)
            if late:
                log.warning("%s: %s partitions let go with work in hand", self.name, len(late))
                self.delivery.forget()
                for task in late:
                    task.cancel()
                await asyncio.wait(late)
        if not lost:
            await self._commit()
        self.partitions.clear()
        for partition in held:
            state = partition.hand_over()
            state.table.rollback()
            if partition.ready:
                self._kept[partition.number] = state

    @property
    def stale(self) -> bool:
        """Whether the brokers have not confirmed for long that the partitions are ours: others may have them by now.

        A worker that was paused or cut off must not go on with what it had before it knows. Commits confirm it, since
        the brokers take them only from members of the group.
        """
        return time.monotonic() - self._confirmed > STALE * self.settings.session_timeout

    async def _commit(self) -> None:
        async with self._committing:
            todo = {one: one.done for one in self.partitions.values() if one.done > one.committed}
            if time.monotonic() - self._confirmed > STALE / 2 * self.settings.session_timeout:
                todo |= {one: one.done for one in self.partitions.values() if one.ready}
            if not todo:
                return
            asked = time.monotonic()
            try:
                await self.member.commit({partition.number: offset for partition, offset in todo.items()}, COMMIT_WITHIN)
            except (KafkaException, TimeoutError) as error:  # tried again; or a revocation follows
                log.warning("%s: offsets were not taken: %r", self.name, error)
            else:
                self._confirmed = asked  # the answer may have lain there while this process was paused
                for partition, offset in todo.items():
                    partition.committed = offset

    @Service.task
    async def _commit_now_and_then(self) -> None:
        while not self.should_stop:
            await self.sleep(COMMIT_EVERY)
            await self._commit()

    @Service.task
    async def _watch(self) -> None:
        while not self.should_stop:
            await self.sleep(WATCH_EVERY)
            for partition in self.partitions.values():
                partition.inbox.nudge()
                if time.monotonic() - partition.moved > STALLED_AFTER:
                    raise StalledError(
                        f"{self.name} partition {partition.number} has not moved for {STALLED_AFTER:g} s"
                    )


def group(settings: Settings, stage: str) -> str:
    """The consumer group of a stage.

    >>> group(Settings(topic_prefix="eu."), "clean")
    'eu.tocsin-clean'
    """
    return f"{settings.topic_prefix}{settings.app_id}-{stage}"
