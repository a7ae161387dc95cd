"""How counters come to hold the agency's key, against a scripted central that lies."""

import pytest

from kiosk.errors import CentralBrokeOff, CentralNonsense, CentralRefused
from kiosk.store import Store, open_store
from kiosk.wire.agency_key import share_agency_key, take_agency_key
from kiosk.wire.cbor import decode
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey
from kiosk.wire.statement import read_statement
from sync.changes import catch_up
from tests.fakes.fake_agency import AGENCY, CHANGES, REGISTER, SHARES, FakeAgency
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, serving, url_of

COUNTER = 9
STRANGER = SigningKey.generate()


@pytest.fixture
def agency() -> FakeAgency:
    return FakeAgency()


@pytest.fixture
def counter(tmp_path):
    with open_store(tmp_path / "counter", durable=False) as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path):
    with open_store(tmp_path / "elsewhere", durable=False) as opened:
        yield opened


def follow(agency: FakeAgency, store: Store, role: str = "counter", **more) -> list[object]:
    """Let a station catch up; return what it asked, decoded, by path."""
    with serving(agency) as server:
        try:
            catch_up(store, url_of(server), FakeClock(), role, **more)
        finally:
            asked = [(request.path, decode(request.body)) for request in server.requests]
    return asked


def registering(agency: FakeAgency, store: Store):
    """A central that takes a key and says so in the roster."""

    signing = store.identity.signing

    def reply(request) -> Reply:
        statement = decode(request.body)["statement"]
        known = {signing.public.key_id: signing.public}
        _, raw, _ = read_statement("relais/recipient/1", statement, known)
        agency.recipient, agency.endorser = SealKey(raw), signing
        agency.issued += 1
        return Reply(value={"roster": agency.roster()})

    return reply


def holding(agency: FakeAgency, store: Store, key: OpeningKey | None = None) -> OpeningKey:
    """Make a store that of a counter that made the agency's key, and registered it."""
    agency.enrol(store, COUNTER, "counter")
    agency.replies[REGISTER] = registering(agency, store)
    follow(agency, store)
    del agency.replies[REGISTER]
    found = store.agency_key.get()
    assert found is not None and store.identity.recipient == found.public
    agency.asked.clear()
    return found


def events(store: Store) -> list[tuple[str, str]]:
    return [(entry.event, entry.detail) for entry in store.journal.entries()]


def test_the_first_counter_makes_the_key_and_registers_its_public_half(agency, counter):
    agency.enrol(counter, COUNTER, "counter")
    agency.replies[REGISTER] = registering(agency, counter)
    asked = follow(agency, counter)
    key = counter.agency_key.get()
    assert [path for path, _ in asked] == [CHANGES, REGISTER, SHARES]
    assert asked[2][1] == {"has": True, "give": []}
    assert counter.identity.hosted is False
    assert counter.identity.recipient == key.public
    assert all(key.to_bytes() not in part for _, value in asked for part in _bytes(value))


def test_nothing_is_made_again_when_the_answer_was_lost(agency, counter):
    agency.enrol(counter, COUNTER, "counter")
    agency.replies[REGISTER] = lambda request: Reply(raw=b"")
    with pytest.raises(CentralBrokeOff):
        follow(agency, counter, printing=True)
    made = counter.agency_key.get()
    assert counter.identity.hosted is True
    assert _sheets(counter) == 1, "ordered before anybody can seal to the key"
    agency.replies[REGISTER] = registering(agency, counter)
    follow(agency, counter, printing=True)
    assert counter.agency_key.get().public == made.public == counter.identity.recipient
    assert _sheets(counter) == 1


def test_a_counter_without_a_printer_orders_its_sheet_when_it_has_one(agency, counter):
    holding(agency, counter)
    assert _sheets(counter) == 0
    follow(agency, counter, printing=True)
    follow(agency, counter, printing=True)
    assert _sheets(counter) == 1
    counter.agency_key.note_sheet(1)
    job = counter.spool.next()
    for state in ("sending", "sent", "confirmed"):
        counter.spool.mark(job.id, state)
    follow(agency, counter, printing=True)
    assert counter.spool.next() is None


