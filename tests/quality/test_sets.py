"""Gates on labelled sets that are not part of the project: run where ``../shared`` lies beside it, else skipped with a message.

sets.json holds the least that each figure may be: a little under what was measured, so that one article more or less is no
alarm. It only rises.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
FLOORS: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "sets.json").read_text("utf-8"))
STATEFUL = ("incidents", "dedupe")
TRY = [sys.executable, "-m", "streams.cli", "try", "--isolated", "--jsonl", "-"]

pytestmark = [
    pytest.mark.quality,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="../shared/data is not here: quality gates are left out"),
]


def measured(name: str) -> dict[str, float]:
    """Run the scorer that lies beside the data; its figures by name."""
    command = " ".join(word for word in TRY if word != "--isolated" or name not in STATEFUL)
    done = subprocess.run(
        [sys.executable, SHARED / "eval" / "evaluate.py", name, "--cmd", command],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "warning: exit 0" in done.stderr or not done.stderr, done.stderr
    return flat(done.stdout)


def flat(said: str) -> dict[str, float]:
    """Read the scorer's two forms: one object, or a line a figure.

    >>> flat('{"P": 1.0}'), flat('city 0.5\\ndeath {"f1": 0.4}')
    ({'P': 1.0}, {'city': 0.5, 'death.f1': 0.4})
    """
    found: dict[str, Any] = {}
    if said.startswith("{"):
        found = json.loads(said)
    else:
        found = {name: json.loads(value) for name, _, value in (line.partition(" ") for line in said.splitlines())}
    flattened: dict[str, float] = {}
    for name, value in found.items():
        flattened |= {f"{name}.{part}": one for part, one in value.items()} if isinstance(value, dict) else {name: value}
    return flattened


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_is_below_its_floor(name: str, capsys: Any) -> None:
    figures = measured(name)
    with capsys.disabled():
        print(f"\n{name}: " + ", ".join(f"{figure} {figures[figure]:.3f}" for figure in FLOORS[name]))
    below = {figure: (figures[figure], least) for figure, least in FLOORS[name].items() if figures[figure] < least}
    assert not below, below


def test_the_seed_article_gives_its_two_alerts_field_by_field() -> None:
    (seed,) = (SHARED / "seed").glob("*.txt")
    article = {
        "uri": "seed", "body_text": seed.read_text("utf-8"), "language": "en", "versioncreated": "2018-05-01T18:00:00+03:00",
        "source": "Rudaw",
    }  # fmt: skip
    read = subprocess.run(TRY, input=json.dumps(article) + "\n", cwd=ROOT, capture_output=True, text=True, check=True)
    checked = subprocess.run(
        [sys.executable, SHARED / "eval" / "seed_check.py"], input=read.stdout, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
