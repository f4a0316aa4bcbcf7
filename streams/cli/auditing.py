"""``tocsin audit``: whether every article is accounted for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from streams.cli import FAILED
from streams.cli.options import Broker, settings_with

if TYPE_CHECKING:
    from streams.client.audit import Accounts

SHOWN = 20


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit")(audit)


def audit(
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait until all is accounted for.")] = 0.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    broker: Broker = None,
) -> None:
    """Account for every article on Kafka: alerted, quiet, duplicate, withdrawn or dead letter.

    Says what is missing and what is doubled; exit code 1 if anything is. Articles on their way count as missing, so let
    it --wait while a worker is busy. Articles older than the retention of any topic can't be accounted for.
    """
    from streams.client import audit as auditing

    settings = settings_with(broker)
    deadline = time.monotonic() + wait
    while True:
        began = time.monotonic()
        accounts = auditing.audit(settings)
        now = time.monotonic()
        if accounts.complete or now >= deadline:
            break
        time.sleep(min(max(1.0, 3 * (now - began)), deadline - now))  # asking must not starve the worker
    if json:
        told = {
            **accounts._asdict(),
            "missing": [lost._asdict() for lost in accounts.missing],
            "complete": accounts.complete,
        }
        typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    else:
        _tell(accounts)
    if not accounts.complete:
        raise typer.Exit(FAILED)


def _tell(accounts: Accounts) -> None:
    from rich.table import Table

    from streams.cli.console import clean, out

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_row(f"{accounts.published:,}", "articles published")
    for outcome, count in accounts.outcomes.items():
        table.add_row(f"{count:,}", outcome + (" (dead letters)" if outcome == "rejected" else ""))
    table.add_row(f"{len(accounts.missing):,}", "missing", style="red bold" if accounts.missing else "green")
    table.add_row(f"{accounts.alerts:,}", f"alerts of {accounts.incidents:,} incidents")
    table.add_row(f"{len(accounts.doubled):,}", "doubled", style="red bold" if accounts.doubled else "green")
    table.add_row(f"{accounts.repeated:,}", "records delivered again with the same id, which harms nobody", style="dim")
    out().print(table)
    for lost in accounts.missing[:SHOWN]:
        out().print(
            clean(f"missing: {lost.what} ({lost.where}): {lost.before} has not finished with it"),
            style="red",
            soft_wrap=True,
        )
    if len(accounts.missing) > SHOWN:
        out().print(f"and {len(accounts.missing) - SHOWN:,} more", style="red")
    for identifier in accounts.doubled[:SHOWN]:
        out().print(clean(f"doubled: {identifier} exists with different contents"), style="red", soft_wrap=True)
