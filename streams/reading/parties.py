"""Widen a figure to what another party says of the same event: police count eight dead, the hospital twelve.

The largest figure stays the best, as elsewhere in an article, and the bounds take in what each party says. A party is
heard where the text sets its number against the other ("but", "while", "put the toll at"), of people of the same group,
and has a source of its own; else a smaller number may be a part of the larger, or an earlier state of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from streams.reading.claims import Claim
from streams.reading.tally import Figure, Tally
from streams.records import ReportedBy

Sources = Callable[[Claim], Sequence[ReportedBy]]
_AGAINST = re.compile(
    r"\b(?:but|while|whereas|however|although|though|meanwhile|instead|by contrast|in contrast|contradict\w*|disput\w+|"
    r"for (?:its|their|his|her) part|put the (?:death )?(?:toll|number|figure|dead)|spoke of|speaks of|gave a (?:\w+ )?toll|"
    r"(?:lower|higher|different) (?:toll|number|figure)|"
    r"acknowledged|admitted|insist(?:s|ed))\b",
    re.I,
)
_OTHER_FIGURE = re.compile(
    r"\b(?:lower|higher|different|other) (?:toll|number|figure)s?\b|\bput (?:the |its |their )?(?:\w+ )?(?:toll|number|figure|dead)s?\b|"
    r"\b(?:contradict|disput)\w+\b",
    re.I,
)
"""Words that set one figure against another, also where a source is only "it"."""
_KINDS = ("killed", "injured", "missing")


def hear(
    claims: Sequence[Claim], tally: Tally, text_of: Callable[[Claim], str], sources_of: Sources
) -> tuple[Tally, list[Claim]]:
    """Return the tally with bounds over all parties, and the claims of the parties that differ from the figure chosen."""
    figures, groups, heard = dict(tally.figures), dict(tally.groups), []
    for kind in _KINDS:
        figure = figures.get(kind)
        if figure is None or figure.claim is None or figure.best is None:
            continue
        others = [c for c in claims if c.kind == kind and _differs(c, figure, text_of, sources_of)]
        if others:
            figures[kind] = _over(figure, others)
            groups |= {k: _over(g, others) for k, g in groups.items() if k[0] == kind and g.least == figure.least}
            heard += others
    return tally._replace(figures=figures, groups=groups), heard


def _differs(claim: Claim, figure: Figure, text_of: Callable[[Claim], str], sources_of: Sources) -> bool:
    """Tell whether a claim is another party's lower number of the same people."""
    base = figure.claim
    if base is None or base is claim or min(claim.sentence, base.sentence) < 0 or len(claim.victims) != 1:
        return False
    (one,) = claim.victims
    number = one.quantity
    if number is None or number.best is None or not 1 < number.best < figure.least or one.whole or one.reference == "other":
        return False
    alike = one.group == "all" or any(v.group == one.group or (v.group == "all" and base.total) for v in base.victims)
    if claim.weak or claim.also or claim.sequel or not alike:
        return False
    later = max(claim, base, key=lambda c: (c.sentence, c.trigger))
    theirs, ours = ({s["name"].lower() for s in sources_of(c)} for c in (claim, base))
    apart = len(theirs | ours) > 1 if claim.sentence == base.sentence else bool(theirs and ours and not theirs & ours)
    between = [text_of(c) for c in (claim, base)]
    if claim.sentence != base.sentence and not theirs & ours and any(_OTHER_FIGURE.search(text) for text in between):
        return True
    return apart and bool(_AGAINST.search(text_of(later)))


def _over(figure: Figure, others: Sequence[Claim]) -> Figure:
    told = [q for c in others for v in c.victims if (q := v.quantity)]
    high = None if any(q.high is None for q in told) else figure.high
    return figure._replace(low=min(figure.low, *(q.low for q in told)), high=high, qualifier="range")
