"""The index of anchors: what it finds, what it forgets, and that it stays small."""

from __future__ import annotations

import numpy as np

from streams.articles.anchors import POPULAR, Anchors

CHANCE = np.random.default_rng(3)


def some(count: int = 20) -> np.ndarray:
    """Small hashes, as the smallest of many are."""
    return np.unique(CHANCE.integers(0, 1 << 28, count, dtype=np.uint32))


def test_most_postings_are_found_after_growing() -> None:
    anchors, texts = Anchors(buckets=8), [some() for _ in range(3000)]
    for row, hashes in enumerate(texts):
        anchors.add(row, hashes)
    found = sum(anchors.find(hashes)[row] for row, hashes in enumerate(texts))
    assert found / sum(map(len, texts)) > 0.85


def test_two_hundred_bytes_a_text() -> None:
    anchors = Anchors()
    for row in range(20_000):
        anchors.add(row, some())
    assert anchors.nbytes / 20_000 < 400


def test_a_popular_hash_keeps_its_latest_texts() -> None:
    anchors, notice = Anchors(), np.array([7], np.uint32)
    for row in range(1000):
        anchors.add(row, notice)
    assert sorted(anchors.find(notice)) == list(range(1000 - POPULAR, 1000))


def test_removing_makes_room() -> None:
    anchors = Anchors()
    hashes = some()
    anchors.add(1, hashes)
    anchors.remove(1, hashes)
    assert len(anchors) == 0
    assert not anchors.find(hashes)
