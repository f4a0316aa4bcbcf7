"""``tocsin up``, ``tocsin worker`` and ``tocsin demo``: what reads the stream."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated

import typer

from streams.cli.options import Broker, settings_with
from streams.settings import Settings
from streams.topics import STAGES, Topic

LOCAL = "127.0.0.1"
NAMES = ", ".join(stage.name for stage in STAGES)

WORKER_EXAMPLES = """Examples:

  TOCSIN_BROKER=kafka.example:9092 tocsin worker

  tocsin worker --stage enrich --processes 4

  TOCSIN_INSTANCE=a tocsin worker     (and TOCSIN_INSTANCE=b on another machine)"""
UP_EXAMPLES = """Then, in another terminal:

  tocsin subscribe

  tocsin publish article.txt"""


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo")(demo)
    app.command("up", epilog=UP_EXAMPLES)(up)
    app.command("worker", epilog=WORKER_EXAMPLES)(worker)


def up(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Local port of the broker; 0 for any that is free.")] = 9092,
    apart: Annotated[bool, typer.Option("--apart", help="A process for each stage, as in production.")] = False,
) -> None:
    """Run an embedded broker and a worker: all that is needed to try things on this machine.

    The embedded broker keeps nothing: what was published is gone when this ends. Ctrl-C ends it.
    """
    from streams import embedded
    from streams.cli.console import say
    from streams.worker import logs
    from streams.worker.supervise import Supervisor

    settings = settings_with(f"{LOCAL}:{port}", security_protocol="PLAINTEXT")
    logs.configure(_quiet(settings), "up")
    say("starting the embedded broker and the worker ...", "dim")
    with embedded.broker(port, LOCAL, settings.partitions, _names(settings)) as address:
        settings = settings_with(address, security_protocol="PLAINTEXT")
        worker = Supervisor(_quiet(settings), together=not apart, on_ready=lambda: _ready(address))
        code = worker.run()
    say("stopped; the embedded broker has kept nothing", "dim")
    raise typer.Exit(code)


def _ready(address: str) -> None:
    from streams.cli.console import say

    other = "" if address == "127.0.0.1:9092" else f" --broker {address}"
    say(f"ready: an embedded broker at {address}, which keeps nothing, and a worker", "bold green")
    say(f"  in another terminal:  tocsin subscribe{other}")
    say(f"  in a third:           tocsin publish article.txt{other}")
    say(f"  and to see it live:   tocsin gateway{other}")
    say("  Ctrl-C ends both", "dim")


def worker(
    stage: Annotated[list[str] | None, typer.Option("--stage", help=f"Only this stage ({NAMES}); may be repeated.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=256, help="Processes of each stage.")] = 1,
    broker: Broker = None,
) -> None:
    """Read articles from Kafka and ring: a process for each stage, started again when it dies.

    Several machines share the partitions when they run this; give each its own TOCSIN_INSTANCE for quick restarts.
    """
    from streams.worker import nursery

    nursery.prepare()

    from streams.client.reaching import reach
    from streams.worker import logs
    from streams.worker.supervise import ALL, Supervisor

    if unknown := [name for name in stage or () if name not in ALL]:
        raise typer.BadParameter(f"stage {unknown[0]!r} is not known, expected {NAMES}")
    settings = settings_with(broker)
    logs.configure(settings, "worker")
    reach(settings, patience=60)
    raise typer.Exit(Supervisor(settings, stage or ALL, processes).run())


def demo(
    broker: Broker = None,
    seconds: Annotated[float, typer.Option(min=5, help="Give up after so many seconds.")] = 55.0,
) -> None:
    """Show the product at work on a few articles, account for each of them, and end.

    Without --broker an embedded broker is started for it, on any free port. With one, the topics must be there, and empty.
    """
    from streams import embedded
    from streams.cli.demonstration import run

    with ExitStack() as stack:
        if broker is None:
            base = settings_with(
                f"{LOCAL}:1", security_protocol="PLAINTEXT", health_port=0, topic_prefix="", log_level="ERROR"
            )
            address = stack.enter_context(embedded.broker(0, LOCAL, base.partitions, _names(base)))
            settings = replace(base, broker=address)
        else:
            settings = settings_with(broker, health_port=0, log_level="ERROR")
        if not run(settings, seconds):
            raise typer.Exit(1)


def _names(settings: Settings) -> list[str]:
    return [topic.named(settings.topic_prefix) for topic in Topic]


def _quiet(settings: Settings) -> Settings:
    """Leave out the talk of partitions that a first look does not need, unless it was asked for."""
    return settings if settings.came_from("log_level") != "default" else replace(settings, log_level="WARNING")
