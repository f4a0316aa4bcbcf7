"""The names that publishers give to the fields of an article, and how to read each of them.

Known shapes: IPTC ninjs 3.1 and 1.x, RSS and Atom items as feed parsers write them, JSON Feed, news APIs, GDELT.
One table, ``FIELDS``, lists the names of each field in order of belief; the first one that holds something wins. A name
that is there with a value of the wrong type is an error of the publisher, reported with the field and the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from streams.records import AltId, Association, InfoSource
from streams.stages.outputs import Rejected

_NAMES = {
    "uri": "uri",
    "url": """
        url link links canonical_url canonicalUrl permalink webUrl web_url external_url sourceurl
        SOURCEURL DocumentIdentifier href""",
    "guid": "guid id _id uuid article_id articleId",
    "headline": "headline title name webTitle TITLE heading",
    "text": """
        body_text articleBody body content content:encoded content_encoded content_text bodyText
        fullText full_text article_text maintext text story""",
    "markup": "body_xhtml body_html content_html bodyHtml html",
    "summary": "description summary description_text abstract snippet trailText lead excerpt",
    "firstCreated": "firstCreated firstcreated dateCreated date_created created created_at createdAt",
    "published": """
        published pubDate pubdate publishedAt published_at published_date publishDate publish_date
        datePublished date_published publicationDate pub_date webPublicationDate dateTimePub dateTime
        datetime date dc:date dc_date seendate timestamp time published_parsed issued""",
    "updated": """
        versionCreated versioncreated updated updated_at updatedAt dateModified date_modified modified
        updated_parsed""",
    "by": "by byline author authors creator dc:creator dc_creator byLine",
    "language": "language lang inLanguage languageCode xml:lang dc:language",
    "located": "located dateline location",
    "source": "source publisher provider site_name siteName source_name sourceName domain site feed",
}
FIELDS: dict[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in _NAMES.items()}
"""The names of each field, in order of belief."""
_INNER = ("value", "#text", "_", "$t", "name", "title", "text", "content", "label", "rendered", "html")
"""Where an object that stands for a text keeps it (Atom content, WordPress titles, news-API sources)."""
_STATUS = {
    **dict.fromkeys(("usable", "published", "publish", "live", "updated", "corrected", "public"), "usable"),
    **dict.fromkeys(("withheld", "embargoed", "draft", "private", "pending"), "withheld"),
    **dict.fromkeys(
        ("canceled", "cancelled", "cancel", "withdrawn", "retracted", "deleted", "removed", "kill", "killed"), "canceled"
    ),
}
_NO_TEXT = ("picture", "video", "audio", "graphic", "composite", "planning", "event", "package", "image", "photo", "gallery")
_CUT = re.compile(r"(?:…|\.\.\.)?\s{0,3}\[\+?\d{1,7} chars\]\s*$")
"""How a news API marks that it cut a text."""
_RELS = ("duplicateOf", "updates", "translationOf")
_SHOWN = 60


class Text(NamedTuple):
    """A text and its media type, '' where the publisher did not say."""

    value: str
    media: str = ""


def shown(value: Any) -> str:
    """Return a value as an error message shows it: short."""
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def first(item: Mapping[str, Any], field: str) -> tuple[str, Any]:
    """Return the name and value of the first name of a field that holds something."""
    for name in FIELDS[field]:
        value = item.get(name)
        if value is not None and value != "" and value != [] and value != {}:
            return name, value
    return field, None


def text_in(value: Any, depth: int = 0) -> str | None:
    """Return the text that a value stands for: a string, or an object or list of one that holds it; None when none does.

    >>> text_in({"title": {"rendered": "Quake"}}), text_in(["", "b"]), text_in(7)
    ('Quake', 'b', None)
    """
    if isinstance(value, str):
        return value.strip() or None
    if depth > 4:
        return None
    if isinstance(value, Mapping):
        inner: Any = [value.get(name) for name in _INNER]
    elif isinstance(value, list):
        inner = value[:10]
    else:
        return None
    return next((text for part in inner if (text := text_in(part, depth + 1))), None)


def read_text(item: Mapping[str, Any], field: str) -> str | None:
    """Return a field's text; Rejected when the field holds something that is no text at all."""
    name, value = first(item, field)
    if value is None:
        return None
    text = text_in(value)
    if text is None and not isinstance(value, (Mapping, list)):
        raise Rejected(f"{name}: {shown(value)}, expected a text")
    return text


