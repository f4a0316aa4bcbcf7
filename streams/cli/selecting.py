"""The options that choose alerts or incidents, the same for every command that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.options import moment
from streams.incidents.filters import GRADINGS, KINDS, MESSAGES, FilterError, Filters, read

if TYPE_CHECKING:
    from streams.client.consuming import Start

PANEL = "Which"


def _some(*names: str, help: str) -> Any:
    return typer.Option(*names, help=help, rich_help_panel=PANEL, show_default=False)


Country = Annotated[list[str] | None, _some("--country", help="ISO 3166-1 alpha-3, such as SYR; may be repeated.")]
Place = Annotated[list[str] | None, _some("--place", help="Name, or its beginning, of the place or its province.")]
Killed = Annotated[int, typer.Option("--killed", min=0, help="Least number killed.", rich_help_panel=PANEL)]
Injured = Annotated[int, typer.Option("--injured", min=0, help="Least number injured.", rich_help_panel=PANEL)]
Missing = Annotated[int, typer.Option("--missing", min=0, help="Least number missing.", rich_help_panel=PANEL)]
Kind = Annotated[list[str] | None, _some("--kind", help=f"Kind of harm counted: {', '.join(KINDS)}.")]
Group = Annotated[list[str] | None, _some("--of", help="Group counted: children, women, civilians, police ...")]
Mode = Annotated[list[str] | None, _some("--mode", help="How: aerial, explosives, firearms, accident, disaster ...")]
Message = Annotated[list[str] | None, _some("--type", help=f"Type of message: {', '.join(MESSAGES)}.")]
Source = Annotated[list[str] | None, _some("--source", help="Words in the name of who reports it, or of the outlet.")]
Grading = Annotated[list[str] | None, _some("--grade", help=f"Grade: {', '.join(GRADINGS)}.")]
Sources = Annotated[
    int, typer.Option("--sources", min=0, help="Least number of independent sources.", rich_help_panel=PANEL)
]


def filter_of(**conditions: Sequence[str] | int | None) -> Filters:
    """Return the filter of some conditions by the names of :class:`Filters`; empty ones do not count."""
    texts = {}
    for name, value in conditions.items():
        if isinstance(value, int):
            texts[name] = str(value)
        elif value:
            texts[name] = ",".join(value)
    try:
        return read(texts)
    except FilterError as why:
        raise typer.BadParameter(str(why)) from None


def start_of(text: str) -> Start:
    """Return where to begin: ``beginning``, ``now``, or a time.

    >>> start_of("beginning")
    'beginning'
    """
    return text if text in ("beginning", "now") else moment(text)  # type: ignore[return-value]
