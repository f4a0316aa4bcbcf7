from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.plainer import plain_headline, simplify


@pytest.mark.parametrize(
    ("text", "plainer"),
    [
        ("Ana Doe, 24, was killed.", "Ana Doe was killed."),
        ("A 2-year-old died.", "A child died."),
        ("A 40-year-old man died.", "A young man died."),
        ("Two 15-year-olds died.", "Two children died."),
        ("The front (ABC) said so.", "The front said so."),
        ("MARL, Ordia (AP) — Two died.", "Two died."),
        ("His ex-wife died.", "His wife died."),
        ("Her sisters-in-law died.", "Her sisters died."),
        ("As a result two people died.", "two people died."),
        ("As a result of the fire two people died.", "As a result of the fire two people died."),
        ("Gunmen shot dead two teachers.", "Gunmen shot two teachers."),
        ("Two teachers were shot dead in a car.", "Two teachers were shot dead in a car."),
    ],
)
def test_what_the_parser_sees(text: str, plainer: str) -> None:
    assert simplify(text).text == plainer


@given(st.text(alphabet=st.sampled_from("aA b,24-year-old()[].XY—\n"), max_size=200) | st.text(max_size=200))
def test_every_stretch_is_accounted_for(text: str) -> None:
    plainer = simplify(text)
    end = 0
    for start in range(len(plainer.text)):
        first, last = plainer.span(start, start + 1)
        assert 0 <= first < last <= len(text)
        assert first >= end - (last - first)
        end = max(end, first)


@pytest.mark.parametrize(
    ("headline", "plainer"),
    [
        ("Police: Man Shot, Killed Near Home - WXYZ News 5", "        Man shot, killed near home"),
        ("Two killed in crash | The Marl Herald", "Two killed in crash"),
        ("Two killed in crash: police", "Two killed in crash"),
    ],
)
def test_headlines_lose_their_frame(headline: str, plainer: str) -> None:
    assert plain_headline(headline) == plainer
