"""``tocsin topics``: make the topics of the path, and say what differs."""

from __future__ import annotations

from typing import Annotated

import typer

from streams.cli import FAILED
from streams.cli.options import Broker, settings_with


def add(app: typer.Typer) -> None:
    """Add the commands."""
    topics = typer.Typer(help="Create, check and list the topics of the path.", no_args_is_help=True)
    topics.command("create")(create)
    topics.command("check")(check)
    topics.command("list")(list_)
    app.add_typer(topics, name="topics")


def create(
    update: Annotated[
        bool, typer.Option("--update", help="Also set retention and the like of topics that are there.")
    ] = False,
    broker: Broker = None,
) -> None:
    """Make the topics that are missing, with the partitions, replication, retention and compaction of the settings.

    What is there already stays as it is, and differences are told. Running it again does nothing.
    """
    from streams.cli.console import out
    from streams.client import topics

    settings = settings_with(broker)
    for name in topics.create(settings):
        out().print(f"made {name}", style="green")
    if update:
        for difference in topics.update(settings):
            out().print(f"set {difference.topic}: {difference.name} to {difference.wanted}", style="green")
    left = topics.compare(settings)
    for difference in left:
        out().print(f"left {difference}", style="yellow")
    if not left:
        out().print(f"all topics are at {settings.broker} as the settings want them")


def check(broker: Broker = None) -> None:
    """Say how the topics on the broker differ from the settings; exit code 1 if any does."""
    from streams.cli.console import out
    from streams.client import topics

    settings = settings_with(broker)
    differences = topics.compare(settings)
    for difference in differences:
        out().print(str(difference), style="yellow")
    if differences:
        raise typer.Exit(FAILED)
    out().print(f"all topics are at {settings.broker} as the settings want them", style="green")


def list_(broker: Broker = None) -> None:
    """List the topics of the path: partitions, replication and records on the broker, key and policy."""
    from rich.table import Table

    from streams.cli.console import out
    from streams.client import topics
    from streams.client.reaching import reach
    from streams.topics import LAYOUT

    settings = settings_with(broker)
    cluster = reach(settings)
    counted = topics.count_records(settings, cluster)
    table = Table("topic", "partitions", "copies", "records", "key", "kept", box=None, header_style="bold", pad_edge=False)
    for topic, layout in LAYOUT.items():
        name = topic.named(settings.topic_prefix)
        there = name in cluster.topics
        table.add_row(
            name,
            str(cluster.topics[name]) if there else "missing",
            str(cluster.replication[name]) if there else "",
            f"{counted[name]:,}" if there else "",
            layout.key,
            layout.cleanup,
            style=None if there else "yellow",
        )
    out().print(table)
