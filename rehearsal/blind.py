"""Proof that nobody on the way can read, alter or count twice: `python -m rehearsal.blind`.

Envelopes and acknowledgements go through hostile couriers, who damage, cut, respell, swap and forge them,
with keys of their own and with those of another station of the same agency. The two ends are the readers of
kiosk.wire, under the rules of intake and settlement (ENVELOPE.md). After each attack the true bytes come,
and must be taken. `without` takes one defence away: a proof that sees nothing then is worth nothing.
"""

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import cbor2

from kiosk.errors import CannotOpen, Malformed, WireProblem
from kiosk.wire.acknowledgement import Verdict, read_acknowledgement
from kiosk.wire.cose import parse1
from kiosk.wire.envelope import Envelope, open_envelope, parse_envelope, verify_envelope
from kiosk.wire.keys import VerifyKey
from rehearsal.hostile import ACKNOWLEDGEMENT_ATTACKS, AGENCY, ENVELOPE_ATTACKS, STATION, World

ATTEMPTS = 10_000
WORLDS = 20
# What each guards: a bit or a name changed on the way; a second digest of one signature; sealed bytes signed
# again by another station; an id taken first by another station; a word about another envelope of this id.
DEFENCES = ("signature", "spelling", "seal", "identity", "digest")


@dataclass
class Tally:
    """What the couriers achieved, all of it meant to stay 0.

    altered: taken as the station's, and not what it sent. opened: read by the recipient as another's.
    blocked: true bytes, refused afterwards. settled: closed in the outbox without the central's word.
    """

    attempts: int = 0
    altered: int = 0
    opened: int = 0
    blocked: int = 0
    settled: int = 0


@dataclass
class Ends:
    """The central's intake and a station's outbox. kept: digest by identity; waiting: (id, digest)."""

    world: World
    without: str | None
    kept: dict[tuple[object, ...], bytes] = field(default_factory=dict)
    waiting: set[tuple[bytes, bytes]] = field(default_factory=set)

    def take(self, raw: bytes) -> Envelope | None:
        """Return the envelope that was taken, None when it was refused."""
        try:
            envelope = parse_envelope(_respelt(raw) if self.without == "spelling" else raw)
            if (signer := self.world.roster.get(envelope.station)) is None or envelope.agency != AGENCY:
                return None
            if self.without != "signature":
                verify_envelope(envelope, signer)
        except WireProblem:
            return None
        identity = (envelope.agency, envelope.station, envelope.id)
        digest = hashlib.sha256(raw).digest()
        place = (envelope.id,) if self.without == "identity" else identity
        return envelope if self.kept.setdefault(place, digest) == digest else None

    def opens(self, envelope: Envelope) -> bool:
        """Tell whether the recipient reads it."""
        if self.without == "seal":
            envelope = replace(envelope, station=STATION, id=self.world.id)
        try:
            open_envelope(envelope, self.world.recipient)
        except (CannotOpen, Malformed):
            return False
        return True

    def settle(self, raw: bytes) -> None:
        """Close what a verified acknowledgement names."""
        try:
            verdicts = self._verdicts(raw)
        except WireProblem:
            return
        said = {(verdict.id, verdict.digest) for verdict in verdicts}
        ids = {verdict.id for verdict in verdicts}
        by_id = self.without == "digest"
        self.waiting -= {row for row in self.waiting if row in said or (by_id and row[0] in ids)}

    def _verdicts(self, raw: bytes) -> Sequence[Verdict]:
        if self.without != "signature":
            return read_acknowledgement(raw, self.world.central_keys)
        return read_acknowledgement(raw, {parse1(raw).kid: _Believer(self.world.central.public.raw)})


class _Believer(VerifyKey):
    """Believes every signature."""

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return."""


def attack_envelope(tally: Tally, world: World, raw: bytes, without: str | None) -> None:
    """Bring the attack, then the true envelope, then the attack again."""
    ends = Ends(world, without)
    true = False
    for one in (raw, world.envelope, raw):
        taken = ends.take(one)
        if one == world.envelope:
            true = true or taken is not None
        elif taken is not None and taken.station == STATION:
            tally.altered += 1
        elif taken is not None and ends.opens(taken):
            tally.opened += 1
    tally.blocked += not true


def attack_acknowledgement(tally: Tally, world: World, raw: bytes, without: str | None) -> None:
    """Bring the attack, then the true acknowledgement."""
    row = (world.id, hashlib.sha256(world.envelope).digest())
    ends = Ends(world, without, waiting={row})
    ends.settle(raw)
    tally.settled += row not in ends.waiting
    ends.settle(world.acknowledgement)
    tally.blocked += row in ends.waiting


def _respelt(raw: bytes) -> bytes:
    """Return bytes as a lenient reader understands them."""
    try:
        tag = cbor2.loads(raw)
        protected, _unprotected, payload, signature = tag.value
        return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]), canonical=True)
    except (cbor2.CBORError, AttributeError, ValueError, TypeError):
        return raw


def run(attempts: int, seed: int, without: str | None = None) -> tuple[Tally, Mapping[str, int]]:
    """Return what was achieved, and how often each attack was made."""
    chance = random.Random(seed)  # noqa: S311  not for secrets: a seed gives the same attacks again
    worlds = [World() for _ in range(min(WORLDS, attempts))]
    names = sorted((*ENVELOPE_ATTACKS, *ACKNOWLEDGEMENT_ATTACKS))
    tally, made = Tally(), dict.fromkeys(names, 0)
    while tally.attempts < attempts:
        name, world = names[tally.attempts % len(names)], chance.choice(worlds)
        tally.attempts += 1
        made[name] += 1
        if name in ENVELOPE_ATTACKS:
            attack_envelope(tally, world, ENVELOPE_ATTACKS[name](chance, world), without)
        else:
            attack_acknowledgement(tally, world, ACKNOWLEDGEMENT_ATTACKS[name](chance, world), without)
    return tally, made


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack; return 1 when a courier achieved something."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal.blind", description=__doc__)
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=DEFENCES, help="take a defence away, to see that it is missed")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    tally, made = run(options.attempts, options.seed, options.without)
    print(*(f"{count:6} {name}" for name, count in made.items()), sep="\n")
    print(f"{time.monotonic() - began:.0f} s")
    found = asdict(tally)
    print(json.dumps(found))
    return 1 if any(count for name, count in found.items() if name != "attempts") else 0


if __name__ == "__main__":
    sys.exit(main())
