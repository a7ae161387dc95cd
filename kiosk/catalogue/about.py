"""What a built pack says of itself, told to whoever signs, verifies or installs it."""

from pathlib import Path
from typing import Any

from kiosk.catalogue.catalogue import SIGNATURE, read_pack, unsigned_manifest, verified_manifest
from kiosk.catalogue.outside import check_folder
from kiosk.catalogue.pack import AGENCY, FRENCH, Service, in_language
from kiosk.catalogue.situations import Situation
from kiosk.errors import Malformed, PackMissing, PackUnreadable
from kiosk.wire.cose import parse1
from kiosk.wire.keys import VerifyKey


def about_pack(folder: Path, publisher: str) -> dict[str, Any]:
    """Load a pack whole and describe it. publisher: 64 hex digits, or "" to take it from anybody.

    Raises the Problems of load_catalogue.
    """
    try:
        check_folder(folder, hidden=True)
    except FileNotFoundError as fault:
        raise PackMissing(path=str(folder)) from fault
    except OSError as fault:
        raise PackUnreadable(path=str(folder), detail=str(fault.strerror)) from fault
    if publisher:
        manifest = verified_manifest(folder, VerifyKey(bytes.fromhex(publisher)))
    else:
        manifest, _ = unsigned_manifest(folder)
    pack = read_pack(folder, manifest)
    return {
        "id": pack.id,
        "version": manifest.version,
        "publisher": pack.publisher,
        "signer": _signer(folder),
        "services": [_about(service) for service in pack.services],
        "recipients": [
            {"id": partner.id, "name": in_language(partner.name, FRENCH), "key": partner.key.raw.hex()}
            for partner in manifest.recipients
        ],
        "situations": [_told(situation) for situation in pack.situations],
        "files": dict(sorted(manifest.files.items())),
    }


def _about(service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "title": in_language(service.title, FRENCH),
        "languages": list(service.languages()),
        "recipient": AGENCY if service.partner is None else service.partner.id,
        "treated_by": in_language(service.treated_by, FRENCH),
        "law_date": service.law_date,
        "max_age_h": service.max_age_h,
        "retention_days": service.retention_days,
        "phone": service.phone,
        "questions": len(service.form.asked),
    }


def _told(situation: Situation) -> dict[str, Any]:
    suggested = dict.fromkeys(each.service for each in situation.suggestions)
    return {
        "id": situation.id,
        "title": in_language(situation.title, FRENCH),
        "languages": list(situation.title),
        "questions": [in_language(asked.label, FRENCH) for asked in situation.questions],
        "services": list(suggested),
    }


def _signer(folder: Path) -> str:
    """Return the key id of a signature in hex, "" where there is none."""
    try:
        return parse1((folder / SIGNATURE).read_bytes()).kid.hex()
    except (OSError, Malformed):
        return ""
