"""Benchmarks: each measures one claim beside what it is compared with (`python -m benchmarks.ui`)."""
