"""Read the casualty reports of an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from streams.reading.document import Document, Sentence, Token
from streams.reading.parse import shift
from streams.reading.plainer import plain_headline
from streams.reading.sentences import split
from streams.reading.triggers import candidates


def prepare(text: str, headline: str, published: datetime | None, parse: Callable[[Sequence[str]], list[tuple[Token, ...]]]) -> Document:
    """Split the text and parse its candidate sentences."""
    sentences = list(split(text))
    title = Sentence(-1, 0, len(headline), headline) if headline.strip() else None
    chosen = candidates(text, sentences)
    head = bool(title) and bool(candidates(headline, [title._replace(index=0)]))  # type: ignore[union-attr]
    parsed = parse([sentences[i].text for i in chosen] + ([plain_headline(headline)] if head else []))
    for index, tokens in zip(chosen, parsed, strict=False):
        sentences[index] = sentences[index]._replace(tokens=shift(tokens, sentences[index].start))
    if head and title:
        title = title._replace(tokens=parsed[-1])
    return Document(text, headline, published, tuple(sentences), title)
