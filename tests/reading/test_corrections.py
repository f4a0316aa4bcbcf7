from __future__ import annotations

import pytest

from streams.reading.claims import Claim
from streams.reading.corrections import corrected, find_corrections
from streams.reading.quantities import Quantity
from streams.reading.victims import Victims


def killed(n: int, sentence: int) -> Claim:
    return Claim("killed", (Victims(0, "people", "all", "", Quantity(n, n, n, "exact", 0, 1), n > 1, "new"),), sentence, 1)


def left(texts: list[str], *told: tuple[int, int]) -> list[int]:
    return [c.least for c in corrected([killed(n, at) for n, at in told], find_corrections(texts))]


@pytest.mark.parametrize(
    "text",
    [
        "A report of ten dead was wrong.",
        "An earlier report that ten people had died was a mistake.",
        "The number of dead is four and not ten.",
        "Four people died, not ten.",
        "Four people rather than ten were killed.",
        "The governor revised the toll down to four.",
        "The toll was lowered to four from ten.",
    ],
)
def test_the_corrected_number_stands(text: str) -> None:
    assert left([text], (10, -1), (4, 0)) == [4]


def test_the_only_number_of_an_event_stays() -> None:
    assert left(["A report of ten dead was wrong."], (10, -1)) == [10]


def test_an_earlier_number_that_is_told_again_still_holds() -> None:
    texts = ["Initial reports spoke of six deaths.", "Six people died.", "Three of them were children."]
    assert left(texts, (6, 0), (6, 1), (3, 2)) == [6, 6, 3]
    assert left(texts[:1], (6, 0), (9, 1)) == [9]


def test_a_rising_toll_keeps_the_new_number() -> None:
    assert left(["The toll was updated to 15 from 11."], (11, -1), (15, 0)) == [11, 15]
