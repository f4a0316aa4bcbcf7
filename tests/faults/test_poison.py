"""Records that cannot be used end among the dead letters, byte for byte, with the reason; their neighbours go on."""

from __future__ import annotations

import gzip
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from confluent_kafka import Producer

from streams.client.audit import audit
from streams.topics import Topic
from tests.faults.rig import Rig
from tests.kafka import free_port, wait_until

pytestmark = [pytest.mark.kafka, pytest.mark.faults]
PREFIX = "__connect.errors."

UNUSABLE: dict[str, tuple[bytes | None, str, str]] = {
    "broken JSON": (b'{"uri": ', "Rejected", "not JSON"),
    "not an object": (b"[1, 2]", "Rejected", "uri is missing"),
    "wrong type": (b'{"uri": 7}', "Rejected", "uri is missing"),
    "null": (None, "Rejected", "value is null"),
    "empty": (b"", "Rejected", "not JSON"),
    "deep nesting": (b'{"uri": "u", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "Rejected", "not JSON"),
    "lone surrogate": (b'{"uri": "\\ud800"}', "Rejected", "not JSON"),
    "not UTF-8": (b'{"uri": "\xff\xfe"}', "Rejected", "not JSON"),
    "too large when packed": (b'{"uri": "u", "text": "' + b"x" * 1_000_000 + b'"}', "Rejected", "max_bytes"),
    "10 MB": (b'{"uri": "u", "text": "' + b"x" * 10_000_000 + b'"}', "Rejected", "max_bytes"),
    "raises": (b'{"uri": "u", "do": "raise"}', "ZeroDivisionError", "as asked"),
    "raises in dedupe": (b'{"uri": "u1", "do": "raise", "at": "dedupe"}', "ZeroDivisionError", "as asked"),
    "raises in enrich": (b'{"uri": "u2", "do": "raise", "at": "enrich"}', "ZeroDivisionError", "as asked"),
    "hangs": (b'{"uri": "u3", "do": "hang"}', "OverBudgetError", "article_seconds"),
    "hangs in enrich": (b'{"uri": "u4", "do": "hang", "at": "enrich"}', "OverBudgetError", "article_seconds"),
    "kills the parser": (b'{"uri": "u5", "do": "die", "at": "enrich"}', "NoAnswerError", "died with exit code 9"),
    "fails its batch": (b'{"uri": "u7", "do": "the whole batch"}', "RuntimeError", "the whole batch"),
    "grows too large": (b'{"uri": "u6", "do": "large", "bytes": 2000000, "at": "enrich"}', "Rejected", "max_bytes"),
}


STORY = "Five people were killed when a bridge fell into the river on Monday, police said. "
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "open divs": (b"<html><body>" + b"<div>" * 150_000 + STORY.encode(), "text/html", ""),
    "tables in tables": (b"<html><body>" + b"<table><tr><td>" * 20_000 + STORY.encode(), "text/html", ""),
    "entities of entities": (
        b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><html><p>&b;&b;' + STORY.encode(), "text/html", "",
    ),
    "1 MB on one line": (STORY.encode() * 11_500, "text/plain", ""),
    "one word of 900 KB": (b"a" * 900_000, "text/plain", ""),
    "NUL bytes": (b"\x00" * 1000 + STORY.encode() + b"\x00", "text/plain", ""),
    "lone surrogates": (b'{"uri": "urn:lone", "body_text": "' + STORY.encode() + b'\\ud800"}', "application/json", ""),
    "unknown character set": (STORY.encode(), "text/html; charset=klingon", ""),
    "packed though nothing says so": (gzip.compress(STORY.encode() * 100), "text/html", ""),
    "a number beyond all bounds": (b"At least " + b"9" * 400 + b" people were killed in Homs, police said.", "text/plain", ""),
    "NaN": (b'{"uri": "urn:nan", "version": NaN, "body_text": "x"}', "application/json", ""),
    "an unknown type": (STORY.encode(), "application/x-klingon", ""),
    "gzip": (b"Gunmen killed 3 people in Kano, Nigeria, police said.", "text/plain", "gzip"),
    "snappy": (b"A flood killed 14 people in Patna, India, officials said.", "text/plain", "snappy"),
    "lz4": (b"A landslide killed 8 people in Pasto, Colombia, rescue workers said.", "text/plain", "lz4"),
    "zstd": (b"A car bomb killed 11 people in Homs, Syria, witnesses said.", "text/plain", "zstd"),
}  # fmt: skip
"""Messages, what they say they are, and the codec of their batch."""


def headers(record: Any) -> dict[str, str]:
    return {name.removeprefix(PREFIX): value.decode() for name, value in record.headers() if name.startswith(PREFIX)}


