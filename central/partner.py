"""`python -m central.partner`: what a partner runs, where its key is, to read its requests (ADR 0091).

It needs no central and no database: sealed requests, as `export-recipient` writes them and the connector
`sealed` posts them, come out as lines of JSON (docs/integrator.md).
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from central.connectors.connector import Opened
from central.connectors.told import tell
from central.durable import write_secret
from central.errors import CannotRun
from kiosk.catalogue.catalogue import Catalogue, load_catalogue
from kiosk.errors import BadSignature, CannotOpen, FormProblem, Malformed, PackProblem
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.keys import OpeningKey, VerifyKey
from kiosk.wire.statement import HANDOVER, read_statement

REFUSED, INCOMPLETE = 2, 1


@dataclass(frozen=True)
class Reader:
    """What opens and explains requests. keys: the partner's, today's and former ones, by key id."""

    keys: Mapping[bytes, OpeningKey] = field(repr=False)
    central: VerifyKey
    catalogue: Catalogue

    def read(self, raw: bytes) -> str:
        """Return the JSON of a request that was handed over. Raises CannotRun with the reason."""
        try:
            _partner, received_ms, sealed = read_statement(HANDOVER, raw, {self.central.key_id: self.central})
            envelope = parse_envelope(sealed)
        except (BadSignature, Malformed):
            raise CannotRun(
                "ce n’est pas une demande remise par ce central, ou elle a été modifiée"
            ) from None
        key = self.keys.get(envelope.recipient)
        if key is None:
            raise CannotRun(f"il faut la clé {envelope.recipient.hex()}, et elle n’est pas ici")
        try:
            content = open_envelope(envelope, key)
            form = self.catalogue.form(content.form)
            created_ms = max(0, content.created + (content.offset or 0))
            service = self.catalogue.find(content.service)
            opened = Opened(envelope.id, content, form, service, created_ms, received_ms)
            return json.dumps(tell(opened), ensure_ascii=False)
        except (CannotOpen, Malformed):
            raise CannotRun(
                "elle ne s’ouvre pas : elle a été abîmée, ou Relais est trop ancien ici"
            ) from None
        except (KeyError, FormProblem):
            raise CannotRun("son formulaire n’est dans aucun des paquets donnés") from None


def main() -> int:
    """Run a command; return 2 when it cannot run, 1 when a request could not be read."""
    options = _parser().parse_args()
    try:
        return int(options.run(options))
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central.partner", description="Les demandes d’un partenaire."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    key = commands.add_parser("key", help="fait une clé et donne la moitié publique, pour le paquet")
    key.add_argument("file", type=Path)
    key.set_defaults(run=_key)
    read = commands.add_parser("read", help="écrit chaque demande en JSON, une par ligne")
    read.add_argument("--key", type=Path, action="append", required=True, help="répétable : anciennes clés")
    read.add_argument("--packs", type=Path, required=True, help="dossier des paquets signés, tous ensemble")
    read.add_argument("--publisher", type=_public, required=True, help="clé publique de l’éditeur (hex)")
    read.add_argument("--central", type=_public, required=True, help="clé publique du central (hex)")
    read.add_argument("file", type=Path, nargs="+", help="une demande, ou un dossier de demandes")
    read.set_defaults(run=_read)
    return parser


def _public(text: str) -> VerifyKey:
    try:
        return VerifyKey(bytes.fromhex(text))
    except (ValueError, Malformed):
        raise argparse.ArgumentTypeError("une clé publique de 64 chiffres hexadécimaux") from None


def _key(options: argparse.Namespace) -> int:
    if options.file.exists():
        raise CannotRun(f"{options.file} existe déjà. Une clé ne se remplace pas : donnez un autre nom.")
    key = OpeningKey.generate()
    try:
        write_secret(options.file, f"{key.to_bytes().hex()}\n".encode())
    except OSError as fault:
        raise CannotRun(f"{options.file} ne peut pas être écrit : {fault.strerror}.") from fault
    print(key.public.raw.hex())
    return 0


def _read(options: argparse.Namespace) -> int:
    keys = [_opening(path) for path in options.key]
    try:
        catalogue = load_catalogue(options.packs, options.publisher)
    except (PackProblem, FormProblem) as fault:
        detail = fault.facts.get("detail") or fault.code
        raise CannotRun(f"Les paquets de {options.packs} ne se lisent pas : {detail}.") from fault
    reader = Reader({key.public.key_id: key for key in keys}, options.central, catalogue)
    missed = 0
    for path in (one for given in options.file for one in _requests(given)):
        try:
            print(reader.read(_bytes(path)), flush=True)
        except CannotRun as reason:
            missed += 1
            print(f"{path} : {reason}.", file=sys.stderr)
    return INCOMPLETE if missed else 0


def _opening(path: Path) -> OpeningKey:
    try:
        return OpeningKey.from_bytes(bytes.fromhex(_bytes(path).decode("ascii")))
    except (ValueError, Malformed) as fault:
        raise CannotRun(f"{path} n’est pas une clé faite par « key ».") from fault


def _requests(path: Path) -> list[Path]:
    # Names that begin with a dot are files that are still being written.
    return sorted(one for one in path.iterdir() if one.name[0] != ".") if path.is_dir() else [path]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CannotRun(f"{path} ne se lit pas : {os.strerror(fault.errno or 0)}") from fault


if __name__ == "__main__":
    sys.exit(main())
