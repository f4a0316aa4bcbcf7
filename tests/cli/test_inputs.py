"""Files, folders, patterns and standard input become articles."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import orjson
import pytest
import typer

from streams.articles.decoding import MAX_BYTES
from streams.cli.inputs import Item, expand, read_items, read_lines

ONE, TWO = b'{"uri": "urn:1"}', b'{"uri": "urn:2"}'


def items(*paths: str) -> list[tuple[str, bytes, str]]:
    return [(Path(item.where.partition("#")[0]).name, item.value, item.content_type) for item in read_items(paths)]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"Five died.", [("a.txt", b"Five died.", "text/plain")]),
        ("a.html", b"<p>Five died.</p>", [("a.html", b"<p>Five died.</p>", "text/html")]),
        ("a", b"Five died.", [("a", b"Five died.", "")]),
        ("a.json", ONE, [("a.json", ONE, "application/json")]),
        ("a.jsonl", ONE + b"\n\n" + TWO, [("a.jsonl:1", ONE, "application/json"), ("a.jsonl:3", TWO, "application/json")]),
        ("a.json", b'{"uri": ', [("a.json", b'{"uri": ', "application/json")]),
        ("a.txt", b"[Photo] Five died.", [("a.txt", b"[Photo] Five died.", "text/plain")]),
    ],
)
def test_a_file_is_read_by_its_kind(
    tmp_path: Path, name: str, content: bytes, expected: list[tuple[str, bytes, str]]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert items(str(tmp_path / name)) == expected


@pytest.mark.parametrize(
    "answer",
    ["LIST", '{"status": "ok", "articles": LIST}', '{"response": {"results": LIST}}'],
)
def test_the_list_in_a_news_apis_answer_is_opened(tmp_path: Path, answer: str) -> None:
    (tmp_path / "a.json").write_text(answer.replace("LIST", '[{"title": "a"}, {"title": "b"}]'))
    assert [orjson.loads(value)["title"] for _, value, _ in items(str(tmp_path / "a.json"))] == ["a", "b"]


def test_an_article_with_a_list_of_its_own_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"headline": "x", "data": [{"k": 1}]}')
    assert len(items(str(tmp_path / "a.json"))) == 1


def test_packed_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(ONE + b"\n" + TWO))
    assert [value for _, value, _ in items(str(tmp_path / "a.jsonl.gz"))] == [ONE, TWO]


def test_folders_give_what_is_known_in_order_and_nothing_hidden(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "sub/a.html", "c.png", ".git/d.txt", ".e.txt"):
        (tmp_path / name).write_text("x")
    assert [Path(path).name for path in expand([str(tmp_path)])] == ["b.txt", "a.html"]


def test_patterns_are_opened(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "a.html"):
        (tmp_path / name).write_text("x")
    assert [Path(path).name for path in expand([str(tmp_path / "*.txt")])] == ["a.txt", "b.txt"]


def test_an_empty_folder_and_a_lost_path_are_told(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="no article in this folder"):
        expand([str(tmp_path)])
    with pytest.raises(typer.BadParameter, match="no such file, folder or pattern"):
        expand([str(tmp_path / "gone*.txt")])


@pytest.mark.parametrize(
    ("stdin", "count"),
    [(ONE + b"\n" + TWO + b"\n", 2), (b"Five died.\nIn a fire.\n", 1), (ONE, 1), (b'{\n"uri": "urn:1"\n}', 1), (b"", 1)],
)
def test_standard_input_is_recognised(monkeypatch: pytest.MonkeyPatch, stdin: bytes, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    assert len(items("-")) == count


def test_lines_are_numbered_and_a_monstrous_one_is_cut() -> None:
    stream = io.BytesIO(ONE + b"\r\n\n" + b"x" * (MAX_BYTES + 5_000_000) + b"\n" + TWO)
    found = list(read_lines(stream, "x"))
    assert [item.line for item in found] == [1, 2, 3, 4]
    assert (found[0].value, found[1].value, found[3].value) == (ONE, b"", TWO)
    assert MAX_BYTES < len(found[2].value) <= MAX_BYTES + 2
    assert found[0] == Item("x:1", ONE, "application/json", 1)
