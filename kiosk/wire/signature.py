"""Signed requests (RFC 9421) between a station and the central or a hub: one implementation for both ends.

The authority and scheme are left out on purpose: a hub or a reverse proxy may serve the same request under
another name. Method, path, query and body are covered, with a nonce against replay.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageSignaturesException, HTTPMessageSigner, HTTPMessageVerifier
from http_message_signatures.algorithms import ED25519

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.keys import SigningKey, VerifyKey

COVERED = ("@method", "@path", "@query", "content-digest")
MAX_SKEW_S = 300
TAG = "relais/1"
LABEL = "relais"
_PARAMETERS = {"created", "keyid", "alg", "nonce", "tag"}
_KEYID = re.compile(r"(0|[1-9][0-9]{0,9})\.([0-9a-f]{16})")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MAX_HEADER = 4096
# The library compares `created` with this machine's clock and tolerates 5 s. How much skew to allow is the
# caller's policy (clocks of stations are wrong, and the answer to that is our signed time), so it sees all.
_ANY_SKEW = timedelta(days=36_500)


@dataclass(frozen=True)
class Signature:
    """A verified signature. created_s: seconds since 1970; nonce: to be refused when seen before."""

    created_s: int
    nonce: str
    station: int


@dataclass
class _Message:
    method: str
    url: str
    headers: Mapping[str, str]


def keyid(station: int, key: VerifyKey) -> str:
    """Return the keyid parameter: station number (0 to enrol), a dot, the id of the key in hexadecimal."""
    return f"{station}.{key.key_id.hex()}"


def parse_keyid(text: str) -> tuple[int, bytes] | None:
    """Return the station and key id of a keyid parameter, or None when it is not one."""
    found = _KEYID.fullmatch(text)
    if found is None or int(found[1]) >= 1 << 32:
        return None
    return int(found[1]), bytes.fromhex(found[2])


def sign_request(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    station: int,
    signer: SigningKey,
    now_ms: int,
) -> dict[str, str]:
    """Return the three headers to add: Content-Digest, Signature-Input, Signature.

    url: absolute, exactly as it will be requested. headers: those already on the request.
    """
    message = _Message(method, url, dict(headers))
    signing = HTTPMessageSigner(signature_algorithm=ED25519)
    prepared = signing.prepare(
        message,
        key_id=keyid(station, signer.public),
        created=datetime.fromtimestamp(now_ms // 1000, UTC),
        nonce=base64.urlsafe_b64encode(os.urandom(16)).decode("ascii").rstrip("="),
        label=LABEL,
        tag=TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    # prepare and apply instead of sign: the secret stays in our SigningKey.
    signing.apply(message, prepared, signer.sign(prepared.signature_base))
    return {name: message.headers[name] for name in ("Content-Digest", "Signature-Input", "Signature")}


def claimed_keyid(headers: Mapping[str, str]) -> tuple[int, bytes] | None:
    """Return the station and key id that the request claims, unverified; None when it claims none of ours."""
    value = _header(headers, "signature-input")
    if value is None or len(value) > _MAX_HEADER:
        return None
    try:
        members: Any = http_sf.parse(value.encode("ascii"), tltype="dictionary")
    except ValueError:
        return None
    ours = [parameters for _, parameters in members.values() if parameters.get("tag") == TAG]
    claim = ours[0].get("keyid") if len(ours) == 1 else None
    return parse_keyid(claim) if isinstance(claim, str) else None


def verify_request(
    method: str, url: str, headers: Mapping[str, str], body: bytes, *, key: VerifyKey
) -> Signature:
    """Return what the key signed, when it signed this very request.

    url: absolute, as it was requested. Skew and replay of nonces are the caller's to judge. Raises Malformed
    (no signature of ours) or BadSignature (anything else that does not verify, or covers less than COVERED).
    """
    claimed = claimed_keyid(headers)
    if claimed is None or len(_header(headers, "signature") or "") > _MAX_HEADER:
        raise Malformed(detail="request signature")
    station, key_id = claimed
    if key_id != key.key_id:
        raise BadSignature
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=_OneKey(key))
    verifier.max_clock_skew = _ANY_SKEW
    try:
        results = verifier.verify(
            _Message(method, url, headers),
            max_age=None,
            expect_tag=TAG,
            require_components=COVERED,
            body=body,
        )
    except HTTPMessageSignaturesException:
        raise BadSignature from None
    # One result, and its keyid is the claimed one: claimed_keyid accepts no second signature with our tag.
    parameters = results[0].parameters
    if parameters.keys() != _PARAMETERS or not _NONCE.fullmatch(parameters["nonce"]):
        raise BadSignature
    return Signature(created_s=parameters["created"], nonce=parameters["nonce"], station=station)


class _OneKey:
    """The library asks for keys by name; the caller has already chosen the one that counts."""

    def __init__(self, key: VerifyKey) -> None:
        self._public = Ed25519PublicKey.from_public_bytes(key.raw)

    def resolve_public_key(self, _key_id: str) -> Ed25519PublicKey:
        return self._public


def _header(headers: Mapping[str, str], name: str) -> str | None:
    lines = [value for key, value in headers.items() if key.lower() == name]
    return ", ".join(lines) if lines else None
