"""When a paper holds the request itself: while it waits here with the central out of reach, only then."""

from functools import partial

import pytest

from kiosk.desk.paper import job_receipt
from kiosk.receipt import Receipt
from kiosk.texts import load_texts
from kiosk.wire.courier_qr import courier_address, read_courier
from tests.desk.conftest import ROOT, SHEET, Desk


class PrintingDesk(Desk):
    def start(self):
        return super().start(printing=True)

    def paper(self) -> Receipt:
        """That of the newest job."""
        job = self.store.spool.every()[-1]
        texts = partial(load_texts, ROOT / "assets" / "i18n")
        return job_receipt(self.store, job, catalogue=self.catalogue, agency=SHEET, texts=texts)

    def visit(self, *, reachable: bool, name: str = "https") -> None:
        trouble = None if reachable else "central.unreachable"
        self.store.peers.note(name, reachable=reachable, trouble=trouble, at=self.clock.now_ms())


@pytest.fixture
def desk(tmp_path, catalogue, answers, keys):
    made = PrintingDesk(tmp_path / "data", catalogue, answers, keys)
    yield made
    made.store.close()


@pytest.fixture
def row(desk):
    return desk.store.outbox.get(desk.intake.submit(desk.reviewed()).envelope_id)


def test_a_request_that_waits_is_on_its_paper(desk, row):
    desk.visit(reachable=False)
    paper = desk.paper()
    assert paper.courier is not None and paper.url is not None
    assert paper.courier.address == courier_address("https://relais.example")
    assert read_courier(paper.courier.number) == (row.raw, desk.store.spool.every()[-1].token)


def test_a_central_that_never_answered_was_not_reached(desk, row):
    assert desk.paper().courier is not None


def test_a_hub_that_answers_is_not_the_central(desk, row):
    desk.visit(reachable=True, name="hub")
    assert desk.paper().courier is not None


def test_a_central_that_answers_needs_no_phone(desk, row):
    desk.visit(reachable=False)
    desk.visit(reachable=True)
    assert desk.paper().courier is None


@pytest.mark.parametrize("verdict", [None, "unreadable"])
def test_a_request_that_waits_no_more_is_not_carried(desk, row, verdict):
    desk.store.outbox.settle(row.id, row.digest, verdict, 1)
    assert desk.paper().courier is None


def test_a_station_without_a_host_has_no_square_at_all(desk, row):
    desk.store._connection.change("UPDATE enrolment SET followup = NULL")
    paper = desk.paper()
    assert (paper.courier, paper.url) == (None, None)


def test_a_duplicate_holds_it_too_while_it_waits(desk, row):
    first = desk.paper().courier
    desk.store.spool.mark(desk.store.spool.every()[-1].id, "sending")
    desk.store.spool.mark(desk.store.spool.every()[-1].id, "unknown")
    desk.intake.print_again(row.id)
    again = desk.paper()
    assert again.duplicate == "DUPLICATA 1" and again.courier == first


def test_the_duplicate_of_another_stations_request_does_not(desk, row):
    sitting = desk.store.reminder.get(desk.clock.now_ms())
    desk.store.spool.append(
        bytes(16), created=1, code=sitting.code, token=sitting.token, service=sitting.service,
        language="fr", recorded_at=1, duplicate=True, station=12,
    )  # fmt: skip
    assert desk.paper().courier is None


def test_what_the_square_needs_is_forgotten_with_the_job(desk, row):
    """The spool holds no envelope; the token that the number ends with goes when the job ends."""
    desk.intake.finish(row.id)
    with pytest.raises(ValueError, match="ended"):
        desk.paper()
    columns = desk.store._connection.rows("SELECT * FROM spool")[-1]
    assert row.raw not in columns.values() and columns["token"] is None
