"""Whatever carries it: counted exactly once, and no peer on the way can settle, stop or alter an envelope."""

import hashlib
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from kiosk.courier import Parcel
from kiosk.errors import Problem
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.cbor import decode, encode
from kiosk.wire.cose import parse1
from kiosk.wire.keys import SigningKey
from kiosk.wire.statement import KEPT, sign_statement
from sync.couriers import KINDS
from tests.fakes.scripted_server import Reply
from tests.sync.courier_ways import WAYS, Way, parcels_of

STRANGER = SigningKey.generate()


@pytest.fixture(params=sorted(WAYS))
def way(request, tmp_path) -> Iterator[Way]:
    with WAYS[request.param](tmp_path) as made:
        yield made


def test_every_courier_has_its_way():
    # A stick has no line to bend: tests/stick holds it to the same, with hands on the files.
    assert set(WAYS) == set(KINDS) - {"usb"}


def test_all_arrive_each_once_as_they_are(way):
    for _ in range(5):
        way.record()
    way.go_on()
    assert set(way.states().values()) == {"acknowledged"}
    assert way.exactly_once()


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_reply_that_is_cut_costs_nothing(way, at):
    """The peer has it, and the station does not know: it asks again and is answered the same."""
    name = way.record()

    def bend(request, answer):
        reply = answer()
        reply.cut = at if at >= 0 else len(reply.body or encode(reply.value)) - 1
        return reply

    way.bend = bend
    way.go_on(20)
    assert way.states()[name] == "waiting"
    way.bend = lambda _, answer: answer()
    way.go_on(200)
    assert way.states()[name] == "acknowledged"
    assert way.exactly_once()


def test_a_request_that_never_arrives_is_made_again(way):
    name = way.record()
    way.bend = lambda *_: Reply(raw=b"")
    way.go_on(20)
    assert (way.states()[name], way.central.kept) == ("waiting", {})
    assert way.store.outbox.get(name).handed_over_at is None
    way.bend = lambda _, answer: answer()
    way.go_on(600)
    assert way.exactly_once() and way.states()[name] == "acknowledged"


def answers(way: Way, word: bytes | None, kept: bytes | None = None) -> Reply:
    """Return, in the words of this courier's peer, an acknowledgement and a promise to keep."""
    if way.courier.name == "https":
        return Reply(value={"acknowledgement": word, "refused": []})
    return Reply(value={"acknowledgements": [] if word is None else [word], "kept": kept})


def lies(way: Way, name: bytes) -> list[bytes]:
    row = way.store.outbox.get(name)
    true, other = Verdict(name, row.digest, None), hashlib.sha256(b"other").digest()
    honest = make_acknowledgement([true], way.town.keys.central)
    return [
        make_acknowledgement([true], STRANGER),
        make_acknowledgement([true], way.station.signing),
        make_acknowledgement([Verdict(name, other, None)], way.town.keys.central),
        make_acknowledgement([Verdict(bytes(16), row.digest, None)], way.town.keys.central),
        honest[:-1] + bytes([honest[-1] ^ 1]),
        honest[:-1],
        b"",
    ]


def test_a_lying_peer_settles_nothing(way):
    name = way.record()
    for lie in lies(way, name):
        way.bend = lambda *_, lie=lie: answers(way, lie)
        way.go_on(20)
        assert way.states()[name] == "waiting"
        assert way.store.outbox.get(name).handed_over_at is None
    way.bend = lambda _, answer: answer()
    way.go_on(900)
    assert way.states()[name] == "acknowledged" and way.exactly_once()


@pytest.mark.parametrize("way", [one for one in sorted(WAYS) if not KINDS[one].to_central], indirect=True)
def test_only_a_station_of_the_agency_can_say_that_it_keeps_something(way):
    name = way.record()
    pair = [name, way.store.outbox.get(name).digest]
    neighbour = way.town.stations[1].signing
    for value, signer in (
        ([pair], STRANGER),
        ([[name, bytes(32)]], neighbour),
        ([pair], way.town.keys.central),
    ):
        kept = sign_statement(KEPT, value, signer)
        way.bend = lambda *_, kept=kept: answers(way, None, kept)
        way.go_on(20)
        assert way.store.outbox.get(name).handed_over_at is None
    kept = sign_statement(KEPT, [pair], neighbour)
    way.bend = lambda *_: answers(way, None, kept)
    way.go_on(700)
    row = way.store.outbox.get(name)
    assert (row.handed_over_at is not None, row.state) == (True, "waiting")


def test_the_acknowledgement_of_another_station_is_not_ours(way):
    """Another station used the same id, first; its envelope is settled and ours is not."""
    name = way.record()
    theirs = b"the same id, other bytes"
    word = make_acknowledgement([Verdict(name, hashlib.sha256(theirs).digest(), None)], way.town.keys.central)
    way.bend = lambda *_: answers(way, word)
    way.go_on(30)
    assert way.states()[name] == "waiting"


def test_old_news_and_repeated_news_change_nothing(way):
    name = way.record()
    way.go_on()
    old = [
        make_acknowledgement([Verdict(name, way.store.outbox.get(name).digest, None)], way.town.keys.central)
    ]
    settled_at = way.store.outbox.get(name).acknowledged_at
    later = way.record()
    way.bend = lambda *_: answers(way, old[0])
    way.go_on(30)
    assert way.states() == {name: "acknowledged", later: "waiting"}
    assert way.store.outbox.get(name).acknowledged_at == settled_at
    way.bend = lambda _, answer: answer()
    way.go_on(900)
    assert way.exactly_once()


