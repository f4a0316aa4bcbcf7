"""Turns the bytes of a raw message into text or JSON, whatever encoding a publisher chose.

Order of belief: a byte order mark, then UTF-8 when the bytes are valid UTF-8 (long text in another encoding hardly ever
is), then the charset that a content-type header or the page itself names, then Windows-1252, which every byte string
can be read as once its five holes are read as Latin-1.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

import orjson

from streams.stages.outputs import Rejected

MAX_BYTES = 8_000_000
"""Longest raw message that is read: a web page of a megabyte or two is common, eight is not a page."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_PAGE_CHARSET = re.compile(
    rb"(?:charset\s{0,3}=\s{0,3}|<\?xml[^>]{0,80}encoding\s{0,3}=\s{0,3})[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(value: bytes, content_type: str = "") -> str:
    r"""Return the text of a message; Rejected when it is too long, empty or plainly binary.

    >>> decode("Caf\u00e9".encode("utf-16"))
    'Café'
    >>> decode("Café".encode("latin-1"), "text/plain; charset=iso-8859-1")
    'Café'
    """
    if len(value) > MAX_BYTES:
        raise Rejected(f"value: {len(value)} bytes, expected at most {MAX_BYTES}")
    for mark, encoding in _MARKS:
        if value.startswith(mark):
            return value[len(mark) :].decode(encoding, "replace")
    if wide := _wide(value):
        return value.decode(wide, "replace")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = _narrow(value, content_type)
    if text.count("\0") > len(text) // 20:
        raise Rejected(f"value: {text.count(chr(0))} NUL bytes of {len(value)}, expected text")
    return text


def loads(text: str | bytes) -> Any:
    """Return the JSON value that a text holds; Rejected says where it breaks.

    A lone surrogate (half an emoji, cut off by a publisher's length limit) becomes the replacement character.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if "surrogate" in str(error):
            return _loads_leniently(text if isinstance(text, str) else text.decode("utf-8", "replace"))
        raise Rejected(f"value: broken JSON ({error}), expected one JSON object") from None


def _loads_leniently(text: str) -> Any:
    try:
        return orjson.loads(_SURROGATE.sub("\ufffd", json.dumps(json.loads(text), ensure_ascii=False)))
    except (ValueError, RecursionError) as error:
        raise Rejected(f"value: broken JSON ({str(error)[:100]}), expected one JSON object") from None


def _wide(value: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes: Latin text has one in every other place."""
    head = value[:200]
    if len(head) < 8:
        return None
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 3 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 3 and odd == 0 else None


def _narrow(value: bytes, content_type: str) -> str:
    """Read bytes that are not UTF-8 as the header or the page says, else as Windows-1252 or damaged UTF-8."""
    named = _CHARSET.search(content_type)
    inside = None if named else _PAGE_CHARSET.search(value[:2048])
    name = named[1] if named else inside[1].decode("ascii") if inside else ""
    try:
        if name and codecs.lookup(name).name not in ("utf-8", "utf-16", "utf-32", "iso8859-1"):
            return value.decode(name, "replace")
    except (LookupError, ValueError, AssertionError):
        pass  # an unknown name says nothing
    damaged = value.decode("utf-8", "replace")
    if value and damaged.count("\ufffd") * 200 < len(value):
        multibyte = len(value) - len(damaged)
        if multibyte > 3 * damaged.count("\ufffd"):
            return damaged  # good UTF-8 with a few bytes lost, not another encoding
    return value.decode("cp1252", "replace") if not _holes(value) else value.decode("latin-1")


def _holes(value: bytes) -> bool:
    return any(hole in value for hole in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
