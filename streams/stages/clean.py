"""Clean: any raw message in, one article of clean text out, keyed by its language."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from streams import schemas
from streams.articles.boilerplate import strip_boilerplate, strip_headline
from streams.articles.capitals import in_capitals, restore
from streams.articles.datelines import find_dateline
from streams.articles.door import admit
from streams.articles.language import find_language
from streams.articles.markup import to_text
from streams.articles.paragraphs import split_paragraphs
from streams.articles.repair import mend
from streams.reading.document import Dateline
from streams.records import Article
from streams.stages.outputs import Output, Rejected, Source
from streams.topics import Topic

MAX_BODY = 1_000_000
"""Longest clean body, in characters; the longest news features run to 100,000."""


def clean(value: bytes, source: Source) -> Iterator[Output]:
    """Yield the article of a raw message, cleaned, for ``articles.clean``; Rejected when there is none in it.

    The body becomes plain text, a line per paragraph, without what a page puts around it; its language, dateline and
    agency are recorded. A canceled article keeps no body: its uri and version say what is withdrawn.
    """
    article = admit(value, source.headers, source.time)
    _clean_text(article)
    article["processing"]["cleanedTime"] = article["processing"]["receivedTime"]
    if not article["processing"].get("notes"):
        article["processing"].pop("notes", None)
    if not schemas.valid("article", article):
        raise Rejected("; ".join(schemas.check("article", article)[:5]))
    yield Output(Topic.CLEAN, article["language"], article)


def _clean_text(article: Article) -> None:
    headline = strip_headline(" ".join(mend(article["headlines"][0]["value"]).split())) if article["headlines"] else ""
    raw = article["bodies"][0] if article["bodies"] and article["pubStatus"] != "canceled" else None
    text = ""
    if raw:
        text = to_text(raw["value"]) if raw.get("contentType") == "text/html" else raw["value"]
        if len(text) > 2 * MAX_BODY:
            raise Rejected(f"body: {len(text)} characters of text, expected at most {MAX_BODY}")
        text = "\n".join(strip_boilerplate(split_paragraphs(mend(text)), headline))
        if len(text) > MAX_BODY:
            raise Rejected(f"body: {len(text)} characters of text, expected at most {MAX_BODY}")
    if not text and not headline and article["pubStatus"] != "canceled":
        raise Rejected("body: no text left after cleaning, expected a headline or a body")
    article["language"] = find_language(text or headline, article["language"] if article["language"] != "und" else None)
    english = article["language"].startswith("en")
    dateline = find_dateline(text)
    if english and in_capitals(text):
        printed, text = text, restore(text)
        if dateline:
            dateline = _in_case(dateline, printed, text)
    if english and in_capitals(headline):
        headline = restore(headline)
    if dateline:
        _record_dateline(article, dateline)
    article["headlines"] = [{"role": "main", "contentType": "text/plain", "value": headline}] if headline else []
    article["bodies"] = []
    if article["pubStatus"] != "canceled":
        article["bodies"] = [
            {"role": "main", "contentType": "text/plain", "charCount": len(text), "wordCount": len(text.split()), "value": text}
        ]
    digest = blake2b(f"{headline}\0{text}".encode(), digest_size=16).hexdigest()
    article["processing"]["contentHash"] = digest


def _in_case(dateline: Dateline, printed: str, text: str) -> Dateline:
    """Return a dateline read from text in capitals as the restored text, equally long, writes it."""
    head = printed[: dateline.end]
    place = head.find(dateline.place)
    agency = head.find(dateline.agency) if dateline.agency else 0
    return dateline._replace(
        place=text[place : place + len(dateline.place)],
        agency=text[agency : agency + len(dateline.agency)] if dateline.agency else None,
    )


def _record_dateline(article: Article, dateline: Dateline) -> None:
    if dateline.place and not article.get("located"):
        article["located"] = dateline.place
    known = article.setdefault("infoSources", [])
    if dateline.agency and not any(entry["name"].lower() == dateline.agency.lower() for entry in known):
        known.append({"name": dateline.agency, "role": "agency"})
