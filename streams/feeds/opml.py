"""Lists of feeds: OPML files, as feed readers export them, and plain addresses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree


class ListError(ValueError):
    """A list of feeds can't be used; the message says which and why."""


def read_opml(text: bytes, where: str) -> list[str]:
    """Return the addresses in an OPML document, each once, in its order; entities are not resolved.

    >>> read_opml(b'<opml><body><outline text="a"><outline xmlUrl="https://a.example/rss"/></outline></body></opml>', "x")
    ['https://a.example/rss']
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as why:
        raise ListError(f"{where}: not OPML that can be read: {why}") from None
    found = [url for outline in root.iter("outline") if (url := outline.get("xmlUrl") or outline.get("xmlurl"))]
    if not found:
        raise ListError(f"{where}: no outline with xmlUrl, expected an OPML list of feeds")
    return [checked(url.strip()) for url in dict.fromkeys(found)]


def read_sources(sources: Sequence[str]) -> list[str]:
    """Return the feeds that addresses and OPML files name, each once; raises ListError."""
    urls: list[str] = []
    for source in sources:
        if source.startswith(("http://", "https://")):
            urls.append(checked(source))
        elif Path(source).is_file():
            urls += read_opml(Path(source).read_bytes(), source)
        else:
            raise ListError(f"{source}: neither an address that begins with http nor a file")
    return list(dict.fromkeys(urls))


def checked(url: str) -> str:
    """Return an address that can be polled; raises ListError."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ListError(f"feed {url[:200]!r}: expected http:// or https:// and a host")
    return url
