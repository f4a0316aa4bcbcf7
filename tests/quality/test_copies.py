"""Copies are found and nothing else: precision and recall on invented articles."""

from __future__ import annotations

from collections import Counter
from typing import Any

from streams.stages.dedupe import Seen, dedupe
from tests.incidents.made import Plain, source
from tests.quality.copying import Pair, pairs
from tests.stages.test_dedupe import article

PRECISION, RECALL = 0.99, 0.97


def found(pair: Pair) -> bool:
    """Whether the second text is taken for a copy: dropped, or passed with its original named."""
    seen = Seen(Plain())
    passed: list[Any] = []
    for position, (text, headline) in enumerate(zip((pair.first, pair.second), pair.headlines, strict=True)):
        record = article(f"urn:{position}", text, headlines=[{"value": headline}])
        passed = [output.record for output in dedupe(record, seen, source(position), Plain())]
    return not passed or "duplicateOf" in passed[0]["processing"]


def test_copies_are_found_and_nothing_else() -> None:
    outcomes: Counter[tuple[str, bool, bool]] = Counter((pair.kind, pair.copy, found(pair)) for pair in pairs())
    right = sum(n for (_, copy, hit), n in outcomes.items() if copy and hit)
    copies = sum(n for (_, copy, _), n in outcomes.items() if copy)
    claimed = sum(n for (_, _, hit), n in outcomes.items() if hit)
    negatives = outcomes.total() - copies
    assert copies >= 200
    assert negatives >= 200
    wrong = {kind: n for (kind, copy, hit), n in sorted(outcomes.items()) if copy != hit}
    assert right / claimed >= PRECISION, wrong
    assert right / copies >= RECALL, wrong


def test_a_longer_article_is_read_though_it_quotes_a_known_one() -> None:
    longer = [pair for pair in pairs() if pair.kind == "quoted in a longer article"]
    for pair in longer:
        seen = Seen(Plain())
        list(dedupe(article("urn:0", pair.first), seen, source(0), Plain()))
        assert list(dedupe(article("urn:1", pair.second), seen, source(1), Plain())), pair.second[:80]
