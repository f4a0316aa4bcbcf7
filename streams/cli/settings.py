"""``tocsin settings``: every setting, its value, and where that came from."""

from __future__ import annotations

import os
from typing import Annotated

import orjson
import typer


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settings")(settings)


def settings(
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="The table of the README: names, defaults, descriptions.")
    ] = False,
) -> None:
    """Show every setting, its value, where it came from and what it means. Secrets are not shown.

    Sources, weakest first: default, tocsin.toml (or the file that TOCSIN_CONFIG names), environment. A secret may be given
    as a file: TOCSIN_SASL_PASSWORD_FILE.
    """
    from rich.table import Table

    from streams.cli.console import clean, out, say
    from streams.settings import listed, load, unknown_variables

    if markdown:
        out().print(table_of_settings(), soft_wrap=True)
        return
    found = load()
    shown = {
        entry.name: ("set" if getattr(found, entry.name) else "") if entry.secret else getattr(found, entry.name)
        for entry in listed()
    }
    if json:
        described = {name: {"value": value, "from": found.came_from(name)} for name, value in shown.items()}
        typer.echo(orjson.dumps(described, option=orjson.OPT_INDENT_2).decode())
        return
    table = Table("setting", "value", "from", "meaning", box=None, header_style="bold", pad_edge=False)
    for entry in listed():
        origin = found.came_from(entry.name)
        style = None if origin == "default" else "bold green"
        table.add_row(entry.name, clean(str(shown[entry.name])), clean(origin), entry.description, style=style)
    out().print(table)
    for name in unknown_variables(os.environ):
        say(f"{name} in the environment is no setting", "yellow")


def table_of_settings() -> str:
    """Return the settings as a Markdown table."""
    from streams.settings import listed

    rows = ["| environment | default | meaning |", "|---|---|---|"]
    for entry in listed():
        default = f"`{entry.default}`" if entry.default not in ("", None) else ""
        rows.append(f"| `{entry.variable}` | {default} | {entry.description} |")
    return "\n".join(rows)
