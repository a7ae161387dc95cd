"""Installs service packs. Every version stays: a request may arrive weeks after its form was replaced."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from central.durable import locked, to_disk, tree_to_disk
from central.errors import CannotRun
from central.stations.models import Agency
from kiosk.catalogue.catalogue import MANIFEST, load_pack
from kiosk.catalogue.confined import confined
from kiosk.catalogue.outside import check_folder
from kiosk.catalogue.pack import Pack
from kiosk.errors import FormProblem, PackHostile, PackProblem, PackUntrusted
from kiosk.wire.keys import VerifyKey

FOLDER = "packs"
ASIDE = ".installing"


def install_packs(source: Path) -> list[str]:
    """Install each pack of a folder beside what is there; return what was added, as « id version ».

    All or nothing is visible of one pack. Raises CannotRun.
    """
    publisher = _publisher()
    sources = [path for path in sorted(_folders(source)) if (path / MANIFEST).is_file()]
    if not sources:
        raise CannotRun(f"Il n’y a pas de paquet de services dans {source}.")
    target = settings.DATA / FOLDER
    added = []
    with locked(target):
        installed = {path: _installed(path, publisher) for path in _folders(target)}
        for path in sources:
            new = _copy(path, target / ASIDE, publisher)
            if _fits(new, target / ASIDE, installed):
                place = target / f"{new.id}-{_number(new)}"
                (target / ASIDE).replace(place)
                to_disk(target)
                installed[place] = new
                added.append(f"{new.id} {_number(new)}")
            shutil.rmtree(target / ASIDE, ignore_errors=True)
    return added


def _publisher() -> VerifyKey:
    agency = Agency.objects.first()
    if agency is None:
        raise CannotRun("Ce central n’a pas encore d’agence. Créez-la avec « init ».")
    return VerifyKey(bytes(agency.publisher))


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError as fault:
        raise CannotRun(f"Le dossier {folder} est illisible : {os.strerror(fault.errno or 0)}.") from fault


def _copy(source: Path, aside: Path, publisher: VerifyKey) -> Pack:
    """Copy, bring to the disk, and check the copy: the source may lie on a stick that somebody changes."""
    shutil.rmtree(aside, ignore_errors=True)
    with _refused(source):
        check_folder(source, hidden=True)
    # Links are copied as links, which the check refuses.
    shutil.copytree(source, aside, symlinks=True)
    with _refused(source):
        # First where it can do no harm: this process holds the keys of the central.
        confined("check", path=str(aside.resolve()), publisher=publisher.raw.hex())
        pack = load_pack(aside, publisher)
    tree_to_disk(aside)
    return pack


def _installed(folder: Path, publisher: VerifyKey) -> Pack:
    with _refused(folder):
        return load_pack(folder, publisher)


@contextmanager
def _refused(called: Path) -> Iterator[None]:
    """Say in words why a pack is not taken. Raises CannotRun."""
    try:
        yield
    except PackUntrusted as fault:
        raise CannotRun(f"Le paquet {called} n’est pas signé par l’éditeur de l’agence.") from fault
    except PackHostile as fault:
        raise CannotRun(f"Le paquet {called} est refusé : {fault.facts['detail']}") from fault
    except (PackProblem, FormProblem) as fault:
        detail = fault.facts.get("detail") or fault.facts.get("file") or fault.code
        raise CannotRun(f"Le paquet {called} est inutilisable : {detail}.") from fault


def _fits(new: Pack, aside: Path, installed: dict[Path, Pack]) -> bool:
    """Return whether the pack is to be added, False when this very one is there. Raises CannotRun."""
    mine = {service.id for service in new.services}
    for path, other in installed.items():
        if (other.id, other.version) == (new.id, new.version):
            if (path / MANIFEST).read_bytes() == (aside / MANIFEST).read_bytes():
                return False
            raise CannotRun(
                f"Le paquet {new.id} {_number(new)} est déjà installé, avec un autre contenu. "
                "Donnez au nouveau un autre numéro de version."
            )
        taken = sorted(mine & {service.id for service in other.services}) if other.id != new.id else []
        if taken:
            raise CannotRun(f"Le service « {taken[0]} » est déjà dans le paquet {other.id}.")
    return True


def _number(pack: Pack) -> str:
    return ".".join(str(part) for part in pack.version)
