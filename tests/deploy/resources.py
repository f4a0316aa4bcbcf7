"""Kinds of resources that are not Kubernetes' own, held against what their operators say of them.

KEDA and the Prometheus operator ship their definitions in their Go modules. Strimzi publishes none by itself, but the model that its
operator reads resources with (io.strimzi:api), which says of each field whether it knows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from tests.deploy.tools import jars, run, tool

KEDA, OPERATOR = "github.com/kedacore/keda/v2@v2.17.2", "github.com/prometheus-operator/prometheus-operator@v0.84.0"
DEFINITIONS = {
    "ScaledObject": (KEDA, "config/crd/bases/keda.sh_scaledobjects.yaml"),
    "TriggerAuthentication": (KEDA, "config/crd/bases/keda.sh_triggerauthentications.yaml"),
    "ServiceMonitor": (OPERATOR, "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml"),
    "PrometheusRule": (OPERATOR, "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml"),
}
"""Module and file of each kind's definition."""
STRIMZI = ("io.strimzi:api:0.46.0", "org.apache.groovy:groovy:4.0.28")


class _Loader(yaml.CSafeLoader):
    """YAML 1.1 has a type for a lone ``=``, which the definitions use as a word."""


_Loader.add_constructor("tag:yaml.org,2002:value", _Loader.construct_yaml_str)


@cache
def definition(kind: str) -> Mapping[str, Any]:
    """Return the schema of each version of a kind, by ``apiVersion``."""
    module, place = DEFINITIONS[kind]
    done = run([tool("go"), "mod", "download", "-json", module], seconds=300)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (Path(json.loads(done.stdout)["Dir"]) / place).read_text()
    spec = yaml.load(text, _Loader)["spec"]
    assert spec["names"]["kind"] == kind
    return {f"{spec['group']}/{one['name']}": _closed(one["schema"]["openAPIV3Schema"]) for one in spec["versions"]}


def _closed(schema: Any) -> Any:
    """Refuse fields that are not named: a cluster drops them in silence, which would hide a mistake."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(part) for name, part in schema.items() if name != "pattern" or "(?i)" not in part}  # Go's alone
    free = {"additionalProperties", "x-kubernetes-preserve-unknown-fields"} & schema.keys()
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object" and not free:
        made["additionalProperties"] = False
        made["properties"] |= {name: {} for name in ("apiVersion", "kind", "metadata") if name in schema["properties"]}
    return made


def mistakes(resource: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a resource of KEDA or the Prometheus operator; a KeyError names a kind or version that they lack."""
    schema = definition(resource["kind"])[resource["apiVersion"]]
    found = jsonschema_rs.Draft7Validator(schema).iter_errors(resource)
    return [f"{'.'.join(map(str, one.instance_path))}: {one.message}" for one in found]


def strimzi(path: Path) -> tuple[list[str], list[str]]:
    """Return which resources of a file Strimzi reads, and what it would not understand."""
    libs = jars("strimzi-0.46.0", *STRIMZI)
    done = run(["java", "-cp", f"{libs}/*", "groovy.ui.GroovyMain", Path(__file__).with_name("strimzi.groovy"), path])
    assert done.returncode == 0, done.stderr[-2000:]
    return list(_after("read ", done.stdout)), [line for line in done.stdout.splitlines() if not line.startswith("read ")]


def _after(start: str, text: str) -> Iterator[str]:
    return (line.removeprefix(start) for line in text.splitlines() if line.startswith(start))
