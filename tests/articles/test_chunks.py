"""An article in several parts is completed, a second article is not added."""

from __future__ import annotations

from lxml import html

from streams.articles.chunks import complete

PROSE = [
    f"The {place} bridge fell into the river on Monday, and divers searched the water until midnight."
    for place in ("northern", "southern", "eastern", "western")
]


def part(*paragraphs: str) -> str:
    return "<div class='part'>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) + "</div>"


def test_parts_of_one_build_belong_together() -> None:
    page = html.fromstring(
        f"<body><div id='story'>{part(PROSE[0])}<img>{part(PROSE[1])}{part(PROSE[2], PROSE[3])}</div></body>"
    )
    assert complete(page, PROSE[1]).split("\n") == PROSE


def test_a_part_of_another_build_does_not() -> None:
    page = html.fromstring(f"<body><div id='story'>{part(PROSE[0])}<div class='box'><p>{PROSE[1]}</p></div></div></body>")
    assert complete(page, PROSE[0]) == PROSE[0]


def test_a_second_article_does_not() -> None:
    page = html.fromstring(f"<body><article>{part(PROSE[0])}</article><article>{part(PROSE[1])}</article></body>")
    assert complete(page, PROSE[0]) == PROSE[0]


def test_a_small_part_left_out_stays_out() -> None:
    page = html.fromstring(f"<body><div>{part(*PROSE)}{part('An aside. ' * 9)}</div></body>")
    assert complete(page, "\n".join(PROSE * 3)) == "\n".join(PROSE * 3)
