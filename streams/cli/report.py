"""``tocsin report``: plots and figures of a time, on one page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from streams.cli.options import Broker, moment, settings_with
from streams.records import Alert

EXAMPLES = """Examples:

  tocsin report --since 7d

  tocsin report --since 2026-03-01 --until 2026-04-01 country=SYR -o march.html --png charts/"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog=EXAMPLES)(report)


def report(
    conditions: Annotated[
        list[str] | None, typer.Argument(metavar="[FILTER...]", help="Filters as in the live page's address, and words.")
    ] = None,
    since: Annotated[str, typer.Option(help="From when: ISO 8601, or 7d for seven days ago.")] = "7d",
    until: Annotated[str | None, typer.Option(help="Until when.", show_default="now")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="File of the page.")] = Path("tocsin-report.html"),
    png: Annotated[Path | None, typer.Option(help="Folder for the charts as PNG.", show_default="none")] = None,
    broker: Broker = None,
) -> None:
    """Write one HTML page, which needs nothing else: killed and injured over time with bounds, map, places, causes, sources.

    It holds the incidents that had an alert in this time, each as its newest alert in it tells; withdrawn ones are left out.
    """
    from streams.charts import drawing, page
    from streams.cli.console import out
    from streams.client.subscriber import subscribe
    from streams.gateway.problems import QueryError
    from streams.gateway.terminal import read_line

    line = " ".join(conditions or [])
    try:
        wanted = read_line(line)
    except QueryError as why:
        raise typer.BadParameter(str(why)) from None
    start, end = moment(since).astimezone(UTC), (moment(until) if until else datetime.now(UTC)).astimezone(UTC)
    with subscribe(start="beginning", bounded=True, settings=settings_with(broker)) as alerts:
        found = [alert for alert in newest(alerts, start, end) if wanted.stands(alert)]
    output.write_text(page.report(found, start, end, line), encoding="utf-8")
    out().print(f"{len(found)} incidents: {output}")
    if png is not None:
        png.mkdir(parents=True, exist_ok=True)
        for name, chart in page.charts(found).items():
            (png / f"{name}.png").write_bytes(drawing.png(chart))
        out().print(f"charts: {png}")


def newest(alerts: Iterable[Alert], start: datetime, end: datetime) -> list[Alert]:
    """Return the newest alert of each incident that had one in a time; withdrawn incidents are left out."""
    told: dict[str, Alert] = {}
    for alert in alerts:
        if start <= datetime.fromisoformat(alert["sent"]) <= end:
            known = told.get(alert["incident"]["id"])
            if known is None or known["incident"]["revision"] <= alert["incident"]["revision"]:
                told[alert["incident"]["id"]] = alert
    return [alert for alert in told.values() if alert["msgType"] != "Cancel"]
