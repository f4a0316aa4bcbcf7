"""Laws of sketches: whatever the text, reading it does not fail and a text copies itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.articles import copies
from streams.articles.anchors import Anchors

WORDS = st.lists(st.sampled_from("two 14 killed Orsk the Vasel dead — in 漢字 Ünal".split()), max_size=120).map(" ".join)


@given(st.one_of(st.text(max_size=300), WORDS))
def test_a_text_is_inside_itself(text: str) -> None:
    sketch = copies.read(text).sketch()
    likeness = copies.compare(copies.read(text), sketch, 0.8)
    if sketch.size:
        assert likeness.inside == likeness.around == 1
        assert not likeness.adds


@given(st.one_of(st.text(max_size=300), WORDS))
def test_a_sketch_survives_being_written(text: str) -> None:
    sketch = copies.read(text).sketch()
    again = copies.load(copies.dump(sketch))
    assert again.size == sketch.size
    assert all((one == two).all() for one, two in zip(again[1:], sketch[1:], strict=True))
    assert len(copies.pack(sketch)) <= 420


@given(WORDS, WORDS)
def test_shares_are_shares(one: str, two: str) -> None:
    likeness = copies.compare(copies.read(one), copies.read(two).sketch(), 0.1)
    assert 0 <= likeness.inside <= 1
    assert 0 <= likeness.around <= 1


@given(st.lists(st.lists(st.integers(0, 2**32 - 2), min_size=1, max_size=20, unique=True), min_size=1, max_size=40))
def test_anchors_find_what_was_added_and_not_what_was_removed(texts: list[list[int]]) -> None:
    anchors = Anchors(buckets=4)
    for row, hashes in enumerate(texts):
        anchors.add(row, np.array(hashes, np.uint32))
    last = np.array(texts[-1], np.uint32)
    assert anchors.find(last)[len(texts) - 1] >= 1
    anchors.remove(len(texts) - 1, last)
    assert len(texts) - 1 not in anchors.find(last)
