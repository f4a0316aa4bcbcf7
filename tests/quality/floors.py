"""Floors of the labelled articles: what was once read right has to stay right.

``articles/*.jsonl`` holds invented articles with labels written from their text alone, before anything had read them; where
the product differs, the label stays. ``floors.json`` is a list that only grows: each entry pins the digest of the articles and
the least F1 of each field. An entry may not go below the one before it unless it says why in ``lowered``.

    python -m tests.quality.floors                     show figures beside floors
    python -m tests.quality.floors --raise             append floors that rise with what is measured
    python -m tests.quality.floors --lower "reason"    append floors as measured, also lower ones

Errors: --raise exits 1 when a field is below its floor or the articles have changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
FLOORS = HERE / "floors.json"
HELD = HERE / "held.json"
"""Floors of the sets that were read for the first time only after they were labelled, by folder."""
MARGIN = 0.005
"""How far under what is measured a floor is set, so that one small change of one article is no alarm."""


def articles() -> list[dict[str, Any]]:
    """Return the labelled articles."""
    return [json.loads(line) for file in sorted(ARTICLES.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]


def digest() -> str:
    """Return the SHA-256 of all labelled articles, in the order of their files."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(ARTICLES.glob("*.jsonl")))).hexdigest()


def history() -> list[dict[str, Any]]:
    """Return the entries of floors.json, the newest last."""
    return json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else []


def measure(folder: Path = ARTICLES) -> dict[str, float]:
    """Return the F1 of each field of the articles in ``folder``, as ``tocsin evaluate`` prints it."""
    line = [sys.executable, "-m", "streams.cli", "evaluate", "--json", str(folder)]
    said = subprocess.run(line, capture_output=True, text=True, check=True)
    figures = json.loads(said.stdout)["figures"]
    return {field: round(found["f1"], 4) for field, found in figures.items() if found["f1"] is not None}


def drops(entries: list[dict[str, Any]]) -> list[str]:
    """Return what sank from entry to entry without a reason; nothing, when the floors only rose."""
    return [
        f"{field}: {before['floors'][field]} to {after['floors'].get(field)}"
        for before, after in pairwise(entries)
        if not after.get("lowered")
        for field in before["floors"]
        if after["floors"].get(field, 0) < before["floors"][field] or before["articles"] != after["articles"]
    ]


def below(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return the fields whose figure is under their floor."""
    return [f"{field} {figures.get(field, 0)} < {least}" for field, least in floors.items() if figures.get(field, 0) < least]


def main() -> None:
    """Show, raise or lower the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="rise", action="store_true")
    parser.add_argument("--lower", metavar="REASON")
    asked = parser.parse_args()
    figures, entries = measure(), history()
    old = entries[-1] if entries else {"articles": digest(), "floors": {}}
    for field, figure in figures.items():
        print(f"{field:12} {figure:.4f}  floor {old['floors'].get(field, 0):.4f}")
    if not (asked.rise or asked.lower):
        return
    sunk = below(figures, old["floors"]) + ([] if old["articles"] == digest() else ["the articles have changed"])
    if sunk and not asked.lower:
        raise SystemExit(f"{'; '.join(sunk)}: --lower REASON sets lower floors")
    floors = {field: round(max(0.0, figure - MARGIN), 3) for field, figure in figures.items()}
    if asked.lower:
        entry = {"articles": digest(), "lowered": asked.lower, "floors": floors}
    else:
        kept = {field: max(least, old["floors"].get(field, 0)) for field, least in floors.items()}
        entry = {"articles": digest(), "floors": kept}
    lines = ",\n".join("  " + json.dumps(each) for each in [*entries, entry])
    FLOORS.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