def test_each_kind(bench: Callable[..., Rig]) -> None:
    rig = bench()
    worker = rig.worker()
    given = [("a", b"1"), ("a", b"\xff"), ("none", None)]
    for number, (value, _, _) in enumerate(UNUSABLE.values()):
        rig.publish(20)
        rig.send(value, key=b"\x00\xffk%d" % number, headers=given)
    rig.publish(20)
    wait_until(lambda: len(rig.dead) >= len(UNUSABLE), 120, f"{len(UNUSABLE)} dead letters", worker)
    account = rig.settle()
    assert account.lost == 0 and account.repeated == 0
    assert len(rig.dead) == len(UNUSABLE)
    dead = {record.key(): record for record in rig.dead}
    for number, (name, (value, kind, words)) in enumerate(UNUSABLE.items()):
        if b'"at"' in (value or b""):  # set aside by a later stage, as the stage before had written it
            assert value is not None
            record = dead[b"en" if b"dedupe" in value else value.split(b'"')[3]]
            assert orjson.loads(record.value()) == orjson.loads(value), name
        else:
            record = dead[b"\x00\xffk%d" % number]
            assert record.headers()[:3] == given, name
            assert record.value() == value, name
        reason = headers(record)
        assert reason["exception.class.name"].endswith(kind), (name, reason)
        assert words in reason["exception.message"], (name, reason)
        assert int(reason["offset"]) >= 0 and int(reason["partition"]) in range(4)
        assert reason["topic"].startswith(rig.prefix)
    stages = [headers(record)["stage"] for record in rig.dead]
    assert {stage: stages.count(stage) for stage in set(stages)} == {"clean": 13, "dedupe": 1, "enrich": 4}


@pytest.mark.timeout(600)
def test_hostile_articles_through_the_real_stages(bench: Callable[..., Rig]) -> None:
    """Whatever a message is, it ends within its budget and is accounted for, and so are its neighbours."""
    rig = bench(article_seconds=30)
    for number, (name, (value, kind, codec)) in enumerate(HOSTILE.items()):
        producer = Producer(
            {"bootstrap.servers": rig.kafka.address, "compression.type": codec or "none", "message.max.bytes": 11_000_000}
        )
        producer.produce(rig.topic(Topic.RAW), value, name, headers=[("content-type", kind.encode())])
        after = {"uri": f"urn:after:{number}", "body_text": f"A council met {number} times about item {name}."}
        producer.produce(rig.topic(Topic.RAW), orjson.dumps(after), name)
        assert producer.flush(30) == 0, name
    worker = rig.worker("streams.worker.agents", tree=True)
    wait_until(lambda: audit(rig.settings).complete, 300, "all accounted for", worker, every=2)
    accounts = audit(rig.settings)
    assert accounts.published == 2 * len(HOSTILE) == sum(accounts.outcomes.values())
    assert accounts.outcomes["alerted"] >= 4, "what came in any codec was read"
    assert accounts.outcomes["rejected"] == len(rig.read(Topic.DEAD))
    assert all(headers(record)["exception.message"] for record in rig.read(Topic.DEAD))
    assert worker.stop() == 0


def test_a_quarter_is_poison(bench: Callable[..., Rig]) -> None:
    rig = bench()
    for _ in range(25):
        rig.publish(30)
        for number in range(10):
            rig.send(b"{", key=b"%d" % number)
    worker = rig.worker()
    wait_until(lambda: len(rig.alerts) == 750 and len(rig.dead) == 250, 60, "all of them", worker)
    account = rig.settle()
    assert (account.lost, account.repeated, account.dead) == (0, 0, 250)


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"dead_run": 30, "dead_ratio": 1}, "in a row"), ({"dead_run": 100, "dead_ratio": 0.1}, "dead_ratio")],
)
def test_too_many_stop_the_worker(bench: Callable[..., Rig], settings: dict[str, Any], words: str) -> None:
    rig = bench(partitions=1)
    rig.publish(50)
    for _ in range(50):
        rig.publish(1)
        rig.send(b"{", key=b"k")
    rig.send(*[b"{"] * 200)
    tree = rig.worker(tree=True, batch=10, **settings)
    assert tree.process is not None
    assert tree.process.wait(60) == 1
    said = tree.log.read_text()
    assert words in said and "stopped for good" in said
    assert len(rig.read(Topic.DEAD)) <= 100  # most of what cannot be used waits where it was
    tree.settings = {"dead_run": 1000, "dead_ratio": 1}
    tree.start()
    wait_until(lambda: len(rig.dead) >= 250, 60, "the rest", tree)
    account = rig.settle()
    assert account.lost == 0


def test_a_record_that_takes_the_process_down(bench: Callable[..., Rig]) -> None:
    """Not even a stage that never returns, or dies, in the process of the event loop holds up its neighbours for good."""
    rig = bench()
    tree = rig.worker(tree=True)
    rig.publish(100)
    rig.send(b'{"uri": "a", "do": "die"}', b'{"uri": "b", "do": "stuck"}')
    rig.publish(100)
    wait_until(lambda: len(rig.dead) >= 2, 120, "two dead letters", tree)
    account = rig.settle()
    assert account.lost == 0
    assert {headers(record)["exception.class.name"].rpartition(".")[2] for record in rig.dead} == {"DeadlyError"}
    assert tree.stop() == 0


def test_a_stalled_partition_fails_liveness_and_is_cured(bench: Callable[..., Rig]) -> None:
    rig = bench()
    port = free_port()
    tree = rig.worker(tree=True, health_port=port, instance="one")
    url = f"http://127.0.0.1:{port}"

    def get(path: str) -> int:
        try:
            with urllib.request.urlopen(url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    wait_until(lambda: get("/ready") == 200, 30, "ready", tree)
    assert get("/live") == 200
    rig.publish(100)
    rig.settle()
    (child,) = tree.stages()
    os.kill(child, signal.SIGSTOP)
    rig.publish(100)
    wait_until(lambda: get("/live") == 503, 60, "liveness to fail", tree)
    wait_until(lambda: get("/live") == 200 and get("/ready") == 200, 60, "the cure", tree)
    assert rig.settle().lost == 0
    assert tree.stop() == 0
