from __future__ import annotations

from streams.reading.confidence import POINTS, confidence_of, signs_beside


def test_every_sign_moves_confidence_the_way_of_its_points() -> None:
    for sign, points in POINTS.items():
        moved = confidence_of([sign]) - confidence_of([])
        assert moved * points >= 0, sign


def test_confidence_is_a_chance_whatever_signs_hold() -> None:
    assert 0 <= confidence_of(POINTS) <= 1


def test_signs_beside_are_known_to_the_table() -> None:
    assert signs_beside(2) | signs_beside(9) <= POINTS.keys()
    assert signs_beside(1) == frozenset()
