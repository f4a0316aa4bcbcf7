"""The record in hand, marked where it outlives the process: who kills a process twice is set aside.

A library that never returns, or takes the process down, cannot be stopped from inside. The mark lies in memory shared with
the supervisor through a file without a name; writing it costs a fraction of a microsecond a record. After the second death
with the same record in hand the supervisor starts the process with that record condemned.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
from multiprocessing.reduction import DupFd
from typing import Any, NamedTuple

SHAPE = struct.Struct("<iiq")
NOBODY = (-1, -1, -1)


class Place(NamedTuple):
    """Where a record is: the number of its stage in the path, its partition and its offset."""

    stage: int
    partition: int
    offset: int


class Mark:
    """The shared place of the record in hand.

    >>> mark = Mark()
    >>> mark.set(1, 3, 12); mark.read()
    Place(stage=1, partition=3, offset=12)
    >>> mark.clear(); mark.read()
    """

    def __init__(self, descriptor: int | None = None) -> None:
        """Make one, or take part in the one behind a file descriptor."""
        if descriptor is None:
            with tempfile.TemporaryFile() as file:
                file.truncate(SHAPE.size)
                descriptor = os.dup(file.fileno())
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, SHAPE.size)
        self.clear()

    def __reduce__(self) -> tuple[Any, ...]:
        """Given to a process that is being started, it is the same place there."""
        return _shared, (DupFd(self.descriptor),)

    def set(self, stage: int, partition: int, offset: int) -> None:
        """This record is in hand."""
        SHAPE.pack_into(self._memory, 0, stage, partition, offset)

    def clear(self) -> None:
        """No record is in hand."""
        SHAPE.pack_into(self._memory, 0, *NOBODY)

    def read(self) -> Place | None:
        """The record that was in hand last, or None."""
        place = Place(*SHAPE.unpack_from(self._memory, 0))
        return None if place == NOBODY else place


def _shared(descriptor: Any) -> Mark:
    return Mark(descriptor.detach())
