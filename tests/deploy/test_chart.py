"""The Helm chart: what it renders is valid and restricted, and it says no to values that can't work."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from streams.client.rights import ROLES, rights
from streams.settings import Settings, listed
from streams.topics import Topic
from streams.worker.process import STOP_WITHIN
from streams.worker.stage import group
from tests.deploy import resources
from tests.deploy.tools import CHART, DEPLOY, run, tool

KUBERNETES = ["1.28", "1.31", "1.34"]
VALUES = sorted(path.stem for path in (CHART / "ci").glob("*.yaml"))
ELSEWHERE = resources.DEFINITIONS.keys()
"""Kinds of KEDA and the Prometheus operator, whose schemas Kubernetes does not have."""


def helm(*arguments: str) -> Any:
    return run([tool("helm"), *arguments])


def render(values: str, *more: str, version: str = "1.31") -> list[dict[str, Any]]:
    command = ["template", "bell", str(CHART), "--kube-version", version, "-f", str(CHART / "ci" / f"{values}.yaml"), *more]
    done = helm(*command)
    assert done.returncode == 0, done.stderr
    return [one for one in yaml.safe_load_all(done.stdout) if one]


def pods(manifests: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in manifests:
        name = f"{one['kind']}/{one['metadata']['name']}"
        if one["kind"] == "Pod":
            yield name, one["spec"]
        elif "template" in one.get("spec", {}):
            yield name, one["spec"]["template"]["spec"]


def of_kind(manifests: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] == kind}


def environment(container: dict[str, Any]) -> dict[str, str | None]:
    return {one["name"]: one.get("value") for one in container["env"]}


@pytest.mark.parametrize("values", VALUES)
def test_lint_finds_nothing(values: str) -> None:
    done = helm("lint", "--strict", "--kube-version", "1.31", "-f", str(CHART / "ci" / f"{values}.yaml"), str(CHART))
    assert done.returncode == 0, done.stdout
    assert "[WARNING]" not in done.stdout


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("values", VALUES)
def test_rendered_manifests_are_valid(values: str, version: str) -> None:
    manifests = render(values, version=version)
    checked = [one for one in manifests if one["kind"] not in ELSEWHERE]
    assert len(checked) >= 3
    logging.disable(logging.WARNING)
    try:
        for one in checked:
            kubernetes_validate.validate(one, version, strict=True)
    finally:
        logging.disable(logging.NOTSET)


def test_resources_of_other_operators_are_as_they_define_them() -> None:
    found = [one for values in VALUES for one in render(values) if one["kind"] in ELSEWHERE]
    assert {one["kind"] for one in found} == ELSEWHERE
    assert [(one["kind"], resources.mistakes(one)) for one in found if resources.mistakes(one)] == []


def test_definitions_would_find_a_mistake() -> None:
    scaled = next(one for one in render("production") if one["kind"] == "ScaledObject")
    scaled["spec"] |= {"maxReplicas": 4, "cooldownPeriod": "long"}
    said = resources.mistakes(scaled)
    assert len(said) == 2 and any("maxReplicas" in line for line in said) and any("cooldownPeriod" in line for line in said)


@pytest.mark.parametrize("values", VALUES)
def test_every_pod_keeps_to_the_restricted_standard(values: str) -> None:
    found = dict(pods(render(values)))
    assert found
    for name, spec in found.items():
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert container["resources"]["requests"]["cpu"] and container["resources"]["limits"]["memory"], name
        for volume in spec["volumes"]:
            assert volume.keys() - {"name"} <= {"emptyDir", "secret", "persistentVolumeClaim"}, name


@pytest.mark.parametrize("values", VALUES)
def test_every_variable_is_a_setting(values: str) -> None:
    known = {one.variable for one in listed()} | {one.variable + "_FILE" for one in listed() if one.secret}
    for name, spec in pods(render(values)):
        for container in spec["containers"]:
            assert environment(container).keys() <= known, name


def test_workers_keep_their_places_in_the_groups() -> None:
    manifests = render("plain")
    [worker] = of_kind(manifests, "StatefulSet").values()
    [container] = worker["spec"]["template"]["spec"]["containers"]
    assert {"name": "TOCSIN_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}} in container["env"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/live"
    assert container["args"] == ["worker", "--processes=1"]
    assert worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > Settings().flush_seconds + STOP_WITHIN + 5
    budget = of_kind(manifests, "PodDisruptionBudget")[worker["metadata"]["name"]]
    assert budget["spec"]["selector"] == worker["spec"]["selector"]
    service = of_kind(manifests, "Service")[worker["spec"]["serviceName"]]
    assert service["spec"]["clusterIP"] == "None"


def test_stages_are_scaled_apart_on_the_lag_of_their_group() -> None:
    manifests = render("production")
    workers = of_kind(manifests, "StatefulSet")
    assert workers["bell-tocsin-worker"]["spec"]["template"]["spec"]["containers"][0]["args"] == [
        "worker", "--stage=clean", "--stage=dedupe", "--stage=alert", "--processes=1",
    ]  # fmt: skip
    enrich = workers["bell-tocsin-enrich"]
    assert "replicas" not in enrich["spec"], "the scaler's count would be turned back at each upgrade"
    scaled = of_kind(manifests, "ScaledObject")["bell-tocsin-enrich"]
    [trigger] = scaled["spec"]["triggers"]
    settings = Settings(topic_prefix="eu.")
    assert trigger["metadata"]["consumerGroup"] == group(settings, "enrich")
    assert trigger["metadata"]["topic"] == Topic.UNIQUE.named("eu.")
    login = of_kind(manifests, "TriggerAuthentication")[trigger["authenticationRef"]["name"]]["spec"]
    assert {one["parameter"] for one in login["secretTargetRef"]} == {"password", "ca"}


def test_secrets_come_as_files_and_never_in_manifests() -> None:
    for name, spec in pods(render("production")):
        [container] = spec["containers"]
        given = environment(container)
        assert given["TOCSIN_SASL_PASSWORD_FILE"] == "/run/tocsin/sasl/password", name
        assert "TOCSIN_SASL_PASSWORD" not in given and "TOCSIN_GATEWAY_TOKENS" not in given, name
        mounted = {one["mountPath"]: one for one in container["volumeMounts"]}
        assert mounted["/run/tocsin/sasl"]["readOnly"] is True
        volumes = {one["name"]: one for one in spec["volumes"]}
        part = {"Deployment": "gateway", "Job": "operator"}.get(name.split("/")[0], "worker")
        assert volumes["sasl"]["secret"]["secretName"] == given["TOCSIN_SASL_USERNAME"] == part
        assert volumes["ca"]["secret"]["secretName"] == "news-cluster-ca-cert"


def test_mutual_tls_needs_no_password() -> None:
    [(_, worker)] = [(name, spec) for name, spec in pods(render("mutual-tls")) if name.startswith("StatefulSet")]
    given = environment(worker["containers"][0])
    assert given["TOCSIN_SECURITY_PROTOCOL"] == "SSL"
    assert given["TOCSIN_SSL_CERTFILE"] == "/run/tocsin/client/user.crt"
    assert not [name for name in given if "SASL" in name]


def test_webhooks_keep_what_they_owe() -> None:
    manifests = render("production")
    [(_, gateway)] = [(name, spec) for name, spec in pods(manifests) if name == "Deployment/bell-tocsin-gateway"]
    [claim] = of_kind(manifests, "PersistentVolumeClaim")
    assert {"name": "state", "persistentVolumeClaim": {"claimName": claim}} in gateway["volumes"]
    [mount] = [one for one in gateway["containers"][0]["volumeMounts"] if one["name"] == "state"]
    given = environment(gateway["containers"][0])
    assert str(given["TOCSIN_GATEWAY_STATE"]).startswith(mount["mountPath"] + "/")
    assert "bell.example.org" in str(given["TOCSIN_GATEWAY_NAMES"]).split(",")
    [(_, without)] = [(name, spec) for name, spec in pods(render("plain")) if name == "Deployment/bell-tocsin-gateway"]
    assert environment(without["containers"][0])["TOCSIN_GATEWAY_STATE"] == ""


def test_topics_are_made_before_workers_start() -> None:
    job = of_kind(render("plain"), "Job")["bell-tocsin-topics"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert job["spec"]["template"]["spec"]["containers"][0]["args"] == ["topics", "create"]
    assert not of_kind(render("mutual-tls"), "Job")


def test_network_policies_open_what_is_needed_and_no_more() -> None:
    policies = of_kind(render("production"), "NetworkPolicy")
    every = policies["bell-tocsin"]["spec"]
    assert every["policyTypes"] == ["Ingress", "Egress"]
    assert [port["port"] for rule in every["egress"] for port in rule["ports"]] == [53, 53, 9093]
    assert [port["port"] for rule in every["ingress"] for port in rule["ports"]] == ["health"]
    gateway = policies["bell-tocsin-gateway"]["spec"]
    [reader] = gateway["ingress"][0]["from"]
    assert reader["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] == "ingress-nginx"
    assert not of_kind(render("mutual-tls"), "NetworkPolicy")


def test_alarms_and_dashboard_are_the_files_themselves() -> None:
    manifests = render("production")
    rules = of_kind(manifests, "PrometheusRule")["bell-tocsin"]["spec"]
    assert rules == yaml.safe_load((CHART / "files" / "alarms.yaml").read_text())
    board = of_kind(manifests, "ConfigMap")["bell-tocsin-dashboard"]["data"]["tocsin.json"]
    assert json.loads(board) == json.loads((CHART / "files" / "dashboard.json").read_text())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--set", "kafka.broker="], "kafka.broker is empty"),
        (["--set", "kafka.broker=kafka"], "/kafka/broker"),
        (["--set", "kafka.securityProtocol=SASL"], "securityProtocol"),
        (["--set", "kafka.securityProtocol=SASL_SSL"], "kafka.sasl."),
        (["--set", "gateway.tokensSecret="], "gateway.tokensSecret is empty"),
        (["--set", "workers.worker.stages={reed}"], "stages"),
        (["--set", "workers.worker.replicas=two"], "replicas"),
        (["--set", "settings.broker=elsewhere:9092"], "settings.broker is given by another value"),
        (["--set", "replicas=3"], "replicas"),
        (["--set", "gateway.webhooks.enabled=true"], "gateway.replicas is 2, expected 1"),
        (["--set", "gateway.ingress.enabled=true"], "gateway.ingress.host is empty"),
    ],
)
def test_wrong_values_are_refused_by_name(wrong: list[str], said: str) -> None:
    done = helm("template", "bell", str(CHART), "--kube-version", "1.31", "-f", str(CHART / "ci" / "plain.yaml"), *wrong)
    assert done.returncode != 0
    assert said in done.stderr


def test_package_holds_no_test_values(tmp_path: Any) -> None:
    assert helm("package", str(CHART), "-d", str(tmp_path)).returncode == 0
    [package] = tmp_path.glob("tocsin-*.tgz")
    listing = run(["tar", "-tzf", package]).stdout.split()
    assert "tocsin/values.schema.json" in listing and "tocsin/files/alarms.yaml" in listing
    assert not [name for name in listing if "/ci/" in name]


def test_users_of_the_strimzi_example_have_the_rights_of_their_roles() -> None:
    made = [one for one in yaml.safe_load_all((DEPLOY / "strimzi.yaml").read_text()) if one["kind"] == "KafkaUser"]
    assert [one["metadata"]["name"] for one in made] == list(ROLES)
    for one in made:
        allowed = {
            (rule["resource"]["type"], rule["resource"]["name"], rule["resource"].get("patternType") == "prefix"): {
                re.sub(r"(?<!^)(?=[A-Z])", "_", operation).upper() for operation in rule["operations"]
            }
            for rule in one["spec"]["authorization"]["acls"]
        }
        needed = rights(one["metadata"]["name"], Settings())
        assert allowed == {(right.kind, right.name, right.prefixed): set(right.operations) for right in needed}


@pytest.mark.kafka
def test_strimzi_understands_the_example() -> None:
    path = DEPLOY / "strimzi.yaml"
    names = [f"{one['kind']}/{one['metadata']['name']}" for one in yaml.safe_load_all(path.read_text())]
    assert resources.strimzi(path) == (names, [])


@pytest.mark.kafka
def test_strimzi_would_find_a_mistake(tmp_path: Path) -> None:
    text = (DEPLOY / "strimzi.yaml").read_text()
    for right, wrong in (
        ("  replicas: 3", "  replicaz: 3"),
        ("operations: [Write]", "operations: [Wright]"),
        ("tls: true", "tls: maybe"),
    ):
        assert right in text
        text = text.replace(right, wrong)
    (tmp_path / "wrong.yaml").write_text(text)
    _, said = resources.strimzi(tmp_path / "wrong.yaml")
    for place in ("KafkaNodePool/brokers.spec.replicaz: no such field", "KafkaUser/publisher", "Kafka/news"):
        assert any(line.startswith(place) for line in said), (place, said)


def test_chart_and_distribution_have_one_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    project = (DEPLOY.parent / "pyproject.toml").read_text()
    assert f'\nversion = "{chart["appVersion"]}"\n' in project
    assert chart["version"] == chart["appVersion"]
