"""Write what follows from the schemas and the topics: ``python -m streams.schemas.generate``.

That is streams/records.py, which needs datamodel-code-generator (the ``test`` extra), and schemas/asyncapi.yaml. The
schemas are bundled into one document first, so that a type that several records share is written once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson
import yaml

from streams.schemas import load, names
from streams.topics import LAYOUT, Topic

_HEADER = '"""Types of every record, generated from schemas/ by streams.schemas.generate; do not edit."""\n\n'
_COMMAND = (
    "--input-file-type jsonschema --output-model-type typing.TypedDict --target-python-version 3.11 --use-union-operator "
    "--use-standard-collections --use-schema-description --use-field-description --enum-field-as-literal all "
    "--disable-timestamp --formatters builtin"
)


def _bundle() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    roots: dict[str, str] = {}
    for name in names():
        schema = load(name)
        roots[schema["$id"]] = schema["title"]
        shared = {key: body for key, body in schema.get("$defs", {}).items() if "$ref" not in body}
        definitions |= shared
        definitions[schema["title"]] = {k: v for k, v in schema.items() if k not in ("$id", "$schema", "$defs")}

    def local(node: Any) -> Any:
        if isinstance(node, list):
            return [local(item) for item in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            base, _, pointer = reference.partition("#")
            return {"$ref": f"#{pointer}" if pointer else f"#/$defs/{roots[base]}"}
        return {key: local(value) for key, value in node.items()}

    return {"$defs": local(definitions)}


def generate() -> str:
    """Return the source of records.py."""
    with tempfile.TemporaryDirectory() as folder:
        bundle, target = Path(folder, "records.json"), Path(folder, "records.py")
        bundle.write_bytes(orjson.dumps(_bundle()))
        command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(bundle), "--output", str(target)]
        subprocess.run([*command, *_COMMAND.split()], check=True)  # noqa: S603
        source = target.read_text()
    lines = [line for line in source.splitlines() if not line.startswith("# ")]
    return _HEADER + "\n".join(lines).lstrip().replace("\nModel: TypeAlias = Any\n", "") + "\n"


def _channel(topic: Topic) -> dict[str, Any]:
    layout = LAYOUT[topic]
    content = "bytes, kept as they came" if layout.schema is None else f"JSON, {layout.schema}.schema.json"
    message: dict[str, Any] = {"contentType": "application/octet-stream" if layout.schema is None else "application/json"}
    if layout.schema:
        message["payload"] = {"$ref": f"./{layout.schema}.schema.json"}
    if layout.event:
        message["headers"] = {"type": "object", "properties": {"ce_type": {"const": layout.event}}}
    return {
        "address": topic.value,
        "description": f"Key: {layout.key}. Value: {content}. Kept: {layout.cleanup}.",
        "messages": {"record": message},
    }


def asyncapi() -> str:
    """Return the AsyncAPI 3 document of the topics, as YAML."""
    ways = {Topic.RAW: "receive", Topic.ALERTS: "send", Topic.ENRICHED: "send", Topic.REPORTS: "send", Topic.DEAD: "send"}
    operations = {
        topic.name.lower(): {"action": way, "channel": {"$ref": f"#/channels/{topic.name.lower()}"}}
        for topic, way in ways.items()
    }
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tocsin",
            "version": "1",
            "description": "Publish articles on articles.raw; follow casualty.alerts. Records carry CloudEvents 1.0 headers.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name.lower(): _channel(topic) for topic in LAYOUT if topic in ways},
        "operations": operations,
    }
    return yaml.safe_dump(document, sort_keys=False, width=120, allow_unicode=True)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    (here.parent / "streams/records.py").write_text(generate())
    (here / "asyncapi.yaml").write_text(asyncapi())
