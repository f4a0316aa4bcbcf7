from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.reading.casualties import find_claims
from streams.reading.claims import Claim
from streams.reading.context import judge
from streams.reading.document import Sentence, Token
from tests.reading.stored import stored


def claims(text: str) -> list[Claim]:
    return find_claims(stored(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two villagers were killed and a boy was wounded.", [("killed", 2), ("injured", 1)]),
        ("The gunman shot and killed a teacher before killing himself.", [("killed", 1), ("killed", 1)]),
        ("Rosa Imber, 34, was found dead on Monday.", [("killed", 1)]),
        ("Nine people were shot, one fatally, at a party.", [("hit", 9), ("killed", 1)]),
        ("The bishop condemned the murder of two priests.", [("killed", 2)]),
        ("Nine bodies were dug out of the mud below the dam.", [("killed", 9)]),
        ("The death toll rose to 112 on Thursday.", [("killed", 112)]),
        ("The blast left eight dead and 19 wounded.", [("killed", 8), ("injured", 19)]),
        ("Two of the 11 wounded later died.", [("killed", 2)]),
        ("Two more died on Friday, bringing the number of dead to 37.", [("killed", 2), ("killed", 37)]),
        ("Gunmen shot dead two teachers in Vasel.", [("killed", 2)]),
        ("Two men, one woman and one child were killed.", [("killed", 4)]),
        ("Two girls, one boy and a man died.", [("killed", 4)]),
        ("Two brothers, a doctor and a teacher, were killed.", [("killed", 2)]),
        ("A midwife, three patients and a newborn were killed.", [("killed", 5)]),
        ("Two teachers, a nurse and three pupils were killed.", [("killed", 6)]),
        ("A girl of eight was found dead on Monday.", [("killed", 1)]),
        ("Ana Dorn, another nurse of the ward, was wounded.", [("injured", 1)]),
        ("The toddler was taken to the clinic and pronounced dead.", [("killed", 1)]),
        ("The boy sustained a fatal wound at home.", [("killed", 1)]),
        ("The boy sustained a non-fatal wound at home.", [("injured", 1)]),
        ("Among the wounded were two children and a nurse.", [("injured", 3)]),
        ("Among the injured are Ana Dorn, 53; Juri Palm; Rosa Imber, 24; and Olaf Sund.", [("injured", 4)]),
        ("The dead were two women and a boy.", [("killed", 3)]),
        ("The wounded were taken to the clinic.", []),
        ("The clerk applied pressure to the wound.", []),
        ("A 15-month-old was injured in the crash.", [("injured", 1)]),
        ("Vasel is completely paralyzed by the strike.", []),
        ("A rocket hit El Mirador but none of the four nuns was hurt.", [("injured", 0)]),
        ("Gunmen killed two drivers and a loader.", [("killed", 3)]),
        ("A welder and three apprentices died.", [("killed", 4)]),
        ("A mountain guide and two of his clients were killed.", [("killed", 3)]),
        ("His mother-in-law and a distiller were killed.", [("killed", 2)]),
        ("The blast killed a child and two hamsters.", [("killed", 1)]),
        ("The fire killed two pupils and a tractor.", [("killed", 2)]),
        ("A rocket killed two workers and wounded a third.", [("killed", 2), ("injured", 1)]),
        ("A third of the passengers died.", []),
        ("Two paintings are missing and a third was injured.", []),
        ("Fifty people were picked up, 23 of them with burns.", [("injured", 23)]),
        ("Two deaths took to nine the toll of the fire.", [("killed", 2), ("killed", 9)]),
        ("Police put the number of the dead at nine.", [("killed", 9)]),
        ("It was the fourth fatal stabbing of a teenager this year.", []),
        ("As a result two pupils and a pensioner perished.", [("killed", 3)]),
        ("A dog was killed.", []),
        ("Mudslide kills 3, wounds 7 in Vasel", [("killed", 3), ("injured", 7)]),
        ("The bull gored a rider to death.", [("killed", 1)]),
        ("Four herders froze to death on the pass.", [("killed", 4)]),
        ("A roofer fell to his death on Monday.", [("killed", 1)]),
        ("Three cleaners plunged to their deaths when a lift failed.", [("killed", 3)]),
        (
            "Two more died, taking the number of deaths from the blaze at the old mill in Vasel to 41.",
            [("killed", 2), ("killed", 41)],
        ),
        (
            "Two more bodies were found, bringing the number of victims of the slide in Vasel to 19, with six still unaccounted for.",
            [("killed", 2), ("killed", 19), ("missing", 6)],
        ),
        ("The number of people killed in the storm has risen by four to 31.", [("killed", 31), ("killed", 2)]),
        ("The two wounded died, raising the number killed to five.", [("killed", 2), ("killed", 5)]),
        ("A toddler was swept away by the river and has not been found.", [("missing", 1)]),
        ("Four of the sailors have not been traced.", [("missing", 4)]),
        ("Two divers are still untraced.", [("missing", 2)]),
        ("Divers pulled a ninth body from the lake on Monday.", [("killed", 9)]),
        ("Diggers found the 12th body on Monday.", [("killed", 12)]),
        ("The union put the dead at nine and the wounded at 30.", [("killed", 9), ("injured", 30)]),
        ("A quarter of the 80 pilgrims drowned.", [("killed", 20)]),
        ("Half of the 24 guests were injured.", [("injured", 12)]),
        ("The blast killed six clerks and injured as many.", [("killed", 6), ("injured", 6)]),
        ("The jets bombed a mill, killing two clerks and a cook, villagers and a rebel group said.", [("killed", 3)]),
    ],
)
def test_claims_of_a_sentence(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(c.kind, c.least) for c in claims(text)] == expected


