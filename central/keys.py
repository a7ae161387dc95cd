"""The central's secrets, in one file apart from the database and readable by its owner only.

Who takes the database alone finds sealed envelopes, and codes and tokens only as keyed digests.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import OpeningKey, SigningKey

FILE = "keys.cbor"


@dataclass(frozen=True)
class Keys:
    """What the central signs, opens and hides with. recipients: hosted opening keys, by agency number."""

    signing: SigningKey
    lookup: OpeningKey
    recipients: Mapping[int, OpeningKey]
    pepper: bytes = field(repr=False)
    notes: bytes = field(repr=False)
    django_secret: str = field(repr=False)

    def digest(self, purpose: str, secret: bytes) -> bytes:
        """Return the keyed digest under which a secret is found again without being kept."""
        return hmac.new(self.pepper, purpose.encode() + b"\0" + secret, hashlib.sha256).digest()

    def hide(self, text: str) -> bytes:
        """Return an agent's words sealed for the database."""
        return Fernet(self.notes).encrypt(text.encode())

    def show(self, hidden: bytes) -> str:
        """Return the words that `hide` sealed."""
        return Fernet(self.notes).decrypt(bytes(hidden)).decode()


def load_keys(folder: Path) -> Keys:
    """Read the key file, made on first use."""
    path = folder / FILE
    if not path.exists():
        save_keys(folder, _new_keys())
    told = decode(path.read_bytes())
    return Keys(
        signing=SigningKey.from_bytes(told["signing"]),
        lookup=OpeningKey.from_bytes(told["lookup"]),
        recipients={agency: OpeningKey.from_bytes(raw) for agency, raw in told["recipients"].items()},
        pepper=told["pepper"],
        notes=told["notes"],
        django_secret=told["django_secret"],
    )


def save_keys(folder: Path, keys: Keys) -> None:
    """Write the key file durably: a lost key is every request lost."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = encode(
        {
            "signing": keys.signing.to_bytes(),
            "lookup": keys.lookup.to_bytes(),
            "recipients": {agency: key.to_bytes() for agency, key in keys.recipients.items()},
            "pepper": keys.pepper,
            "notes": keys.notes,
            "django_secret": keys.django_secret,
        }
    )
    aside = folder / f".{FILE}.{os.getpid()}"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / FILE)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _new_keys() -> Keys:
    return Keys(
        signing=SigningKey.generate(),
        lookup=OpeningKey.generate(),
        recipients={},
        pepper=secrets.token_bytes(32),
        notes=Fernet.generate_key(),
        django_secret=secrets.token_urlsafe(48),
    )
