"""What is still owed to each webhook, in one SQLite file that survives restarts.

An alert goes into the outbox, and the webhook's cursor behind it, in one transaction; it leaves when the receiver has
answered 2xx, or for the dead list after the last attempt. So a gateway that dies at any moment repeats a delivery at
most, and never forgets one. A webhook's cursor is that of the board: a gateway that was away takes up where it left.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from streams.gateway.board import read_cursor, write_cursor
from streams.settings import SettingError

PRAGMAS = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
"""The file belongs to one gateway at a time: two would send everything twice."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS webhook (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, template TEXT NOT NULL, filters TEXT NOT NULL,
    cursor TEXT NOT NULL, disabled TEXT, made_by TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS owed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL REFERENCES webhook(id) ON DELETE CASCADE,
    incident TEXT NOT NULL, identifier TEXT NOT NULL, body BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0, error TEXT, dead INTEGER NOT NULL DEFAULT 0, UNIQUE (webhook, identifier)
);
CREATE INDEX IF NOT EXISTS owed_in_order ON owed (dead, webhook, incident, number);
"""


class Webhook(NamedTuple):
    """One webhook."""

    id: str
    url: str
    secret: str
    template: str
    filters: dict[str, str]
    cursor: str
    disabled: str | None
    """Why nothing is sent to it, or None."""
    made_by: str


class Owed(NamedTuple):
    """One delivery that is owed."""

    number: int
    webhook: str
    incident: str
    identifier: str
    body: bytes
    attempts: int
    due: float
    error: str | None


class Outbox:
    """The file."""

    def __init__(self, path: str | Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            if str(path) != ":memory:":
                Path(path).chmod(0o600)
            self._db.executescript(PRAGMAS + SCHEMA)
        except (sqlite3.Error, OSError) as why:
            raise SettingError(
                f"gateway_state is {str(path)!r}, expected a file that this gateway alone may write, or nothing: {why}"
            ) from None

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def webhooks(self) -> list[Webhook]:
        """Every webhook, oldest first."""
        rows = self._db.execute(
            "SELECT id, url, secret, template, filters, cursor, disabled, made_by FROM webhook ORDER BY rowid"
        )
        return [Webhook(a, b, c, d, orjson.loads(filters), cursor, off, by) for a, b, c, d, filters, cursor, off, by in rows]

    def put(self, webhook: Webhook) -> None:
        """Add a webhook, or change one; what it is owed stays."""
        values = webhook._replace(filters=orjson.dumps(webhook.filters).decode())  # type: ignore[arg-type]
        self._db.execute(
            "INSERT INTO webhook (id, url, secret, template, filters, cursor, disabled, made_by) VALUES (?,?,?,?,?,?,?,?) "
            "ON CONFLICT (id) DO UPDATE SET url=excluded.url, secret=excluded.secret, template=excluded.template, "
            "filters=excluded.filters, cursor=excluded.cursor, disabled=excluded.disabled",
            values,
        )

    def remove(self, id: str) -> bool:
        """Remove a webhook and what it is owed; False when there is none."""
        return self._db.execute("DELETE FROM webhook WHERE id=?", (id,)).rowcount > 0

    def disable(self, id: str, why: str) -> None:
        """Send nothing more to a webhook until it is enabled again."""
        self._db.execute("UPDATE webhook SET disabled=? WHERE id=?", (why, id))

    def owe(self, id: str, deliveries: Iterable[tuple[str, str, bytes]], cursor: dict[int, int]) -> list[Owed]:
        """Note deliveries (incident, identifier, body) and that the webhook has come this far; return those that are new."""
        new = []
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for incident, identifier, body in deliveries:
                done = self._db.execute(
                    "INSERT OR IGNORE INTO owed (webhook, incident, identifier, body) VALUES (?,?,?,?)",
                    (id, incident, identifier, body),
                )
                if done.rowcount and done.lastrowid is not None:
                    new.append(Owed(done.lastrowid, id, incident, identifier, body, 0, 0.0, None))
            self._db.execute("UPDATE webhook SET cursor=? WHERE id=?", (write_cursor(cursor), id))
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return new

    def owed(self, id: str) -> list[Owed]:
        """What a webhook is owed, in order."""
        return self._select("webhook=? AND dead=0 ORDER BY number", id)

    def dead(self, id: str, limit: int = 100) -> list[Owed]:
        """The dead list of a webhook, newest first."""
        return self._select("webhook=? AND dead=1 ORDER BY number DESC LIMIT ?", id, limit)

    def delivered(self, number: int) -> None:
        """Strike out a delivery that was answered with 2xx."""
        self._db.execute("DELETE FROM owed WHERE number=?", (number,))

    def failed(self, number: int, attempts: int, due: float, error: str, dead: bool) -> None:
        """Note a failure, and when to try again."""
        self._db.execute(
            "UPDATE owed SET attempts=?, due=?, error=?, dead=? WHERE number=?", (attempts, due, error, dead, number)
        )

    def revive(self, id: str) -> list[Owed]:
        """Take everything off a webhook's dead list to be tried once more; return it, oldest first."""
        dead = self._select("webhook=? AND dead=1 ORDER BY number", id)
        self._db.execute("UPDATE owed SET attempts=0, due=0, dead=0 WHERE webhook=? AND dead=1", (id,))
        return [one._replace(attempts=0, due=0.0) for one in dead]

    def counts(self, id: str) -> dict[str, Any]:
        """How many deliveries are waiting and dead."""
        rows = dict(self._db.execute("SELECT dead, count(*) FROM owed WHERE webhook=? GROUP BY dead", (id,)).fetchall())
        return {"waiting": rows.get(0, 0), "dead": rows.get(1, 0)}

    def _select(self, where: str, *values: Any) -> list[Owed]:
        columns = "number, webhook, incident, identifier, body, attempts, due, error"
        return [Owed(*row) for row in self._db.execute(f"SELECT {columns} FROM owed WHERE {where}", values)]  # noqa: S608 (fixed words)


def behind(cursor: str, partition: int, offset: int) -> bool:
    """Whether a record lies before a cursor, so that it was dealt with.

    >>> behind("0-3", 0, 2), behind("0-3", 0, 3), behind("0-3", 1, 0)
    (True, False, False)
    """
    return offset < (read_cursor(cursor) or {}).get(partition, 0)
