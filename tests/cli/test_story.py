"""A newcomer's first hour at the terminal: broker and worker up, articles in, alerts out, and what can be asked of them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Producer

from streams.examples import EXAMPLES
from tests.kafka import free_port, wait_until

TOCSIN = [sys.executable, "-m", "streams.cli"]
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}


class Terminal:
    """One terminal in a folder of its own; the broker is at ``address``."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder

    def __call__(self, *line: str, code: int = 0, **environ: str) -> str:
        """Run a command, check its exit code, and return what it printed."""
        done = subprocess.run(
            [*TOCSIN, *line],
            cwd=self.folder,
            env={**ENVIRON, "TOCSIN_BROKER": self.address, "COLUMNS": "200", **environ},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stderr[-3000:]
        return done.stdout

    def lines(self, *line: str) -> list[dict[str, object]]:
        return [orjson.loads(found) for found in self(*line).splitlines()]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    folder, port = tmp_path_factory.mktemp("desk"), free_port()
    log = folder / "up.log"
    with log.open("wb") as out:
        up = subprocess.Popen(
            [*TOCSIN, "up", "--port", str(port)],
            env={**ENVIRON, "TOCSIN_HEALTH_PORT": "0"}, stdout=out, stderr=out, cwd=folder,
        )  # fmt: skip
    try:
        wait_until(lambda: "ready:" in log.read_text() or up.poll() is not None, 60, "tocsin up says that it is ready")
        assert "which keeps nothing" in log.read_text()
        terminal = Terminal(f"127.0.0.1:{port}", folder)
        for example in sorted(EXAMPLES, key=lambda one: one.follows):
            (folder / ("later" if example.follows else "first")).mkdir(exist_ok=True)
            (folder / ("later" if example.follows else "first") / example.name).write_bytes(example.read())
        yield terminal
        up.send_signal(signal.SIGINT)
        assert up.wait(40) == 0
        assert "has kept nothing" in log.read_text()
    finally:
        up.kill()
        up.wait(10)


@pytest.fixture(scope="module")
def published(terminal: Terminal) -> Terminal:
    """The examples published in two waves, as in the demo, and a broken message of another program."""
    facts = ("--source", "Rudaw", "--date", "2018-05-01T18:00:00+03:00")
    said = terminal("publish", "first", *facts, code=1)
    assert "6 articles published" in said
    assert "1 failed" in said
    producer = Producer({"bootstrap.servers": terminal.address})
    broken = next(example for example in EXAMPLES if example.outcome == "rejected").read()
    producer.produce("articles.raw", broken, "urn:broken", headers={"content-type": b"application/json"})
    assert producer.flush(10) == 0
    terminal("audit", "--wait", "60")
    terminal("publish", "later")
    terminal("audit", "--wait", "60")
    return terminal


def test_every_article_is_accounted_for(published: Terminal) -> None:
    accounts = orjson.loads(published("audit", "--json"))
    expected = {outcome: sum(one.outcome == outcome for one in EXAMPLES) for outcome in accounts["outcomes"]}
    assert accounts["outcomes"] == expected
    assert accounts["missing"] == accounts["doubled"] == []


def test_what_failed_to_publish_is_in_a_file_that_publish_takes(published: Terminal) -> None:
    (file,) = published.folder.glob("undelivered-*.jsonl")
    kept = orjson.loads(file.read_bytes())["undelivered"]
    assert kept["value"].startswith('{"uri": "urn:example:wire:cut"')
    published("publish", str(file), "--undelivered", "again.jsonl", code=1)
    assert orjson.loads((published.folder / "again.jsonl").read_bytes())["undelivered"]["value"] == kept["value"]


def test_alerts_are_heard_in_every_form(published: Terminal) -> None:
    alerts = published.lines("subscribe", "--from", "beginning", "--end", "--jsonl")
    assert {alert["msgType"] for alert in alerts} == {"Alert", "Update", "Cancel"}
    table = published("subscribe", "--from", "beginning", "--end", "--as", "table")
    assert len(table.splitlines()) == len(alerts) + 1
    bells = published("subscribe", "--from", "beginning", "--end")
    assert len(re.findall(r" (?:ALERT|UPDATE|CANCEL) ", bells)) == len(alerts)


def test_filters_choose(published: Terminal) -> None:
    def heard(*line: str) -> set[object]:
        alerts = published.lines("subscribe", "--from", "beginning", "--end", "--jsonl", *line)
        return {(alert["incident"]["place"] or {}).get("country") for alert in alerts}  # type: ignore[index]

    assert heard("--country", "SYR") == {"SYR"}
    assert heard("--missing", "1") == {"PHL"}
    assert heard("--type", "Cancel") == {"POL"}
    assert heard("--from", "1h", "--idle", "1", "--most", "1")
    assert heard("--status", "Test") == set()


def test_incidents_are_listed_shown_and_exported(published: Terminal) -> None:
    incidents = published.lines("incidents", "list", "--jsonl")
    assert "POL" not in {incident["place"]["country"] for incident in incidents}  # type: ignore[index]
    name = str(incidents[0]["id"]).rpartition(":")[2]
    assert name in published("incidents", "list")
    assert "ALERT" in published("incidents", "show", name)
    assert len(published("incidents", "export").splitlines()) == len(incidents) + 2
    assert len(orjson.loads(published("incidents", "export", "--as", "geojson"))["features"]) == len(incidents)
    published("incidents", "export", "--as", "cap", "--to", "cap")
    assert len(list((published.folder / "cap").glob("*.xml"))) == len(incidents)
    published("incidents", "show", "nothing", code=2)


def test_why_says_what_speaks_for_and_against(published: Terminal) -> None:
    ferry = next(one for one in published.lines("incidents", "list", "--jsonl") if one["place"]["country"] == "PHL")  # type: ignore[index]
    first, second = (report["id"] for report in ferry["reports"])  # type: ignore[attr-defined]
    assert "One event: the score is" in published("why", first, second)
    assert "Two events: the score is" in published(
        "why", first, "urn:tocsin:incident:" + _other(published, str(ferry["id"]))
    )


def _other(terminal: Terminal, identifier: str) -> str:
    names = [str(one["id"]) for one in terminal.lines("incidents", "list", "--jsonl")]
    return next(name for name in names if name != identifier).rpartition(":")[2]


def test_a_replay_rings_the_same_and_only_for_those_who_rehearse(published: Terminal) -> None:
    before = published.lines("subscribe", "--from", "beginning", "--end", "--jsonl")
    again = published.lines("replay", "--topic", "casualty.reports", "--from", "beginning", "--jsonl", "--publish")
    assert {alert["identifier"] for alert in again} == {alert["identifier"] for alert in before}
    assert {alert["status"] for alert in again} == {"Test"}
    assert published.lines("subscribe", "--from", "beginning", "--end", "--jsonl") == before
    assert len(published.lines("subscribe", "--from", "beginning", "--end", "--jsonl", "--status", "Test")) == len(again)
    assert orjson.loads(published("audit", "--json"))["complete"]


def test_records_obey_their_schemas(published: Terminal) -> None:
    alerts = published("subscribe", "--from", "beginning", "--end", "--jsonl")
    (published.folder / "alerts.jsonl").write_text(alerts)
    published("schemas", "check", "alert", "alerts.jsonl")
    published("schemas", "check", "article", "alerts.jsonl", code=1)
    published("schemas", "write", "contract")
    assert (published.folder / "contract" / "alert.schema.json").is_file()


def test_topics_are_as_the_settings_want_them(published: Terminal) -> None:
    assert "articles.raw" in published("topics", "list")
    published("topics", "check")
    assert "partitions is 4, wanted 8" in published("topics", "check", code=1, TOCSIN_PARTITIONS="8")


def test_dead_letters_are_listed_replayed_and_dropped(published: Terminal) -> None:
    letter = next(one for one in published.lines("dead", "list", "--jsonl"))
    name = str(letter["id"])
    assert "broken JSON" in published("dead", "list")
    assert '{"uri": "urn:example:wire:cut"' in published("dead", "show", name)
    published("dead", "show", "99:99", code=2)
    assert "1 dead letters replayed" in published("dead", "replay", name)
    published("audit", "--wait", "30")
    (again,) = published.lines("dead", "list", "--jsonl")
    assert (again["id"], again["value"]) != (name, None)
    assert again["value"] == letter["value"]
    assert "1 dead letters dropped" in published("dead", "drop", "--stage", "clean")
    assert published("dead", "list") == ""


def test_the_demo_accounts_for_everything_and_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [*TOCSIN, "demo"], cwd=tmp_path, env=ENVIRON, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "every article is accounted for, nothing was lost or doubled" in done.stdout
    assert "ALERT" in done.stdout
