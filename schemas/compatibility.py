"""Whether a changed schema still gets on with the messages and readers of a released one.

While an installation is upgraded, workers of two versions pass records to each other, and what the old one wrote stays
on the topics for as long as they keep it. So under one ``$id`` a schema may only grow: a property may be added as long as
nobody has to give it. Everything else breaks something: a narrower rule breaks old messages, a wider one breaks old
readers, which validate what they read. A change that must break takes a new ``$id`` (v2) and a new CloudEvents type.

    python -m streams.schemas.compatibility FOLDER      # freeze the schemas as they are, for the next comparison
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from streams.schemas import load, names

Schema = Mapping[str, Any]
WORDS = {"title", "description", "examples", "default", "deprecated", "$comment", "$schema", "$id", "$defs"}
"""Keywords that say something to people and reject nothing."""
LEAST = ("minimum", "minLength", "minItems", "minProperties", "exclusiveMinimum")
MOST = ("maximum", "maxLength", "maxItems", "maxProperties", "exclusiveMaximum")
NARROWER = "old messages may not keep to it"
WIDER = "old readers may not expect it"


def breaks(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """Return how schemas, by their names, break with old ones: each line names the field and what changed.

    A schema that is gone breaks too; one whose ``$id`` changed is another contract and is not compared.

    >>> was = {"note": {"$id": "v1", "type": "object", "properties": {"text": {"type": "string"}}}}
    >>> now = {"note": {**was["note"], "properties": {"text": {"type": ["string", "null"]}, "by": {"type": "string"}}}}
    >>> breaks(was, now)
    ['note.text: type null is new: old readers may not expect it']
    """
    found = []
    for name, schema in old.items():
        if name not in new:
            found.append(f"{name}: the schema is gone")
        elif schema["$id"] == new[name]["$id"]:
            found += _Comparison(old, new).compare(name, schema, new[name], (name, name))
    return found


class _Comparison:
    """Walks through an old and a new schema side by side, through references and out of recursion."""

    def __init__(self, old: Mapping[str, Schema], new: Mapping[str, Schema]) -> None:
        self._old, self._new = old, new
        self._seen: set[tuple[str, str]] = set()

    def compare(self, path: str, old: Schema, new: Schema, inside: tuple[str, str]) -> Iterator[str]:
        """Yield what breaks; ``inside`` names the documents that local references are in."""
        if "$ref" in old or "$ref" in new:
            target = old.get("$ref", ""), new.get("$ref", "")
            if all(target):
                key = f"{inside[0]}{target[0]}", f"{inside[1]}{target[1]}"
                if key in self._seen:
                    return
                self._seen.add(key)
            old, before = _follow(self._old, old, inside[0])
            new, after = _follow(self._new, new, inside[1])
            inside = before, after
        yield from _sets(path, "type", _listed(old.get("type")), _listed(new.get("type")))
        yield from _sets(path, "value", _values(old), _values(new))
        yield from _required(path, old, new)
        yield from _bounds(path, old, new)
        for name, schema in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{path}.{name}: the property is gone: old readers may use it"
            else:
                yield from self.compare(f"{path}.{name}", schema, new["properties"][name], inside)
        if "items" in old and "items" in new:
            yield from self.compare(f"{path}[]", old["items"], new["items"], inside)
        choices = old.get("anyOf", ()), new.get("anyOf", ())
        if len(choices[0]) == len(choices[1]):
            for choice, (one, other) in enumerate(zip(*choices, strict=True)):
                yield from self.compare(f"{path}(choice {choice + 1})", one, other, inside)
        known = WORDS | {"$ref", "type", "enum", "const", "required", "properties", *LEAST, *MOST}
        for keyword in sorted((old.keys() | new.keys()) - known):
            if keyword == "items" and "items" in old and "items" in new:
                continue
            if keyword == "anyOf" and len(choices[0]) == len(choices[1]):
                continue
            if old.get(keyword) != new.get(keyword):
                yield f"{path}: {keyword} changed: {NARROWER}, or {WIDER}"


def _follow(schemas: Mapping[str, Schema], schema: Schema, inside: str) -> tuple[Schema, str]:
    """Follow a reference, within its document or to another by its ``$id``; siblings of a reference add to it."""
    while "$ref" in schema:
        target, _, pointer = schema["$ref"].partition("#")
        if target:
            [inside] = [name for name, other in schemas.items() if other["$id"] == target]
        found: Any = schemas[inside]
        for step in pointer.split("/")[1:]:
            found = found[step]
        schema = {**found, **{name: rule for name, rule in schema.items() if name != "$ref"}}
    return schema, inside


def _listed(types: Any) -> set[str] | None:
    return None if types is None else {types} if isinstance(types, str) else set(types)


def _values(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {orjson.dumps(schema["const"]).decode()}
    return {orjson.dumps(value).decode() for value in schema["enum"]} if "enum" in schema else None


def _sets(path: str, what: str, old: set[str] | None, new: set[str] | None) -> Iterator[str]:
    if old is None or new is None:
        if old != new:
            yield f"{path}: {what} is {'free' if new is None else 'fixed'} now: {WIDER if new is None else NARROWER}"
        return
    for gone in sorted(old - new):
        yield f"{path}: {what} {gone} is gone: {NARROWER}"
    for added in sorted(new - old):
        yield f"{path}: {what} {added} is new: {WIDER}"


def _required(path: str, old: Schema, new: Schema) -> Iterator[str]:
    was, now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(now - was):
        yield f"{path}.{name}: required now: {NARROWER}"
    for name in sorted(was - now):
        yield f"{path}.{name}: no longer required: old readers may rely on it"


def _bounds(path: str, old: Schema, new: Schema) -> Iterator[str]:
    for keyword in (*LEAST, *MOST):
        was, now = old.get(keyword), new.get(keyword)
        if was == now:
            continue
        narrower = was is None or (now is not None and (now > was) == (keyword in LEAST))
        yield f"{path}: {keyword} was {was} and is {now}: {NARROWER if narrower else WIDER}"


def freeze(folder: Path) -> None:
    """Write every schema as it is to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        (folder / f"{name}.schema.json").write_bytes(orjson.dumps(load(name), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))
