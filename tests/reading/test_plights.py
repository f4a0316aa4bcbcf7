from __future__ import annotations

import pytest

from streams.reading.casualties import find_claims
from tests.reading.stored import stored

CLAIMS = [
    ("Two cannot be found.", [("missing", 2)]),
    ("Nine sailors are not accounted for.", [("missing", 9)]),
    ("Another 20 people are believed buried under rubble.", [("missing", 20)]),
    ("Seven men are trapped below ground.", [("missing", 7)]),
    ("Two people remain under the debris.", [("missing", 2)]),
    ("The landslide buried 30 people.", [("missing", 30)]),
    ("Mourners buried 17 people in one grave.", [("killed", 17)]),
    ("A teacher lost a foot.", [("injured", 1)]),
    ("His wife was hit in the leg.", [("injured", 1)]),
    ("Her son broke his arm.", [("injured", 1)]),
    ("She suffered a broken wrist.", [("injured", 1)]),
    ("Another four are in hospital.", [("injured", 4)]),
    ("Three others were treated at the scene.", [("injured", 3)]),
    ("A second boy is fighting for his life.", [("injured", 1)]),
    ("Five people have been taken into custody.", [("detained", 5)]),
    ("Thirty students were rounded up.", [("detained", 30)]),
    ("The dead are two men and a girl.", [("killed", 3)]),
    ("The dead: two men, a girl.", [("killed", 3)]),
    ("The wounded are two policemen and a nurse.", [("injured", 3)]),
]
QUIET = [
    "The gunman has not been found.",
    "Five miners were trapped for two days.",
    "The dead were buried on Monday.",
    "The minister lost his head and his seat.",
    "Fifty patients were treated for cholera.",
]


@pytest.mark.parametrize(("text", "expected"), CLAIMS)
def test_harm_is_read_where_no_word_says_it(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(c.kind, c.least) for c in find_claims(stored(text))] == expected


@pytest.mark.parametrize("text", QUIET)
def test_what_only_sounds_like_harm_is_none(text: str) -> None:
    assert find_claims(stored(text)) == []
