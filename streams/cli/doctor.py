"""``tocsin doctor`` and ``tocsin rights``: what is wrong with an installation, and what each role must be allowed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import orjson
import typer

from streams.cli import FAILED
from streams.cli.options import Broker, Jsonl, settings_with
from streams.client.rights import ROLES, commands
from streams.doctor import Finding
from streams.settings import Settings

Role = Annotated[str, typer.Option("--role", help=f"Whose eyes to look with: {', '.join(ROLES)}.")]
COLOURS = {"well": "green", "note": "yellow", "ill": "red"}


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("doctor")(doctor)
    app.command("rights")(rights)


def doctor(role: Role = "worker", jsonl: Jsonl = False, broker: Broker = None) -> None:
    """Say what is wrong: settings, libraries, model, clock, disk, broker, topics, rights, workers.

    The exit code is 1 when something does not work; a note stops nothing.
    """
    from streams.cli.console import out, write_line

    _known(role)
    sick = False
    for finding in examine(settings_with(broker), role):
        sick |= finding.verdict == "ill"
        if jsonl:
            write_line(orjson.dumps(finding._asdict()))
            continue
        out().print(f"{finding.verdict:<5}", style=COLOURS[finding.verdict], end="")
        out().print(f"{finding.check:<10} {finding.says}" + (f"  → {finding.cure}" if finding.cure else ""), soft_wrap=True)
    raise typer.Exit(FAILED if sick else 0)


def examine(settings: Settings, role: str) -> Iterator[Finding]:
    """Yield all findings, those of this machine first."""
    from streams.doctor import cluster, machine

    yield from machine.settings(settings, os.environ)
    yield from machine.libraries()
    if role == "worker":
        yield from machine.model(settings.model)
    yield from machine.clock()
    yield from machine.disk(settings)
    yield from cluster.examine(settings, role)


def rights(
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
    principal: Annotated[str, typer.Option(help="Who is to have the rights, as Kafka names them.")] = "User:NAME",
    broker: Broker = None,
) -> None:
    """Print the commands of Kafka's kafka-acls.sh that allow a role what it needs, and no more."""
    from streams.cli.console import out

    _known(role)
    for line in commands(role, principal, settings_with(broker)):
        out().print(line, soft_wrap=True)


def _known(role: str) -> None:
    if role not in ROLES:
        raise typer.BadParameter(f"role is {role!r}, expected one of {', '.join(ROLES)}")
