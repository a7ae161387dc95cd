import base64
import hashlib
import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.http.request import HttpHeaders
from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519
from hypothesis import given, settings
from hypothesis import strategies as st
from requests import Request

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.keys import SigningKey
from kiosk.wire.signature import (
    COVERED,
    claimed_keyid,
    keyid,
    parse_keyid,
    sign_request,
    verify_request,
)
from tests.wire.samples import PATIENT, STATION, STRANGER, flip, flips

NOW = 1_794_000_000_123
URL = "https://central.example:8443/d/v1/envelopes?from=borne%201"
BODY = b"\x81\x44abcd"
KEY_ID = f"3.{STATION.public.key_id.hex()}"


class Message:
    def __init__(self, method, url, headers):
        self.method, self.url, self.headers = method, url, headers


def signed(body=BODY, method="POST", url=URL, station=3, signer=STATION):
    return sign_request(method, url, {}, body, station=station, signer=signer, now_ms=NOW)


def signed_otherwise(covered=COVERED, signer=STATION, body=BODY, **changes):
    """Sign as somebody would who does not keep to our rules, with the library alone."""
    parameters = {"key_id": KEY_ID, "nonce": "n" * 22, "tag": "relais/1", "label": "relais"} | changes
    message = Message("POST", URL, {})
    signing = HTTPMessageSigner(signature_algorithm=ED25519)
    if not any("content-digest" in name for name in covered):
        body = None
    prepared = signing.prepare(
        message,
        created=datetime.fromtimestamp(NOW // 1000, UTC),
        covered_component_ids=covered,
        body=body,
        **parameters,
    )
    signing.apply(message, prepared, signer.sign(prepared.signature_base))
    return message.headers


def verify(headers, *, method="POST", url=URL, body=BODY, key=STATION.public):
    return verify_request(method, url, headers, body, key=key)


def test_a_signed_request_verifies_and_tells_when_by_whom_and_which():
    headers = signed()
    assert list(headers) == ["Content-Digest", "Signature-Input", "Signature"]
    found = verify(headers)
    assert (found.created_s, found.station) == (NOW // 1000, 3)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", found.nonce)
    assert verify(signed()).nonce != found.nonce
    assert claimed_keyid(headers) == (3, STATION.public.key_id)


def test_the_signature_base_is_that_of_rfc_9421_section_2_5():
    # Written out by hand: the other end need not use the library that we use.
    headers = signed()
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    parameters = headers["Signature-Input"].removeprefix("relais=")
    assert re.fullmatch(
        r'\("@method" "@path" "@query" "content-digest"\)'
        rf';created=1794000000;keyid="{re.escape(KEY_ID)}";alg="ed25519";nonce="[\w-]{{22}}";tag="relais/1"',
        parameters,
    )
    base = (
        '"@method": POST\n'
        '"@path": /d/v1/envelopes\n'
        '"@query": ?from=borne%201\n'
        f'"content-digest": sha-256=:{digest}:\n'
        f'"@signature-params": {parameters}'
    )
    signature = base64.b64decode(headers["Signature"].removeprefix("relais=:").removesuffix(":"))
    STATION.public.verify(signature, base.encode())


def test_the_ed25519_example_of_rfc_9421_appendix_b_2_6():
    pkcs8 = base64.b64decode("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF")
    key = SigningKey.from_bytes(load_der_private_key(pkcs8, None).private_bytes_raw())
    message = Message(
        "POST",
        "https://example.com/foo?param=Value&Pet=dog",
        {"Date": "Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type": "application/json", "Content-Length": "18"},
    )
    prepared = HTTPMessageSigner(signature_algorithm=ED25519).prepare(
        message,
        key_id="test-key-ed25519",
        created=datetime.fromtimestamp(1618884473, UTC),
        include_alg=False,
        covered_component_ids=("date", "@method", "@path", "@authority", "content-type", "content-length"),
    )
    signature = key.sign(prepared.signature_base)
    assert base64.b64encode(signature).decode() == (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )


@pytest.mark.parametrize(
    "change",
    [
        {"body": BODY + b"\x00"},
        {"body": b""},
        {"method": "PUT"},
        {"url": "https://central.example:8443/d/v1/enrol?from=borne%201"},
        {"url": "https://central.example:8443/d/v1/envelopes/?from=borne%201"},
        {"url": "https://central.example:8443/d/v1/envelopes?from=borne%202"},
        {"url": "https://central.example:8443/d/v1/envelopes"},
        {"key": STRANGER.public},
        {"url": "/d/v1/envelopes?from=borne%201"},
        {"url": "https://central.example:8443/d/v1/enveloppes é"},
        {"method": "post"},
    ],
    ids=str,
)
def test_the_signature_is_good_for_that_very_request_only(change):
    with pytest.raises(BadSignature):
        verify(signed(), **change)


def test_the_name_of_the_host_is_free_for_hubs_and_proxies():
    assert verify(signed(), url="http://192.0.2.7/d/v1/envelopes?from=borne%201").station == 3


def test_a_request_without_body_is_signed_too():
    headers = signed(body=b"", method="GET")
    assert verify(headers, method="GET", body=b"").station == 3
    with pytest.raises(BadSignature):
        verify(headers, method="GET", body=b"x")


@pytest.mark.parametrize("left_out", COVERED)
def test_a_signature_that_covers_less_is_refused(left_out):
    with pytest.raises(BadSignature):
        verify(signed_otherwise(tuple(name for name in COVERED if name != left_out)))


def test_a_signature_that_covers_nothing_is_refused():
    with pytest.raises(BadSignature):
        verify(signed_otherwise(()))


def test_the_digest_must_be_covered_whole():
    part = ("@method", "@path", "@query", '"content-digest";key="sha-256"')
    with pytest.raises(BadSignature):
        verify(signed_otherwise(part))


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": None},
        {"nonce": ""},
        {"nonce": "short"},
        {"nonce": "n" * 65},
        {"include_alg": False},
        {"expires": datetime(2100, 1, 1, tzinfo=UTC)},
        {"key_id": f"3.{STRANGER.public.key_id.hex()}"},
    ],
    ids=str,
)
def test_other_parameters_are_refused(change):
    assert verify(signed_otherwise()).station == 3
    with pytest.raises(BadSignature):
        verify(signed_otherwise(**change))


