"""An enrolled station without a central: what enrolment would have stored."""

from dataclasses import dataclass, field

from kiosk.store import Identity, Store
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey
from kiosk.wire.statement import RECIPIENT, ROSTER, sign_statement


@dataclass
class Keys:
    """The secrets of everybody else. lookup: the central's own key when it does not host the recipient's."""

    central: SigningKey = field(default_factory=SigningKey.generate)
    recipient: OpeningKey = field(default_factory=OpeningKey.generate)
    publisher: SigningKey = field(default_factory=SigningKey.generate)
    counter: SigningKey = field(default_factory=SigningKey.generate)
    lookup: OpeningKey | None = None
    hosting: OpeningKey = field(default_factory=OpeningKey.generate)

    @property
    def sealing(self) -> OpeningKey:
        """The central's own key, hosted or not."""
        return self.lookup or self.hosting


def roster_of(
    keys: Keys,
    signing: SigningKey,
    *,
    agency: int = 7,
    station: int = 3,
    role: str = "kiosk",
    sealing: SealKey | None = None,
    issued: int = 1,
    neighbours: tuple[list[object], ...] = (),
) -> bytes:
    """Return a roster with this station and its neighbours ([number, role, name, signing, sealing]).

    Where `keys` has no lookup the recipient key is hosted; else a counter that is in it endorsed the key.
    """
    counter = [station + 100, "counter", "Guichet 1", keys.counter.public.raw, keys.recipient.public.raw]
    own = [station, role, "Borne 1", signing.public.raw, (sealing or keys.recipient.public).raw]
    return sign_statement(
        ROSTER,
        {
            "agency": agency,
            "name": "Mairie de Saint-Aubin",
            "recipient": keys.recipient.public.raw,
            "hosted": keys.lookup is None,
            "stations": [own, counter, *neighbours],
            "issued": issued,
            "endorsement": None if keys.lookup is None else endorsement_of(keys, agency),
        },
        keys.central,
    )


def endorsement_of(keys: Keys, agency: int = 7) -> bytes:
    return sign_statement(RECIPIENT, [agency, keys.recipient.public.raw, 1], keys.counter)


def identity_of(
    keys: Keys,
    signing: SigningKey,
    opening: OpeningKey,
    *,
    offset_ms: int | None = None,
    role: str = "kiosk",
) -> Identity:
    return Identity(
        station=3,
        agency=7,
        name="Borne 1",
        signing=signing,
        opening=opening,
        central_keys=(keys.central.public,),
        sealing=keys.sealing.public,
        hosted=keys.lookup is None,
        publisher=keys.publisher.public,
        roster=roster_of(keys, signing, role=role, sealing=opening.public),
        recipient=keys.recipient.public,
        followup="https://relais.example",
        offset_ms=offset_ms,
    )


def enrolled(store: Store, keys: Keys, *, offset_ms: int | None = None, role: str = "kiosk") -> Identity:
    identity = identity_of(keys, *store.enrolment.keys(), offset_ms=offset_ms, role=role)
    store.enrolment.record(identity)
    return identity
