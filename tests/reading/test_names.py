"""Spellings of one name meet under one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.names import fold, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        ["Hasaka", "Hasakah", "Al-Hasakah", "al-Ḩasakah", "Hasakeh"],
        ["Deir ez-Zor", "Deir al-Zour", "Dayr az Zawr"],
        ["al-Boukamal", "Abu Kamal", "Ālbū Kamāl", "Al Bukamal", "Albukamal"],
        ["Fallujah", "Falluja", "Al Fallūjah"],
        ["Kandahar", "Qandahar"],
        ["Zhytomyr", "Zhitomir"],
    ],
)
def test_romanisations_share_a_skeleton(spellings: list[str]) -> None:
    assert len({skeleton(fold(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Homs", "Hama"), ("Mosul", "Musa"), ("Kherson", "Kharkiv"), ("Gao", "Goma")]
)
def test_other_names_keep_apart(one: str, other: str) -> None:
    assert skeleton(fold(one)) != skeleton(fold(other))


def test_fold_spells_out_abbreviations() -> None:
    assert fold("St. Albans") == fold("Saint Albans")
    assert fold("Mt. Ada") == fold("mount ada")


@given(st.text(max_size=80))
def test_any_text_has_a_plain_key(text: str) -> None:
    key = fold(text)
    assert key.isascii()
    assert key == key.strip().lower()
    assert skeleton(key).isascii()
