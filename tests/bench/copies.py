"""Speed and memory of dedupe: ``python -m tests.bench.copies --window 1000000``.

The window is filled by recovery, with the sketches of texts of random hashes, which also gives the time that recovery takes;
then articles of 350 words, as news has, go through the stage at a hundredth and a tenth of the window and at the whole of it, so that
growth of the time per article would show. Rates are per second of processor time.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from streams.articles.copies import NAMES, SHINGLES, Sketch, dump
from streams.stages.dedupe import Seen, dedupe
from streams.stages.outputs import Given

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
            "uri": f"https://news.example.org/2026/{seed}/a-story-of-usual-length-{number}.html",
            "version": "1", "pubStatus": "usable", "versionCreated": None, "headlines": [], "bodies": [{"value": text}],
            "processing": {"contentHash": hashlib.blake2b(text.encode(), digest_size=16).hexdigest()},
        }  # fmt: skip


def resident() -> int:
    """Bytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def fill(seen: Seen, first: int, count: int, chance: np.random.Generator) -> float:
    """Load entries as recovery does; return the seconds of processor time that loading took, without making them."""
    spent = 0.0
    for number in range(first, first + count):
        hashes = np.unique(chance.integers(0, 1 << 32, WORDS, dtype=np.uint32))
        names = np.unique(chance.integers(0, 1 << 16, 60, dtype=np.uint16))
        sketch = Sketch(len(hashes), hashes[:SHINGLES], names[:NAMES], names[:8])
        uri = f"https://news.example.org/2025/12/a-story-of-usual-length-{number}.html"
        entry: Any = {"position": number, "time": int(START.timestamp()), "version": "1", "hash": f"{number:016x}"}
        entry |= {"created": int(START.timestamp()), "sketch": dump(sketch)}
        begun = time.process_time()
        seen.load(uri, entry)
        spent += time.process_time() - begun
    return spent


def rate(seen: Seen, count: int, at: int) -> float:
    """Return articles per second of processor time."""
    spent = 0.0
    for number, article in enumerate(articles(count, seed=at)):
        begun = time.process_time()
        list(dedupe(article, seen, Given("en", {}, 10_000_000 + at + number, START), seen.settings))
        seen.commit()
        spent += time.process_time() - begun
    return count / spent


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--window", type=int, default=100_000, help="articles in the window")
    arguments.add_argument("--articles", type=int, default=5_000, help="articles that are timed")
    options = arguments.parse_args()
    seen = Seen(Settings())
    rate(seen, options.articles, 0)  # warm
    chance, before, held = np.random.default_rng(1), resident(), len(seen)
    filled, loading = 0, 0.0
    for size in (options.window // 100, options.window // 10, options.window):
        loading += fill(seen, filled, size - filled, chance)
        filled = size
        print(f"{rate(seen, options.articles, len(seen)):7.0f} articles/s at {len(seen):,} in the window", flush=True)
    gc.collect()
    print(f"{(resident() - before) / (len(seen) - held):.0f} bytes an article")
    print(f"{loading:.0f} s of processor time to load {options.window:,}")


if __name__ == "__main__":
    main()
