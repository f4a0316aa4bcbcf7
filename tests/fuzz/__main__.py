"""Fuzz with coverage: ``python -m tests.fuzz TARGET... [--seconds S] [--runs N]``; no target means all of them.

Each target runs in a process of its own, beginning with the example articles. A case that breaks a promise, or takes longer
than its budget, is kept in build/fuzz and the exit code is 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOUND = ROOT / "build" / "fuzz"
BUDGET = 20
"""Seconds for one case: the time budget of an article in the worker."""
LONGEST = 100_000


def main() -> int:
    given = _arguments()
    FOUND.mkdir(parents=True, exist_ok=True)
    names = given.targets or _names()
    failed = [name for name in names if _run(name, given.seconds, given.runs) != 0]
    print(f"{len(names)} targets fuzzed, broken: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(_names())}")
    parser.add_argument("--seconds", type=int, default=60, help="at most so long each; 0: without end")
    parser.add_argument("--runs", type=int, default=-1, help="at most so many cases each")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(_names()):
        parser.error(f"target is {', '.join(sorted(unknown))}, expected some of {', '.join(_names())}")
    return given


def _names() -> list[str]:
    from tests.fuzz.targets import TARGETS

    return list(TARGETS)


def _run(name: str, seconds: int, runs: int) -> int:
    learned = FOUND / f"{name}.corpus"  # libFuzzer adds to the first folder and reads the others
    learned.mkdir(exist_ok=True)
    command = [
        sys.executable, "-m", "tests.fuzz.one", name, f"-max_total_time={seconds}", f"-runs={runs}", f"-timeout={BUDGET}",
        f"-max_len={LONGEST}", f"-artifact_prefix={FOUND}/{name}-", "-rss_limit_mb=4096", "-print_final_stats=1",
        str(learned), str(ROOT / "streams" / "examples"),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    cases = next((line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line), "?")
    print(f"{name}: {cases} cases, exit code {done.returncode}", flush=True)
    if done.returncode:
        print(done.stderr[-5000:])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
