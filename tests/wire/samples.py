"""Contents and keys for the tests of the wire; nobody real is in them."""

import base64
from dataclasses import replace
from functools import cache
from typing import Any

from cwt import COSEKey
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from kiosk.wire.case import CaseStatus, CaseTold, ChangeTold
from kiosk.wire.compact import Content, Kind, change_content
from kiosk.wire.envelope import Address
from kiosk.wire.keys import OpeningKey, SigningKey, VerifyKey

# A slow or busy machine is not a failure: nothing here is timed.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

STATION = SigningKey.from_bytes(bytes(range(32)))
CENTRAL = SigningKey.from_bytes(bytes(range(32, 64)))
RECIPIENT = OpeningKey.from_bytes(bytes(range(64, 96)))
LOOKUP = OpeningKey.from_bytes(bytes(range(96, 128)))
COUNTER = SigningKey.from_bytes(bytes(range(192, 224)))
COUNTER_OPENING = OpeningKey.from_bytes(bytes(range(224, 256)))
STATION_OPENING = OpeningKey.from_bytes(bytes(range(1, 33)))
AGENCY = OpeningKey.from_bytes(bytes(range(33, 65)))
STRANGER = SigningKey.from_bytes(bytes(range(128, 160)))
OTHER_RECIPIENT = OpeningKey.from_bytes(bytes(range(160, 192)))

ADDRESS = Address(agency=1, station=3, id=bytes.fromhex("019a1b2c3d4e7f5089abcdef01234567"), sequence=42)

SUBMISSION = Content(
    kind=0,
    service="rendez-vous-identite",
    form=bytes.fromhex("6f1ed002ab559585"),
    language="fr",
    created=1_794_000_000_000,
    offset=-1500,
    assistance=0,
    token=bytes.fromhex("00112233445566778899aabbccddeeff"),
    code=482_913_507_264,
    birth_year=1962,
    answers={
        0: "carte_identite",
        1: "moi",
        3: "perte",
        4: "oui",
        5: ["lundi", "jeudi"],
        6: "matin",
        8: "LEFÈBVRE",
        9: "MARIE-LOUISE",
        10: "1962-04-17",
        11: "0612345678",
        13: True,
        (14, 0): 7,
        (14, 1): -3,
    },
)
SPARSE = replace(SUBMISSION, offset=None, birth_year=None, answers={}, assistance=2)
STATUS_CHANGE = change_content(
    Kind.STATUS_CHANGE,
    case=ADDRESS.id,
    service="rendez-vous-identite",
    language="fr",
    created=1_794_000_000_000,
    offset=None,
    status="papers_missing",
    message="Il manque un papier : apportez votre livret de famille.",
)
NOTE = replace(
    STATUS_CHANGE,
    kind=1,
    status=None,
    message="Nous vous appelons demain matin.",
    attachments=((bytes(range(32)), bytes(range(32, 64))),),
)
CONTENTS = {"submission": SUBMISSION, "sparse": SPARSE, "status change": STATUS_CHANGE, "note": NOTE}
# A family: a repeat, long gaps, every sign that is packed, and texts that are not.
ROWS = replace(
    SUBMISSION,
    language="ar",
    answers={
        2: "12.50",
        3: "14:30",
        4: "+33 6-12",
        40: ["1", "2"],
        41: "3A",
        42: "",
        43: False,
        (5, 0): "MOHAMED",
        (6, 0): "2016-11-21",
        (5, 3): "ZOÉ",
        (7, 3): 4,
    },
)
CONTENTS_2 = CONTENTS | {"rows": ROWS}
TOLD = (
    CaseTold(
        envelope_id=ADDRESS.id,
        station=3,
        service="rendez-vous-identite",
        created_ms=1_794_000_000_000,
        received_ms=1_794_000_060_000,
        read_ms=1_794_000_120_000,
        status=CaseStatus.PAPERS_MISSING,
        changes=(
            ChangeTold(1_794_000_120_000, CaseStatus.READ, ""),
            ChangeTold(1_794_000_180_000, CaseStatus.PAPERS_MISSING, "Il manque un papier."),
            ChangeTold(1_794_000_240_000, None, "Nous vous appelons demain."),
        ),
        raw=b"an envelope",
    ),
    CaseTold(ADDRESS.id, 5, "", 1_794_000_000_000, 1_794_000_000_000, None, CaseStatus.RECEIVED, (), b""),
)


def keys_of(*signers: SigningKey) -> dict[bytes, VerifyKey]:
    """Return a key ring."""
    return {signer.public.key_id: signer.public for signer in signers}


def cose_key(signer: SigningKey, kid: bytes, *, private: bool = False) -> Any:
    """Return the same key for the independent COSE library."""
    parameters: dict[int, Any] = {
        1: 1,
        2: kid,
        3: -8,
        4: [1] if private else [2],
        -1: 6,
        -2: signer.public.raw,
    }
    if private:
        parameters[-4] = signer.to_bytes()
    return COSEKey.new(parameters)


def open_independently(key: OpeningKey, sealed: bytes, info: bytes) -> bytes:
    """Open a seal with an HPKE implementation that shares no code with ours."""
    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)
    secret = KEMKey.from_jwk(
        {"kty": "OKP", "crv": "X25519", "x": _base64(key.public.raw), "d": _base64(key.to_bytes())}
    )
    return suite.create_recipient_context(sealed[:32], secret, info=info).open(sealed[32:])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@cache
def flips(length: int) -> st.SearchStrategy[tuple[int, int]]:
    """Return a strategy of one damaged bit: the byte's place and the mask."""
    return st.tuples(st.integers(0, length - 1), st.sampled_from([1 << bit for bit in range(8)]))


def flip(raw: bytes, damage: tuple[int, int]) -> bytes:
    """Return raw with one bit turned."""
    at, mask = damage
    return raw[:at] + bytes([raw[at] ^ mask]) + raw[at + 1 :]
