"""``tocsin try``: the whole path on real articles, as people and programs run it."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from streams.examples import EXAMPLES
from tests.cli.conftest import Tocsin

ARTICLE = orjson.dumps(
    {
        "uri": "urn:test:1",
        "headline": "Three killed in Leeds fire",
        "body_text": "Three people were killed in a fire in Leeds, England, on Monday, police said.",
        "versioncreated": "2026-03-03T10:00:00+00:00",
    }
)


def test_lines_are_answered_one_by_one(tocsin: Tocsin) -> None:
    lines = [ARTICLE, b"{broken", b"", b"[1, 2]", b'{"uri": "urn:empty"}', ARTICLE]
    said = tocsin("try", "--isolated", "--jsonl", "-", stdin=b"\n".join(lines))
    found = [orjson.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert [one["outcome"] for one in found] == ["alerted", *["rejected"] * 4, "alerted"]
    assert [one.get("line") for one in found] == [None, 2, 3, 4, None, None]
    assert found[4]["uri"] == "urn:empty"
    assert all(one["reason"] for one in found[1:5])
    assert found[0]["article"]["body_text"].startswith("Three people were killed")


def test_state_carries_from_line_to_line_unless_isolated(tocsin: Tocsin) -> None:
    again = ARTICLE.replace(b"urn:test:1", b"urn:test:2")
    carried = [orjson.loads(line) for line in tocsin("try", "--jsonl", "-", stdin=ARTICLE + b"\n" + again).out.splitlines()]
    assert [(one["outcome"], one["duplicateOf"]) for one in carried] == [("alerted", None), ("duplicate", "urn:test:1")]


def test_people_read_alerts(tocsin: Tocsin, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(ARTICLE)
    said = tocsin("try", "a.json")
    assert "ALERT  3 people killed" in said.out
    assert "Leeds" in said.out
    assert "1 articles: 1 alerted" in said.err


def test_records_are_printed_on_request(tocsin: Tocsin, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(ARTICLE)
    record = orjson.loads(tocsin("try", "--json", "a.json").out)
    assert record["alerts"][0]["incident"]["counts"][0]["low"] == 3


def test_facts_are_added_where_the_article_has_none(tocsin: Tocsin) -> None:
    said = tocsin(
        "try", "--jsonl", "-", "--source", "Example Wire", "--date", "2026-03-03", "--uri", "urn:mine",
        stdin=orjson.dumps({"body_text": "Three people were killed in a fire in Leeds on Monday, police said."}),
    )  # fmt: skip
    found = orjson.loads(said.out)
    assert found["uri"] == "urn:mine"
    assert found["article"]["infoSources"][0]["name"] == "Example Wire"
    assert found["alerts"][0]["incident"]["date"]["start"] == "2026-03-02"


def test_the_examples_come_to_the_end_that_they_are_said_to(tocsin: Tocsin, tmp_path: Path) -> None:
    for number, example in enumerate(sorted(EXAMPLES, key=lambda one: one.follows)):
        (tmp_path / f"{number:02d}-{example.name}").write_bytes(example.read())
    said = tocsin("try", "--json", ".", "--date", "2018-05-01T18:00:00+03:00", "--source", "Rudaw")
    found = [orjson.loads(part + "\n}") for part in said.out.split("\n}\n") if part.strip()]
    expected = [example.outcome for example in sorted(EXAMPLES, key=lambda one: one.follows)]
    assert [one["outcome"] for one in found] == expected


@pytest.mark.parametrize("kind", ["seed.txt", "seed.json", "seed.html", "-"])
def test_the_seed_rings_twice_however_it_comes(tocsin: Tocsin, tmp_path: Path, kind: str) -> None:
    text = next(example for example in EXAMPLES if example.name == "seed.txt").read().decode()
    page = "".join(f"<p>{line}</p>" for line in text.splitlines())
    form = {
        "seed.json": orjson.dumps({"title": "", "body": text}).decode(),
        "seed.html": f"<html><body><article>{page}</article></body></html>",
    }.get(kind, text)
    if kind != "-":
        (tmp_path / kind).write_text(form)
    line = ("try", "--json", kind, "--date", "2018-05-01T18:00:00+03:00", "--source", "Rudaw")
    alerts = orjson.loads(tocsin(*line, stdin=form).out)["alerts"]
    assert sorted((alert["msgType"], alert["incident"]["place"]["name"]) for alert in alerts) == [
        ("Alert", "al-Fadel"),
        ("Alert", "al-Qasr"),
    ]
