"""What a station keeps of published standings: no page lost unseen, none taken back by an old one."""

import pytest

from kiosk.store.published import KEPT_MS, MOST_PAGES, STEP_MS
from kiosk.wire.published import Entry, Page

T = 1_794_000_000_000


def handle(n: int) -> bytes:
    return bytes(15) + bytes([n])


class List:
    """The central's side: says what it would put on a page."""

    def __init__(self, store) -> None:
        self.store = store.published

    def bring(self, after, upto, entries=None, at=0, *, more=False, now=1) -> bool:
        made = tuple(Entry(handle(n), sealed) for n, sealed in (entries or {}).items())
        raw = f"{after}-{upto}@{at}".encode()
        return self.store.take(Page(7, after, upto, T + at, more, made), raw, now)

    def known(self, *numbers) -> list[bytes | None]:
        return [self.store.find(handle(n)) for n in numbers]

    @property
    def state(self) -> tuple[int, int | None]:
        as_of = self.store.as_of()
        return self.store.wanted(), None if as_of is None else as_of - T


@pytest.fixture
def news(store):
    return List(store)


def test_at_first_nothing_is_known(news):
    assert (news.state, news.known(1)) == ((0, None), [None])


def test_pages_follow_one_another_and_the_newest_entry_counts(news):
    assert news.bring(0, 2, {1: b"a", 2: b"b"}, at=1)
    assert news.bring(2, 3, {1: b"c"}, at=2)
    assert (news.known(1, 2, 3), news.state) == ([b"c", b"b", None], (3, 2))


def test_behind_a_gap_nothing_is_taken(news):
    news.bring(0, 2, {1: b"a"}, at=1)
    assert not news.bring(3, 5, {1: b"z"}, at=9)
    assert (news.known(1), news.state) == ([b"a"], (2, 1))


def test_an_old_page_brought_again_takes_nothing_back(news):
    news.bring(0, 2, {1: b"a"}, at=1)
    news.bring(2, 3, {1: b"b"}, at=2)
    assert not news.bring(0, 2, {1: b"a"}, at=1)
    assert not news.bring(2, 3, {1: b"b"}, at=2)
    assert (news.known(1), news.state) == ([b"b"], (3, 2))


def test_a_page_that_overlaps_what_is_known_leads_on(news):
    news.bring(0, 5, {1: b"a"}, at=1)
    assert news.bring(3, 8, {1: b"b"}, at=2)
    assert (news.known(1), news.state) == ([b"b"], (8, 2))


def test_a_page_of_a_central_whose_clock_was_set_back_leads_on_too(news):
    news.bring(0, 5, {1: b"a"}, at=10)
    assert news.bring(5, 6, {1: b"b"}, at=3)
    assert (news.known(1), news.state) == ([b"b"], (6, 10))


def test_the_whole_list_is_known_at_its_last_page_only(news):
    news.bring(0, 2, {1: b"a"}, at=1, more=True)
    assert news.state == (2, None)
    news.bring(2, 3, {2: b"b"}, at=1)
    assert news.state == (3, 1)


def test_a_central_restored_from_a_backup_begins_anew(news):
    news.bring(0, 90, {1: b"lost", 2: b"b"}, at=1)
    assert news.bring(0, 40, {1: b"restored"}, at=2)
    assert (news.known(1, 2), news.state) == ([b"restored", b"b"], (40, 2))


def test_what_is_to_be_forgotten_is(news):
    news.bring(0, 1, {1: b"a"}, at=1)
    news.bring(1, 2, {1: b"", 2: b""}, at=2)
    assert news.known(1, 2) == [None, None]


def test_an_unchanged_list_costs_a_write_an_hour(news):
    news.bring(0, 1, {1: b"a"}, at=1)
    assert not news.bring(1, 1, at=60_000)
    assert news.bring(1, 1, at=STEP_MS + 1)
    assert news.state == (1, STEP_MS + 1)
    assert not news.bring(1, 1, at=5)


def test_an_agency_without_any_case_costs_no_more(news):
    assert news.bring(0, 0, at=1)
    assert not news.bring(0, 0, at=60_000)
    assert news.bring(0, 0, at=STEP_MS + 1)


def test_what_the_central_has_long_forgotten_goes(news):
    news.bring(0, 1, {1: b"a"}, at=1, now=1)
    news.bring(1, 2, {2: b"b"}, at=2, now=KEPT_MS + 2)
    assert news.known(1, 2) == [None, b"b"]


def test_pages_are_kept_for_those_who_carry_them_on(news):
    news.bring(0, 2, {1: b"a"}, at=1)
    news.bring(2, 2, at=STEP_MS + 2)
    news.bring(2, 3, {2: b"b"}, at=STEP_MS + 3)
    news.bring(3, 3, at=3 * STEP_MS)
    last = f"3-3@{3 * STEP_MS}".encode()
    assert news.store.pages() == (b"0-2@1", f"2-3@{STEP_MS + 3}".encode(), last)
    assert news.store.pages(3) == (last,)


def test_many_pages_become_few_again(news):
    for n in range(MOST_PAGES):
        assert news.store.wanted() == n
        news.bring(n, n + 1, {1: b"%d" % n}, at=n)
    assert news.store.wanted() == 0
    assert news.bring(0, MOST_PAGES, {1: b"all"}, at=MOST_PAGES)
    assert news.store.pages() == (f"0-{MOST_PAGES}@{MOST_PAGES}".encode(),)
    assert (news.store.wanted(), news.known(1)) == (MOST_PAGES, [b"all"])


def test_other_stations_pages_are_anothers_business_and_nothing_is_readable(folder, news):
    """Without a token there is neither a name nor a status in the file, which is encrypted besides."""
    news.bring(0, 1, {1: b"SEALED-STANDING"}, at=1)
    assert all(b"SEALED-STANDING" not in path.read_bytes() for path in folder.iterdir())
