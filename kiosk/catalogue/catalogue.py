"""The verified packs of this machine: nothing is shown or run before signature and digests are checked."""

import hashlib
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.catalogue.manifest import Description, Manifest, read_manifest
from kiosk.catalogue.media import MEDIA, check_media, names_of
from kiosk.catalogue.outside import ICON_SUFFIX, MAX_FILES, MAX_PACK_BYTES, check_svg, most_bytes, size
from kiosk.catalogue.pack import AGENCY, Pack, Partner, Service
from kiosk.catalogue.situations import Situation
from kiosk.errors import (
    BadSignature,
    FormBroken,
    Malformed,
    PackAltered,
    PackHostile,
    PackMissing,
    PackUnreadable,
    PackUntrusted,
)
from kiosk.forms.kinds import TAKEN
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.wire.keys import VerifyKey
from kiosk.wire.statement import read_statement

if TYPE_CHECKING:
    # The central has packs and no agency sheet.
    from kiosk.catalogue.agency import AgencySheet

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
STATEMENT = "relais/pack/1"


class Catalogue:
    """The services offered here, and every form known, whichever version of a pack holds it."""

    def __init__(self, packs: tuple[Pack, ...]) -> None:
        """Take verified packs; of two versions of one pack, the newer offers its services.

        The agency's own services come first, whatever its packs are called.
        """
        newest: dict[str, Pack] = {}
        for pack in sorted(packs, key=lambda pack: pack.version):
            newest[pack.id] = pack
        offered = sorted(newest.values(), key=lambda pack: pack.id)
        services = [s for pack in offered for s in pack.services]
        self.services: tuple[Service, ...] = tuple(sorted(services, key=lambda s: s.partner is not None))
        # Of every version: a request sealed to a partner's former key is still theirs.
        self._partners = {p.key.key_id: p for pack in packs for p in pack.partners}
        self.situations: tuple[Situation, ...] = tuple(s for pack in offered for s in pack.situations)
        self._forms = {s.form.fingerprint: s.form for pack in packs for s in pack.services}
        self._by_id = {service.id: service for service in self.services}

    def offered_by(self, sheet: "AgencySheet") -> "Catalogue":
        """Return the same packs as an agency offers them: its own delays, and only what it has switched on.

        What is switched off can still be found by its id: requests that were made of it go on.
        """
        own = copy(self)
        own._by_id = {name: sheet.promised(service) for name, service in self._by_id.items()}
        own.services = tuple(service for service in own._by_id.values() if sheet.offers(service.id))
        return own

    def without_camera(self) -> "Catalogue":
        """Return the same packs as a station offers them where nobody can take the pictures they need.

        A service that can do without one stays.
        """
        own = copy(self)
        own.services = tuple(service for service in self.services if not needs_picture(service.form))
        return own

    @property
    def most_ms(self) -> dict[str, int]:
        """How old an undelivered request of each service may grow, in milliseconds, switched off or not."""
        return {name: service.max_age_h * 3_600_000 for name, service in self._by_id.items()}

    def service(self, service_id: str) -> Service:
        """Return a service of the newest packs, switched off or not. Raises KeyError."""
        return self._by_id[service_id]

    def partner(self, key_id: bytes) -> Partner | None:
        """Return the partner whose key has this id, None when it is no partner's."""
        return self._partners.get(key_id)

    def keys_of(self, partner_id: str) -> frozenset[bytes]:
        """Return the ids of the keys that a partner has or had in these packs."""
        return frozenset(name for name, partner in self._partners.items() if partner.id == partner_id)

    def find(self, service_id: str) -> Service | None:
        """Return a service of the newest packs, switched off or not; None for one that is gone."""
        return self._by_id.get(service_id)

    def form(self, fingerprint: bytes) -> Form:
        """Return the form whose XML starts with this SHA-256 (8 bytes). Raises KeyError."""
        return self._forms[fingerprint]


def needs_picture(form: Form) -> bool:
    """Tell whether a form may ask for a picture or a document that must be there."""
    taken = (form.questions[index] for index in form.asked if form.questions[index].kind in TAKEN)
    return any(question.required and question.required.source.strip() != "false()" for question in taken)


def load_catalogue(folder: Path, publisher: VerifyKey) -> Catalogue:
    """Load every pack folder in `folder`; names that begin with a dot are a build under way.

    Raises PackMissing, PackUnreadable, PackUntrusted, PackAltered, PackHostile, FormBroken, FormUnsupported.
    """
    folders = sorted(path for path in _entries(folder) if path.is_dir() and not path.name.startswith("."))
    if not folders:
        raise PackMissing(path=str(folder))
    packs: dict[tuple[str, tuple[int, ...]], Pack] = {}
    owners: dict[str, str] = {}
    for path in folders:
        pack = load_pack(path, publisher)
        if (pack.id, pack.version) in packs:
            raise PackUnreadable(path=str(path), detail=f"« {pack.id} » est là deux fois, même version")
        packs[pack.id, pack.version] = pack
        for service in pack.services:
            if owners.setdefault(service.id, pack.id) != pack.id:
                other = owners[service.id]
                raise PackUnreadable(path=str(path), detail=f"« {service.id} » est aussi dans « {other} »")
    return Catalogue(tuple(packs.values()))


