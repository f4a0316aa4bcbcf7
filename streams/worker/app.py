"""The Faust application of one worker process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import faust
from faust.app.base import BootStrategy as FaustBootStrategy

from streams.settings import Settings
from streams.stages.table import Table
from streams.worker.apart import Apart
from streams.worker.batch import run
from streams.worker.budget import Budget
from streams.worker.declared import Agents, Declared
from streams.worker.mark import Mark, Place
from streams.worker.stage import Stage


class App(faust.App):
    """Faust without Faust's Kafka clients and web server; the stages bring their own."""

    class BootStrategy(FaustBootStrategy):
        """Start agents and services alone."""

        enable_kafka = False
        enable_web = False

    stages: list[Stage]

    async def on_first_start(self) -> None:
        """Make no directories: nothing is kept on disk."""

    async def on_start(self) -> None:
        """Open the channels, which Faust keeps shut until its own consumer has partitions."""
        await super().on_start()
        self.flow_control.resume()


def build(
    settings: Settings,
    agents: Agents,
    names: Iterable[str],
    slot: int = 0,
    mark: Mark | None = None,
    condemned: Iterable[Place] = (),
    apart: Mapping[str, Apart] = MappingProxyType({}),
) -> App:
    """Make the application that runs some stages in this process, some with work done ``apart``.

    Each stage is a Faust agent over a channel in memory, and a service that feeds it from Kafka.
    """
    app = App(
        settings.app_id,
        broker=[f"kafka://{address.strip()}" for address in settings.broker.split(",")],
        store="memory://",
        datadir=tempfile.gettempdir(),
        web_enabled=False,
    )
    app.stages = [_stage(app, settings, agents[name], slot) for name in names]
    budget = Budget(settings.article_seconds)  # one for all: a process has one timer, and does one record at a time
    for stage in app.stages:
        stage.context.budget = budget
        stage.context.mark = mark or stage.context.mark
        stage.context.apart = apart.get(stage.name)
        stage.context.condemned = frozenset(condemned)
    return app


def _stage(app: App, settings: Settings, declared: Declared, slot: int) -> Stage:
    name, make = declared.stage.name, declared.table
    channel = app.channel()

    async def actor(stream: Any) -> None:
        await run(declared.function, stream)

    actor.__doc__ = declared.function.__doc__
    app.agent(channel, name=name)(actor)
    stage = Stage(settings, declared.stage, slot, channel, lambda: make(settings) if make else Table(), beacon=app.beacon)
    app.service(stage)  # type: ignore[arg-type]  # Faust takes services, and says classes
    return stage
