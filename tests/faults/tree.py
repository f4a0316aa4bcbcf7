"""A whole worker: the supervisor and its processes, as ``tocsin worker`` runs them, with agents of the test's choice."""

from __future__ import annotations

import argparse
import logging
import sys

from streams import settings
from streams.worker.supervise import Supervisor

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--agents")
    logging.basicConfig(level="INFO")
    sys.exit(Supervisor(settings.load(), together=True, agents=parser.parse_args().agents, silent_seconds=4).run())
