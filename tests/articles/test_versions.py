"""Which version of an article is newer."""

from __future__ import annotations

from typing import Any

import pytest

from streams.articles.versions import follow

NOON = 1525176000  # 2018-05-01T12:00:00+00:00


def known(version: str = "1", created: int | None = None, text: str = "a", **more: Any) -> dict[str, Any]:
    return {"version": version, "hash": text, **({"created": created} if created else {}), **more}


@pytest.mark.parametrize(
    ("version", "created", "text", "before", "expected"),
    [
        ("1", None, "a", None, "1"),
        ("2", None, "b", known("1"), "2"),
        ("10", None, "b", known("9"), "10"),
        ("1", None, "b", known("2"), None),
        ("2", None, "a", known("1"), None),
        ("1", None, "a", known("1"), None),
        ("1", None, "b", known("1"), "1.1"),
        ("1", None, "c", known("1.1", given="1"), "1.2"),
        ("2", None, "c", known("1.1", given="1"), "2"),
        ("1", "2018-05-01T10:00:00+00:00", "b", known("1", NOON), None),
        ("1", "2018-05-01T14:00:00+00:00", "b", known("1", NOON), "1.1"),
        ("3", None, "", known("5"), "5"),
        ("1", None, "a", known("1", text=""), None),
        ("2", None, "a", known("1", text=""), "2"),
        ("draft", None, "b", known("final"), "draft.1"),
    ],
)
def test_follow(version: str, created: str | None, text: str, before: Any, expected: str | None) -> None:
    article: Any = {"uri": "urn:a", "version": version, "versionCreated": created}
    assert follow(article, before, text) == expected
