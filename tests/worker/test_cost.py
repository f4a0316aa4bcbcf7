"""What a record costs, in counts that no busy machine changes: decodes, encodes, headers, calls of the producer."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.settings import Settings
from streams.stages.dedupe import Seen
from streams.stages.table import Table
from streams.worker import agents, arrivals, delivery, messages, process, state
from streams.worker.arrivals import Arrival, Record
from streams.worker.batch import Batch, Context, run
from streams.worker.declared import Declared
from streams.worker.delivery import Delivery
from streams.worker.messages import Message
from streams.worker.state import State
from tests.bench import keeping, passing
from tests.mixed import mixed

COUNT = 40


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts of what the worker does from now on."""
    found: Counter[str] = Counter()

    def counted(name: str, work: Any) -> Any:
        def call(*arguments: Any) -> Any:
            found[name] += 1
            return work(*arguments)

        return call

    json = SimpleNamespace(
        loads=counted("decodes", orjson.loads),
        dumps=counted("encodes", orjson.dumps),
        JSONDecodeError=orjson.JSONDecodeError,
    )
    for module in (arrivals, messages, state):
        monkeypatch.setattr(module, "orjson", json)
    monkeypatch.setattr(arrivals.Headers, "_text", counted("headers read", arrivals.Headers._text))
    monkeypatch.setattr(arrivals.Arrival, "_find_time", counted("times", arrivals.Arrival._find_time))
    monkeypatch.setattr(messages.Packer, "pack", counted("headers made", messages.Packer.pack))
    return found


async def through(declared: Declared, given: list[Arrival], table: Table[Any]) -> list[Message]:
    """Run the agent of a stage over one batch."""
    batch = Batch(Context(declared.stage.name, Settings()), given, table, lambda: None)

    async def stream() -> AsyncIterator[Batch]:
        yield batch

    await run(declared.function, stream())
    assert not any(batch.deaths)
    return batch.messages


def raw() -> list[Arrival]:
    made = mixed(COUNT, ringing=0, copies=0, broken=0)
    return [Arrival(Record("articles.raw", 0, n, 0, one.uri.encode(), one.value, ())) for n, one in enumerate(made)]


def handed_on(given: list[Message]) -> list[Arrival]:
    """Messages as the next stage receives them."""
    return [
        Arrival(Record(one.topic, 0, n, 0, one.key, one.value, tuple(one.headers or ())), trusted=True)
        for n, one in enumerate(given)
    ]


@pytest.mark.parametrize("stage", [passing, keeping])
async def test_a_hop_decodes_encodes_and_packs_once(costs: Counter[str], stage: Any) -> None:
    given = handed_on(await through(agents.agents["clean"], raw(), Table()))
    costs.clear()
    assert len(await through(stage.agents[passing.STAGE], given, Table())) == COUNT
    assert costs == {"decodes": COUNT, "encodes": COUNT, "headers made": COUNT, "times": COUNT}


async def test_the_real_stages_pay_no_more(costs: Counter[str]) -> None:
    cleaned = await through(agents.agents["clean"], raw(), Table())
    assert costs["headers made"] == costs["encodes"] == costs["times"] == COUNT
    assert costs["decodes"] == 0, "the door decodes by itself"
    costs.clear()
    table = Seen(Settings())
    assert len(await through(agents.agents["dedupe"], handed_on(cleaned), table)) == COUNT
    assert costs == {"decodes": COUNT, "encodes": COUNT, "headers made": COUNT, "times": COUNT}
    costs.clear()
    kept = State(Settings(), "articles.seen", 0, Table).entries(table.changes())
    assert costs == {"encodes": len(kept)}
    assert len(kept) == COUNT


class Producer:
    """Stands for librdkafka's: counts calls, and acknowledges a large batch when it is polled, a small one when it is flushed."""

    def __init__(self, settings: Any) -> None:
        self.calls: Counter[str] = Counter()
        self._waiting: list[Any] = []

    def produce(self, topic: str, value: Any, key: Any, partition: int, on_delivery: Any, headers: Any) -> None:
        self.calls["produce"] += 1
        self._waiting.append(on_delivery)

    def poll(self, seconds: float) -> None:
        if len(self._waiting) >= delivery.SMALL:
            self._acknowledge()

    def flush(self, seconds: float) -> None:
        self.calls["flush"] += 1
        self._acknowledge()

    def _acknowledge(self) -> None:
        waiting, self._waiting = self._waiting, []
        for number, acknowledge in enumerate(waiting):
            acknowledge(None, SimpleNamespace(offset=lambda number=number: number))


@pytest.mark.parametrize(("count", "flushes"), [(delivery.SMALL - 1, 2), (delivery.SMALL, 1)])
async def test_a_batch_is_delivered_with_one_call_a_message_and_a_small_one_does_not_wait(
    monkeypatch: pytest.MonkeyPatch, count: int, flushes: int
) -> None:
    monkeypatch.setattr(delivery, "Producer", Producer)
    sender = Delivery(Settings(), "t")
    producer: Any = sender._producer
    try:
        async with asyncio.timeout(20):
            offsets = await sender.send([Message("t", b"k", b"v") for _ in range(count)])
    finally:
        sender.close(0)
    assert len(offsets) == count
    assert producer.calls == {"produce": count, "flush": flushes}, "one flush is that of the end"


async def test_a_batch_leaves_nothing_for_the_collector(costs: Counter[str]) -> None:
    """What a batch makes goes by itself; were it in cycles, collecting seldom would let the memory grow."""
    given = 10 * handed_on(await through(agents.agents["clean"], raw(), Table()))
    await through(passing.agents[passing.STAGE], given, Table())
    gc.collect()
    gc.disable()
    try:
        await through(passing.agents[passing.STAGE], given, Table())
        assert gc.collect() < len(given) / 4, "what other tests left behind is less, a cycle a record more"
    finally:
        gc.enable()
    assert process.COLLECT[0] >= 10 * 500, "a batch of 500 records is not looked through while it is made"
