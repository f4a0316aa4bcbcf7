"""``tocsin dead``: what could not be used, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from streams.cli.options import Broker, Jsonl, moment, settings_with

if TYPE_CHECKING:
    from streams.client.letters import Letter
    from streams.settings import Settings

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID...", help="Partition and offset, as `tocsin dead list` shows them.")
]
Stage = Annotated[str | None, typer.Option(help="Only those of this stage.")]
Reason = Annotated[str | None, typer.Option(help="Only those whose reason has these words.")]
Key = Annotated[str | None, typer.Option(help="Only those whose key has this part.")]
Since = Annotated[str | None, typer.Option(help="Only those since a time: ISO 8601, or 2h.")]
All = Annotated[bool, typer.Option("--all", help="All of them; without it name some, or give a condition.")]
Handled = Annotated[bool, typer.Option("--handled", help="Also those replayed or dropped before.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    dead = typer.Typer(
        help="List, show, replay and drop dead letters: messages that could not be used.", no_args_is_help=True
    )
    dead.command("list")(list_)
    dead.command("show")(show)
    dead.command("replay")(replay)
    dead.command("drop")(drop)
    app.add_typer(dead, name="dead")


def list_(
    stage: Stage = None,
    reason: Reason = None,
    key: Key = None,
    since: Since = None,
    handled: Handled = False,
    jsonl: Jsonl = False,
    broker: Broker = None,
) -> None:
    """List dead letters, oldest first: id, time, stage, where it came from, reason."""
    from streams.cli.console import clean, out, say, write_line

    letters = _letters(settings_with(broker), None, stage, reason, key, since, handled)
    if jsonl:
        for letter in letters:
            write_line(orjson.dumps({"id": letter.identifier, "handled": letter.handled, **letter.as_record()}))
        return
    for letter in letters:
        out().print(_head(letter), soft_wrap=True)
        out().print(clean("    " + " ".join(letter.reason.split())[:300]), style="yellow", soft_wrap=True)
    say(f"{len(letters)} dead letters", "dim")


def _head(letter: Letter) -> str:
    from streams.cli.console import clean

    key = (letter.record.key or b"").decode("utf-8", "replace")
    at = letter.record.time.strftime("%Y-%m-%d %H:%M:%S")
    handled = f", {letter.handled}" if letter.handled else ""
    return clean(f"{letter.identifier:<8} {at}  {letter.stage:<7} from {letter.came_from}, key {key or 'none'}{handled}")


def show(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Partition and offset, as `tocsin dead list` shows them.")
    ],
    raw: Annotated[bool, typer.Option("--raw", help="The bytes of the value, and nothing else.")] = False,
    broker: Broker = None,
) -> None:
    """Show dead letters whole: headers, reason and value."""
    from streams.cli.console import clean, out, write_line

    for letter in _named(settings_with(broker), ids):
        if raw:
            write_line(letter.record.value or b"")
            continue
        out().print(f"dead letter {letter.identifier}", style="bold")
        for name, text in letter.errors.items():
            out().print(clean(f"  {name}: {text}"), soft_wrap=True)
        out().print(clean(f"  key: {letter.record.key!r}"), soft_wrap=True)
        for header, value in letter.headers:
            out().print(clean(f"  header {header}: {value!r}"), soft_wrap=True)
        value_of = letter.record.value
        told = "null" if value_of is None else clean(value_of.decode("utf-8", "backslashreplace"))
        out().print(f"  value, {len(value_of or b'')} bytes:")
        out().print(told, soft_wrap=True)


def replay(
    ids: Ids = None,
    stage: Stage = None,
    reason: Reason = None,
    key: Key = None,
    since: Since = None,
    all_: All = False,
    broker: Broker = None,
) -> None:
    """Send dead letters back to the topics that they came from, byte for byte, once what was wrong is mended."""
    from streams.cli.console import out
    from streams.client import letters

    settings = settings_with(broker)
    chosen = _chosen(settings, ids, stage, reason, key, since, all_)
    out().print(f"{letters.replay(settings, chosen)} dead letters replayed")


def drop(
    ids: Ids = None,
    stage: Stage = None,
    reason: Reason = None,
    key: Key = None,
    since: Since = None,
    all_: All = False,
    broker: Broker = None,
) -> None:
    """Set dead letters aside: they are no longer listed. They stay on the topic until its retention ends."""
    from streams.cli.console import out
    from streams.client import letters

    settings = settings_with(broker)
    chosen = _chosen(settings, ids, stage, reason, key, since, all_)
    out().print(f"{letters.drop(settings, chosen)} dead letters dropped")


def _letters(
    settings: Settings,
    ids: list[str] | None,
    stage: str | None,
    reason: str | None,
    key: str | None,
    since: str | None,
    handled: bool = False,
) -> list[Letter]:
    from streams.client.letters import Filter, read_letters

    wanted = Filter(stage, reason, key, moment(since) if since else None, frozenset(ids or ()), handled)
    return read_letters(settings, wanted)


def _chosen(
    settings: Settings,
    ids: list[str] | None,
    stage: str | None,
    reason: str | None,
    key: str | None,
    since: str | None,
    all_: bool,
) -> list[Letter]:
    if ids:
        return _named(settings, ids)
    if not (stage or reason or key or since or all_):
        raise typer.BadParameter("which? expected ids, a condition, or --all")
    return _letters(settings, None, stage, reason, key, since)


def _named(settings: Settings, ids: list[str] | None) -> list[Letter]:
    letters = _letters(settings, ids, None, None, None, None, handled=True)
    there = {letter.identifier for letter in letters}
    if absent := [name for name in ids or () if name not in there]:
        raise typer.BadParameter(f"{absent[0]}: no such dead letter; `tocsin dead list` names them")
    return letters
