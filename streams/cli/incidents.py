"""``tocsin incidents`` and ``tocsin why``: what is known now, and why reports were joined or kept apart."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from streams.cli import FAILED
from streams.cli import selecting as which
from streams.cli.options import Broker, Jsonl, settings_with

if TYPE_CHECKING:
    from streams.records import Incident, Report
    from streams.settings import Settings


class Form(StrEnum):
    """What incidents are exported as."""

    CSV = "csv"
    GEOJSON = "geojson"
    CAP = "cap"
    JSONL = "jsonl"


def add(app: typer.Typer) -> None:
    """Add the commands."""
    incidents = typer.Typer(help="List, show and export the current incidents.", no_args_is_help=True)
    incidents.command("list")(list_)
    incidents.command("show")(show)
    incidents.command("export", epilog="Example:\n\n  tocsin incidents export --as csv --country SYR > syria.csv")(export)
    app.add_typer(incidents, name="incidents")
    app.command("why", epilog="Example:\n\n  tocsin why urn:tocsin:incident:7016ba urn:tocsin:report:2f8a11")(why)


def list_(
    country: which.Country = None,
    place: which.Place = None,
    killed: which.Killed = 0,
    injured: which.Injured = 0,
    missing: which.Missing = 0,
    kind: which.Kind = None,
    of: which.Group = None,
    source: which.Source = None,
    grade: which.Grading = None,
    jsonl: Jsonl = False,
    broker: Broker = None,
) -> None:
    """List the incidents that have rung and were not withdrawn, the most recent last."""
    from rich.table import Column, Table

    from streams.cli.console import clean, out, write_line
    from streams.gateway import words
    from streams.incidents.words import casualties

    wanted = which.filter_of(
        country=country, place=place, killed=killed, injured=injured, missing=missing, kind=kind, group=of, source=source,
        grading=grade,
    )  # fmt: skip
    found = [incident for incident in _current(settings_with(broker)) if wanted(_as_alert(incident))]
    if jsonl:
        for incident in found:
            write_line(orjson.dumps(incident))
        return
    table = Table(
        Column("incident", no_wrap=True),
        "reported",
        "place",
        "date",
        "grade",
        "sources",
        box=None,
        header_style="bold",
        pad_edge=False,
    )
    for incident in found:
        table.add_row(
            incident["id"].rpartition(":")[2],
            clean(casualties(incident["counts"])),
            clean(words.place(_as_alert(incident))),
            clean(words.day(incident["date"])),
            incident["grading"],
            str(incident["number_of_sources"]),
        )
    out().print(table)


def show(
    identifier: Annotated[str, typer.Argument(help="Incident, alert or report; a part that only one has is enough.")],
    json: Annotated[bool, typer.Option("--json", help="The record instead of words.")] = False,
    broker: Broker = None,
) -> None:
    """Show an incident: every alert that it rang, and every report that it rests on."""
    from streams.cli.bells import Bell
    from streams.cli.console import clean, out, write_line
    from streams.client.incidents import find, read_alerts
    from streams.incidents.known import describe

    settings = settings_with(broker)
    known = find(settings, identifier).incident
    if known is None:
        raise typer.BadParameter(f"{identifier}: no incident is named so; `tocsin incidents list` names them")
    if json:
        write_line(orjson.dumps(describe(known), option=orjson.OPT_INDENT_2))
        return
    for alert in read_alerts(settings):
        if alert["incident"]["id"] == known["id"]:
            out().print(Bell(alert))
    for report in known["reports"]:
        about = report["article"]
        out().print(
            clean(f"{report['id']}  {about.get('source') or about['uri']}, {about.get('versionCreated') or 'undated'}")
        )
        out().print(clean(f"    “{report['evidence']['quote']}”"), style="italic")


def export(
    form: Annotated[
        Form, typer.Option("--as", help="CSV with UCDP and HXL columns, GeoJSON, CAP 1.2 XML, or JSON lines.")
    ] = Form.CSV,
    to: Annotated[
        Path | None, typer.Option(help="File, or for CAP a folder with a file an incident.", show_default="standard output")
    ] = None,
    country: which.Country = None,
    place: which.Place = None,
    killed: which.Killed = 0,
    injured: which.Injured = 0,
    broker: Broker = None,
) -> None:
    """Export the current incidents for spreadsheets, maps and warning systems."""
    from streams.cli.console import say, write_line
    from streams.incidents import exports

    wanted = which.filter_of(country=country, place=place, killed=killed, injured=injured)
    settings = settings_with(broker)
    found = [incident for incident in _current(settings) if wanted(_as_alert(incident))]
    if form is Form.CAP:
        count = _export_cap(settings, {incident["id"] for incident in found}, to)
        say(f"{count} CAP documents exported", "dim")
        return
    text = {
        Form.CSV: lambda: exports.csv_text(found),
        Form.GEOJSON: lambda: orjson.dumps(exports.geojson(found), option=orjson.OPT_INDENT_2).decode() + "\n",
        Form.JSONL: lambda: "".join(orjson.dumps(incident).decode() + "\n" for incident in found),
    }[form]()
    if to is None:
        write_line(text.encode())
    else:
        to.write_text(text, encoding="utf-8", newline="")
        say(f"{len(found)} incidents written to {to}")


def why(
    one: Annotated[str, typer.Argument(metavar="REPORT|INCIDENT|ALERT")],
    other: Annotated[str, typer.Argument(metavar="REPORT|INCIDENT|ALERT")],
    broker: Broker = None,
) -> None:
    """Say what speaks for and against two reports telling of one event, with the weight of each point."""
    from streams.cli.console import clean, out
    from streams.incidents.why import why as explain

    settings = settings_with(broker)
    first, second = _reports(settings, one), _reports(settings, other)
    if first and second and first[0]["id"] == second[0]["id"] and len(second) > 1:
        second = second[1:]
    out().print(clean(explain(first[0], second)), soft_wrap=True)


def _reports(settings: Settings, identifier: str) -> list[Report]:
    from streams.client.incidents import find

    found = find(settings, identifier)
    if found.report is None and found.incident is None:
        raise typer.BadParameter(f"{identifier}: no report, alert or incident is named so")
    return [found.report] if found.report is not None else found.incident["reports"] if found.incident else []


def _current(settings: Settings) -> list[Incident]:
    from streams.client.incidents import current_incidents
    from streams.incidents.known import describe

    return [describe(known) for known in current_incidents(settings)]


def _as_alert(incident: Incident) -> Any:
    """Dress an incident as an alert, which is what filters and words take."""
    return {"msgType": "Alert", "incident": incident, "info": []}


def _export_cap(settings: Settings, wanted: set[str], folder: Path | None) -> int:
    from streams.cli.console import write_line
    from streams.client.incidents import read_alerts
    from streams.incidents.exports import cap_xml

    newest = {alert["incident"]["id"]: alert for alert in read_alerts(settings) if alert["incident"]["id"] in wanted}
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    for identifier, alert in newest.items():
        if folder is None:
            write_line(cap_xml(alert).encode())
        else:
            (folder / (identifier.rpartition(":")[2] + ".xml")).write_text(cap_xml(alert), encoding="utf-8")
    if len(newest) < len(wanted):
        raise typer.Exit(FAILED)  # an alert that retention took: the incident is in the other forms
    return len(newest)
