"""Every endpoint against anything: every answer is one of ours. A bug raises here, where HTTP has a 500."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings as central
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.cases.models import Status
from central.intake.models import QuarantinedEnvelope, StoredEnvelope
from kiosk.wire.acknowledgement import read_acknowledgement
from kiosk.wire.case import read_cases
from kiosk.wire.cbor import decode, encode
from kiosk.wire.compact import MAX_MS, Content, Kind
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.keys import OpeningKey, SigningKey
from tests.central.outpost import (
    CASES,
    CHANGES,
    ENROL,
    ENVELOPES,
    RECIPIENT,
    SHARES,
    Outpost,
    Reply,
    content,
    said,
)

WORDS = {"malformed", "bad_signature", "clock_skew", "code_refused", "too_large", "too_many_tries"}
VERDICTS = {None, "bad_status"}
FUZZED = settings(
    max_examples=150, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip

leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.binary(max_size=64),
    st.text(max_size=20),
)
values = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6), st.dictionaries(st.one_of(st.integers(0, 9), st.text(max_size=9)), inner)
    ),
    max_leaves=20,
)
bodies = st.one_of(st.binary(max_size=300), values.map(encode))
# What HTTP lets through as the value of a header.
header = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=120)
names = st.sampled_from(["Content-Digest", "Signature-Input", "Signature", "Content-Type", "Content-Length"])
paths = st.sampled_from([ENROL, ENVELOPES, CHANGES, RECIPIENT, SHARES, CASES])
shares = st.tuples(st.integers(0, 9), st.binary(max_size=300)).map(list)
# What a counter may ask, with any values in it.
nearly = st.one_of(
    st.fixed_dictionaries({"code": values}),
    st.fixed_dictionaries({"token": values | st.binary(min_size=16, max_size=16)}),
    st.fixed_dictionaries({"statement": values}),
    st.fixed_dictionaries({"has": st.booleans() | values, "give": values}),
    st.fixed_dictionaries({"has": st.booleans(), "give": st.lists(shares)}),
)
texts = st.text(min_size=1, max_size=64)
spoken = st.builds(
    said,
    st.just(Kind.STATUS_CHANGE),
    st.binary(min_size=16, max_size=16),
    texts | st.sampled_from(Status.values),
    st.none() | st.text(min_size=1, max_size=4000),
    created=st.integers(0, MAX_MS),
    offset=st.none() | st.integers(-MAX_MS, MAX_MS),
    service=texts,
    language=st.text(min_size=1, max_size=35),
)

PARAMETERS = (
    """
created=1|created=1.5|created=:AA==:|created|created="x"|created=999999999999999|expires=1|expires=x|@x=1||tag
keyid="{keyid}"|keyid=1|keyid="4294967296.0000000000000000"|alg="ed25519"|alg=ed25519|alg="rsa"|tag="relais/1"
nonce="AAAAAAAAAAAAAAAAAAAAAA"|nonce=1|nonce="é"|created=-1|tag="relais/1"|keyid="{keyid}"|alg="ed25519"
""".strip()
    .replace("\n", "|")
    .split("|")
)
COVERED = (
    """
