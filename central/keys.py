"""The central's secrets, in one file apart from the database and readable by its owner only.

Who takes the database alone finds sealed envelopes, and codes and tokens only as keyed digests. Only `init`
makes this file: a central that lost it must stop, since new keys would open nothing of what it holds.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cryptography.fernet import Fernet

from central.durable import locked, write_secret
from central.errors import CannotRun
from kiosk.errors import Malformed
from kiosk.wire.cbor import decode, encode
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey

FILE = "keys.cbor"
DATABASE = "central.db"
Owner = TypeVar("Owner")
Held = TypeVar("Held")


class Hosted(Mapping[Owner, Held]):
    """Opening keys by their owner, read from the file again when the file is new.

    What is added while a server runs would else have no key there until its next start.
    """

    def __init__(self, folder: Path, read: Callable[[Mapping[str, Any]], dict[Owner, Held]]) -> None:
        self._folder = folder
        self._from_file = read
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[Owner, Held] = {}

    def __getitem__(self, owner: Owner) -> Held:
        self._refresh()
        return self._keys[owner]

    def _refresh(self) -> None:
        try:
            stat = (self._folder / FILE).stat()
            # Replaced whole each time (central/durable.py), so that a new one has another number.
            stamp = stat.st_ino, stat.st_mtime_ns
        except OSError:
            if self._keys:
                return
            # Reading it says what is wrong.
            stamp = None
        if stamp is None or stamp != self._stamp:
            self._keys = self._from_file(_read(self._folder))
            self._stamp = stamp

    def __iter__(self) -> Iterator[Owner]:
        self._refresh()
        return iter(self._keys)

    def __len__(self) -> int:
        self._refresh()
        return len(self._keys)


@dataclass(frozen=True)
class Keys:
    """What the central signs, opens and hides with.

    recipients: hosted opening keys by agency number; partners: those of partners, by their name in packs;
    former: the keys that partners had before, which still open what was sealed to them.
    """

    signing: SigningKey
    lookup: OpeningKey
    recipients: Mapping[int, OpeningKey]
    partners: Mapping[str, OpeningKey]
    pepper: bytes = field(repr=False)
    notes: bytes = field(repr=False)
    django_secret: str = field(repr=False)
    former: Mapping[str, tuple[OpeningKey, ...]] = field(default_factory=dict)

    def of_partner(self, name: str) -> tuple[OpeningKey, ...]:
        """Return the keys of a partner that is hosted here, today's first; none of another one."""
        now = self.partners.get(name)
        return () if now is None else (now, *self.former.get(name, ()))

    def opening(self, agency: int, key_id: bytes) -> OpeningKey | None:
        """Return the key with this id, of the agency itself or of a partner, or None."""
        own = self.recipients.get(agency)
        keys = [key for name in self.partners for key in self.of_partner(name)]
        keys += [] if own is None else [own]
        return next((key for key in keys if key.public.key_id == key_id), None)

    def digest(self, purpose: str, secret: bytes) -> bytes:
        """Return the keyed digest under which a secret is found again without being kept."""
        return hmac.new(self.pepper, purpose.encode() + b"\0" + secret, hashlib.sha256).digest()

    def hide(self, text: str) -> bytes:
        """Return an agent's words sealed for the database."""
        return Fernet(self.notes).encrypt(text.encode())

    def show(self, hidden: bytes) -> str:
        """Return the words that `hide` sealed."""
        return Fernet(self.notes).decrypt(bytes(hidden)).decode()


def data_folder() -> Path:
    """Return the folder of the database, the key file and the packs, as the environment names it."""
    return Path(os.environ.get("RELAIS_CENTRAL_DATA", "central-data")).resolve()


