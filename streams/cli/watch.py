"""``tocsin watch``: incidents as they come, in a table on the terminal."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from streams.cli.options import Broker, settings_with

EXAMPLES = """Examples:

  tocsin watch

  tocsin watch country=SYR killed=10"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("watch", epilog=EXAMPLES)(watch)


def watch(
    conditions: Annotated[
        list[str] | None, typer.Argument(metavar="[FILTER...]", help="Filters as in the live page's address, and words.")
    ] = None,
    broker: Broker = None,
) -> None:
    """Show incidents in a live table, newest first, with the evidence of the chosen one.

    It reads the alerts that Kafka still holds, then follows them. Keys: / filter, Enter evidence, b bell, q quit.
    """
    from streams.gateway.board import Board
    from streams.gateway.following import TopicFollower
    from streams.gateway.live import Live
    from streams.gateway.problems import QueryError
    from streams.gateway.terminal import Watch
    from streams.topics import Topic

    logging.getLogger().addHandler(logging.NullHandler())  # what clients log would be written across the table
    settings = settings_with(broker)
    topic = Topic.ALERTS.named(settings.topic_prefix)
    try:
        program = Watch(
            Live(Board(), TopicFollower(settings, topic)), " ".join(conditions or []), f"{topic} at {settings.broker}"
        )
    except QueryError as why:
        raise typer.BadParameter(str(why)) from None
    program.run()
