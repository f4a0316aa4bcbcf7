"""Articles for the demo: the seed article, and a few invented ones that show what becomes of an article.

Nothing in the invented ones is true; their people do not exist. The seed is a news report as a web page printed it, with a
repeated block and the comment policy that came with it.

>>> [example.name for example in EXAMPLES][:3]
['seed.txt', 'seed-edited.html', 'council.json']
"""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple


class Example(NamedTuple):
    """One file: what its publisher knows that it does not say, and what must become of it."""

    name: str
    about: str
    outcome: str
    """``alerted``, ``quiet``, ``duplicate``, ``withdrawn`` or ``rejected``."""
    source: str | None = None
    published: str | None = None
    follows: bool = False
    """Whether it comes after another that it copies, corrects or adds to."""

    def read(self) -> bytes:
        """Return the bytes of the file."""
        return resources.files(__name__).joinpath(self.name).read_bytes()


EXAMPLES = (
    Example("seed.txt", "two airstrikes in one article", "alerted", "Rudaw", "2018-05-01T18:00:00+03:00"),
    Example("seed-edited.html", "a page with an edited copy of it", "duplicate", follows=True),
    Example("council.json", "a council meeting", "quiet"),
    Example("ferry.json", "a ferry accident, with people missing", "alerted"),
    Example("ferry-later.json", "the same accident from another agency, with more dead", "alerted", follows=True),
    Example("cup-final.json", "a match report full of shots and attacks", "quiet"),
    Example("market.json", "a market bombing", "alerted"),
    Example("market-corrected.json", "its correction: fewer dead", "alerted", follows=True),
    Example("mine.json", "a mine collapse", "alerted"),
    Example("mine-retracted.json", "its retraction", "withdrawn", follows=True),
    Example("broken.json", "a file cut off in the middle", "rejected"),
)
"""In the order in which the demo publishes them."""