def test_a_part_is_kept_with_its_whole() -> None:
    (claim,) = claims("At least 14 people, including 5 children, were killed.")
    (victims,) = claim.victims
    assert victims.quantity is not None and victims.quantity[:3] == (14, 14, None)
    assert [(p.group, p.least) for p in victims.parts] == [("children", 5)]


def test_harm_done_to_oneself_is_marked() -> None:
    assert [c.self_inflicted for c in claims("The gunman shot and killed a teacher before killing himself.")] == [
        False,
        True,
    ]


def test_a_ride_to_hospital_is_weak() -> None:
    found = claims("Police said a man was taken to hospital in critical condition.")
    assert found and all(c.kind == "injured" and c.weak for c in found)


def test_a_name_carries_its_age() -> None:
    ((victims,),) = [c.victims for c in claims("Rosa Imber, 34, was found dead on Monday.")]
    assert (victims.names, victims.age, victims.printed) == (("rosa", "imber"), 34, "Rosa Imber")


@pytest.mark.parametrize(
    ("text", "modality", "cumulative"),
    [
        ("The army denied that any civilians were killed.", "denied", False),
        ("The group threatened to kill three hostages.", "hypothetical", False),
        ("The bishop condemned the murder of two priests.", "asserted", False),
        ("The war has killed 70,000 people since 1980.", "asserted", True),
        ("Ten years ago a fire killed 87 people.", "historical", False),
        ("The mayor rejected as baseless a report that fifty people had been killed.", "denied", False),
        ("Six were killed, and a report of ten dead was wrong.", "asserted", False),
        ("A report that ten people had died was a mistake.", "denied", False),
        ("Two cannot be found.", "asserted", False),
        ("In the province 310 riders were killed between January and June.", "asserted", True),
        ("Supporters say 300 children have been killed by unlocked guns over ten years.", "asserted", True),
    ],
)
def test_the_mode_of_a_claim(text: str, modality: str, cumulative: bool) -> None:
    sentence = stored(text)
    judged = judge(sentence, find_claims(sentence)[0], None)
    assert (judged.modality, judged.cumulative) == (modality, cumulative)


def test_a_peaceful_end_is_no_casualty() -> None:
    sentence = stored("The actress died peacefully on Sunday.")
    assert judge(sentence, find_claims(sentence)[0], None).void


