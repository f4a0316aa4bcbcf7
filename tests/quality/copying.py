"""Invented news and the ways in which it is copied: the suite that copies are measured by.

Every place, person and figure is made up. The same event is told by two desks that share no sentence, and briefs, market
and weather reports are told with one template about different events: neither is a copy.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

PLACES = (
    "Vasel Orsk Tarn Keldwater Brunholm Sivano Marrick Ostrava-Nova Pellin Durnham Zerkovo Alstead Hadrun Quillon".split()
)
FIRST = (
    "Mara Ivo Petra Tomas Ilse Anton Greta Milan Rhea Jonas Selma Viktor Edda Karim Noor Luis Dina Pavel Amina Soren".split()
)
LAST = (
    "Dunne Stahl Hollis Brandt Kroll Varga Lindqvist Moreau Tesar Okonjo Halvorsen Petrak Amadi Winter Rossi Keane".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
GROUPS = "Relief Committee|Doctors' Union|Civil Guard|River Watch|Farmers' League|Red Lantern Society".split("|")


class Event(NamedTuple):
    """What happened; the facts that every telling has."""

    place: str
    region: str
    day: str
    dead: int
    hurt: int
    chief: str
    witness: str
    group: str
    number: int


def event(chance: random.Random) -> Event:
    def person() -> str:
        return f"{chance.choice(FIRST)} {chance.choice(LAST)}"

    place, region = chance.sample(PLACES, 2)
    return Event(
        place, region, chance.choice(DAYS), chance.randint(3, 60), chance.randint(5, 200), person(), person(),
        chance.choice(GROUPS), chance.randint(2, 90) * 100,
    )  # fmt: skip


FIRST_DESK = (
    "At least {dead} people were killed and {hurt} injured when a dam above {place} gave way on {day}, officials said.",
    "Water rushed through the lower streets before dawn and carried off houses, carts and a bridge from the last century.",
    "{chief}, who leads the {region} {group}, said that boats had brought {number} people to higher ground by noon.",
    "“We heard a roar and then the lights went out,” said {witness}, a baker who climbed to the roof with two neighbours.",
    "Soldiers with searchlights went from door to door in the old quarter, calling out names and marking walls with chalk.",
    "The hospital in {region} put up tents in its courtyard and asked for blood, blankets and drinking water.",
    "Engineers had warned of cracks in the spillway three years ago, according to a report that was never published.",
    "Its chairman told a news conference that money for repairs had been voted but not spent.",
    "Trains on the northern line will not run for a week, the railway said, and lorries must go round by the coast road.",
    "Rain is expected to go on until the weekend, and people along the {region} canal were told to be ready to leave.",
    "The last such disaster in the valley was remembered by few of those who queued for bread at the school gate.",
    "Schools and offices stay shut, and the mayor asked that nobody drive into the valley to look.",
)
SECOND_DESK = (
    "{place} woke to a wall of mud on {day}: {dead} dead, {hurt} hurt, and a reservoir that is no more.",
    "By our count, taken from lists at two morgues, most victims lived in cellars beside the river.",
    "Nobody here wants to speak of figures, though {chief} of the {group} keeps one in a notebook: {number} without a home.",
    "Past the mill the road simply ends, and a tractor hangs from a poplar as if somebody had parked it there.",
    "“My shop was there,” {witness} says, pointing at nothing in particular.",
    "Why it failed is the question that lawyers in {region} are already asking, and they want the builder's books.",
    "An inspector whom this paper spoke to last spring had his contract ended within a month.",
    "Volunteers hand out soup under a tarpaulin; a child wearing a man's coat counts ducks.",
    "Government helicopters came late in the afternoon, circled twice, and left for lack of fuel.",
    "Insurers speak of the costliest flood since records began and will meet in {region} next week.",
    "In the church, candles burn for those whom no list names yet.",
)
BRIEF = (
    "A {age}-year-old man was shot and killed in {place} on {day} night, police said. Officers were called to the {block} "
    "block of {street} Street about {hour}:{minute} p.m. and found {victim} with a gunshot wound to the chest. He was taken "
    "to {region} Hospital, where he was pronounced dead. No arrests have been made. Anyone with information is asked to call "
    "Crime Line at 0800-{phone}. Callers can remain anonymous and may be eligible for a reward."
)
MARKET = (
    "Shares in {place} closed {way} on {day}, led by banks and {sector}. The main index {moved} {points} points to {level}, "
    "while the broader {region} index ended at {other}. Volume was {volume} million shares against {before} million a day "
    "earlier. {firm} was the most active stock. Among decliners, {loser} lost {loss} percent. Dealers said investors were "
    "waiting for the central bank's decision on interest rates next week."
)
WEATHER = (
    "{place} will see a high of {high} degrees and a low of {low} on {day}, the weather office said. Winds from the {wind} "
    "will reach {speed} kilometres an hour with gusts of {gust}. The chance of rain is {rain} percent in the morning and "
    "{later} percent after noon. In {region} the high will be {other} degrees. Visibility will be good and the sea slight."
)


def story(happened: Event, sentences: tuple[str, ...]) -> str:
    return "\n".join(sentence.format(**happened._asdict()) for sentence in sentences)


def brief(chance: random.Random) -> str:
    place, region, street = chance.sample(PLACES, 3)
    return BRIEF.format(
        age=chance.randint(18, 80), place=place, day=chance.choice(DAYS), block=chance.randint(1, 99) * 100, street=street,
        hour=chance.randint(1, 11), minute=chance.randint(10, 59), victim=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        region=region, phone=chance.randint(1000, 9999),
    )  # fmt: skip


def market(chance: random.Random) -> str:
    place, region = chance.sample(PLACES, 2)
    firm, loser = (f"{name} {chance.choice(['Steel', 'Bank', 'Foods', 'Telecom'])}" for name in chance.sample(LAST, 2))
    return MARKET.format(
        place=place, region=region, way=chance.choice(["higher", "lower"]), day=chance.choice(DAYS), firm=firm, loser=loser,
        sector=chance.choice(["miners", "builders", "airlines"]), moved=chance.choice(["added", "shed"]),
        points=chance.randint(10, 200), level=chance.randint(1000, 9000), other=chance.randint(1000, 9000),
        volume=chance.randint(100, 400), before=chance.randint(100, 400), loss=chance.randint(2, 9),
    )  # fmt: skip


def weather(chance: random.Random) -> str:
    place, region = chance.sample(PLACES, 2)
    high, low, speed, gust, rain, later, other = (chance.randint(1, 95) for _ in range(7))
    return WEATHER.format(
        place=place, region=region, day=chance.choice(DAYS), high=high, low=low, speed=speed, gust=gust, rain=rain,
        later=later, other=other, wind=chance.choice(["north", "south-east", "west"]),
    )  # fmt: skip


SYNONYMS = {
    "people": "persons", "said": "stated", "before": "ahead of", "houses": "homes", "asked": "appealed", "warned": "spoken",
    "expected": "forecast", "money": "funds", "neighbours": "others", "valley": "area", "rushed": "surged",
    "week": "fortnight", "shut": "closed", "look": "watch", "leads": "heads", "ready": "prepared", "carried": "swept",
    "remembered": "recalled",
}  # fmt: skip
NOTICE = (
    "\nCopyright 2018 The {place} Courier. All rights reserved. This material may not be published, broadcast, rewritten or "
    "redistributed.\nSign up for our newsletter and follow us on Facebook and Twitter."
)
AROUND = (
    "Parliament met for an emergency session, at which {chief} of the opposition Reform Bloc asked for an inquiry.",
    "The Finance Ministry promised grants, yet the Chamber of Trade called them too small to rebuild even Market Square.",
    "Neighbouring Lorvania offered pumps and a field kitchen; President {witness} thanked its envoy on state television.",
    "Demonstrators gathered at the Waterworks in the evening and threw paint at its doors.",
    "A commission under Judge {chief} of the Supreme Court is to report by spring, and its hearings will be public.",
    "Bishop {witness} will lead a service of mourning at Saint Odile, to which the royal family has been asked.",
    "Economists at the Hadley Institute expect growth to fall by half a point, mostly because of lost harvests.",
    "The opposition paper Beacon printed the names of all contractors who had worked on the site since the war.",
)


def reorder(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def reword(text: str, chance: random.Random) -> str:
    return " ".join(SYNONYMS.get(word, word) if chance.random() < 0.8 else word for word in text.split(" "))


def agency(text: str, chance: random.Random) -> str:
    first, rest = text.split("\n", 1)
    byline = f"By {chance.choice(FIRST)} {chance.choice(LAST)}"
    return f"{chance.choice(PLACES).upper()} (Northern Press) - {first}\n{byline}\n{rest}"


def recode(text: str, chance: random.Random) -> str:
    plain = text.replace("“", '"').replace("”", '"').replace("'", "’").replace("\n", "\r\n\r\n").replace(" ", "  ")
    return unicodedata.normalize("NFD", plain)


def embed(text: str, chance: random.Random) -> str:
    about = event(chance)
    lines = [line.format(**about._asdict()) for line in AROUND]
    return "\n".join([*lines[:4], text, *lines[4:]])


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "exact": lambda text, chance: text,
    "words edited": reword,
    "truncated": lambda text, chance: text[: int(len(text) * chance.uniform(0.35, 0.8))],
    "boilerplate added": lambda text, chance: text + NOTICE.format(place=chance.choice(PLACES)),
    "byline and agency changed": agency,
    "paragraphs reordered": reorder,
    "encoded anew": recode,
    "part quoted": lambda text, chance: "\n".join(text.split("\n")[2:8]),
    "quoted in a longer article": embed,
    "sentence dropped": lambda text, chance: "\n".join(line for i, line in enumerate(text.split("\n")) if i % 4 != 3),
}


class Pair(NamedTuple):
    """A text, another that came after it, and whether that is a copy."""

    kind: str
    first: str
    second: str
    headlines: tuple[str, str]
    copy: bool


def pairs(seed: int = 7, events: int = 25) -> Iterator[Pair]:
    """Yield copies of every kind and as many hard negatives; the same seed gives the same pairs."""
    chance = random.Random(seed)
    for number in range(events):
        happened = event(chance)
        text = story(happened, FIRST_DESK)
        head = f"Dam breaks in {happened.place}, {happened.dead} dead"
        changed = f"{happened.dead} killed as dam collapses above {happened.place}"
        for kind, edit in EDITS.items():
            yield Pair(kind, text, edit(text, chance), (head, changed if number % 2 else head), True)
        other = story(happened, SECOND_DESK)
        yield Pair("told independently", text, other, (head, f"The day the water came to {happened.place}"), False)
        yield Pair("told independently", other, text, (f"The day the water came to {happened.place}", head), False)
        another = event(chance)._replace(region=happened.region, group=happened.group)
        retold = story(another, FIRST_DESK)
        yield Pair("same template, other event", text, retold, (head, f"Dam breaks in {another.place}"), False)
        for kind, make in (("brief", brief), ("market", market), ("weather", weather)):
            for _ in range(2):
                yield Pair(kind, make(chance), make(chance), ("", ""), False)
