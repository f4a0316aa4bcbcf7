"""How people came to harm."""

from __future__ import annotations

from typing import get_args

import pytest

from streams.reading.lexicon import table
from streams.reading.modes import Mode, find_modes, modes_of
from tests.reading.stories import claim, story


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("Nine died in airstrikes on a village.", ["aerial"]),
        ("A car bomb killed nine.", ["explosives"]),
        ("Nine were shot dead.", ["firearms"]),
        ("A suicide bomber blew himself up at a checkpoint.", ["suicide-attack"]),
        ("A drone strike killed nine.", ["drone"]),
        ("Shelling killed nine.", ["heavy-weapons"]),
        ("Nine were stabbed with knives.", ["blades"]),
        ("A man rammed a van into a crowd.", ["vehicle"]),
        ("A bus crashed.", ["accident"]),
        ("The earthquake killed nine.", ["disaster"]),
        ("Nine died of cholera.", ["disease"]),
        ("Nine died in a stampede.", ["crowd"]),
        ("The hotel was stormed.", []),
        ("Nine died.", []),
    ],
)
def test_modes_by_words(text: str, modes: list[str]) -> None:
    assert find_modes(text) == modes


def test_the_own_sentence_counts_before_its_neighbours() -> None:
    document = story("A bus crashed on Monday. Nine people were shot on Tuesday.")
    assert modes_of(claim(document, "Nine people"), document) == ["firearms"]
    document = story("Gunmen opened fire. Nine people died.")
    assert modes_of(claim(document, "Nine people"), document) == ["firearms"]


def test_every_mode_of_the_table_is_one_of_the_schema() -> None:
    assert set(table("modes").values()) <= set(get_args(Mode))
