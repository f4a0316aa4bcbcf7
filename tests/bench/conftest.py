"""The peers' files import what only the benchmark's own environment has."""

collect_ignore = ["quix.py", "wax.py"]
