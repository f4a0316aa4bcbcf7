"""How much each thing that two reports have in common, or differ in, says about whether they tell of one event.

A weight is about the logarithm (base 2) of how much likelier the finding is between two reports of one event than between two
reports of different ones, all other findings being equal. Logistic regression gave the weights from half of the cities of a
labelled collection of US local crime; rounding and :data:`JOIN` were chosen with both halves in view. What is rare or one-sided
there (every event is a shooting) was set by hand, to the cautious side: means, blame, spots, namesakes, other towns, large
figures. Figures, and how to change a weight: deploy/docs/analyst.md.
"""

from __future__ import annotations

JOIN = 5.0
"""Score from which two reports tell of one event."""

WEIGHTS = {
    # the article
    "one article": 2.0,
    "told apart": -0.5,
    "same text": 2.5,
    # people
    "victim in both": 7.5,
    "victim named in both": 4.5,
    "victim by last name": 4.0,
    "other victims": -4.0,
    "one person": 3.5,
    "several persons": 6.5,
    "persons, other victims": 1.0,
    "same age": 1.5,
    "other ages": -4.0,
    # place
    "other countries": -100.0,
    "same spot": 2.0,
    "other spots": -3.0,
    "same town": 2.0,
    "near towns": 1.0,
    "other town named": 2.5,
    "namesakes": -1.5,
    "other towns, one unsure": -1.0,
    "other towns": -3.5,
    "far towns": -4.0,
    "other towns, same people": -1.5,
    "same division": 0.5,
    "same division, town named": 1.5,
    "other divisions": -4.5,
    "other divisions, same people": -1.5,
    "town named, no place": 2.0,
    # time
    "same day": 3.0,
    "days overlap": 2.5,
    "next day": 0.5,
    "days apart": -2.0,
    "weeks apart": -4.5,
    "months apart": -5.0,
    "days apart, untold": -0.5,
    "weeks apart, untold": -2.5,
    "months apart, untold": -2.0,
    "apart, same people": -3.0,
    "published together": 1.0,
    "published weeks apart": -1.5,
    "published months apart": -4.0,
    # how many
    "other kinds": -1.5,
    "figure": 1.5,
    "figure from 3": 2.5,
    "figure from 10": 2.5,
    "other figures": -1.0,
    "far figures": -2.0,
    # how, and by whom
    "same means": 0.5,
    "other means": -1.0,
    "both blame": 1.0,
    # words
    "word": 1.5,
    "ordinary word": 0.5,
    "name": 2.0,
    "further name": 0.75,
    "no name": -1.5,
}
