"""Drop what was published before: ``articles.clean`` → ``articles.unique``.

The state of a partition, one language, is an entry per article uri, and a sketch in the entry of an original. Copies
are compared with originals only, so a chain of small edits cannot wander away from the text that was read.

A newer version of a known article passes with the association ``updates``; a canceled article always passes, whatever
was seen before; an article that repeats a known one and adds to it passes with ``processing.duplicateOf`` set, so that it
is read but not taken for an independent source.
"""

from __future__ import annotations

import base64
from array import array
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, NotRequired, Protocol, TypedDict, cast

import orjson

from streams.articles import copies
from streams.articles.anchors import Anchors
from streams.articles.versions import follow, moment
from streams.records import Article
from streams.stages.outputs import Output, Source
from streams.stages.table import Table
from streams.topics import Topic

ANCHORS = 16
"""Hashes of a text in the index."""
CANDIDATES = 6
"""Most seen articles that one is compared with, those with most anchors in common first."""
EXPIRED = 4
"""Most entries removed per article: forgetting keeps pace with reading and never stalls it."""
PASSED = 100
"""Most rows looked at for it: after a restart most of the old ones stand for entries that are forgotten already."""


class Settings(Protocol):
    """What this stage needs of the settings."""

    @property
    def dedupe_hours(self) -> float:
        """Hours between an original and a copy, at most."""

    @property
    def dedupe_similarity(self) -> float:
        """Share of words that a copy keeps, at least."""


class Entry(TypedDict):
    """What is remembered of an article, at most 1 KB of memory with its place in the index."""

    position: int
    time: int
    """Record time in seconds since 1970."""
    version: str
    """As handed on; see :mod:`streams.articles.versions`."""
    given: NotRequired[str]
    """The publisher's own, where it differs."""
    created: NotRequired[int]
    """When the publisher made that version, in seconds since 1970."""
    hash: str
    """First half of the content hash; empty for a canceled article."""
    sketch: NotRequired[str]
    """Of an original; see :mod:`streams.articles.copies`."""
    duplicateOf: NotRequired[str]
    similarity: NotRequired[float]


class Match(NamedTuple):
    """A seen article that the one at hand repeats; ``whole`` when it brings nothing of its own."""

    uri: str
    similarity: float
    whole: bool


