"""Lines in, answers out: one each, in order, whatever is on a line, by one process or by several."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import pytest

from streams.cli import answers
from streams.cli.answers import AHEAD, CHUNK, Answerer, Task, answer
from streams.cli.inputs import Item
from streams.pipeline import Result
from streams.settings import Settings

TASK = Task(Settings(), True, None)


def item(number: int, value: bytes | None = None) -> Item:
    return Item(f"x:{number}", value or orjson.dumps({"uri": f"urn:{number}"}), "application/json", number)


class Echo(Answerer):
    """Answers without reading, so that tests are about order alone; a line that says so kills its process."""

    def results(self, chunk: Sequence[Item]) -> Iterator[tuple[Item, Result]]:
        for one in chunk:
            if one.value == b"die":
                os._exit(9)
            yield one, Result(orjson.loads(one.value)["uri"], "quiet")


@pytest.fixture(autouse=True)
def echo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "Answerer", Echo)
    monkeypatch.setattr(answers, "_start", start)


def start(task: Task) -> None:
    answers._answerer = Echo(task)


def uris(lines: Iterator[bytes]) -> list[Any]:
    return [orjson.loads(line)["uri"] for line in lines]


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, AHEAD + 3 * CHUNK + 7])
@pytest.mark.parametrize("processes", [1, 2])
def test_every_line_is_answered_in_order(count: int, processes: int) -> None:
    found = uris(answers.answers((item(number) for number in range(count)), TASK, processes))
    assert found == [f"urn:{number}" for number in range(count)]
    assert not multiprocessing.active_children(), "they ended before the last answer was given"


def test_a_line_that_kills_its_process_is_rejected_and_its_neighbours_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "CHUNK", 4)
    monkeypatch.setattr(answers, "ENOUGH", 8)
    lines = [item(number, b"die" if number == 6 else None) for number in range(20)]
    found = [orjson.loads(line) for line in answers.answers(iter(lines), TASK, 2)]
    assert [one["uri"] for one in found] == [None if number == 6 else f"urn:{number}" for number in range(20)]
    assert (found[6]["outcome"], found[6]["line"]) == ("rejected", 6)


def test_an_answer_does_not_wait_for_the_next_line() -> None:
    given: list[int] = []

    def asking() -> Iterator[Item]:
        for number in range(3):
            while len(given) < number:  # a program that sends a line when it has the answer to the one before
                pass
            yield item(number)

    for line in answers.answers(asking(), TASK, 1):
        given.append(orjson.loads(line)["uri"])
    assert given == ["urn:0", "urn:1", "urn:2"]


def test_an_error_of_the_source_is_raised() -> None:
    def broken() -> Iterator[Item]:
        yield item(1)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(answers.answers(broken(), TASK, 1))


def test_an_answer_has_what_the_standard_lists() -> None:
    article = {"uri": "urn:1", "bodies": [{"value": "Two died."}]}
    made = answer(item(1), Result("urn:1", "duplicate", None, "urn:0", 0.9, article))
    assert made == {
        "uri": "urn:1",
        "outcome": "duplicate",
        "duplicateOf": "urn:0",
        "similarity": 0.9,
        "article": {**article, "body_text": "Two died."},
        "alerts": [],
        "incidents": [],
    }


@pytest.mark.parametrize(
    ("value", "uri"), [(b"{broken", None), (b"[1]", None), (b'{"uri": 7}', None), (b'{"uri": "urn:1", "x": 1}', "urn:1")]
)
def test_a_rejected_line_has_its_uri_or_its_number(value: bytes, uri: str | None) -> None:
    made = answer(item(12, value), Result(None, "rejected", "no text"))
    assert (made["uri"], made.get("line"), made["reason"]) == (uri, None if uri else 12, "no text")
