"""A stage as a service of the application: its consumer group, its producer, and the partitions that it has now."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from mode import Service

from streams import connection, topics
from streams.settings import Settings
from streams.stages.table import Table
from streams.worker.batch import Context
from streams.worker.dead import Limit
from streams.worker.delivery import Delivery
from streams.worker.partition import Partition
from streams.worker.state import State

log = logging.getLogger(__name__)

COMMIT_EVERY = 0.5
STALE = 0.8
"""Share of the session after which a membership that was not confirmed counts as doubtful."""
WATCH_EVERY = 5.0
MEASURE_EVERY = 3.0
STALLED_AFTER = 180.0
"""Seconds without any progress on a record after which a partition counts as stuck and the worker stops."""
FETCH = 4 << 20
"""Bytes fetched from a partition at once, which bounds the memory of a batch."""

AT_ONCE = (500, 1)
GATHER = (12, 64 << 10)
"""For how many milliseconds the brokers gather how many bytes before they answer: a stage at rest, and one that has just taken records.

At 120 records a second each costs 2.4 ms of CPU when it is taken alone, 1.6 ms with those that come within 12 ms and 0.9 ms within 25 ms,
but then, at half load, the waiting costs more than is spared. A record that comes alone does not wait.
"""


class StalledError(RuntimeError):
    """A partition is stuck: the worker stops, is started again, and nothing was acknowledged."""


class Stage(Service, ConsumerRebalanceListener):  # type: ignore[misc]
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
        self.partitions: dict[TopicPartition, Partition] = {}
        self.assigned = False
        self._kept: dict[int, State] = {}
        self._ends: dict[TopicPartition, int] = {}
        self._measured = 0.0
        self._confirmed = 0.0
        self._gathering: asyncio.TimerHandle | None = None

    def count(self, outcomes: Mapping[str, int], arrived: datetime | None = None) -> None:
        """Add to the counters of this stage; ``arrived`` is when the article of the last record came."""
        self.counts.update(outcomes)
        if arrived is not None:
            self.delays.append(max(0.0, time.time() - arrived.timestamp()))

    def took(self) -> None:
        """Records were taken: let the brokers gather more before they answer, and answer at once again when none have come."""
        self._ask_for(GATHER)
        if self._gathering:
            self._gathering.cancel()
        self._gathering = asyncio.get_running_loop().call_later(0.8 * GATHER[0] / 1000, self._ask_for, AT_ONCE)

    def _ask_for(self, how: tuple[int, int]) -> None:
        fetcher = self.consumer._fetcher  # aiokafka puts these into each request
        fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes = how

    async def on_start(self) -> None:
        """Connect, and join the group."""
        self._committing = asyncio.Lock()
        self.delivery = Delivery(self.settings, self.client)
        self.context.budget.arm()
        if self.context.apart:
            self.context.apart.start()
        session = int(self.settings.session_timeout * 1000)
        self.consumer = AIOKafkaConsumer(
            **connection.aiokafka(self.settings),
            client_id=self.client,
            group_id=self.group,
            group_instance_id=self.instance,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=session,
            heartbeat_interval_ms=max(100, min(3000, session // 5)),
            rebalance_timeout_ms=session + int(self.settings.flush_seconds * 1000),
            max_poll_interval_ms=24 * 3600 * 1000,  # the watchdog knows better whether work goes on
            max_partition_fetch_bytes=FETCH,
            request_timeout_ms=max(40_000, 2 * session),
            metadata_max_age_ms=60_000,
            retry_backoff_ms=500,
        )
        self.consumer.subscribe([self.topic], listener=self)
        await self.consumer.start()

    async def on_stop(self) -> None:
        """Finish what is in hand, and leave."""
        await self._release()
        if self.leaves and self.crash_reason is None and self.consumer._coordinator is not None:
            self.consumer._coordinator._group_instance_id = None  # aiokafka lets only members without a name leave
        await connection.stop(self.consumer)
        await asyncio.get_running_loop().run_in_executor(None, self.delivery.close, 1.0)
        if self.context.apart:
            self.context.apart.stop()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Let go of everything; aiokafka joins the group again only when this returns, and heartbeats meanwhile."""
        await self._release()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Begin a new epoch for each partition."""
        if self.should_stop:
            return
        self._confirmed = time.monotonic()
        kept, self._kept = self._kept, {}
        for place in sorted(assigned):
            number = place.partition
            state = kept.get(number) or State(self.settings, self.state_topic or "", number, self.make)
            state.cancelled.clear()
            self.partitions[place] = Partition(self, place, state)
        self.assigned = True
        log.info("%s: partitions %s", self.name, sorted(place.partition for place in self.partitions))

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
            "partitions": {str(place.partition): self._place(place, one) for place, one in self.partitions.items()},
        }

    def _place(self, place: TopicPartition, one: Partition) -> dict[str, int]:
        lag = self._ends.get(place, 0) - one.done if one.ready else 0
        return {"done": one.done, "lag": max(0, lag), "entries": len(one.state.table) if one.ready else 0}

    async def measure(self) -> None:
        """Ask the brokers now and then where the partitions end."""
        if time.monotonic() - self._measured > MEASURE_EVERY and self.partitions:
            self._measured = time.monotonic()
            self._ends = await self.consumer.end_offsets(list(self.partitions))

    async def _release(self) -> None:
        """Finish what is in hand within the bound, commit, forget: the old assignment can do nothing afterwards."""
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
        await self._commit()
        self.partitions.clear()
        for partition in held:
            state = partition.hand_over()
            state.table.rollback()
            if partition.ready:
                self._kept[partition.place.partition] = state

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
            try:
                offsets = {partition.place: offset for partition, offset in todo.items()}
                await connection.within(5, self.consumer.commit(offsets))
            except (KafkaError, IllegalStateError, TimeoutError, ConnectionError) as error:  # tried again; or a revocation follows
                log.warning("%s: offsets were not taken: %r", self.name, error)
            else:
                self._confirmed = time.monotonic()
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
            # aiokafka keeps such errors to itself until getany is called: a refused member must not idle on.
            self.consumer._coordinator.check_errors()
            for partition in self.partitions.values():
                if time.monotonic() - partition.moved > STALLED_AFTER:
                    raise StalledError(
                        f"{self.name} partition {partition.place.partition} has not moved for {STALLED_AFTER:g} s"
                    )


def group(settings: Settings, stage: str) -> str:
    """The consumer group of a stage.

    >>> group(Settings(topic_prefix="eu."), "clean")
    'eu.tocsin-clean'
    """
    return f"{settings.topic_prefix}{settings.app_id}-{stage}"
