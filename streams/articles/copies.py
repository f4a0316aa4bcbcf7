"""Tell whether an article copies one that was seen before, from a sketch of at most 400 bytes.

A text becomes the set of its runs of three words (shingles), each a 32-bit hash. The seen article keeps the smallest
hashes of its set (a bottom-k sketch: Broder, "On the resemblance and containment of documents", 1997), the new one is at
hand whole. From the two follows how much of either stands in the other, also where one is an excerpt of the other,
which a MinHash signature of equal rows cannot tell. The share of shingles ``c`` becomes a share of words kept,
``c ** (1/3)``, as Mash (Ondov and others, 2016) does for genomes; that is the similarity recorded.

Different events told with one template (crime briefs, markets, weather) share most of their shingles. They differ in names
and numbers, so these are sketched as well and must agree. A text that counts casualties otherwise than the seen one
is never a copy: a correction must not be lost.
"""

from __future__ import annotations

import base64
import struct
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from streams.articles.words import CASUALTY, HASH, NAME, NUMBER, Words, hash_words

VERSION = "bottom-k/2 words=3 shingles=56 names=40 numbers=24"
"""Algorithm and parameters of the sketch; sketches of another version are not compared."""

WORDS = 3
SHINGLES, NAMES, NUMBERS = 56, 40, 24
AGREE = 0.7
"""Least share of names, and of numbers, that stand in both texts when they tell one story."""
LEAST = 3
"""Fewest hashes, names or numbers that speak against a copy: below, they say too little."""
FEWEST = 4
"""Fewest shingles in common with a text that is not known whole."""
STRETCH = 40
"""Words in a row, none of them in the seen text, that are new matter when they bring new names too."""
NEAR = 6
"""Words between a number and a casualty word that make the number a casualty figure."""

_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)

Hashes = NDArray[np.uint32]
Shorts = NDArray[np.uint16]


class Sketch(NamedTuple):
    """What is remembered of a text: sorted smallest hashes, and how many shingles there were."""

    size: int
    shingles: Hashes
    names: Shorts
    numbers: Shorts


class Text:
    """A text at hand as hashes.

    ``order`` holds the shingles as they stand in the text, ``shingles`` the same sorted, each once.
    """

    def __init__(self, words: Words, head: Words) -> None:
        bare = words & HASH
        if len(bare) < WORDS:
            self.order = _mix(bare[:1] * _MIX[0])
        else:
            self.order = _mix(bare[:-2] * _MIX[0] + bare[1:-1] * _MIX[1] + bare[2:] * _MIX[2])
        self.shingles = _sorted(self.order)
        self.at = (words & NAME).nonzero()[0]
        """Places of the names among the words."""
        self.named = _short(words[self.at])
        """The names as they stand in the text."""
        self.head = _sorted(_short(head[(head & NAME).nonzero()[0]]))
        """The names of the headline."""
        self.names = _sorted(np.concatenate((self.named, self.head)) if len(self.head) else self.named)
        self._number = (words & NUMBER).nonzero()[0]
        self.numbers = _sorted(_short(words[self._number]))
        self._words = words

    def figures(self) -> Shorts:
        """Return the numbers next to casualty words."""
        number, casualty = self._number, (self._words & CASUALTY).nonzero()[0]
        if not len(casualty):
            return _short(self._words[:0])
        after = casualty.searchsorted(number)
        left = np.abs(number - casualty[np.maximum(after - 1, 0)])
        right = np.abs(number - casualty[np.minimum(after, len(casualty) - 1)])
        return _sorted(_short(self._words[number[np.minimum(left, right) <= NEAR]]))

    def sketch(self) -> Sketch:
        """Return what is worth remembering."""
        return Sketch(len(self.shingles), self.shingles[:SHINGLES], self.names[:NAMES], self.numbers[:NUMBERS])


class Likeness(NamedTuple):
    """How a text at hand stands to a seen one; shares are of words, 0 to 1.

    ``inside`` is the share of the new text that stands in the seen one, ``around`` the share of the seen text that stands
    in the new one. ``adds`` says whether the new text has something of its own: a casualty figure that the seen one
    lacks, or a stretch of other words with other names.
    """

    inside: float
    around: float
    adds: bool


UNLIKE = Likeness(0.0, 0.0, True)


def read(text: str, headline: str = "") -> Text:
    """Turn a text into its hashes, about 0.1 ms for 400 words; a headline adds its names.

    >>> one, other = read("At least fourteen people died, officials said."), read("At least 14 people died, officials said")
    >>> bool((one.shingles == other.shingles).all())
    True
    """
    return Text(*hash_words(text, headline))


def _short(words: Words) -> Shorts:
    return (words >> np.uint64(16)).astype(np.uint16)


