"""Builds service packs from their sources, and signs them. Never needed on a running station."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.catalogue.catalogue import MANIFEST, SIGNATURE, STATEMENT, read_pack, unsigned_manifest
from kiosk.catalogue.manifest import Description, Manifest, read_source, write_manifest
from kiosk.catalogue.media import collect_media
from kiosk.catalogue.outside import ICON_SUFFIX, check_folder, check_svg
from kiosk.catalogue.pack import AGENCY, Pack
from kiosk.catalogue.xlsform import compile_xlsx
from kiosk.clock import SystemClock
from kiosk.errors import FormBroken, PackUnreadable
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.forms.rehearse import rehearse
from kiosk.wire.keys import SigningKey
from kiosk.wire.statement import sign_statement

SOURCE = "pack.toml"
FORM_SUFFIX = ".xlsx"
XFORM_SUFFIX = ".xml"


@dataclass(frozen=True)
class BuildReport:
    """What was built: ids of services, the questions left out as `service: question`, and the folder."""

    services: tuple[str, ...]
    skipped: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Compiled:
    """A pack in memory: its manifest without digests, its files by name, the questions left out."""

    manifest: Manifest
    files: Mapping[str, bytes]
    skipped: tuple[str, ...]


def compile_source(
    source: Path, *, skip_unsupported: bool = False, recipient_keys: Mapping[str, bytes] | None = None
) -> Compiled:
    """Compile source/{pack.toml, forms/*.xlsx, icons/*.svg, media/*}.

    recipient_keys: public keys of partners, by id, instead of those in the source. Raises PackUnreadable,
    PackHostile, FormBroken, FormUnsupported.
    """
    try:
        check_folder(source, hidden=False)
    except OSError as fault:
        raise PackUnreadable(path=str(source), detail=str(fault.strerror)) from fault
    manifest = read_source(source / SOURCE, recipient_keys)
    files: dict[str, bytes] = {}
    built: list[Description] = []
    skipped: list[str] = []
    for service in manifest.services:
        workbook = _inside(source, service.form, FORM_SUFFIX)
        compiled, xml, form = _compile(service, workbook, skip_unsupported)
        files[compiled.form] = xml
        files |= collect_media(form, source)
        built.append(compiled)
        skipped += [f"{service.id}: {name}" for name in form.skipped]
    for icon in sorted((source / "icons").glob(f"*{ICON_SUFFIX}")):
        raw = icon.read_bytes()
        check_svg(raw, str(icon))
        files[f"icons/{icon.name}"] = raw
    return Compiled(replace(manifest, services=tuple(built)), files, tuple(skipped))


def build_pack(
    source: Path,
    target: Path,
    signer: SigningKey,
    *,
    skip_unsupported: bool = False,
    recipient_keys: Mapping[str, bytes] | None = None,
) -> BuildReport:
    """Build a source folder into target/<pack id>, replacing what is there.

    Raises the Problems of compile_source; then nothing in `target` has changed.
    """
    compiled = compile_source(source, skip_unsupported=skip_unsupported, recipient_keys=recipient_keys)
    folder = write_pack(target, compiled, signer)
    return BuildReport(tuple(service.id for service in compiled.manifest.services), compiled.skipped, folder)


def sign_pack(folder: Path, signer: SigningKey) -> Pack:
    """Sign a built pack, after its digests; return it. Raises the Problems of load_catalogue."""
    manifest, raw = unsigned_manifest(folder)
    pack = read_pack(folder, manifest)
    # Beside the pack: a file more in it would be refused, should this stop half-way.
    aside = folder.with_name(f".{folder.name}.{SIGNATURE}")
    _write_durably(aside, sign_statement(STATEMENT, raw, signer))
    aside.replace(folder / SIGNATURE)
    _sync_folder(folder)
    return pack


def build_form_pack(
    xlsx: Path, target: Path, signer: SigningKey, *, skip_unsupported: bool = False
) -> BuildReport:
    """Build a throw-away pack of one service around any XLSForm, or the XForm made of one, to try it out.

    Raises FormBroken, FormUnsupported; then nothing in `target` has changed.
    """
    draft = Description(
        id="essai",
        form="forms/essai.xlsx",
        title={"fr": xlsx.stem},
        icon="list-checks",
        cap="cap-sable",
        recipient=AGENCY,
        treated_by={"fr": "L’agence"},
        promise={},
        law_date="reception",
        max_age_h=72,
        notice={"fr": ("C’est un essai.", "Ne donnez pas vos vraies réponses.")},
        bring={},
        retention_days=1,
        next={"fr": "Rien : c’est un essai."},
    )
    service, xml, form = _compile(draft, xlsx, skip_unsupported)
    titled = replace(service, title={"fr": form.title("fr") or xlsx.stem})
    manifest = Manifest(id="essai", version="1", publisher="Essai", services=(titled,))
    folder = write_pack(target, Compiled(manifest, {service.form: xml}, form.skipped), signer)
    return BuildReport((service.id,), form.skipped, folder)


def _compile(service: Description, workbook: Path, skip: bool) -> tuple[Description, bytes, Form]:
    xml = workbook.read_bytes() if workbook.suffix == XFORM_SUFFIX else compile_xlsx(workbook)
    form = load_form(xml, path=str(workbook), skip_unsupported=skip)
    if not form.asked:
        raise FormBroken(path=str(workbook), detail="aucune question à poser.")
    rehearse(form, SystemClock().today)
    name = Path(service.form).with_suffix(".xml").as_posix()
    return replace(service, form=name, skip_unsupported=bool(form.skipped)), xml, form


def _inside(source: Path, name: str, suffix: str) -> Path:
    """Return a path that stays inside the pack's source and has the expected kind of name."""
    path = (source / name).resolve()
    if not path.is_relative_to(source.resolve()) or path.suffix != suffix:
        raise PackUnreadable(
            path=str(source / SOURCE), detail=f"« {name} » : il faut un fichier {suffix} du paquet"
        )
    return path


def write_pack(target: Path, compiled: Compiled, signer: SigningKey | None) -> Path:
    """Write a pack beside its place, then put it there; without a signer it has no signature yet.

    A crash in between leaves the old pack, the new one, or none with the old one beside it under a name that
    begins with a dot; never a mixture, which the digests would refuse.
    """
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in compiled.files.items()}
    raw = write_manifest(replace(compiled.manifest, files=digests))
    target.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{compiled.manifest.id}-", dir=target))
    try:
        signature = {} if signer is None else {SIGNATURE: sign_statement(STATEMENT, raw, signer)}
        for name, content in {**compiled.files, MANIFEST: raw, **signature}.items():
            _write_durably(aside / name, content)
        aside.chmod(0o755)
        return _put(aside, target / compiled.manifest.id)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put(aside: Path, place: Path) -> Path:
    old = aside.with_name(f"{aside.name}-old")
    if place.exists():
        place.rename(old)
    try:
        aside.rename(place)
    except OSError:
        old.rename(place)
        raise
    _sync_folder(place.parent)
    shutil.rmtree(old, ignore_errors=True)
    return place


def _write_durably(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
