"""What the central publishes of cases: readable with the token alone, in order, of one agency, for a time."""

import pytest
from django.conf import settings

from central.cases import publishing
from central.cases.models import Case, PublishedStanding, Status
from central.cases.publishing import CLOSED_MS, OPEN_MS, page_after
from central.pages.cases import mark_read
from central.stations.models import Agency
from central.stations.opening import open_agency
from kiosk.clock import SystemClock
from kiosk.errors import CannotOpen
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Content, Kind
from kiosk.wire.envelope import new_id
from kiosk.wire.keys import OpeningKey
from kiosk.wire.published import MOST_PLACE, Page, handle_of, open_standing, read_page
from tests.central.outpost import CHANGES, PUBLISHER, Outpost, content, said

CENTRAL = settings.KEYS.signing.public


def page(station: Outpost, after: int = 0) -> Page:
    reply = station.post(CHANGES, {"published": after})
    assert reply.status == 200
    return read_page(reply.value["published"], {CENTRAL.key_id: CENTRAL})


def standing(told: Page, inside: Content) -> CaseStatus | None:
    """What who holds the paper reads on a page, None for nothing."""
    found = [entry.sealed for entry in told.entries if entry.handle == handle_of(inside.token)]
    return open_standing(inside.token, found[-1]).status if found and found[-1] else None


def arrived(station: Outpost, **how: object) -> tuple[Content, bytes]:
    inside, name = content(), new_id(SystemClock().now_ms())
    assert station.send(station.envelope(inside, id=name, **how)).refused == []
    return inside, name


def test_a_request_is_published_as_received_and_opens_with_its_token_alone(
    outpost: Outpost, agency: Agency
) -> None:
    before = SystemClock().now_ms()
    inside, _ = arrived(outpost)
    told = page(outpost)
    assert (told.agency, told.after, told.more, len(told.entries)) == (agency.pk, 0, False, 1)
    assert before <= told.at_ms <= SystemClock().now_ms()
    assert standing(told, inside) == CaseStatus.RECEIVED
    with pytest.raises(CannotOpen):
        open_standing(content().token, told.entries[0].sealed)
    assert inside.token not in bytes(PublishedStanding.objects.get().sealed)


def test_each_change_comes_behind_what_was_told(outpost: Outpost, counter: Outpost) -> None:
    inside, name = arrived(outpost)
    first = page(outpost)
    assert page(outpost, first.upto).entries == ()
    counter.send(counter.says(said(Kind.STATUS_CHANGE, name, "done")))
    second = page(outpost, first.upto)
    assert second.after == first.upto < second.upto
    assert standing(second, inside) == CaseStatus.DONE
    counter.send(counter.says(said(Kind.NOTE, name, None, "un mot")))
    assert page(outpost, second.upto).entries == (), "words change no standing"
    assert PublishedStanding.objects.count() == 1


def test_a_change_that_waited_for_its_case_is_published_with_it(outpost: Outpost, counter: Outpost) -> None:
    inside, name = content(), new_id(SystemClock().now_ms())
    counter.send(counter.says(said(Kind.STATUS_CHANGE, name, "papers_missing")))
    outpost.send(outpost.envelope(inside, id=name))
    assert standing(page(outpost), inside) == CaseStatus.PAPERS_MISSING


def test_a_reading_in_the_back_office_is_published_once(outpost: Outpost) -> None:
    inside, _ = arrived(outpost)
    first = page(outpost).upto
    for _ in range(2):
        mark_read(Case.objects.get())
    told = page(outpost, first)
    assert (standing(told, inside), len(told.entries)) == (CaseStatus.READ, 1)


def test_the_token_of_another_recipients_request_comes_from_the_lookup(
    outpost: Outpost, counter: Outpost
) -> None:
    own = OpeningKey.generate().public
    inside, name = arrived(outpost, recipient=own, lookup=settings.KEYS.lookup.public)
    assert standing(page(outpost), inside) == CaseStatus.RECEIVED
    counter.send(counter.says(said(Kind.STATUS_CHANGE, name, "read")))
    assert standing(page(outpost), inside) == CaseStatus.READ


