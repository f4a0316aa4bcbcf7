"""``tocsin evaluate``: how well it reads articles that people labelled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from streams.cli import FAILED
from streams.cli.options import settings_with

if TYPE_CHECKING:
    from streams.cli.inputs import Item
    from streams.evaluation import Figures, Verdict

EXAMPLES = """A labelled article, one a line; only what "expected" gives is scored, and an empty list means no alert:

  {"headline": "...", "body_text": "...", "versioncreated": "2018-05-01T18:00:00+03:00",
   "expected": [{"killed": "14+", "place": "al-Qasr", "country": "SYR", "date": "2018-05-01"}]}

Counts: 14 (that number), "14+" (at least), "up to 14", "10-12". Also: injured, missing, adm_1, reported_by,
perpetrators, mode.

  tocsin evaluate labelled.jsonl --misses misses.jsonl --floor killed=0.9"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", epilog=EXAMPLES)(evaluate)


def evaluate(
    paths: Annotated[list[str], typer.Argument(metavar="FILE|DIR...", help="JSON or JSONL with labelled articles.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    misses: Annotated[Path | None, typer.Option(help="Write every miss to this file, a JSON object a line.")] = None,
    floor: Annotated[list[str] | None, typer.Option(help="Least F1 of a field: killed=0.9; exit code 1 below.")] = None,
    most: Annotated[int, typer.Option(min=0, help="Confusions shown of each field.")] = 5,
    processes: Annotated[int | None, typer.Option(min=1, help="Processes.", show_default="one a core")] = None,
) -> None:
    """Score the product on your own labelled articles: precision and recall per field, and what was taken for what."""
    from streams.cli.console import say
    from streams.evaluation import confusions, tally

    floors = dict(map(_floor, floor or ()))
    verdicts = list(_verdicts(paths, processes, misses))
    told = [verdict for verdict in verdicts if verdict.outcome != "quiet"]
    figures, quiet = tally(told), len(verdicts) - len(told)
    if json:
        typer.echo(orjson.dumps({"figures": _plain(figures), "quiet": quiet, "confusions": confusions(told)}).decode())
    else:
        _tell(figures, quiet, confusions(told), most)
    low = [field for field, least in floors.items() if field not in figures or (figures[field].f1 or 0) < least]
    for field in low:
        say(f"F1 of {field} is below its floor of {floors[field]:g}", "red")
    if low:
        raise typer.Exit(FAILED)


def _plain(figures: dict[str, Figures]) -> dict[str, dict[str, float | None]]:
    shares = ("precision", "recall", "f1")
    return {
        field: {**found._asdict(), **{name: getattr(found, name) for name in shares}} for field, found in figures.items()
    }


def _verdicts(paths: list[str], processes: int | None, misses: Path | None) -> Iterator[Verdict]:
    from streams.cli.answers import Task, answers
    from streams.cli.inputs import read_items
    from streams.evaluation import LabelError, compare, rang

    labels: list[tuple[str, list[dict[str, Any]]]] = []

    def articles() -> Iterator[Item]:
        for item in read_items(paths):
            article, expected = _parted(item)
            labels.append((item.where, expected))
            yield item._replace(value=article, content_type="application/json")

    written = misses.open("wb") if misses else None
    task = Task(settings_with(log_level="ERROR"), True, None)
    for number, line in enumerate(answers(articles(), task, processes)):
        result, (where, expected) = orjson.loads(line), labels[number]
        incidents = [alert["incident"] for alert in result["alerts"] if alert["msgType"] != "Cancel"]
        try:
            found = [rang(expected, incidents), *compare(expected, incidents)]
        except LabelError as why:
            raise typer.BadParameter(f"{where}: {why}") from None
        wrong = [verdict._asdict() for verdict in found if verdict.outcome not in ("right", "quiet")]
        if written and wrong:
            written.write(orjson.dumps({"where": where, "uri": result["uri"], "misses": wrong}) + b"\n")
        yield from found
    if written:
        written.close()


def _parted(item: Item) -> tuple[bytes, list[dict[str, Any]]]:
    try:
        article = orjson.loads(item.value)
        expected = article.pop("expected")
        if not isinstance(expected, list) or not all(isinstance(label, dict) for label in expected):
            raise TypeError
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise typer.BadParameter(f'{item.where}: expected a JSON object with a list "expected" of objects') from None
    return orjson.dumps(article), expected


def _floor(text: str) -> tuple[str, float]:
    field, _, least = text.partition("=")
    try:
        return field, float(least)
    except ValueError:
        raise typer.BadParameter(f"floor {text!r}, expected a field and its least F1, as killed=0.9") from None


def _tell(figures: dict[str, Figures], quiet: int, mixed: dict[str, list[tuple[str, str, int]]], most: int) -> None:
    from rich.table import Table

    from streams.cli.console import clean, out

    names = ("field", "right", "wrong", "missed", "spurious", "precision", "recall", "F1")
    table = Table(*names, box=None, header_style="bold", pad_edge=False)
    for field, found in figures.items():
        shares = ("" if share is None else f"{share:.3f}" for share in (found.precision, found.recall, found.f1))
        table.add_row(field, *map(str, found), *shares)
    out().print(table)
    out().print(f"{quiet} articles were rightly quiet")
    for field, pairs in mixed.items():
        for expected, got, number in pairs[:most]:
            times = f" ({number} times)" if number > 1 else ""
            out().print(clean(f"{field}: expected {expected or 'nothing'}, found {got or 'nothing'}{times}"), soft_wrap=True)
