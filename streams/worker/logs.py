"""Logs of the worker: a line for people or an object for programs, never the text of an article."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson

from streams.settings import Settings

QUIET = ("aiokafka", "faust", "mode", "librdkafka", "asyncio", "kafka", "streams.worker.app")
"""Libraries, and what Faust says in the name of our application, of which only warnings are of interest."""


SELDOM = 10.0
"""Seconds for which a library may not repeat itself: in an outage aiokafka says the same hundreds of times a second."""


class Seldom(logging.Filter):
    """Lets a library say the same thing only now and then, whatever numbers are in it."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log it."""
        if not record.name.startswith(QUIET):
            return True
        kind = record.args[0] if record.name == "librdkafka" and isinstance(record.args, tuple) else record.msg
        said = record.name, str(kind)
        if record.created - self._said.get(said, 0.0) < SELDOM:
            return False
        self._said[said] = record.created
        return True


class Lines(logging.Formatter):
    """``2026-01-31 12:00:00 WARNING enrich: words``."""

    def __init__(self, stage: str) -> None:
        super().__init__(f"%(asctime)s %(levelname)s {stage}: %(message)s", "%Y-%m-%d %H:%M:%S")


class Objects(logging.Formatter):
    """One JSON object a line; ``extra={"uri": ...}`` of a call becomes a field."""

    FIELDS = ("uri", "origin")

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage

    def format(self, record: logging.LogRecord) -> str:
        """Make the line."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "stage": self._stage,
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields |= {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(fields, default=str).decode()


def configure(settings: Settings, stage: str) -> None:
    """Send logs to standard error in the format and from the level that the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Objects(stage) if settings.log_format == "json" else Lines(stage))
    handler.addFilter(Seldom())
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))