class Seen(Table[Entry]):
    """The articles seen in one partition, and which of them share words with a text."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._anchors = Anchors()
        self._twins: dict[int, str] = {}  # content hash of each original to its key
        self._rows: list[str] = []  # key of each row, in the order of arrival
        self._times = array("q")
        self._first = 0  # number of the row at index 0
        self._oldest = 0  # index of the oldest row that may not have expired

    def twin(self, fingerprint: str, uri: str, source: Source, created: int | None = None) -> Match | None:
        """Return an original whose headline and text are the same to the letter.

        Its words may be so common that the anchors do not lead to it; this does.
        """
        other = self._twins.get(int(fingerprint, 16))
        entry = self.get(other) if other and other != uri else None
        return Match(other, 1.0, True) if other and entry and self._comparable(entry, source, created) else None

    def find(self, text: copies.Text, uri: str, source: Source, created: int | None = None) -> Match | None:
        """Return the most similar article that ``text`` repeats, of those seen before ``source`` and within the window."""
        least = self.settings.dedupe_similarity
        few = 1 if len(text.shingles) < 4 * ANCHORS else 2
        hits = [(-shared, row) for row, shared in self._anchors.find(text.shingles).items() if shared >= few]
        best: Match | None = None
        for _, row in sorted(hits)[:CANDIDATES]:
            other = self._key(row)
            if other is None or other == uri:
                continue
            entry, sketch = self._open(other)
            if entry is None or sketch is None or not self._comparable(entry, source, created):
                continue
            likeness = copies.compare(text, sketch, least)
            if max(likeness.inside, likeness.around) >= least:
                whole = likeness.inside >= least and not likeness.adds
                match = Match(other, round(max(likeness.inside, likeness.around), 3), whole)
                best = match if best is None else max(best, match, key=lambda m: (m.whole, m.similarity))
        return best

    def _comparable(self, entry: Entry, source: Source, created: int | None) -> bool:
        """Whether an entry was made before ``source`` and lies within the window.

        Time is when both were published, where that is known, else when they arrived.
        """
        if entry["position"] >= source.position:
            return False
        two = entry.get("created")
        apart = abs(created - two) if created is not None and two is not None else abs(seconds(source.time) - entry["time"])
        return apart <= self.settings.dedupe_hours * 3600

    def expire(self, time: datetime) -> None:
        """Forget a few of the entries that no article of ``time`` can copy, oldest first."""
        limit = seconds(time) - self.settings.dedupe_hours * 3600
        last, removed = min(self._oldest + PASSED, len(self._rows)), 0
        while self._oldest < last and removed < EXPIRED and self._times[self._oldest] < limit:
            key, written = self._rows[self._oldest], self._times[self._oldest]
            entry = self.get(key)
            if entry is not None and entry["time"] == written:  # else the entry was renewed or forgotten since
                self.set(key, None)
                removed += 1
            self._oldest += 1
        if self._oldest > max(1000, len(self._rows) // 2):
            del self._rows[: self._oldest], self._times[: self._oldest]
            self._first, self._oldest = self._first + self._oldest, 0

    def index(self, key: str, old: Entry | None, new: Entry | None) -> None:
        """Keep the anchors of originals, and the order of arrival."""
        if old is not None and "sketch" in old:
            anchors = copies.load(old["sketch"]).shingles[:ANCHORS]
            if self._twins.get(twin := int(old["hash"], 16)) == key:
                del self._twins[twin]
            for row in self._anchors.find(anchors):
                if self._key(row) == key:
                    self._anchors.remove(row, anchors)
        if new is None:
            return
        if "sketch" in new:
            self._anchors.add(self._first + len(self._rows), copies.load(new["sketch"]).shingles[:ANCHORS])
            self._twins[int(new["hash"], 16)] = key
        self._rows.append(key)
        self._times.append(new["time"])

    def _key(self, row: int) -> str | None:
        return self._rows[row - self._first] if row >= self._first else None

    def pack(self, value: Entry) -> bytes:
        """Keep the sketch as bytes behind the rest as JSON."""
        rest = {name: field for name, field in value.items() if name != "sketch"}
        return orjson.dumps(rest) + b"\n" + (base64.b64decode(value["sketch"]) if "sketch" in value else b"")

    def unpack(self, packed: bytes) -> Entry:
        """Read what :meth:`pack` wrote."""
        rest, sketch = packed.split(b"\n", 1)
        entry = cast(Entry, orjson.loads(rest))
        if sketch:
            entry["sketch"] = base64.b64encode(sketch).decode()
        return entry

    def _open(self, key: str) -> tuple[Entry | None, copies.Sketch | None]:
        """Return an entry and its sketch without turning the sketch into text."""
        packed = self._values.get(key)
        if packed is None:
            return None, None
        rest, sketch = packed.split(b"\n", 1)
        return orjson.loads(rest), copies.unpack(sketch) if sketch else None


def dedupe(article: Article, seen: Seen, source: Source, settings: Settings) -> Iterator[Output]:
    """Yield the article for ``articles.unique`` unless it brings nothing new; remember it either way.

    The entry of a dropped copy in ``seen`` holds ``duplicateOf`` and ``similarity``. A ``withheld`` article is neither
    passed nor remembered: it counts from the version that is usable.
    """
    uri, known = article["uri"], seen.get(article["uri"])
    seen.expire(source.time)
    if article["pubStatus"] == "withheld" or (known is not None and known["position"] >= source.position):
        return
    canceled = article["pubStatus"] == "canceled"
    fingerprint = "" if canceled else article["processing"]["contentHash"][:16]
    version = follow(article, known, fingerprint)
    if version is None:
        return
    entry: Entry = {"position": source.position, "time": seconds(source.time), "version": version, "hash": fingerprint}
    if version != article["version"]:
        entry["given"] = article["version"]
    created = moment(article["versionCreated"])
    if created is not None:
        entry["created"] = created
    passed = known is not None and "duplicateOf" not in known
    match = None
    if not canceled:
        text = read(article)
        match = seen.twin(fingerprint, uri, source, created) or seen.find(text, uri, source, created)
        if match is None or passed or not match.whole:
            entry["sketch"] = copies.dump(text.sketch())
        else:
            entry["duplicateOf"], entry["similarity"] = match.uri, match.similarity
    seen.set(uri, entry)
    if "duplicateOf" not in entry:
        yield Output(Topic.UNIQUE, uri, _passed(article, version, passed, match))


def _passed(article: Article, version: str, known: bool, match: Match | None) -> dict[str, Any]:
    """Note on an article how it stands to those seen before."""
    processing: dict[str, Any] = {**article["processing"], "minhash": {"version": copies.VERSION}}
    if match is not None:
        processing |= {"duplicateOf": match.uri, "similarity": match.similarity}
    record: dict[str, Any] = {**article, "version": version, "processing": processing}
    if known:
        updates = {"rel": "updates", "uri": article["uri"]}
        record["associations"] = [*(a for a in article.get("associations", []) if a != updates), updates]
    return record


def read(article: Article) -> copies.Text:
    """Return what copies are sought by: the body, or the headlines where there is none."""
    body = " ".join(body["value"] for body in article["bodies"])
    headline = " ".join(headline["value"] for headline in article["headlines"])
    return copies.read(body, headline) if body.strip() else copies.read(headline)


def seconds(time: datetime) -> int:
    """Return whole seconds since 1970."""
    return int(time.timestamp())
