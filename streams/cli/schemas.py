"""``tocsin schemas``: the public contract, and whether records obey it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from streams.cli import FAILED

Name = Annotated[str, typer.Argument(help="Name of the schema: article, enriched, report, alert or dead.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    schemas = typer.Typer(help="List, write and check against the JSON Schemas of all records.", no_args_is_help=True)
    schemas.command("list")(list_)
    schemas.command("write")(write)
    schemas.command(
        "check", epilog="Example:\n\n  tocsin subscribe --from beginning --end --jsonl | tocsin schemas check alert -"
    )(check)
    app.add_typer(schemas, name="schemas")


def list_() -> None:
    """List the schemas: name, identifier, and what it describes."""
    from rich.table import Table

    from streams import schemas
    from streams.cli.console import out

    table = Table("name", "identifier", "describes", box=None, header_style="bold", pad_edge=False)
    for name in schemas.names():
        schema = schemas.load(name)
        table.add_row(name, schema["$id"], schema["description"])
    out().print(table)


def write(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; made if missing.")],
    examples: Annotated[bool, typer.Option("--examples/--no-examples", help="Write the examples as well.")] = True,
) -> None:
    """Write all schemas, the AsyncAPI description and examples to a folder, for programs in other languages."""
    from importlib import resources

    from streams.cli.console import say

    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    packages = [("streams.schemas", folder), *([("streams.schemas.examples", folder / "examples")] if examples else [])]
    for package, target in packages:
        target.mkdir(exist_ok=True)
        for file in resources.files(package).iterdir():
            if file.name.endswith((".json", ".jsonl", ".yaml")):
                (target / file.name).write_bytes(file.read_bytes())
                count += 1
    say(f"{count} files written to {folder}")


def check(
    name: Name,
    paths: Annotated[list[str], typer.Argument(metavar="FILE...|-", help="JSON or JSONL files; - for standard input.")],
) -> None:
    """Check records against a schema. Each error names field, value and expectation; exit code 1 if there is any."""
    from streams import schemas
    from streams.cli.console import out, say
    from streams.cli.inputs import read_items

    if name not in schemas.names():
        raise typer.BadParameter(f"schema {name!r} is not known, expected one of {', '.join(schemas.names())}")
    good = bad = 0
    for item in read_items(paths):
        try:
            errors = schemas.check(name, orjson.loads(item.value))
        except orjson.JSONDecodeError as why:
            errors = [f"{name}: broken JSON: {why}"]
        for error in errors:
            out().print(f"{item.where}: {error}", soft_wrap=True)
        bad += bool(errors)
        good += not errors
    say(f"{good} records obey the schema {name}, {bad} do not", "red" if bad else "green")
    if bad:
        raise typer.Exit(FAILED)
