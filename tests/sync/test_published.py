"""Standings come home with the changes, page by page, and are found again without the central."""

import pytest

from kiosk.errors import CentralNonsense
from kiosk.store import open_store
from kiosk.wire.case import CaseStatus
from kiosk.wire.cbor import decode
from kiosk.wire.published import Standing, handle_of, open_standing, seal_standing
from sync.changes import Changes
from tests.fakes.fake_agency import CHANGES, FakeAgency
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, Request, serving, url_of

TOKENS = [bytes(15) + bytes([n]) for n in range(7)]
NOW_MS = 1_790_000_000_000


class Home:
    """A station, its central, and the places of the list that it asked for."""

    def __init__(self, folder) -> None:
        self.agency = FakeAgency()
        self.clock = FakeClock()
        self.folder = folder
        self.places: list[int] = []
        with open_store(folder, durable=False) as store:
            self.agency.enrol(store)
        self.agency.replies[CHANGES] = self.answer

    def answer(self, request: Request) -> Reply:
        self.places.append(decode(request.body)["published"])
        return Reply(value=self.agency._changes(self.places[-1]))

    def says(self, token: bytes, status: CaseStatus) -> None:
        self.agency.published.append(seal_standing(token, Standing(status, NOW_MS)))

    def round(self) -> Changes:
        """One round of a station that has just started."""
        with serving(self.agency) as server:
            opening = lambda: open_store(self.folder, durable=False)  # noqa: E731
            loop = Changes(opening, url_of(server), self.clock, lambda topic: None, role="kiosk")
            loop.step()
            loop.close()
        return loop

    def finds(self, token: bytes) -> CaseStatus | None:
        with open_store(self.folder, durable=False) as store:
            sealed = store.published.find(handle_of(token))
        return None if sealed is None else open_standing(token, sealed).status


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "data")


def test_the_whole_list_comes_at_once_and_then_only_what_is_new(home):
    for token in TOKENS[:5]:
        home.says(token, CaseStatus.RECEIVED)
    assert home.round().problem is None
    assert home.places == [0, 2, 4]
    assert {home.finds(token) for token in TOKENS[:5]} == {CaseStatus.RECEIVED}
    assert home.finds(TOKENS[5]) is None
    home.says(TOKENS[0], CaseStatus.DONE)
    home.round()
    assert home.places == [0, 2, 4, 5]
    assert (home.finds(TOKENS[0]), home.finds(TOKENS[1])) == (CaseStatus.DONE, CaseStatus.RECEIVED)


def test_a_line_that_breaks_between_two_pages_loses_nothing(home):
    for token in TOKENS[:5]:
        home.says(token, CaseStatus.READ)
    whole = home.answer

    def breaks(request: Request) -> Reply:
        reply = whole(request)
        return reply if len(home.places) < 2 else Reply(value={"error": "bad"})

    home.agency.replies[CHANGES] = breaks
    assert isinstance(home.round().problem, CentralNonsense)
    assert (home.finds(TOKENS[1]), home.finds(TOKENS[2])) == (CaseStatus.READ, None)
    home.agency.replies[CHANGES] = whole
    assert home.round().problem is None
    assert home.places == [0, 2, 2, 4] and home.finds(TOKENS[4]) == CaseStatus.READ


def test_a_list_without_end_does_not_keep_a_station(home):
    home.agency.published = [seal_standing(TOKENS[0], Standing(CaseStatus.READ, NOW_MS))] * 100
    assert home.round().problem is None
    assert home.places == list(range(0, 42, 2))
    home.round()
    assert home.places[21] == 40
