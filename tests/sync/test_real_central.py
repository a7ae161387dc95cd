"""An agency from its first counter on, with a real central in a process of its own."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
import requests

from kiosk.clock import SystemClock
from kiosk.desk.finder import WantedCode, WantedToken
from kiosk.desk.news import News, news_of
from kiosk.desk.sealing import to_central
from kiosk.errors import CentralNonsense, CentralRefused, StationRevoked
from kiosk.stick import prepare_stick
from kiosk.store import OutboxRow, Store, open_store
from kiosk.wire.agency_key import read_recovery, recovery_text
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Kind, change_content
from kiosk.wire.courier_qr import read_courier, write_courier
from kiosk.wire.envelope import new_id, open_envelope, open_lookup, parse_envelope
from kiosk.wire.followup import followup_url
from kiosk.wire.stick import make_marker
from sync.agency_key import claim_agency_key
from sync.cases import CentralCases
from sync.changes import Changes, catch_up
from sync.couriers import KINDS
from sync.dispatcher import Dispatcher
from sync.enrolment import enrol
from sync.inquiry import Inquiry
from sync.stick_visit import StickVisit, Visit
from tests.desk.conftest import Desk, answers, catalogue  # noqa: F401 - fixtures
from tests.fakes.stations import Keys

if TYPE_CHECKING:
    from tests.central.process import RealCentral

CLOCK = SystemClock()


@pytest.fixture(scope="module")
def central(tmp_path_factory) -> "Iterator[RealCentral]":
    django.setup()
    from tests.central.process import RealCentral

    made = RealCentral(tmp_path_factory.mktemp("central"))
    made.init()
    made.start()
    yield made
    made.stop()


class Town:
    """The stations of one agency, each with a store of its own."""

    def __init__(self, central: "RealCentral", folder: Path, stack: ExitStack) -> None:
        self.agency = central.init(name=f"Mairie {folder.name}")
        self.url = f"http://127.0.0.1:{central.port}"
        self.folder = folder
        self._central = central
        self._stack = stack

    def station(self, name: str, role: str) -> Store:
        code = self._central.told("enrol-code", "--agency", str(self.agency), "--name", name, "--role", role)
        store = self._stack.enter_context(open_store(self.folder / name, durable=False))
        enrol(self.url, code, name, role, store, CLOCK)
        return store

    def catch_up(self, store: Store, role: str = "counter", **more) -> None:
        catch_up(store, self.url, CLOCK, role, **more)

    def deliver(self, folder: Path, store: Store) -> None:
        courier = KINDS["https"](self.url, store.identity, CLOCK)
        dispatcher = Dispatcher(
            lambda: open_store(folder, durable=False), [courier], CLOCK, lambda topic: None
        )
        dispatcher.step()
        dispatcher.close()
        assert [row.state for row in store.outbox.every()] == ["acknowledged"] * len(store.outbox.every())

    def cases(self, store: Store) -> CentralCases:
        return CentralCases(self.url, store.identity, CLOCK)


@pytest.fixture
def town(central, tmp_path) -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(central, tmp_path / "a", stack)


@pytest.fixture
def neighbours(central, tmp_path) -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(central, tmp_path / "b", stack)


def sealed_for(row: OutboxRow) -> bytes:
    return parse_envelope(row.raw).recipient


def test_a_kiosk_that_caught_up_seals_to_the_agency_and_its_case_is_found(
    central, town, neighbours, catalogue, answers  # noqa: F811 - fixtures
):  # fmt: skip
    kiosk = town.station("Borne 1", "kiosk")
    hosted = kiosk.identity
    assert hosted.hosted is True and hosted.lookup is None
    counter = town.station("Guichet 1", "counter")
    town.catch_up(counter, printing=True)
    town.catch_up(kiosk, "kiosk")
    key = counter.agency_key.get()
    told = kiosk.identity
    assert (told.hosted, told.recipient, told.lookup) == (False, key.public, hosted.sealing)

    desk = Desk(town.folder / "Borne 1", catalogue, answers, Keys())
    confirmation = desk.intake.submit(desk.reviewed())
    row = desk.store.outbox.get(confirmation.envelope_id)
    envelope = parse_envelope(row.raw)
    assert envelope.recipient == key.public.key_id
    content = open_envelope(envelope, key)
    assert content.code == confirmation.code and envelope.lookup is not None
    desk.store.close()
    town.deliver(town.folder / "Borne 1", kiosk)

    by_code = town.cases(counter).find(WantedCode(content.code))
    assert [(one.raw, one.status, one.service) for one in by_code] == [(row.raw, CaseStatus.RECEIVED, "")]
    assert town.cases(counter).find(WantedToken(told.station, content.token)) == by_code
    assert town.cases(counter).find(WantedToken(told.station + 1, content.token)) == ()
    stranger = neighbours.station("Guichet", "counter")
    assert neighbours.cases(stranger).find(WantedCode(content.code)) == ()
    assert neighbours.cases(stranger).find(WantedToken(told.station, content.token)) == ()
    with pytest.raises(CentralRefused) as refused:
        town.cases(kiosk).find(WantedCode(content.code))
    assert refused.value.facts["reason"] == "not_a_counter"
    assert open_lookup_with(central, envelope).code == content.code
    assert recipients_of(central, envelope) is None, "the central cannot open it"


def test_a_stick_takes_requests_to_the_central_and_answers_back(
    central, town, tmp_path, catalogue, answers  # noqa: F811 - fixtures
):  # fmt: skip
    """By a connected counter, and by the central's own terminal; each request is one case."""
    kiosk, counter = town.station("Borne 1", "kiosk"), town.station("Guichet 1", "counter")
    for store in (counter, kiosk):
        town.catch_up(store, "kiosk" if store is kiosk else "counter")
    stick = tmp_path / "stick"
    stick.mkdir()
    signer = counter.identity.signing
    prepare_stick(stick, make_marker(town.agency, bytes(16), CLOCK.now_ms(), signer))
    desk = Desk(town.folder / "Borne 1", catalogue, answers, Keys())

    def visit(store: Store, forward: str | None = None) -> Visit:
        way = None if forward is None else KINDS["https"](forward, store.identity, CLOCK)
        found = StickVisit(store, stick, CLOCK, way).make(export=True, bring=True)
        assert (found.trouble, found.refused, found.safe) == (None, (), True)
        return found

    codes = []
    for bring in ("counter", "terminal"):
        codes.append(desk.intake.submit(desk.reviewed()).code)
        assert visit(kiosk).carried == 1
        if bring == "counter":
            assert visit(counter, town.url).delivered == 1
            assert visit(counter, town.url).delivered == 0
        else:
            for new, known in ((1, 0), (0, 1)):
                said = central.told("import", str(stick))
                assert f"Enveloppes nouvelles : {new}. Déjà connues : {known}." in said
        assert visit(kiosk).settled == 1
    desk.store.close()
    assert [row.state for row in kiosk.outbox.every()] == ["acknowledged"] * 2
    assert [len(town.cases(counter).find(WantedCode(code))) for code in codes] == [1, 1]
    # Where cases stand stays on it, for the other stations.
    left = [path for path in stick.rglob("*") if path.is_file() and path.parent.name != "published"]
    assert [path.name for path in left] == ["stick.cbor"]


