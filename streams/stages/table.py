"""The state of one partition: a value per key, journalled so that a failed record or batch leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

V = TypeVar("V")


class Change(NamedTuple):
    """What a record made of a key; None forgets it."""

    position: int
    """The record's offset."""
    key: str
    value: Any


class Table(Generic[V]):
    """A map from key to JSON value whose uncommitted changes can be taken back.

    A stage calls ``get`` and ``set``. Whoever runs the stage calls ``load`` while it recovers, ``keep`` after each record
    or ``undo`` when the record failed, reads ``changes`` after a batch, writes them to the compacted topic in their order
    and then calls ``commit``, or ``rollback`` when the batch failed. Changes are told record by record, not key by key: when
    a worker dies while it writes them, the topic holds the state as of some record, and never that of a later record for
    one key beside that of an earlier one for another.
    Subclasses that keep an index override ``index``; it is told of every change, also of those taken back. Those whose
    values are many and large override ``pack`` and ``unpack``: values then lie packed in memory.

    >>> table: Table[int] = Table()
    >>> table.set("a", 1); table.commit()
    >>> table.set("a", 2); table.set("b", 3); table.keep(7)
    >>> table.set("a", 3); table.undo()
    >>> [tuple(change) for change in table.changes()]
    [(7, 'a', 2), (7, 'b', 3)]
    >>> table.rollback(); dict(table.items())
    {'a': 1}
    """

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}  # packed
        self._before: dict[str, V | None] = {}  # the batch
        self._step: dict[str, V | None] = {}  # the record in hand
        self._journal: list[tuple[int, str, Any]] = []  # packed

    def get(self, key: str) -> V | None:
        """Return the value of ``key``, or None."""
        packed = self._values.get(key)
        return None if packed is None else self.unpack(packed)

    def set(self, key: str, value: V | None) -> None:
        """Remember ``value`` for ``key``; None forgets the key."""
        old = self.get(key)
        self._step.setdefault(key, old)
        self._put(key, old, value)

    def load(self, key: str, value: V | None) -> None:
        """Take a value from the compacted topic while recovering; it is not a change."""
        self._put(key, self.get(key), value)

    def changes(self) -> list[Change]:
        """Return what the records kept since the last commit changed, in their order."""
        return [
            Change(position, key, None if packed is None else self.unpack(packed)) for position, key, packed in self._journal
        ]

    def keep(self, position: int) -> None:
        """Count what the record in hand, at this offset, changed among the changes of its batch."""
        for key, value in self._step.items():
            self._before.setdefault(key, value)
            self._journal.append((position, key, self._values.get(key)))
        self._step.clear()

    def undo(self) -> None:
        """Take back what the record in hand changed: it failed, the batch goes on."""
        for key, value in self._step.items():
            self._put(key, self.get(key), value)
        self._step.clear()

    def commit(self) -> None:
        """Keep the changes: they are safe on the compacted topic."""
        self._step.clear()
        self._before.clear()
        self._journal.clear()

    def rollback(self) -> None:
        """Take the changes back: the batch that made them failed."""
        self.undo()
        for key, value in self._before.items():
            self._put(key, self.get(key), value)
        self._before.clear()
        self._journal.clear()

    def items(self) -> Iterator[tuple[str, V]]:
        """Yield all keys and values."""
        return ((key, self.unpack(packed)) for key, packed in self._values.items())

    def index(self, key: str, old: V | None, new: V | None) -> None:
        """Hear of a change of ``key``; a hook for subclasses with an index."""

    def pack(self, value: V) -> Any:
        """Return what lies in memory for ``value``; the value itself unless overridden."""
        return value

    def unpack(self, packed: Any) -> V:
        """Return the value that was packed."""
        value: V = packed
        return value

    def _put(self, key: str, old: V | None, value: V | None) -> None:
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = self.pack(value)
        self.index(key, old, value)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)