def create_keys(folder: Path) -> None:
    """Make the key file unless it is there. Raises CannotRun when a database waits for another one."""
    with locked(folder):
        if (folder / FILE).exists():
            return
        if (folder / DATABASE).exists():
            raise CannotRun(_lost(folder))
        told = {
            "signing": SigningKey.generate().to_bytes(),
            "lookup": OpeningKey.generate().to_bytes(),
            "recipients": {},
            "pepper": secrets.token_bytes(32),
            "notes": Fernet.generate_key(),
            "django_secret": secrets.token_urlsafe(48),
        }
        write_secret(folder / FILE, encode(told))


def add_recipient(folder: Path, agency: int) -> None:
    """Make the opening key of an agency, durably; a key that is there stays, for what is sealed to it."""
    with locked(folder):
        told = _read(folder)
        if agency not in told["recipients"]:
            told["recipients"][agency] = OpeningKey.generate().to_bytes()
            write_secret(folder / FILE, encode(told))


def add_partner(folder: Path, name: str) -> SealKey:
    """Make the opening key of a partner, durably, or find it; return the half that belongs in a pack."""
    with locked(folder):
        told = _read(folder)
        partners = told.setdefault("partners", {})
        if name not in partners:
            partners[name] = OpeningKey.generate().to_bytes()
            write_secret(folder / FILE, encode(told))
    return OpeningKey.from_bytes(partners[name]).public


def change_partner(folder: Path, name: str) -> SealKey:
    """Make a partner's next opening key, durably, and keep the former; return the half for the next pack.

    Raises CannotRun for a partner that has none here.
    """
    with locked(folder):
        told = _read(folder)
        partners = told.get("partners", {})
        if name not in partners:
            raise CannotRun(f"Ce central n’a pas encore de clé de « {name} ». Faites-la sans « --new-key ».")
        former = told.setdefault("former_partners", {})
        former[name] = [partners[name], *former.get(name, [])]
        partners[name] = OpeningKey.generate().to_bytes()
        write_secret(folder / FILE, encode(told))
    return OpeningKey.from_bytes(partners[name]).public


def load_keys(folder: Path) -> Keys:
    """Read the key file. Raises CannotRun when it is missing or unreadable."""
    told = _read(folder)
    return Keys(
        signing=SigningKey.from_bytes(told["signing"]),
        lookup=OpeningKey.from_bytes(told["lookup"]),
        recipients=Hosted(folder, _recipients),
        partners=Hosted(folder, _partners),
        pepper=told["pepper"],
        notes=told["notes"],
        django_secret=told["django_secret"],
        former=Hosted(folder, _former),
    )


def _read(folder: Path) -> dict[str, Any]:
    path = folder / FILE
    try:
        told: dict[str, Any] = decode(path.read_bytes())
    except FileNotFoundError:
        if (folder / DATABASE).exists():
            raise CannotRun(_lost(folder)) from None
        raise CannotRun(
            f"Il n’y a pas de central dans {folder}. Créez-le avec « init », ou corrigez RELAIS_CENTRAL_DATA."
        ) from None
    except (OSError, Malformed) as fault:
        raise CannotRun(
            f"Le fichier de clés {path} est illisible. Remettez celui de la sauvegarde."
        ) from fault
    return told


def _recipients(told: Mapping[str, Any]) -> dict[int, OpeningKey]:
    return {agency: OpeningKey.from_bytes(raw) for agency, raw in told["recipients"].items()}


def _partners(told: Mapping[str, Any]) -> dict[str, OpeningKey]:
    # The first version of the file knew no partners.
    return {name: OpeningKey.from_bytes(raw) for name, raw in told.get("partners", {}).items()}


def _former(told: Mapping[str, Any]) -> dict[str, tuple[OpeningKey, ...]]:
    known = told.get("former_partners", {})
    return {name: tuple(map(OpeningKey.from_bytes, raws)) for name, raws in known.items()}


def _lost(folder: Path) -> str:
    return (
        f"Le fichier de clés {folder / FILE} manque, mais la base de données est là. "
        "Remettez celui de la sauvegarde : de nouvelles clés n’ouvriraient aucune demande reçue."
    )
