"""Articles out of archives that people have: web archives (WARC, as of CC-NEWS) and tables (CSV, TSV).

Of a web archive only answers with status 200 that are HTML or text count; a page's own address is its uri. The time of the
crawl is not taken for the time of publication. Of a table each row is an article: columns are known by the names that
the door knows (title, body, url, date, source ...), and others by ``--column headline=Titel``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO

import orjson
import typer

from streams.articles.decoding import MAX_BYTES
from streams.cli.inputs import Item

LONGEST_CELL = 1_000_000
PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def read_warc(stream: IO[bytes], where: str) -> Iterator[Item]:
    """Yield the pages of a web archive; raises BadParameter where it breaks off."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        for record in ArchiveIterator(stream):
            number += 1
            item = _page(record, f"{where}#{number}")
            if item is not None:
                yield item
        stream.read(1)  # says when the file was cut off in the middle of its packing
    except (ArchiveLoadFailed, EOFError, OSError) as why:
        raise typer.BadParameter(f"{where}: no WARC that can be read behind record {number}: {why}") from None


def _page(record: object, where: str) -> Item | None:
    from streams.client.drafts import draft
    from streams.stages.outputs import Rejected

    headers = record.http_headers  # type: ignore[attr-defined]
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":  # type: ignore[attr-defined]
        return None
    kind = (headers.get_header("Content-Type") or "text/html").lower()
    if kind.partition(";")[0].strip() not in PAGES:
        return None
    body = record.content_stream().read(MAX_BYTES)  # type: ignore[attr-defined]
    address = record.rec_headers.get_header("WARC-Target-URI")  # type: ignore[attr-defined]
    try:
        return Item(where, draft(body, kind, uri=address), "application/json")
    except Rejected:
        return Item(where, body, kind)


def read_table(stream: IO[bytes], where: str, columns: Mapping[str, str], delimiter: str = ",") -> Iterator[Item]:
    """Yield the rows of a table; ``columns`` renames them: what the door knows, from what the table says.

    >>> table = io.BytesIO(b"Titel,url\\nFive killed,https://n.example/1\\n")
    >>> next(read_table(table, "a.csv", {"headline": "Titel"})).value
    b'{"headline":"Five killed","url":"https://n.example/1"}'
    """
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    rows = csv.DictReader(text, delimiter=delimiter)
    names = rows.fieldnames or []
    for known, given in columns.items():
        if given not in names:
            raise typer.BadParameter(f"{where} has no column {given!r} for {known}, expected one of {', '.join(names)}")
    renamed = {given: known for known, given in columns.items()}
    try:
        for row in rows:
            cells = {renamed.get(name, name): cell for name, cell in row.items() if isinstance(name, str) and cell}
            if cells:
                yield Item(f"{where}:{rows.line_num}", orjson.dumps(cells), "application/json", rows.line_num)
    except csv.Error as why:
        raise typer.BadParameter(f"{where}: no table that can be read at line {rows.line_num}: {why}") from None
    finally:
        text.detach()


def read_columns(given: list[str] | None) -> dict[str, str]:
    """Understand ``--column NAME=COLUMN``.

    >>> read_columns(["headline=Titel", "body_text=Text"])
    {'headline': 'Titel', 'body_text': 'Text'}
    """
    pairs = [pair.partition("=") for pair in given or []]
    for name, equals, column in pairs:
        if not (name and equals and column):
            raise typer.BadParameter(f"--column {name}{equals}{column}: expected NAME=COLUMN, such as headline=Titel")
    return {name: column for name, _, column in pairs}
