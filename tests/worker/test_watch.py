"""The supervisor's view: readiness, liveness and metrics from the reports of its processes."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest

from streams import metrics
from streams.worker import health, watch
from streams.worker.watch import Watch
from tests.kafka import free_port


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch, "time", clock)
    return clock


def report(stage: str = "clean", ready: bool = True, done: int = 5, lag: int = 0, restarts: int = 0, **counts: int) -> Any:
    place = {"done": done, "lag": lag, "entries": 7}
    facts = {"ready": ready, "counts": counts, "delays": [0.2], "restarts": restarts, "partitions": {"0": place}}
    return {"stages": {stage: facts}}


def test_ready_when_every_stage_of_every_process_is(clock: Clock) -> None:
    seen = Watch(60, 30)
    seen.expect("clean-0", ["clean"])
    seen.expect("dedupe+enrich-0", ["dedupe", "enrich"])
    assert not seen.ready
    seen.hear("clean-0", report("clean"))
    seen.hear("dedupe+enrich-0", report("dedupe"))
    assert not seen.ready
    seen.hear("dedupe+enrich-0", report("enrich"))
    assert seen.ready
    seen.expect("clean-0", ["clean"])  # started again
    assert not seen.ready


def test_a_silent_process_ails(clock: Clock) -> None:
    seen = Watch(60, 30)
    seen.expect("clean-0", ["clean"])
    clock.now += 29
    assert seen.ailments == []
    clock.now += 2
    assert seen.ailments == ["clean-0 has not reported for 31 s"]
    seen.hear("clean-0", report())
    assert seen.ailments == []


def test_a_partition_that_waits_and_does_not_move_ails(clock: Clock) -> None:
    seen = Watch(60, 1000)
    seen.expect("clean-0", ["clean"])
    seen.hear("clean-0", report(done=5, lag=3))
    clock.now += 61
    seen.hear("clean-0", report(done=5, lag=4))
    assert seen.ailments == ["clean partition 0 has records waiting and has not moved for 61 s"]
    assert b'tocsin_stalled_partitions{stage="clean"} 1.0' in seen.metrics.text()
    seen.hear("clean-0", report(done=6, lag=3))
    assert seen.ailments == []


def test_an_idle_partition_is_well(clock: Clock) -> None:
    seen = Watch(60, 1000)
    seen.expect("clean-0", ["clean"])
    for _ in range(5):
        seen.hear("clean-0", report(done=5, lag=0))
        clock.now += 50
    assert seen.ailments == []


def test_counters_go_on_after_a_restart_and_add_up(clock: Clock) -> None:
    seen = Watch(60, 1000)
    seen.expect("enrich-0", ["enrich"])
    seen.hear("enrich-0", report("enrich", quiet=3, alerted=1, rejected=1, restarts=1))
    seen.restarted("enrich-0")
    seen.expect("enrich-0", ["enrich"])
    seen.hear("enrich-0", report("enrich", quiet=2, restarts=1))
    text = seen.metrics.text().decode()
    for line in (
        'tocsin_articles_total{outcome="quiet"} 5.0',
        'tocsin_articles_total{outcome="alerted"} 1.0',
        'tocsin_articles_total{outcome="rejected"} 1.0',
        'tocsin_articles_total{outcome="withdrawn"} 0.0',
        'tocsin_dead_letters_total{stage="enrich"} 1.0',
        'tocsin_restarts_total{stage="enrich"} 1.0',
        'tocsin_reader_restarts_total{stage="enrich"} 2.0',
        'tocsin_state_entries{partition="0",stage="enrich"} 7.0',
    ):
        assert line in text, line


def test_a_dead_report_is_no_dead_article(clock: Clock) -> None:
    seen = Watch(60, 1000)
    seen.expect("alert-0", ["alert"])
    seen.hear("alert-0", report("alert", rejected=1))
    text = seen.metrics.text().decode()
    assert 'tocsin_articles_total{outcome="rejected"} 0.0' in text
    assert 'tocsin_dead_letters_total{stage="alert"} 1.0' in text


def test_partitions_that_went_away_are_dropped(clock: Clock) -> None:
    seen = Watch(60, 1000)
    seen.expect("clean-0", ["clean"])
    seen.hear("clean-0", report(lag=9))
    gone = report()
    gone["stages"]["clean"]["partitions"] = {}
    seen.hear("clean-0", gone)
    clock.now += 100
    assert b"tocsin_lag_records{" not in seen.metrics.text()
    assert seen.ailments == []


def test_health_over_http(clock: Clock) -> None:
    seen, port = Watch(60, 30), free_port()
    seen.expect("clean-0", ["clean"])

    def get(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    with health.serve("127.0.0.1", port, seen):
        assert get("/live") == (200, "live")
        assert get("/ready") == (503, "not ready")
        seen.hear("clean-0", report())
        assert get("/ready") == (200, "ready")
        clock.now += 31
        assert get("/live") == (503, "clean-0 has not reported for 31 s")
        status, text = get("/metrics")
        assert status == 200 and all(metric.name in text for metric in metrics.METRICS)
        assert get("/other")[0] == 404
        with pytest.raises(health.HealthError, match=f"health_port is {port}"), health.serve("127.0.0.1", port, seen):
            pass


def test_every_metric_has_a_meaning_and_a_unit() -> None:
    assert all(metric.meaning.endswith(".") and metric.unit for metric in metrics.METRICS)
    assert len({metric.name for metric in metrics.METRICS}) == len(metrics.METRICS)
