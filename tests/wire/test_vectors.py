"""The committed bytes are read for ever, in form 1 and form 2: by us here, by others elsewhere."""

import json
from pathlib import Path

import pytest

from kiosk.errors import BadSignature, Malformed
from kiosk.wire.acknowledgement import Verdict, read_acknowledgement
from kiosk.wire.agency_key import read_recovery, take_agency_key
from kiosk.wire.case import read_cases
from kiosk.wire.cbor import decode
from kiosk.wire.compact import expand
from kiosk.wire.envelope import Lookup, open_envelope, open_lookup, parse_envelope, verify_envelope
from kiosk.wire.followup import parse_code, parse_token
from kiosk.wire.keys import OpeningKey, SigningKey, VerifyKey
from kiosk.wire.roster import read_roster
from kiosk.wire.signature import verify_request
from kiosk.wire.statement import KINDS, read_statement
from tests.wire.make_vectors import STATEMENTS, plain, settled
from tests.wire.samples import CONTENTS_2, TOLD

FOLDER = Path(__file__).parents[1] / "data/wire"
VECTORS = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
VECTORS_2 = json.loads((FOLDER / "vectors-2.json").read_text(encoding="utf-8"))
SETTLED, SEALED = VECTORS["settled"], VECTORS["sealed"]
SETTLED_2, SEALED_2 = VECTORS_2["settled"], VECTORS_2["sealed"]
KEYS = SETTLED["keys"]


def raw(text):
    return bytes.fromhex(text)


def public(name):
    return VerifyKey(raw(KEYS[name]["public"]))


def opening(name):
    return OpeningKey.from_bytes(raw(KEYS[name]["secret"]))


CENTRAL = {raw(KEYS["central"]["key_id"]): public("central")}


def test_what_is_settled_comes_out_the_same():
    assert json.loads(json.dumps(settled())) == SETTLED
    assert json.loads(json.dumps(plain(CONTENTS_2, 2))) == SETTLED_2["plain"]
    assert SETTLED_2["keys"] == SETTLED["keys"]


def test_keys_have_the_public_halves_and_names_of_the_vectors():
    for name in ("station", "central", "counter"):
        key = SigningKey.from_bytes(raw(KEYS[name]["secret"])).public
        assert (key.raw.hex(), key.key_id.hex()) == (KEYS[name]["public"], KEYS[name]["key_id"])
    for name in ("recipient", "lookup", "counter_opening", "agency"):
        key = opening(name).public
        assert (key.raw.hex(), key.key_id.hex()) == (KEYS[name]["public"], KEYS[name]["key_id"])


@pytest.mark.parametrize("vector", SEALED["compact"] + SEALED_2["compact"], ids=lambda vector: vector["name"])
def test_compact_bytes_expand(vector):
    # Only this way round: two right deflaters may write different bytes for one content.
    assert expand(raw(vector["raw"]), vector["dictionary"]) == CONTENTS_2[vector["name"]]


@pytest.mark.parametrize(
    "vector", SEALED["envelopes"] + SEALED_2["envelopes"], ids=lambda vector: vector["content"]
)
def test_envelopes_verify_and_open(vector):
    envelope = parse_envelope(raw(vector["raw"]))
    verify_envelope(envelope, public("station"))
    with pytest.raises(BadSignature):
        verify_envelope(envelope, public("central"))
    content = CONTENTS_2[vector["content"]]
    assert open_envelope(envelope, opening("recipient")) == content
    assert envelope.digest.hex() == vector["digest"]
    assert (envelope.agency, envelope.station) == (vector["agency"], vector["station"])
    assert (envelope.id.hex(), envelope.sequence) == (vector["id"], vector["sequence"])
    assert (envelope.lookup is not None) == vector["lookup"]
    if vector["lookup"]:
        assert open_lookup(envelope, opening("lookup")) == Lookup(
            content.token, content.code, content.birth_year
        )


@pytest.mark.parametrize("vector", SEALED["refused"], ids=lambda vector: vector["why"])
def test_damaged_and_respelled_envelopes_are_refused(vector):
    refusal = {"malformed": Malformed, "bad_signature": BadSignature}[vector["refusal"]]
    with pytest.raises(refusal):
        verify_envelope(parse_envelope(raw(vector["raw"])), public("station"))


def test_there_is_an_envelope_with_and_one_without_lookup():
    assert {vector["lookup"] for vector in SEALED["envelopes"]} == {True, False}


def test_the_acknowledgement_is_read():
    vector = SETTLED["acknowledgement"]
    expected = tuple(Verdict(raw(id_), raw(digest), rejected) for id_, digest, rejected in vector["verdicts"])
    assert read_acknowledgement(raw(vector["raw"]), CENTRAL) == expected


def test_the_statements_are_read():
    assert {vector["kind"] for vector in SETTLED["statements"]} == KINDS.keys()
    for vector in SETTLED["statements"]:
        keys = {raw(KEYS[vector["signer"]]["key_id"]): public(vector["signer"])}
        assert read_statement(vector["kind"], raw(vector["raw"]), keys) == STATEMENTS[vector["kind"]]


def test_the_roster_with_the_agencys_own_key_is_read():
    roster = read_roster(raw(SETTLED["own_roster"]["raw"]), CENTRAL)
    assert roster.recipient == opening("agency").public
    assert [station.role for station in roster.stations] == ["kiosk", "counter"]


def test_the_recovery_text_is_read():
    vector = SETTLED["recovery"]
    assert read_recovery(vector["text"]).to_bytes() == raw(vector["key"])


def test_the_cases_are_read():
    assert read_cases(decode(raw(SETTLED["cases"]["cbor"]))) == TOLD


def test_the_share_is_taken():
    vector = SEALED["share"]
    key = take_agency_key(raw(vector["raw"]), vector["agency"], vector["station"], opening(vector["to"]))
    assert key.to_bytes() == opening("agency").to_bytes()


def test_the_follow_up_is_read():
    vector = SETTLED["followup"]
    assert parse_code(vector["code_text"]) == vector["code"]
    assert parse_token(vector["token_text"]) == raw(vector["token"])


def test_the_request_verifies():
    vector = SEALED["request"]
    found = verify_request(
        vector["method"], vector["url"], vector["headers"], raw(vector["body"]), key=public("station")
    )
    assert (found.created_s, found.station) == (1_794_000_000, 3)
