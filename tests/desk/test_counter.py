"""An agent at a counter: nothing without a login, the same sitting as at the kiosk, a draft that lasts."""

from dataclasses import replace

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import Pack
from kiosk.desk.counter import Counter, DraftCard, DraftLost, Network
from kiosk.desk.finder import WantedCode
from kiosk.errors import NotEnrolled, OfficeMissing, OfficeRefused, StoreUnwritable
from kiosk.session import Asking, Confirmed, Reviewing
from kiosk.store import open_store
from kiosk.store.agents import Agent, PinLocked, Welcome, WrongPin
from kiosk.store.drafts import LIFETIME_MS
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Assistance
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.keys import OpeningKey
from tests.desk.conftest import SHEET
from tests.desk.counters import PIN, CounterDesk
from tests.fakes.stations import Keys

TOGETHER = Assistance.TOGETHER


@pytest.fixture
def desk(tmp_path, catalogue, answers, cheap_pins):
    made = CounterDesk(tmp_path / "data", catalogue, answers, Keys(lookup=OpeningKey.generate()))
    yield made
    made.store.close()


@pytest.fixture
def counter(desk) -> Counter:
    desk.log_in()
    return desk.counter


def test_nothing_is_done_without_a_login(desk):
    case = desk.told()
    counter, session = desk.counter, desk.intake.open_session(desk.service.id, "fr")
    for call in (
        lambda: counter.begin(desk.service.id, "fr", TOGETHER),
        lambda: counter.save_draft(session, TOGETHER),
        counter.waiting_draft,
        counter.resume,
        counter.drop_draft,
        lambda: counter.submit(session, TOGETHER),
        lambda: counter.local(WantedCode(1)),
        lambda: counter.look(case),
        lambda: counter.view(case.envelope_id),
        lambda: counter.change_status(case.envelope_id, CaseStatus.DONE, ""),
        lambda: counter.add_note(case.envelope_id, "Bonjour"),
        lambda: counter.duplicate(case.envelope_id),
        lambda: counter.print_summary(case.envelope_id),
    ):
        with pytest.raises(RuntimeError, match="logged in"):
            call()
    assert counter.agents() == (Agent(1, "Agent 1", False),)
    assert counter.network().waiting == 0
    assert desk.store.outbox.every() == () and desk.office.printed == []


def test_a_pin_opens_the_desk_and_leaving_closes_it(desk):
    assert desk.counter.log_in(1, "470914") == WrongPin(0)
    with pytest.raises(RuntimeError):
        desk.counter.waiting_draft()
    assert desk.counter.log_in(1, PIN) == Welcome(Agent(1, "Agent 1", False))
    assert desk.counter.waiting_draft() is None
    desk.counter.log_out()
    with pytest.raises(RuntimeError):
        desk.counter.waiting_draft()
    assert [event for event, _, _ in desk.events()] == ["agent.added", "agent.wrong_pin", "agent.logged_in"]


def test_ten_wrong_pins_close_the_desk_for_this_agent(desk):
    answers = []
    while not isinstance(answers[-1:] and answers[-1], PinLocked):
        answers.append(desk.counter.log_in(1, "470914"))
        desk.clock.advance(getattr(answers[-1], "wait_s", 0))
    assert len(answers) == 10
    assert desk.counter.log_in(1, PIN) == PinLocked()
    assert desk.counter.agents() == (Agent(1, "Agent 1", True),)


def test_leaving_forgets_the_client_who_was_here(desk, counter):
    confirmation = counter.submit(desk.reviewed(), TOGETHER)
    assert desk.store.reminder.get(desk.clock.now_ms()) is not None
    counter.log_out()
    assert desk.store.reminder.get(desk.clock.now_ms()) is None
    assert desk.store.spool.of(confirmation.envelope_id).ended
    assert desk.start().recall() is None


@pytest.mark.parametrize("mode", list(Assistance))
def test_who_typed_is_recorded_under_the_seal(desk, counter, mode):
    session = desk.reviewed(mode)
    confirmation = counter.submit(session, mode)
    raw = desk.store.outbox.get(confirmation.envelope_id).raw
    content = open_envelope(parse_envelope(raw), desk.keys.recipient)
    assert content.assistance == mode
    assert content.answers == session.content_answers()
    assert session.place == Confirmed()
    assert desk.woken == {"printer": 1, "sync": 1}
    assert counter.submit(session, mode) == confirmation, "a second touch is the same request"
    assert len(desk.store.outbox.every()) == 1


