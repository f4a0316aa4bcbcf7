from __future__ import annotations

import pytest

from streams.reading.genre import kind_of
from tests.reading.stories import story

REVIEW = "In her second thriller for the screen the director kills a banker in the first chapter and the audience laughs."
OBITUARY = (
    "Dario Kell, whose role as a butchered abbot in 'Ash' made him a star, died of lung cancer on Sunday, his publicist said. He was 77."
)
KINDS = [
    ("Firefighters tended the wounded in a drill in which a train hit a bus.", "hypothetical", True),
    ("Pupils with fake blood on their shirts lay still as four of them were pronounced dead.", "hypothetical", True),
    ("Your squad loses three men on the first level. It is out on Xbox in May.", "hypothetical", False),
    (REVIEW, "hypothetical", False),
    ("The striker scored in stoppage time to kill the match. Four defenders are injured.", "hypothetical", False),
    ("Archaeologists found 20 people who were killed in the Bronze Age.", "historical", False),
    ("In the scenario, a tram ran into a school party and two pupils died.", "hypothetical", True),
    ("Opening statements were heard in the trial of a baker accused of killing two guests in 2021.", "historical", False),
    ("Drownings fell last year, data released by the coast guard shows. The year before 61 swimmers died.", "historical", False),
    ("A plaque was put up at the memorial to the eleven miners who died.", "historical", False),
    ("A jury found a man guilty of murder who killed his wife.", "historical", False),
    (OBITUARY, "historical", True),
    ("The poet Ines Arvo died peacefully on Friday. He was 93. A ferry fire had killed two of his sisters.", "historical", True),
]
NEWS = [
    "Two fans were killed when a stand collapsed at a football match, police said.",
    "A man was shot dead outside a theatre. The cast of the opera heard the shots, police said.",
    "Four people were killed in the blast.",
    "Two jurors were shot dead outside the court, police said.",
    "Figures released by the army show that nine soldiers were killed on Sunday.",
    "A senator and candidate in the election was shot dead during the campaign.",
    "The film of the blast shows how two people were killed in that scenario.",
    "A man was arrested and charged with murder after a jury convicted his brother of killing a guard.",
    "A soldier was killed in a training exercise.",
    "Eight children died of pneumonia in the camp, a nurse said. Her family is among the sick.",
    "A carter beaten by guards died of kidney failure on Sunday, his family said. He was 51.",
    "A welder hurt on Friday died of his wounds, his wife said. He was 44.",
    "Dario Kell, who was shot on Friday, died of pneumonia on Sunday, his wife said. He was 77.",
    "An officer was shot dead in an active shooter drill with live rounds.",
]


@pytest.mark.parametrize(("text", "modality", "headed"), KINDS)
def test_a_text_of_another_kind_is_no_news(text: str, modality: str, headed: bool) -> None:
    kind = kind_of(story(text))
    assert kind is not None
    assert (kind.modality, kind.headed) == (modality, headed)


@pytest.mark.parametrize("text", NEWS)
def test_news_that_uses_such_words_is_news(text: str) -> None:
    assert kind_of(story(text)) is None


def test_a_stage_is_no_proof_in_a_text_whose_lead_names_a_fresh_day() -> None:
    assert kind_of(story(REVIEW)) is not None
    assert kind_of(story("Actors of a drama stood before their audience when the roof of the theatre fell."), fresh=True) is None
