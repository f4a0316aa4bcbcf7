"""What could not be delivered: kept in a file, byte for byte, in a form that can be published again.

One JSON object a line: ``{"undelivered": {"key", "contentType", "value" or "base64", "reason"}}``.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BufferedWriter
from pathlib import Path
from typing import Any, NamedTuple

import orjson


class Kept(NamedTuple):
    """One message of such a file."""

    key: str | None
    content_type: str | None
    value: bytes


class Undelivered:
    """The file of one run; made when the first message fails, so that a good run leaves none."""

    def __init__(self, path: Path | None = None) -> None:
        self._wanted = path
        self._file: BufferedWriter | None = None
        self._lock = threading.Lock()
        self.path: Path | None = None
        self.count = 0
        self.first_reason = ""

    def add(self, key: str | None, value: bytes, content_type: str, reason: str) -> None:
        """Keep one message; on disk when this returns."""
        body: dict[str, Any] = {"key": key, "contentType": content_type, "reason": reason[:2000]}
        try:
            body["value"] = value.decode("utf-8")
        except UnicodeDecodeError:
            body["base64"] = base64.b64encode(value).decode()
        line = orjson.dumps({"undelivered": body}, option=orjson.OPT_APPEND_NEWLINE)
        with self._lock:
            if self._file is None:
                self.path = self._wanted or Path(f"undelivered-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.jsonl")
                self._file = self.path.open("ab")
            self._file.write(line)
            self._file.flush()
            self.count += 1
            self.first_reason = self.first_reason or reason

    def close(self) -> None:
        """Close the file, if there is one."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None


def read_kept(item: Any) -> Kept | None:
    """Return the message that a line of such a file holds, None when it is some other line.

    >>> read_kept({"undelivered": {"key": "urn:a", "contentType": "text/plain", "value": "Five died.", "reason": "?"}})
    Kept(key='urn:a', content_type='text/plain', value=b'Five died.')
    >>> read_kept({"uri": "urn:a"}) is None
    True
    """
    body = item.get("undelivered") if isinstance(item, Mapping) and len(item) == 1 else None
    if not isinstance(body, Mapping):
        return None
    value = body["value"].encode() if isinstance(body.get("value"), str) else base64.b64decode(body.get("base64") or "")
    return Kept(body.get("key"), body.get("contentType"), value)
