"""Make the map's world outline from Natural Earth, once, by hand; the result is part of the package.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m streams.gateway.outline package/countries-50m.json

Reads the TopoJSON of countries, simplifies each shared line once (so that neighbours still meet), projects it and writes
``static/world.json``: SVG paths of land and borders in hundredths of the map's units, and a label for each country.
``static/world.js`` holds the same projection.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
TOLERANCE = 0.06
"""Degrees that a simplified line may stray."""
SMALLEST = 0.015
"""Square degrees below which an island is left out."""
SOUTH = -60.0
"""Land that lies wholly south of here (Antarctica) is left out."""


def project(longitude: float, latitude: float) -> Point:
    """Miller's cylindrical projection, in units of degrees at the equator; y grows southward.

    >>> [round(part, 2) for part in project(40.0, 35.0)]
    [40.0, -36.48]
    """
    phi = math.radians(latitude)
    return longitude, -math.degrees(1.25 * math.log(math.tan(math.pi / 4 + 0.4 * phi)))


def simplify(line: list[Point], tolerance: float) -> list[Point]:
    """Drop points of a line that lie within a tolerance of it (Douglas and Peucker); ends stay.

    >>> simplify([(0, 0), (1, 0.01), (2, 0), (2, 2)], 0.1)
    [(0, 0), (2, 0), (2, 2)]
    """
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        far, worst = 0, tolerance
        for at in range(first + 1, last):
            if (stray := _distance(line[at], line[first], line[last])) > worst:
                far, worst = at, stray
        if far:
            keep.add(far)
            todo += [(first, far), (far, last)]
    return [line[at] for at in sorted(keep)]


def _distance(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    if dx == dy == 0:
        return math.hypot(point[0] - a[0], point[1] - a[1])
    along = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    return math.hypot(point[0] - a[0] - along * dx, point[1] - a[1] - along * dy)


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Decode the lines of a topology into degrees."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + tx, y * ky + ty))
        arcs.append(line)
    return arcs


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Every ring of a geometry as numbers of lines; a negative number runs backwards."""
    if geometry["type"] == "Polygon":
        return list(geometry["arcs"])
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in geometry["arcs"] for ring in polygon]
    return [ring for part in geometry.get("geometries", []) for ring in rings_of(part)]


def joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring."""
    points: list[Point] = []
    for number in ring:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += line[1:] if points else line
    return points


def unwrapped(ring: list[Point]) -> list[list[Point]]:
    """A ring without jumps across the antimeridian: where it crosses, once as it goes on and once on the other side.

    >>> unwrapped([(179, 0), (-179, 0), (-179, 1), (179, 0)])
    [[(179, 0), (181, 0), (181, 1), (179, 0)], [(-181, 0), (-179, 0), (-179, 1), (-181, 0)]]
    """
    shift, flat = 0, ring[:1]
    for before, point in pairwise(ring):
        shift += 360 if point[0] - before[0] < -180 else -360 if point[0] - before[0] > 180 else 0
        flat.append((point[0] + shift, point[1]))
    if shift:  # goes round a pole: nothing to close
        return [ring]
    copies = [[(x - 360, y) for x, y in flat]] if max(x for x, _ in flat) > 180 else []
    copies += [[(x + 360, y) for x, y in flat]] if min(x for x, _ in flat) < -180 else []
    return [flat, *copies]


def area(ring: list[Point]) -> float:
    """Area of a ring in square degrees.

    >>> area([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    1.0
    """
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def path(line: list[Point], closed: bool) -> str:
    """A line as part of an SVG path, relative and in whole hundredths."""
    last = (0, 0)
    parts = []
    for at, point in enumerate(line):
        x, y = (round(part * 100) for part in project(*point))
        step = (x, y) if at == 0 else (x - last[0], y - last[1])
        if at and step == (0, 0):
            continue
        parts.append(f"{'M' if at == 0 else 'l' if at == 1 else ' '}{step[0]} {step[1]}".replace(" -", "-"))
        last = (x, y)
    return "".join(parts) + ("z" if closed else "")


def labels(topology: dict[str, Any], arcs: list[list[Point]]) -> list[list[Any]]:
    """Name, place and weight (area of its largest part) of each country, largest first."""
    found = []
    for country in topology["objects"]["countries"]["geometries"]:
        rings = [joined(ring, arcs) for ring in rings_of(country)]
        if rings:
            largest = max(rings, key=area)
            x = sum(point[0] for point in largest) / len(largest)
            y = sum(point[1] for point in largest) / len(largest)
            if y > SOUTH:
                px, py = project(x, y)
                found.append([country["properties"]["name"], round(px, 1), round(py, 1), round(area(largest), 1)])
    return sorted(found, key=lambda label: -label[3])


def outline(topology: dict[str, Any]) -> dict[str, Any]:
    """The whole outline."""
    full = arcs_of(topology)
    arcs = [simplify(line, TOLERANCE) for line in full]
    land = [joined(ring, arcs) for ring in rings_of(topology["objects"]["land"])]
    land = [ring for ring in land if area(ring) > SMALLEST and max(point[1] for point in ring) > SOUTH]
    uses = Counter(
        number if number >= 0 else ~number
        for country in topology["objects"]["countries"]["geometries"]
        for ring in rings_of(country)
        for number in ring
    )
    borders = [arcs[number] for number, times in uses.items() if times > 1]
    return {
        "land": "".join(path(part[:-1], True) for ring in land for part in unwrapped(ring)),
        "borders": "".join(path(line, False) for line in borders),
        "labels": labels(topology, full),
    }


if __name__ == "__main__":
    made = outline(json.loads(Path(sys.argv[1]).read_bytes()))
    target = Path(__file__).parent / "static" / "world.json"
    target.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
