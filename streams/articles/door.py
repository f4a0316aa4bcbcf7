"""The door: any message that a publisher may send becomes an article in ninjs 3.1 names, or is refused with the reason.

Here an article is mapped, not yet cleaned: its body is what the publisher sent, marked as plain text or HTML. What cannot
be known stays null. Messages may be JSON objects of the known shapes (``streams.articles.shapes``), plain text, or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from streams.articles import shapes
from streams.articles.datelines import find_dateline
from streams.articles.decoding import MAX_BYTES, decode, loads
from streams.articles.language import read_tag
from streams.articles.moments import read_moment
from streams.articles.pages import read_head
from streams.articles.paragraphs import split_paragraphs
from streams.records import AltId, Article, Body, Headline
from streams.stages.outputs import Rejected

_TAGS = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|br|span|a|b|i|em|strong|ul|ol|li|h[1-6]|img|figure|blockquote|table|"
    r"section|article|script|style|iframe|meta|link|title|center|font)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_XML = re.compile(r"<\?xml|<(?:rss|feed|rdf|newsml|nitf|sitemapindex|urlset)\b", re.IGNORECASE)
_SCALARS = ("null", "true", "false")
_LINE = 160
"""A headline is shorter than this."""


def admit(value: bytes, headers: Mapping[str, str], received: datetime) -> Article:
    """Return the article that a message holds; Rejected names the field, the value found and what was expected.

    ``received`` is the message's own time: publishers' dates beyond it are taken as unknown. An article that was cleaned
    before and not touched since has ``processing.cleanedTime``; no other has.

    >>> from datetime import UTC
    >>> article = admit(b'{"title": "Five die", "url": "https://example.org/1"}', {}, datetime(2026, 1, 1, tzinfo=UTC))
    >>> article["uri"], article["headlines"][0]["value"]
    ('https://example.org/1', 'Five die')
    """
    content_type = next((text for name, text in headers.items() if name.lower() == "content-type"), "").lower()
    if value[:1] == b"{" and len(value) <= MAX_BYTES:
        try:
            return from_item(_item(loads(value)), received)
        except Rejected as error:
            if "broken JSON" not in str(error):
                raise
    text = decode(value, content_type)
    start = text[:400].lstrip()
    if not start and not text.strip():
        raise Rejected(f"value: {len(value)} bytes without text, expected an article")
    if "json" in content_type or (start[:1] in "{[" and _looks_like_json(start)) or text.strip() in _SCALARS:
        return from_item(_item(loads(text)), received)
    if "html" in content_type or _is_markup(text):
        return _from_page(text, received)
    if start[:1] == "<" and _XML.match(start):
        raise Rejected(f"value: XML ({shapes.shown(start[:40])}), expected one item as JSON, HTML or plain text")
    return _from_plain(text, received)


def find_uri(value: bytes, headers: Mapping[str, str]) -> str:
    """Return the uri that :func:`admit` gives the article of a message: publishers use it as the message's key.

    A message that names itself is answered without a look at its text, 50 times as fast. Rejected as by ``admit``.

    >>> find_uri(b'{"title": "Five die", "url": "https://example.org/1"}', {})
    'https://example.org/1'
    """
    if value[:1] == b"{" and len(value) <= MAX_BYTES:
        try:
            item = _item(loads(value))
        except Rejected:
            item = {}
        if uri := shapes.read_uri(item) or _named(shapes.read_alternatives(item)):
            return uri
    return admit(value, headers, datetime.fromtimestamp(0, UTC))["uri"]  # no uri depends on the time


def _looks_like_json(start: str) -> bool:
    return re.match(r"\{\s*[\"}]|\[\s*(?:[{\]\"\[\d]|null)", start) is not None


def _is_markup(text: str) -> bool:
    start = text[:400].lstrip("\ufeff \t\r\n")
    if start[:1] == "<" and (_TAGS.match(start) or (start[:5].lower() == "<?xml" and "<html" in text[:1000].lower())):
        return True
    return len(_TAGS.findall(text[:20_000])) >= 3


def _item(value: Any) -> dict[str, Any]:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        for wrapper in ("article", "item", "entry"):
            if isinstance(value.get(wrapper), dict) and len(value) <= 2:
                return dict(value[wrapper])
        return value
    kind = f"a list of {len(value)}" if isinstance(value, list) else f"JSON {shapes.shown(value)}"
    raise Rejected(f"value: {kind}, expected one JSON object per message")


def from_item(item: Mapping[str, Any], received: datetime) -> Article:
    """Return the article of a JSON object of any known shape."""
    shapes.read_type(item)
    status = shapes.read_status(item)
    body = shapes.read_body(item)
    if not body.media and _is_markup(body.value):
        body = shapes.Text(body.value, "text/html")
    headline = shapes.read_headlines(item)
    article = _article(received, headline, body, status)
    article["version"] = shapes.read_version(item)
    article["altIds"] = shapes.read_alternatives(item)
    article["infoSources"] = shapes.read_sources(item)
    article["associations"] = shapes.read_associations(item)
    article["by"] = shapes.read_by(item)
    article["located"] = _located(item)
    article["language"] = read_tag(shapes.text_in(shapes.first(item, "language")[1])) or "und"
    _read_dates(article, item, received)
    article["uri"] = shapes.read_uri(item) or _derived_uri(article)
    if _was_cleaned(item, article):
        article["processing"]["cleanedTime"] = article["processing"]["receivedTime"]
    if body.media == "text/html":
        _fill_from_page(article, body.value, received)
    return _with_text(article)


def _was_cleaned(item: Mapping[str, Any], article: Article) -> bool:
    """Tell an article that comes back from ``articles.clean``: its content hash still holds."""
    processing = item.get("processing")
    return isinstance(processing, Mapping) and processing.get("contentHash") == article["processing"]["contentHash"]


def _located(item: Mapping[str, Any]) -> str | None:
    place = shapes.text_in(shapes.first(item, "located")[1])
    return place[:300] if place else None


def _read_dates(article: Article, item: Mapping[str, Any], received: datetime) -> None:
    notes = article["processing"].setdefault("notes", [])
    for field, target in (("firstCreated", "firstCreated"), ("updated", "versionCreated"), ("published", "versionCreated")):
        name, value = shapes.first(item, field)
        moment = read_moment(name, value, received)
        if moment.note:
            notes.append(moment.note)
        if moment.iso is None:
            continue
        if target == "versionCreated" and article["versionCreated"] is not None:
            if article.get("firstCreated") is None and moment.iso != article["versionCreated"]:
                article["firstCreated"] = moment.iso  # an article that tells when it was published and when updated
        else:
            article[target] = moment.iso  # type: ignore[literal-required]


def _from_plain(text: str, received: datetime) -> Article:
    """Return the article of a plain text; its first line is the headline only if it looks like one."""
    headline, body = _split_headline(text)
    article = _article(received, headline, shapes.Text(body, "text/plain"), "usable")
    article["uri"] = _derived_uri(article)
    return _with_text(article)


def _split_headline(text: str) -> tuple[str | None, str]:
    """Part a headline from a plain text: a short first line, no sentence, no dateline, and longer text below it.

    >>> _split_headline("Five die in fire\\n\\nFive people died on Monday in a fire.")
    ('Five die in fire', 'Five people died on Monday in a fire.')
    >>> _split_headline("ERBIL – Five died.\\nThe fire began early on Monday.")[0]
    """
    line, newline, rest = text.strip("\ufeff \t\r\n").partition("\n")
    line = line.strip()
    if not newline or not rest.strip() or not 8 <= len(line) <= _LINE or line[-1] in ".,;:":
        return None, text
    gap = rest[:1] in "\r\n"
    begins = line[0].isupper() or line[0].isdigit() or line[0] in "\"'“‘"
    if not begins or find_dateline(line + " "):
        return None, text
    paragraphs = split_paragraphs(text[:5000])
    if not gap and (len(paragraphs) < 2 or len(paragraphs[0]) > len(line) or len(paragraphs[1]) < 1.5 * len(line)):
        return None, text
    return line, rest.strip("\r\n")


def _from_page(text: str, received: datetime) -> Article:
    article = _article(received, None, shapes.Text(text, "text/html"), "usable")
    _fill_from_page(article, text, received)
    article["uri"] = _derived_uri(article)
    return _with_text(article)


def _fill_from_page(article: Article, text: str, received: datetime) -> None:
    """Fill what the message left open from the head of the page: title, date, address, site, author, language."""
    head = read_head(text)
    if not article["headlines"] and head.title:
        article["headlines"] = [_headline(head.title)]
    if article["versionCreated"] is None and head.published:
        moment = read_moment("published", head.published, received)
        article["versionCreated"] = moment.iso
        if moment.note:
            article["processing"].setdefault("notes", []).append(moment.note)
    if article["language"] == "und":
        article["language"] = read_tag(head.language) or "und"
    if not article.get("infoSources") and head.site:
        article["infoSources"] = [{"name": head.site, "role": "publisher"}]
    if not article.get("by"):
        article["by"] = head.author
    if head.url and not article.get("altIds"):
        article["altIds"] = [{"role": "url", "value": head.url}]


def _headline(value: str) -> Headline:
    return {"role": "main", "contentType": "text/plain", "value": value}


def _article(received: datetime, headline: str | None, body: shapes.Text, status: str) -> Article:
    main: Body = {"role": "main", "contentType": body.media or "text/plain", "value": body.value}
    digest = blake2b(f"{headline or ''}\0{body.value}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    return {
        "uri": "",
        "version": "1",
        "type": "text",
        "pubStatus": status,  # type: ignore[typeddict-item]
        "language": "und",
        "firstCreated": None,
        "versionCreated": None,
        "headlines": [_headline(headline)] if headline else [],
        "bodies": [main] if body.value.strip() else [],
        "by": None,
        "located": None,
        "infoSources": [],
        "altIds": [],
        "associations": [],
        "processing": {"receivedTime": received.isoformat(timespec="milliseconds"), "contentHash": digest},
    }


def _derived_uri(article: Article) -> str:
    """Return a uri made of what identifies the article best: its address, its guid, else its own content."""
    return _named(article.get("altIds", [])) or "urn:tocsin:article:" + article["processing"]["contentHash"]


def _named(alternatives: Sequence[AltId]) -> str | None:
    ids = {entry["role"]: entry["value"] for entry in reversed(alternatives)}
    if "url" in ids:
        return ids["url"]
    if "guid" in ids:
        guid = ids["guid"]
        return guid if re.match(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:\S", guid) else f"urn:tocsin:article:{guid}"
    return None


def _with_text(article: Article) -> Article:
    if not article["bodies"] and not article["headlines"] and article["pubStatus"] != "canceled":
        raise Rejected("body: no text in the message, expected a headline or a body (bodies, body_text, content ...)")
    return article
