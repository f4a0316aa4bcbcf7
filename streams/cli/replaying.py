"""``tocsin replay``: what Kafka holds, read again as a rehearsal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from streams.cli.options import Broker, Jsonl, settings_with
from streams.cli.selecting import start_of

EXAMPLES = """Examples:

  tocsin replay --from 24h

  TOCSIN_DEDUPE_SIMILARITY=0.7 tocsin replay --from beginning --jsonl > would-ring.jsonl

  tocsin replay --topic casualty.reports --from beginning --publish     (then: tocsin subscribe --status Test)"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay", epilog=EXAMPLES)(replay)


def replay(
    start: Annotated[
        str, typer.Option("--from", help="beginning, a time (ISO 8601, or 2h), or an offset of every partition.")
    ],
    topic: Annotated[
        str, typer.Option(help="articles.raw, articles.clean, articles.unique or casualty.reports.")
    ] = "articles.raw",
    publish: Annotated[bool, typer.Option("--publish", help="Put the alerts on casualty.alerts, with status Test.")] = False,
    jsonl: Jsonl = False,
    broker: Broker = None,
) -> None:
    """Read records of a topic again, through the rest of the path, in memory and with empty state; show what would ring.

    A rehearsal: alerts have status Test, no group is touched, and who subscribes to Actual alerts hears nothing. At the
    end it says how the alerts differ from those that rang.
    """
    from streams.cli.bells import Bell
    from streams.cli.console import out, say, write_line
    from streams.client import rehearsal
    from streams.topics import Topic

    if topic not in [known.value for known in rehearsal.TOPICS]:
        raise typer.BadParameter(f"topic is {topic!r}, expected one of {', '.join(rehearsal.TOPICS)}")
    settings = settings_with(broker)
    alerts = []
    for found in rehearsal.rehearse(settings, Topic(topic), int(start) if start.isdigit() else start_of(start)):
        alerts.append(found)
        if jsonl:
            write_line(orjson.dumps(found))
        else:
            out().print(Bell(found))  # type: ignore[arg-type]
    difference = rehearsal.compare(settings, alerts)
    say(
        f"{len(alerts)} alerts would ring; of those that rang {difference.same} the same, "
        f"{len(difference.only_then)} not in this rehearsal, {len(difference.only_now)} only in it",
        "dim",
    )
    if publish:
        run = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
        say(f"{rehearsal.publish(settings, alerts, run)} alerts published with status Test, as replay-{run}")
