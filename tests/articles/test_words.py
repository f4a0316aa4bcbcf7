"""Words as readers hear them, hashed."""

from __future__ import annotations

import pytest

from streams.articles.words import CASUALTY, HASH, MOST, NAME, NUMBER, hash_words


def hashes(text: str) -> list[int]:
    return [int(word & HASH) for word in hash_words(text)[0]]


def flagged(text: str, flag: int) -> list[bool]:
    return [bool(word & flag) for word in hash_words(text)[0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At least fourteen died", "at least 14 DIED"),
        ("“Orsk’s mayor”", 'Orsk\'s "mayor"'),
        ("café in Ünye", "cafe\u0301 in unye"),
        ("no\u00a0break\u2028here", "no break here"),
        ("a well-known man", "a wellknown man"),
        ("Москва горит", "МОСКВА ГОРИТ"),
        ("ends here.", "ends here - "),
    ],
)
def test_words_that_sound_alike_are_alike(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


def test_where_a_word_stands_does_not_change_it() -> None:
    assert hashes("Orsk burns")[0] == hashes("in the old town of Orsk")[-1]


def test_scripts_without_spaces_give_a_word_a_character() -> None:
    assert len(hashes("漢字の村")) == 4


def test_names_numbers_and_casualties_are_told_apart() -> None:
    text = "The 14 Killed in Vasel were two men"
    assert flagged(text, int(NAME)) == [False, False, False, False, True, False, False, False]
    assert flagged(text, int(NUMBER)) == [False, True, False, False, False, False, True, False]
    assert flagged(text, int(CASUALTY)) == [False, False, True, False, False, False, False, False]


def test_the_headline_is_kept_apart() -> None:
    body, head = hash_words("a b c", "d e")
    assert (len(body), len(head)) == (3, 2)
    assert [len(part) for part in hash_words("", "")] == [0, 0]


def test_a_text_beyond_all_measure_is_cut() -> None:
    body, head = hash_words("word " * MOST, "head")
    assert len(body) <= MOST // 5 + 1
    assert len(head) == 0


def test_surrogates_do_no_harm() -> None:
    assert len(hashes("broken \ud800 text")) >= 2