def read_headlines(item: Mapping[str, Any]) -> str | None:
    """Return the main headline, of ninjs 3 ``headlines`` or of any single field."""
    return _main(item, "headlines").value or read_text(item, "headline")


def read_body(item: Mapping[str, Any]) -> Text:
    """Return the fullest text of an article: its body, else its summary, with the media type when one is known."""
    if (main := _main(item, "bodies")).value:
        return main
    plain = Text(read_text(item, "text") or "", _media(item, "text"))
    markup = Text(read_text(item, "markup") or "", "text/html")
    if cut := _CUT.search(plain.value, max(0, len(plain.value) - 40)):
        plain = Text(plain.value[: cut.start()].rstrip(), plain.media)
    summary = Text(read_text(item, "summary") or "", _media(item, "summary"))
    body = plain if "body_text" in item and plain.value else markup if len(markup.value) > len(plain.value) else plain
    return body if body.value and not (cut and len(summary.value) > len(body.value)) else summary


def _media(item: Mapping[str, Any], field: str) -> str:
    value = first(item, field)[1]
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, Mapping):
        kind = value.get("contentType") or value.get("type")
        if kind in ("html", "xhtml", "text/html", "application/xhtml+xml"):
            return "text/html"
    return ""


def _main(item: Mapping[str, Any], name: str) -> Text:
    """Return the main text of a ninjs 3 list: role main or none first, plain text before markup, then the longest."""
    entries = item.get(name)
    if entries is None:
        return Text("")
    if not isinstance(entries, list):
        raise Rejected(f"{name}: {shown(entries)}, expected a list of objects with a value")
    best, rank = Text(""), (-1, -1, -1)
    for entry in entries[:50]:
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if not isinstance(entry, Mapping) or not isinstance(value, str):
            raise Rejected(f"{name}: {shown(entry)}, expected an object whose value is a text")
        media = str(entry.get("contentType") or entry.get("contenttype") or "")
        role = str(entry.get("role") or "main").lower()
        mine = (int(role in ("main", "body", "headline", "full")), int("htm" not in media), len(value))
        if value.strip() and mine > rank:
            best, rank = Text(value.strip(), media), mine
    return best


def read_status(item: Mapping[str, Any]) -> str:
    """Return the ninjs publication status; Rejected when there is one that is not known."""
    value = item.get("pubStatus", item.get("pubstatus", item.get("status")))
    if value is None or value == "":
        return "usable"
    status = _STATUS.get(value.strip().lower()) if isinstance(value, str) else None
    if status is None:
        if "pubStatus" not in item and "pubstatus" not in item:
            return "usable"  # `status` means many things to many publishers
        raise Rejected(f"pubStatus: {shown(value)}, expected usable, withheld or canceled")
    return status


def read_type(item: Mapping[str, Any]) -> None:
    """Refuse items that are not text: pictures, videos, packages."""
    kind = item.get("type")
    if isinstance(kind, str) and kind.lower() in _NO_TEXT:
        raise Rejected(f"type: {shown(kind)}, expected text")


def read_version(item: Mapping[str, Any]) -> str:
    """Return the version as the publisher counts; ``1`` when none was given."""
    value = item.get("version")
    if value is None or value == "":
        return "1"
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Rejected(f"version: {shown(value)}, expected a whole number or a short text")
    text = str(value).strip() or "1"
    if len(text) > 64:
        raise Rejected(f"version: {shown(value)}, expected at most 64 characters")
    return text


def read_uri(item: Mapping[str, Any]) -> str | None:
    """Return the publisher's own uri for the article; Rejected when it cannot be one."""
    value = item.get("uri")
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Rejected(f"uri: {shown(value)}, expected a text")
    return checked_uri("uri", value)


