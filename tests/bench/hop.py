"""The cost of one hop: ``python -m tests.bench.hop [--records N] [--rounds R]``; the last line is JSON.

One stage of the worker that passes records of 1 KB on, in a process of its own, against a bare confluent-kafka loop (consume,
produce with acks=all, commit after delivery) over the same records. Rounds alternate; the median of their ratios counts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Mapping, Sequence

from streams.settings import Settings
from streams.topics import Topic
from tests.bench.passing import STAGE
from tests.bench.running import Ends, Round, hand_in, ratio, settings_of, timed, undisturbed
from tests.kafka import LASTING, Kafka

SYSTEMS: Mapping[str, Sequence[str]] = {
    "bare": ["tests.bench.bare", "pass"],
    "hop": ["streams.worker.process", "--stages", STAGE, "--agents", "tests.bench.passing"],
    "keeping": ["streams.worker.process", "--stages", STAGE, "--agents", "tests.bench.keeping"],
}
RECORDS = 200_000
"""Enough for a run of some seconds."""
SIZE = 1000
"""Bytes of a record's text."""


def fill(settings: Settings, records: int) -> None:
    """Put records on articles.clean as the stage before would, spread over the partitions."""
    hand_in(settings, ((str(number % 64), record(number)) for number in range(records)))


def record(number: int) -> dict[str, str]:
    text = f"{number:09} " * (SIZE // 10)
    return {"uri": f"urn:hop:{number}", "version": "1", "language": "en", "body": text}


def measure(kafka: Kafka, records: int, rounds: int, names: Sequence[str] = tuple(SYSTEMS)) -> dict[str, list[Round]]:
    """Run the systems in turn, each over the same records on topics of its own."""
    results: dict[str, list[Round]] = {name: [] for name in names}
    for number, name in itertools.product(range(rounds), names):

        def run(called: str, system: Sequence[str] = SYSTEMS[name]) -> Round:
            settings = settings_of(called, kafka)
            fill(settings, records)
            return timed([[sys.executable, "-m", *system]], settings, Ends(kafka, settings, Topic.UNIQUE), records)

        one = undisturbed(f"hop-{name}{number}", run)
        results[name].append(one)
        print(f"hop {number + 1}  {name:8} {one}", flush=True)
    return results


def ratios(results: Mapping[str, Sequence[Round]]) -> dict[str, float]:
    """Each system's rate as a share of the bare loop's."""
    return {f"{name}/bare": ratio(rounds, results["bare"]) for name, rounds in results.items() if name != "bare"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hop", description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    given = parser.parse_args()
    with Kafka(java=LASTING) as kafka:
        results = measure(kafka, given.records, given.rounds, given.systems.split(","))
    print(json.dumps(ratios(results)))


if __name__ == "__main__":
    main()
