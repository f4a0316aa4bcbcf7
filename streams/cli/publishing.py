"""``tocsin publish``: articles onto Kafka, all confirmed or named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from streams.cli.archives import read_columns
from streams.cli.inputs import Item, read_items, size_of
from streams.cli.options import Broker, moment, settings_with

if TYPE_CHECKING:
    from streams.client.publisher import Publisher

EXAMPLES = """Examples:

  tocsin publish article.txt --source Rudaw --date 2018-05-01T18:00:00+03:00

  tocsin publish articles/ "more/*.html" feed.jsonl

  curl -s https://news.example/api | tocsin publish -"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish", epilog=EXAMPLES)(publish)


def publish(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...|-", help="Files, folders, patterns; - for standard input.")],
    uri: Annotated[
        str | None, typer.Option("--key", "--uri", help="Name of the article, for a single one; it is the key.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Who published the articles, where they do not say.")] = None,
    date: Annotated[
        str | None, typer.Option(help="When, where they do not say: ISO 8601, or 3d for three days ago.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="Of CSV and TSV: NAME=COLUMN, such as headline=Titel; may be repeated.", show_default=False),
    ] = None,
    undelivered: Annotated[
        Path | None, typer.Option(help="File for what can't be delivered.", show_default="undelivered-TIME.jsonl")
    ] = None,
    patience: Annotated[float, typer.Option(min=1, help="Seconds that each article is tried.")] = 120.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    broker: Broker = None,
) -> None:
    """Publish articles: text, HTML, JSON (ninjs 3.1 and 1.x, news APIs), JSONL, CSV or WARC, also packed as .gz.

    Every article is confirmed by Kafka, without doubles. What can't be delivered is written to a file that this command
    takes again, and the exit code is 1.
    """
    from streams.cli.console import out
    from streams.client.publisher import Publisher

    published = moment(date) if date else None
    settings = settings_with(broker)
    total = size_of(paths)
    with Publisher(settings, undelivered, patience, bulk=True) as publisher:
        for item in _watched(read_items(paths, columns=read_columns(column)), total, quiet):
            _send(publisher, item, uri, source, published)
        delivery = publisher.flush()
        out().print(
            f"{delivery.sent} articles published on {settings.topic_prefix}articles.raw at {settings.broker}, "
            f"{delivery.failed} failed"
        )


def _send(publisher: Publisher, item: Item, uri: str | None, source: str | None, published: datetime | None) -> None:
    from streams.client.undelivered import read_kept

    key, value, kind = uri, item.value, item.content_type or None
    if value.startswith(b'{"undelivered":') and (kept := read_kept(orjson.loads(value))):
        key, kind, value = uri or kept.key, kept.content_type, kept.value
    publisher.publish(value, key=key, source=source, published=published, content_type=kind, origin=item.where)


def _watched(items: Iterable[Item], total: int | None, quiet: bool) -> Iterator[Item]:
    """Show a bar on a terminal while items go by."""
    from streams.cli.console import err

    if quiet or not err().is_terminal:
        yield from items
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[count]:,} articles"),
        BarColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err(), transient=True, refresh_per_second=5) as progress:
        bar = progress.add_task("publish", total=total, count=0)
        done = size = 0
        for done, item in enumerate(items, 1):
            yield item
            size += len(item.value) + 1
            if done % 50 == 0:
                progress.update(bar, completed=size, count=done)
        progress.update(bar, completed=total or size, count=done)
