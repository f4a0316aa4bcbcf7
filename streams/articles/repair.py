"""Repairs the characters of a text: mojibake, entities, odd spaces, invisible characters. Words are never changed.

Indents stay: they tell paragraphs. Quotation marks and dashes stay as the author wrote them, so that evidence quotes the
article's own words. Each repair is looked for by one cheap pattern; an ordinary text costs three scans.
"""

from __future__ import annotations

import html
import re
import unicodedata

from ftfy import fix_encoding

_UNSEEN = "\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff\ufff9-\ufffc"
"""Soft hyphens, zero-width and direction marks, lone surrogates, private use."""
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200c\u200d\u2028\u2029{_SPACES}{_UNSEEN}]")
_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(f"[\t{_SPACES}]")
_JOINERS = re.compile("(?<![\u0590-\U0010ffff])[\u200c\u200d]")
"""Zero-width joiners are letters of Persian, Indic scripts and emoji; anywhere else they are noise."""
_GONE = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_UNSEEN}]")
_MANY = re.compile(r"(?<=\S) {2,}")
_EDGES = re.compile(r" +(?=\n)")
_MOJIBAKE = re.compile(
    "[ÂÃâÐÑØÙÎÏ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ï¿½|[\x80-\x9f]|(?:Ã.){2}",
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_PASSES = 6
_LONG = 20_000
"""A line longer than this is not looked into for mojibake: ftfy's cost grows with the line."""


def mend(text: str) -> str:
    r"""Return a text whose characters can be read; doing it twice changes nothing.

    >>> mend("The cafÃ©\u00a0was hit\u200b,&nbsp;police said\r\nFive died")
    'The café was hit, police said\nFive died'
    """
    for _ in range(_PASSES):
        before, text = text, _mend_once(text)
        if text == before:
            break
    return text


def _mend_once(text: str) -> str:
    """Repair what one look shows; a repair may bring another fault to light, as when a soft hyphen hid mojibake."""
    if "&" in text:
        text = _unescape(text)
    if not text.isascii():
        if _MOJIBAKE.search(text):
            text = "\n".join(fix_encoding(line) if len(line) < _LONG else line for line in text.split("\n"))
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    if not _ODD.search(text) and " \n" not in text and not ("  " in text and _MANY.search(text)):
        return text.strip(" \n")
    text = _BLANKS.sub(" ", _LINES.sub("\n", text))
    text = _JOINERS.sub("", _GONE.sub("", text))
    return _EDGES.sub("", _MANY.sub(" ", text)).strip(" \n")


def _unescape(text: str) -> str:
    for _ in range(4):
        if not _ENTITY.search(text):
            break
        before, text = text, _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if text == before:
            break
    return text
