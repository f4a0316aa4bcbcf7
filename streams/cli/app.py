"""The command line: which command is in which module, and how errors become one line and an exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from streams.cli import FAILED, NO_KAFKA, STOPPED, WRONG

MODULES = (
    "running", "trying", "publishing", "feed", "subscribing", "watch", "report", "gateway",
    "incidents", "dead", "auditing", "evaluating", "replaying", "topics", "schemas", "settings",
    "doctor",
)  # fmt: skip
"""Modules whose commands there are, in the order of ``--help``; each has a function ``add(app)``."""


def build() -> typer.Typer:
    """Return the whole command."""
    app = typer.Typer(
        name="tocsin",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Read a stream of news on Kafka and ring when people are reported killed, injured or missing.",
        epilog="Start with [bold]tocsin demo[/]. Settings come from TOCSIN_* and tocsin.toml: [bold]tocsin settings[/].",
    )
    app.callback(invoke_without_command=True)(_version)
    for name in MODULES:
        import_module(f"streams.cli.{name}").add(app)
    return app


def _version(version: bool = typer.Option(False, "--version", help="Say the version and stop.")) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"tocsin {installed('tocsin')}")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    from streams.cli.console import say, speak_little

    speak_little()
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, _terminate)
    try:
        typer.main.get_command(build()).main(list(arguments), prog_name="tocsin")
        return 0
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else FAILED if done.code else 0
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        code = _code(error)
        if code is None:
            raise
        say(f"tocsin: {error}", "red")
        return code


def _terminate(number: int, frame: object) -> None:
    """Leave as after Ctrl-C: groups are left, files closed, positions kept."""
    sys.exit(128 + number)


def _code(error: Exception) -> int | None:
    """Return the exit code of an error that people can cure; None for one of ours, which keeps its traceback."""
    from streams.settings import SettingError

    if isinstance(error, SettingError):
        return WRONG
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "UndeliveredError" in kinds:
        return FAILED
    if kinds & {"ClientError", "EmbeddedError"}:
        return NO_KAFKA
    if isinstance(error, OSError) and error.filename is not None:
        return WRONG
    return None
