"""A second implementation, written from docs/wire-format.md alone: nothing of Relais is imported here.

COSE by `cwt`, HPKE by `pyhpke`, CBOR by `cbor2`, deflate by zlib. It is short because it trusts its libraries
where ours does not: what it proves is that the page says enough.
"""

import base64
import hashlib
import re
import urllib.parse
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cwt import COSE, COSEKey
from cwt.exceptions import VerifyError
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

DICTIONARIES = Path(__file__).resolve().parents[2] / "kiosk/wire"
NAMES = {
    0: "kind", 1: "service", 2: "form", 3: "language", 5: "assistance", 6: "token", 7: "code",
    8: "birth_year", 11: "case", 12: "status", 13: "message",
}  # fmt: skip
SIGNS = "0123456789-:.+ "


class Refused(Exception):
    """Bytes that the page tells to refuse; its word is `malformed` or `bad_signature`."""


def strict(raw: bytes) -> Any:
    """Section 1: the value of deterministic CBOR."""
    try:
        value = cbor2.loads(raw)
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError) as error:
        raise Refused("malformed") from error
    if again != raw:
        raise Refused("malformed")
    return value


def key_id(public: bytes) -> bytes:
    """Section 2."""
    return hashlib.sha256(public).digest()[:8]


def halves(secret: bytes) -> tuple[bytes, bytes]:
    """Return the public halves of 32 secret bytes, as a key that signs and as one that opens."""
    signing, opening = (
        Ed25519PrivateKey.from_private_bytes(secret),
        X25519PrivateKey.from_private_bytes(secret),
    )
    return signing.public_key().public_bytes_raw(), opening.public_key().public_bytes_raw()


def _suite() -> CipherSuite:
    return CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)


def _jwk(**parts: bytes) -> KEMKey:
    texts = {name: base64.urlsafe_b64encode(raw).decode().rstrip("=") for name, raw in parts.items()}
    return KEMKey.from_jwk({"kty": "OKP", "crv": "X25519", **texts})


def unseal(secret: bytes, sealed: bytes, info: list[Any]) -> bytes:
    """Section 2: open a seal."""
    key = _jwk(x=halves(secret)[1], d=secret)
    context = _suite().create_recipient_context(sealed[:32], key, info=cbor2.dumps(info, canonical=True))
    return bytes(context.open(sealed[32:]))


def seal(public: bytes, plain: bytes, info: list[Any]) -> bytes:
    """Section 2: make a seal."""
    enc, context = _suite().create_sender_context(_jwk(x=public), info=cbor2.dumps(info, canonical=True))
    return bytes(enc + context.seal(plain))


def row(items: list[Any]) -> dict[int, Any]:
    """Section 3, form 2: the answers of a row by question."""
    found: dict[int, Any] = {}
    at = 0
    for item in items:
        if item is None:
            at += 1
        elif isinstance(item, list) and item and isinstance(item[0], int):
            at += item[0]
        else:
            found[at] = unpack(item) if isinstance(item, bytes) else item
            at += 1
    return found


def unpack(raw: bytes) -> str:
    """Section 3: a packed text."""
    found = [half for byte in raw for half in (byte >> 4, byte & 15)]
    return "".join(SIGNS[half] for half in (found[:-1] if found[-1] == 15 else found))


def content(plain: Mapping[int, Any], number: int) -> dict[str, Any]:
    """Section 3: the fields of a content. answers: pairs of an index and a value."""
    fields = {name: plain.get(key) for key, name in NAMES.items()}
    fields["created"], fields["offset"] = plain[4]
    fields["attachments"] = plain.get(10, [])
    if 15 in plain:
        fields["promise"] = plain[15]
    if number == 1:
        pairs = [
            [list(index) if isinstance(index, tuple) else index, one]
            for index, one in plain.get(9, {}).items()
        ]
    else:
        pairs = [[index, one] for index, one in row(plain.get(9, [])).items()]
        inside = plain.get(14, {})
        pairs += [
            [[index, instance], one] for instance in inside for index, one in row(inside[instance]).items()
        ]
    fields["answers"] = pairs
    return fields


def expand(raw: bytes, number: int) -> dict[str, Any]:
    """Section 3: the fields in compact bytes."""
    words = (DICTIONARIES / f"dictionary-{number}.bin").read_bytes()
    inflate = zlib.decompressobj(wbits=-15, zdict=words)
    return content(strict(inflate.decompress(raw, 1 << 20)), number)


def signed(raw: bytes, public: bytes, aad: str) -> tuple[bytes, Any]:
    """Section 4: the kid and the payload of a COSE_Sign1."""
    value = strict(raw)
    if not isinstance(value, cbor2.CBORTag) or value.tag != 18 or value.value[1] != {}:
        raise Refused("malformed")
    header = strict(value.value[0])
    if header.keys() != {1, 4, -65537} or (header[1], header[-65537]) != (-8, 1):
        raise Refused("malformed")
    key = COSEKey.new({1: 1, 2: header[4], 3: -8, 4: [2], -1: 6, -2: public})
    try:
        payload = COSE.new().decode(raw, key, external_aad=aad.encode())
    except VerifyError as error:
        raise Refused("bad_signature") from error
    return header[4], strict(payload)


