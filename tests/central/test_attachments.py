"""The central takes attachments in pieces, from its stations only, and signs for what is whole."""

import hashlib
import shutil

import pytest
from django.conf import settings
from django.test import Client

from central.attachments import keeping
from central.attachments.models import StoredAttachment
from kiosk.clock import SystemClock
from kiosk.wire.attachment import MOST_SEALED, open_attachment, read_stored, seal_attachment
from kiosk.wire.keys import SigningKey
from kiosk.wire.signature import sign_request
from tests.central.outpost import ORIGIN, reply_of

pytestmark = pytest.mark.django_db
SEALED = seal_attachment(bytes(range(256)) * 800)
SIZE = len(SEALED.raw)
HALF = SIZE // 2


@pytest.fixture(autouse=True)
def shelf():
    folder = settings.DATA / "attachments"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def put(outpost, body: bytes, offset: int = 0, *, digest: str | None = None, size: int = SIZE, **how):
    path = f"/d/v1/attachments/{digest or SEALED.digest.hex()}?offset={offset}&size={size}"
    path = how.pop("path", path)
    headers = sign_request(
        "PUT", ORIGIN + path, {}, body, station=how.get("station", outpost.number),
        signer=how.get("signer", outpost.signing), now_ms=how.get("now_ms", SystemClock().now_ms()),
    )  # fmt: skip
    answer = Client().put(
        how.get("asked", path), data=how.get("sent", body), content_type="application/cbor", headers=headers
    )
    return reply_of(answer.status_code, answer.content, dict(answer.headers))


def stored(reply) -> tuple[bytes, ...]:
    assert reply.status == 200
    key = settings.KEYS.signing.public
    return read_stored(reply.value["stored"], {key.key_id: key})


def test_pieces_become_a_whole_that_is_signed_for_and_opens(outpost, agency):
    assert put(outpost, b"").value == {"have": 0}
    assert put(outpost, SEALED.raw[:HALF]).value == {"have": HALF}
    assert put(outpost, b"").value == {"have": HALF}
    assert not keeping.is_here(agency.pk, SEALED.digest)
    assert stored(put(outpost, SEALED.raw[HALF:], HALF)) == (SEALED.digest,)
    raw = keeping.sealed_bytes(agency.pk, SEALED.digest)
    assert open_attachment(raw, SEALED.key) == bytes(range(256)) * 800
    assert keeping.sealed_bytes(agency.pk + 1, SEALED.digest) is None
    assert keeping.whole_of(outpost.number, SEALED.digest).stat().st_mode & 0o077 == 0


def test_the_same_again_is_answered_the_same_and_kept_once(outpost):
    first = stored(put(outpost, SEALED.raw))
    assert stored(put(outpost, b"")) == stored(put(outpost, SEALED.raw)) == first
    assert StoredAttachment.objects.count() == 1
    # A stop between the name on the disk and the row in the database.
    StoredAttachment.objects.all().delete()
    assert stored(put(outpost, b"")) == first and StoredAttachment.objects.get().size == SIZE


def test_a_piece_that_does_not_follow_is_told_how_far_it_is(outpost):
    put(outpost, SEALED.raw[:HALF])
    for offset in (0, HALF - 1, HALF + 1):
        reply = put(outpost, SEALED.raw[offset : offset + 10], offset)
        assert (reply.status, reply.value) == (409, {"error": "offset", "have": HALF})
    assert stored(put(outpost, SEALED.raw[HALF:], HALF))


def test_what_is_not_what_its_digest_says_is_forgotten_and_may_come_again(outpost):
    reply = put(outpost, SEALED.raw[:-1] + b"!")
    assert (reply.status, reply.value) == (422, {"error": "digest_mismatch"})
    assert put(outpost, b"").value == {"have": 0} and not StoredAttachment.objects.exists()
    assert stored(put(outpost, SEALED.raw))


@pytest.mark.parametrize(
    ("how", "status", "error"),
    [
        ({"signer": SigningKey.generate()}, 401, "bad_signature"),
        ({"station": 4711}, 401, "bad_signature"),
        ({"sent": b"other bytes"}, 401, "bad_signature"),
        ({"asked": f"/d/v1/attachments/{SEALED.digest.hex()}?offset=9&size={SIZE}"}, 401, "bad_signature"),
        ({"now_ms": 1}, 401, "clock_skew"),
        ({"digest": "../../../../etc/passwd"}, 404, None),
        ({"digest": "..%2f..%2fkeys"}, 404, None),
        ({"digest": "00" * 31}, 400, "malformed"),
        ({"size": 0}, 400, "malformed"),
        ({"size": 10}, 400, "malformed"),
        ({"size": MOST_SEALED + 1}, 413, "too_large"),
        ({"path": f"/d/v1/attachments/{SEALED.digest.hex()}"}, 400, "malformed"),
    ],
)
def test_what_is_turned_away(outpost, shelf, how, status, error):
    reply = put(outpost, SEALED.raw, **how)
    assert reply.status == status
    if error:
        assert reply.value["error"] == error
    assert not [path for path in shelf.rglob("*") if path.is_file() and path.name != ".lock"]


def test_a_revoked_station_brings_nothing(outpost):
    from central.stations.models import Station

    Station.objects.filter(pk=outpost.number).update(revoked=True)
    assert put(outpost, SEALED.raw).status == 403


def test_a_station_has_its_quota_and_no_other_pays_for_it(outpost, agency, enrol_at, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_BYTES", SIZE + 100)
    other = seal_attachment(b"another photo" * 20)
    begun = put(outpost, SEALED.raw[:10])
    assert begun.status == 200
    # What has begun counts with all that it will weigh.
    reply = put(outpost, other.raw, digest=other.digest.hex(), size=len(other.raw))
    assert (reply.status, reply.value) == (507, {"error": "no_room"})
    assert stored(put(outpost, SEALED.raw[10:], 10))
    assert put(outpost, other.raw, digest=other.digest.hex(), size=len(other.raw)).status == 507
    neighbour = enrol_at(agency, "counter")
    assert stored(put(neighbour, other.raw, digest=other.digest.hex(), size=len(other.raw)))


def test_pieces_nobody_went_on_with_give_their_room_back(outpost, monkeypatch):
    import os

    monkeypatch.setattr(keeping, "MOST_BYTES", SIZE + 100)
    put(outpost, SEALED.raw[:10])
    part = keeping.part_of(outpost.number, SEALED.digest, SIZE)
    os.utime(part, (1, 1))
    other = seal_attachment(b"another photo" * 20)
    assert stored(put(outpost, other.raw, digest=other.digest.hex(), size=len(other.raw)))
    assert not part.exists()


def test_a_damaged_file_is_not_shown(outpost, agency):
    stored(put(outpost, SEALED.raw))
    path = keeping.whole_of(outpost.number, SEALED.digest)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert keeping.sealed_bytes(agency.pk, SEALED.digest) is None


def test_a_full_disk_is_a_busy_central(outpost, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("central.attachments.receive.complete", full)
    reply = put(outpost, SEALED.raw)
    assert (reply.status, reply.value["error"]) == (503, "busy") and reply.headers["Retry-After"]


def test_the_digest_is_of_the_sealed_bytes():
    assert hashlib.sha256(SEALED.raw).digest() == SEALED.digest
