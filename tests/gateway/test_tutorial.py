"""Every block of the tutorial runs, in its order, in one shell: a broker, a worker, the gateway and a receiver."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import orjson

DOCS = Path(__file__).parents[2] / "deploy" / "docs"


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


def test_the_tutorial_runs_from_start_to_end(tmp_path: Path) -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```bash\n(.*?)^```", text, re.S | re.M)
    assert len(blocks) == 8
    script = (
        "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
        + "\n".join(blocks[:-1])
        + "\nkill $(jobs -p)\nwait || true\n"
    )
    for port in ("9092", "8090", "8099"):
        script = script.replace(port, free_port())
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    with (tmp_path / "out.txt").open("wb") as out:
        ran = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env={**clean, "PATH": tools},
            stdout=out,
            stderr=out,
            timeout=280,
            check=False,
        )
    logs = {file.name: file.read_text(errors="replace")[-2000:] for file in tmp_path.glob("*.log")} | {
        "out": (tmp_path / "out.txt").read_text()[-3000:]
    }
    assert ran.returncode == 0, logs
    heard = (tmp_path / "heard.txt").read_text().splitlines()
    promised = re.search(r"^    (Alert: .*)$", text, re.M)
    assert promised and heard[0] == promised[1]
    assert heard[1].startswith("Update: At least 17 people killed")
    assert len(heard) == 2, heard
    incidents = orjson.loads((tmp_path / "incidents.json").read_bytes())
    assert [item["killed"][0] for item in incidents["items"]] == [17]
    assert "<entry>" in (tmp_path / "feed.atom").read_text() and "at least 17" in (tmp_path / "report.html").read_text()


def test_documents_link_to_what_exists() -> None:
    for name in ("tutorial", "publisher", "subscriber", "analyst"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (DOCS / f"{name}.md").read_text(encoding="utf-8")):
            assert (DOCS / target).is_file(), f"{name}.md links to {target}"


def test_every_filter_stands_in_the_subscribers_page() -> None:
    from streams.incidents.filters import NAMES

    text = (DOCS / "subscriber.md").read_text(encoding="utf-8")
    table = text[text.index("## Filters") : text.index("An update of an incident")]
    for name in NAMES:
        assert re.search(rf"\b{name}\b", table), name
