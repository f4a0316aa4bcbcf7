"""``tocsin feed``: news feeds, polled politely, onto articles.raw."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from streams.cli.options import Broker, settings_with
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.client.publisher import Publisher
    from streams.feeds.entries import Item

EXAMPLES = """Examples:

  tocsin feed https://news.example/rss feeds.opml

  tocsin feed feeds.opml --every 900 --once"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feed", epilog=EXAMPLES)(feed)


def feed(
    sources: Annotated[list[str], typer.Argument(metavar="URL|OPML...", help="Addresses of feeds, and OPML lists of them.")],
    every: Annotated[
        float, typer.Option(min=60, help="Seconds between two requests to a feed; its own wish, if longer, counts.")
    ] = 600.0,
    state: Annotated[Path, typer.Option(help="File that remembers what was published.")] = Path("tocsin-feed.json"),
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once and stop.")] = False,
    undelivered: Annotated[
        Path | None, typer.Option(help="File for what can't be delivered.", show_default="undelivered-TIME.jsonl")
    ] = None,
    broker: Broker = None,
) -> None:
    """Poll RSS and Atom feeds and publish what is new, until Ctrl-C.

    A source from which nothing comes for three times its usual interval raises a System notice among the alerts.
    """
    from streams.feeds.opml import ListError, read_sources

    try:
        urls = read_sources(sources)
    except ListError as why:
        raise typer.BadParameter(str(why)) from None
    asyncio.run(_run(settings_with(broker), urls, every, state, once, undelivered))


async def _run(
    settings: Settings, urls: Sequence[str], every: float, file: Path, once: bool, undelivered: Path | None
) -> None:
    from streams.cli.console import say
    from streams.client.publisher import Publisher
    from streams.feeds.polling import Poller, State
    from streams.gateway.intake import TopicWriter
    from streams.topics import Topic

    notices = TopicWriter(settings, Topic.ALERTS.named(settings.topic_prefix))

    async def notify(alert: dict[str, Any]) -> None:
        say(alert["info"][0]["headline"], "yellow")
        headers = [("content-type", b"application/json"), ("ce_type", b"org.tocsin.alert.v1")]
        await notices.write(alert["incident"]["id"], orjson.dumps(alert), headers)

    with Publisher(settings, undelivered) as publisher:

        async def publish(items: Sequence[Item]) -> None:
            await asyncio.to_thread(_publish, publisher, items)

        poller = Poller(urls, State.load(file), publish, notify, every, settings.sender)
        say(f"polling {len(urls)} feeds into {settings.topic_prefix}articles.raw at {settings.broker}", "dim")
        try:
            await poller.run(once)
        finally:
            await notices.stop()
            say(f"{poller.published} articles published", "green")


def _publish(publisher: Publisher, items: Sequence[Item]) -> None:
    for item in items:
        publisher.publish(item.encode(), key=item.uri, content_type="application/json")
    publisher.flush()
