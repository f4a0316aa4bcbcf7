"""CPU time and memory of process trees, from /proc."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

TICK = os.sysconf("SC_CLK_TCK")


class Usage(NamedTuple):
    """What some processes and all their children use: CPU seconds so far, resident MiB now."""

    cpu: float
    memory: float

    @classmethod
    def of(cls, roots: Iterable[int]) -> Self:
        """Add up the trees below some processes."""
        stats: dict[int, tuple[int, float, float]] = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except OSError:  # it ended meanwhile
                    continue
                cpu = sum(int(field) for field in fields[11:15]) / TICK
                stats[int(folder.name)] = int(fields[1]), cpu, int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        wanted = set(roots)
        while more := {number for number, (parent, _, _) in stats.items() if parent in wanted} - wanted:
            wanted |= more
        chosen = [stats[number] for number in wanted if number in stats]
        return cls(sum(cpu for _, cpu, _ in chosen), sum(memory for _, _, memory in chosen))


def usage(processes: Sequence[subprocess.Popen[bytes]]) -> Usage:
    """Add up what some processes use."""
    return Usage.of(process.pid for process in processes)