def test_a_sheet_known_to_be_printed_is_not_ordered(agency, counter):
    holding(agency, counter)
    counter.agency_key.note_sheet(1)
    follow(agency, counter, printing=True)
    assert _sheets(counter) == 0


@pytest.mark.parametrize("reply", [Reply(value={}), Reply(value={"roster": b""}), None], ids=str)
def test_a_central_that_takes_the_key_and_does_not_say_so_is_not_believed(agency, counter, reply):
    agency.enrol(counter, COUNTER, "counter")
    still_hosted = Reply(value={"roster": agency.roster()})
    agency.replies[REGISTER] = lambda request: reply or still_hosted
    with pytest.raises(CentralNonsense):
        follow(agency, counter)
    assert counter.identity.hosted is True


def test_a_counter_that_was_slower_asks_the_faster_one(agency, counter):
    agency.enrol(counter, COUNTER, "counter")
    with pytest.raises(CentralRefused) as refused:
        follow(agency, counter)
    assert refused.value.facts["reason"] == "other_recipient"
    lost = counter.agency_key.get()
    key = _made_by_another(agency)
    agency.share = share_agency_key(key, AGENCY, COUNTER, counter.identity.opening.public)
    asked = follow(agency, counter)
    assert asked[1:] == [(SHARES, {"has": False, "give": []})]
    assert counter.agency_key.get().public == key.public == counter.identity.recipient
    assert counter.agency_key.opening(lost.public.key_id).public == lost.public


def test_a_counter_without_a_share_waits(agency, counter):
    agency.enrol(counter, COUNTER, "counter")
    _made_by_another(agency)
    asked = follow(agency, counter)
    assert asked[1:] == [(SHARES, {"has": False, "give": []})]
    assert counter.agency_key.get() is None


WRONG_SHARES = {
    "noise": lambda key, own: bytes(80),
    "of another key": lambda key, own: share_agency_key(OpeningKey.generate(), AGENCY, COUNTER, own),
    "for another counter": lambda key, own: share_agency_key(key, AGENCY, COUNTER + 1, own),
    "of another agency": lambda key, own: share_agency_key(key, AGENCY + 1, COUNTER, own),
    "for another key": lambda key, own: share_agency_key(key, AGENCY, COUNTER, OpeningKey.generate().public),
    "no key": lambda key, own: own.seal(b"short", b""),
}


@pytest.mark.parametrize("wrong", WRONG_SHARES.values(), ids=WRONG_SHARES)
def test_a_share_that_is_not_the_agencys_key_is_not_kept(agency, counter, wrong):
    agency.enrol(counter, COUNTER, "counter")
    key = _made_by_another(agency)
    agency.share = wrong(key, counter.identity.opening.public)
    with pytest.raises(CentralNonsense):
        follow(agency, counter)
    assert counter.agency_key.get() is None


SHARE_ANSWERS = {
    "nothing": {},
    "a word for a share": {"mine": "x", "wanting": []},
    "a word for a counter": {"mine": None, "wanting": ["9"]},
    "true for a counter": {"mine": None, "wanting": [True]},
    "no list": {"mine": None, "wanting": None},
    "something more": {"mine": None, "wanting": [], "more": 1},
}


@pytest.mark.parametrize("value", SHARE_ANSWERS.values(), ids=SHARE_ANSWERS)
def test_an_answer_about_shares_that_is_none(agency, counter, value):
    holding(agency, counter)
    agency.replies[SHARES] = lambda request: Reply(value=value)
    with pytest.raises(CentralNonsense):
        follow(agency, counter)