def test_a_draft_is_resumed_after_a_power_cut(desk, counter):
    session = counter.begin(desk.service.id, "fr", TOGETHER)
    session.answer("carte")
    session.forward()
    counter.save_draft(session, Assistance.ENTERED_BY_AGENT)
    saved = desk.clock.now_ms()
    desk.store.close()
    desk.store = open_store(desk.folder)
    desk.start()
    desk.clock.advance(3600)
    desk.log_in()
    card = desk.counter.waiting_draft()
    title = desk.service.title["fr"]
    assert card == DraftCard(title, "fr", Assistance.ENTERED_BY_AGENT, saved)
    again, mode = desk.counter.resume()
    assert mode is Assistance.ENTERED_BY_AGENT
    assert (again.place, again.draft()) == (session.place, session.draft())
    desk.counter.submit(desk.filled(again), mode)
    assert desk.counter.waiting_draft() is None


def test_the_first_page_is_a_draft_already(desk, counter):
    counter.begin(desk.service.id, "es", TOGETHER)
    card = counter.waiting_draft()
    assert isinstance(card, DraftCard) and (card.language, card.mode) == ("es", TOGETHER)


@pytest.fixture
def waiting(desk, counter):
    """A request with one answer, laid aside."""
    session = counter.begin(desk.service.id, "fr", TOGETHER)
    session.answer("carte")
    counter.save_draft(session, TOGETHER)


@pytest.mark.parametrize("leaving", ["drop", "log out", "begin again"])
def test_a_slip_does_not_cost_the_draft_that_waits(desk, counter, waiting, leaving):
    slip = counter.begin(desk.service.id, "es", TOGETHER)
    counter.save_draft(slip, TOGETHER)
    if leaving == "drop":
        counter.drop_draft()
    elif leaving == "log out":
        counter.log_out()
        desk.log_in()
    else:
        counter.begin(desk.service.id, "es", TOGETHER)
        counter.drop_draft()
    assert counter.waiting_draft().language == "fr"
    counter.drop_draft()
    assert counter.waiting_draft() is None, "from the first page, the one that waits is meant"


def test_the_first_answer_replaces_the_draft_that_waits(desk, counter, waiting):
    other = counter.begin(desk.service.id, "es", TOGETHER)
    other.answer("carte")
    counter.save_draft(other, TOGETHER)
    assert counter.waiting_draft().language == "es"
    counter.drop_draft()
    assert counter.waiting_draft() is None


def test_a_request_resumed_after_a_slip_is_the_draft_again(desk, counter, waiting):
    counter.begin(desk.service.id, "es", TOGETHER)
    session, mode = counter.resume()
    assert session.language == "fr"
    counter.submit(desk.filled(session), mode)
    assert counter.waiting_draft() is None


def test_each_agent_has_their_own_draft(desk, counter):
    counter.begin(desk.service.id, "es", TOGETHER)
    desk.store.agents.add("Agent 2", PIN, 0)
    desk.log_in(2)
    assert counter.waiting_draft() is None
    with pytest.raises(RuntimeError, match="no draft"):
        counter.resume()
    desk.log_in(1)
    assert counter.waiting_draft() is not None


def test_a_draft_is_dropped_when_the_agent_says_so(desk, counter):
    counter.begin(desk.service.id, "es", TOGETHER)
    counter.drop_draft()
    assert counter.waiting_draft() is None


def test_a_draft_expires_and_goes_at_the_next_login_of_anybody(desk, counter):
    counter.begin(desk.service.id, "es", TOGETHER)
    desk.store.agents.add("Agent 2", PIN, 0)
    desk.clock.advance(LIFETIME_MS / 1000 + 1)
    desk.log_in(2)
    assert desk.store._connection.rows("SELECT 1 FROM draft") == []


@pytest.mark.parametrize("gone", [True, False])
def test_a_draft_of_another_form_is_dropped_and_told_once(desk, counter, gone):
    counter.begin(desk.service.id, "fr", TOGETHER)
    newer = replace(desk.service, form=replace(desk.service.form, fingerprint=b"another!"))
    desk.catalogue = Catalogue(() if gone else (Pack("p", (2,), "publisher", (newer,)),))
    desk.start()
    desk.log_in()
    with pytest.raises(RuntimeError, match="no draft"):
        desk.counter.resume()
    title = "" if gone else desk.service.title["fr"]
    assert desk.counter.waiting_draft() == DraftLost(title)
    assert desk.counter.waiting_draft() is None


