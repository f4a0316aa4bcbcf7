"""Speed as ratios of one run: ``python -m tests.bench``; the last line is JSON.

Every system reads the same articles from Kafka 4.4 with acks=all and commits after delivery, a process per stage. Rounds
alternate, so that a noisy machine is noisy for all; the median of their ratios counts. What was measured while the host of a virtual
machine took more than 3 % of the processors' time is measured again, up to twice. A part that fails is named under ``failed``, the
others are measured all the same, and the exit code is 1. The whole takes 13 to 30 minutes on 2 cores, longer where it is disturbed.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from tests.bench import hop, latency, path, publishing, reading
from tests.bench.running import Round, ratio, undisturbed
from tests.kafka import LASTING, Kafka
from tests.mixed import Made, mixed

SYSTEMS = ("tocsin", "quix", "bytewax", "bare")
BARS = {
    "tocsin/quix": 1.2, "tocsin/memory": 1.0, "hop/bare": 0.6, "two workers/one": 1.6, "reading/whole": 40.0,
    "250 ms/p99 at 50 % load": 1.0,
}  # fmt: skip
TURNS = 2
"""Rounds of one and two workers for each of the others: which worker gets the partition with all articles of a language, and which
that of most reports, changes from run to run, and with it what two of them do."""
PARTS = ("path", "workers", "latency", "hop", "publish", "reading")


class Report:
    """What was found so far."""

    def __init__(self) -> None:
        self.ratios: dict[str, float] = {}
        self.figures: dict[str, Any] = {}
        self.failed: dict[str, str] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure something; when it fails, say so and go on."""
        begun = time.monotonic()
        try:
            yield
        except Exception as error:
            self.failed[name] = f"{type(error).__name__}: {error}"[:300]
            print(f"{name} failed: {self.failed[name]}", flush=True)
        print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)

    def rates(self, rounds: dict[str, list[Round]]) -> None:
        """Note the medians of some systems."""
        for name, some in rounds.items():
            rate, cpu, memory, broker, stolen = (round(statistics.median(column), 3) for column in zip(*some, strict=True))
            self.figures[name] = {"articles/s": rate, "cpu ms": cpu, "MiB": round(memory), "broker's cores": broker, "stolen": stolen}

    def line(self) -> str:
        """All of it as one line of JSON."""
        missed = {name: bar for name, bar in BARS.items() if self.ratios.get(name, bar) < bar}
        found = {"ratios": self.ratios, "missed": missed, "figures": self.figures, "failed": self.failed}
        return orjson.dumps(found).decode()


def alternate(report: Report, rounds: int, runs: dict[str, Callable[[str], Round]]) -> dict[str, list[Round]]:
    """Let systems take turns; one that fails is left out from then on."""
    found: dict[str, list[Round]] = defaultdict(list)
    for number in range(rounds):
        for name, run in runs.items():
            if name in report.failed:
                continue
            with report.part(name):
                found[name].append(undisturbed(f"{name}{number}", run))
                print(f"round {number + 1}  {name:8} {found[name][-1]}", flush=True)
    return found


def whole_path(report: Report, kafka: Kafka, articles: Sequence[Made], rounds: int, systems: Sequence[str]) -> None:
    _, expected = path.in_memory(articles)
    runs: dict[str, Callable[[str], Round]] = {"memory": lambda called: path.in_memory(articles)[0]}
    for system in systems:
        runs[system] = lambda called, system=system: path.on_kafka(system, called, kafka, articles, expected)  # type: ignore[misc]
    found = alternate(report, rounds, runs)
    report.rates(found)
    report.ratios |= {f"tocsin/{name}": ratio(found["tocsin"], others) for name, others in found.items() if name != "tocsin"}


def workers(report: Report, kafka: Kafka, articles: Sequence[Made], rounds: int) -> None:
    """One worker that has a core while the broker has the other, and two that share both cores with it.

    The second ratio counts only what the broker leaves of the two cores: how two workers would do were it elsewhere.
    """
    expected = int(0.94 * len(articles))
    runs: dict[str, Callable[[str], Round]] = {
        name: lambda called, name=name: path.on_kafka(name, called, kafka, articles, expected)  # type: ignore[misc]
        for name in ("1core", "2core")
    }
    found = alternate(report, TURNS * rounds, runs)
    report.rates(found)
    alone = [two._replace(rate=2 * two.rate / (2 - two.broker)) for two in found["2core"]]
    report.ratios["two workers/one"] = ratio(found["2core"], found["1core"])
    report.ratios["two workers/one, by core left"] = ratio(alone, found["1core"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    given = parser.parse_args()
    articles, report, parts = list(mixed(given.articles)), Report(), given.only.split(",")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end, it ends its Kafka too
    with Kafka(java=LASTING) as kafka:
        if "path" in parts:
            with report.part("path"):
                whole_path(report, kafka, articles, given.rounds, given.systems.split(","))
        if "workers" in parts:
            with report.part("workers"):
                workers(report, kafka, articles, given.rounds)
        if "latency" in parts:
            with report.part("latency"):

                def full(number: int) -> float:
                    expected = int(0.94 * len(articles))
                    return undisturbed(f"full{number}", lambda called: path.on_kafka("tocsin", called, kafka, articles, expected)).rate

                report.figures["latency"] = latency.measure(kafka, list(mixed(3 * given.articles, seed=2)), full, 20, given.rounds)
                report.ratios["250 ms/p99 at 50 % load"] = round(250 / report.figures["latency"]["50%"]["p99"], 3)
        if "hop" in parts:
            with report.part("hop"):
                found = hop.measure(kafka, hop.RECORDS, given.rounds)
                report.rates({f"hop {name}": rounds for name, rounds in found.items()})
                report.ratios |= hop.ratios(found)
        if "publish" in parts:
            with report.part("publish"):
                report.rates({"publish": publishing.measure(kafka, articles, 100_000, given.rounds)})
        if "reading" in parts:
            with report.part("reading"):
                rounds = reading.measure(articles, given.rounds)
                read, whole = (statistics.median(column) for column in zip(*rounds, strict=True))
                report.figures["reading"] = {"read/s": round(read, 1), "parsed whole/s": round(whole, 2)}
                report.ratios["reading/whole"] = round(statistics.median(r / w for r, w in rounds), 1)
    print(report.line())
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
