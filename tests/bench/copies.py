"""Speed and memory of dedupe: ``python -m tests.bench.copies --window 1000000``.

Fills the window with articles of random words, 350 each as news has, then publishes on: what is measured is the rate at the
end of each tenth of the window, so that growth of the time per article would show, the memory of the process per entry,
and how long it takes to load the same state again.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from streams.stages.dedupe import Seen, dedupe
from streams.stages.outputs import Source

START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = 350


class Settings:
    dedupe_hours = 72.0
    dedupe_similarity = 0.8


def articles(count: int, seed: int = 1) -> Iterator[Any]:
    """Yield articles whose words are as frequent as in news (Zipf), one in fifty of them a copy of an earlier one."""
    chance = random.Random(seed)
    vocabulary = [f"w{n}" if n % 7 else f"W{n}" for n in range(50_000)]
    weights = list(accumulate(1 / (n + 10) for n in range(len(vocabulary))))
    recent: list[str] = []
    for number in range(count):
        if recent and number % 50 == 0:
            text = chance.choice(recent)
        else:
            text = " ".join(chance.choices(vocabulary, cum_weights=weights, k=WORDS))
            recent = [*recent[-99:], text]
        yield {
            "uri": f"https://news.example.org/2026/01/a-story-of-usual-length-{number}.html",
            "version": "1", "pubStatus": "usable", "versionCreated": None, "headlines": [], "bodies": [{"value": text}],
            "processing": {"contentHash": hashlib.blake2b(text.encode(), digest_size=16).hexdigest()},
        }  # fmt: skip


def resident() -> int:
    """Bytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--window", type=int, default=100_000, help="articles in the window")
    window = arguments.parse_args().window
    settings = Settings()
    seen = Seen(settings)
    before, spent, dropped = resident(), 0.0, 0
    tenth = max(1, window // 10)
    step = timedelta(hours=settings.dedupe_hours) / window
    for number, article in enumerate(articles(window + tenth)):
        begun = time.process_time()
        source = Source("en", {}, number, START + number * step)
        dropped += not list(dedupe(article, seen, source, settings))
        seen.commit()
        spent += time.process_time() - begun
        if number % tenth == tenth - 1:
            print(f"{number + 1:>9} articles: {tenth / spent:7.0f} articles/s at {len(seen)} in the window")
            spent = 0.0
    gc.collect()
    print(f"{(resident() - before) / len(seen):.0f} bytes an article, {dropped} dropped")
    values = list(seen.items())
    begun = time.process_time()
    again = Seen(settings)
    for key, value in values:
        again.load(key, value)
    print(f"recovery of {len(again)}: {time.process_time() - begun:.1f} s")


if __name__ == "__main__":
    main()
