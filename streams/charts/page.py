"""One self-contained HTML page: figures, charts and the incidents behind them; nothing is fetched, no script runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from importlib import resources

from streams.charts.drawing import STYLE, daily, located, ranked
from streams.charts.figures import Row, by_cause, by_country, by_day, by_source, whole
from streams.gateway import words
from streams.records import Alert

LISTED = 500
"""Incidents listed one by one: those with most killed."""
CSS = resources.files("streams.charts").joinpath("page.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def charts(alerts: Sequence[Alert]) -> Mapping[str, str]:
    """Every chart by its name, as SVG."""
    days, _ = by_day(alerts)
    return {
        "killed": daily(days, "killed"),
        "injured": daily(days, "injured"),
        "map": located(alerts)[0],
        "countries": ranked(by_country(alerts), "People killed, by country"),
        "causes": ranked(by_cause(alerts), "People killed, by how it happened"),
        "sources": ranked(by_source(alerts), "People killed, by who reports it"),
    }


def report(alerts: Sequence[Alert], since: datetime, until: datetime, conditions: str = "") -> str:
    """The page about some incidents, each told by its newest alert."""
    drawn, sums = charts(alerts), whole(alerts)
    _, without_day = by_day(alerts)
    _, without_place = located(alerts)
    period = f"{since:%-d %B %Y %H:%M} to {until:%-d %B %Y %H:%M} UTC"
    sections = [
        _section("Killed over time", drawn["killed"], _apart(without_day, "without a day that is known")),
        _section("Injured over time", drawn["injured"], ""),
        _section(
            "Where",
            drawn["map"],
            _apart(without_place, "without a place on the map") + " The area of a dot grows with the number killed.",
        ),
        _section("By country", drawn["countries"], ""),
        _section(
            "By how it happened",
            drawn["causes"],
            "An incident with several modes stands in each, so the bars don't add up to the whole.",
        ),
        _section("By who reports it", drawn["sources"], "An incident with several sources stands in each."),
    ]
    told = f", where {escape(conditions)}" if conditions else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>Tocsin report, {escape(period)}</title>'
        f"<style>{CSS}{STYLE}</style></head><body><h1>People reported killed and injured</h1>"
        f'<p class="lead">Incidents with news from {escape(period)}{told}, each as its newest alert tells it.</p>'
        f"{_figures(sums)}"
        '<p class="note">A bar is the lower bound of what was reported. A whisker reaches to the upper bound; an arrow '
        "means that no upper bound was given. Reports are not verified facts: see the grade of each incident.</p>"
        f"{''.join(sections)}{_table(alerts)}</body></html>\n"
    )


def _figures(sums: Row) -> str:
    figures = [(f"{sums.incidents:,}", "incidents"), (sums.killed.words(), "killed"), (sums.injured.words(), "injured")]
    return '<ul class="figures">' + "".join(f"<li><b>{number}</b> {name}</li>" for number, name in figures) + "</ul>"


def _section(title: str, chart: str, note: str) -> str:
    said = f'<p class="note">{escape(note.strip())}</p>' if note.strip() else ""
    return f"<section><h2>{escape(title)}</h2>{chart}{said}</section>"


def _apart(number: int, what: str) -> str:
    return (
        f"{number:,} incident{'' if number == 1 else 's'} {what} {'is' if number == 1 else 'are'} not drawn."
        if number
        else ""
    )


def _table(alerts: Sequence[Alert]) -> str:
    def toll(alert: Alert) -> int:
        return whole([alert]).killed.low

    rows = []
    for alert in sorted(alerts, key=toll, reverse=True)[:LISTED]:
        incident = alert["incident"]
        quote = f"<blockquote>“{escape(incident['reports'][0]['quote'])}”</blockquote>" if incident["reports"] else ""
        cells = [
            f"<b>{escape(words.sentence(alert))}</b>{quote}",
            escape(words.place(alert)),
            escape(words.day(incident["date"])),
            escape(words.said_by(incident["reported_by"])),
            escape(incident["grading"]),
        ]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Toll and proof", "Where", "When", "Who says so", "Grade"))
    more = f'<p class="note">The {LISTED} with most killed of {len(alerts):,}.</p>' if len(alerts) > LISTED else ""
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<section><h2>Incidents</h2><div class="scroll">{table}</div>{more}</section>'