@pytest.mark.parametrize("change", [{"tag": None}, {"tag": "relais/2"}, {"key_id": "somebody"}], ids=str)
def test_a_signature_that_is_not_ours_is_malformed(change):
    with pytest.raises(Malformed):
        verify(signed_otherwise(**change))


def test_another_keys_signature_under_our_keyid_is_refused():
    with pytest.raises(BadSignature):
        verify(signed_otherwise(signer=STRANGER))


def test_a_signature_of_somebody_on_the_way_does_not_disturb():
    ours = signed()
    proxy = signed_otherwise(signer=STRANGER, tag="proxy", label="proxy", key_id="proxy")
    both = {name: f"{proxy[name]}, {ours[name]}" for name in ("Signature-Input", "Signature")}
    assert verify(ours | both).station == 3


def test_two_signatures_of_ours_are_malformed():
    first, second = signed(), signed_otherwise(label="other", key_id=f"4.{STATION.public.key_id.hex()}")
    both = {name: f"{first[name]}, {second[name]}" for name in ("Signature-Input", "Signature")}
    assert claimed_keyid(first | both) is None
    with pytest.raises(Malformed):
        verify(first | both)


@pytest.mark.parametrize("missing", ["Content-Digest", "Signature"])
def test_a_missing_header_is_refused(missing):
    with pytest.raises((BadSignature, Malformed)):
        verify({name: value for name, value in signed().items() if name != missing})


@pytest.mark.parametrize(
    "value", [None, "", "é", "relais", "relais=1", "relais=()", "=", "x" * 5000, 'a=();tag="relais/1"']
)
def test_no_signature_input_is_malformed(value):
    headers = {name: text for name, text in signed().items() if name != "Signature-Input"}
    if value is not None:
        headers["Signature-Input"] = value
    assert claimed_keyid(headers) is None
    with pytest.raises(Malformed):
        verify(headers)


def test_a_replaced_digest_is_noticed():
    other = b"other content"
    digest = base64.b64encode(hashlib.sha256(other).digest()).decode()
    with pytest.raises(BadSignature):
        verify(signed() | {"Content-Digest": f"sha-256=:{digest}:"}, body=other)


@pytest.mark.parametrize("now_ms", [0, 4_102_444_800_000])
def test_skew_is_left_to_the_caller(now_ms):
    headers = sign_request("POST", URL, {}, BODY, station=3, signer=STATION, now_ms=now_ms)
    assert verify(headers).created_s == now_ms // 1000


def test_enrolment_is_signed_as_station_0():
    assert verify(signed(station=0)).station == 0


@pytest.mark.parametrize(
    "text",
    ["", "3", "3.", ".0011223344556677", "03.0011223344556677", "-1.0011223344556677", "3.001122334455667",
     "3.00112233445566777", "3.001122334455667G", "3.00112233445566AA", "4294967296.0011223344556677",
     "3.0011223344556677\n", "٣.0011223344556677"],
)  # fmt: skip
def test_no_keyid(text):
    assert parse_keyid(text) is None


@given(st.integers(0, (1 << 32) - 1))
@PATIENT
def test_a_keyid_comes_back(station):
    assert parse_keyid(keyid(station, STATION.public)) == (station, STATION.public.key_id)


def test_it_works_from_requests_to_django():
    prepared = Request("POST", URL, data=BODY, headers={"Content-Type": "application/cbor"}).prepare()
    prepared.headers.update(
        sign_request("POST", prepared.url, prepared.headers, BODY, station=3, signer=STATION, now_ms=NOW)
    )
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in prepared.headers.items()}
    found = verify_request(
        "POST", f"http://testserver{prepared.path_url}", HttpHeaders(environ), BODY, key=STATION.public
    )
    assert (found.created_s, found.station) == (NOW // 1000, 3)


SIGNED = signed()
BLOCK = "\n".join(f"{name}\0{value}" for name, value in SIGNED.items()).encode()


@given(flips(len(BLOCK)))
@settings(PATIENT, max_examples=500)
def test_a_damaged_header_is_noticed_or_means_the_same(damage):
    lines = flip(BLOCK, damage).decode("latin-1").split("\n")
    headers = dict(line.partition("\0")[::2] for line in lines)
    try:
        found = verify(headers)
    except (BadSignature, Malformed):
        return
    # Header names know no case, and the label is not signed.
    assert found == verify(SIGNED)


@given(
    st.dictionaries(st.sampled_from(["Signature-Input", "Signature", "Content-Digest"]), st.text(max_size=80))
)
@PATIENT
def test_arbitrary_headers_are_refused(headers):
    with pytest.raises((BadSignature, Malformed)):
        verify(SIGNED | headers if headers and headers != SIGNED else {})
