"""The public contract: JSON Schema 2020-12 of every record, examples, and validation.

>>> names()
('alert', 'article', 'dead', 'enriched', 'report')
>>> check("alert", {"identifier": "x"})[0].startswith("alert: ")
True
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs
import orjson

_SUFFIX = ".schema.json"
_SHOWN = 80
"""Characters of a wrong value that an error shows: enough to find it, never a whole article."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all schemas."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX)))


@cache
def load(name: str) -> dict[str, Any]:
    """Return one schema by name; ValueError for a name that is not in ``names()``."""
    if name not in names():
        raise ValueError(f"schema {name!r} is not known: expected one of {', '.join(names())}")
    schema: dict[str, Any] = orjson.loads(resources.files(__name__).joinpath(name + _SUFFIX).read_bytes())
    return schema


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([(load(other)["$id"], load(other)) for other in names()])
    return jsonschema_rs.Draft202012Validator(load(name), registry=registry, validate_formats=True)


def valid(name: str, record: Any) -> bool:
    """Tell whether a record obeys its schema; about 10 µs for an article."""
    return bool(_validator(name).is_valid(record))


def check(name: str, record: Any) -> list[str]:
    """Return what is wrong with a record: each error names the field, the value found and what was expected."""
    found = []
    for error in _validator(name).iter_errors(record):
        path = ".".join(str(part) for part in error.instance_path)
        found.append(f"{name}: {path or 'record'}: {_short(error.message)}")
    return found


def _short(message: str) -> str:
    if len(message) <= 3 * _SHOWN:
        return message
    return f"{message[:_SHOWN]} ... {message[-_SHOWN:]}"
