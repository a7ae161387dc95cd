"""What a station tells of a paper that is shown to it: with the token alone, and no more than it knows."""

from datetime import date

import pytest

from kiosk.desk.news import News
from kiosk.wire.case import CaseStatus
from kiosk.wire.courier_qr import courier_address, write_courier
from kiosk.wire.followup import followup_url, token_text
from kiosk.wire.published import Entry, Page, Standing, seal_standing

HOST = "https://relais.example"
TOKEN, OTHER = bytes(range(16)), bytes(16)
DAY_MS = 24 * 3600 * 1000
SINCE_MS, AS_OF_MS = 1_794_000_000_000, 1_794_000_000_000 + 8 * DAY_MS
SINCE, AS_OF = date(2026, 11, 6), date(2026, 11, 14)
SQUARE = followup_url(HOST, 12, TOKEN)


def told(desk, status: CaseStatus, *, after: int = 0, at_ms: int = AS_OF_MS, more: bool = False) -> None:
    entry = seal_standing(TOKEN, Standing(status, SINCE_MS))
    page = Page(7, after, after + 1, at_ms, more, (entry,))
    assert desk.store.published.take(page, b"raw", desk.clock.now_ms())


@pytest.mark.parametrize("status", CaseStatus)
def test_the_square_of_any_station_tells_where_the_request_stands(desk, status):
    told(desk, status)
    assert desk.intake.news(SQUARE) == News(status, AS_OF, SINCE)


@pytest.mark.parametrize(
    "scanned",
    [
        f"/s/3-{token_text(TOKEN)}", SQUARE.upper(), f"  {SQUARE}\n", f"http://127.0.0.1:8000/s/1-{token_text(TOKEN)}",
        courier_address(HOST) + write_courier(b"an envelope", TOKEN),
    ],
)  # fmt: skip
def test_other_spellings_and_the_large_square_open_it_too(desk, scanned):
    told(desk, CaseStatus.READ)
    assert desk.intake.news(scanned) == News(CaseStatus.READ, AS_OF, SINCE)


def test_a_token_that_nobody_told_of_is_honestly_unknown(desk):
    assert desk.intake.news(SQUARE) == News(None)
    told(desk, CaseStatus.DONE)
    assert desk.intake.news(followup_url(HOST, 12, OTHER)) == News(None)


@pytest.mark.parametrize(
    "scanned",
    ["", "x", "https://relais.example/s/3", "4006381333931", "https://relais.example/r#", "r#AX",
     courier_address(HOST) + "%%X", "482 913 507 264"],
)  # fmt: skip
def test_what_is_no_square_of_a_paper_opens_nothing(desk, scanned):
    """The code least of all: twelve digits can be tried one after the other."""
    told(desk, CaseStatus.DONE)
    assert desk.intake.news(scanned) is None


def test_before_the_whole_list_is_known_it_says_the_day_of_the_change(desk):
    told(desk, CaseStatus.READ, more=True)
    assert desk.intake.news(SQUARE) == News(CaseStatus.READ, SINCE, SINCE)


def test_an_entry_that_does_not_open_says_nothing(desk):
    entry = Entry(seal_standing(TOKEN, Standing(CaseStatus.READ, 1)).handle, bytes(40))
    desk.store.published.take(Page(7, 0, 1, AS_OF_MS, False, (entry,)), b"raw", 1)
    assert desk.intake.news(SQUARE) == News(None)


def test_a_scan_leaves_nothing_behind(desk):
    told(desk, CaseStatus.READ)

    def written() -> dict[str, bytes]:
        # Not the index in shared memory, where readers note what they read up to.
        return {path.name: path.read_bytes() for path in desk.folder.iterdir() if path.suffix != ".db-shm"}

    before = written()
    journal = desk.store.journal.entries()
    desk.intake.news(SQUARE)
    assert written() == before
    assert desk.store.journal.entries() == journal and not desk.store.outbox.every()
