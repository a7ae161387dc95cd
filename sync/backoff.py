"""How long to leave a peer alone, in seconds. Pure: `chance` is a number in [0, 1) that the caller draws.

Jitter only ever shortens our own delays, so that a cap is a cap, and only lengthens what a peer asked for.
"""

QUICK_FIRST_S = 0.25
QUICK_CAP_S = 4.0
SLOW_FIRST_S = 1.0
SLOW_CAP_S = 300.0
ASKED_CAP_S = 3600.0
ASKED_JITTER_S = 30.0
_MOST_DOUBLINGS = 16


def quick_delay(failures: int, chance: float) -> float:
    """Return the delay after so many failures to reach a peer: at most 4 s, so that its return is noticed.

    An attempt at a network that is away costs next to nothing, and people wait for "reçue" at the screen.
    """
    return _doubled(QUICK_FIRST_S, QUICK_CAP_S, failures, chance)


def slow_delay(failures: int, chance: float) -> float:
    """Return the delay after so many senseless answers: up to 5 minutes, something must be repaired."""
    return _doubled(SLOW_FIRST_S, SLOW_CAP_S, failures, chance)


def asked_delay(asked_s: float, chance: float) -> float:
    """Return the delay for a peer that asked for one: never shorter, up to 10 % longer, capped at an hour.

    The cap stands because the demand is not signed: nobody on the way may silence a station for years.
    """
    asked = min(max(asked_s, 0.0), ASKED_CAP_S)
    return asked + min(asked * 0.1, ASKED_JITTER_S) * chance


def _doubled(first: float, cap: float, failures: int, chance: float) -> float:
    whole = min(cap, first * 2.0 ** min(max(failures - 1, 0), _MOST_DOUBLINGS))
    return whole * (1.0 - chance / 4)