def _mix(values: NDArray[np.uint64]) -> Hashes:
    """Mix 64-bit values down to 32 bits (the finalizer of SplitMix64, shortened)."""
    mixed = values ^ (values >> np.uint64(29))
    return ((mixed * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(32)).astype(np.uint32)


H = TypeVar("H", Hashes, Shorts)


def _sorted(hashes: H) -> H:
    """Sort hashes and drop repetitions."""
    hashes = np.sort(hashes)
    if len(hashes) < 2:
        return hashes
    first = np.empty(len(hashes), np.bool_)
    first[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    return hashes[first]


def _among(some: H, all_: H) -> NDArray[np.bool_]:
    """Return for each of ``some`` whether it is one of ``all_``, which are sorted."""
    if not len(all_):
        return np.zeros(len(some), np.bool_)
    found: NDArray[np.bool_] = all_.take(all_.searchsorted(some), mode="clip") == some
    return found


def _common(some: H, all_: H) -> int:
    """Count those of ``some`` that are among ``all_``, which are sorted."""
    return int(np.count_nonzero(_among(some, all_)))


def compare(new: Text, seen: Sketch, least: float) -> Likeness:
    """Estimate how ``new`` stands to ``seen``; nothing in common when no share reaches ``least`` or the story is another.

    An excerpt must show several hashes of the original: one or two may be phrases that everybody uses.
    """
    whole = len(seen.shingles) < SHINGLES
    both = _common(seen.shingles, new.shingles)
    if not both or (both < FEWEST and not whole):
        return UNLIKE
    range_ = len(new.shingles) if whole else int(new.shingles.searchsorted(seen.shingles[-1], side="right"))
    inside, around = (both / range_) ** (1 / WORDS), (both / len(seen.shingles)) ** (1 / WORDS)
    if max(inside, around) < least or _tells_another_story(new, seen):
        return UNLIKE
    figures = new.figures()
    if len(seen.numbers) == NUMBERS:
        figures = figures[figures <= seen.numbers[-1]]
    unheard = not _among(figures, seen.numbers).all()
    return Likeness(inside, around, unheard or _has_new_matter(new, seen, whole))


def _tells_another_story(new: Text, seen: Sketch) -> bool:
    """Whether names, numbers or the headline speak against a copy; dearer to ask than for the shares, which refuse nearly all."""
    agree = _agree(new.names, seen.names, NAMES) and _agree(new.numbers, seen.numbers, NUMBERS)
    return not agree or _is_headed_otherwise(new, seen)


def _agree(new: Shorts, seen: Shorts, most: int) -> bool:
    """Whether most of the names, or numbers, of one text stand in the other."""
    both = _common(seen, new)
    below = len(new) if len(seen) < most else int(new.searchsorted(seen[-1], side="right"))
    least = min(len(seen), below)
    return least < LEAST or both >= AGREE * least


def _is_headed_otherwise(new: Text, seen: Sketch) -> bool:
    """Whether the headline names things, none of which the seen text names: a page of notices under another headline."""
    head = new.head if len(seen.names) < NAMES else new.head[new.head <= seen.names[-1]]
    return len(head) > 1 and not _among(head, seen.names).any()


def _has_new_matter(new: Text, seen: Sketch, whole: bool) -> bool:
    """Whether a stretch of the new text shows no shingle of the seen one, though it should, and names whom that does not."""
    sampled = np.arange(len(new.order)) if whole else np.flatnonzero(new.order <= seen.shingles[-1])
    shared = np.flatnonzero(_among(new.order[sampled], seen.shingles))
    edges = np.concatenate(([-1], shared, [len(sampled)]))
    places = np.concatenate(([0], sampled[shared], [len(new.order)]))
    gaps = np.flatnonzero((np.diff(places) >= STRETCH) & (np.diff(edges) > LEAST))
    for gap in gaps:
        first, last = np.searchsorted(new.at, (places[gap], places[gap + 1]))
        names = _sorted(new.named[first:last])
        if len(seen.names) == NAMES:
            names = names[names <= seen.names[-1]]
        if len(names) - _common(names, seen.names) >= LEAST:
            return True
    return False


def dump(sketch: Sketch) -> str:
    """Write a sketch as base64 text.

    >>> sketch = read("Two people died in a fire in Lower Vasel on Sunday.").sketch()
    >>> load(dump(sketch)).size == sketch.size
    True
    """
    return base64.b64encode(pack(sketch)).decode()


def load(text: str) -> Sketch:
    """Read what :func:`dump` wrote."""
    return unpack(base64.b64decode(text))


def pack(sketch: Sketch) -> bytes:
    """Write a sketch as bytes: a head of four lengths, then the hashes."""
    size, shingles, names, numbers = sketch
    head = struct.pack("<IBBB", size, len(shingles), len(names), len(numbers))
    return head + shingles.astype("<u4").tobytes() + names.astype("<u2").tobytes() + numbers.astype("<u2").tobytes()


def unpack(data: bytes) -> Sketch:
    """Read what :func:`pack` wrote."""
    size, shingles, names, numbers = struct.unpack_from("<IBBB", data)
    shorts = np.frombuffer(data, "<u2", offset=7 + 4 * shingles)
    return Sketch(size, np.frombuffer(data, "<u4", shingles, 7), shorts[:names], shorts[names : names + numbers])
