"""What one process of the worker does: run some stages until told to stop, and report to the supervisor now and then.

The supervisor holds the other end of a socket. It sends the settings as the first line; reports go back as lines of JSON.
When the socket closes the supervisor is gone, and the process stops as if told to.

Exit codes: 0 after a stop that was asked for, ``FAILED`` after an error that a restart may cure, ``REFUSED`` after one that
only a person can cure. Imports are inside the functions, because the process for heavy work imports this module too.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streams.settings import Settings
    from streams.worker.app import App

log = logging.getLogger(__name__)

FAILED, REFUSED = 70, 78
REPORT_EVERY, UNREADY_EVERY = 1.0, 0.1
"""Seconds between reports, and between those of a process that is not ready yet: somebody waits for it."""
STOP_WITHIN = 20.0
"""Seconds beyond ``flush_seconds`` after which a stop is given up."""
COLLECT = (50_000, 20, 50)
"""When Python looks for garbage in cycles: by count of objects made since, and rarely among old ones.

A batch of records is thousands of objects that live for milliseconds and are in no cycle: with Python's usual 700 a quarter of
the time of a hop went into looking at them.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run stages in this process."""
    parser = argparse.ArgumentParser(prog="python -m streams.worker.process", description=main.__doc__)
    parser.add_argument("--stages", default="clean,dedupe,enrich,alert", help="names, separated by commas")
    parser.add_argument("--slot", type=int, default=0, help="which process of its kind this is")
    parser.add_argument("--agents", default="streams.worker.agents", help="module that declares the agents")
    parser.add_argument("--supervisor", type=int, help="file descriptor of the socket to the supervisor")
    parser.add_argument("--mark", type=int, help="file descriptor of the place where the record in hand is marked")
    given = parser.parse_args(arguments)

    from streams.worker.reports import Line

    line = None if given.supervisor is None else Line(socket.socket(fileno=given.supervisor))
    from streams import settings

    start: dict[str, Any] = {"condemned": [], "leaves": False} if line is None else line.receive()
    _run(settings.Settings(**start["settings"]) if line else settings.load(), given, line, start)
    return 0


def _run(settings: Settings, given: argparse.Namespace, line: Any, start: dict[str, Any]) -> None:
    import importlib

    from streams.worker import logs
    from streams.worker.apart import Apart
    from streams.worker.mark import Mark, Place

    names = given.stages.split(",")
    logs.configure(settings, "+".join(names))
    agents = importlib.import_module(given.agents).agents
    apart = {name: Apart(name, settings, agents[name].apart) for name in names if agents[name].apart}
    for one in apart.values():
        one.launch()

    from streams.worker.app import build  # which takes a while: the language model is loaded meanwhile

    mark = None if given.mark is None else Mark(given.mark)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        loop = runner.get_loop()
        asyncio.set_event_loop(loop)
        app = build(settings, agents, names, given.slot, mark, [Place(*place) for place in start["condemned"]], apart)
        for stage in app.stages:
            stage.leaves = start["leaves"]
        gc.freeze()  # what was imported stays
        gc.set_threshold(*COLLECT)
        code = runner.run(_live(app, settings, line))
    if code:
        logging.shutdown()
        sys.exit(code)


def _loop_factory() -> Any:
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None


async def _live(app: App, settings: Settings, line: Any) -> int:
    """Start the application, report while it runs, and stop it when asked to or when it crashed; return the exit code."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if line:
        line.when_closed(loop, stop.set)
    reporting = asyncio.ensure_future(_report(app, line, stop))
    error: BaseException | None = None
    try:
        starting = asyncio.ensure_future(app.start())
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():  # half started cannot be stopped well
            await asyncio.wait({starting}, timeout=STOP_WITHIN)
            starting.cancel()
        else:
            starting.result()
            ended = asyncio.ensure_future(app.wait())
            await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        error = app.crash_reason
    except Exception as raised:
        error = raised
    if error:
        log.error("stopping: %s: %s", type(error).__name__, error)
    _insist(settings.flush_seconds + STOP_WITHIN + 10)
    stop.set()
    reporting.cancel()
    await asyncio.wait({reporting})
    with contextlib.suppress(Exception):
        await asyncio.wait_for(app.stop(), settings.flush_seconds + STOP_WITHIN)
    for stage in app.stages:
        stage.context.budget.disarm()  # or the timer would kill the interpreter on its way out
    await asyncio.wait({reporting})
    if line:
        line.send(_facts(app) | ({"error": f"{type(error).__name__}: {error}"} if error else {}))
    return _code(error)


def _insist(seconds: float) -> None:
    """End this process after so long, whatever it waits for: without supervisor and broker a stop could wait for ever.

    Nothing is lost by it: what is not committed is done again.
    """
    timer = threading.Timer(seconds, os._exit, [FAILED])
    timer.daemon = True
    timer.start()


def _code(error: BaseException | None) -> int:
    from streams.worker.dead import TooManyDeadError
    from streams.worker.delivery import DeliveryError

    if error is None:
        return 0
    return REFUSED if isinstance(error, (TooManyDeadError, DeliveryError)) else FAILED


async def _report(app: App, line: Any, stop: asyncio.Event) -> None:
    """Report until ``stop``."""
    from streams import connection

    while line and not stop.is_set():
        for stage in app.stages:
            with contextlib.suppress(Exception):
                await connection.within(2, stage.measure())
        line.send(_facts(app))
        await asyncio.sleep(REPORT_EVERY if all(stage.ready for stage in app.stages) else UNREADY_EVERY)


def _facts(app: App) -> dict[str, Any]:
    return {"stages": {stage.name: stage.facts() for stage in app.stages}}


if __name__ == "__main__":
    sys.exit(main())
