"""Kafka's own command line tools, for commands that are printed or written in files for operators.

They are not among the jars of a broker; 4.3.0 is the newest that Maven Central serves of them, and speaks to 4.4.0.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.deploy.tools import CACHE, run
from tests.kafka import UnavailableError

VERSION = "4.3.0"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tocsin.tests</groupId><artifactId>kafka-tools</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>{VERSION}</version>
      <exclusions>
        <exclusion><groupId>org.apache.kafka</groupId><artifactId>connect-runtime</artifactId></exclusion>
      </exclusions>
    </dependency>
  </dependencies>
</project>
"""
CLASSES = {
    "kafka-acls.sh": "org.apache.kafka.tools.AclCommand",
    "kafka-broker-api-versions.sh": "org.apache.kafka.tools.BrokerApiVersionsCommand",
    "kafka-topics.sh": "org.apache.kafka.tools.TopicCommand",
}
"""What Kafka's scripts run."""


def jars() -> Path:
    """Return the folder with the tools' jars, fetching them on the first call."""
    libs = CACHE / f"kafka-tools-{VERSION}" / "libs"
    if not libs.is_dir():
        libs.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=libs.parent) as made:
            (Path(made) / "pom.xml").write_text(POM)
            command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=libs"]
            done = run(command, cwd=made, seconds=600)
            if done.returncode:
                raise UnavailableError(f"Maven could not fetch Kafka tools {VERSION}: {done.stdout[-1000:]}")
            (Path(made) / "libs").rename(libs)
    return libs


def tool(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command line that begins with the name of one of Kafka's scripts."""
    return run(["java", "-cp", f"{jars()}/*", CLASSES[Path(words[0]).name], *words[1:]])
