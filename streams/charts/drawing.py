"""Charts as SVG text: bars with honest bounds, and a map; pure, no library, styled by classes.

A bar is the lower bound; a whisker reaches to the upper one; an upper bound that is open is an arrow, for no length would
be right. The same SVG stands in the page and, with :data:`STYLE`, is made into PNG.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from html import escape
from importlib import resources
from typing import NamedTuple

from streams.charts.figures import Row, Tally
from streams.gateway.outline import project
from streams.gateway.summary import total
from streams.records import Alert

STYLE = resources.files("streams.charts").joinpath("chart.css").read_text(encoding="utf-8")
"""How charts look, in the page and as PNG."""
WIDTH = 960


class Scale(NamedTuple):
    """Numbers to pixels, with round steps."""

    most: float
    step: float


def scale(most: float) -> Scale:
    """Return a scale with at most six round steps.

    >>> scale(87), scale(0)
    (Scale(most=100, step=20), Scale(most=1, step=1))
    """
    if most <= 0:
        return Scale(1, 1)
    size = 10 ** math.floor(math.log10(most / 5)) if most > 5 else 1
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor * 5 >= most)
    return Scale(math.ceil(most / step) * step, step)


def daily(days: Sequence[tuple[date, Row]], kind: str, height: int = 240) -> str:
    """Bars over time, one a day (or a week or a month when there are many)."""
    bins = _binned(days, kind)
    top, left, bottom, right = 16, 48, height - 32, WIDTH - 12
    ladder = scale(max((tally.high for _, tally in bins), default=0))
    width = (right - left) / max(1, len(bins))
    parts = []
    for step in range(round(ladder.most / ladder.step) + 1):
        y = bottom - (bottom - top) * step * ladder.step / ladder.most
        parts.append(f'<line class="axis" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{step * ladder.step:,.0f}</text>')
    every = max(1, math.ceil(len(bins) / 10))
    for at, (label, tally) in enumerate(bins):
        x, middle = left + at * width, left + (at + 0.5) * width
        y = bottom - (bottom - top) * tally.low / ladder.most
        if tally.low:
            bar = max(1.0, min(40.0, width * 0.7))
            said = escape(f"{label}: {tally.words()} {kind}, {tally.incidents} incidents")
            parts.append(
                f'<rect class="{kind}" x="{middle - bar / 2:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{bottom - y:.1f}">'
                f"<title>{said}</title></rect>"
            )
        parts.append(_whisker(middle, y, bottom - (bottom - top) * tally.high / ladder.most, tally))
        if at % every == 0:
            parts.append(f'<text x="{x + width / 2:.1f}" y="{height - 10}" text-anchor="middle">{label}</text>')
    return _svg(height, f"People {kind} over time, with bounds", parts)


def _whisker(x: float, low: float, high: float, tally: Tally) -> str:
    if tally.open:
        return f'<path class="bound" d="M{x:.1f} {low:.1f}V{high - 9:.1f}m-4 4l4-4l4 4"/>'
    if tally.high > tally.low:
        return f'<path class="bound" d="M{x:.1f} {low:.1f}V{high:.1f}m-4 0h8"/>'
    return ""


def _binned(days: Sequence[tuple[date, Row]], kind: str) -> list[tuple[str, Tally]]:
    """Sum days into bins that fill the time from the first to the last, empty ones too."""
    if not days:
        return []
    span = (days[-1][0] - days[0][0]).days + 1
    size = 1 if span <= 62 else 7 if span <= 434 else 30
    bins = [Tally() for _ in range(math.ceil(span / size))]
    for day, row in days:
        at = (day - days[0][0]).days // size
        one: Tally = getattr(row, kind)
        sums = bins[at]
        bins[at] = Tally(sums.low + one.low, sums.high + one.high, sums.open or one.open, sums.incidents + one.incidents)
    starts = [days[0][0] + timedelta(days=size * at) for at in range(len(bins))]
    return [(f"{start.day} {start:%b}", tally) for start, tally in zip(starts, bins, strict=True)]


def ranked(rows: Sequence[Row], title: str, most: int = 12) -> str:
    """Horizontal bars of killed, most first; what is beyond ``most`` is told as such."""
    shown = [row for row in rows if row.killed.incidents][:most]
    line, left, right = 26, 250, WIDTH - 150
    ladder = scale(max((row.killed.high for row in shown), default=0))
    parts = []
    for at, row in enumerate(shown):
        y, unit = at * line + 8, (right - left) / ladder.most
        low, high = left + row.killed.low * unit, left + row.killed.high * unit
        name = row.name if len(row.name) <= 36 else row.name[:35] + "…"
        parts.append(f'<text x="{left - 10}" y="{y + 14}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect class="killed" x="{left}" y="{y + 2}" width="{max(1.0, low - left):.1f}" height="16"/>')
        if row.killed.open:
            parts.append(f'<path class="bound" d="M{low:.1f} {y + 10}H{high + 9:.1f}m-4-4l4 4l-4 4"/>')
        elif high > low:
            parts.append(f'<path class="bound" d="M{low:.1f} {y + 10}H{high:.1f}m0-4v8"/>')
        parts.append(f'<text class="soft" x="{high + 16:.1f}" y="{y + 14}">{row.killed.words()}</text>')
    left_out = len([row for row in rows if row.killed.incidents]) - len(shown)
    height = len(shown) * line + 16
    if left_out > 0:
        parts.append(f'<text class="soft" x="{left}" y="{height + 8}">and {left_out} more</text>')
        height += 20
    return _svg(max(height, 40), title, parts)


@cache
def _land() -> str:
    world = json.loads(resources.files("streams.gateway").joinpath("static", "world.json").read_text(encoding="utf-8"))
    return str(world["land"])


def located(alerts: Sequence[Alert]) -> tuple[str, int]:
    """A map with a dot an incident, its area growing with the number killed; and how many have no place on it."""
    top, bottom = project(0, 78)[1], project(0, -56)[1]
    factor = WIDTH / 360
    height = round((bottom - top) * factor)
    parts = [
        f'<rect class="sea" width="{WIDTH}" height="{height}"/>',
        f'<path class="land" d="{_land()}" '
        f'transform="translate({WIDTH / 2} {-top * factor:.2f}) scale({factor / 100:.5f})"/>',
    ]
    unknown = 0
    for alert in alerts:
        place, killed = alert["incident"]["place"], total(alert, "killed")
        latitude, longitude = (place.get("latitude"), place.get("longitude")) if place else (None, None)
        if latitude is None or longitude is None or not -56 < latitude < 78:
            unknown += 1
            continue
        x, y = project(longitude, latitude)
        radius = 3 + math.sqrt((killed[0] or 0) if killed else 0)
        said = escape(alert["info"][0]["headline"])
        parts.append(
            f'<circle class="dot" cx="{WIDTH / 2 + x * factor:.1f}" cy="{(y - top) * factor:.1f}" r="{min(radius, 26):.1f}">'
            f"<title>{said}</title></circle>"
        )
    return _svg(height, "Where it happened", parts), unknown


def _svg(height: int, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def png(svg: str) -> bytes:
    """A chart as PNG, twice its size, on white."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, style_sheet=STYLE, background="#fffdf9", zoom=2, sans_serif_family="Noto Sans")
    )
