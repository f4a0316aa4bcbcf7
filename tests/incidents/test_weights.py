"""The table of weights that analysts read is the one that counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.incidents.grade import CERTAINTY
from streams.incidents.weights import JOIN, WEIGHTS

DOCUMENT = (Path(__file__).parents[2] / "deploy/docs/analyst.md").read_text("utf-8")
SECTION = " ".join(DOCUMENT.partition("## How reports join")[2].partition("\n## ")[0].split())


@pytest.mark.parametrize("kind", WEIGHTS)
def test_every_weight_is_documented(kind: str) -> None:
    assert re.search(rf"(?:[|,;:] ){re.escape(kind)} {re.escape(f'{WEIGHTS[kind]:+g}')}\b", SECTION)


def test_the_threshold_is_documented() -> None:
    assert f"from **{JOIN:g}** on they tell of one event" in SECTION


@pytest.mark.parametrize("grading", CERTAINTY)
def test_every_grading_is_documented_with_its_certainty(grading: str) -> None:
    assert re.search(rf"^\| {grading} \|.*\| {CERTAINTY[grading]} \|$", DOCUMENT, re.MULTILINE)  # type: ignore[index]
