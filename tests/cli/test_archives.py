"""Articles out of web archives and tables."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import orjson
import pytest
import typer

from streams.cli.archives import read_columns
from streams.cli.inputs import read_items

PAGE = (
    b"<html><head><title>Five killed</title></head><body><article>"
    b"<p>Five people were killed in a crash near Tell Marun, the governor said.</p></article></body></html>"
)


def archive() -> bytes:
    """A web archive with a page, a picture, a page not found and a request."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for path, status, kind, body in (
        ("1", "200 OK", "text/html; charset=utf-8", PAGE),
        ("2", "200 OK", "image/png", b"\x89PNG"),
        ("3", "404 Not Found", "text/html", PAGE),
        ("4", "200 OK", "text/plain", b"Two people were hurt in a fire."),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        url = f"https://news.example/{path}"
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))
    return out.getvalue()


def test_pages_of_a_web_archive_keep_their_address(tmp_path: Path) -> None:
    file = tmp_path / "news.warc.gz"
    file.write_bytes(archive())
    articles = [orjson.loads(item.value) for item in read_items([str(file)])]
    assert [article["uri"] for article in articles] == ["https://news.example/1", "https://news.example/4"]
    assert "Tell Marun" in articles[0]["bodies"][0]["value"]


@pytest.mark.parametrize(("name", "broken"), [("news.warc", b"nothing of the kind"), ("news.warc.gz", archive()[:300])])
def test_a_broken_archive_is_named(tmp_path: Path, name: str, broken: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(broken)
    with pytest.raises(typer.BadParameter, match=r"news\.warc"):
        list(read_items([str(file)]))


def test_rows_of_a_table_are_articles(tmp_path: Path) -> None:
    file = tmp_path / "news.csv.gz"
    text = '\ufeffTitel,body_text,url\n"Five killed","One,\nand more",https://n.example/1\n,,\nTwo hurt,Text,https://n.example/2\n'
    file.write_bytes(gzip.compress(text.encode()))
    found = [orjson.loads(item.value) for item in read_items([str(file)], columns={"headline": "Titel"})]
    assert found == [
        {"headline": "Five killed", "body_text": "One,\nand more", "url": "https://n.example/1"},
        {"headline": "Two hurt", "body_text": "Text", "url": "https://n.example/2"},
    ]
    with pytest.raises(typer.BadParameter, match="Titel, body_text, url"):
        list(read_items([str(file)], columns={"headline": "Title"}))


def test_tables_may_be_separated_by_tabs(tmp_path: Path) -> None:
    file = tmp_path / "news.tsv"
    file.write_text("title\turl\nFive killed\thttps://n.example/1\n")
    assert [orjson.loads(item.value)["title"] for item in read_items([str(file)])] == ["Five killed"]


def test_a_column_is_named_with_an_equals_sign() -> None:
    with pytest.raises(typer.BadParameter, match="NAME=COLUMN"):
        read_columns(["headline"])
