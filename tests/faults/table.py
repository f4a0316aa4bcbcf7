"""The table of the faults: a line a fault, made of the lines of JSON that the runs wrote.

python -m tests.faults.table build/faults.jsonl
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson

HEAD = """| fault | runs | articles | lost | repeated in a run | longest silence, s |
|---|---|---|---|---|---|"""


def span(numbers: list[float]) -> str:
    """Write the least and the most of some numbers.

    >>> span([3, 1]), span([2.5])
    ('1–3', '2.5')
    """
    least, most = (f"{number:g}" for number in (min(numbers), max(numbers)))
    return least if least == most else f"{least}–{most}"


def table(runs: list[dict[str, Any]]) -> str:
    """Return the table in Markdown.

    >>> one = {"fault": "test_the_broker_freezes", "published": 9, "lost": 0, "repeated": 2, "silence": 1.5}
    >>> print(table([one, one | {"repeated": 5}]).splitlines()[-1])
    | the broker freezes | 2 | 18 | 0 | 2–5 | 1.5 |
    """
    faults: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for run in runs:
        faults[run["fault"].removeprefix("test_").replace("_", " ")].append(run)
    lines = [HEAD]
    for fault, cells in faults.items():
        published, lost = (sum(cell[name] for cell in cells) for name in ("published", "lost"))
        spans = (span([cell[name] for cell in cells]) for name in ("repeated", "silence"))
        lines.append(" | ".join([f"| {fault}", str(len(cells)), f"{published:,}", str(lost), *spans]) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    written = Path(sys.argv[1])
    if written.exists():
        print(table([orjson.loads(line) for line in written.read_text().splitlines()]))
    else:
        print("no row for the table: what ran measures nothing that belongs there")
