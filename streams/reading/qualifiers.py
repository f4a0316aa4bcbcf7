"""What the words behind a name bind it to: the state of "X, Texas", the district of "X, a village in Y district"."""

from __future__ import annotations

import re
from typing import NamedTuple

from streams.reading.mentions import NAMES_DIVISIONS, OWNS, PlaceMention
from streams.reading.names import fold
from streams.reading.toponyms import Toponym

BINDS = re.compile(
    r"(?:['’]s)?(?:,|(?P<loose> (?:in|of)\b))(?P<lies> (?:a|an|the) (?:\w+ )?(?:town|village|hamlet|city|suburb|district|"
    r"area|community|settlement|municipality)(?: \w+)?(?: in| of| near)?)?"
    r"(?: in| of)?(?: the)?(?: [a-z]+(?:ern|north|south|east|west|central)){0,2}(?: central| north| south| east|"
    r" west| northeast| northwest| southeast| southwest)?"
    r"(?: (?:state|province|region|district|county) of)? ?\Z",
    re.IGNORECASE,
)


class Following(NamedTuple):
    """The place behind a name: where it starts, and whether a town stands for the district of its name ("Y district")."""

    start: int
    mention: PlaceMention
    district: bool


def binds(text: str, toponym: Toponym, following: Following) -> re.Match[str] | None:
    """Return the words by which the place behind a name holds it, or None; their group "loose" tells "in" and "of"."""
    gap = BINDS.fullmatch(text, toponym.stop if toponym.kind else toponym.end, following.start)
    if gap and (
        following.mention.role in ("adm1", "country", "adm2")
        or following.district
        or (gap["lies"] and _holds(following.mention))
        or (toponym.kind == "adm2" and gap["loose"] == " of" and _names_division(following.mention))
    ):
        return gap
    return None


def holder(text: str, toponym: Toponym, mention: PlaceMention, following: Following | None) -> Following:
    """Return what a mention is to the name before it: in "Nigeria's Kano state" the state binds, not the country."""
    owns = following and mention.role == "country" and text[mention.end : following.start] in OWNS
    if following and owns and (following.mention.role == "adm1" or following.district):
        return following._replace(start=toponym.start)
    return Following(toponym.start, mention, toponym.kind in ("adm1", "adm2") and mention.role == "town")


def _holds(mention: PlaceMention) -> bool:
    """Tell whether a mention is of a town, not of its surroundings: "a hamlet in Y", not "a hamlet near Y"."""
    return mention.role == "town" and mention.place["where_prec"] != 2


def _names_division(mention: PlaceMention) -> bool:
    """Tell whether a town bears the name of its division, which "the X district of Y" means."""
    return mention.role == "town" and fold(mention.place.get("adm_1") or "") == fold(mention.text)


def lies_within(mention: PlaceMention, holder: PlaceMention) -> bool:
    """Tell whether a site of harm is a town or district that the text puts into a larger place. Where news names the state
    beside every town, that tells nothing."""
    return (
        mention.role in ("town", "adm2")
        and mention.cue in ("at", "typed")
        and holder.role in ("adm1", "adm2", "town")
        and holder.cue != "beside"
        and mention.place["country"] not in NAMES_DIVISIONS
        and fold(mention.text) != fold(holder.text)
    )


def told_by(text: str, mention: PlaceMention) -> bool:
    """Tell whether only what follows says that a name is a place's: "attacked X, a village in Y", "residents of X, a town in
    Y"; who comes from there may be anywhere."""
    return mention.cue in ("bare", "and", "to") or (mention.cue == "from" and text.endswith(" of ", 0, mention.start))
