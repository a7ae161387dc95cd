"""What hostile couriers make of an envelope and of an acknowledgement, for the proof of rehearsal.blind."""

import hashlib
import random
from collections.abc import Callable, Mapping
from typing import Any

import cbor2

from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.compact import Assistance, Content, Kind
from kiosk.wire.cose import sign1
from kiosk.wire.envelope import AAD, Address, make_envelope, new_id
from kiosk.wire.followup import new_code, new_token
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.statement import TIME, sign_statement

AGENCY, STATION, OTHER = 1, 3, 4
NOW_MS = 1_795_305_600_000
ED25519_ORDER = 2**252 + 27742317777372317353535851937790883648493
AGENCY_AT, ID_AT, SEQUENCE_AT, SEALED_AT = 0, 1, 2, 6


class World:
    """One request on its way: who signs and reads it, what is true, and what couriers hold beside it."""

    def __init__(self) -> None:
        self.station, self.other, self.stranger = (SigningKey.generate() for _ in range(3))
        self.central, self.foreign_central = SigningKey.generate(), SigningKey.generate()
        self.recipient = OpeningKey.generate()
        self.roster = {STATION: self.station.public, OTHER: self.other.public}
        self.central_keys = {self.central.public.key_id: self.central.public}
        self.id = new_id(NOW_MS)
        self.envelope = self._envelope(self.id, 41)
        # Of the same station, and carried by the same courier.
        self.sibling = self._envelope(new_id(NOW_MS), 42)
        self.acknowledgement = self.acknowledged(self.envelope, self.id, self.central)

    def acknowledged(self, raw: bytes, id_: bytes, signer: SigningKey) -> bytes:
        """Return a word that these bytes were accepted under an id."""
        return make_acknowledgement([Verdict(id_, hashlib.sha256(raw).digest(), None)], signer)

    def parts(self, raw: bytes) -> list[Any]:
        """Return protected header, unprotected header, payload and signature of signed bytes."""
        return list(cbor2.loads(raw).value)

    def payload(self) -> list[Any]:
        """Return the payload of the true envelope."""
        return list(cbor2.loads(self.parts(self.envelope)[2]))

    def signed_as(self, payload: list[Any], station: int, named: SigningKey, signer: SigningKey) -> bytes:
        """Return an envelope under a station's name and a key's name, signed by a key."""
        kid = station.to_bytes(4, "big") + named.public.key_id
        return sign1(cbor2.dumps(payload, canonical=True), aad=AAD, kid=kid, signer=signer)

    def _envelope(self, id_: bytes, sequence: int) -> bytes:
        content = Content(
            kind=Kind.SUBMISSION, service="aide-ccas", form=bytes(8), language="fr", created=NOW_MS,
            offset=None, assistance=Assistance.ALONE, token=new_token(), code=new_code(), birth_year=1980,
            answers={0: "manger", 4: "MARTIN", 8: "0612345678"},
        )  # fmt: skip
        address = Address(AGENCY, STATION, id_, sequence)
        return make_envelope(content, address, recipient=self.recipient.public, signer=self.station)


Chance = random.Random
Attack = Callable[[Chance, World], bytes]


def _flip(chance: Chance, raw: bytes) -> bytes:
    damaged = bytearray(raw)
    for at in chance.sample(range(len(raw)), chance.choice((1, 1, 1, 2, 8))):
        damaged[at] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _cut(chance: Chance, raw: bytes) -> bytes:
    at = chance.randrange(len(raw))
    return chance.choice((raw[:at], raw[at + 1 :], raw[:at] + raw[at + 1 :]))


def _lengthen(chance: Chance, raw: bytes) -> bytes:
    more = chance.randbytes(chance.randint(1, 9))
    at = chance.choice((0, len(raw), chance.randrange(len(raw))))
    return raw[:at] + more + raw[at:]


def _respell(chance: Chance, raw: bytes) -> bytes:
    """Write the same signed value in other bytes."""
    protected, _, payload, signature = cbor2.loads(raw).value
    scalar = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    header = dict(reversed(cbor2.loads(protected).items()))

    def tagged(*parts: Any) -> bytes:
        return bytes(cbor2.dumps(cbor2.CBORTag(18, list(parts)), canonical=True))

    return chance.choice(
        (
            b"\xd8\x12" + raw[1:],
            b"\xd2\x98\x04" + raw[2:],
            b"\xd2\x9f" + raw[2:] + b"\xff",
            # The length of the protected header in a byte of its own.
            raw[:2] + bytes([0x58, raw[2] & 31]) + raw[3:],
            tagged(protected, {4: chance.randbytes(4)}, payload, signature),
            tagged(cbor2.dumps(header), {}, payload, signature),
            tagged(protected, {}, payload, signature[:32] + scalar.to_bytes(32, "little")),
        )
    )


