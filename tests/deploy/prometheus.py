"""A real Prometheus with our alarms, scraping real workers; and what Grafana would ask it."""

from __future__ import annotations

import json
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.deploy.tools import CHART, tool
from tests.kafka import free_port, wait_until


class Prometheus(NamedTuple):
    """A server that runs."""

    port: int

    def get(self, path: str, **query: str) -> Any:
        """Ask its API; an error is raised with its words."""
        address = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.loads(answer.read())["data"]

    def series(self, expression: str) -> list[dict[str, Any]]:
        """What an expression gives now, asked as the dashboard asks."""
        asked = expression.replace("$namespace", ".*").replace("$__rate_interval", "30s")
        return list(self.get("query", query=asked)["result"])

    def rules(self) -> list[dict[str, Any]]:
        """Every rule with its health."""
        return [rule for group in self.get("rules")["groups"] for rule in group["rules"]]


@contextmanager
def prometheus(folder: Path, targets: Sequence[str]) -> Iterator[Prometheus]:
    """Run one that scrapes every second."""
    port = free_port()
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(CHART / "files" / "alarms.yaml")],
        "scrape_configs": [{"job_name": "tocsin", "static_configs": [{"targets": list(targets)}]}],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    command = [
        tool("prometheus"), f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
    ]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        made = Prometheus(port)

        def scraped() -> bool:
            try:
                return len(made.series('up{job="tocsin"} == 1')) == len(targets)
            except OSError:
                return False

        wait_until(scraped, 30, "Prometheus scrapes every target")
        yield made
    finally:
        running.terminate()
        running.wait(20)
