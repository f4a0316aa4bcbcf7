"""``tocsin doctor``: what is wrong with an installation, in words, with what cures it.

:mod:`streams.doctor.machine` looks at this machine (settings, libraries, model, clock, disk), and
:mod:`streams.doctor.cluster` at Kafka (reach, topics, rights, groups, clocks). Each check is a function that returns
findings and raises nothing.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """What one check found."""

    check: str
    verdict: Literal["well", "note", "ill"]
    """``note`` is worth knowing and stops nothing; ``ill`` stops something."""
    says: str
    cure: str = ""


def well(check: str, says: str) -> Finding:
    """All is as it should be."""
    return Finding(check, "well", says)


def note(check: str, says: str, cure: str = "") -> Finding:
    """Worth knowing."""
    return Finding(check, "note", says, cure)


def ill(check: str, says: str, cure: str = "") -> Finding:
    """Something does not work."""
    return Finding(check, "ill", says, cure)
