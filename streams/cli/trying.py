"""``tocsin try``: the whole path in memory, without a broker."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated

import orjson
import typer

from streams.cli.inputs import STDIN, Item, expand, open_file, read_items, read_lines
from streams.cli.options import moment, settings_with

EXAMPLES = """Examples:

  tocsin try article.txt --date 2018-05-01 --source Rudaw

  cat page.html | tocsin try -

  tocsin try --isolated --jsonl - < articles.jsonl > answers.jsonl"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("try", epilog=EXAMPLES)(try_)


def try_(
    paths: Annotated[
        list[str], typer.Argument(metavar="FILE...|-", help="Text, HTML, JSON or JSONL; folders; - for standard input.")
    ],
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Every article meets fresh state: no copies, no joined incidents.")
    ] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read an article a line, print a JSON object a line, in order.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print records instead of words.")] = False,
    source: Annotated[str | None, typer.Option(help="Who published the articles, where they do not say.")] = None,
    date: Annotated[
        str | None, typer.Option(help="When they were published, where they do not say: ISO 8601, or 3d for three days ago.")
    ] = None,
    uri: Annotated[str | None, typer.Option("--uri", "--key", help="Name of the article, for a single one.")] = None,
    at: Annotated[str | None, typer.Option(help="When they arrive: ISO 8601.", show_default="now")] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Processes, with --isolated.", show_default="one a core")
    ] = None,
) -> None:
    """Read articles with no broker at all, and show the alerts that they would ring.

    With [bold]--jsonl[/] each line is answered by one line: uri, outcome (alerted, quiet, duplicate, withdrawn or rejected),
    the cleaned article, its alerts, and the incidents that its reports joined. What can't be read is answered too.
    """
    from streams.cli.answers import Task, answers
    from streams.cli.console import write_line

    task = Task(settings_with(log_level="ERROR"), isolated, moment(at) if at else None)
    published = moment(date) if date else None
    items = _lines(paths) if jsonl else read_items(paths)
    if source or published or uri:
        items = (_fill(item, uri, source, published) for item in items)
    if jsonl:
        for line in answers(items, task, processes):
            write_line(line)
        return
    results = (orjson.loads(line) for line in answers(items, task, processes))
    if json:
        for result in results:
            write_line(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    else:
        _tell(results)


def _lines(paths: list[str]) -> Iterator[Item]:
    """Yield every line of every file, blank ones too: each is answered."""
    for path in expand(paths):
        if path == STDIN:
            yield from read_lines(sys.stdin.buffer, "standard input")
        else:
            with open_file(path) as stream:
                yield from read_lines(stream, path)


def _fill(item: Item, uri: str | None, source: str | None, published: object) -> Item:
    from streams.client.drafts import draft
    from streams.stages.outputs import Rejected

    try:
        filled = draft(item.value, item.content_type, uri=uri, source=source, published=published)  # type: ignore[arg-type]
    except Rejected:
        return item  # the path refuses it as well, and says why
    return item._replace(value=filled, content_type="application/json")


def _tell(results: Iterable[dict[str, object]]) -> None:
    from streams.cli.bells import Bell
    from streams.cli.console import out, say

    outcomes: Counter[str] = Counter()
    for result in results:
        outcomes[str(result["outcome"])] += 1
        for alert in result["alerts"]:  # type: ignore[attr-defined]
            out().print(Bell(alert))
        if result["outcome"] == "rejected":
            where = result["uri"] or result.get("where") or f"line {result.get('line')}"
            say(f"{where}: rejected: {result.get('reason')}", "red")
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    say(f"{sum(outcomes.values())} articles: {told}" if outcomes else "no articles", "dim")
