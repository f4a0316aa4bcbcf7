"""Each line of sentences.jsonl is read as an article of its own and must give what it says, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from streams.reading.gazetteer import load_gazetteer
from streams.reading.parse import Parser
from streams.reading.reports import Statement, extract, find_mentions, prepare

LINES = [json.loads(line) for line in (Path(__file__).parent / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
PUBLISHED = datetime(2024, 5, 15, 12, tzinfo=UTC)
RINGING = ("asserted", "feared", "disputed")
KINDS = ("killed", "injured", "missing", "detained", "displaced", "affected")


@pytest.fixture(scope="module")
def read() -> Any:
    parser, gazetteer = Parser(), load_gazetteer()

    def reading(text: str, headline: str = "") -> list[Statement]:
        draft = prepare(text, headline, PUBLISHED)
        document = draft.parsed(parser.parse(draft.texts))
        return extract(document, find_mentions(document, gazetteer), gazetteer)

    return reading


def bounds(statement: Statement) -> dict[str, list[int | None]]:
    return {
        c["kind"]: [c["low"], c["best"], c["high"]] for c in statement.counts if c["group"] == "all" and c["kind"] in KINDS
    }


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["text"][:60])
def test_sentence(line: dict[str, Any], read: Any) -> None:
    statements = read(line["text"], line.get("headline", ""))
    rung = [s for s in statements if s.modality in RINGING and not s.cumulative]
    quiet = [s for s in statements if s not in rung]
    wanted = line["events"]
    assert [bounds(s) for s in rung] == [{k: e[k] for k in KINDS if k in e} for e in wanted], line["why"]
    for statement, event in zip(rung, wanted, strict=True):
        parts = {f"{c['kind']}/{c['group']}": [c["low"], c["best"], c["high"]] for c in statement.counts}
        for part, figures in event.get("parts", {}).items():
            assert parts.get(part) == figures, line["why"]
        assert statement.modality == event.get("modality", "asserted")
        assert statement.evidence["quote"] == line["text"][statement.evidence["start"] : statement.evidence["end"]]
    for told in line.get("apart", []):
        found = [s for s in quiet if bounds(s).get("killed") == told["killed"]]
        assert found and found[0].cumulative == told.get("cumulative", False), line["why"]
        assert found[0].modality == told.get("modality", "asserted")
