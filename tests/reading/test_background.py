from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.reading.background import belied, famed, refuted

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "The Bhopal disaster killed thousands.",
        "She lost her father in the Lockerbie bombing.",
        "He wrote of the students who were killed at Tiananmen Square protests.",
        "The Columbine High School shooting, in which 13 people were killed, changed the law.",
        "They compared it to the killing of George Floyd.",
        "The assassination of John F. Kennedy stunned the country.",
    ],
)
def test_what_the_world_recalls_is_no_news(text: str) -> None:
    assert famed(text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "At least 17 people were killed in a landslide in Bhopal on Monday.",
        "A Russian drone killed two workers near Chernobyl.",
        "Three people died in a house fire in Lockerbie, police said.",
        "A gunman killed two people in Columbine, Colorado.",
        "Two men were shot dead at Martin Luther King Jr. Drive and 5th Street.",
        "A stabbing at Rafik Hariri airport killed one man.",
        "Five students were hurt at Robert Kennedy Middle School.",
        "A crash on 7/7 left two dead.",
    ],
)
def test_new_dead_where_a_famous_killing_was_are_news(text: str) -> None:
    assert not famed(text, NOW)


def test_a_famous_killing_was_news_in_its_year() -> None:
    assert not famed("George Floyd was killed on Monday.", datetime(2020, 5, 26, tzinfo=UTC))


def test_an_erroneous_report_is_refuted() -> None:
    assert refuted("The erroneous report of her injury came from an agency.", 30)
    assert not refuted("The report of her injury came from an agency.", 30)


def test_what_a_report_says_is_false_with_it() -> None:
    text = "Six were killed, and a report of ten dead was wrong."
    assert not refuted(text, text.index("killed"))
    assert refuted(text, text.index("dead"))


def test_the_next_sentence_can_belie_a_claim() -> None:
    assert belied("This is false: there was no explosion.")
    assert not belied("This is the third attack of the week.")
