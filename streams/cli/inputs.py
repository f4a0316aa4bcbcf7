"""Articles from what people have: files, folders, patterns and standard input, in any form that the door takes.

Text, HTML and JSON files hold one article each; JSON may also hold a list of them, or a news API's answer with its list.
JSONL holds one a line, a table (CSV, TSV) one a row, a web archive (WARC) one a page. ``.gz`` of each is read as well.
Nothing is loaded before its turn.
"""

from __future__ import annotations

import glob
import gzip
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import orjson
import typer

from streams.articles.decoding import MAX_BYTES

LISTS = ("articles", "items", "results", "entries", "data", "response")
"""Where news APIs and feeds keep their list of articles."""
KINDS = {
    ".txt": "text/plain", ".text": "text/plain", ".md": "text/plain", ".html": "text/html", ".htm": "text/html",
    ".xhtml": "text/html", ".json": "application/json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".warc": "warc", ".csv": "csv", ".tsv": "tsv",
}  # fmt: skip
STDIN = "-"


class Item(NamedTuple):
    """One message: where it stands, its bytes and its kind."""

    where: str
    """File, and the line or number in it."""
    value: bytes
    content_type: str
    line: int | None = None


def read_items(paths: Sequence[str], lines: bool = False, columns: Mapping[str, str] | None = None) -> Iterator[Item]:
    """Yield the messages of files, folders, patterns and ``-``; ``lines`` reads all of them as JSONL,
    ``columns`` renames columns of tables.

    Raises BadParameter for a path that is not there.
    """
    for path in expand(paths):
        if path == STDIN:
            yield from _from_stream(sys.stdin.buffer, "standard input", "jsonl" if lines else None)
        else:
            with open_file(path) as stream:
                yield from _from_file(stream, path, "jsonl" if lines else kind_of(path), columns or {})


def expand(paths: Sequence[str]) -> list[str]:
    """Return the files that paths mean, folders and patterns opened, each in the order of names.

    In a folder only files of a known kind count; a file named by itself counts whatever it is.
    """
    found: list[str] = []
    for path in paths:
        if path == STDIN or Path(path).is_file():
            found.append(path)
        elif Path(path).is_dir():
            inside = sorted(str(file) for file in Path(path).rglob("*") if file.is_file() and _counts(file, Path(path)))
            if not inside:
                raise typer.BadParameter(f"{path}: no article in this folder, expected {', '.join(KINDS)} or .gz of these")
            found += inside
        elif matches := sorted(match for match in glob.glob(path, recursive=True) if Path(match).is_file()):  # noqa: PTH207
            found += matches
        else:
            raise typer.BadParameter(f"{path}: no such file, folder or pattern")
    return found


def size_of(paths: Sequence[str]) -> int | None:
    """Return the bytes in all the files, for a progress bar; None when it can't be told."""
    files = expand(paths)
    return None if STDIN in files else sum(Path(file).stat().st_size for file in files)


def open_file(path: str) -> IO[bytes]:
    """Open a file, unpacked if its name ends in .gz."""
    return cast(IO[bytes], gzip.open(path, "rb") if path.endswith(".gz") else Path(path).open("rb"))


def kind_of(path: str) -> str | None:
    """Return the kind of a file by its name, None when the name does not tell.

    >>> kind_of("a/b.HTML"), kind_of("x.jsonl.gz"), kind_of("seed")
    ('text/html', 'jsonl', None)
    """
    return KINDS.get(Path(path.lower().removesuffix(".gz")).suffix)


def _counts(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and kind_of(str(file)) is not None


def read_lines(stream: IO[bytes], where: str) -> Iterator[Item]:
    """Yield the lines of a stream; of one too long for an article only as much as shows that."""
    number = 0
    while line := stream.readline(MAX_BYTES + 2):
        number += 1
        if len(line) > MAX_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
        yield Item(f"{where}:{number}", line.rstrip(b"\r\n"), "application/json", number)


def _from_file(stream: IO[bytes], where: str, kind: str | None, columns: Mapping[str, str]) -> Iterator[Item]:
    if kind in ("warc", "csv", "tsv"):
        from streams.cli.archives import read_table, read_warc

        yield from (
            read_warc(stream, where)
            if kind == "warc"
            else read_table(stream, where, columns, "\t" if kind == "tsv" else ",")
        )
    else:
        yield from _from_stream(stream, where, kind)


def _from_stream(stream: IO[bytes], where: str, kind: str | None) -> Iterator[Item]:
    if kind == "jsonl":
        yield from (item for item in read_lines(stream, where) if item.value.strip())
        return
    if kind is None:
        first = stream.readline(MAX_BYTES + 2)
        if _is_object(first) and (second := stream.readline(MAX_BYTES + 2)).strip():
            yield Item(f"{where}:1", first.rstrip(b"\r\n"), "application/json", 1)
            yield Item(f"{where}:2", second.rstrip(b"\r\n"), "application/json", 2)
            for item in read_lines(stream, where):
                if item.value.strip():
                    line = (item.line or 0) + 2
                    yield item._replace(where=f"{where}:{line}", line=line)
            return
        value = first + stream.read(MAX_BYTES + 1)
    else:
        value = stream.read(MAX_BYTES + 1)
    if value[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and kind != "text/html":
        yield from _from_json(value, where, kind)
    else:
        yield Item(where, value, kind or "")


def _from_json(value: bytes, where: str, kind: str | None) -> Iterator[Item]:
    """Yield the articles of a JSON file: itself, or those of its list."""
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        yield Item(where, value, kind or "")
        return
    entries = _listed(found)
    if entries is None:
        yield Item(where, value, "application/json")
        return
    for number, entry in enumerate(entries, 1):
        yield Item(f"{where}#{number}", orjson.dumps(entry), "application/json")


def _listed(found: Any, depth: int = 0) -> list[Any] | None:
    if isinstance(found, list):
        return found
    if isinstance(found, dict) and depth < 2 and not {"uri", "headline", "title", "headlines", "bodies"} & found.keys():
        for name in LISTS:
            if (entries := _listed(found.get(name), depth + 1)) is not None:
                return entries
    return None


def _is_object(line: bytes) -> bool:
    try:
        return line.lstrip()[:1] == b"{" and isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
