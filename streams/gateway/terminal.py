"""The live table on a terminal: incidents newest first, the chosen one with its evidence, filters as they are typed.

What is typed into the filter line is what the live page has in its address: ``country=SYR killed=10`` and words that must
occur. Text of publishers never commands the terminal: controls are taken out, and nothing is read as markup.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Footer, Input, Static

from streams.cli.console import clean
from streams.gateway import words
from streams.gateway.board import Entry, Known
from streams.gateway.live import Live
from streams.gateway.problems import QueryError
from streams.gateway.query import Query, read_query

MOST = 500
"""Rows of the table."""
BEAT = 0.5
"""Seconds between looks at what came."""
COLOURS = {"Extreme": "bold red", "Severe": "red", "Moderate": "yellow", "Minor": "dim"}
GRADES = {"confirmed": "green", "fair": "cyan", "weak": "yellow", "contested": "magenta", "discounted": "dim"}


def read_line(line: str) -> Query:
    """Understand a filter line; raises QueryError.

    >>> read_line("country=SYR killed=10 deir ez-zor").terms
    ('deir', 'ez-zor')
    """
    params: dict[str, str] = {}
    terms = []
    for part in line.split():
        name, equals, value = part.partition("=")
        if equals:
            params[name] = value
        else:
            terms.append(part)
    return read_query({**params, "q": " ".join([params.pop("q", ""), *terms]).strip()})


class Watch(App[None]):
    """The program."""

    TITLE = "Tocsin"
    CSS = """
    #state { height: 1; padding: 0 1; background: $panel; }
    #filter { display: none; border: tall $accent; }
    #filter.open { display: block; }
    DataTable { height: 1fr; }
    #about { height: 45%; border-top: solid $accent; padding: 0 2; }
    #about.closed { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter"),
        Binding("enter", "about", "Evidence", show=True),
        Binding("escape", "close", "Back"),
        Binding("b", "ring", "Bell"),
        Binding("q", "quit", "Quit"),
    ]

    def __init__(self, live: Live, line: str = "", source: str = "") -> None:
        super().__init__()
        self.live, self.line, self.source = live, line, source
        self.chosen = read_line(line)
        self.ringing = False
        self._drawn = (-1, "", "-")
        self._loaded = False
        self._seen = 0

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        yield Static(id="state", markup=False)
        yield Input(self.line, placeholder="country=SYR killed=10 words that must occur", id="filter")
        yield DataTable(cursor_type="row", zebra_stripes=True)
        with VerticalScroll(id="about", classes="closed"):
            yield Static(id="text", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Begin to follow and to look."""
        table = self.query_one(DataTable)
        for label, width in (("Changed", 12), ("Toll", 44), ("Place", 34), ("Day", 14), ("Grade", 9), ("Says", 30)):
            table.add_column(label, width=width)
        table.focus()
        self._following = asyncio.create_task(self.live.run())
        self.set_interval(BEAT, self.look)
        self.look()

    async def on_unmount(self) -> None:
        """Stop following."""
        self._following.cancel()

    def look(self) -> None:
        """Draw what is new."""
        ready = self.live.ready.is_set()
        state = "cut off from the brokers" if self.live.silent else "" if ready else "reading the alerts ..."
        drawn = (self.live.board.end, self.line, state)
        if drawn == self._drawn:
            return
        came = list(self.live.board.newest(self._seen)) if self._loaded else []
        self._drawn, self._seen, self._loaded = drawn, self.live.board.end, ready
        self._fill(list(islice(self._matching(), MOST)))
        told = [state, f"{sum(1 for _ in self._matching()):,} incidents", self.source, f"filter: {self.line or 'none'}"]
        self.query_one("#state", Static).update(" · ".join(part for part in told if part))
        self._ring([entry for entry in came if self.chosen.stands(entry.alert)])

    def _ring(self, fresh: list[Entry]) -> None:
        for entry in fresh[-3:]:
            self.notify(clean(f"{words.sentence(entry.alert)}\n{words.place(entry.alert)}"), markup=False, timeout=6)
        if fresh and self.ringing:
            self.bell()

    def _matching(self) -> Iterator[Known]:
        return (known for _, known in self.live.board.incidents() if self.chosen.finds(known))

    def _fill(self, rows: list[Known]) -> None:
        table = self.query_one(DataTable)
        current = self._current()
        table.clear()
        for known in rows:
            told = known.summary
            sent = datetime.fromisoformat(told["sent"]).astimezone()
            table.add_row(
                f"{sent:%d %b %H:%M}",
                Text(clean(told["words"]), style=COLOURS.get(told["severity"], "")),
                Text(clean(told["place"])),
                Text(clean(told["day"])),
                Text(told["grading"], style=GRADES[told["grading"]]),
                Text(clean(told["said_by"])),
                key=told["id"],
            )
        if current is not None and current in {known.summary["id"] for known in rows}:
            table.move_cursor(row=table.get_row_index(current), animate=False)

    def _current(self) -> str | None:
        table = self.query_one(DataTable)
        if not table.row_count:
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Keep the open pane at the chosen incident; while the program ends there is none."""
        if any(not pane.has_class("closed") for pane in self.query("#about")):
            self._tell(event.row_key.value)

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open the pane."""
        self.query_one("#about").remove_class("closed")
        self._tell(event.row_key.value)

    def _tell(self, id: str | None) -> None:
        known = self.live.board.known.get(id or "")
        if known is not None:
            self.query_one("#text", Static).update(about(known))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the filter line, or say what is wrong with it."""
        try:
            self.chosen = read_line(event.value)
        except QueryError as why:
            self.notify(str(why), severity="error", markup=False)
            return
        self.line = event.value.strip()
        self.action_close()
        self.look()

    def action_filter(self) -> None:
        """Open the filter line."""
        line = self.query_one("#filter", Input)
        line.add_class("open")
        line.focus()

    def action_about(self) -> None:
        """Open the pane with the evidence."""
        self.query_one("#about").remove_class("closed")
        self._tell(self._current())

    def action_close(self) -> None:
        """Close the filter line, or else the pane."""
        line = self.query_one("#filter", Input)
        if line.has_class("open"):
            line.remove_class("open")
        else:
            self.query_one("#about").add_class("closed")
        self.query_one(DataTable).focus()

    def action_ring(self) -> None:
        """Ring the terminal's bell at new alerts, or no more."""
        self.ringing = not self.ringing
        self.notify("The bell rings at new alerts." if self.ringing else "The bell is silent.", timeout=3)


def about(known: Known) -> Text:
    """Return all that is known of an incident, with its evidence and history."""
    told, alert = known.summary, known.alert
    incident = alert["incident"]
    text = Text()
    text.append(f"{clean(told['words'])}\n", style=f"bold {COLOURS.get(told['severity'], '')}".strip())
    text.append(f"{clean(told['place'])} · {clean(told['day'])} · {told['grading']}, {told['sources']} sources\n")
    text.append(f"Reported by {clean(told['said_by'])}. Blamed: {clean(told['blamed'])}.\n\n")
    for report in reversed(incident["reports"]):
        text.append(f"“{clean(report['quote'])}”\n", style="italic")
        text.append(f"  {clean(report.get('source') or 'unknown source')} · {clean(report['article'])}\n\n", style="dim")
    for entry in reversed(known.history):
        text.append(
            f"{entry.alert['sent']}  {clean(words.change(entry.alert))}: {clean(words.sentence(entry.alert))}\n", style="dim"
        )
    return text
