"""Text in capitals gets its case back; the length never changes."""

from __future__ import annotations

import pytest

from streams.articles.capitals import in_capitals, restore


@pytest.mark.parametrize(
    "text",
    [
        "Oslo, 3 Jan 90 (AFP) -- The Harbour Guard said today that five sailors of the Norwegian Navy were killed.",
        "Police in Bogota, Colombia, said a bomb exploded on 2 May near the U.S. Embassy at 3:05 p.m.",
        "President Brown and Colonel Green met in New York. Brown didn't say why he left; it's late.",
        "The National Liberation Front [NLF] took Little Rock, Cook County, and the 11th Street corner.",
        'He said: "We will march in March." The general may go in May.',
        "The US troops told us that O'Brien was hit by a car bomb. I'm sure, the boy's father said.",
        "The mayor of San Miguel, Juan de la Cruz, was wounded.",
    ],
)
def test_restored(text: str) -> None:
    assert restore(text.upper()) == text


@pytest.mark.parametrize(
    "text", ["", "A", "'S", "O'", "ÀÉÎ ŒUVRE ẞ ŉ ǅ", "[[[ABC] D", "A.B.C. 'T", "İSTANBUL ΑΣ", "\n\n", "X" * 3000]
)
def test_length_never_changes(text: str) -> None:
    assert len(restore(text)) == len(text)


def test_a_text_with_some_capitals_is_not_in_capitals() -> None:
    assert not in_capitals("NATO and the UN said")
    assert not in_capitals("OK")
    assert in_capitals("FIVE PEOPLE WERE KILLED, the AP said".upper())
