"""Reads the head of a web page: what the page itself says of its title, date, address, site, author and language."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_HEAD = 200_000
"""Characters of a page that are looked into."""
_META = re.compile(r"<meta\b([^<>]{1,3000})>", re.IGNORECASE)
_DATES = (
    "article:published_time datepublished date pubdate dc.date dc.date.issued parsely-pub-date sailthru.date publish-date"
).split()
_VALUE = r"(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,500}))"
_ATTRIBUTE = re.compile(r"([a-zA-Z:_-]{2,30})\s{0,3}=\s{0,3}" + _VALUE)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_H1 = re.compile(r"<h1\b[^<>]{0,500}>([^\n]{1,600})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_LANG = re.compile(r"<html\b[^<>]{0,1000}?\blang\s{0,3}=\s{0,3}[\"']?([A-Za-z_-]{2,20})", re.IGNORECASE)
_CANONICAL = re.compile(r"<link\b([^<>]{0,1500})>", re.IGNORECASE)
_LD_DATE = re.compile(r"\"datePublished\"\s{0,5}:\s{0,5}\"([^\"]{8,60})\"")
_SITE_TAIL = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,60}$")


class Head(NamedTuple):
    """What a page says of itself; None where it says nothing."""

    title: str | None = None
    published: str | None = None
    url: str | None = None
    site: str | None = None
    author: str | None = None
    language: str | None = None


def read_head(page: str) -> Head:
    """Return what the head of a page says.

    >>> read_head('<html lang="en"><title>Five die - Bell</title><meta property="og:site_name" content="Bell">')
    Head(title='Five die', published=None, url=None, site='Bell', author=None, language='en')
    """
    top = page[:_HEAD]
    if "<" not in top:
        return Head()
    meta: dict[str, str] = {}
    for found in _META.finditer(top):
        attributes = _attributes(found[1])
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            meta.setdefault(name.lower(), attributes["content"])
    site = meta.get("og:site_name") or meta.get("application-name")
    date = next((meta[name] for name in _DATES if name in meta), None)
    if date is None and (found_date := _LD_DATE.search(page[:1_000_000])):
        date = found_date[1]
    language = _LANG.search(top)
    author = meta.get("author") or meta.get("article:author")
    return Head(
        title=_title(top, meta, site),
        published=date,
        url=_address(top, meta),
        site=site[:200] if site else None,
        author=author[:300] if author and not author.startswith("http") else None,
        language=language[1] if language else None,
    )


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): " ".join(unescape(found[2] or found[3] or found[4] or "").split())
        for found in _ATTRIBUTE.finditer(text)
    }


def _title(top: str, meta: dict[str, str], site: str | None) -> str | None:
    title = meta.get("og:title") or meta.get("twitter:title")
    if not title and (found := _TITLE.search(top)):
        title = found[1]
    elif not title and (found := _H1.search(top)):
        title = _TAG.sub("", re.split("</h1", found[1], maxsplit=1, flags=re.IGNORECASE)[0])
    if not title:
        return None
    title = " ".join(unescape(title).split())
    if site and (tail := _SITE_TAIL.search(title)) and site.lower() in tail[0].lower():
        title = title[: tail.start()]
    return title[:500] or None


def _address(top: str, meta: dict[str, str]) -> str | None:
    for found in _CANONICAL.finditer(top):
        attributes = _attributes(found[1])
        if attributes.get("rel", "").lower() == "canonical" and attributes.get("href", "").startswith("http"):
            return attributes["href"][:2048]
    url = meta.get("og:url", "")
    return url[:2048] if url.startswith("http") else None
