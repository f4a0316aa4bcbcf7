"""Find texts that share hashes with a text at hand, in flat time and 200 bytes a text.

An inverted index of few hashes a text (its anchors: the smallest of its sketch) in two arrays: a bucket of eight places
for each range of hashes, a place holding a hash and the row of the text that has it. All hashes of the text at hand are
looked up at once. A Python dict of the same postings takes about 100 bytes a posting, 2 KB a text.

A bucket that is full forgets its oldest place, and a hash that many texts share (a notice under every article of a paper)
keeps only its latest texts, so neither time nor memory grows with what is popular. A lost posting costs one of a
text's anchors.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

PLACES = 8
POPULAR = 4
"""Most texts remembered for one hash."""
FULL = 0.7
"""Share of places taken at which the index grows."""
GROWTH = 1.25
EMPTY = np.uint32(0xFFFFFFFF)


class Anchors:
    """Rows (small numbers that stand for texts) by the hashes that they have.

    >>> anchors = Anchors()
    >>> anchors.add(7, np.array([3, 14, 15], np.uint32))
    >>> anchors.find(np.array([14, 15, 92], np.uint32))
    Counter({7: 2})
    """

    def __init__(self, buckets: int = 512) -> None:
        self._reserve(buckets)

    def __len__(self) -> int:
        return self._taken

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return int(self._hashes.nbytes + self._rows.nbytes + self._turn.nbytes)

    def add(self, row: int, hashes: Hashes) -> None:
        """Remember that ``row`` has ``hashes``."""
        if self._taken + len(hashes) > FULL * self._hashes.size:
            self._grow()
        buckets = self._bucket(hashes)
        rows = self._rows[buckets]
        free = rows == EMPTY
        place = free.argmax(axis=1)
        full = ~free[np.arange(len(hashes)), place]
        if full.any():
            place[full] = self._turn[buckets[full]] % PLACES
            self._turn[buckets[full]] += np.uint8(1)
        same = self._hashes[buckets] == hashes[:, None]
        if same.any():
            same &= ~free
            popular = same.sum(axis=1) >= POPULAR
            place[popular] = np.where(same[popular], rows[popular], EMPTY).argmin(axis=1)
            full |= popular
        self._taken += len(hashes) - int(full.sum())
        self._hashes[buckets, place] = hashes
        self._rows[buckets, place] = np.uint32(row)

    def remove(self, row: int, hashes: Hashes) -> None:
        """Forget that ``row`` has ``hashes``."""
        buckets = self._bucket(hashes)
        at, place = np.nonzero((self._rows[buckets] == np.uint32(row)) & (self._hashes[buckets] == hashes[:, None]))
        self._rows[buckets[at], place] = EMPTY
        self._taken -= len(at)

    def find(self, hashes: Hashes) -> Counter[int]:
        """Return the rows that have any of ``hashes``, each with how many."""
        buckets = self._bucket(hashes)
        at = (self._hashes.take(buckets, axis=0) == hashes[:, None]).ravel().nonzero()[0]
        hits = Counter(self._rows[buckets[at // PLACES], at % PLACES].tolist())
        hits.pop(int(EMPTY), None)
        return hits

    def _bucket(self, hashes: Hashes) -> NDArray[np.intp]:
        """Spread hashes, which are small ones, evenly over the buckets."""
        spread = (hashes * np.uint32(0x9E3779B1)).astype(np.uint64)
        spread *= np.uint64(len(self._hashes))
        spread >>= np.uint64(32)
        return spread.view(np.intp)

    def _reserve(self, buckets: int) -> None:
        self._hashes = np.zeros((buckets, PLACES), np.uint32)
        self._rows = np.full((buckets, PLACES), EMPTY, np.uint32)
        self._turn = np.zeros(buckets, np.uint8)
        self._taken = 0

    def _grow(self) -> None:
        """Move all postings into more buckets, ordered by bucket so that the places in each are filled from the left."""
        taken = self._rows != EMPTY
        hashes, rows = self._hashes[taken], self._rows[taken]
        self._reserve(int(len(self._hashes) * GROWTH))
        buckets = self._bucket(hashes)
        order = np.argsort((buckets << 32) | rows)  # one key sorts faster than two
        hashes, rows, buckets = hashes[order], rows[order], buckets[order]
        place = np.arange(len(buckets)) - np.searchsorted(buckets, buckets, side="left")
        fits = place < PLACES
        self._hashes[buckets[fits], place[fits]] = hashes[fits]
        self._rows[buckets[fits], place[fits]] = rows[fits]
        self._taken = int(fits.sum())
