"""``tocsin watch``, driven by its keys without a terminal."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import DataTable, Input, Static

from streams.gateway.board import Board
from streams.gateway.following import Given, Read
from streams.gateway.live import Live
from streams.gateway.problems import QueryError
from streams.gateway.terminal import Watch, read_line
from tests.gateway.samples import alert, value


def watching(*values: bytes, line: str = "") -> tuple[Watch, Given]:
    given = Given([Read(0, offset, value) for offset, value in enumerate(values)])
    return Watch(Live(Board(), given), line), given


def rows(program: Watch) -> list[str]:
    table = program.query_one(DataTable)
    return [str(table.get_row_at(index)[2]) for index in range(table.row_count)]


async def drawn(program: Watch, pilot: object, number: int) -> None:
    for _ in range(200):
        if program.query_one(DataTable).row_count == number:
            return
        await pilot.pause(0.02)  # type: ignore[attr-defined]
    raise AssertionError(f"{program.query_one(DataTable).row_count} rows, expected {number}")


def test_incidents_come_into_the_table_newest_first() -> None:
    async def run() -> None:
        program, given = watching(value(1), value(2))
        async with program.run_test(size=(150, 40)) as pilot:
            await drawn(program, pilot, 2)
            given.put(value(3))
            await drawn(program, pilot, 3)
            assert [row.split(",")[0] for row in rows(program)] == ["Stara Balka", "Dovhyi Yar", "Tell Marun"]

    asyncio.run(run())


def test_a_filter_is_typed_and_a_wrong_one_is_told() -> None:
    async def run() -> None:
        program, _ = watching(*(value(n) for n in range(16)))
        async with program.run_test(size=(150, 40)) as pilot:
            await drawn(program, pilot, 16)
            await pilot.press("slash", *"country=SDN", "enter")
            await drawn(program, pilot, 1)
            await pilot.press("slash")
            program.query_one(Input).value = "cuontry=SYR"
            await pilot.press("enter")
            assert program.line == "country=SDN", "the wrong one is not taken"
            program.query_one(Input).value = "kharkiv"
            await pilot.press("enter")
            await drawn(program, pilot, 1)
            assert rows(program)[0].startswith("Dovhyi Yar")

    asyncio.run(run())


def test_the_evidence_is_shown_and_commands_nothing() -> None:
    async def run() -> None:
        import orjson

        bad = alert(1)
        bad["incident"]["reports"][0]["quote"] = "Nine \x1b[2Jkilled [bold]here[/bold]"
        program, _ = watching(orjson.dumps(bad))
        async with program.run_test(size=(150, 40)) as pilot:
            await drawn(program, pilot, 1)
            await pilot.press("enter")
            await pilot.pause()
            shown = str(program.query_one("#text", Static).render())
            assert "killed [bold]here[/bold]" in shown and "\x1b" not in shown and "First report" in shown

    asyncio.run(run())


def test_a_wrong_filter_on_the_command_line_is_an_error() -> None:
    with pytest.raises(QueryError, match="cuontry"):
        read_line("cuontry=SYR")