def test_the_key_is_given_to_the_counters_of_the_roster_and_nobody_else(agency, counter, elsewhere):
    key = holding(agency, counter)
    other, kiosk = OpeningKey.generate(), OpeningKey.generate()
    agency.members += [
        [11, "counter", "Guichet 2", SigningKey.generate().public.raw, other.public.raw],
        [12, "kiosk", "Borne 1", SigningKey.generate().public.raw, kiosk.public.raw],
    ]
    agency.issued += 1
    # It asks for a kiosk, for the giver itself and for a number that the roster does not know, too.
    agency.wanting = [11, 12, COUNTER, 99, -1, 1 << 60]
    follow(agency, counter)
    ((number, sealed),) = agency.given
    assert number == 11
    assert take_agency_key(sealed, AGENCY, 11, other).public == key.public
    assert events(counter)[-1] == ("agency_key.shared", "11")
    assert [event for event, _ in events(counter)].count("agency_key.shared") == 1


def test_the_key_is_sealed_to_the_roster_that_was_verified(agency, counter):
    holding(agency, counter)
    spy = OpeningKey.generate()
    agency.members.append([11, "counter", "Faux guichet", STRANGER.public.raw, spy.public.raw])
    agency.altered = {"roster": agency.roster(signer=STRANGER, issued=agency.issued + 1)}
    agency.wanting = [11]
    with pytest.raises(CentralNonsense):
        follow(agency, counter)
    assert agency.given == []


def test_a_counter_stands_in_for_the_one_that_endorsed_the_key_and_was_revoked(agency, counter, elsewhere):
    key = holding(agency, counter)
    agency.enrol(elsewhere, 11, "counter")
    agency.share = share_agency_key(key, AGENCY, 11, elsewhere.identity.opening.public)
    follow(agency, elsewhere)
    assert elsewhere.agency_key.get().public == key.public
    agency.members = [one for one in agency.members if one[0] != COUNTER]
    agency.issued += 1
    agency.replies[REGISTER] = registering(agency, elsewhere)
    follow(agency, elsewhere, printing=True)
    assert _sheets(elsewhere) == 0, "the sheet is with the counter that made the key"
    assert agency.endorser.public == elsewhere.identity.signing.public
    assert elsewhere.identity.roster == agency.roster()
    assert elsewhere.identity.recipient == key.public


def test_a_kiosk_stays_with_its_key_while_nobody_stands_in(agency, counter, elsewhere):
    key = holding(agency, counter)
    agency.enrol(elsewhere, 12, "kiosk")
    # Even one that was a counter once and still holds the key.
    elsewhere.agency_key.take(key, 1)
    agency.members = [one for one in agency.members if one[0] != COUNTER]
    agency.asked.clear()
    with pytest.raises(CentralNonsense):
        follow(agency, elsewhere, "kiosk")
    assert elsewhere.identity.recipient == key.public
    assert agency.asked == [CHANGES]


def test_nobody_stands_in_for_a_counter_that_endorsed_another_key(agency, counter):
    key = holding(agency, counter)
    other = OpeningKey.generate().public
    agency.altered = {
        "roster": agency.roster(
            recipient=other.raw, endorsement=agency.endorsement(STRANGER, other), issued=agency.issued + 1
        )
    }
    agency.asked.clear()
    with pytest.raises(CentralNonsense):
        follow(agency, counter)
    assert counter.identity.recipient == key.public
    assert agency.asked == [CHANGES]


def test_a_kiosk_makes_no_key(agency, elsewhere):
    agency.enrol(elsewhere, 12, "kiosk")
    assert [path for path, _ in follow(agency, elsewhere, "kiosk", printing=True)] == [CHANGES]
    assert elsewhere.agency_key.get() is None and _sheets(elsewhere) == 0


def _made_by_another(agency: FakeAgency) -> OpeningKey:
    key, signing = OpeningKey.generate(), SigningKey.generate()
    agency.members.append([8, "counter", "Guichet 8", signing.public.raw, key.public.raw])
    agency.recipient, agency.endorser = key.public, signing
    agency.issued += 1
    return key


def _sheets(store: Store) -> int:
    return store._connection.rows("SELECT count(*) AS found FROM spool WHERE about = 'recovery'")[0]["found"]


def _bytes(value: object) -> list[bytes]:
    match value:
        case bytes():
            return [value]
        case dict():
            return [part for one in value.values() for part in _bytes(one)]
        case list():
            return [part for one in value for part in _bytes(one)]
    return []
