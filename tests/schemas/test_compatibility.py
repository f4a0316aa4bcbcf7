"""Old messages and old readers get on with the schemas as they are now; and each way of breaking is found."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from streams.schemas import load, names
from streams.schemas.compatibility import breaks, freeze
from tests.deploy.tools import ROOT, run, version_before

RELEASED = Path(__file__).parent / "released"
NOW = {name: load(name) for name in names()}


def frozen(version: str) -> dict[str, Any]:
    files = (RELEASED / version).glob("*.json")
    return {path.name.removesuffix(".schema.json"): json.loads(path.read_text()) for path in files}


@pytest.mark.parametrize("version", sorted(path.name for path in RELEASED.iterdir()))
def test_schemas_get_on_with_those_of_a_release(version: str) -> None:
    assert frozen(version).keys() == {"alert", "article", "dead", "enriched", "report"}
    assert breaks(frozen(version), NOW) == []


def test_schemas_get_on_with_those_of_the_version_before() -> None:
    """The frozen ones could be changed together with a schema; what git keeps can't."""
    before = version_before()
    listed = run(["git", "ls-tree", "--name-only", before, "schemas/"], cwd=ROOT).stdout.split()
    files = [name for name in listed if name.endswith(".schema.json")]
    assert len(files) >= 5
    old = {
        Path(name).name.removesuffix(".schema.json"): json.loads(run(["git", "show", f"{before}:{name}"], cwd=ROOT).stdout)
        for name in files
    }
    assert breaks(old, NOW) == []


def test_newest_version_is_frozen() -> None:
    found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    assert found and (RELEASED / found[1]).is_dir(), "python -m streams.schemas.compatibility tests/schemas/released/VERSION"


def test_freezing_keeps_every_schema(tmp_path: Path) -> None:
    freeze(tmp_path / "1.0")
    assert {path.name for path in (tmp_path / "1.0").iterdir()} == {f"{name}.schema.json" for name in names()}
    assert json.loads((tmp_path / "1.0" / "alert.schema.json").read_text()) == load("alert")


def test_schemas_get_on_with_themselves() -> None:
    assert breaks(NOW, NOW) == []



CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda s: s["properties"].pop("scope"), "alert.scope: the property is gone"),
    (lambda s: s["required"].remove("scope"), "alert.scope: no longer required"),
    (lambda s: s["required"].append("note"), "alert.note: required now"),
    (lambda s: s["properties"]["msgType"]["enum"].remove("Cancel"), 'alert.msgType: value "Cancel" is gone'),
    (lambda s: s["properties"]["msgType"]["enum"].append("Ack"), 'alert.msgType: value "Ack" is new'),
    (lambda s: s["properties"]["msgType"].pop("enum"), "alert.msgType: value is free now"),
    (lambda s: s["properties"]["sender"].update(type="integer"), "alert.sender: type string is gone"),
    (lambda s: s["properties"]["sender"].update(minLength=5), "alert.sender: minLength was 1 and is 5: old messages"),
    (lambda s: s["properties"]["sender"].update(maxLength=5), "alert.sender: maxLength was None and is 5: old messages"),
    (lambda s: s["properties"]["sender"].pop("minLength"), "alert.sender: minLength was 1 and is None: old readers"),
    (lambda s: s["properties"]["sent"].update(pattern="^x"), "alert.sent: pattern changed"),
    (lambda s: s["properties"].update(info={"type": "array"}), "alert.info: items changed"),
    (lambda s: s.update(additionalProperties=False), "alert: additionalProperties changed"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=[said for _, said in CHANGES])
def test_each_way_of_breaking_is_named(change: Callable[[dict[str, Any]], object], said: str) -> None:
    changed = copy.deepcopy(NOW)
    change(changed["alert"])
    assert any(line.startswith(said) for line in breaks(NOW, changed)), breaks(NOW, changed)


def test_a_change_behind_a_reference_is_found_from_every_schema_that_uses_it() -> None:
    changed = copy.deepcopy(NOW)
    count = changed["report"]["$defs"]["Count"] if "Count" in changed["report"]["$defs"] else next(
        part for part in changed["report"]["$defs"].values() if "qualifier" in part.get("properties", {})
    )
    count["properties"]["qualifier"]["enum"].remove("range")
    found = breaks(NOW, changed)
    assert {line.split(".")[0] for line in found} >= {"report", "alert"}, found


def test_a_schema_that_is_gone_is_named() -> None:
    assert "dead: the schema is gone" in breaks(NOW, {name: schema for name, schema in NOW.items() if name != "dead"})


def test_what_may_change() -> None:
    changed = copy.deepcopy(NOW)
    changed["alert"]["properties"]["note"] = {"type": "string"}
    changed["alert"]["properties"]["sender"]["description"] = "Somebody."
    assert breaks(NOW, changed) == []


def test_a_new_contract_is_not_compared() -> None:
    changed = copy.deepcopy(NOW)
    changed["alert"] = {"$id": "urn:tocsin:schema:alert:v2", "type": "object"}
    assert breaks(NOW, changed) == []
