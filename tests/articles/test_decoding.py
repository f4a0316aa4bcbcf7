"""Bytes to text, in whatever encoding."""

from __future__ import annotations

import pytest

from streams.articles.decoding import decode, loads
from streams.stages.outputs import Rejected

TEXT = "Fünf Tote nach Explosion in München, «sagte» die Polizei – mehr später."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_the_header_names_the_charset() -> None:
    assert decode("пять человек погибли".encode("koi8-r"), "text/plain; charset=KOI8-R") == "пять человек погибли"


def test_the_page_names_the_charset() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>пять человек погибли</body></html>'
    assert decode(page.encode("windows-1251")) == page


def test_windows_1252_without_a_name() -> None:
    assert decode("“Café” – naïve".encode("cp1252")) == "“Café” – naïve"


@pytest.mark.parametrize("name", ["no-such-charset", "base64", "undefined", "idna", "x" * 39])
def test_a_wrong_charset_name_does_no_harm(name: str) -> None:
    assert decode(b"caf\xe9 bomb", f"text/plain; charset={name}").startswith("caf")


def test_a_byte_lost_in_good_utf_8_does_not_change_the_encoding() -> None:
    value = (TEXT * 20).encode()
    assert decode(value[:500] + b"\xff" + value[500:]).count("München") >= 19


def test_json_says_where_it_breaks() -> None:
    with pytest.raises(Rejected, match="line 1 column 7"):
        loads('{"a": }')
