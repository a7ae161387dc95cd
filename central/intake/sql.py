"""The hot path of intake in SQL: one statement a batch, where the ORM took most of the time of an envelope.

Portable: `ON CONFLICT DO NOTHING` is SQLite's as well as PostgreSQL's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from kiosk.wire.envelope import Envelope

_KEEP = """
INSERT INTO intake_storedenvelope
    (agency, station, envelope_id, digest, sequence, raw, received_ms, rejected, filed)
VALUES (%s, %s, %s, %s, %s, %s, %s, '', %s)
ON CONFLICT (agency, station, envelope_id) DO NOTHING
"""
# Only marks are put into the text; what came from outside travels as arguments.
_KNOWN = """
SELECT id, envelope_id, digest, rejected, filed FROM intake_storedenvelope
WHERE agency = %s AND station = %s AND envelope_id IN ({marks})
"""


@dataclass(frozen=True)
class Known:
    """What is kept under a name. rejected: the code of its verdict, "" when accepted."""

    pk: int
    digest: bytes
    rejected: str
    filed: bool


def keep(envelopes: Sequence[Envelope], received_ms: int) -> None:
    """Keep each envelope whose name is free; what is kept already stays as it is."""
    rows = [
        (one.agency, one.station, one.id, one.digest, one.sequence, one.raw, received_ms, False)
        for one in envelopes
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def known(agency: int, station: int, ids: Collection[bytes]) -> dict[bytes, Known]:
    """Return what is kept of one station, by envelope id."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN.format(marks=marks), [agency, station, *ids])
        return {
            bytes(name): Known(pk, bytes(digest), rejected, bool(filed))
            for pk, name, digest, rejected, filed in cursor.fetchall()
        }
