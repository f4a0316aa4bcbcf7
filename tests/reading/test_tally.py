from __future__ import annotations

from streams.reading.claims import Claim
from streams.reading.quantities import Quantity
from streams.reading.tally import reckon
from streams.reading.victims import Victims


def people(n: int, noun: str = "people", group: str = "all", reference: str = "new") -> Victims:
    return Victims(0, noun, group, "", Quantity(n, n, n, "exact", 0, 1), n > 1, reference)


def person(name: str = "", noun: str = "man", sex: str = "m", age: int | None = None, reference: str = "new") -> Victims:
    names = tuple(name.lower().split())
    return Victims(
        0, "" if names else noun, "all", sex, None, False, "name" if names else reference, names, age, printed=name
    )


def counts(*claims: Claim) -> dict[str, int]:
    return {kind: figure.least for kind, figure in reckon(claims).figures.items()}


def test_what_was_feared_gives_way_to_what_is_known() -> None:
    dozens = Victims(0, "people", "all", "", Quantity(24, None, None, "vague", 0, 1), True, "new")
    feared = Claim("killed", (dozens,), -1, 1, modality="feared")
    assert counts(feared, Claim("killed", (people(17),), 0, 1)) == {"killed": 17}
    assert counts(feared) == {"killed": 24}


def test_the_same_person_told_often_is_one() -> None:
    told = [("man", 0), ("man", 1), ("victim", 3)]
    claims = [Claim("killed", (person(noun=n, reference="known" if n == "victim" else "new"),), s, 1) for n, s in told]
    assert counts(*claims, Claim("killed", (person("Juri Palm", age=24),), 4, 1)) == {"killed": 1}


def test_who_was_shot_and_died_is_not_injured() -> None:
    assert counts(Claim("hit", (person(),), 0, 1), Claim("killed", (person(noun="victim", reference="known"),), 1, 1)) == {
        "killed": 1
    }


def test_the_hit_who_did_not_die_are_injured() -> None:
    assert counts(Claim("hit", (people(5),), 0, 1), Claim("killed", (people(2),), 1, 1)) == {"killed": 2, "injured": 3}


def test_joined_victims_add_up() -> None:
    assert counts(Claim("killed", (person(noun="teacher"), people(2, "student")), 0, 1)) == {"killed": 3}


def test_a_number_of_the_whole_beats_single_victims() -> None:
    claims = [
        Claim("killed", (people(4),), 0, 1),
        Claim("killed", (person("Ana Dorn"),), 1, 1),
        Claim("killed", (person("Juri Palm"),), 2, 1),
    ]
    assert counts(*claims) == {"killed": 4}


def test_the_headline_bounds_single_victims() -> None:
    claims = [
        Claim("killed", (person(),), -1, 1),
        Claim("killed", (person("Juri Palm"),), 1, 1),
        Claim("killed", (person("Ana Dorn", sex="f"),), 9, 1),
    ]
    assert counts(*claims) == {"killed": 1}


def test_parts_are_groups_and_never_added() -> None:
    whole = people(25)._replace(parts=(people(5, "child", "children"),))
    tally = reckon([Claim("killed", (whole,), 0, 1)])
    assert tally.figures["killed"].least == 25
    assert tally.groups["killed", "children"].least == 5


def test_who_lives_is_none_of_the_dead() -> None:
    guard, judge = (person(noun=n, sex="", reference="known") for n in ("guard", "judge"))
    claims = [Claim("killed", (guard,), 0, 1), Claim("injured", (judge,), 1, 1)]
    assert counts(*claims) == {"killed": 1, "injured": 1}
    assert counts(claims[0], Claim("injured", (guard,), 1, 1)) == {"killed": 1}
    cousin = person(noun="cousin", sex="", reference="known")
    assert counts(claims[0], Claim("hit", (cousin,), 1, 1, also=True)) == {"killed": 1, "injured": 1}


def test_the_other_who_died_is_not_the_one_who_was_hurt() -> None:
    boy, other = person(noun="boy", age=3), person(noun="other", sex="", reference="known")
    hurt = [Claim("killed", (people(2, "men"),), 0, 1), Claim("injured", (boy,), 0, 5)]
    assert counts(*hurt, Claim("killed", (other,), 2, 1)) == {"killed": 2, "injured": 1}


def test_one_of_two_who_were_hit_is_left() -> None:
    assert counts(Claim("hit", (people(2, ""),), 0, 1), Claim("killed", (people(1),), 0, 3)) == {"killed": 1, "injured": 1}


def test_somebody_is_one_of_those_told() -> None:
    somebody = person(noun="somebody", sex="")
    assert counts(Claim("killed", (people(4),), 0, 1), Claim("injured", (somebody,), 1, 1)) == {"killed": 4}
    assert counts(Claim("injured", (somebody,), 0, 1)) == {"injured": 1}


def test_people_at_large_near_a_wound_are_not_counted() -> None:
    officers = Victims(0, "officer", "police", "", None, True, "new")
    assert counts(Claim("injured", (person(),), 0, 1), Claim("hit", (officers,), 1, 1, weak=True)) == {"injured": 1}


def test_a_stepbrother_may_be_the_teenager_told_before() -> None:
    teenager, kin = person(noun="year-old", sex="", age=15), person(noun="stepbrother", reference="kin")
    assert counts(Claim("killed", (teenager,), 0, 1), Claim("hit", (kin,), 1, 1, active=True)) == {"killed": 1}


def ordinal(rank: int, noun: str = "") -> Victims:
    return Victims(0, noun, "all", "", None, False, "other", rank=rank)


def test_a_third_makes_two_three() -> None:
    assert counts(Claim("killed", (people(2),), 0, 1), Claim("killed", (ordinal(3),), 1, 1)) == {"killed": 3}
    assert counts(Claim("killed", (people(6),), 0, 1), Claim("killed", (ordinal(3),), 1, 1)) == {"killed": 6}


def test_a_seventh_child_is_one_more_than_a_teacher_and_six() -> None:
    teacher = person(noun="teacher")
    assert counts(Claim("killed", (teacher, people(6, "pupil")), 0, 1), Claim("killed", (ordinal(7, "child"),), 1, 1)) == {"killed": 8}


def test_attackers_who_also_died_are_counted_with_the_others() -> None:
    doers = people(5, "attacker", "attackers", "known")
    assert counts(Claim("killed", (people(11, "civilian", "civilians"),), 0, 1), Claim("killed", (doers,), 1, 1, also=True)) == {
        "killed": 16
    }
    inside = people(4)._replace(parts=(person(noun="gunman")._replace(group="attackers"),))
    gunman = person(noun="gunman", reference="known")._replace(group="attackers")
    assert counts(Claim("killed", (inside,), 0, 1), Claim("killed", (gunman,), 1, 1, also=True)) == {"killed": 4}
