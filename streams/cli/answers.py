"""Answer articles with what became of them, in order, as fast as the cores allow and never later than needed.

Lines are read ahead by a thread and taken in chunks of what is there, so that a program that waits for each answer gets
it, while a file of thousands goes through in full batches. When nothing is kept from article to article (isolated), chunks
are read by several processes; their answers still come in order, and only a bounded number is on the way.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from streams.cli.inputs import Item
from streams.pipeline import Pipeline, Raw, Result
from streams.settings import Settings
from streams.stages.outputs import Rejected

CHUNK = 64
AHEAD = 8 * CHUNK
"""Lines read ahead of the answers."""
ENOUGH = 2 * CHUNK
"""Lines that must wait before more processes are worth their start (about 2 s each)."""
PATIENCE = 0.02
"""Seconds that a chunk waits for more lines."""

Chunk = list[Item]


class Task(NamedTuple):
    """What a process needs to know."""

    settings: Settings
    isolated: bool
    at: datetime | None
    """Time of arrival of all articles; now, when None."""


def answers(items: Iterable[Item], task: Task, processes: int | None = None) -> Iterator[bytes]:
    """Yield one line of JSON for each item, in order."""
    chunks = _chunks(items)
    count = (processes or os.cpu_count() or 1) if task.isolated else 1
    reader = Answerer(task)
    for chunk, waiting in chunks:
        if count > 1 and waiting >= ENOUGH:
            yield from _shared(chunk, chunks, task, count)
            return
        yield from reader(chunk)


class Answerer:
    """Answers chunks in this process; the language model is loaded for the first."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._pipeline: Pipeline | None = None

    def __call__(self, chunk: Chunk) -> list[bytes]:
        """Return one line for each item."""
        return [orjson.dumps(answer(item, result)) for item, result in self.results(chunk)]

    def results(self, chunk: Chunk) -> Iterator[tuple[Item, Result]]:
        """Yield what became of each item."""
        if self._pipeline is None:
            self._pipeline = open_pipeline(self._task.settings)
        at = self._task.at or datetime.now(UTC)
        raws = [
            Raw(item.value, at, None, {"content-type": item.content_type} if item.content_type else {}) for item in chunk
        ]
        yield from zip(chunk, self._pipeline.run(raws, isolated=self._task.isolated), strict=True)


def open_pipeline(settings: Settings) -> Pipeline:
    """Return the path in memory, with the language model and the gazetteer loaded."""
    from streams.stages.enrich import load

    return Pipeline(settings, load(settings.model), batch=CHUNK)


def answer(item: Item, result: Result) -> dict[str, Any]:
    """Return what is printed of one article."""
    uri = result.uri or (_uri(item) if result.outcome == "rejected" else None)
    made: dict[str, Any] = {"uri": uri, "outcome": result.outcome, "duplicateOf": result.duplicate_of}
    if result.similarity is not None:
        made["similarity"] = result.similarity
    if result.reason:
        made["reason"] = result.reason
    if uri is None:
        made["line" if item.line is not None else "where"] = item.line if item.line is not None else item.where
    if result.article is not None:
        bodies = result.article.get("bodies") or []
        made["article"] = {**result.article, "body_text": bodies[0]["value"] if bodies else ""}
    return made | {"alerts": list(result.alerts), "incidents": list(result.incidents)}


def _uri(item: Item) -> str | None:
    """Return the uri that a refused article gives itself, if it can be read at all."""
    from streams.articles.decoding import loads

    try:
        found = loads(item.value)
    except (Rejected, RecursionError):
        return None
    uri = found.get("uri") if isinstance(found, dict) else None
    return uri if isinstance(uri, str) and uri else None


# Chunks of what is there


def _chunks(items: Iterable[Item]) -> Iterator[tuple[Chunk, int]]:
    """Yield chunks and how many more lines wait; an empty chunk when the source is slow, so that answers go out."""
    ready: queue.Queue[Item | BaseException | None] = queue.Queue(AHEAD)
    threading.Thread(target=_read_ahead, args=(items, ready), daemon=True).start()
    while True:
        chunk, ended = _take(ready)
        yield chunk, ready.qsize()
        if ended:
            return


def _take(ready: queue.Queue[Item | BaseException | None]) -> tuple[Chunk, bool]:
    chunk: Chunk = []
    while len(chunk) < CHUNK:
        try:
            found = ready.get(timeout=PATIENCE)
        except queue.Empty:
            return chunk, False
        if found is None:
            return chunk, True
        if isinstance(found, BaseException):
            raise found
        chunk.append(found)
    return chunk, False


def _read_ahead(items: Iterable[Item], ready: queue.Queue[Item | BaseException | None]) -> None:
    try:
        for item in items:
            ready.put(item)
        ready.put(None)
    except BaseException as error:
        ready.put(error)


# Several processes

_answerer: Callable[[Chunk], list[bytes]] | None = None


def _start(task: Task) -> None:
    global _answerer
    _answerer = Answerer(task)


def _answer(chunk: Chunk) -> list[bytes]:
    return _answerer(chunk) if _answerer else []


def _shared(first: Chunk, chunks: Iterator[tuple[Chunk, int]], task: Task, count: int) -> Iterator[bytes]:
    pool = _Pool(task, count)
    try:
        pool.submit(first)
        for chunk, _ in chunks:
            if chunk:
                pool.submit(chunk)
            yield from pool.collect(2 * count)
        yield from pool.collect(0)
    finally:
        pool.close()


class _Pool:
    """Processes that answer chunks; one that dies takes nothing but the article that killed it."""

    def __init__(self, task: Task, count: int) -> None:
        self._task, self._count = task, count
        self._pending: deque[tuple[Chunk, Future[list[bytes]]]] = deque()
        self._executor = self._open()

    def _open(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, mp_context=context, initializer=_start, initargs=(self._task,))

    def submit(self, chunk: Chunk) -> None:
        """Take up a chunk."""
        try:
            self._pending.append((chunk, self._executor.submit(_answer, chunk)))
        except BrokenProcessPool:
            broken: Future[list[bytes]] = Future()
            broken.set_exception(BrokenProcessPool())
            self._pending.append((chunk, broken))

    def collect(self, most: int) -> Iterator[bytes]:
        """Yield answers that are there, in order; wait until no more than ``most`` chunks are on the way."""
        while self._pending and (len(self._pending) > most or self._pending[0][1].done()):
            chunk, future = self._pending.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from self._repair(chunk)

    def _repair(self, chunk: Chunk) -> list[bytes]:
        """Open new processes, and find the article that killed one by halving its chunk."""
        lost = [held for held, _ in self._pending]
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._open()
        found = self._halve(chunk)
        self._pending = deque((held, self._executor.submit(_answer, held)) for held in lost)
        return found

    def _halve(self, chunk: Chunk) -> list[bytes]:
        try:
            return self._executor.submit(_answer, chunk).result()
        except BrokenProcessPool:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = self._open()
        if len(chunk) == 1:
            return [orjson.dumps(answer(chunk[0], Result(None, "rejected", "the process that read this article died")))]
        half = len(chunk) // 2
        return self._halve(chunk[:half]) + self._halve(chunk[half:])

    def close(self) -> None:
        """End the processes; those at rest are waited for, or Python would look for them once more on its way out."""
        self._executor.shutdown(wait=not self._pending, cancel_futures=True)
