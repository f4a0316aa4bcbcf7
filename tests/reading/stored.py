"""Parses stored as JSON, so that tests of the rules need no model; ``python -m tests.reading.stored`` adds to them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from streams.reading.document import Sentence, Token

FILE = Path(__file__).parent / "parses" / "sentences.json"


def stored(text: str) -> Sentence:
    """Return the stored parse of a sentence."""
    tokens = json.loads(FILE.read_text(encoding="utf-8"))[text]
    return Sentence(0, 0, len(text), text, 0, tuple(Token(*token) for token in tokens))


def main() -> None:
    """Parse the sentences given on standard input, a line each, and add them to the file."""
    from streams.reading.parse import Parser

    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    texts = [line.strip() for line in sys.stdin if line.strip()]
    known |= dict(zip(texts, Parser().parse(texts), strict=True))
    lines = (f"{json.dumps(text)}: {json.dumps(tokens, separators=(',', ':'))}" for text, tokens in sorted(known.items()))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
