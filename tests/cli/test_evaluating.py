"""``tocsin evaluate``: figures for people, floors for continuous integration."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.cli.conftest import Tocsin

FIRE = {
    "uri": "urn:1",
    "body_text": "Three people were killed in a fire in Leeds, England, on Monday, police said.",
    "versioncreated": "2026-03-03T10:00:00+00:00",
}
QUIET = {"uri": "urn:2", "body_text": "The council met on Monday and talked about lamps.", "expected": []}


@pytest.fixture
def labelled(tmp_path: Path) -> str:
    right = FIRE | {"expected": [{"killed": 3, "place": "Leeds", "country": "GBR", "date": "2026-03-02"}]}
    wrong = FIRE | {"uri": "urn:3", "expected": [{"killed": 4}]}
    (tmp_path / "labelled.jsonl").write_bytes(b"\n".join(map(orjson.dumps, (right, QUIET, wrong))))
    return "labelled.jsonl"


def test_figures_and_confusions_are_told(tocsin: Tocsin, labelled: str) -> None:
    said = tocsin("evaluate", labelled)
    assert said.code == 0
    assert "killed: expected 4, found 3" in said.out
    assert "1 articles were rightly quiet" in said.out
    figures = orjson.loads(tocsin("evaluate", "--json", labelled).out)["figures"]
    assert figures["killed"]["f1"] == 0.5
    assert figures["place"]["f1"] == figures["article"]["f1"] == 1.0


def test_a_figure_below_its_floor_fails(tocsin: Tocsin, labelled: str) -> None:
    assert tocsin("evaluate", labelled, "--floor", "killed=0.5").code == 0
    said = tocsin("evaluate", labelled, "--floor", "killed=0.9")
    assert said.code == 1
    assert "F1 of killed is below its floor of 0.9" in said.err


def test_misses_are_written(tocsin: Tocsin, labelled: str, tmp_path: Path) -> None:
    tocsin("evaluate", labelled, "--misses", "misses.jsonl")
    (miss,) = map(orjson.loads, (tmp_path / "misses.jsonl").read_bytes().splitlines())
    assert miss["uri"] == "urn:3"
    assert miss["misses"][0]["expected"] == "4"


@pytest.mark.parametrize(
    "line", ["{}", "[1]", '{"expected": 3}', '{"expected": [{"dead": 3}], "body_text": "Two people died."}']
)
def test_a_file_without_labels_is_told(tocsin: Tocsin, line: str) -> None:
    said = tocsin("evaluate", "-", stdin=line)
    assert said.code == 2
    assert "expected" in said.err
