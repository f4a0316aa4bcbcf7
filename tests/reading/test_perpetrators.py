"""Whom a claim blames."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.reading.perpetrators import perpetrators_of
from tests.reading.stories import claim, named, story


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At least 14 people died in airstrikes by unknown warplanes. "
            "The monitor suspected the planes were either Iraqi or coalition.",
            [(None, "unknown", "suspected"), ("Iraq", "named", "suspected"), ("coalition", "named", "suspected")],
        ),
        (
            "State media reported 14 people dead in airstrikes, putting the blame on the coalition.",
            [("coalition", "named", "suspected")],
        ),
        ("Coalition strikes killed 14 people near the river, a doctor said.", [("Coalition", "named", "suspected")]),
        ("Unidentified gunmen killed 14 people.", [(None, "unknown", "suspected")]),
        ("A bomb killed 14 people. The Taliban claimed responsibility.", [("Taliban", "named", "accepted")]),
        ("A bomb killed 14 people. No group claimed responsibility.", []),
        ("A bomb killed 14 people. Hamas denied any involvement.", [("Hamas", "named", "denied")]),
        ("Suspected Boko Haram militants killed 14 people.", [("Boko Haram", "named", "suspected")]),
        ("The 14 people were shot by Israeli soldiers.", [("Israeli soldiers", "named", "suspected")]),
        ("Two militants and 14 people were killed in a clash.", []),
        ("A flood killed 14 people.", []),
        ("MAIDUGURI, Nigeria - A bomb killed 14 people.", []),
        ("ALEPPO, Syria \u2013 Rebels from the M23 group killed 14 people.", [("M23", "named", "suspected")]),
        ("Rebels from the M23 group killed 14 people in two villages.", [("M23", "named", "suspected")]),
        ("Police said gunmen killed 14 people.", [(None, "unknown", "suspected")]),
        ("Police officers shot dead 14 people at the mine.", [("Police", "named", "suspected")]),
        ("An Iraqi gunboat hit a ferry, and 14 people drowned.", [("Iraq", "named", "suspected")]),
        ("Some 14 people were hurt in a Syrian air raid near the dam.", [("Syria", "named", "suspected")]),
        ("Government mortars pounded the bazaar and 14 people died.", [("Government mortars", "named", "suspected")]),
        ("Junta helicopters fired on a barge with 14 people, a monk said.", [("Junta helicopters", "named", "suspected")]),
        ("A miner told of 14 people and six rebels wounded.", []),
        ("Rebels shot at by guards fled, and 14 people drowned.", []),
        ("A Chadian plane crashed on take-off, killing 14 people.", []),
        ("A grenade near a post of the border forces went off, killing 14 people.", []),
        ("A man stabbed 14 people before he was shot dead by police.", []),
        ("14 people were hurt. The attacker, a cook of 40, was shot dead by a deputy.", []),
        ("The attacker, a cook of 40, was killed by deputies, 14 people being hurt.", [(None, "unknown", "suspected")]),
        ("Suspected separatists torched a bus with 14 people aboard.", [("separatists", "named", "suspected")]),
        ("Members of the Red Heron gang slaughtered 14 people.", [("Red Heron gang", "named", "suspected")]),
        (
            "A bomb killed 14 people. A judge blamed defectors from the M23.",
            [("defectors from the M23", "named", "suspected")],
        ),
        ("A mine killed 14 people. It had been laid there by night. It was planted by the bridge.", []),
        ("A mine killed 14 people. The mine was laid by Fano.", [("Fano", "named", "suspected")]),
        ("A bomb killed 14 people. Hamas said in a statement that it was behind it.", [("Hamas", "named", "accepted")]),
        ("Taliban fighters stormed the barracks. The clinic received 14 people dead.", [("Taliban", "named", "suspected")]),
        ("Fano gunmen raided the inn. Among 14 people dead were two attackers.", [("Fano", "named", "suspected")]),
        ("A Greek helicopter hit a mast, killing 14 people.", []),
        ("A mudslide hit a Peruvian army camp, killing 14 people.", []),
        ("The navy and police launched a search after a squall killed 14 people.", []),
        ("The army set up tents after bandits killed 14 people.", [(None, "unknown", "suspected")]),
        ("Soldiers burned the bodies; an outbreak had killed 14 people.", []),
        ("Some 14 people were hurt during police fire drills.", []),
        ("Chinese police hit back at critics, 14 people having drowned.", []),
        ("A Greek army plane hit a ridge, killing 14 people.", []),
        ("Greek army planes bombed a ridge, killing 14 people.", [("Greek army planes", "named", "suspected")]),
        ("Taliban fighters killed a cook. A bus crash killed 14 people.", []),
        ("A raid killed 14 people. Police said the others were suspected smugglers.", []),
        (
            "A rocket killed 14 people. The mayor blamed Hamas, and residents blamed the coalition.",
            [("Hamas", "contested", "suspected"), ("coalition", "contested", "suspected")],
        ),
    ],
)
def test_who_is_blamed(text: str, expected: list[tuple[str | None, str, str]]) -> None:
    document = story(text)
    found = perpetrators_of(claim(document, "14 people"), document, named(document))
    assert [(party["name"], party["type"], party["position"]) for party in found] == expected


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("by the coalition blamed suspected A,. strikes Iraqi killed"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    document = story("14 people " + text)
    for party in perpetrators_of(claim(document, "14 people"), document, named(document)):
        assert (party["name"] is None) == (party["type"] == "unknown")


@pytest.mark.parametrize(
    "piece", ["killed by the ", "strikes by ", "suspected the the ", "a a a was blamed ", "Iraqi forces "]
)
def test_hostile_text_costs_linear_time(piece: str) -> None:
    document = story("14 people " + piece * (6_000 // len(piece)))
    entities = named(document)
    start = time.process_time()
    perpetrators_of(claim(document, "14 people"), document, entities)
    assert time.process_time() - start < 2.0
