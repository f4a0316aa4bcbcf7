"""Time to recover the state of dedupe: ``python -m tests.bench.recovery [--articles 200000]``.

A worker's process for dedupe takes articles of 350 words from a real Kafka and is stopped. All are in English, so that one
partition holds them all.
The same process is started again, and the time is taken until the articles published meanwhile are handed on: start-up,
assignment, reading the state's topic and building the table, as a user waits for them. After a crash the session's timeout
comes before it (30 s by default).
"""

from __future__ import annotations

import argparse
import sys
import time

from streams.topics import Topic
from tests.bench.copies import articles
from tests.bench.running import Ends, hand_in, settings_of, started
from tests.bench.tree import usage
from tests.kafka import LASTING, Kafka, wait_until

WORKER = [sys.executable, "-m", "streams.worker.process", "--stages", "dedupe"]
COPIES = 0.03
"""More than the share of copies among the articles, which are not handed on."""
MORE = 16
"""Articles published while the process is away."""


def measure(kafka: Kafka, count: int) -> tuple[float, float]:
    """Return the seconds until articles are handed on again, and the MiB that the process then occupies."""
    settings = settings_of(f"recovery{count}", kafka)
    ends = Ends(kafka, settings, Topic.UNIQUE)
    hand_in(settings, (("en", article | {"language": "en"}) for article in articles(count, seed=1)))
    with started([WORKER], settings) as (process,):
        wait_until(lambda: ends() >= (1 - COPIES) * count, 60 + count / 200, "the window to fill", every=1.0)
        settled = [-1]

        def still() -> bool:
            settled.append(ends())
            return settled[-1] == settled[-2]

        wait_until(still, 60, "the last articles", every=2.0)
        process.terminate()
        process.wait(60)
    before = ends()
    hand_in(settings, (("en", article | {"language": "en"}) for article in articles(MORE, seed=2)), first=count)
    begun = time.monotonic()
    with started([WORKER], settings) as processes:
        wait_until(lambda: ends() >= before + MORE - 1, 600, "the first articles after recovery", every=0.1)
        return time.monotonic() - begun, usage(processes).memory


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.recovery", description=__doc__)
    parser.add_argument("--articles", type=int, default=200_000)
    given = parser.parse_args()
    with Kafka(java=LASTING) as kafka:
        for count in (given.articles // 100, given.articles):
            seconds, memory = measure(kafka, count)
            print(
                f"{count:,} articles: {seconds:.1f} s from start to the first articles handed on, {memory:.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