("@method" "@path" "@query" "content-digest")|()|("@status")|("@path";bs)|("x")|1|x|("@query-param";name="a")
("@method" "@method")|("content-digest";key="sha-256")|("")|(1)
("@method" "@path" "@query" "content-digest";req)
""".strip()
    .replace("\n", "|")
    .split("|")
)
RIGHT = "{right}"
DIGESTS = [RIGHT, "", "sha-256", "sha-256=1", "sha-256=(1 2)", "sha-512=:AA==:", "sha-256=:AA==:", "x,,", "é"]
SIGNATURES = ["relais=:AA==:", "relais=1", "relais", "other=:AA==:", "relais=(1)", "=", "é"]


@pytest.fixture
def sender(counter: Outpost) -> Iterator[Outpost]:
    # A counter may ask more than a kiosk, so that more of the central meets these bodies.
    yield counter
    assert not StoredEnvelope.objects.exists()
    assert not QuarantinedEnvelope.objects.exists()


def _is_ours(reply: Reply) -> bool:
    if reply.status == 200:
        return reply.value.get("acknowledgement") is None
    return 400 <= reply.status < 500 and reply.value["error"] in WORDS


@FUZZED
@given(path=paths, body=bodies)
def test_any_body_under_a_valid_signature(sender: Outpost, path: str, body: bytes) -> None:
    assert _is_ours(sender.post(path, body))


@FUZZED
@given(path=paths, body=bodies, headers=st.dictionaries(names, header, max_size=4))
def test_any_body_and_headers_without_a_signature(
    sender: Outpost, path: str, body: bytes, headers: dict[str, str]
) -> None:
    headers.pop("Content-Length", None)
    assert _is_ours(sender.transport(path, body, headers))


@FUZZED
@given(path=paths, name=names, value=header, whole=st.booleans())
def test_a_signed_request_with_one_header_spoiled(
    sender: Outpost, path: str, name: str, value: str, whole: bool
) -> None:
    if name == "Content-Length":
        name = "Content-Digest"

    def spoil(headers: dict[str, str]) -> None:
        headers[name] = value if whole else headers.get(name, "") + value

    assert _is_ours(sender.post(path, {"code": "1"}, change=spoil))


@settings(parent=FUZZED, max_examples=400)
@given(
    parameters=st.lists(st.sampled_from(PARAMETERS), max_size=8),
    covered=st.sampled_from(COVERED),
    digest=st.sampled_from(DIGESTS),
    signature=st.sampled_from(SIGNATURES),
    path=paths,
)
def test_signature_headers_that_are_nearly_right(
    sender: Outpost, parameters: list[str], covered: str, digest: str, signature: str, path: str
) -> None:
    body = encode(sender.asks("1"))
    right = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
    number_and_key = f"{0 if path == ENROL else sender.number}.{sender.signing.public.key_id.hex()}"
    told = ";".join(["relais=" + covered, *parameters]).replace("{keyid}", number_and_key)
    headers = {
        "Content-Digest": digest.replace(RIGHT, right),
        "Signature-Input": told,
        "Signature": signature,
    }
    assert _is_ours(sender.transport(path, body, headers))


@FUZZED
@given(data=st.data())
def test_envelopes_with_parts_exchanged_under_a_valid_request(sender: Outpost, data: st.DataObject) -> None:
    raw = sender.envelope(content(answers={}))
    protected, empty, payload, signature = decode(raw[1:])
    fields = decode(payload)
    place = data.draw(st.integers(0, len(fields) - 1))
    fields[place] = data.draw(values.filter(lambda value: value != fields[place]))
    parts = [protected, empty, encode(fields), signature]
    spoiled = b"\xd2" + encode(parts)
    reply = sender.send(spoiled)
    assert (reply.status, reply.value["acknowledgement"]) == (200, None)


@FUZZED
@given(spoiled=st.dictionaries(st.sampled_from(["code", "name", "role", "sealing", "more"]), values))
def test_enrolments_with_any_values(sender: Outpost, spoiled: dict[str, object]) -> None:
    reply = sender.post(ENROL, sender.asks("000000000000") | spoiled, station=0)
    assert _is_ours(reply)


@FUZZED
@given(path=st.sampled_from([CHANGES, RECIPIENT, SHARES, CASES]), body=nearly)
def test_what_a_counter_asks_with_any_values(sender: Outpost, path: str, body: object) -> None:
    assert _is_ours(sender.post(path, body))


@settings(parent=FUZZED, max_examples=40)
@given(inside=spoken)
def test_a_counter_may_say_anything_of_a_case_that_is_here_and_of_one_that_is_not(
    outpost: Outpost, counter: Outpost, inside: Content
) -> None:
    request = outpost.envelope()
    public = central.KEYS.signing.public
    for about in (inside.case, parse_envelope(request).id):
        outpost.send(request)
        reply = counter.send(counter.says(replace(inside, case=about)))
        (verdict,) = read_acknowledgement(reply.value["acknowledgement"], {public.key_id: public})
        assert verdict.rejected in VERDICTS
        assert (verdict.rejected is None) is (inside.status in Status.values)
    told = counter.post(CASES, {"token": open_envelope(parse_envelope(request), _hosted(outpost)).token})
    (case,) = read_cases(told.value["cases"])
    assert case.status == (inside.status if inside.status in Status.values else "received")


def _hosted(outpost: Outpost) -> OpeningKey:
    return central.KEYS.recipients[outpost.agency]


class _Liar:
    """Signs a request as if its digest were another one."""

    def __init__(self, key: SigningKey, digest: str) -> None:
        self.public, self._key, self._digest = key.public, key, digest.encode()

    def sign(self, data: bytes) -> bytes:
        spoiled = re.sub(rb'("content-digest": ).*', rb"\1" + self._digest, data)
        assert spoiled != data
        return self._key.sign(spoiled)


@pytest.mark.parametrize("path", [ENROL, ENVELOPES])
@pytest.mark.parametrize("digest", [one for one in DIGESTS if one.isascii() and one not in ("", RIGHT)])
def test_a_station_that_really_signs_a_nonsense_digest(sender: Outpost, path: str, digest: str) -> None:
    def spoil(headers: dict[str, str]) -> None:
        headers["Content-Digest"] = digest

    number = 0 if path == ENROL else sender.number
    liar = _Liar(sender.signing, digest)
    value = sender.asks("1") if path == ENROL else [b"x"]
    reply = sender.post(path, value, station=number, signer=liar, change=spoil)
    assert (reply.status, reply.value) == (401, {"error": "bad_signature"})