def test_what_nothing_here_opens_is_not_published(outpost: Outpost) -> None:
    arrived(outpost, recipient=OpeningKey.generate().public)
    assert Case.objects.count() == 1 and page(outpost).entries == ()


def test_an_agency_is_told_of_its_own_cases(outpost: Outpost, enrol_at: object) -> None:
    other = enrol_at(open_agency("Autre", "", "", PUBLISHER.public.raw))
    inside, _ = arrived(outpost)
    mine, theirs = arrived(other)[0], page(other)
    assert standing(theirs, mine) and standing(theirs, inside) is None and len(theirs.entries) == 1


def test_a_long_list_comes_in_pages(outpost: Outpost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_A_PAGE", 2)
    made = [arrived(outpost)[0] for _ in range(5)]
    pages = [page(outpost)]
    while pages[-1].more:
        pages.append(page(outpost, pages[-1].upto))
    assert [len(one.entries) for one in pages] == [2, 2, 1]
    assert [one.after for one in pages[1:]] == [one.upto for one in pages[:-1]]
    assert all(any(standing(one, inside) for one in pages) for inside in made)


def test_a_station_that_knows_more_than_a_restored_central_is_told_everything(outpost: Outpost) -> None:
    inside, _ = arrived(outpost)
    told = page(outpost, MOST_PLACE)
    assert told.after == 0 and standing(told, inside)


def test_closed_cases_are_forgotten_in_time_and_then_that_they_were(
    outpost: Outpost, counter: Outpost, agency: Agency
) -> None:
    open_one, _ = arrived(outpost)
    closed, name = arrived(outpost)
    counter.send(counter.says(said(Kind.STATUS_CHANGE, name, "done")))
    now = SystemClock().now_ms()

    def after(ms: int, place: int = 0) -> Page:
        return read_page(page_after(agency, place, now + ms), {CENTRAL.key_id: CENTRAL})

    assert standing(after(CLOSED_MS - 60_000), closed) == CaseStatus.DONE
    before = after(CLOSED_MS - 60_000).upto
    told = after(CLOSED_MS + 60_000, before)
    assert [(entry.handle, entry.sealed) for entry in told.entries] == [(handle_of(closed.token), b"")]
    assert standing(after(CLOSED_MS + 60_000), open_one) == CaseStatus.RECEIVED
    # A year later nothing is told of either, and nothing is kept.
    assert standing(after(OPEN_MS + 60_000), open_one) is None
    after(CLOSED_MS + 2 * OPEN_MS)
    assert not PublishedStanding.objects.exists()


def test_a_forgotten_case_that_is_opened_again_is_told_again(
    outpost: Outpost, counter: Outpost, agency: Agency
) -> None:
    inside, name = arrived(outpost)
    counter.send(counter.says(said(Kind.STATUS_CHANGE, name, "done")))
    page_after(agency, 0, SystemClock().now_ms() + CLOSED_MS + 60_000)
    counter.send(counter.says(said(Kind.STATUS_CHANGE, name, "in_progress")))
    assert standing(page(outpost), inside) == CaseStatus.IN_PROGRESS


@pytest.mark.parametrize(
    "asked", [{"published": -1}, {"published": True}, {"published": "1"}, {"x": 1}, [], 0]
)
def test_another_question_is_malformed(outpost: Outpost, asked: object) -> None:
    assert outpost.post(CHANGES, asked).status == 400


def test_a_station_of_before_is_told_as_before(outpost: Outpost) -> None:
    assert outpost.post(CHANGES, {}).value.keys() == {"roster", "sealing", "followup", "time"}


def test_every_status_here_has_its_word_on_the_wire() -> None:
    assert [str(status) for status in CaseStatus] == list(Status.values)
