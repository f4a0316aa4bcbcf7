"""Markup read tag by tag."""

from __future__ import annotations

import pytest

from streams.articles.tags import is_tame, visible_text, without_silent


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Five <b>people</b> died.</p><p>Two fled.</p>", "Five people died.\nTwo fled."),
        ("Five<br>died<br/>today", "Five\ndied\ntoday"),
        ("<style>p{}</style><p>Five</p><script>var a = '<p>six</p>'</script>", "Five"),
        ("<p>a < b and c > d", "a < b and c > d"),
        ("<p>Five<!-- six --> died", "Five died"),
        ("<table><tr><td>Killed</td><td>5</td></tr></table>", "Killed\n5"),
        ("no markup", "no markup"),
        ("<p>Five\n people\r\ndied</p>", "Five people died"),
        ("<script>never closed <p>five", "never closed\nfive"),
    ],
)
def test_visible_text(markup: str, text: str) -> None:
    assert visible_text(markup) == text


def test_silent_elements_go_from_pages_and_buttons_stay() -> None:
    assert without_silent("<P>a<SCRIPT>b</SCRIPT>c<button>d</button>") == "<P>ac<button>d</button>"


@pytest.mark.parametrize(
    ("markup", "tame"),
    [
        ("<html>" + "<p>" * 30_000, True),
        ("<html>" + "<p>" * 50_000, False),
        ("<html>" + "<div>" * 300, False),
        ("<html>" + "<div></div>" * 9000, True),
        ("<html><div " + " ".join(f"a{i}='x'" for i in range(500)) + ">", False),
        ("<html>" + "<" * 100_000, False),
    ],
)
def test_tameness(markup: str, tame: bool) -> None:
    assert is_tame(markup) is tame
