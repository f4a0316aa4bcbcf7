"""Villages that no list knows, the districts that hold them, and the towns that a story only passes."""

from __future__ import annotations

import pytest

from tests.reading.stories import where


@pytest.mark.parametrize(
    ("text", "words", "name", "country", "precision"),
    [
        (
            "GOMA - Gunmen hacked 14 farmers to death in Mbasha, in the Masisi territory of North Kivu, a chief said.",
            "14 farmers",
            "Mbasha",
            "COD",
            4,
        ),
        (
            "Nine people died when a jeep fell into a river near Khirsoli in Chamoli district of Uttarakhand, police said. "
            "It was on its way from Haridwar to Joshimath when a wheel burst.",
            "Nine people died",
            "Khirsoli",
            "IND",
            4,
        ),
        (
            "Two jets dropped bombs on a monastery school in Mingkaw township, Magway region, Myanmar, killing 11 novices.",
            "killing 11",
            "Mingkaw",
            "MMR",
            4,
        ),
        (
            "Firedamp in a shaft in the Soma district of Manisa killed eight miners, the governor of Manisa said.",
            "eight miners",
            "Soma",
            "TUR",
            1,
        ),
        (
            "Shells fell in the Marawara district of Kunar on Sunday, killing three brothers, a spokesman said.",
            "three brothers",
            "Marawara",
            "AFG",
            4,
        ),
        (
            "A slope at Kandewatta in Sri Lanka's Badulla district gave way. Badulla officials said 12 had died.",
            "12 had died",
            "Kandewatta",
            "LKA",
            4,
        ),
        (
            "OUAGADOUGOU, Burkina Faso - Militants ambushed a column of trucks on the road between Tangodi and Boulsari. "
            "The army said later that eight soldiers were killed.",
            "eight soldiers",
            "Tangodi",
            "BFA",
            4,
        ),
    ],
)
def test_a_place_inside_a_named_one_is_the_scene(text: str, words: str, name: str, country: str, precision: int) -> None:
    found = where(text, words)
    assert (found["name"], found["country"]) == (name, country)
    assert found["where_prec"] == precision


def test_a_district_inside_a_city_is_that_city() -> None:
    text = "A car bomb in the Karrada district of Baghdad killed six people, Baghdad police said."
    assert where(text, "six people")["name"] == "Baghdad"


@pytest.mark.parametrize(
    ("text", "words", "headline", "name"),
    [
        (
            "BAGHDAD: Three policemen died when a mine blew up as their convoy drove through Mushahada, north of the capital.",
            "Three policemen",
            "Mine kills three policemen north of Baghdad",
            "Mushahada",
        ),
        (
            "A trawler with migrants capsized 30 miles off Zarzis on Friday and nine bodies were found. "
            "Survivors said that it had set sail from Sabratha in Libya with 80 aboard.",
            "nine bodies",
            "",
            "Zarzis",
        ),
        (
            "DHAKA - Nine men were shot dead at a vocational training centre in Barisal on Friday, police said.",
            "Nine men",
            "",
            "Barisal",
        ),
        (
            "NIAMEY - Gunmen attacked a convoy of mine workers between Tillaberi and Ayorou on Monday, killing 13 of them.",
            "killing 13",
            "",
            "Tillaberi",
        ),
        (
            "JUBA - Raiders stormed Palopith, a fishing village in the Bor area of Jonglei state, and killed 16 people.",
            "killed 16",
            "",
            "Palopith",
        ),
        (
            "An air strike on huts in the Tel Zoarib area west of Kobani killed eight people on Monday, Syrian medics said.",
            "killed eight",
            "Strike west of Kobani kills eight",
            "Tel Zoarib",
        ),
        (
            "Gunmen on motorbikes killed nine traders at the market of N'Guigmi, Niger, on Sunday, and fled to Chad.",
            "nine traders",
            "",
            "N'Guigmi",
        ),
        (
            "Three soldiers were killed and six wounded in a raid on Corvateque, 60 km northwest of San Salvador, the army said. "
            "One guerrilla was killed in an attack on a post in Chirilagua, San Miguel department, a spokesman said.",
            "One guerrilla",
            "",
            "Chirilagua",
        ),
        (
            "The rebels said they had killed nine men of the Honduran National Guard during raids on Sunday near Choluteca.",
            "nine men",
            "",
            "Choluteca",
        ),
        (
            "A dam burst near Sembaluh before dawn on Tuesday, killing seven people, Indonesia's rescue agency said.",
            "seven people",
            "",
            "Sembaluh",
        ),
        (
            "A rocket hit a market in Chuhuiv on Monday, killing three traders. "
            "At night a drone fell in the town of Izium; no one was injured there.",
            "three traders",
            "",
            "Chuhuiv",
        ),
    ],
)
def test_ports_roads_and_towns_unharmed_are_not_the_scene(text: str, words: str, headline: str, name: str) -> None:
    assert where(text, words, headline)["name"] == name
