"""How long a delivery waits after a failure, in seconds. Pure: `chance` is drawn by the caller, in [0, 1).

Jitter shortens our own delays, so that the cap is a cap, and lengthens what the other side asked for.
"""

FIRST_S = 15.0
CAP_S = 3600.0
ASKED_CAP_S = 24 * 3600.0
MOST_DOUBLINGS = 16


def delay_s(failures: int, asked_s: float | None, chance: float) -> float:
    """Return the delay after so many failures in a row, never shorter than what was asked for."""
    doubled = FIRST_S * 2.0 ** min(max(failures - 1, 0), MOST_DOUBLINGS)
    own = min(CAP_S, doubled) * (1.0 - chance / 4)
    if asked_s is None:
        return own
    # Capped because nobody signed it: a proxy on the way must not silence a connector for years.
    asked = min(max(asked_s, 0.0), ASKED_CAP_S)
    return max(own, asked * (1.0 + chance / 10))
