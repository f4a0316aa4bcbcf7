"""The four stages of an article's path, each a pure generator: record in, outputs out."""
