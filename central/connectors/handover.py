"""Sealed requests for a partner that this central does not host: named, signed and unopened (ADR 0091)."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from central.cases.models import Case
from central.cases.office import known_keys
from central.durable import write_secret
from central.errors import CannotRun
from kiosk.wire.statement import HANDOVER, sign_statement

SUFFIX = ".relais"


def handed_over(case: Case, partner: str) -> bytes:
    """Return the sealed envelope of a case with the central's word on it; the same bytes each time."""
    value = [partner, case.received_ms, bytes(case.envelope.raw)]
    return sign_statement(HANDOVER, value, settings.KEYS.signing)


def export_to(folder: Path, partner: str) -> Iterator[Path]:
    """Write a file for each request sealed to a partner, durably; yield those that were not there yet.

    Raises CannotRun for a partner that nobody here knows, or a folder that cannot be written.
    """
    keys = known_keys(partner)
    if not keys:
        raise CannotRun(f"Aucun paquet installé ici ne nomme le partenaire « {partner} ».")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        cases = Case.objects.filter(recipient__in=keys).select_related("envelope").order_by("pk")
        for case in cases.iterator(chunk_size=200):
            path = folder / f"{UUID(bytes=bytes(case.envelope.envelope_id))}{SUFFIX}"
            if not path.exists():
                write_secret(path, handed_over(case, partner))
                yield path
    except OSError as fault:
        raise CannotRun(f"Le dossier {folder} ne peut pas être écrit : {fault.strerror}.") from fault
