"""A worker process whose wall clock jumps by a month, forth and back, every two seconds."""

from __future__ import annotations

import sys
import time

MONTH = 30 * 86_400.0
REAL = time.time


def jumping() -> float:
    now = REAL()
    return now + (0.0, MONTH, 0.0, -MONTH)[int(now / 2) % 4]


if __name__ == "__main__":
    time.time = jumping
    from streams.worker.process import main

    sys.exit(main())
