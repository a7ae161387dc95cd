"""The paper of a request: asked for with it, told truthfully, never printed for a stranger."""

import json
from functools import partial

import pytest

from kiosk.desk.intake import Printing
from kiosk.desk.paper import job_receipt
from kiosk.errors import StoreBusy, StoreUnwritable
from kiosk.session import Reviewing
from kiosk.store import Job
from kiosk.store.spool import NOT_SEEN
from kiosk.texts import load_texts
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.followup import format_code
from tests.desk.conftest import ROOT, SHEET, Desk


class PrintingDesk(Desk):
    """A desk whose station has a printer; woken counts what its thread was told."""

    woken = 0

    def start(self):
        return super().start(printing=True, wake=self.wake)

    def wake(self) -> None:
        self.woken += 1

    def job(self) -> Job:
        """The newest."""
        return self.store.spool.every()[-1]

    def printed_until(self, *states) -> None:
        for state in states:
            assert self.store.spool.mark(self.job().id, state)


@pytest.fixture
def desk(tmp_path, catalogue, answers, keys):
    made = PrintingDesk(tmp_path / "data", catalogue, answers, keys)
    yield made
    made.store.close()


@pytest.fixture
def confirmed(desk):
    return desk.intake.submit(desk.reviewed())


def test_a_request_and_its_paper_are_recorded_together(desk, confirmed):
    (job,) = desk.store.spool.every()
    content = open_envelope(
        parse_envelope(desk.store.outbox.get(confirmed.envelope_id).raw), desk.keys.recipient
    )
    assert (job.envelope_id, job.copy, job.state) == (confirmed.envelope_id, 1, "queued")
    assert (job.code, job.token, job.service, job.language) == (
        content.code, content.token, desk.service.id, "fr",
    )  # fmt: skip
    assert job.recorded_at == content.created
    assert desk.woken == 1


@pytest.mark.parametrize("problem", [StoreUnwritable(path="x", detail="full"), StoreBusy(path="x")])
def test_a_paper_that_cannot_be_queued_records_nothing(desk, monkeypatch, problem):
    session = desk.reviewed()

    def fail(*_, **__):
        raise problem

    with monkeypatch.context() as patch:
        patch.setattr("kiosk.store.spool.Spool.append", fail)
        with pytest.raises(type(problem)):
            desk.intake.submit(session)
    assert isinstance(session.place, Reviewing)
    assert desk.store.outbox.every() == () and desk.store.spool.every() == ()
    assert desk.woken == 0
    desk.intake.submit(session)
    assert len(desk.store.spool.every()) == 1


def test_a_second_touch_prints_nothing_more(desk):
    session = desk.reviewed()
    desk.intake.submit(session)
    desk.intake.submit(session)
    assert len(desk.store.spool.every()) == 1


def test_without_a_printer_there_is_no_paper(tmp_path, catalogue, answers, keys):
    desk = Desk(tmp_path / "data", catalogue, answers, keys)
    confirmation = desk.intake.submit(desk.reviewed())
    assert desk.intake.printing(confirmation.envelope_id) == Printing("none", None)
    desk.intake.print_again(confirmation.envelope_id)
    assert desk.store.spool.every() == ()
    desk.store.close()


@pytest.mark.parametrize(
    ("steps", "trouble", "said"),
    [
        ([], None, "waiting"),
        (["queued"], "paper_out", "waiting"),
        (["sending"], None, "printing"),
        (["sending", "sent"], "stalled", "printing"),
        (["sending", "sent", "confirmed"], None, "printed"),
        (["sending", "sent", "unknown"], "silent", "unknown"),
        (["sending", "unknown"], "offline", "unknown"),
        (["failed"], "offline", "not_printed"),
    ],
)
def test_the_screen_says_printed_only_of_what_is_confirmed(desk, confirmed, steps, trouble, said):
    for step in steps:
        assert desk.store.spool.mark(desk.job().id, step, trouble)
    assert desk.intake.printing(confirmed.envelope_id) == Printing(said, trouble)


@pytest.mark.parametrize(
    ("steps", "copy"),
    [
        (["sending", "sent", "confirmed"], 2),
        (["sending", "unknown"], 2),
        (["sending", "failed"], 1),
        (["failed"], 1),
    ],
)
def test_a_further_paper_says_what_it_is(desk, confirmed, steps, copy):
    first = desk.job()
    desk.printed_until(*steps)
    desk.clock.advance(30)
    desk.intake.print_again(confirmed.envelope_id)
    job = desk.job()
    assert (job.id != first.id, job.copy, job.state) == (True, copy, "queued")
    assert (job.code, job.token, job.recorded_at) == (first.code, first.token, first.recorded_at)
    assert job.created == first.created + 30_000
    assert desk.intake.printing(confirmed.envelope_id).state == "waiting"
    assert desk.woken == 2


@pytest.mark.parametrize("steps", [[], ["sending"], ["sending", "sent"]])
def test_a_paper_under_way_is_not_asked_for_twice(desk, confirmed, steps):
    desk.printed_until(*steps)
    desk.intake.print_again(confirmed.envelope_id)
    assert len(desk.store.spool.every()) == 1


