"""Benchmarks: ratios of speed in one run. Never a timed test: machines are shared and noisy."""
