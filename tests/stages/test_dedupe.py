"""The dedupe stage: what passes, what is dropped, and what is said about it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from streams.articles import copies
from streams.schemas import check
from streams.stages.dedupe import Seen, dedupe
from tests.incidents.made import EPOCH, Plain, source
from tests.mixed import mixed

WIRE = """At least 14 people were killed on Tuesday when warplanes struck the village of Lower Vasel, a monitoring group
said. Rescue workers pulled nine bodies from the ruins of a bakery near the market, according to Mara Dunne of the Vasel
Relief Committee. The strikes began shortly after dawn and went on for two hours, residents told a reporter by telephone.
Hospitals in the provincial capital Orsk took in 31 wounded, among them six children. The Defence Ministry did not answer
questions. A truce in the Orsk valley broke down in March after talks in Geneva ended without a result. Aid groups say that
40,000 people have left the valley since then, most of them to camps along the northern border, where water is short."""


def article(uri: str, text: str = WIRE, version: str = "1", status: str = "usable", **changes: Any) -> Any:
    body = [] if status == "canceled" else [{"role": "main", "contentType": "text/plain", "value": text}]
    made: dict[str, Any] = {
        "uri": uri, "version": version, "type": "text", "pubStatus": status, "language": "en", "versionCreated": None,
        "headlines": [{"value": "Airstrikes kill 14 in Lower Vasel"}], "bodies": body,
        "processing": {
            "receivedTime": EPOCH.isoformat(), "contentHash": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        },
    }  # fmt: skip
    return made | changes


class Desk:
    """A partition of the dedupe stage with its state."""

    def __init__(self) -> None:
        self.seen, self.position = Seen(Plain()), 0

    def take(self, one: Any, hours: float = 0, position: int | None = None) -> dict[str, Any] | None:
        self.position += 1
        at = source(self.position if position is None else position, hours)
        outputs = [dict(output.record) for output in dedupe(one, self.seen, at, Plain())]
        self.seen.commit()
        for record in outputs:
            assert check("article", record) == []
        return outputs[0] if outputs else None

    def original(self, uri: str) -> str | None:
        return (self.seen.get(uri) or {}).get("duplicateOf")


def test_a_new_article_passes_with_the_version_of_its_sketch() -> None:
    passed = Desk().take(article("urn:a"))
    assert passed is not None
    assert passed["processing"]["minhash"] == {"version": copies.VERSION}


def test_an_exact_copy_is_dropped_and_names_its_original() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    assert desk.take(article("urn:b")) is None
    entry = desk.seen.get("urn:b")
    assert entry is not None
    assert (entry["duplicateOf"], entry["similarity"]) == ("urn:a", 1.0)


EDITS = {
    "numbers in words": WIRE.replace("14 people", "fourteen people").replace("31 wounded", "thirty-one wounded"),
    "truncated": WIRE[: int(len(WIRE) * 0.6)],
    "an excerpt": WIRE[200:620],
    "a boilerplate": WIRE + " Copyright The Orsk Courier. All rights reserved. Sign up for our newsletter.",
    "an agency's head": "ORSK (Northern Press) - " + WIRE,
    "quotes and spaces": WIRE.replace(" ", "\u00a0 ").replace("-", "\u2010"),
    "paragraphs reordered": " ".join([*WIRE.split(". ")[3:], *WIRE.split(". ")[:3]]),
    "words edited": WIRE.replace("pulled", "recovered")
    .replace("shortly after dawn", "soon after sunrise")
    .replace("took in", "received"),
    "capitals": WIRE.upper(),
}


@pytest.mark.parametrize("text", EDITS.values(), ids=EDITS.keys())
def test_an_edited_copy_is_dropped(text: str) -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    assert desk.take(article("urn:b", text)) is None
    assert desk.original("urn:b") == "urn:a"


OTHERS = {
    "another place and toll": WIRE.replace("14 people", "9 people").replace("Lower Vasel", "Tarn").replace("31", "12"),
    "another toll only": WIRE.replace("At least 14 people", "At least 17 people"),
    "told anew": "Warplanes bombed Lower Vasel at dawn on Tuesday and at least 14 died there, says the Vasel Committee. "
    "Mara Dunne, who speaks for it, said that a bakery collapsed on those who queued for bread. Six children were hurt.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_what_says_something_else_passes(text: str) -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    assert desk.take(article("urn:b", text)) is not None


def test_a_longer_article_that_quotes_a_known_one_passes_and_says_so() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    more = """In the capital, the opposition leader Petra Hollis called on President Ivo Stahl to resign. Thousands marched
    through Senate Square behind banners of the Farmers' Union; the police under Colonel Brandt kept away. A second march is
    planned in Keldwater on Friday, and the Dock Workers' Federation said that its members would stop work at noon."""
    passed = desk.take(article("urn:b", more + " " + WIRE))
    assert passed is not None
    assert passed["processing"]["duplicateOf"] == "urn:a"
    assert passed["processing"]["similarity"] > 0.9


