"""COSE_Sign1 (RFC 9052) narrowed to one shape, so that a signed content has exactly one byte string.

Tag 18, EdDSA, protected header {1: -8, 4: kid, -65537: 1}, empty unprotected header. -65537 is our version
label, from the range that RFC 9052 leaves for private use. Anything else is refused before any signature is
checked: whoever carries the bytes must not be able to make a second digest of a valid signature.
"""

from dataclasses import dataclass, field

from kiosk.errors import Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import SigningKey, VerifyKey

VERSION = 1
SIGNATURE_BYTES = 64
_TAG_18 = b"\xd2"
_ALG, _KID, _VERSION = 1, 4, -65537
_EDDSA = -8
_MAX_KID = 64


@dataclass(frozen=True)
class Signed:
    """One parsed COSE_Sign1; its signature has not been verified."""

    kid: bytes
    payload: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    protected: bytes = field(repr=False)


def _protected(kid: bytes) -> bytes:
    return encode({_ALG: _EDDSA, _KID: kid, _VERSION: VERSION})


def _to_sign(protected: bytes, aad: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", protected, aad, payload])


def sign1(payload: bytes, *, aad: bytes, kid: bytes, signer: SigningKey) -> bytes:
    """Return the tagged COSE_Sign1 over payload. aad: the external_aad, which names what is being signed."""
    protected = _protected(kid)
    return _TAG_18 + encode([protected, {}, payload, signer.sign(_to_sign(protected, aad, payload))])


def parse1(raw: bytes) -> Signed:
    """Return the parts of a COSE_Sign1 without checking its signature; raise Malformed."""
    if raw[:1] != _TAG_18:
        raise Malformed(detail="not a COSE_Sign1")
    match decode(raw[1:]):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            pass
        case _:
            raise Malformed(detail="not a COSE_Sign1")
    if unprotected:
        raise Malformed(detail="unprotected header")
    if len(signature) != SIGNATURE_BYTES:
        raise Malformed(detail="signature length")
    header = decode(protected)
    kid = header.get(_KID) if isinstance(header, dict) else None
    if not isinstance(kid, bytes) or not 1 <= len(kid) <= _MAX_KID or protected != _protected(kid):
        raise Malformed(detail="protected header")
    return Signed(kid=kid, payload=payload, signature=signature, protected=protected)


def verify1(signed: Signed, key: VerifyKey, aad: bytes) -> None:
    """Return when the signature is by this key over this payload and aad; raise BadSignature otherwise."""
    key.verify(signed.signature, _to_sign(signed.protected, aad, signed.payload))
