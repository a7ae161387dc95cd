"""`PUT /d/v1/attachments/<digest>`: takes pieces in order, and signs for the whole once it is durable."""

import errno
import re

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from central.attachments.keeping import complete, folder_of, has_room, have, part_of, whole_of
from central.attachments.models import StoredAttachment
from central.durable import locked
from central.stations.api import BUSY_S, Call, Refusal, cbor, station_bytes
from central.stations.models import Station
from kiosk.errors import Malformed
from kiosk.wire.attachment import MOST_SEALED, make_stored

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,11}")
# The disk is full or worn out: the station keeps what it has and comes back.
_PASSING = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)


@station_bytes
def receive_attachment(call: Call, name: str) -> HttpResponse:
    """Take a piece, or none, and tell how far this attachment is here."""
    if not _DIGEST.fullmatch(name):
        raise Malformed(detail="attachment digest")
    digest, offset, size = bytes.fromhex(name), _number(call, "offset"), _number(call, "size")
    station = call.station()
    if size > MOST_SEALED:
        raise Refusal(413, "too_large")
    if not size > 0 or offset + len(call.raw) > size:
        raise Malformed(detail="attachment size")
    try:
        # One piece at a time of a station: two of them could write at the same place.
        with locked(folder_of(station.pk)):
            return _take(call, station, digest, offset, size)
    except OSError as fault:
        if fault.errno not in _PASSING:
            raise
        raise Refusal(503, "busy", wait_s=BUSY_S) from fault


def _take(call: Call, station: Station, digest: bytes, offset: int, size: int) -> HttpResponse:
    whole, part = whole_of(station.pk, digest), part_of(station.pk, digest, size)
    if not whole.exists():
        here = have(part)
        if call.raw:
            if offset != here:
                raise Refusal(409, "offset", told={"have": here})
            if not here and not has_room(station.pk, size):
                raise Refusal(507, "no_room")
            with part.open("ab") as file:
                file.write(call.raw)
            here += len(call.raw)
        if here < size:
            return cbor({"have": here})
        if not complete(part, digest):
            raise Refusal(422, "digest_mismatch")
    return _sign(call, station, digest, have(whole))


def _sign(call: Call, station: Station, digest: bytes, size: int) -> HttpResponse:
    with transaction.atomic():
        StoredAttachment.objects.get_or_create(
            station=station, digest=digest, defaults={"size": size, "received_ms": call.now_ms}
        )
    return cbor({"stored": make_stored([digest], settings.KEYS.signing)})


def _number(call: Call, name: str) -> int:
    text = call.request.GET.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise Malformed(detail=f"attachment {name}")
    return int(text)