def test_the_same_version_again_is_dropped() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    assert desk.take(article("urn:a")) is None


def test_a_newer_version_passes_and_says_what_it_updates() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    passed = desk.take(article("urn:a", WIRE + " The toll may rise.", version="2"))
    assert passed is not None
    assert passed["associations"] == [{"rel": "updates", "uri": "urn:a"}]
    assert desk.take(article("urn:a", WIRE + " Late.", version="1")) is None, "an overtaken version"


def test_a_publisher_that_does_not_count_gets_a_number_behind_its_own() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    versions = [(desk.take(article("urn:a", f"{WIRE} More: {n}.")) or {}).get("version") for n in ("x", "y")]
    assert versions == ["1.1", "1.2"]


def test_a_retraction_always_passes_and_nothing_older_after_it() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    passed = desk.take(article("urn:a", status="canceled"))
    assert passed is not None
    assert passed["pubStatus"] == "canceled"
    assert desk.take(article("urn:a")) is None
    assert desk.take(article("urn:new", status="canceled")) is not None
    assert desk.take(article("urn:a", version="2")) is not None, "published anew"


def test_a_copy_of_a_retracted_text_is_read_again() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    desk.take(article("urn:a", status="canceled"))
    assert desk.take(article("urn:b")) is not None


def test_withheld_is_kept_quiet_until_usable() -> None:
    desk = Desk()
    assert desk.take(article("urn:a", status="withheld")) is None
    assert desk.take(article("urn:a")) is not None


def test_copies_are_sought_within_the_window() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    assert desk.take(article("urn:b"), hours=71) is None
    assert desk.take(article("urn:c"), hours=73) is not None


def test_expired_entries_are_forgotten() -> None:
    desk = Desk()
    for n in range(20):
        desk.take(article(f"urn:{n}", WIRE.replace("Vasel", f"Vasel{n}").replace("bakery", f"bakery{n}")))
    for n in range(10):
        desk.take(article(f"urn:late:{n}", f"Nothing of that kind, {n}."), hours=100)
    assert [key for key, _ in desk.seen.items() if "late" not in key] == []


def test_what_was_forgotten_before_a_restart_does_not_hold_up_forgetting() -> None:
    desk, entry = Desk(), {"position": 0, "time": 0, "version": "1", "hash": ""}
    for n in range(400):  # as a state topic gives them that is not compacted yet
        desk.seen.load(f"urn:gone:{n}", entry)
        desk.seen.load(f"urn:gone:{n}", None)
    desk.seen.load("urn:old", entry)
    for n in range(5):
        desk.take(article(f"urn:late:{n}", f"Nothing of that kind, {n}."), hours=100)
    assert "urn:old" not in desk.seen


def test_an_entry_that_is_renewed_does_not_hold_up_forgetting() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    desk.take(article("urn:b", "Something else entirely happened in Tarn."))
    desk.take(article("urn:a", WIRE + " More.", version="2"), hours=70)
    desk.take(article("urn:c", "Again another thing."), hours=80)
    assert "urn:b" not in desk.seen
    assert "urn:a" in desk.seen


def test_a_record_done_before_is_not_done_again() -> None:
    desk = Desk()
    desk.take(article("urn:a"), position=7)
    assert desk.take(article("urn:a", WIRE + " More.", version="2"), position=7) is None
    assert desk.take(article("urn:b"), position=5) is not None, "what came later is no original for it"


def test_a_failed_batch_leaves_no_trace() -> None:
    desk = Desk()
    list(dedupe(article("urn:a"), desk.seen, source(1), Plain()))
    desk.seen.rollback()
    assert len(desk.seen) == 0
    assert desk.take(article("urn:b")) is not None


def test_recovery_finds_the_same_copies() -> None:
    desk = Desk()
    desk.take(article("urn:a"))
    recovered = Desk()
    for key, value in desk.seen.items():
        recovered.seen.load(key, value)
    recovered.position = 10
    assert recovered.take(article("urn:b")) is None


def test_an_exact_copy_is_found_among_articles_that_share_all_their_words() -> None:
    desk, texts = Desk(), [json.loads(made.value)["body_text"] for made in mixed(300, copies=0, broken=0, words=150)]
    assert all(desk.take(article(f"urn:first:{number}", text)) for number, text in enumerate(texts))
    again = [desk.take(article(f"urn:again:{number}", text), hours=1) for number, text in enumerate(texts)]
    assert [number for number, passed in enumerate(again) if passed] == []
    assert {desk.original(f"urn:again:{number}") for number in range(300)} == {f"urn:first:{number}" for number in range(300)}