def test_a_request_and_the_end_of_its_draft_are_one_commit(desk, counter, monkeypatch):
    session = desk.reviewed()
    counter.save_draft(session, TOGETHER)

    def fail(*_):
        raise StoreUnwritable(path="x", detail="full")

    with monkeypatch.context() as patch:
        patch.setattr("kiosk.store.drafts.Drafts.drop", fail)
        with pytest.raises(StoreUnwritable):
            counter.submit(session, TOGETHER)
    assert session.place == Reviewing()
    assert desk.store.outbox.every() == () and desk.store.spool.every() == ()
    assert desk.woken == {"printer": 0, "sync": 0}
    counter.submit(session, TOGETHER)
    assert counter.waiting_draft() is None and len(desk.store.outbox.every()) == 1


def test_a_station_that_nobody_enrolled_serves_nobody(tmp_path, catalogue, answers, cheap_pins):
    desk = CounterDesk(tmp_path / "data", catalogue, answers, Keys())
    desk.store._connection.change("UPDATE enrolment SET station = NULL")
    desk.log_in()
    with pytest.raises(NotEnrolled):
        desk.counter.begin(desk.service.id, "fr", TOGETHER)
    desk.store.close()


def test_the_line_is_told_with_what_waits(desk, counter):
    assert counter.network() == Network(None, 0, None)
    counter.submit(desk.reviewed(), TOGETHER)
    desk.clock.advance(60)
    counter.submit(desk.reviewed(), TOGETHER)
    desk.store.peers.note("https", reachable=False, trouble="central.unreachable", at=1)
    assert counter.network() == Network(False, 2, 60_000)
    desk.deliver()
    desk.store.peers.note("https", reachable=True, trouble=None, at=2)
    assert counter.network() == Network(True, 0, None)
    case = desk.told()
    counter.look(case)
    counter.change_status(case.envelope_id, CaseStatus.DONE, "")
    assert counter.network() == Network(True, 0, None, changes=1)


def test_a_request_older_than_its_service_allows_is_alarmed(desk, counter):
    counter.submit(desk.reviewed(), TOGETHER)
    desk.clock.advance(desk.service.max_age_h * 3600)
    assert counter.network().late == 0
    desk.clock.advance(1)
    assert counter.network().late == 1
    (row,) = desk.store.outbox.every()
    desk.store.outbox.hold(row.id, "malformed")
    told = counter.network()
    assert (told.late, told.held) == (1, 1), "held is not received either"
    desk.store.outbox.settle(row.id, row.digest, None, desk.clock.now_ms())
    told = counter.network()
    assert (told.late, told.held) == (0, 0)


def test_a_summary_is_printed_at_the_office(desk, counter):
    desk.hold_key()
    case = desk.told()
    counter.look(case)
    counter.print_summary(case.envelope_id)
    (summary,) = desk.office.printed
    assert summary.agency == SHEET.name and summary.code == "482 913 507 264"
    assert summary.title == desk.service.title["fr"]
    assert len(summary.answers) == len(desk.answers)
    assert desk.events()[-1] == ("case.summary", case.envelope_id.hex(), "agent 1")


def test_an_office_that_refuses_is_told_and_not_journalled(desk, counter):
    case = desk.told()
    counter.look(case)
    desk.office.refusal = OfficeRefused(detail="no paper")
    with pytest.raises(OfficeRefused):
        counter.print_summary(case.envelope_id)
    assert "case.summary" not in [event for event, _, _ in desk.events()]


def test_without_an_office_printer_there_is_no_summary(desk):
    desk.start(office=None)
    desk.log_in()
    case = desk.told()
    desk.counter.look(case)
    with pytest.raises(OfficeMissing):
        desk.counter.print_summary(case.envelope_id)
    with pytest.raises(ValueError, match="texts"):
        desk.start(texts=None)


def test_resuming_forgets_who_was_here_before(desk, counter):
    counter.begin(desk.service.id, "fr", TOGETHER)
    desk.intake.submit(desk.filled(desk.intake.open_session(desk.service.id, "fr")))
    assert desk.store.reminder.get(desk.clock.now_ms()) is not None
    session, _ = counter.resume()
    assert isinstance(session.place, Asking)
    assert desk.store.reminder.get(desk.clock.now_ms()) is None
