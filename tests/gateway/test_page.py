"""The files of the live page: all shipped, none from outside, none made of strings."""

from __future__ import annotations

import asyncio
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from streams.gateway.outline import project
from tests.gateway.serving import gateway

STATIC = Path(str(resources.files("streams.gateway").joinpath("static")))
SCRIPTS = sorted(path.name for path in STATIC.glob("*.js"))


def test_the_wheel_holds_the_files_of_the_page() -> None:
    config = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert "static/*" in config["tool"]["setuptools"]["package-data"]["streams.gateway"]


def test_every_file_that_the_page_names_is_served() -> None:
    named = {"/"}
    for path in (*STATIC.glob("*.js"), STATIC / "index.html"):
        named |= {f"/static/{name}" for name in re.findall(r'"\./([\w.]+)"', path.read_text(encoding="utf-8"))}
        named |= set(re.findall(r'"(/static/[\w.]+)"', path.read_text(encoding="utf-8")))

    async def run() -> None:
        async with gateway() as g:
            for path in sorted(named):
                async with g.client.get(path) as answer:
                    assert answer.status == 200, path
                    tag = answer.headers["ETag"]
                async with g.client.get(path, headers={"If-None-Match": tag}) as answer:
                    assert answer.status == 304, path
            for path in ("/static/../board.py", "/static/%2e%2e%2fboard.py", "/static/none.js"):
                async with g.client.get(path) as answer:
                    assert answer.status == 404, path

    asyncio.run(run())


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_turns_strings_into_markup_or_code(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    found = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc", text
    )
    assert not found
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text), "nothing from outside"


@pytest.mark.parametrize("name", ["index.html", *(path.name for path in STATIC.glob("*.css"))])
def test_markup_and_styles_ask_for_nothing_from_outside(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not re.findall(r"https?://|//cdn|@import|\bon\w+=|<script>|style=", text)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_small(name: str) -> None:
    assert len((STATIC / name).read_text(encoding="utf-8").splitlines()) <= 400


def test_the_map_and_its_maker_project_alike() -> None:
    text = (STATIC / "world.js").read_text(encoding="utf-8")
    assert "1.25" in text and "0.4" in text
    assert project(0, 0) == pytest.approx((0, 0), abs=1e-9)
