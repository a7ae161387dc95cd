"""Papers of a counter: the DUPLICATA of another station's request, the agency's recovery sheet."""

from datetime import datetime
from functools import partial

import pytest

from kiosk.desk.paper import job_paper, job_receipt
from kiosk.receipt import Receipt
from kiosk.recovery import RecoverySheet
from kiosk.texts import load_texts
from kiosk.wire.agency_key import read_recovery
from kiosk.wire.followup import followup_url
from tests.desk.conftest import ROOT, SHEET

I18N = ROOT / "assets" / "i18n"
CODE, TOKEN = 482_913_507_264, bytes(range(16))
HOUR_MS = 3_600_000


def paper(desk, job):
    return job_paper(
        desk.store,
        job,
        catalogue=desk.catalogue,
        agency=SHEET,
        texts=partial(load_texts, I18N),
        agent_texts=lambda: load_texts(I18N, "fr", "agent"),
    )


def asked(desk, station: int | None, at: datetime):
    desk.store.spool.append(
        bytes(16),
        created=1,
        code=CODE,
        token=TOKEN,
        service=desk.service.id,
        language="fr",
        recorded_at=int(at.timestamp() * 1000),
        duplicate=station is not None,
        station=station,
    )
    return desk.store.spool.every()[-1]


def test_a_duplicate_of_elsewhere_names_the_station_that_made_the_request(desk):
    desk.store.enrolment.set_offset(HOUR_MS)
    made = paper(desk, asked(desk, 12, datetime(2026, 11, 21, 14, 40)))
    assert isinstance(made, Receipt)
    assert made.url == followup_url("https://relais.example", 12, TOKEN)
    # The central's time already: nothing is added to it.
    assert made.recorded.replace("\u00a0", " ").endswith("21 novembre 2026, 14 h 40, borne 12")
    assert made.duplicate == "DUPLICATA 1"


def test_a_paper_of_this_station_is_dated_by_the_central(desk):
    desk.store.enrolment.set_offset(HOUR_MS)
    made = paper(desk, asked(desk, None, datetime(2026, 11, 21, 14, 40)))
    assert made.url == followup_url("https://relais.example", 3, TOKEN)
    assert made.recorded.replace("\u00a0", " ").endswith("21 novembre 2026, 15 h 40, borne 3")
    assert made.duplicate is None


@pytest.mark.parametrize(("station", "word"), [(3, "borne 3"), (103, "guichet 103"), (99, "borne 99")])
def test_a_paper_calls_a_station_what_the_signed_roster_says(desk, station, word):
    assert paper(desk, asked(desk, station, datetime(2026, 11, 21))).recorded.endswith(word)


def test_a_roster_of_an_earlier_version_stops_no_paper(desk):
    desk.store._connection.change("UPDATE enrolment SET roster = ?", [b"of version 1"])
    assert paper(desk, asked(desk, 103, datetime(2026, 11, 21))).recorded.endswith("borne 103")


def test_the_sheet_holds_the_key_of_this_agency(desk):
    key = desk.store.agency_key.make(1)
    desk.store.spool.append_recovery(desk.clock.now_ms())
    made = paper(desk, desk.store.spool.next())
    assert isinstance(made, RecoverySheet)
    assert read_recovery(made.square).to_bytes() == key.to_bytes()
    assert made.agency == SHEET.name
    assert desk.store.identity.name in made.made


def test_a_key_that_came_since_is_the_one_on_the_sheet(desk, keys):
    desk.store.agency_key.make(1)
    desk.store.spool.append_recovery(1)
    desk.store.agency_key.take(keys.recipient, 2)
    assert read_recovery(paper(desk, desk.store.spool.next()).square).to_bytes() == keys.recipient.to_bytes()


def test_a_job_of_one_kind_is_no_paper_of_another(desk):
    desk.store.spool.append_recovery(1)
    job = desk.store.spool.next()
    with pytest.raises(ValueError, match="without the agency's key"):
        paper(desk, job)
    with pytest.raises(ValueError, match="about no request"):
        job_receipt(desk.store, job, catalogue=desk.catalogue, agency=SHEET, texts=partial(load_texts, I18N))


def test_an_ended_sheet_is_written_no_more(desk):
    desk.store.agency_key.make(1)
    desk.store.spool.append_recovery(1)
    desk.store.spool.mark(desk.store.spool.next().id, "failed")
    with pytest.raises(ValueError, match="ended"):
        paper(desk, desk.store.spool.every()[-1])
