"""Lists the proper names that stand around a statement: the streets, schools, venues and bodies that mark its event.

What is named the world over (countries, armed groups, news agencies, kinds of bodies) marks no event and is left out. Limits: a
capitalised word alone at the head of a sentence may be any word and is left out as well, and so is what stands farther off,
which in a page of briefs belongs to another event.
"""

from __future__ import annotations

import re
from functools import cache

from streams.reading.lexicon import table, words
from streams.reading.names import fold
from streams.reading.proper import find_runs

REACH = 1000
"""Characters to both sides of a statement."""
MOST = 20
_HEAD = re.compile(r"(?:\A|[\n.!?:|\"“”(–—-])\s*\Z")


def names_nearby(text: str, start: int, end: int) -> list[str]:
    """Return the names in the neighbourhood of ``text[start:end]``, each once, in the order of the text.

    >>> names_nearby("Police were called to Orchard Mesa. Neighbours of Lower Vasel School told AFP of shots.", 0, 30)
    ['Orchard Mesa', 'Lower Vasel School']
    """
    near = (run for run in find_runs(text) if run.end > start - REACH and run.start < end + REACH)
    telling = (run.text for run in near if " " in run.text or not _HEAD.search(text, max(0, run.start - 4), run.start))
    return list(dict.fromkeys(name for name in telling if not set(fold(name).split()) <= _known()))[:MOST]


@cache
def _known() -> frozenset[str]:
    """Words of the names that say nothing of an event."""
    listed = (*words("organisations"), *words("bodies"), *words("titles"), *table("armed_groups"), *table("sources"))
    return frozenset(word for name in listed for word in fold(name).split())
