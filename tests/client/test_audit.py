"""The accounts: every raw record comes to one end, and what is missing or doubled is named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from streams.client.audit import READ, Accounts, Ledger
from streams.client.consuming import Record
from streams.client.letters import HANDLED, HOW, PREFIX
from streams.topics import Topic
from tests.incidents.made import report

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Topics:
    """Records of all topics, as the worker writes them."""

    def __init__(self) -> None:
        self.records: dict[Topic, list[Record]] = {topic: [] for topic in Topic}

    def put(self, topic: Topic, key: str, value: Any, event: str | None = None, cause: str = "", **headers: str) -> Record:
        named = {**({"ce_id": event, "ce_causationid": cause} if event else {}), **headers}
        raw = None if value is None else orjson.dumps(value)
        place = len(self.records[topic])
        record = Record(
            topic.value, 0, place, key.encode(), raw, [(name, text.encode()) for name, text in named.items()], NOW
        )
        self.records[topic].append(record)
        return record

    def die(self, record: Record, stage: str) -> Record:
        place = {"topic": record.topic, "partition": str(record.partition), "offset": str(record.offset), "stage": stage}
        return self.put(Topic.DEAD, "k", "x", **{PREFIX + name: text for name, text in place.items()})

    def raw(self, uri: str) -> Record:
        return self.put(Topic.RAW, uri, {}, f"raw/{uri}")

    def clean(self, uri: str, cause: str | None = None) -> Record:
        return self.put(Topic.CLEAN, "en", {}, f"articles.clean/{uri}#1", cause or f"raw/{uri}")

    def held(self, uri: str) -> Record:
        value = {"uri": uri, "pubStatus": "withheld"}
        return self.put(Topic.CLEAN, "en", value, f"articles.clean/{uri}#1", f"raw/{uri}")

    def unique(self, uri: str) -> Record:
        self.put(Topic.SEEN, uri, [1, {}])
        return self.put(Topic.UNIQUE, uri, {}, f"articles.unique/{uri}#1", f"articles.clean/{uri}#1")

    def enriched(self, uri: str, *reports: Any, status: str = "usable") -> Record:
        value = {"uri": uri, "pubStatus": status, "reports": reports}
        return self.put(Topic.ENRICHED, uri, value, f"articles.enriched/{uri}#1", f"articles.unique/{uri}#1")

    def report(self, made: Any) -> Record:
        return self.put(Topic.REPORTS, "SYR", made, f"casualty.reports/{made['id']}", "")

    def alert(self, made: Any, identifier: str = "i.1", **more: Any) -> Record:
        incident = {"id": "i", "reports": [{"id": made["id"]}], **more}
        return self.put(
            Topic.ALERTS,
            "i",
            {"identifier": identifier, "status": "Actual", "incident": incident},
            f"casualty.alerts/{identifier}",
            "",
        )

    def through(self, uri: str, *reports: Any, status: str = "usable") -> None:
        self.raw(uri), self.clean(uri), self.unique(uri), self.enriched(uri, *reports, status=status)

    def accounts(self) -> Accounts:
        ledger = Ledger()
        for topic in READ:
            for record in self.records[topic]:
                ledger.add(topic, record)
        return ledger.accounts()


def test_every_topic_is_read_once() -> None:
    assert sorted(READ) == sorted(Topic)


def test_every_article_comes_to_one_end() -> None:
    topics, rings = Topics(), report("urn:alert")
    topics.through("urn:alert", rings)
    topics.report(rings)
    topics.alert(rings)
    topics.through("urn:quiet")
    topics.through("urn:gone", status="canceled")
    topics.raw("urn:copy"), topics.clean("urn:copy"), topics.put(Topic.SEEN, "urn:copy", [3, {"duplicateOf": "urn:alert"}])
    topics.die(topics.raw("urn:broken"), "clean")
    accounts = topics.accounts()
    assert accounts.outcomes == {"alerted": 1, "quiet": 1, "duplicate": 1, "withdrawn": 1, "rejected": 1}
    assert (accounts.published, accounts.alerts, accounts.incidents) == (5, 1, 1)
    assert accounts.complete


def test_what_is_withheld_is_quiet_until_it_is_usable() -> None:
    topics = Topics()
    topics.raw("urn:held"), topics.held("urn:held")
    accounts = topics.accounts()
    assert accounts.complete and accounts.outcomes["quiet"] == 1
    topics.put(Topic.RAW, "urn:held", {}, "raw/again")
    topics.clean("urn:held", "raw/again"), topics.unique("urn:held"), topics.enriched("urn:held")
    accounts = topics.accounts()
    assert accounts.complete and accounts.outcomes["quiet"] == 2


def test_what_stopped_on_its_way_is_named_with_the_stage() -> None:
    topics, rings = Topics(), report("urn:d")
    topics.raw("urn:a")
    topics.raw("urn:b"), topics.clean("urn:b")
    topics.raw("urn:c"), topics.clean("urn:c"), topics.unique("urn:c")
    topics.through("urn:d", rings)
    assert [(lost.what, lost.before) for lost in topics.accounts().missing] == [
        ("urn:a", "clean"),
        ("urn:b", "dedupe"),
        ("urn:c", "enrich"),
        (rings["id"], "enrich"),
    ]
    topics.report(rings)
    assert (rings["id"], "alert") in [(lost.where, lost.before) for lost in topics.accounts().missing]
    topics.put(Topic.INCIDENTS, "i", [5, {"reports": [{"id": rings["id"]}]}])
    assert rings["id"] not in [lost.where for lost in topics.accounts().missing]


def test_a_death_at_any_stage_is_an_end() -> None:
    topics = Topics()
    topics.raw("urn:a"), topics.die(topics.clean("urn:a"), "dedupe")
    topics.raw("urn:b"), topics.clean("urn:b"), topics.die(topics.unique("urn:b"), "enrich")
    accounts = topics.accounts()
    assert accounts.outcomes["rejected"] == 2
    assert accounts.complete


def test_a_letter_that_was_replayed_is_on_its_way_again() -> None:
    topics = Topics()
    topics.raw("urn:a"), topics.clean("urn:a")
    letter = topics.die(topics.unique("urn:a"), "enrich")
    topics.put(Topic.DEAD, "k", None, **{HANDLED: f"{letter.partition}:{letter.offset}", HOW: "replayed"})
    assert [lost.before for lost in topics.accounts().missing] == ["enrich"]
    topics.enriched("urn:a")
    assert topics.accounts().outcomes["quiet"] == 1


def test_a_letter_that_was_dropped_stays_dead() -> None:
    topics = Topics()
    letter = topics.die(topics.raw("urn:a"), "clean")
    topics.put(Topic.DEAD, "k", None, **{HANDLED: f"{letter.partition}:{letter.offset}", HOW: "dropped"})
    assert topics.accounts().outcomes["rejected"] == 1


def test_the_same_article_published_twice_is_a_duplicate() -> None:
    topics = Topics()
    topics.through("urn:a")
    topics.raw("urn:a")
    topics.clean("urn:a")
    assert topics.accounts().outcomes == {"alerted": 0, "quiet": 1, "duplicate": 1, "withdrawn": 0, "rejected": 0}


def test_a_record_done_again_is_repeated_and_harms_nobody() -> None:
    topics, rings = Topics(), report("urn:a")
    topics.through("urn:a", rings)
    topics.report(rings), topics.report(rings)
    topics.alert(rings), topics.alert(rings)
    accounts = topics.accounts()
    assert accounts.repeated == 2
    assert accounts.complete


def test_two_alerts_under_one_identifier_are_doubled() -> None:
    topics, rings = Topics(), report("urn:a")
    topics.through("urn:a", rings)
    topics.report(rings)
    topics.alert(rings), topics.alert(rings, revision=2)
    accounts = topics.accounts()
    assert accounts.doubled == ("i.1",)
    assert not accounts.complete


def test_an_article_from_a_publisher_without_headers_is_followed_by_its_place() -> None:
    topics = Topics()
    topics.put(Topic.RAW, "", {})
    topics.clean("urn:a", "articles.raw:0:0"), topics.unique("urn:a"), topics.enriched("urn:a")
    assert topics.accounts().outcomes["quiet"] == 1
