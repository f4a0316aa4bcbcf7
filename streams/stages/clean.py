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
from streams.articles.tags import visible_text
from streams.reading.document import Dateline
from streams.records import Article
from streams.stages.outputs import Output, Rejected, Source
from streams.topics import Topic

MAX_BODY = 1_000_000
"""Longest clean body, in characters; the longest news features run to 100,000."""
MAX_HEADLINE = 1_000
"""Longest headline; what is longer is cut and noted."""


def clean(value: bytes, source: Source) -> Iterator[Output]:
    """Yield the article of a raw message, cleaned, for ``articles.clean``; Rejected when there is none in it.

    The body becomes plain text, a line per paragraph, without what a page puts around it; its language, dateline and
    agency are recorded. A canceled article keeps no body: its uri and version say what is withdrawn. An article that
    comes back from ``articles.clean`` passes as it is.
    """
    article = admit(value, source.headers, source.time)
    headline = article["headlines"][0]["value"] if article["headlines"] else ""
    text = article["bodies"][0]["value"] if article["bodies"] else ""
    if "cleanedTime" not in article["processing"]:
        headline = _clean_headline(article, headline)
        text = _clean_body(article, headline)
        if not text and not headline and article["pubStatus"] != "canceled":
            raise Rejected("body: no text left after cleaning, expected a headline or a body")
        headline, text = _in_its_language(article, headline, text)
    _write_text(article, headline, text)
    if not schemas.valid("article", article):
        raise Rejected("; ".join(schemas.check("article", article)[:5]))
    yield Output(Topic.CLEAN, article["language"], article)


def _clean_headline(article: Article, printed: str) -> str:
    if len(printed) > MAX_HEADLINE:
        note = f"headline: {len(printed)} characters, cut to {MAX_HEADLINE}"
        article["processing"].setdefault("notes", []).append(note)
        printed = printed[:MAX_HEADLINE].rsplit(None, 1)[0]
    if "<" in printed:
        printed = visible_text(printed)
    return strip_headline(" ".join(mend(printed).split()))


def _clean_body(article: Article, headline: str) -> str:
    """Return the body as plain text without what surrounds it, a line per paragraph."""
    if not article["bodies"] or article["pubStatus"] == "canceled":
        return ""
    raw = article["bodies"][0]
    text = to_text(raw["value"]) if raw.get("contentType") == "text/html" else raw["value"]
    if len(text) <= 2 * MAX_BODY:  # cleaning may halve a text, not more
        text = "\n".join(strip_boilerplate(split_paragraphs(mend(text)), headline))
    if len(text) > MAX_BODY:
        raise Rejected(f"body: {len(text)} characters of text, expected at most {MAX_BODY}")
    return text


def _in_its_language(article: Article, headline: str, text: str) -> tuple[str, str]:
    """Record language and dateline, and return headline and text with English capitals restored."""
    declared = article["language"]
    article["language"] = find_language(text or headline, None if declared == "und" else declared)
    english = article["language"].startswith("en")
    dateline = find_dateline(text)
    if english and in_capitals(text):
        printed, text = text, restore(text)
        dateline = dateline and _in_case(dateline, printed, text)
    if english and in_capitals(headline):
        headline = restore(headline)
    if dateline:
        _record_dateline(article, dateline)
    return headline, text


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


def _write_text(article: Article, headline: str, text: str) -> None:
    """Put the clean texts into the record, with what is counted and noted of them."""
    plain = "text/plain"
    article["headlines"] = [{"role": "main", "contentType": plain, "value": headline}] if headline else []
    article["bodies"] = []
    if article["pubStatus"] != "canceled":
        counts = len(text), len(text.split())
        article["bodies"] = [
            {"role": "main", "contentType": plain, "charCount": counts[0], "wordCount": counts[1], "value": text}
        ]
    processing = article["processing"]
    processing["cleanedTime"] = processing["receivedTime"]
    processing["contentHash"] = blake2b(f"{headline}\0{text}".encode(), digest_size=16).hexdigest()
    if not processing.get("notes"):
        processing.pop("notes", None)
