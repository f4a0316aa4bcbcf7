"""Characters are repaired, words are not changed."""

from __future__ import annotations

import pytest

from streams.articles.repair import mend


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("The cafÃ© was hit", "The café was hit"),
        ("â€œFiveâ€\x9d died", "“Five” died"),
        ("Itâ€™s over", "It’s over"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("ex\u00adplo\u200bsion\ufeff", "explosion"),
        ("one\r\ntwo\u2028three\x0cfour", "one\ntwo\nthree\nfour"),
        ("no one\x85 yet", "no one… yet"),
        ("Smith &amp;amp; Sons &lt;3 &#8212; five", "Smith & Sons <3 — five"),
        ("nul\0byte\x07", "nulbyte"),
        ("five  died.   Two", "five died. Two"),
        ("cafe\u0301", "café"),
        ("half \ud83d emoji", "half emoji"),
    ],
)
def test_repairs(broken: str, mended: str) -> None:
    assert mend(broken) == mended
    assert mend(mended) == mended


@pytest.mark.parametrize(
    "text",
    [
        "“Five” people – the mayor’s… family",
        "Straße, Łódź, São Paulo, Đà Nẵng",
        "می‌خواهم",
        "🏳️‍🌈 five",
        "A & B",
        "x &y; z",
        "Ã la carte",
        "   indented",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert mend("x\n" + text) == "x\n" + text
