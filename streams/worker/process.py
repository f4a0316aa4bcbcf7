"""What one process of the worker does: run some stages until told to stop, and report to the supervisor now and then.

The supervisor holds the other end of a socket, to which reports go as lines of JSON. When it closes the supervisor is gone, and
the process stops as if told to.

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
from typing import TYPE_CHECKING, Any, NamedTuple

from streams.worker import linux

if TYPE_CHECKING:
    from streams.settings import Settings
    from streams.worker.app import App
    from streams.worker.mark import Mark, Place

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


class Work(NamedTuple):
    """What a process is to do."""

    settings: Settings
    stages: Sequence[str] = ("clean", "dedupe", "enrich", "alert")
    slot: int = 0
    """Which process of its kind this is."""
    agents: str = "streams.worker.agents"
    """The module that declares the agents."""
    condemned: Sequence[Place] = ()
    """Records that are set aside unread."""
    leaves: bool = False
    """It gives up its place in the groups when it is told to stop."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run stages in this process, without a supervisor."""
    from streams import settings

    usual = Work(settings.load())
    parser = argparse.ArgumentParser(prog="python -m streams.worker.process", description=main.__doc__)
    parser.add_argument("--stages", default=",".join(usual.stages), help="names, separated by commas")
    parser.add_argument("--agents", default=usual.agents, help="module that declares the agents")
    given = parser.parse_args(arguments)
    run(usual._replace(stages=given.stages.split(","), agents=given.agents))
    return 0


def run(work: Work, supervisor: socket.socket | None = None, mark: Mark | None = None) -> None:
    """Do it until told to stop; report to the supervisor, and mark for it the record in hand."""
    import importlib

    from streams.worker import logs
    from streams.worker.apart import Apart
    from streams.worker.reports import Line

    name = "+".join(work.stages)
    if supervisor:
        os.setsid()  # Ctrl-C at a terminal reaches the supervisor alone
        linux.call_process(f"tocsin {name}")
    logs.configure(work.settings, name)
    agents = importlib.import_module(work.agents).agents
    apart = {name: Apart(name, work.settings, agents[name].apart) for name in work.stages if agents[name].apart}
    for one in apart.values():
        one.launch()

    from streams.worker.app import build  # which takes a while: the language model is loaded meanwhile

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        loop = runner.get_loop()
        asyncio.set_event_loop(loop)
        app = build(work.settings, agents, work.stages, work.slot, mark, work.condemned, apart)
        for stage in app.stages:
            stage.leaves = work.leaves
        gc.freeze()  # what was imported stays
        gc.set_threshold(*COLLECT)
        code = runner.run(_live(app, work.settings, Line(supervisor) if supervisor else None))
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
    while line and not stop.is_set():
        line.send(_facts(app))
        await asyncio.sleep(REPORT_EVERY if all(stage.ready for stage in app.stages) else UNREADY_EVERY)


def _facts(app: App) -> dict[str, Any]:
    return {"stages": {stage.name: stage.facts() for stage in app.stages}}


if __name__ == "__main__":
    sys.exit(main())
