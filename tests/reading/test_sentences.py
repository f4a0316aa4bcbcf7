from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.sentences import split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two died. Three live.", ["Two died.", "Three live."]),
        ("Lt. Col. J. Doe spoke. He left.", ["Lt. Col. J. Doe spoke.", "He left."]),
        ("It was 9 a.m. Police came.", ["It was 9 a.m.", "Police came."]),
        ("A shooting left one dead.It happened at noon.", ["A shooting left one dead.", "It happened at noon."]),
        ("“Run!” she said. They ran.", ["“Run!” she said.", "They ran."]),
        ("The U.S. Army said so.", ["The U.S. Army said so."]),
        ("First line\nSecond line", ["First line", "Second line"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [s.text for s in split(text)] == expected


def test_hard_wrapped_lines_are_joined() -> None:
    text = (
        "The blast killed nine people who had come to the market to buy\n"
        "bread and fruit for the feast, the police of the province said\n"
        "in a statement that was read out on the radio late on Monday.\n\n"
        "Nobody claimed the attack, which came a week before the vote.\n"
    )
    assert [s.paragraph for s in split(text)] == [0, 1]


@given(st.text(alphabet=st.sampled_from('Ab .!?\n"”Mr1,'), max_size=400) | st.text(max_size=400))
def test_offsets_quote_the_text_and_never_overlap(text: str) -> None:
    last = 0
    for s in split(text):
        assert text[s.start : s.end] == s.text
        assert s.text.strip() == s.text != ""
        assert s.start >= last
        last = s.end


def test_a_very_long_stretch_is_cut() -> None:
    assert max(len(s.text) for s in split("word " * 5000)) <= 1200
