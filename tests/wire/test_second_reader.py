"""The page is good enough: who has only read docs/wire-format.md reads all vectors, and writes for us."""

import ast
import json
from pathlib import Path

import pytest

from kiosk.wire import envelope as ours
from kiosk.wire.keys import OpeningKey, VerifyKey
from tests.wire import second_reader as reader
from tests.wire.make_vectors import content_as_json

FOLDER = Path(__file__).parents[1] / "data/wire"
FILES = {1: "vectors.json", 2: "vectors-2.json"}
VECTORS = {form: json.loads((FOLDER / name).read_text(encoding="utf-8")) for form, name in FILES.items()}
SETTLED, SEALED = VECTORS[1]["settled"], VECTORS[1]["sealed"]
KEYS = SETTLED["keys"]
PLAIN = [(form, vector) for form, file in VECTORS.items() for vector in file["settled"]["plain"]]
COMPACT = [(form, vector) for form, file in VECTORS.items() for vector in file["sealed"]["compact"]]
ENVELOPES = [(form, vector) for form, file in VECTORS.items() for vector in file["sealed"]["envelopes"]]


def named(one):
    """Name a test by the vector's name, not by its bytes."""
    return str(one) if isinstance(one, int) else one.get("name") or one["content"]


def secret(name):
    return bytes.fromhex(KEYS[name]["secret"])


def public(name):
    return bytes.fromhex(KEYS[name]["public"])


def as_json(value):
    """Return a value with its byte strings in hexadecimal, as the vectors have it."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    return [as_json(one) for one in value] if isinstance(value, list) else value


def content_of(form, name):
    (found,) = [vector["content"] for of, vector in PLAIN if (of, vector["name"]) == (form, name)]
    return found


def same(found, expected):
    by_index = {"answers": sorted(found["answers"], key=str)}
    return as_json(found | by_index) == expected | {"answers": sorted(expected["answers"], key=str)}


def test_it_knows_nothing_of_relais():
    tree = ast.parse(Path(reader.__file__).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        )
    }
    assert not {name.split(".")[0] for name in imported} & {"kiosk", "central", "sync", "tests"}


def test_the_keys():
    for name, key in KEYS.items():
        assert key["public"] in [half.hex() for half in reader.halves(secret(name))]
        assert reader.key_id(public(name)).hex() == key["key_id"]


@pytest.mark.parametrize(("form", "vector"), PLAIN, ids=named)
def test_the_contents(form, vector):
    assert same(reader.content(reader.strict(bytes.fromhex(vector["cbor"])), form), vector["content"])


@pytest.mark.parametrize(("form", "vector"), COMPACT, ids=named)
def test_the_compact_bytes(form, vector):
    assert vector["dictionary"] == form
    assert same(reader.expand(bytes.fromhex(vector["raw"]), form), content_of(form, vector["name"]))


@pytest.mark.parametrize(("form", "vector"), ENVELOPES, ids=named)
def test_the_envelopes(form, vector):
    clear = reader.envelope(bytes.fromhex(vector["raw"]), public("station"))
    assert {key: as_json(clear[key]) for key in ("agency", "station", "id", "sequence", "digest")} == {
        key: vector[key] for key in ("agency", "station", "id", "sequence", "digest")
    }
    expected = content_of(form, vector["content"])
    assert same(reader.opened(clear, secret("recipient")), expected)
    assert (clear["lookup"] is not None) == vector["lookup"]
    if vector["lookup"]:
        known = reader.looked_up(clear, secret("lookup"))
        assert as_json(known) == {
            "6": expected["token"],
            "7": expected["code"],
            "8": expected["birth_year"],
        }


@pytest.mark.parametrize("vector", SEALED["refused"], ids=lambda vector: vector["why"])
def test_what_is_to_be_refused_is_refused_for_the_right_reason(vector):
    with pytest.raises(reader.Refused, match=vector["refusal"]):
        reader.envelope(bytes.fromhex(vector["raw"]), public("station"))


def test_the_acknowledgement():
    vector = SETTLED["acknowledgement"]
    kid, verdicts = reader.signed(bytes.fromhex(vector["raw"]), public("central"), "relais/ack/1")
    assert kid.hex() == KEYS["central"]["key_id"]
    assert as_json(verdicts) == vector["verdicts"]
    with pytest.raises(reader.Refused):
        reader.signed(bytes.fromhex(vector["raw"]), public("central"), "relais/time/1")


def test_the_statements_and_the_rosters():
    for vector in SETTLED["statements"]:
        _kid, value = reader.signed(bytes.fromhex(vector["raw"]), public(vector["signer"]), vector["kind"])
        assert as_json(value) == vector["value"]
    own = reader.roster(bytes.fromhex(SETTLED["own_roster"]["raw"]), public("central"))
    assert as_json(own) == SETTLED["own_roster"]["value"]


def test_the_share_the_recovery_text_and_the_cases():
    share = SEALED["share"]
    info = ["relais/share/1", share["agency"], share["station"]]
    assert reader.unseal(secret(share["to"]), bytes.fromhex(share["raw"]), info) == secret("agency")
    assert reader.recovered(SETTLED["recovery"]["text"]).hex() == SETTLED["recovery"]["key"]
    assert as_json(reader.strict(bytes.fromhex(SETTLED["cases"]["cbor"]))) == SETTLED["cases"]["value"]


def test_the_follow_up():
    told = SETTLED["followup"]
    digits = told["code_text"].replace(" ", "")
    assert (int(digits), reader.damm(digits), reader.damm(digits[:-1])) == (told["code"], 0, int(digits[-1]))
    assert all(reader.damm(digits[:-1] + str(other)) for other in range(10) if str(other) != digits[-1])
    assert reader.token(told["token_text"]).hex() == told["token"]
    assert told["url"] == f"https://suivi.example/s/3-{told['token_text']}"


def test_the_request():
    reader.request(SEALED["request"], public("station"))
    with pytest.raises(reader.Refused):
        reader.request(SEALED["request"] | {"method": "PUT"}, public("station"))


@pytest.mark.parametrize(
    "vector", [vector for form, vector in PLAIN if form == 2], ids=lambda one: one["name"]
)
def test_we_read_what_it_writes(vector):
    plain = reader.strict(bytes.fromhex(vector["cbor"]))
    address = (1, bytes.fromhex("019a1b2c3d4e7f5089abcdef01234567"), 7)
    raw = reader.write_envelope(plain, 3, secret("station"), public("recipient"), address)
    parsed = ours.parse_envelope(raw)
    ours.verify_envelope(parsed, VerifyKey(public("station")))
    found = content_as_json(ours.open_envelope(parsed, OpeningKey.from_bytes(secret("recipient"))))
    assert same(found, vector["content"])