def envelope(raw: bytes, public: bytes) -> dict[str, Any]:
    """Section 5: the clear part of an envelope of the station with this key."""
    kid, payload = signed(raw, public, "relais/envelope/1")
    if kid[4:] != key_id(public):
        raise Refused("bad_signature")
    names = ("agency", "id", "sequence", "recipient", "dictionary", "suite", "sealed", "lookup")
    return dict(zip(names, payload, strict=True)) | {
        "station": int.from_bytes(kid[:4], "big"),
        "digest": hashlib.sha256(raw).digest(),
    }


def opened(clear: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Section 5: what is sealed to the recipient."""
    info = ["relais/seal/1", clear["agency"], clear["station"], clear["id"]]
    return expand(unseal(secret, clear["sealed"], info), clear["dictionary"])


def looked_up(clear: Mapping[str, Any], secret: bytes) -> Any:
    """Section 5: what is sealed to the central."""
    info = ["relais/lookup/1", clear["agency"], clear["station"], clear["id"]]
    if clear["lookup"][:8] != key_id(halves(secret)[1]):
        raise Refused("another key")
    return strict(unseal(secret, clear["lookup"][8:], info))


def write_envelope(
    plain: Mapping[int, Any], station: int, secret: bytes, recipient: bytes, address: tuple[int, bytes, int]
) -> bytes:
    """Sections 3 to 5 the other way: an envelope of a station, its content in form 2."""
    agency, id_, sequence = address
    words = (DICTIONARIES / "dictionary-2.bin").read_bytes()
    deflate = zlib.compressobj(wbits=-15, zdict=words)
    compact = deflate.compress(cbor2.dumps(plain, canonical=True)) + deflate.flush()
    sealed = seal(recipient, compact, ["relais/seal/1", agency, station, id_])
    payload = [agency, id_, sequence, key_id(recipient), 2, 1, sealed, None]
    public = halves(secret)[0]
    kid = station.to_bytes(4, "big") + key_id(public)
    key = COSEKey.new({1: 1, 2: kid, 3: -8, 4: [1], -1: 6, -2: public, -4: secret})
    return COSE.new(deterministic_header=True).encode_and_sign(
        cbor2.dumps(payload, canonical=True),
        key,
        protected={1: -8, 4: kid, -65537: 1},
        unprotected={},
        external_aad=b"relais/envelope/1",
    )


def roster(raw: bytes, central: bytes) -> Any:
    """Section 6: a roster, with the endorsement of an agency's own key."""
    _kid, told = signed(raw, central, "relais/roster/2")
    if not told["hosted"]:
        counters = [keys[3] for keys in told["stations"] if keys[1] == "counter"]
        kid = strict(strict(told["endorsement"]).value[0])[4]
        (counter,) = [key for key in counters if key_id(key) == kid]
        _kid, endorsement = signed(told["endorsement"], counter, "relais/recipient/1")
        if endorsement[:2] != [told["agency"], told["recipient"]]:
            raise Refused("endorsement")
    return told


def recovered(text: str) -> bytes:
    """Section 6: the secret in a recovery text."""
    letters = re.sub(r"[^A-Z2-7]", "", text.upper().translate(str.maketrans("018", "OIB")))
    raw = base64.b32decode(letters)
    if hashlib.sha256(b"relais/recovery/1" + raw[:32]).digest()[:3] != raw[32:]:
        raise Refused("recovery text")
    return raw[:32]


def damm(digits: str) -> int:
    """Section 7: the check over decimal digits, by the table of the page."""
    page = Path(__file__).resolve().parents[2] / "docs/wire-format.md"
    rows = re.findall(r"^\| \*\*(\d)\*\* \| (\d(?: \d){9}) \|$", page.read_text(encoding="utf-8"), re.M)
    table = {number: line.split() for number, line in rows}
    interim = "0"
    for digit in digits:
        interim = table[interim][int(digit)]
    return int(interim)


def token(text: str) -> bytes:
    """Section 7: the token of its text."""
    return base64.b32decode(text.upper() + "======")


def request(vector: Mapping[str, Any], public: bytes) -> None:
    """Section 8: verify a signed request, the signature base written out as RFC 9421 has it."""
    headers, url = vector["headers"], urllib.parse.urlsplit(vector["url"])
    digest = base64.b64encode(hashlib.sha256(bytes.fromhex(vector["body"])).digest()).decode()
    if headers["Content-Digest"] != f"sha-256=:{digest}:":
        raise Refused("content-digest")
    covered = headers["Signature-Input"].removeprefix("relais=")
    base = "\n".join(
        (
            f'"@method": {vector["method"]}',
            f'"@path": {url.path}',
            f'"@query": ?{url.query}',
            f'"content-digest": {headers["Content-Digest"]}',
            f'"@signature-params": {covered}',
        )
    )
    signature = base64.b64decode(headers["Signature"].removeprefix("relais=:").removesuffix(":"))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, base.encode())
    except InvalidSignature as error:
        raise Refused("bad_signature") from error
