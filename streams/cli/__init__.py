"""The command ``tocsin``: one module for each group of commands, thin over functions that programs can use as well.

Exit codes: 0 done; 1 done, and the answer is bad (something undelivered, missing or different); 2 the command line or a
setting is wrong; 3 Kafka can't be used; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys

FAILED, WRONG, NO_KAFKA, STOPPED = 1, 2, 3, 130


def main() -> None:
    """Run the command of this process and exit; what people can cure is said in one line, without a traceback."""
    from streams.cli.app import run

    sys.exit(run(sys.argv[1:]))