def _swap(chance: Chance, ours: bytes, theirs: bytes) -> bytes:
    """Put a part of another signed value into ours."""
    mine, other = list(cbor2.loads(ours).value), list(cbor2.loads(theirs).value)
    # Their headers are alike, so payload and signature are what can be told apart.
    at = chance.choice((2, 3))
    mine[at] = other[at]
    return bytes(cbor2.dumps(cbor2.CBORTag(18, mine), canonical=True))


def _edit(chance: Chance, world: World) -> bytes:
    """Change the clear part and keep the signature."""
    payload = world.payload()
    at = chance.choice((AGENCY_AT, ID_AT, SEQUENCE_AT, SEALED_AT))
    changed = {
        AGENCY_AT: 2,
        ID_AT: new_id(NOW_MS + chance.randrange(1000)),
        SEQUENCE_AT: 1 + chance.randrange(1000),
        SEALED_AT: cbor2.loads(world.parts(world.sibling)[2])[SEALED_AT],
    }
    parts = world.parts(world.envelope)
    parts[2] = cbor2.dumps([changed[at] if n == at else one for n, one in enumerate(payload)], canonical=True)
    return bytes(cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True))


def _steal(chance: Chance, world: World) -> bytes:
    """Let another station of the agency sign the sealed bytes as its own, under this id or a new one."""
    payload = world.payload()
    payload[ID_AT] = chance.choice((world.id, new_id(NOW_MS)))
    return world.signed_as(payload, OTHER, world.other, world.other)


def _impersonate(chance: Chance, world: World) -> bytes:
    """Sign in the station's name with another key."""
    signer = chance.choice((world.other, world.stranger))
    named = chance.choice((world.station, signer))
    return world.signed_as(world.payload(), STATION, named, signer)


ENVELOPE_ATTACKS: Mapping[str, Attack] = {
    "envelope: bits flipped": lambda chance, world: _flip(chance, world.envelope),
    "envelope: cut": lambda chance, world: _cut(chance, world.envelope),
    "envelope: lengthened": lambda chance, world: _lengthen(chance, world.envelope),
    "envelope: respelt": lambda chance, world: _respell(chance, world.envelope),
    "envelope: parts of another": lambda chance, world: _swap(chance, world.envelope, world.sibling),
    "envelope: clear part edited": _edit,
    "envelope: signed again by another station": _steal,
    "envelope: signed in the station's name": _impersonate,
    "envelope: of an unknown station": lambda _chance, world: world.signed_as(
        world.payload(), 9, world.stranger, world.stranger
    ),
}


def _forged(chance: Chance, world: World) -> bytes:
    """Sign the word with a key that is not the central's, under either name."""
    signer = chance.choice((world.foreign_central, world.other, world.station))
    payload = world.parts(world.acknowledgement)[2]
    named = chance.choice((world.central, signer))
    return sign1(payload, aad=b"relais/ack/1", kid=named.public.key_id, signer=signer)


ACKNOWLEDGEMENT_ATTACKS: Mapping[str, Attack] = {
    "acknowledgement: bits flipped": lambda chance, world: _flip(chance, world.acknowledgement),
    "acknowledgement: cut": lambda chance, world: _cut(chance, world.acknowledgement),
    "acknowledgement: lengthened": lambda chance, world: _lengthen(chance, world.acknowledgement),
    # The central says so of a forger's envelope that bears the same id.
    "acknowledgement: of other bytes under this id": lambda chance, world: world.acknowledged(
        chance.randbytes(400), world.id, world.central
    ),
    "acknowledgement: of another envelope": lambda _chance, world: world.acknowledged(
        world.sibling, new_id(NOW_MS), world.central
    ),
    "acknowledgement: forged": _forged,
    "acknowledgement: something else the central signed": lambda chance, world: sign_statement(
        TIME, chance.randrange(1 << 40), world.central
    ),
    "acknowledgement: the envelope itself": lambda _chance, world: world.envelope,
}
