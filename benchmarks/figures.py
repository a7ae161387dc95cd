"""Sums up what was measured."""

from collections.abc import Sequence
from statistics import median, quantiles

MS = 1000


def spread_ms(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in milliseconds. Raises ValueError below two values."""
    if len(seconds) < 2:
        raise ValueError(f"{len(seconds)} values have no spread")
    twentieths = quantiles(seconds, n=20, method="inclusive")
    return {"p50": round(median(seconds) * MS, 1), "p95": round(twentieths[-1] * MS, 1)}


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return how many times theirs ours is, median by median."""
    return round(median(ours) / median(theirs), 2)
