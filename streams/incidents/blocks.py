"""Find the incidents worth comparing with a report without looking at all: those that share a block with it.

A block is a string: a name, a text, a town in a week. A report is indexed under :func:`blocks` and looked up under
:func:`lookups`, which also names the neighbours in space and time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set

from streams.incidents.features import Features

LARGE = 10
"""Victims from which a report is compared with all of its week in the country, wherever it places the event."""
WEEK = 7
MOST_WEEKS = 4
FEW = 16
"""Most incidents of a block that are kept in a tuple, which is copied at every change."""


def blocks(of: Features) -> Iterator[str]:
    """Yield the blocks that a report lies in."""
    yield from _named(of)
    large = any(low >= LARGE for low, _ in of.counts.values())
    for week in _weeks(of, 0):
        if of.located:
            yield f"town {of.town} {week}"
        if of.point:
            yield f"cell {int(of.point[0] * 2)} {int(of.point[1] * 2)} {week}"
        if of.adm_1:
            yield f"in {of.adm_1} {week}"
        if not of.located:
            yield f"somewhere in {of.adm_1} {week}"
        if large:
            yield f"large {week}"
        yield from (f"word {word} {week}" for word in of.words)


def lookups(of: Features) -> Iterator[str]:
    """Yield the blocks in which reports of the same event may lie."""
    yield from _named(of)
    large = any(low >= LARGE for low, _ in of.counts.values())
    for week in _weeks(of, 1):
        if of.located:
            yield f"town {of.town} {week}"
            yield f"somewhere in {of.adm_1} {week}"
        elif of.adm_1:
            yield f"in {of.adm_1} {week}"
        else:
            yield f"somewhere in  {week}"
        if of.point:
            lat, lon = int(of.point[0] * 2), int(of.point[1] * 2)
            yield from (f"cell {lat + i} {lon + j} {week}" for i in (-1, 0, 1) for j in (-1, 0, 1))
        if large:
            yield f"large {week}"
        yield from (f"word {word} {week}" for word in of.words)


def _named(of: Features) -> Iterator[str]:
    yield f"text {of.text}"
    yield f"text {of.uri}"
    for first, last in of.people:
        yield f"name {first[:1]} {last}"
        yield f"name {first} {last[:2]}"


def _weeks(of: Features, around: int) -> range:
    days = of.days or ((of.published, of.published) if of.published is not None else None)
    if days is None:
        return range(1)
    first, last = (days[0] - 3 * around) // WEEK, (days[1] + 3 * around) // WEEK
    return range(max(first, last - MOST_WEEKS), last + 1)


class Index:
    """The incidents in each block: tuples where they are few, which take a quarter of what sets do.

    A block is known by its hash of 64 bits. Should two ever share one, an incident more is compared.

    >>> index = Index()
    >>> index.move("a", set(), {hash("town orsk 1")})
    >>> index.find("town orsk 1"), index.find("town tarn 1")
    (('a',), ())
    """

    def __init__(self) -> None:
        self._incidents: dict[int, tuple[str, ...] | set[str]] = {}

    def find(self, block: str) -> Collection[str]:
        """Return the incidents in a block."""
        return self._incidents.get(hash(block), ())

    def move(self, id: str, old: Set[int], new: Set[int]) -> None:
        """Take an incident from the blocks of these hashes to those."""
        for block in old - new:
            known = self._incidents[block]
            if isinstance(known, set):
                known.remove(id)
            else:
                known = self._incidents[block] = tuple(other for other in known if other != id)
            if not known:
                del self._incidents[block]
        alone = (id,)  # one for all blocks in which it is
        for block in new - old:
            known = self._incidents.setdefault(block, alone)
            if isinstance(known, set):
                known.add(id)
            elif id not in known:
                self._incidents[block] = (*known, id) if len(known) < FEW else {*known, id}
