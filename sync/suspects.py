"""Envelopes that a visit failed with: they rest, then travel alone, so that none of them stops the others.

Nothing here is proof of anything: refusals are unsigned and failures may be the network's. So a suspect is
given up (`held`, for a person to see) only after it failed again and again while the peer was seen to work;
an explicit refusal of this very envelope counts as such. Kept in memory: a restart only asks once more.
"""

from collections.abc import Callable
from dataclasses import dataclass

REFUSED_RESTS_S = (5.0, 300.0)
REFUSALS_TO_HOLD = 3
STRIKES_TO_HOLD = 8


@dataclass
class _Suspect:
    due: float
    settled_before: int
    failures: int = 0
    strikes: int = 0
    refusals: int = 0


class Suspects:
    """The suspects of one courier, by envelope id. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._by_id: dict[bytes, _Suspect] = {}

    @property
    def ids(self) -> frozenset[bytes]:
        """All suspects."""
        return frozenset(self._by_id)

    @property
    def dues(self) -> tuple[float, ...]:
        """When each suspect has rested enough."""
        return tuple(one.due for one in self._by_id.values())

    def due(self, now: float) -> bytes | None:
        """Return the suspect that has rested longest beyond its time, or None."""
        ready = [(one.due, envelope_id) for envelope_id, one in self._by_id.items() if one.due <= now]
        return min(ready)[1] if ready else None

    def refused(self, envelope_id: bytes, now: float) -> bool:
        """Note that the peer turned this very envelope away; return whether to hold it now."""
        suspect = self._by_id.setdefault(envelope_id, _Suspect(now, 0))
        suspect.due = now + REFUSED_RESTS_S[min(suspect.refusals, len(REFUSED_RESTS_S) - 1)]
        suspect.refusals += 1
        return suspect.refusals >= REFUSALS_TO_HOLD

    def failed(self, envelope_id: bytes, now: float, settled: int, delay: Callable[[int], float]) -> bool:
        """Note a visit that failed with this envelope; return whether to hold it now.

        settled: how many envelopes the peer has ever given a verdict on. Only when it grew since the last
        failure is this one a strike: a peer that fails with everything is to be repaired, not the envelope.
        delay: from the number of failures to the seconds of rest.
        """
        suspect = self._by_id.get(envelope_id)
        if suspect is None:
            suspect = self._by_id[envelope_id] = _Suspect(now, settled)
        suspect.strikes += settled > suspect.settled_before
        suspect.settled_before = settled
        suspect.failures += 1
        suspect.due = now + delay(suspect.failures)
        return suspect.strikes >= STRIKES_TO_HOLD

    def clear(self, envelope_id: bytes) -> None:
        """Forget an envelope that got its verdict or is held."""
        self._by_id.pop(envelope_id, None)