def checked_uri(name: str, value: str) -> str | None:
    """Return an identifier without its blanks; Rejected when it is too long or holds control characters."""
    uri = value.strip()
    if len(uri) > 2048:
        raise Rejected(f"{name}: {len(uri)} characters, expected at most 2048")
    if not uri.isprintable():
        raise Rejected(f"{name}: {shown(uri)}, expected printable characters")
    return uri or None


def read_alternatives(item: Mapping[str, Any]) -> list[AltId]:
    """Return the article's other identifiers: its url, its guid, and what ninjs lists as altIds."""
    found: list[AltId] = []
    _, url = first(item, "url")
    link = _link(url)
    if link and (uri := checked_uri("url", link)):
        found.append({"role": "url", "value": uri})
    name, guid = first(item, "guid")
    if isinstance(guid, int) and not isinstance(guid, bool):
        guid = str(guid)
    text = text_in(guid)
    if text and (uri := checked_uri(name, text)) and uri != link:
        found.append({"role": "guid", "value": uri})
    for entry in _entries(item, "altIds", "altids"):
        role, value = entry.get("role"), entry.get("value")
        if isinstance(value, str) and value.strip() and not any(value == known["value"] for known in found):
            found.append({"role": role if isinstance(role, str) and role else "other", "value": value.strip()[:2048]})
    return found


def _link(value: Any) -> str | None:
    """Return the address in a link field: a string, Atom's {href}, or the alternate of several."""
    if isinstance(value, list):
        links = [link for link in value[:20] if isinstance(link, (str, Mapping))]
        alternate = [link for link in links if isinstance(link, str) or link.get("rel", "alternate") == "alternate"]
        value = next(iter(alternate or links), None)
    if isinstance(value, Mapping):
        value = value.get("href") or text_in(value)
    return value.strip() if isinstance(value, str) else None


def read_sources(item: Mapping[str, Any]) -> list[InfoSource]:
    """Return who provided the article: ninjs infoSources, else the publisher a feed or API names."""
    found: list[InfoSource] = []
    for entry in _entries(item, "infoSources", "infosources"):
        name = entry.get("name") or entry.get("title")
        if isinstance(name, str) and name.strip():
            found.append(_source(name.strip(), entry.get("uri"), entry.get("role")))
    _, value = first(item, "source")
    name = text_in(value)
    if name and not found:
        uri = value.get("uri") or value.get("url") or value.get("href") if isinstance(value, Mapping) else None
        if name.startswith(("http://", "https://")):
            uri, name = name, urlsplit_host(name) or name
        found.append(_source(name, uri, "publisher"))
    return found


def _source(name: str, uri: Any, role: Any) -> InfoSource:
    source: InfoSource = {"name": name[:500]}
    if isinstance(uri, str) and uri:
        source["uri"] = uri[:2048]
    if isinstance(role, str) and role:
        source["role"] = role[:100]
    return source


def urlsplit_host(url: str) -> str | None:
    """Return the host of a web address, None for what is not one."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def read_associations(item: Mapping[str, Any]) -> list[Association]:
    """Return the relations to other articles that this product knows: copy of, update of, translation of."""
    found: list[Association] = []
    for entry in _entries(item, "associations"):
        rel, uri = entry.get("rel"), entry.get("uri")
        if rel in _RELS and isinstance(uri, str) and 0 < len(uri) <= 2048:
            found.append({"rel": rel, "uri": uri})
    return found


def _entries(item: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    value: list[Any] = next((item[name] for name in names if isinstance(item.get(name), list)), [])
    return [entry for entry in value[:50] if isinstance(entry, Mapping)]


def read_by(item: Mapping[str, Any]) -> str | None:
    """Return the byline, several authors joined by commas."""
    _, value = first(item, "by")
    if isinstance(value, list):
        names = [name for part in value[:20] if (name := text_in(part))]
        return ", ".join(names)[:500] or None
    text = text_in(value)
    return text[:500] if text else None
