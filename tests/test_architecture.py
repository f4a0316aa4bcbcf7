"""The pure packages stay pure, modules stay small, and the tree tells the path."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STREAMS = ROOT / "streams"
PURE = ("articles", "stages", "reading", "incidents")
FORBIDDEN = {
    "aiohttp", "aiokafka", "asyncio", "confluent_kafka", "faust", "http", "kafka", "mode", "os", "random", "requests",
    "secrets", "socket", "ssl", "subprocess", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
BUILTINS = {"open", "input", "print", "eval", "exec"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
INSIDE = {
    "streams.worker",
    "streams.client",
    "streams.gateway",
    "streams.cli",
    "streams.settings",
    "streams.embedded",
    "streams.connection",
}
MODULES = [path for path in STREAMS.rglob("*.py") if path.name != "records.py"]
PURE_MODULES = [path for path in MODULES if path.relative_to(STREAMS).parts[0] in PURE and path.parent.name != "data"]
"""Scripts in a ``data`` folder make the tables beside them; nothing imports them."""


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def breaches(source: str) -> set[str]:
    """Return what a pure module may not do and this source does."""
    tree = ast.parse(source)
    names = imported(tree)
    bad = {name for name in names for rule in FORBIDDEN | INSIDE if name == rule or name.startswith(rule + ".")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS:
            bad.add(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILTINS:
            bad.add(node.func.id)
    return bad


@pytest.mark.parametrize("path", PURE_MODULES, ids=lambda path: str(path.relative_to(STREAMS)))
def test_a_pure_module_touches_nothing_outside(path: Path) -> None:
    assert breaches(path.read_text()) == set()


def test_the_check_sees_a_breach() -> None:
    assert breaches("import os.path") == {"os.path"}
    assert breaches("from time import sleep") >= {"time"}
    assert breaches("from datetime import datetime\ndatetime.now()") == {"datetime.now"}
    assert breaches("open('x')") == {"open"}
    assert breaches("from streams.worker import app") >= {"streams.worker"}


def test_modules_are_small() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in MODULES if path.name != "__init__.py"}
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > 400} == {}
    assert statistics.median(sizes.values()) <= 150


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    assert [str(path) for path in MODULES if path.stem in vague] == []


def test_records_are_fresh() -> None:
    from streams.schemas.generate import generate

    assert (STREAMS / "records.py").read_text() == generate(), "run `make records`"
