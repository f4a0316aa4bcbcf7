"""A law of finding names: looking only where capitals stand finds what looking everywhere does."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from streams.reading import proper

PIECES = (
    "al-Qasr|Al-|ash-‘Ara|d'|O’Neil|’|‘|ʿ|-|.|/|@|#|_| | de la |  |St.|U.S.|W.Va.|Mr. |A|é|É|aB|7|x|Rio|Ada-Lund|'s|\n|bin |ez-|ed-D"
).split("|")


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60))
@example("ash-‘Ara and al-'Ayn, x-al-Qasr")
def test_runs_are_those_of_the_whole_text(text: str) -> None:
    found = [match.span() for match in proper._matches(text)]
    assert found == [match.span() for match in proper._RUN.finditer(text)]
