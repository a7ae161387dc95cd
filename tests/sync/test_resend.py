"""A central restored from an old backup: the stations send again, and each request is there exactly once."""

import shutil
import sqlite3
from contextlib import ExitStack, closing

import pytest

from kiosk.errors import CentralNonsense
from kiosk.store import open_store
from kiosk.wire.keys import SigningKey
from kiosk.wire.statement import RESEND, sign_statement
from sync.changes import catch_up
from sync.resend import standing
from tests.desk.conftest import Desk, answers, catalogue  # noqa: F401 - fixtures
from tests.fakes.fake_agency import FakeAgency
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import serving, url_of
from tests.fakes.stations import Keys
from tests.sync.test_real_central import CLOCK, Town, central  # noqa: F401 - fixtures


def kept(central) -> list[bytes]:  # noqa: F811
    """The ids that the central has, of envelopes and of cases: the same ones."""
    with closing(sqlite3.connect(central.folder / "central.db")) as database:
        envelopes = database.execute("SELECT envelope_id FROM intake_storedenvelope").fetchall()
        (cases,) = database.execute("SELECT count(*) FROM cases_case").fetchone()
    assert cases == len(envelopes)
    return sorted(bytes(row[0]) for row in envelopes)


def test_what_a_restored_central_has_lost_comes_back_once(central, tmp_path, catalogue, answers):  # noqa: F811
    with ExitStack() as stack:
        town = Town(central, tmp_path, stack)
        kiosk = town.station("Borne 1", "kiosk")
        desk = Desk(tmp_path / "Borne 1", catalogue, answers, Keys())
        stack.callback(desk.store.close)

        def request() -> bytes:
            return desk.intake.submit(desk.reviewed()).envelope_id

        made = [request(), request()]
        town.deliver(tmp_path / "Borne 1", kiosk)
        central.stop()
        backup = central.folder / "central.backup"
        shutil.copy(central.folder / "central.db", backup)
        central.start()
        made += [request(), request(), request()]
        town.deliver(tmp_path / "Borne 1", kiosk)
        central.stop()
        assert kept(central) == sorted(made)

        shutil.copy(backup, central.folder / "central.db")
        central.start()
        # It is open again before anybody noticed: new requests come first.
        made.append(request())
        town.deliver(tmp_path / "Borne 1", kiosk)
        assert kept(central) == sorted([*made[:2], made[5]])
        town.catch_up(kiosk, "kiosk")
        assert {row.state for row in kiosk.outbox.every()} == {"waiting"}, "it is no longer received"
        town.deliver(tmp_path / "Borne 1", kiosk)
        assert kept(central) == sorted(made)
        assert "alarme : 3 demandes acceptées ne sont plus ici" in central.errors()

        town.catch_up(kiosk, "kiosk")
        assert {row.state for row in kiosk.outbox.every()} == {"acknowledged"}, "asked once"
        assert kiosk.outbox.accepted() == 6, "each counted once"
        assert [e.detail for e in kiosk.journal.entries() if e.event == "send_again"] == ["6"]
        assert kiosk.journal.verify() is None

        assert central.told("resend", "--agency", str(town.agency)) == "1"
        town.catch_up(kiosk, "kiosk")
        assert {row.state for row in kiosk.outbox.every()} == {"waiting"}
        town.deliver(tmp_path / "Borne 1", kiosk)
        assert kept(central) == sorted(made)


@pytest.fixture
def station(tmp_path):
    agency, clock = FakeAgency(), FakeClock()
    with open_store(tmp_path / "data") as store:
        agency.enrol(store)
        for n in range(3):
            store.outbox.append(bytes([n]) * 16, "service", clock.now_ms(), lambda _, n=n: b"sealed %d" % n)
        for row in store.outbox.every()[:2]:
            store.outbox.settle(row.id, row.digest, None, clock.now_ms())
        yield agency, store, clock


def command(fake: FakeAgency, issued: int, **other) -> bytes:
    value = [other.get("agency", 7), other.get("station", 3), issued]
    return sign_statement(RESEND, value, other.get("signer", fake.central))


def ask(agency: FakeAgency, store, clock) -> None:
    with serving(agency) as server:
        catch_up(store, url_of(server), clock, "kiosk")


def test_a_command_is_obeyed_once_and_an_old_one_never(station):
    agency, store, clock = station
    for issued, sent in ((5, "2"), (5, None), (4, None), (6, "2")):
        before = store.journal.entries()
        agency.altered = {"resend": command(agency, issued)}
        ask(agency, store, clock)
        new = [e.detail for e in store.journal.entries()[len(before) :] if e.event == "send_again"]
        assert new == ([] if sent is None else [sent])
        for row in store.outbox.every()[:2]:
            store.outbox.settle(row.id, row.digest, None, clock.now_ms())
    assert standing(store, {}, clock) == {"accepted": 2, "held": 0, "late": 0}


@pytest.mark.parametrize(
    "spoil",
    [{"signer": SigningKey.generate()}, {"station": 4}, {"agency": 8}],
    ids=lambda one: next(iter(one)),
)
def test_a_command_that_is_not_the_centrals_or_not_ours_is_nonsense(station, spoil):
    agency, store, clock = station
    agency.altered = {"resend": command(agency, 5, **spoil)}
    with pytest.raises(CentralNonsense):
        ask(agency, store, clock)
    assert [row.state for row in store.outbox.every()] == ["acknowledged", "acknowledged", "waiting"]


def test_a_restored_central_whose_roster_is_refused_gets_its_requests_all_the_same(station):
    agency, store, clock = station
    agency.altered = {"resend": command(agency, 5), "roster": b"old"}
    with pytest.raises(CentralNonsense):
        ask(agency, store, clock)
    assert {row.state for row in store.outbox.every()} == {"waiting"}


def test_what_goes_again_and_is_then_rejected_is_held_for_a_person(station):
    agency, store, clock = station
    agency.altered = {"resend": command(agency, 5)}
    ask(agency, store, clock)
    row = store.outbox.every()[0]
    assert store.outbox.settle(row.id, row.digest, "unknown_form", clock.now_ms())
    assert [one.id for one in store.outbox.held()] == [row.id]


def test_how_a_station_stands(station):
    _, store, clock = station
    row = store.outbox.every()[2]
    clock.advance(3601)
    hour = {"service": 3_600_000, "other": 1}
    assert standing(store, hour, clock) == {"accepted": 2, "held": 0, "late": 1}
    store.outbox.hold(row.id, "malformed")
    assert standing(store, hour, clock) == {"accepted": 2, "held": 1, "late": 1}, "held is undelivered, too"
    assert standing(store, {"service": 3_700_000}, clock)["late"] == 0
