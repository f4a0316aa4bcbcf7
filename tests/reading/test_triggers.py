from __future__ import annotations

from streams.reading.sentences import split
from streams.reading.triggers import candidates, find_triggers


def chosen(text: str) -> list[int]:
    return candidates(text, split(text))


def test_sentences_with_words_of_harm_are_chosen() -> None:
    assert chosen("The mayor spoke. Two people were killed. It rained.") == [1]


def test_a_weak_word_counts_only_beside_a_strong_one() -> None:
    assert chosen("The team hit the post. He was in good condition.") == []
    assert chosen("A man was shot. He was in good condition.") == [0, 1]


def test_an_arrest_counts_also_shortly_before_a_strong_one() -> None:
    assert chosen("Police detained six men. They had come at noon. Two guards were killed.") == [0, 2]
    assert chosen("Police detained six men." + " It rained." * 6 + " Two guards were killed.") == [7]


def test_a_word_inside_another_is_no_trigger() -> None:
    assert find_triggers("The skilled painter") == []


def test_letters_that_grow_when_lowered_keep_the_offsets() -> None:
    assert find_triggers("İİ killed") == [(3, "strong")]
