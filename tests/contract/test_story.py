"""One story from its first alert to its Cancel, the same in memory, embedded and on Kafka.

``tests/golden/story.jsonl`` is written by hand: each line is an article, why it rings or not, how it ends and the alerts that it
adds: type, change, place, low, best and high of the killed, and the number told before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path as File
from typing import Any

import orjson

from streams import schemas
from streams.incidents.cap import reference
from streams.incidents.ringing import toll
from tests.contract.backends import Path
from tests.contract.test_contract import TEXT, counted

LINES = [orjson.loads(line) for line in File(__file__).parents[1].joinpath("golden/story.jsonl").read_bytes().splitlines()]


def written(line: dict[str, Any]) -> bytes:
    """The article of a line; ``seed`` gives it the first article's text with changes."""
    article, text = line["article"], TEXT
    for words, others in line.get("seed", {}).items():
        assert words in text
        text = text.replace(words, others)
    return orjson.dumps(article | {"body_text": text} if "seed" in line else article)


def heard(alert: dict[str, Any]) -> list[Any]:
    incident = alert["incident"]
    before = [toll(incident["previous"], "killed")] if incident["previous"] else []
    return [
        alert["msgType"],
        incident["change"],
        incident["place"]["name"],
        *(counted(alert, "killed", "all") or ()),
        before,
    ]


def test_a_story_is_told_from_its_first_alert_to_its_cancel(path: Path) -> None:
    known: list[dict[str, Any]] = []
    ends: Counter[str] = Counter()
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in LINES:
        path.publish(written(line))
        ends[line["outcome"]] += 1
        assert path.outcomes() == dict(ends), line["why"]
        seen = {alert["identifier"] for alert in known}
        fresh = [alert for alert in path.alerts() if alert["identifier"] not in seen]
        assert sorted(map(heard, fresh), key=str) == sorted(line["alerts"], key=str), line["why"]
        for alert in fresh:
            assert schemas.check("alert", alert) == []
            story = told[alert["incident"]["id"]]
            assert alert["references"] == [reference(earlier) for earlier in story]
            story.append(alert)
        known += fresh
    assert sorted(len(story) for story in told.values()) == [2, 5]
