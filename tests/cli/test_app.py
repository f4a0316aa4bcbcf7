"""The command line as a whole: help, errors, exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from streams.cli.app import MODULES, build
from tests.cli.conftest import Tocsin

COMMANDS = (
    "demo", "up", "worker", "try", "publish", "subscribe", "incidents", "why", "dead", "audit", "evaluate", "replay",
    "topics", "schemas", "settings",
)  # fmt: skip


def test_help_names_every_command(tocsin: Tocsin) -> None:
    said = tocsin("--help")
    assert said.code == 0
    assert [name for name in COMMANDS if name not in said.out] == []


def leaves(command: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    return [leaf for name, child in inner.items() for leaf in leaves(child, (*path, name))] if inner else [path]


@pytest.mark.parametrize("path", leaves(typer.main.get_command(build())), ids=" ".join)
def test_every_command_explains_itself_and_its_options(tocsin: Tocsin, path: tuple[str, ...]) -> None:
    command = typer.main.get_command(build())
    for name in path:
        command = command.commands[name]  # type: ignore[attr-defined]
    assert len(command.help or "") > 20
    lacking = [
        parameter.name for parameter in command.params if parameter.param_type_name == "option" and not parameter.help
    ]  # type: ignore[attr-defined]
    assert lacking == []
    assert tocsin(*path, "--help").code == 0


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["publish"], 2, "Missing argument"),
        (["publish", "gone.txt"], 2, "gone.txt: no such file, folder or pattern"),
        (["try", "gone.txt"], 2, "gone.txt: no such file, folder or pattern"),
        (["publish", "--date", "soon", "-"], 2, "'soon' is no time, expected ISO 8601"),
        (["subscribe", "--from", "yesterday"], 2, "'yesterday' is no time"),
        (["subscribe", "--country", "Syria"], 2, "expected an ISO 3166-1 alpha-3 code such as SYR"),
        (["subscribe", "--kind", "eaten"], 2, "kind is 'eaten', expected killed, injured"),
        (["worker", "--stage", "sleep"], 2, "stage 'sleep' is not known, expected clean, dedupe, enrich, alert"),
        (["schemas", "check", "bell", "-"], 2, "schema 'bell' is not known"),
        (["dead", "replay"], 2, "expected ids, a condition, or --all"),
        (["evaluate", "--floor", "killed", "-"], 2, "expected a field and its least F1"),
        (["subscribe", "--broker", "nowhere"], 2, "broker (argument) is 'nowhere', expected host:port"),
        (["subscribe", "--broker", "127.0.0.1:1"], 3, "no Kafka broker answered at 127.0.0.1:1"),
        (["topics", "list", "--broker", "127.0.0.1:1"], 3, "no Kafka broker answered at 127.0.0.1:1"),
    ],
)
def test_what_people_get_wrong_is_said_without_a_traceback(tocsin: Tocsin, line: list[str], code: int, words: str) -> None:
    said = tocsin(*line)
    assert said.code == code
    assert words in " ".join((said.out + said.err).replace("│", " ").split())
    assert "Traceback" not in said.err


def test_a_wrong_setting_is_named(tocsin: Tocsin) -> None:
    said = tocsin("settings", TOCSIN_PARTITIONS="many")
    assert (said.code, said.err.strip()) == (
        2,
        "tocsin: partitions (environment TOCSIN_PARTITIONS) is 'many', expected a whole number from 1 to 10000",
    )


def test_every_module_is_part_of_the_command() -> None:
    from pathlib import Path

    import streams.cli

    modules = {file.stem for file in Path(streams.cli.__file__).parent.glob("*.py") if "def add(app" in file.read_text()}
    assert modules == set(MODULES)


def test_help_does_not_load_what_only_work_needs() -> None:
    heavy = "{'spacy', 'faust', 'kafka', 'aiohttp', 'confluent_kafka', 'trafilatura'}"
    code = f"import sys; from streams.cli.app import run; run(['--help']); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