def test_a_further_paper_is_in_the_language_that_the_client_now_reads(desk, confirmed):
    desk.intake.reworded(confirmed, "ar")
    desk.printed_until("failed")
    desk.intake.print_again(confirmed.envelope_id)
    assert [job.language for job in desk.store.spool.every()] == ["fr", "ar"]


@pytest.mark.parametrize(
    ("came", "state", "trouble"), [(True, "printed", None), (False, "not_printed", NOT_SEEN)]
)
def test_where_the_printer_could_not_tell_the_client_does(desk, confirmed, came, state, trouble):
    desk.printed_until("sending", "unknown")
    desk.intake.paper_came_out(confirmed.envelope_id, came)
    assert desk.intake.printing(confirmed.envelope_id) == Printing(state, trouble)


@pytest.mark.parametrize("came", [True, False])
@pytest.mark.parametrize("steps", [[], ["sending", "sent"], ["sending", "sent", "confirmed"], ["failed"]])
def test_what_the_printer_knows_the_client_does_not_change(desk, confirmed, steps, came):
    desk.printed_until(*steps)
    before = desk.job()
    desk.intake.paper_came_out(confirmed.envelope_id, came)
    assert desk.job() == before
    desk.intake.paper_came_out(bytes(16), came)


LEAVING = {
    "finish": lambda desk: desk.intake.finish(desk.job().envelope_id),
    "next client": lambda desk: desk.intake.open_session(desk.service.id, "fr"),
    "restart, too late": lambda desk: (desk.clock.advance(61), desk.start().recall()),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=list(LEAVING))
@pytest.mark.parametrize(
    ("steps", "ended"), [([], "failed"), (["sending"], "unknown"), (["sending", "sent"], "unknown")]
)
def test_a_client_who_leaves_takes_the_code_along(desk, confirmed, steps, ended, leave):
    desk.printed_until(*steps)
    leave(desk)
    job = desk.job()
    assert (job.state, job.trouble, job.code, job.token) == (ended, "left", None, None)
    assert desk.store.spool.next() is None, "it would come out for the next client"
    desk.printed_until(*(["confirmed"] if ended == "unknown" else []))


def test_when_a_client_has_left_nothing_can_be_printed_any_more(desk, confirmed):
    desk.printed_until("sending", "sent", "confirmed")
    desk.intake.finish(confirmed.envelope_id)
    desk.intake.print_again(confirmed.envelope_id)
    assert len(desk.store.spool.every()) == 1
    assert desk.intake._sitting is None


def test_leaving_is_about_the_client_who_leaves(desk, confirmed):
    desk.intake.finish(bytes(16))
    assert desk.store.spool.next() is not None


def test_a_restart_within_a_minute_keeps_the_paper_of_the_client_who_is_here(desk, confirmed):
    assert desk.store.spool.recover(desk.clock.now_ms()) == 0
    again = desk.start()
    assert again.recall() == confirmed
    assert desk.store.spool.next().envelope_id == confirmed.envelope_id
    desk.printed_until("sending", "sent", "confirmed")
    again.print_again(confirmed.envelope_id)
    assert (desk.job().copy, desk.job().state) == (2, "queued")


def words(desk, job):
    return job_receipt(
        desk.store,
        job,
        catalogue=desk.catalogue,
        agency=SHEET,
        texts=partial(load_texts, ROOT / "assets" / "i18n"),
    )


def test_the_paper_says_what_was_confirmed(desk, confirmed):
    paper = words(desk, desk.job())
    assert paper.code == format_code(confirmed.code)
    assert paper.url == confirmed.followup_url
    assert (paper.service, paper.promise) == (confirmed.service_title, confirmed.promise)
    assert paper.recorded.startswith("Demande enregistrée le ") and paper.recorded.endswith(", borne 3")
    assert (paper.agency, paper.phone, paper.hours) == (SHEET.name, SHEET.phone, SHEET.hours)
    assert paper.duplicate is None


def test_a_clock_in_1970_dates_the_paper_by_the_central(desk, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    desk.store.enrolment.set_offset(desk.clock.now_ms() - 3_600_000)
    desk.clock.set_wall(3_600_000)
    desk.intake.submit(desk.reviewed())
    assert "septembre 2026" in words(desk, desk.job()).recorded


def test_a_service_that_is_offered_no_more_leaves_the_code(desk, confirmed):
    desk.catalogue = type(desk.catalogue)(())
    paper = words(desk, desk.job())
    assert (paper.service, paper.promise, paper.code) == ("", None, format_code(confirmed.code))


def test_no_answer_is_on_the_paper(desk, confirmed):
    paper = words(desk, desk.job())
    said = json.dumps([str(value) for value in vars(paper).values()], ensure_ascii=False)
    canaries = [value for value in desk.answers.values() if isinstance(value, str) and len(value) >= 9]
    assert len(canaries) >= 2 and not [canary for canary in canaries if canary in said]


def test_an_ended_job_has_no_paper(desk, confirmed):
    desk.printed_until("failed")
    with pytest.raises(ValueError, match="ended"):
        words(desk, desk.job())
