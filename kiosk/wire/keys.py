"""Keys: Ed25519 to sign and verify, X25519 to seal and open (HPKE, RFC 9180).

Suite 1 is HPKE base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305; it costs 48 bytes. The classes keep
the secrets out of every repr, so that no traceback or log line can show one.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.errors import BadSignature, CannotOpen, Malformed

KEY_BYTES = 32
KEY_ID_BYTES = 8
SUITE = 1
SEAL_OVERHEAD = 48
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PROBE = X25519PrivateKey.from_private_bytes(b"\x01" * KEY_BYTES)


def key_id(raw: bytes) -> bytes:
    """Return the 8 bytes that name a public key: the start of its SHA-256."""
    return hashlib.sha256(raw).digest()[:KEY_ID_BYTES]


def _checked(raw: bytes) -> bytes:
    if not isinstance(raw, bytes) or len(raw) != KEY_BYTES:
        raise Malformed(detail="key length")
    return raw


@dataclass(frozen=True)
class VerifyKey:
    """A public Ed25519 key, 32 bytes. Raises Malformed for another length."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _checked(self.raw)

    @property
    def key_id(self) -> bytes:
        """The 8 bytes that name this key."""
        return key_id(self.raw)

    def __repr__(self) -> str:
        return f"VerifyKey({self.key_id.hex()})"

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return when the signature over data is by this key; raise BadSignature when it is not."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            raise BadSignature from None


class SigningKey:
    """A private Ed25519 key."""

    __slots__ = ("_private", "public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = VerifyKey(private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> Self:
        """Return a new random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the key of a 32-byte seed; raise Malformed for another length."""
        return cls(Ed25519PrivateKey.from_private_bytes(_checked(raw)))

    def to_bytes(self) -> bytes:
        """Return the secret seed, 32 bytes, for an encrypted store only."""
        return self._private.private_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature over data."""
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"SigningKey({self.public.key_id.hex()})"


@dataclass(frozen=True)
class SealKey:
    """A public X25519 key, 32 bytes. Raises Malformed for another length or a point of small order."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        # A point of small order is refused here and not when a client confirms, where nobody could act on it.
        try:
            _PROBE.exchange(X25519PublicKey.from_public_bytes(_checked(self.raw)))
        except ValueError:
            raise Malformed(detail="key of small order") from None

    @property
    def key_id(self) -> bytes:
        """The 8 bytes that name this key."""
        return key_id(self.raw)

    def __repr__(self) -> str:
        return f"SealKey({self.key_id.hex()})"

    def seal(self, plain: bytes, info: bytes) -> bytes:
        """Return plain sealed to this key and bound to info (suite 1, 48 bytes more)."""
        return _HPKE.encrypt(plain, X25519PublicKey.from_public_bytes(self.raw), info=info)


class OpeningKey:
    """A private X25519 key."""

    __slots__ = ("_private", "public")

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private
        self.public = SealKey(private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> Self:
        """Return a new random key."""
        return cls(X25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the key of 32 secret bytes; raise Malformed for another length."""
        return cls(X25519PrivateKey.from_private_bytes(_checked(raw)))

    def to_bytes(self) -> bytes:
        """Return the 32 secret bytes, for an encrypted store only."""
        return self._private.private_bytes_raw()

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed to this key with this info; raise CannotOpen otherwise."""
        try:
            return _HPKE.decrypt(sealed, self._private, info=info)
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def __repr__(self) -> str:
        return f"OpeningKey({self.public.key_id.hex()})"
