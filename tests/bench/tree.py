"""CPU time and memory of process trees, and what the machine's host takes from it, from /proc."""

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


class Host:
    """The host of a virtual machine, which gives processor time that we wanted to its other guests."""

    def __init__(self) -> None:
        self._before = self._read()

    @staticmethod
    def _read() -> tuple[int, int]:
        ticks = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return ticks[7], sum(ticks)

    @property
    def share(self) -> float:
        """The share of all processors' time that it took since this was made."""
        (taken, whole), (before, earlier) = self._read(), self._before
        return (taken - before) / max(1, whole - earlier)


def usage(processes: Sequence[subprocess.Popen[bytes]]) -> Usage:
    """Add up what some processes use."""
    return Usage.of(process.pid for process in processes)
