"""What a page says of itself."""

from __future__ import annotations

import pytest

from streams.articles.pages import Head, read_head


def test_everything_is_said() -> None:
    head = read_head(
        '<html lang="en-GB"><head><title>Ignored</title><meta content="Five &amp; two" property="og:title">'
        '<meta name="author" content="A. Writer"><meta property="og:url" content="https://bell.example/1">'
        '<script type="application/ld+json">{"datePublished": "2018-05-01T15:00:00Z"}</script>'
        '<meta property="og:site_name" content="Bell">'
    )
    assert head == Head("Five & two", "2018-05-01T15:00:00Z", "https://bell.example/1", "Bell", "A. Writer", "en-GB")


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Five die | Bell</title><meta property=og:site_name content=Bell>", "Five die"),
        ("<h1>Five <b>die</b></h1><p>x</p>", "Five die"),
        ("<title>Five die - two missing</title>", "Five die - two missing"),
        ("<p>none</p>", None),
        ("", None),
    ],
)
def test_titles(page: str, title: str | None) -> None:
    assert read_head(page).title == title
