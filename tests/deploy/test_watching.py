"""Alarms and dashboard ask for metrics that there are; each alarm rings in its trouble and is in the runbook."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from streams import metrics
from tests.deploy.tools import CHART, DEPLOY, run, tool

GROUPS = yaml.safe_load((CHART / "files" / "alarms.yaml").read_text())["groups"]
ALARMS = [rule for group in GROUPS for rule in group["rules"]]
BOARD = json.loads((CHART / "files" / "dashboard.json").read_text())
RUNBOOK = (DEPLOY / "docs" / "runbook.md").read_text()
LABELS = {"namespace", "instance", "job"}
"""What Prometheus itself adds to each series."""


def known() -> dict[str, metrics.Metric]:
    """Every series that a worker gives, with its metric."""
    series = {}
    for metric in metrics.METRICS:
        ends = ("_bucket", "_count", "_sum") if metric.kind == "histogram" else ("",)
        series |= {metric.name + end: metric for end in ends}
    return series


def asked(expression: str) -> set[str]:
    """The series of ours that an expression asks for."""
    return set(re.findall(r"\btocsin_\w+", expression))


def board_expressions() -> list[str]:
    return [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", [])]


@pytest.mark.parametrize("expression", [rule["expr"] for rule in ALARMS] + board_expressions(), ids=lambda text: text[:60])
def test_expression_asks_for_series_and_labels_that_there_are(expression: str) -> None:
    names = asked(expression)
    assert names or "up{" in expression
    assert names <= known().keys()
    allowed = LABELS.union(*(known()[name].labels for name in names)) | {"le"}
    grouped = {label.strip() for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in group.split(",")}
    selected = set(re.findall(r"[{,](\w+)=", expression))
    assert grouped | selected <= allowed


def test_every_metric_is_on_the_dashboard() -> None:
    shown = {known()[name].name for expression in board_expressions() for name in asked(expression)}
    assert shown == {metric.name for metric in metrics.METRICS}


def test_outcomes_of_alarms_exist() -> None:
    outcomes = {outcome for rule in ALARMS for outcome in re.findall(r'outcome="(\w+)"', rule["expr"])}
    assert outcomes <= set(metrics.OUTCOMES)


def test_every_alarm_has_its_entry_in_the_runbook() -> None:
    entries = re.findall(r"^## (Tocsin\w+)$", RUNBOOK, re.M)
    assert entries == [rule["alert"] for rule in ALARMS], "the runbook has the alarms in their order"
    for rule in ALARMS:
        assert rule["annotations"]["runbook"] == f"deploy/docs/runbook.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"critical", "warning"}


def test_every_alarm_is_tested_to_ring_and_to_stay_quiet() -> None:
    cases = [
        case for test in yaml.safe_load((DEPLOY / "prometheus" / "alarms_test.yaml").read_text())["tests"]
        for case in test.get("alert_rule_test", [])
    ]  # fmt: skip
    every = {rule["alert"] for rule in ALARMS}
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == every
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == every


@pytest.mark.timeout(180)
def test_alarms_ring_on_recorded_series() -> None:
    done = run([tool("promtool"), "test", "rules", "alarms_test.yaml"], cwd=DEPLOY / "prometheus", seconds=170)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_prometheus_takes_configuration_and_rules(tmp_path: Path) -> None:
    for source in (DEPLOY / "prometheus" / "prometheus.yml", CHART / "files" / "alarms.yaml"):
        shutil.copy(source, tmp_path)
    done = run([tool("promtool"), "check", "config", "prometheus.yml"], cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_counters_are_there_before_they_count() -> None:
    """A counter that appears with its first count hides it from increase(): no alarm would ring for the first."""
    text = fresh()
    for metric in metrics.METRICS:
        if metric.kind == "counter" and metric is not metrics.RECORDS:
            assert re.search(rf"^{metric.name}{{.*}} 0\.0$", text, re.M), f"{metric.name} is not there at the start"


def fresh() -> str:
    """What a worker says of itself before its first record."""
    from streams.worker.watch import Watch

    watch = Watch(stall_seconds=60, silent_seconds=60)
    watch.expect("worker-0", ["clean", "dedupe", "enrich", "alert"])
    return watch.metrics.text().decode()


def test_dashboard_panels_lie_beside_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        wide, high = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
        cells = {(x, y) for x in wide for y in high}
        assert place["x"] + place["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
