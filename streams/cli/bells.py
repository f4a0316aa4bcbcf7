"""Alerts as people read them: a bell with the counts, then where and when, who says so, who is blamed, and the proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from streams.cli.console import clean
from streams.gateway import words
from streams.records import Alert, Count, ReportRef

STYLES = {"Alert": "bold white on red", "Update": "bold black on yellow", "Cancel": "bold white on grey37"}
MARKS = {"Alert": "ALERT", "Update": "UPDATE", "Cancel": "CANCEL"}
INDENT = "    "
QUOTES = 3
"""Most proving sentences shown."""
LONGEST = 600
"""Characters of one proving sentence shown."""


class Bell:
    """One alert, for a rich console."""

    def __init__(self, alert: Alert) -> None:
        self.alert = alert

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _wrapped(self._head(console), console, options.max_width, "")
        for text in (*self._facts(), *self._proof()):
            yield from _wrapped(text, console, options.max_width, INDENT)
        yield Text()

    def _head(self, console: Console) -> Text:
        kind = self.alert["msgType"]
        bell = "🔔 " if "utf" in console.encoding.lower() else ""
        strike = "strike" if kind == "Cancel" else "bold"
        head = Text.assemble(bell, (f" {MARKS[kind]} ", STYLES[kind]), " ", (clean(words.sentence(self.alert)), strike))
        if self.alert["status"] != "Actual":
            head.append(f"  [{self.alert['status']}]", "magenta")
        return head

    def _facts(self) -> Iterable[Text]:
        incident = self.alert["incident"]
        place, day = words.place(self.alert), words.day(incident["date"])
        yield Text.assemble((clean(place), "bold cyan"), " · ", clean(day))
        if incident["change"] != "new":
            yield _fact("why", words.change(self.alert))
        yield _fact("says", words.said_by(incident["reported_by"]))
        yield _fact("blamed", words.blamed(incident["perpetrators"]))
        number = incident["number_of_sources"]
        grade = f"{incident['grading']}, {number} source{'' if number == 1 else 's'}"
        how = ", ".join(mode.replace("-", " ") for mode in incident["mode"])
        yield _fact("grade", grade + (f"; how: {how}" if how else ""))

    def _proof(self) -> Iterable[Text]:
        incident = self.alert["incident"]
        shown = {reference["quote"]: reference for reference in incident["reports"] if reference["quote"]}
        for reference in list(shown.values())[-QUOTES:]:
            yield _quotation(reference, [count["text"] for count in incident["counts"]])
        if len(shown) > QUOTES:
            yield Text(f"and {len(shown) - QUOTES} more", "dim")
        yield Text(clean(self.alert["identifier"]), "dim")


def _wrapped(text: Text, console: Console, width: int, indent: str) -> Iterable[Text]:
    """Yield the lines of a text without blanks behind them, so that they can be piped and copied."""
    for number, line in enumerate(text.wrap(console, max(20, width - len(INDENT)))):
        line.rstrip()
        yield Text.assemble(indent if number == 0 else INDENT, line)


def _fact(name: str, value: str) -> Text:
    return Text.assemble((f"{name:<7}", "dim"), clean(value))


def _quotation(reference: ReportRef, counted: Iterable[str]) -> Text:
    quote = clean(" ".join(reference["quote"].split()))
    if len(quote) > LONGEST:
        quote = quote[:LONGEST].rstrip() + " …"
    text = Text(f"“{quote}”", "italic")
    for words_of_count in sorted(set(filter(None, counted)), key=len, reverse=True):
        for found in re.finditer(rf"(?<!\w){re.escape(words_of_count)}(?!\w)", text.plain, re.IGNORECASE):
            text.stylize("bold not italic black on bright_yellow", *found.span())
    if source := reference.get("source"):
        text.append(f" — {clean(source)}", "dim not italic")
    return text


COLUMNS = ("sent", "type", "reported", "place", "says", "grade")


def row(alert: Alert, width: int) -> Text:
    """Return an alert as one line of a table that goes on for ever."""
    incident = alert["incident"]
    where = incident["place"]
    cells = (
        (datetime.fromisoformat(alert["sent"]).strftime("%Y-%m-%d %H:%M"), "dim"),
        (alert["msgType"], {"Alert": "bold red", "Update": "yellow", "Cancel": "dim"}[alert["msgType"]]),
        (brief(incident["counts"]), "strike" if alert["msgType"] == "Cancel" else "bold"),
        (", ".join(filter(None, (where["name"], where["country"]))) if where else "", "cyan"),
        (words.said_by(incident["reported_by"]), ""),
        (incident["grading"], "dim"),
    )
    return _line(((clean(value), style) for value, style in cells), width)


def titles(width: int) -> Text:
    """Return the head of that table."""
    return _line(((name, "bold underline") for name in COLUMNS), width)


def brief(counts: Sequence[Count]) -> str:
    """Say in a few characters how many suffered what.

    >>> brief([{"kind": "killed", "group": "all", "low": 14, "best": 14, "high": None, "qualifier": "at_least", "text": ""},
    ...        {"kind": "killed", "group": "children", "low": 5, "best": 5, "high": 5, "qualifier": "exact", "text": ""},
    ...        {"kind": "missing", "group": "all", "low": 33, "best": None, "high": 41, "qualifier": "range", "text": ""}])
    '14+ killed, 33-41 missing'
    """
    whole = [count for count in counts if count["group"] == "all"] or counts
    return ", ".join(f"{_figure(count)} {count['kind']}" for count in whole)


def _figure(count: Count) -> str:
    low, high = count["low"], count["high"]
    if high is None:
        return f"{low or count['best'] or 0:,}+"
    return f"{high:,}" if low == high else f"{low:,}-{high:,}" if low else f"up to {high:,}"


def _line(cells: Iterable[tuple[str, str]], width: int) -> Text:
    room = max(40, width - 16 - 6 - 10 - 10)
    sizes = (16, 6, room * 2 // 5, room * 3 // 10, room - room * 2 // 5 - room * 3 // 10, 10)
    made = []
    for (value, style), size in zip(cells, sizes, strict=True):
        cell = Text(value, style)
        cell.truncate(size, overflow="ellipsis", pad=True)
        made.append(cell)
    return Text("  ").join(made)
