"""Kafka's own command line tools, for commands that are printed or written in files for operators.

They are not among the jars of a broker; 4.3.0 is the newest that Maven Central serves of them, and speaks to 4.4.0.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.deploy.tools import jars, run

VERSION = "4.3.0"
CLASSES = {
    "kafka-acls.sh": "org.apache.kafka.tools.AclCommand",
    "kafka-broker-api-versions.sh": "org.apache.kafka.tools.BrokerApiVersionsCommand",
    "kafka-consumer-groups.sh": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    "kafka-topics.sh": "org.apache.kafka.tools.TopicCommand",
}
"""What Kafka's scripts run."""


def tool(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command line that begins with the name of one of Kafka's scripts."""
    libs = jars(
        f"kafka-tools-{VERSION}", f"org.apache.kafka:kafka-tools:{VERSION}", without="org.apache.kafka:connect-runtime"
    )
    return run(["java", "-cp", f"{libs}/*", CLASSES[Path(words[0]).name], *words[1:]])