def test_the_same_parcels_twice_are_one_request(way):
    name = way.record()
    row = way.store.outbox.get(name)
    for _ in range(3):
        way.courier.exchange([Parcel(row.id, row.raw)])
    way.go_on()
    assert way.exactly_once() and way.central.new_rows == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"\xff\x00garbage"),
        Reply(value={}),
        Reply(value=[]),
        Reply(value={"acknowledgement": 1, "refused": [], "acknowledgements": [2], "kept": 3}),
        Reply(body=b"<html>Bienvenue sur le Wi-Fi</html>", media_type="text/html"),
        Reply(status=302, body=b"", headers={"Location": "http://127.0.0.1:1/"}),
        *[
            Reply(status=status, value={"error": "malformed"})
            for status in (400, 403, 413, 422, 429, 500, 503)
        ],
        Reply(status=404, body=b""),
        Reply(raw=b""),
        Reply(raw=b"\x16\x03\x01nonsense\r\n\r\n"),
    ],
)
def test_an_expected_failure_is_a_value(way, reply):
    name = way.record()
    way.bend = lambda *_: reply
    row = way.store.outbox.get(name)
    found = way.courier.exchange([Parcel(row.id, row.raw)])
    assert isinstance(found.trouble, Problem)
    assert (found.handed_over, found.acknowledgements, found.refused) == ((), (), ())


def test_nobody_but_the_central_can_stop_an_envelope(way):
    """What a hub or a stick turns away a hundred times still waits, for the other ways."""
    name = way.record()
    refusal = Reply(status=403, value={"error": "unknown_station"})
    if way.courier.to_central:
        digest = way.store.outbox.get(name).digest
        refusal = Reply(value={"acknowledgement": None, "refused": [[digest, "bad_signature"]]})
    way.bend = lambda *_: refusal
    way.go_on(2000)
    assert way.states()[name] == ("held" if way.courier.to_central else "waiting")


def silent_about(way: Way, raw: bytes):
    """Return a bend by which this peer takes all envelopes but one, and says nothing of it."""

    def bend(request, answer):
        if request.method == "GET":
            return answer()
        batch = decode(request.body)
        if raw not in batch:
            return answer()
        rest = [one for one in batch if one != raw]
        word = None
        if rest:
            word = way.central.receive(parcels_of(rest))
        return answers(way, word)

    return bend


def test_one_that_the_peer_never_takes_stops_no_other(way):
    silent = way.record()
    others = [way.record() for _ in range(3)]
    way.bend = silent_about(way, way.store.outbox.get(silent).raw)
    way.go_on(60)
    found = way.states()
    assert [found[one] for one in others] == ["acknowledged"] * 3
    assert found[silent] == "waiting"
    way.bend = lambda _, answer: answer()
    way.go_on(300)
    assert way.exactly_once() and way.states()[silent] == "acknowledged"


@pytest.mark.parametrize("way", [one for one in sorted(WAYS) if not KINDS[one].to_central], indirect=True)
def test_a_hub_that_is_silent_about_one_envelope_for_days_cannot_have_it_held(way):
    silent = way.record()
    way.bend = silent_about(way, way.store.outbox.get(silent).raw)
    for _ in range(12):
        way.record()
        way.go_on(5)
        way.clock.advance(600)
    found = way.states()
    assert list(found.values()).count("acknowledged") >= 11
    assert found[silent] == "waiting"


def believes_anybody(kind, raw, keys):
    return decode(parse1(raw).payload)


def settles_anything(raw, keys):
    return tuple(Verdict(*row) for row in decode(parse1(raw).payload))


def takes_a_promise_for_a_verdict(self, names, at):
    for name in names:
        self.settle(name, self.get(name).digest, None, at)


def forgets_what_it_took(self, *_):
    return True


# What is broken, and the rule that must then be seen to break.
MUTATIONS = {
    "anybody may promise": (
        "sync.couriers.hub.read_statement",
        believes_anybody,
        test_only_a_station_of_the_agency_can_say_that_it_keeps_something,
    ),
    "anybody may settle": (
        "sync.settlement.read_acknowledgement",
        settles_anything,
        test_a_lying_peer_settles_nothing,
    ),
    "a promise is enough": (
        "kiosk.store.outbox.Outbox.handed_over",
        takes_a_promise_for_a_verdict,
        test_only_a_station_of_the_agency_can_say_that_it_keeps_something,
    ),
    "a hub may stop an envelope": (
        "sync.couriers.hub.HubCourier.to_central",
        True,
        test_a_hub_that_is_silent_about_one_envelope_for_days_cannot_have_it_held,
    ),
    "a hub forgets what it took": (
        "kiosk.store.relayed.Relayed.keep",
        forgets_what_it_took,
        test_all_arrive_each_once_as_they_are,
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_the_rules_see_a_broken_part(mutation, tmp_path):
    target, broken, rule = mutation
    with WAYS["hub"](tmp_path) as way, patch(target, broken), pytest.raises(AssertionError):
        rule(way)