def test_two_counters_share_the_key_and_a_third_comes_later(town):
    first = town.station("Guichet 1", "counter")
    second = town.station("Guichet 2", "counter")
    town.catch_up(first)
    town.catch_up(second)
    assert second.agency_key.get().to_bytes() == first.agency_key.get().to_bytes()
    assert not second.agency_key.made_here()
    third = town.station("Guichet 3", "counter")
    assert third.identity.hosted is False
    town.catch_up(third)
    assert third.agency_key.get() is None, "nobody could give it a share yet"
    town.catch_up(second)
    town.catch_up(third)
    assert third.agency_key.get().public == first.agency_key.get().public
    for store in (first, second, third):
        before = [entry.event for entry in store.journal.entries()]
        town.catch_up(store)
        assert [entry.event for entry in store.journal.entries()] == before, "all is settled"
    assert shared_with(first) == [str(second.identity.station)]
    assert shared_with(second) == [str(third.identity.station)]


def test_a_counter_that_was_slower_gives_way(town):
    first, second = town.station("Guichet 1", "counter"), town.station("Guichet 2", "counter")
    lost = second.agency_key.make(CLOCK.now_ms())
    town.catch_up(first)
    # It asked for changes a moment before the other registered.
    assert second.identity.hosted is True
    with Inquiry(town.url, second.identity, CLOCK) as inquiry, pytest.raises(CentralRefused) as refused:
        claim_agency_key(second, inquiry, CLOCK, printing=False)
    assert refused.value.facts["reason"] == "other_recipient"
    town.catch_up(second)
    assert second.agency_key.get().public == first.agency_key.get().public != lost.public


