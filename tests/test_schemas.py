"""The schemas are sound, their examples are what they say, and what is generated from them is fresh."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema_rs
import pytest

from streams import schemas
from streams.schemas.generate import asyncapi

FOLDER = Path(schemas.__file__).parent
EXAMPLES = sorted(FOLDER.glob("examples/*.json"))
VALID = [path for path in EXAMPLES if ".invalid." not in path.name]
INVALID = [path for path in EXAMPLES if ".invalid." in path.name]


def described(node: object, path: str = "") -> list[str]:
    """Return the paths of properties without a description."""
    if isinstance(node, list):
        return [found for index, item in enumerate(node) for found in described(item, f"{path}[{index}]")]
    if not isinstance(node, dict):
        return []
    missing = []
    for name, body in node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ():
        if not ({"description", "$ref"} & body.keys()):
            missing.append(f"{path}.{name}")
    for key, item in node.items():
        missing += described(item, f"{path}.{key}")
    return missing


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_valid_and_described(name: str) -> None:
    schema = schemas.load(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(schema)
    assert described(schema) == []


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_example_is_valid(path: Path) -> None:
    assert schemas.check(path.name.split(".")[0], json.loads(path.read_text())) == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_is_refused_for_what_its_name_says(path: Path) -> None:
    """``alert.invalid.sent.json`` must be refused, and the errors must name the field ``sent``."""
    name, _, field, _ = path.name.split(".")
    errors = schemas.check(name, json.loads(path.read_text()))
    assert errors
    assert all(field in error for error in errors)


def test_every_schema_has_examples_of_both_kinds() -> None:
    assert {path.name.split(".")[0] for path in VALID} == set(schemas.names())
    assert {path.name.split(".")[0] for path in INVALID} == set(schemas.names())


def test_an_error_names_field_and_value_and_is_short() -> None:
    errors = schemas.check("dead", {"key": 7, "value": "x" * 5000, "headers": "x" * 5000, "errors": {}})
    assert any("key" in error and "7" in error for error in errors)
    assert all(len(error) < 400 for error in errors)


def test_an_unknown_schema_is_named() -> None:
    with pytest.raises(ValueError, match="'nothing' is not known"):
        schemas.load("nothing")


def test_the_schemas_travel_in_the_package() -> None:
    assert resources.files("streams.schemas").joinpath("alert.schema.json").is_file()


def test_asyncapi_is_fresh() -> None:
    assert (FOLDER / "asyncapi.yaml").read_text() == asyncapi(), "run `make records`"
