"""A way in: news feeds (RSS, Atom) are polled politely and their items published; a source that goes silent is told."""