def test_a_key_typed_from_the_safe_is_shared_like_any_other(town):
    first = town.station("Guichet 1", "counter")
    town.catch_up(first)
    safe = read_recovery(recovery_text(first.agency_key.get()))
    alone = town.station("Guichet 2", "counter")
    alone.agency_key.take(safe, CLOCK.now_ms())
    town.catch_up(alone)
    third = town.station("Guichet 3", "counter")
    town.catch_up(third)
    town.catch_up(alone)
    town.catch_up(third)
    assert third.agency_key.get().public == safe.public


def test_when_the_first_counter_is_revoked_another_one_stands_in(central, town):
    first, second = town.station("Guichet 1", "counter"), town.station("Guichet 2", "counter")
    kiosk = town.station("Borne 1", "kiosk")
    town.catch_up(first)
    town.catch_up(second)
    revoke(central, first.identity.station)
    with pytest.raises(CentralNonsense):
        town.catch_up(kiosk, "kiosk")
    assert kiosk.identity.hosted is True, "what it knew stands"
    town.catch_up(second)
    town.catch_up(kiosk, "kiosk")
    assert kiosk.identity.recipient == second.agency_key.get().public
    assert town.station("Guichet 3", "counter").identity.recipient == kiosk.identity.recipient
    with pytest.raises(StationRevoked):
        town.catch_up(first)


def test_the_loop_itself_against_the_real_central(town):
    counter = town.station("Guichet 1", "counter")
    told = threading.Event()
    loop = Changes(
        lambda: open_store(town.folder / "Guichet 1", durable=False),
        town.url, CLOCK, lambda topic: told.set(), role="counter", printing=True,
    )  # fmt: skip
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        assert told.wait(20)
        assert loop.problem is None
    finally:
        loop.stop()
        thread.join(20)
    assert counter.identity.recipient == counter.agency_key.get().public
    assert counter.spool.next().about == "recovery"


def shared_with(store: Store) -> list[str]:
    return [entry.detail for entry in store.journal.entries() if entry.event == "agency_key.shared"]


def revoke(central: "RealCentral", station: int) -> None:
    with closing(sqlite3.connect(central.folder / "central.db", timeout=10)) as database, database:
        done = database.execute("UPDATE stations_station SET revoked = 1 WHERE id = ?", [station])
        assert done.rowcount == 1


def open_lookup_with(central: "RealCentral", envelope):
    from central.keys import load_keys

    return open_lookup(envelope, load_keys(central.folder).lookup)


def recipients_of(central: "RealCentral", envelope):
    from central.keys import load_keys

    keys = load_keys(central.folder).recipients.values()
    return next((key for key in keys if key.public.key_id == envelope.recipient), None)


def test_a_request_carried_by_a_phone_comes_back_to_every_kiosk_as_news(town, catalogue, answers):  # noqa: F811
    """The whole way: recorded offline, delivered by a phone, answered, told by the store of another kiosk."""
    kiosk, other = town.station("Borne 1", "kiosk"), town.station("Borne 2", "kiosk")
    counter = town.station("Guichet 1", "counter")
    town.catch_up(counter, printing=True)
    town.catch_up(kiosk, "kiosk")
    desk = Desk(town.folder / "Borne 1", catalogue, answers, Keys())
    row = desk.store.outbox.get(desk.intake.submit(desk.reviewed()).envelope_id)
    token = open_envelope(parse_envelope(row.raw), counter.agency_key.get()).token
    url = followup_url(town.url, kiosk.identity.station, token)

    envelope, known = read_courier(write_courier(row.raw, token))
    assert known == token
    for _ in range(2):
        assert requests.post(f"{town.url}/r", data=envelope, timeout=30).json() == {"received": True}
    town.deliver(town.folder / "Borne 1", kiosk)
    town.catch_up(other, "kiosk")
    assert news_of(other, url).status == CaseStatus.RECEIVED

    name, now = new_id(CLOCK.now_ms()), CLOCK.now_ms()
    said = change_content(
        Kind.STATUS_CHANGE, case=row.id, service=row.service, language="fr", created=now, offset=None,
        status="papers_missing", message="Il manque un papier.",
    )  # fmt: skip
    seal = to_central(said, name, counter.identity, counter.identity.sealing)
    counter.outbox.append(name, row.service, now, seal)
    town.deliver(town.folder / "Guichet 1", counter)
    assert news_of(other, url).status == CaseStatus.RECEIVED, "known as of the last visit"
    town.catch_up(other, "kiosk")
    told = news_of(other, url)
    assert (told.status, told.as_of) == (CaseStatus.PAPERS_MISSING, CLOCK.today())
    assert news_of(other, followup_url(town.url, 3, bytes(16))) == News(None)
    desk.store.close()
