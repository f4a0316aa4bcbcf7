"""How much programs at the terminal hear of trouble: little, but of each thing."""

from __future__ import annotations

import logging

from streams.cli.console import _NowAndThen


def record(name: str, message: str, *arguments: object, at: float = 1000.0) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "", 0, message, arguments, None)
    made.created = at
    return made


def test_two_topics_that_cannot_be_followed_are_both_told_of() -> None:
    through = _NowAndThen().filter
    message = "%s can't be followed: %s"
    assert through(record("streams.gateway.following", message, "articles.enriched", 1))
    assert through(record("streams.gateway.following", message, "casualty.alerts", 1))
    assert not through(record("streams.gateway.following", message, "casualty.alerts", 2, at=1009.0))
    assert through(record("streams.gateway.following", message, "casualty.alerts", 3, at=1011.0))


def test_a_library_is_heard_once_in_ten_seconds_whatever_it_says() -> None:
    through = _NowAndThen().filter
    assert through(record("kafka.conn", "%s closed", 1))
    assert not through(record("kafka.client", "%s refused", 2))
    assert through(record("aiokafka", "%s refused", 2))
    assert not through(record("aiokafka", "node %s is gone", 2))
    assert through(record("aiokafka", "node %s is gone", 2, at=1010.5))