def load_pack(folder: Path, publisher: VerifyKey) -> Pack:
    """Verify and read one pack. Raises the Problems of load_catalogue."""
    return read_pack(folder, verified_manifest(folder, publisher))


def read_pack(folder: Path, manifest: Manifest) -> Pack:
    """Read the files that a manifest names, after their digests. Raises the Problems of load_catalogue."""
    contents = _verified_files(folder, manifest)
    for name, content in contents.items():
        if name.endswith(ICON_SUFFIX):
            check_svg(content, str(folder / name))
        elif name.startswith(f"{MEDIA}/"):
            check_media(name, content, str(folder / name))
    services: list[Service] = []
    partners = {partner.id: partner for partner in manifest.recipients}
    for described in manifest.services:
        xml = contents.get(described.form)
        if xml is None:
            raise PackUnreadable(path=str(folder), detail=f"« {described.form} » manque")
        service = _service(described, partners, xml, folder / described.form)
        media = {
            each: folder / MEDIA / each for each in names_of(service.form) if f"{MEDIA}/{each}" in contents
        }
        services.append(replace(service, media=media))
    version = tuple(int(part) for part in manifest.version.split("."))
    return Pack(
        manifest.id, version, manifest.publisher, tuple(services), manifest.recipients, manifest.situations
    )


def verified_manifest(folder: Path, publisher: VerifyKey) -> Manifest:
    """Return the manifest that this publisher signed. Raises PackUnreadable, PackUntrusted, PackAltered."""
    raw = _read(folder, MANIFEST)
    try:
        signed = read_statement(STATEMENT, _read(folder, SIGNATURE), {publisher.key_id: publisher})
    except (PackUnreadable, BadSignature, Malformed) as fault:
        raise PackUntrusted(path=str(folder)) from fault
    if signed != raw:
        raise PackAltered(path=str(folder), file=MANIFEST)
    return read_manifest(raw, folder / MANIFEST)


def unsigned_manifest(folder: Path) -> tuple[Manifest, bytes]:
    """Return the manifest of a pack, signed or not, and its bytes. Raises PackProblem."""
    raw = _read(folder, MANIFEST)
    return read_manifest(raw, folder / MANIFEST), raw


def _verified_files(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return the contents of the files that the manifest names; any other file in the folder is refused."""
    present = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST, SIGNATURE}
    for name in sorted(present.symmetric_difference(manifest.files)):
        raise PackAltered(path=str(folder), file=name)
    if len(present) > MAX_FILES:
        raise PackHostile(path=str(folder), detail=f"il y a plus de {MAX_FILES} fichiers.")
    contents: dict[str, bytes] = {}
    room = MAX_PACK_BYTES
    for name in manifest.files:
        contents[name] = _read(folder, name)
        room -= len(contents[name])
        if room < 0:
            raise PackHostile(path=str(folder), detail=f"les fichiers font plus de {size(MAX_PACK_BYTES)}.")
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != manifest.files[name]:
            raise PackAltered(path=str(folder), file=name)
    return contents


def _service(described: Description, partners: Mapping[str, Partner], xml: bytes, path: Path) -> Service:
    form = load_form(xml, path=str(path), skip_unsupported=described.skip_unsupported)
    if not form.asked:
        raise FormBroken(path=str(path), detail="aucune question")
    return Service(
        id=described.id,
        title=described.title,
        icon=described.icon,
        cap=described.cap,
        partner=None if described.recipient == AGENCY else partners[described.recipient],
        form=form,
        treated_by=described.treated_by,
        promise=described.promise or None,
        law_date=described.law_date,
        max_age_h=described.max_age_h,
        notice=described.notice,
        bring=described.bring,
        retention_days=described.retention_days,
        next=described.next,
        phone=described.phone,
        phone_note=described.phone_note,
    )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        raise PackMissing(path=str(folder)) from None
    except OSError as fault:
        raise PackUnreadable(path=str(folder), detail=str(fault.strerror)) from fault


def _files(folder: Path) -> Iterator[Path]:
    for path in _entries(folder):
        # A link could show one file to the check and another one later.
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise PackAltered(path=str(folder), file=path.name)
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if path.stat().st_size > most_bytes(name):
            raise PackHostile(path=str(path), detail=f"plus de {size(most_bytes(name))}.")
        return path.read_bytes()
    except OSError as fault:
        raise PackUnreadable(path=str(path), detail=str(fault.strerror)) from fault
