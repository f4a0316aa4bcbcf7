"""``tocsin subscribe``: alerts as they come."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import orjson
import typer

from streams.cli import selecting as which
from streams.cli.options import Broker, Jsonl, settings_with
from streams.records import Alert

EXAMPLES = """Examples:

  tocsin subscribe --from beginning

  tocsin subscribe --country SYR --country IRQ --killed 10

  tocsin subscribe --from 2h --jsonl --idle 5 | jq .incident.place

  tocsin subscribe --group desk --jsonl >> alerts.jsonl"""


class Form(StrEnum):
    """How alerts are shown."""

    BELLS = "bells"
    TABLE = "table"
    JSONL = "jsonl"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("subscribe", epilog=EXAMPLES)(subscribe)


def subscribe(
    start: Annotated[
        str, typer.Option("--from", help="beginning, now, or a time: ISO 8601, or 2h for two hours ago.")
    ] = "now",
    group: Annotated[
        str | None, typer.Option(help="Share the alerts with others of this group; Kafka remembers how far it came.")
    ] = None,
    form: Annotated[
        Form, typer.Option("--as", help="Bells with all there is to know, a table with a row an alert, or JSON.")
    ] = Form.BELLS,
    jsonl: Jsonl = False,
    idle: Annotated[
        float | None, typer.Option(min=0, help="End after so many seconds without an alert.", show_default="never")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--most", "-n", min=1, help="End after so many alerts.", show_default="never")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End at the last alert that is there now.")] = False,
    status: Annotated[str, typer.Option(help="Actual, or Test for rehearsals and replays.")] = "Actual",
    country: which.Country = None,
    place: which.Place = None,
    killed: which.Killed = 0,
    injured: which.Injured = 0,
    missing: which.Missing = 0,
    kind: which.Kind = None,
    of: which.Group = None,
    mode: which.Mode = None,
    message: which.Message = None,
    source: which.Source = None,
    grade: which.Grading = None,
    sources: which.Sources = 0,
    broker: Broker = None,
) -> None:
    """Show alerts as they come, each once. Goes on when the broker restarts; Ctrl-C ends it.

    Of the conditions below all must hold; one that is given several times holds for any of its values.
    """
    from streams.cli.console import say
    from streams.client import subscriber

    wanted = which.filter_of(
        country=country, place=place, killed=killed, injured=injured, missing=missing, kind=kind, group=of, mode=mode,
        msgtype=message, source=source, grading=grade, sources=sources,
    )  # fmt: skip
    settings = settings_with(broker)
    show = _shower(Form.JSONL if jsonl else form)
    if group and end:
        raise typer.BadParameter("--end can't be told with --group, where others read as well; use --idle")
    alerts = subscriber.subscribe(
        wanted, start=which.start_of(start), group=group, status=status, idle=idle, bounded=end, settings=settings
    )
    with alerts:
        if sys.stderr.isatty() and not end:
            say(
                f"listening to {settings.topic_prefix}casualty.alerts at {settings.broker}, from {start}; Ctrl-C ends", "dim"
            )
        for count, alert in enumerate(alerts, 1):
            show(alert)
            if count == most:
                break


def _shower(form: Form) -> Callable[[Alert], None]:
    from streams.cli.bells import Bell, row, titles
    from streams.cli.console import out, write_line

    if form is Form.JSONL:
        return lambda alert: write_line(orjson.dumps(alert))
    console = out()
    if form is Form.TABLE:
        console.print(titles(console.width))
        return lambda alert: console.print(row(alert, console.width))
    return lambda alert: console.print(Bell(alert))
