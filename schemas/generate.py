"""Write streams/records.py from the schemas: ``python -m streams.schemas.generate [FILE]``.

Needs datamodel-code-generator (the ``test`` extra). The schemas are bundled into one document first, so that a type
that several records share is written once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson

from streams.schemas import load, names

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


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "streams/records.py").write_text(generate())
