"""Standings sealed under a token, and the signed pages that carry them."""

import json
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cwt import COSE
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadSignature, CannotOpen, Malformed
from kiosk.wire.case import CaseStatus
from kiosk.wire.cose import sign1
from kiosk.wire.published import (
    AAD,
    MOST_ENTRIES,
    Entry,
    Page,
    Standing,
    handle_of,
    open_standing,
    read_page,
    seal_standing,
    sign_page,
)
from tests.wire.samples import CENTRAL, PATIENT, STRANGER, cose_key, keys_of

VECTORS = json.loads(
    Path(__file__).parents[1].joinpath("data/wire/published.json").read_text(encoding="utf-8")
)
TOKEN, OTHER = bytes(range(16)), bytes(range(1, 17))
NOW_MS = 1_794_000_000_000
KEYS = keys_of(CENTRAL)
PAGE = Page(1, 3, 9, NOW_MS, False, (Entry(handle_of(TOKEN), b"sealed"), Entry(handle_of(OTHER), b"")))


def test_the_vectors_open():
    for vector in VECTORS["standings"]:
        token, sealed = bytes.fromhex(vector["token"]), bytes.fromhex(vector["sealed"])
        assert handle_of(token).hex() == vector["handle"]
        assert open_standing(token, sealed) == Standing(CaseStatus(vector["status"]), vector["since"])
    assert {vector["status"] for vector in VECTORS["standings"]} == set(CaseStatus)
    page = read_page(bytes.fromhex(VECTORS["page"]["raw"]), KEYS)
    assert [[entry.handle.hex(), entry.sealed.hex()] for entry in page.entries] == VECTORS["page"]["entries"]
    assert [page.agency, page.after, page.upto, page.at_ms, page.more] == VECTORS["page"]["head"]


@PATIENT
@given(st.binary(min_size=16, max_size=16), st.sampled_from(CaseStatus), st.integers(0, 2**62))
def test_a_standing_opens_with_its_token_and_with_no_other(token, status, since):
    entry = seal_standing(token, Standing(status, since))
    assert entry.handle == handle_of(token)
    assert open_standing(token, entry.sealed) == Standing(status, since)
    with pytest.raises(CannotOpen):
        open_standing(bytes([token[0] ^ 1]) + token[1:], entry.sealed)
    assert token not in entry.handle + entry.sealed


def test_the_length_and_the_bytes_do_not_tell_the_status():
    made = [seal_standing(TOKEN, Standing(status, NOW_MS)).sealed for status in CaseStatus for _ in range(2)]
    assert len({len(sealed) for sealed in made}) == 1 and len(set(made)) == len(made)


def test_the_derivation_as_the_document_says_it():
    """Done again with the primitives alone (docs/wire-format.md, section 7)."""
    derived = HKDF(SHA256(), 48, salt=None, info=b"relais/published/1").derive(TOKEN)
    entry = seal_standing(TOKEN, Standing(CaseStatus.DONE, NOW_MS))
    nonce, box = entry.sealed[:12], entry.sealed[12:]
    assert entry.handle == derived[:16]
    assert cbor2.loads(ChaCha20Poly1305(derived[16:]).decrypt(nonce, box, derived[:16])) == [4, NOW_MS]


@pytest.mark.parametrize("at", [0, 11, 12, 20, -1])
def test_a_flipped_bit_opens_nothing(at):
    sealed = bytearray(seal_standing(TOKEN, Standing(CaseStatus.READ, NOW_MS)).sealed)
    sealed[at] ^= 1
    for bad in (bytes(sealed), b"", bytes(5), bytes(sealed[:20])):
        with pytest.raises(CannotOpen):
            open_standing(TOKEN, bad)


@pytest.mark.parametrize("plain", [[9, 1], [0], [True, 1], [0, "x"], 7])
def test_what_the_central_would_never_seal_is_malformed(plain):
    derived = HKDF(SHA256(), 48, salt=None, info=b"relais/published/1").derive(TOKEN)
    box = ChaCha20Poly1305(derived[16:]).encrypt(bytes(12), cbor2.dumps(plain, canonical=True), derived[:16])
    with pytest.raises(Malformed):
        open_standing(TOKEN, bytes(12) + box)


def test_a_page_comes_back_and_an_independent_library_verifies_it():
    raw = sign_page(PAGE, CENTRAL)
    assert read_page(raw, KEYS) == PAGE
    payload = COSE.new().decode(raw, cose_key(CENTRAL, CENTRAL.public.key_id), external_aad=AAD)
    assert cbor2.loads(payload)[:5] == [1, 3, 9, NOW_MS, False]


def test_a_page_of_somebody_else_or_altered_is_refused():
    raw = sign_page(PAGE, CENTRAL)
    for keys in ({}, keys_of(STRANGER), {CENTRAL.public.key_id: STRANGER.public}):
        with pytest.raises(BadSignature):
            read_page(raw, keys)
    for at in range(0, len(raw), 7):
        with pytest.raises((BadSignature, Malformed)):
            read_page(raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :], KEYS)
    other = sign1(b"\x80", aad=b"relais/ack/1", kid=CENTRAL.public.key_id, signer=CENTRAL)
    with pytest.raises(BadSignature):
        read_page(other, KEYS)


@pytest.mark.parametrize(
    "value",
    [
        [1, 9, 3, NOW_MS, False, []], [1, 0, 3, NOW_MS, 0, []], [1, -1, 3, NOW_MS, False, []],
        [1, 0, 3, NOW_MS, False, [[b"x", b""]]], [1, 0, 3, NOW_MS, False, [[bytes(16), bytes(65)]]],
        [1, 0, 3, NOW_MS, False, [[bytes(16)]]], [1, 0, 3, NOW_MS, False], [True, 0, 3, NOW_MS, False, []],
        [1, 0, 3, NOW_MS, False, [[bytes(16), b""]] * (MOST_ENTRIES + 1)],
    ],
)  # fmt: skip
def test_a_signed_page_of_another_shape_is_malformed(value):
    payload = cbor2.dumps(value, canonical=True)
    with pytest.raises(Malformed):
        read_page(sign1(payload, aad=AAD, kid=CENTRAL.public.key_id, signer=CENTRAL), KEYS)


def test_an_impossible_page_is_not_signed():
    with pytest.raises(ValueError, match="not a page"):
        sign_page(Page(1, 9, 3, NOW_MS, False, ()), CENTRAL)
    with pytest.raises(ValueError, match="16 bytes"):
        handle_of(TOKEN[1:])
