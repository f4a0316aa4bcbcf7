"""Lists of feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.feeds.opml import ListError, read_opml, read_sources

OPML = b"""<opml version="2.0"><body><outline text="World"><outline type="rss" xmlUrl="https://a.example/rss"/>
<outline xmlUrl=" https://b.example/atom "/><outline xmlUrl="https://a.example/rss"/></outline></body></opml>"""


def test_feeds_are_taken_from_addresses_and_files_each_once(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_bytes(OPML)
    assert read_sources(["https://b.example/atom", str(file)]) == ["https://b.example/atom", "https://a.example/rss"]


@pytest.mark.parametrize(
    "text", [b"", b"<opml", b"<opml><body/></opml>", b'<opml><outline xmlUrl="file:///etc/passwd"/></opml>']
)
def test_a_list_that_holds_no_feed_is_refused(text: bytes) -> None:
    with pytest.raises(ListError, match="feed"):
        read_opml(text, "feeds.opml")


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://leaked.example/")
    text = f'<!DOCTYPE o [<!ENTITY x SYSTEM "file://{secret}">]><opml><outline xmlUrl="https://a.example/&amp;"/>&x;</opml>'
    assert read_opml(text.encode(), "x") == ["https://a.example/&"]


def test_what_is_neither_address_nor_file_is_refused() -> None:
    with pytest.raises(ListError, match=r"nothing\.opml"):
        read_sources(["nothing.opml"])