@pytest.mark.parametrize(
    ("since", "cumulative"), [("6 August", False), ("6 August 2019", True), ("the war", True), ("Monday", False)]
)
def test_a_day_begins_an_event_and_a_year_a_sum(since: str, cumulative: bool) -> None:
    sentence = stored("Ten years ago a fire killed 87 people.")
    told = sentence._replace(text=f"A fire killed 87 people here since {since}.")
    assert judge(told, find_claims(sentence)[0], None).cumulative == cumulative


def test_a_number_of_last_year_is_a_sum() -> None:
    sentence = stored("Ninety migrants died at sea in 2025.")
    (claim,) = find_claims(sentence)
    assert judge(sentence, claim, datetime(2026, 3, 2, tzinfo=UTC)).cumulative
    assert not judge(sentence, claim, datetime(2025, 3, 2, tzinfo=UTC)).cumulative


def test_a_second_blast_tells_of_a_further_step() -> None:
    (claim,) = claims("A second bomb killed a paramedic.")
    assert claim.sequel


def test_an_unparsed_sentence_claims_nothing() -> None:
    assert find_claims(stored("Two of the 11 wounded later died.")._replace(tokens=())) == []


def test_who_shot_herself_is_not_her_father() -> None:
    ((victims,),) = [c.victims for c in claims("A girl found a pistol her father had left in the room and shot herself.")]
    assert victims.noun == "herself"


def test_wounded_who_are_taken_for_known_open_no_event() -> None:
    assert [(c.kind, c.weak) for c in claims("The maimed fighters are in the cathedral.")] == [("injured", True)]


def test_nobody_is_known_of() -> None:
    sentence = stored("We do not know of any guards being wounded.")
    assert [judge(sentence, c, None).modality for c in find_claims(sentence)] == ["denied"]


@pytest.mark.parametrize(
    "text",
    [
        "We await a report on the possible death of the crew.",
        '"The next time the army causes the disappearance of one of our companions, we will strike," they said.',
        '"Those who work with the regime will be thrown out of their homes, executed, and their shops will be sabotaged '
        'before and after the vote," the rebels said.',
    ],
)
def test_what_may_come_is_no_report(text: str) -> None:
    sentence = stored(text)
    assert {judge(sentence, c, None).modality for c in find_claims(sentence)} == {"hypothetical"}


def parsed(*words: tuple[str, str, str, int]) -> Sentence:
    """Return a sentence of (word, tag, dependency, head), for parses that the model gives only now and then."""
    text = " ".join(word for word, *_ in words)
    starts = [len(" ".join(w for w, *_ in words[:n])) + (n > 0) for n in range(len(words))]
    tokens = [Token(w, _LEMMAS.get(w, w.lower()), *rest, s, s + len(w)) for (w, *rest), s in zip(words, starts, strict=True)]
    return Sentence(0, 0, len(text), text, 0, tuple(tokens))


_LEMMAS = {"killed": "kill", "injured": "injure", "was": "be", "shot": "shoot"}


def test_the_second_of_two_clauses_keeps_its_own_subject() -> None:
    sentence = parsed(
        ("action", "NN", "nsubjpass", 9), ("in", "IN", "prep", 5), ("which", "WDT", "pobj", 1),
        ("driver", "NN", "nsubjpass", 5), ("was", "VBD", "auxpass", 5), ("killed", "VBN", "relcl", 0),
        ("and", "CC", "cc", 0), ("guard", "NN", "nsubjpass", 9), ("was", "VBD", "auxpass", 9), ("injured", "VBN", "ROOT", 9),
    )  # fmt: skip
    assert [(c.kind, c.victims[0].noun) for c in find_claims(sentence)] == [("killed", "driver"), ("injured", "guard")]


def test_a_title_that_was_parsed_as_a_name_gives_way_to_the_name_behind_it() -> None:
    sentence = parsed(
        ("Yesterday", "NN", "npadvmod", 5), ("Judge", "NNP", "nsubjpass", 5), ("Imber", "NNP", "compound", 3),
        ("Sol", "NNP", "appos", 1), ("was", "VBD", "auxpass", 5), ("shot", "VBN", "ROOT", 5),
    )  # fmt: skip
    assert [c.victims[0].names for c in find_claims(sentence)] == [("imber", "sol")]
