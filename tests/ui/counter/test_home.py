"""The first page after the login: a service by its digit, a request that waits, a paper that is scanned."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from kiosk.desk.counter import DraftCard, DraftLost
from kiosk.desk.finder import WantedCode, WantedToken
from kiosk.device import NoStick, StickDone
from kiosk.errors import NotEnrolled
from kiosk.session import Session
from kiosk.wire.compact import Assistance
from kiosk.wire.followup import followup_url, format_code
from rehearsal.keys import ALT
from tests.fakes.fake_counter import CODE, TOKEN, told
from tests.ui.conftest import service
from tests.ui.counter.conftest import OpenDesk
from tests.ui.counter.desk import Desk, several

Key = Qt.Key
DRAFT = DraftCard("Carte de bus", "fr", Assistance.TOGETHER, 1_795_336_000_000)


def waiting() -> tuple[DraftCard, tuple[Session, Assistance]]:
    """A request that was set aside, as the desk keeps it."""
    return DRAFT, (Session(service(), "fr", lambda: date(2026, 11, 22)), Assistance.TOGETHER)


def home(desk: Desk) -> Desk:
    desk.log_in()
    desk.at("screen:home")
    return desk


@pytest.mark.parametrize("number", [1, 3])
def test_a_digit_leads_to_a_service_and_enter_opens_it(open_desk: OpenDesk, number: int) -> None:
    desk = home(open_desk(services=several(4)))
    assert desk.focused() == "service:service-1"
    desk.keys.digit(number)
    assert desk.focused() == f"service:service-{number}" and desk.is_ringed()
    desk.enter()
    assert desk.screen() == "screen:question:sujet"
    assert [session.service.id for session in desk.desk.intake.sessions] == [f"service-{number}"]


def test_another_digit_is_a_change_of_mind(open_desk: OpenDesk) -> None:
    desk = home(open_desk(services=several(4)))
    desk.keys.digit(1)
    desk.keys.digit(4)
    assert desk.focused() == "service:service-4"


@pytest.mark.parametrize(("key", "number"), [(Key.Key_Ampersand, 1), (Key.Key_QuoteDbl, 3)])
def test_a_french_keyboard_needs_no_shift(open_desk: OpenDesk, key: Qt.Key, number: int) -> None:
    desk = home(open_desk(services=several(4)))
    desk.keys.press(key)
    assert desk.focused() == f"service:service-{number}"


def test_a_digit_without_a_service_and_alt_do_nothing(open_desk: OpenDesk) -> None:
    desk = home(open_desk(services=several(2)))
    desk.keys.digit(9)
    desk.keys.digit(2, ALT)
    assert desk.focused() == "service:service-1" and desk.screen() == "screen:home"


def test_tab_goes_through_the_head_the_client_and_the_services(open_desk: OpenDesk) -> None:
    desk = home(open_desk(services=several(2)))
    assert desk.passes() == [
        "service:service-2", "field:search", "colours", "log-out", "next-client", "service:service-1",
    ]  # fmt: skip


def test_a_request_that_waits_comes_first_and_is_taken_up_with_enter(open_desk: OpenDesk) -> None:
    draft, kept = waiting()
    desk = home(open_desk(draft=draft, kept=kept))
    assert desk.says("Une demande est en attente : Carte de bus")
    assert desk.focused() == "resume"
    desk.enter()
    assert desk.screen() == "screen:question:sujet"


def test_a_request_begun_while_another_waits_is_refused_in_words(open_desk: OpenDesk) -> None:
    desk = home(open_desk(draft=DRAFT))
    desk.keys.use("service:service-1")
    desk.settle()
    assert desk.screen() == "screen:home"
    assert desk.says("Reprenez-la ou effacez-la avant d’en commencer une autre.", "trouble")
    assert desk.desk.intake.sessions == []
    assert desk.focused() == "service:service-1"


def test_a_dropped_request_leaves_the_focus_on_the_services(open_desk: OpenDesk) -> None:
    desk = home(open_desk(draft=DRAFT))
    desk.keys.use("service:service-1")
    desk.keys.use("drop-draft")
    desk.settle()
    assert desk.desk.dropped == 1
    for gone in ("resume", "drop-draft", "trouble"):
        assert not desk.sees(gone)
    assert desk.focused() == "service:service-1" and desk.is_ringed()
    desk.enter()
    assert desk.screen() == "screen:question:sujet"


def test_a_draft_whose_form_changed_is_told_and_nothing_is_in_the_way(open_desk: OpenDesk) -> None:
    desk = home(open_desk(draft=DraftLost("Carte de bus")))
    assert desk.says("ne peut pas être reprise", "draft-lost")
    assert not desk.sees("resume")
    desk.enter()
    assert desk.screen() == "screen:question:sujet"


def test_a_service_that_cannot_be_opened_says_why_until_the_next_try(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.desk.trouble = NotEnrolled()
    desk.enter()
    assert desk.sees("trouble") and desk.screen() == "screen:home"
    desk.desk.trouble = None
    desk.enter()
    assert desk.screen() == "screen:question:sujet"


def test_a_scanned_code_opens_the_paper_and_no_service(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.keys.scan(f"{CODE:012d}")
    desk.at("screen:case")
    assert desk.finder.wanted == [WantedCode(CODE)] and desk.desk.intake.sessions == []


def test_a_scanned_square_opens_the_paper(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.finder.tokens[TOKEN] = (told(),)
    desk.keys.scan(followup_url("https://suivi.example.org", 3, TOKEN))
    desk.at("screen:case")
    assert desk.finder.wanted == [WantedToken(3, TOKEN)]


def test_a_code_typed_beside_the_field_opens_the_paper(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.keys.type(f"{CODE:012d}")
    desk.enter()
    desk.at("screen:case")


def test_a_code_that_lacks_a_digit_comes_into_the_field_to_be_mended(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.keys.type(f"{CODE:012d}"[:11])
    desk.enter()
    assert desk.focused() == "field:search" and desk.read("field:search") == f"{CODE:012d}"[:11]
    assert desk.says("Un code a 12 chiffres.", "search-refusal")
    assert desk.desk.intake.sessions == []
    desk.keys.press(Key.Key_End)
    desk.keys.type(f"{CODE:012d}"[11:])
    desk.enter()
    desk.at("screen:case")


def test_a_scanner_of_another_layout_is_refused_and_opens_nothing(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.scan_bare(f"{CODE:012d}")
    assert desk.sees("search-refusal") and desk.screen() == "screen:home"
    assert desk.desk.intake.sessions == []


def test_f3_lets_the_papers_of_the_last_client_go(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.find_case()
    desk.tap(Key.Key_Escape)
    assert desk.screen() == "screen:home" and desk.says(format_code(CODE), "paper:0")
    desk.keys.use("paper:0")
    desk.at("screen:case")
    desk.tap(Key.Key_F3)
    assert not desk.sees("paper:0")
    assert "CANARI" not in desk.held() and format_code(CODE) not in desk.held()


def test_the_next_client_is_a_click_away_too(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.find_case()
    desk.click("next-client")
    assert desk.screen() == "screen:home"


def test_a_paper_of_this_client_opens_from_the_keyboard(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.find_case()
    desk.tap(Key.Key_Escape)
    desk.keys.use("paper:0")
    desk.at("screen:case")
    assert not desk.sees("paper:0")


def test_a_stick_is_told_on_the_first_page(open_desk: OpenDesk) -> None:
    desk = home(open_desk())
    desk.desk.intake.stick_now = StickDone(0, 0, 4, 1)
    desk.counter.notify("stick")
    desk.wait(lambda: desk.says("postes portées au central : 4."), "the stick")
    assert desk.says("qui restent sur la clé : 1.") and desk.says("Vous pouvez retirer la clé.")
    desk.desk.intake.stick_now = NoStick()
    desk.counter.notify("stick")
    desk.wait(lambda: not desk.says("retirer la clé"), "the stick to be out")
