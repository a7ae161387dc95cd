"""The paper that was found: what is read, decided, said and printed, by keys, with a line and without."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from kiosk.desk.case_view import ChangeView
from kiosk.errors import CentralNonsense, OfficeMissing, StoreBusy
from kiosk.wire.case import CaseStatus
from rehearsal.keys import ALT, SHIFT
from tests.fakes.fake_counter import AT_MS, CODE, Change, told, viewed
from tests.ui.conftest import plain
from tests.ui.counter.conftest import OpenDesk
from tests.ui.counter.desk import Desk
from tests.ui.measures import box

Key = Qt.Key
SEALED = viewed(
    trouble="sealed", answers=(), code=None, assistance=None, language="", service_title="", icon="", cap=""
)


def open_case(desk: Desk) -> Desk:
    desk.log_in()
    desk.at("screen:home")
    desk.find_case()
    return desk


def picked(desk: Desk) -> list[str]:
    items = (desk.find(name) for name in desk.names("status:"))
    return [item.objectName() for item in items if item is not None and item.property("chosen")]


def test_a_case_is_read_at_a_glance(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    assert desk.read("status") == "Reçue"
    assert desk.says("Enregistrée le ") and desk.says("au poste 3") and desk.says("Reçue le ")
    assert desk.says("La mairie vous appelle dans les 5 jours ouvrés après la réception.")
    said = [plain(text) for text in desk.texts("answers")[::-1]]
    assert said == ["Votre nom", "CANARI-QZXW", "Votre âge", "42"]
    assert desk.says("La personne a répondu seule.")
    assert not desk.sees("as-of") and not desk.sees("notice") and not desk.sees("road")


def test_what_a_partner_treats_is_told_and_not_decided(open_desk: OpenDesk) -> None:
    partner = viewed(trouble="partner", answers=(), assistance=None, language="", treated_by="La caisse")
    desk = open_case(open_desk(views=(partner,)))
    assert desk.read("status") == "Reçue" and desk.says("La caisse.", "treated")
    assert desk.says("Votre agence ne lit pas ces réponses.", "sealed")
    assert not desk.names("status:") and not desk.sees("field:message") and not desk.sees("change-status")
    assert desk.focused() == "back" and not desk.sees("duplicate") and not desk.sees("summary")
    desk.enter()
    assert desk.desk.changes == []


def test_the_road_shows_what_was_decided_and_what_is_still_here(open_desk: OpenDesk) -> None:
    road = (
        ChangeView(AT_MS, CaseStatus.READ, "", "received"),
        ChangeView(AT_MS, CaseStatus.PAPERS_MISSING, "Apportez une facture.", "recorded"),
        ChangeView(AT_MS, None, "Nous vous appelons.", "recorded", held=True),
    )
    desk = open_case(open_desk(views=(viewed(road=road),)))
    said = " | ".join(desk.texts("road"))
    for words in ("Apportez une facture.", "pas encore reçue", "Nous vous appelons.", "l’a refusée"):
        assert words in said


def test_tab_goes_from_the_decision_to_the_foot(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    assert desk.focused() == "status:in_progress"
    assert desk.passes() == [
        "status:papers_missing", "status:done", "field:message", "add-note", "back", "duplicate", "summary",
        "change-status", "field:search", "colours", "log-out", "next-client", "status:in_progress",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "key", "word"),
    [
        (1, Key.Key_Ampersand, "in_progress"),
        (2, Key.Key_Eacute, "papers_missing"),
        (3, Key.Key_QuoteDbl, "done"),
    ],
)
def test_alt_and_a_digit_pick_a_status(open_desk: OpenDesk, number: int, key: Qt.Key, word: str) -> None:
    desk = open_case(open_desk())
    desk.keys.digit(number, ALT)
    assert picked(desk) == [f"status:{word}"]
    desk.keys.digit(number % 3 + 1, ALT)
    desk.keys.press(key, ALT)
    assert picked(desk) == [f"status:{word}"] and desk.desk.changes == []


def test_a_decision_by_keys_is_recorded_and_empties_the_form(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.reach("field:message")
    desk.keys.digit(2, ALT)
    desk.keys.type("Apportez")
    desk.keys.press(Key.Key_Return, SHIFT)
    desk.keys.type("une facture.")
    desk.enter()
    assert desk.desk.changes == [
        Change(told().envelope_id, CaseStatus.PAPERS_MISSING, "Apportez\nune facture.")
    ]
    assert desk.says("La décision est enregistrée.", "notice")
    assert desk.read("status") == "Il manque un papier"
    assert desk.read("field:message") == "" and picked(desk) == []
    assert desk.focused() == "field:message"


def test_the_focus_stays_on_the_status_that_was_recorded(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.tap(Key.Key_Down)
    desk.tap(Key.Key_Space)
    desk.enter()
    assert [change.status for change in desk.desk.changes] == [CaseStatus.PAPERS_MISSING]
    assert desk.focused() == "status:papers_missing" and desk.is_ringed()
    assert desk.says("C’est l’état actuel.", "status:papers_missing")


def test_a_held_enter_records_once(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.digit(3, ALT)
    desk.enter()
    desk.enter()
    assert len(desk.desk.changes) == 1
    assert desk.says("Choisissez d’abord l’état de la demande.", "refusal")


def test_what_is_missing_for_a_decision_is_said_right_above(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.enter()
    refusal, choice = desk.find("refusal"), desk.find("status:in_progress")
    assert refusal is not None and choice is not None
    assert 0 < box(choice).top() - box(refusal).bottom() < 30
    assert desk.focused() == "status:in_progress" and desk.desk.changes == []
    desk.keys.digit(1, ALT)
    assert not desk.sees("refusal")


def test_what_is_missing_for_a_message_is_said_right_above(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.use("add-note")
    refusal, field = desk.find("refusal"), desk.find("field:message")
    assert refusal is not None and field is not None
    assert 0 < box(field).top() - box(refusal).bottom() < 40
    assert desk.says("Écrivez d’abord le message.", "refusal") and desk.focused() == "field:message"
    desk.keys.type("B")
    assert not desk.sees("refusal") and desk.desk.changes == []


def test_a_message_alone_leaves_the_status(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.write("field:message", "Nous vous appelons demain.")
    desk.keys.press(Key.Key_Tab)
    assert desk.focused() == "add-note"
    desk.enter()
    assert desk.desk.changes == [Change(told().envelope_id, None, "Nous vous appelons demain.")]
    assert desk.says("Le message est enregistré.", "notice") and desk.read("status") == "Reçue"


def test_what_cannot_be_recorded_stays_written(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.digit(3, ALT)
    desk.keys.write("field:message", "Bonne nouvelle.")
    desk.desk.trouble = StoreBusy(path="relais.db")
    desk.enter()
    assert desk.says("relais.db", "notice") and desk.screen() == "screen:case"
    assert desk.read("field:message") == "Bonne nouvelle." and picked(desk) == ["status:done"]
    desk.desk.trouble = None
    desk.enter()
    assert [change.message for change in desk.desk.changes] == ["Bonne nouvelle."]


def test_a_missing_office_printer_is_said_on_the_page(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.desk.trouble = OfficeMissing()
    desk.keys.use("summary")
    desk.settle()
    assert desk.sees("notice") and desk.screen() == "screen:case" and desk.focused() == "summary"


def test_a_sealed_case_can_be_decided_about_and_prints_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk(views=(SEALED,))
    desk.finder.cases[CODE] = (told(),)
    open_case(desk)
    assert desk.says("Ce guichet ne peut pas ouvrir les réponses.", "sealed")
    for absent in ("duplicate", "summary", "answers"):
        assert not desk.sees(absent)
    desk.keys.digit(3, ALT)
    desk.enter()
    assert [change.status for change in desk.desk.changes] == [CaseStatus.DONE]


def test_without_a_line_a_known_case_says_of_when_it_is(open_desk: OpenDesk) -> None:
    desk = open_desk(views=(viewed(fresh=False),), here=(told(),))
    desk.finder.reachable = False
    open_case(desk)
    assert desk.says("Ce qui est montré date du ", "as-of")


def test_without_a_line_an_unknown_case_is_told_apart(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.finder.reachable = False
    desk.log_in()
    desk.search(f"{CODE:012d}")
    assert desk.says("Le central ne répond pas. Ce guichet ne connaît pas encore", "search-refusal")
    assert "central.example" not in " ".join(desk.texts())
    assert desk.screen() == "screen:home" and desk.focused() == "field:search"


def test_a_paper_of_another_agency_is_not_found(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.finder.cases.clear()
    desk.log_in()
    desk.search(f"{CODE:012d}")
    assert desk.says("Aucune demande de votre agence n’a ce code.", "search-refusal")


def test_an_answer_that_is_not_the_central_s_is_a_refusal(open_desk: OpenDesk) -> None:
    desk = open_desk()

    def nonsense() -> None:
        raise CentralNonsense(address="https://central.example", detail="html")

    desk.finder.before = nonsense
    desk.log_in()
    desk.search(f"{CODE:012d}")
    assert desk.sees("search-refusal") and desk.screen() == "screen:home"


def test_escape_leads_home_and_the_next_search_begins_empty(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.tap(Key.Key_Escape)
    assert desk.screen() == "screen:home" and desk.read("field:search") == ""
    desk.find_case()


def test_escape_out_of_a_message_does_not_lose_it(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.write("field:message", "Nous regardons.")
    desk.tap(Key.Key_Escape)
    assert desk.screen() == "screen:case" and desk.focused() == "status:in_progress"
    assert desk.read("field:message") == "Nous regardons."
    desk.tap(Key.Key_Escape)
    assert desk.screen() == "screen:home"


def test_the_page_follows_what_arrives_and_keeps_what_is_written(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.digit(1, ALT)
    desk.keys.write("field:message", "Nous regardons.")
    view = desk.desk.views[told().envelope_id]
    desk.desk.views[told().envelope_id] = replace(view, status=CaseStatus.DONE)
    desk.counter.notify("changes")
    desk.settle()
    assert desk.read("status") == "Terminée"
    assert desk.read("field:message") == "Nous regardons." and picked(desk) == ["status:in_progress"]
    assert desk.focused() == "field:message"


def test_a_scanner_beside_the_field_decides_nothing(open_desk: OpenDesk) -> None:
    desk = open_case(open_desk())
    desk.keys.digit(3, ALT)
    desk.keys.scan(f"{CODE:012d}")
    desk.settle()
    assert desk.desk.changes == [] and desk.screen() == "screen:case"


def test_long_answers_are_read_with_the_page_keys(open_desk: OpenDesk) -> None:
    answers = tuple((f"Question {number}", f"Réponse {number}") for number in range(40))
    desk = open_case(open_desk(views=(viewed(answers=answers),)))
    column = desk.find("answers")
    assert column is not None
    before = box(column).top()
    desk.tap(Key.Key_PageDown)
    assert box(column).top() < before - 100
    desk.tap(Key.Key_PageUp)
    assert box(column).top() == before
