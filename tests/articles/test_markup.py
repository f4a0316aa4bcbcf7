"""Pages are judged: their article comes out, the rest does not."""

from __future__ import annotations

from streams.articles.markup import to_text

STORY = [
    "Five people were killed when a bridge fell into the river on Monday, police said, and two others are missing.",
    "Divers searched the water until midnight and will go on when the weather allows it, the harbour master said.",
    "The mayor told reporters that the bridge had been inspected in the spring and that nothing had been found.",
    "It is the third bridge to fall in the county in ten years; nobody was hurt when the others fell.",
]
PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)


def page(inner: str) -> str:
    return f"<html><head><title>Bridge falls</title></head><body>{inner}</body></html>"


def test_an_article_among_its_surroundings() -> None:
    text = to_text(
        page(
            '<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>'
            '<header><h1>Bridge falls</h1><div class="share-bar"><a href="#">Tweet this story</a></div></header>'
            f"<article>{PROSE}"
            '<p><a href="/2">RELATED: TWENTY PEOPLE KILLED IN FLOOD LAST YEAR</a></p>'
            '<div class="newsletter-signup"><p>Get the news of the day in your inbox every morning.</p></div></article>'
            '<aside class="related"><ul><li><a href="/3">Ten dead in train crash</a></li>'
            '<li><a href="/4">Six die at sea</a></li></ul></aside>'
            '<section id="comments"><p>A thousand people died there, my cousin told me so on the telephone.</p></section>'
            "<footer><p>Copyright 2018 Daily Bell</p></footer>"
        )
    )
    for paragraph in STORY:
        assert paragraph in text
    for word in ("Tweet", "TWENTY", "inbox", "Ten dead", "thousand", "Copyright", "Home"):
        assert word not in text


def test_an_article_inside_a_part_with_a_bad_name_is_kept() -> None:
    text = to_text(page(f'<div class="comments-enabled related"><div class="social">{PROSE}</div></div>'))
    assert all(paragraph in text for paragraph in STORY)


def test_hidden_parts_go() -> None:
    assert "ninety" not in to_text(
        page(
            f'<article>{PROSE}<p style="display:none">Only robots read that ninety people died here on Monday.</p></article>'
        )
    )


def test_a_table_of_casualties_stays() -> None:
    text = to_text(
        page(
            f"<article>{PROSE}<table><tr><td>Killed</td><td>5</td></tr><tr><td>Missing</td><td>2</td></tr></table></article>"
        )
    )
    assert "Killed" in text
    assert "5" in text


def test_a_short_page_is_read_whole() -> None:
    assert to_text("<html><body><p>Five died.</p></body></html>") == "Five died."


def test_a_fragment_is_only_read() -> None:
    assert to_text("<div><p>Share prices fell.</p><p>Five died.</p></div>") == "Share prices fell.\nFive died."


def test_teasers_inside_the_article_go() -> None:
    teaser = "<article><p>In another town a tower fell and buried nine workers, who were never found.</p></article>"
    text = to_text(page(f"<article>{PROSE}{teaser}</article>"))
    assert "tower" not in text
    assert all(paragraph in text for paragraph in STORY)
