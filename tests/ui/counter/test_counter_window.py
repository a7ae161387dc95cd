"""The counter's window from login to logout: real QML, real keys, a fake desk and a fake central."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import Qt

from kiosk.desk.counter import DraftLost, Network
from kiosk.desk.finder import WantedCode
from kiosk.errors import NotEnrolled, StoreBusy
from kiosk.store.agents import Agent, PinLocked, WrongPin
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Assistance
from tests.fakes.fake_counter import CODE, PIN, Change, FakeCounter, FakeFinder, told, viewed
from tests.ui.conftest import plain, service
from tests.ui.counter.counter_window import SMALL, Post, open_post

OpenPost = Callable[..., Post]


@pytest.fixture
def post(bugs: list[BaseException]) -> Iterator[OpenPost]:
    posts: list[Post] = []

    def opened(desk: FakeCounter | None = None, finder: FakeFinder | None = None) -> Post:
        posts.append(
            open_post() if desk is None else Post(desk, finder or FakeFinder(), SMALL, width_mm=None)
        )
        return posts[-1]

    yield opened
    for each in posts:
        each.close()
        assert each.warnings == []
        assert each.desk.closed == (each.desk.broken is None)


def test_the_login_opens_with_the_right_pin_and_forgets_a_wrong_one(post: OpenPost) -> None:
    agent = post()
    agent.log_in("111199")
    assert agent.screen() == "screen:login"
    assert agent.says("n’est pas le bon")
    assert agent.focused() == "field:pin"
    assert agent.find("field:pin").property("text") == ""  # type: ignore[union-attr]
    agent.keys.type(PIN)
    agent.keys.enter()
    agent.at("screen:home")
    assert agent.desk.logged_in == 1


def test_waiting_and_locks_are_said(post: OpenPost) -> None:
    agent = post()
    agent.desk.refusal = WrongPin(4)
    agent.log_in()
    assert agent.says("4 s")
    agent.desk.refusal = PinLocked()
    agent.desk.people = (Agent(1, "Agent 1", locked=True),)
    agent.log_in()
    assert agent.says("bloqué")
    assert agent.screen() == "screen:login"


def test_a_counter_without_agents_says_so(post: OpenPost) -> None:
    agent = post(FakeCounter((service(),), agents=()))
    assert agent.says("n’a pas encore d’agent")


def test_a_request_by_keys_from_home_to_the_next_client(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.keys.digit(3, Qt.KeyboardModifier.AltModifier)
    agent.to("screen:review")
    agent.keys.enter()
    agent.at("screen:done")
    assert agent.read("code") == "482 913 507 264"
    ((_, mode),) = agent.desk.submitted
    assert mode is Assistance.ENTERED_BY_AGENT
    agent.keys.enter()
    agent.at("screen:home")
    assert agent.desk.intake.finished == [b"\1" * 16]
    assert not agent.says("482 913 507 264")


def test_what_is_answered_is_kept_after_each_page_and_taken_up_again(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.to("screen:question:nom")
    agent.keys.type("CANARI-QZXW")
    agent.keys.press(Qt.Key.Key_F8)
    agent.at("screen:home")
    assert agent.desk.draft is not None
    assert not agent.says("CANARI-QZXW")
    agent.keys.use("resume")
    agent.at("screen:question:nom")
    assert agent.find("field:answer").property("text") == "CANARI-QZXW"  # type: ignore[union-attr]


def test_a_draft_can_be_dropped(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.to("screen:question:nom")
    agent.keys.press(Qt.Key.Key_F8)
    agent.at("screen:home")
    agent.keys.use("drop-draft")
    agent.settle()
    assert agent.desk.draft is None
    assert not agent.sees("resume")


def test_a_draft_whose_form_changed_is_told_once(post: OpenPost) -> None:
    agent = post()
    agent.desk.draft = DraftLost("Prendre rendez-vous à la mairie")
    agent.log_in()
    agent.at("screen:home")
    assert agent.says("ne peut pas être reprise")


def test_leaving_the_first_question_untouched_leaves_no_draft(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.keys.press(Qt.Key.Key_Escape)
    agent.at("screen:home")
    assert agent.desk.draft is None
    assert not agent.sees("resume")


def test_a_request_that_cannot_be_recorded_stays_and_can_be_sent_again(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.to("screen:review")
    agent.desk.trouble = StoreBusy(path="relais.db")
    agent.keys.enter()
    agent.settle()
    assert agent.screen() == "screen:review"
    assert agent.sees("refusal")
    agent.desk.trouble = None
    agent.keys.enter()
    agent.at("screen:done")


def test_a_service_that_cannot_be_opened_says_why(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.desk.trouble = NotEnrolled()
    agent.keys.use("service:service-1")
    agent.settle()
    assert agent.screen() == "screen:home"
    assert agent.sees("trouble")


def test_a_case_is_found_by_its_code_and_shows_its_answers(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    assert agent.finder.wanted == [WantedCode(CODE)]
    assert agent.says("CANARI-QZXW")
    assert plain("CANARI-QZXW") in [plain(text) for text in agent.texts("answers")]


def test_a_code_that_is_no_code_is_refused_and_no_one_is_asked(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.search("123456789012")
    assert agent.screen() == "screen:home"
    assert agent.says("Un code a 12 chiffres")
    assert agent.finder.wanted == []
    assert agent.focused() == "field:search"


def test_an_unknown_code_is_told_apart_from_a_line_that_is_down(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.finder.cases.clear()
    agent.search(str(CODE))
    assert agent.says("Aucune demande de votre agence")
    agent.finder.reachable = False
    agent.search("")
    agent.keys.enter()
    agent.settle()
    assert agent.says("ne connaît pas encore cette demande")


def test_without_a_line_what_is_known_here_is_shown(post: OpenPost) -> None:
    agent = post()
    agent.finder.reachable = False
    agent.desk.here = (told(),)
    agent.desk.views[told().envelope_id] = viewed(fresh=False)
    agent.log_in()
    agent.find_case()
    assert agent.says("Ce qui est montré date du")


def test_a_search_from_a_question_keeps_the_request(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.to("screen:question:nom")
    agent.find_case()
    agent.keys.press(Qt.Key.Key_Escape)
    agent.at("screen:home")
    assert agent.sees("resume")
    assert agent.sees("paper:0")


def test_a_sealed_case_says_where_its_answers_are_read(post: OpenPost) -> None:
    agent = post()
    agent.desk.views[told().envelope_id] = viewed(trouble="sealed", answers=(), code=None, assistance=None)
    agent.log_in()
    agent.find_case()
    assert not agent.says("CANARI-QZXW")
    assert agent.says("ne peut pas ouvrir")
    assert not agent.sees("duplicate")
    assert not agent.sees("summary")


def test_a_decision_is_recorded_with_its_message(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.use("status:papers_missing")
    agent.keys.write("field:message", "Apportez une facture.")
    agent.keys.use("change-status")
    agent.settle()
    expected = Change(told().envelope_id, CaseStatus.PAPERS_MISSING, "Apportez une facture.")
    assert agent.desk.changes == [expected]
    assert agent.says("pas encore reçue")
    assert agent.find("field:message").property("text") == ""  # type: ignore[union-attr]


def test_a_note_leaves_the_status_as_it_is(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.write("field:message", "Nous vous appelons demain.")
    agent.keys.use("add-note")
    agent.settle()
    assert agent.desk.changes == [Change(told().envelope_id, None, "Nous vous appelons demain.")]


def test_an_empty_decision_and_an_empty_note_ask_for_what_is_missing(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.use("change-status")
    agent.keys.use("add-note")
    agent.settle()
    assert agent.desk.changes == []
    assert agent.says("Écrivez d’abord le message")


def test_a_message_that_could_not_be_recorded_stays_in_its_field(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.use("status:done")
    agent.keys.write("field:message", "C’est fait.")
    agent.desk.trouble = StoreBusy(path="relais.db")
    agent.keys.use("change-status")
    agent.settle()
    assert agent.find("field:message").property("text") == "C’est fait."  # type: ignore[union-attr]
    agent.desk.trouble = None
    agent.keys.use("change-status")
    agent.settle()
    assert [change.status for change in agent.desk.changes] == [CaseStatus.DONE]


def test_papers_of_a_case(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.use("duplicate")
    agent.keys.use("summary")
    agent.settle()
    assert agent.desk.duplicates == agent.desk.summaries == [told().envelope_id]


def test_the_client_is_gone_with_their_papers(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.press(Qt.Key.Key_Escape)
    agent.at("screen:home")
    assert agent.sees("paper:0")
    agent.keys.press(Qt.Key.Key_F3)
    agent.settle()
    assert not agent.sees("paper:0")


def test_logging_out_forgets_everything_and_keeps_the_draft(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.press(Qt.Key.Key_F3)
    agent.at("screen:home")
    agent.begin()
    agent.to("screen:question:nom")
    agent.keys.use("log-out")
    agent.at("screen:login")
    assert agent.desk.logged_in is None
    assert agent.desk.draft is not None
    shown = " ".join(agent.texts())
    assert not any(word in shown for word in ("CANARI", "193 520", "rendez-vous"))


def test_the_line_is_a_sentence_with_a_count(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.desk.network_now = Network(False, 3, 1000)
    agent.counter.notify("outbox")
    agent.settle()
    assert plain(agent.read("network")) == "Pas de réseau. 3 demandes attendent ici."
    agent.desk.network_now = Network(True, 3, 1000, held=1)
    agent.counter.notify("outbox")
    agent.settle()
    assert plain(agent.read("network")).startswith("1 demande est retenue : appelez un technicien.")
    agent.desk.network_now = Network(False, 3, 1000, late=2, held=1)
    agent.counter.notify("outbox")
    agent.settle()
    assert plain(agent.read("network")) == "2 demandes sont en retard : agissez sur papier. Pas de réseau."


def test_a_case_follows_what_becomes_of_a_decision(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.find_case()
    agent.keys.use("status:done")
    agent.keys.use("change-status")
    agent.settle()
    assert agent.says("pas encore reçue")
    envelope = told().envelope_id
    view = agent.desk.views[envelope]
    road = tuple(replace(step, state="received") for step in view.road)
    agent.desk.views[envelope] = replace(view, road=road)
    agent.counter.notify("outbox")
    agent.settle()
    assert not agent.says("pas encore reçue")


def test_a_scanner_on_home_opens_the_paper_and_no_service(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.keys.scan(str(CODE))
    agent.at("screen:case")
    assert agent.desk.intake.sessions == []


def test_escape_in_the_search_field_and_enter_belong_to_it(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    agent.begin()
    agent.search("123")
    assert agent.screen() == "screen:question:sujet"
    assert agent.says("Un code a 12 chiffres")


def test_a_desk_that_cannot_open_is_out_of_service(post: OpenPost) -> None:
    desk = FakeCounter((service(),))
    desk.broken = StoreBusy(path="relais.db")
    agent = post(desk)
    assert agent.screen() == "screen:out-of-service"
    assert "store.busy" in " ".join(agent.texts())


def test_a_central_that_answers_late_changes_no_other_page(post: OpenPost) -> None:
    agent = post()
    agent.log_in()
    answer = Event()
    agent.finder.before = answer.wait
    agent.keys.press(Qt.Key.Key_F2)
    agent.keys.type(str(CODE))
    agent.keys.enter()
    agent.pause(50)
    agent.keys.use("log-out")
    agent.wait(lambda: agent.screen() == "screen:login", "login")
    answer.set()
    agent.settle()
    assert agent.screen() == "screen:login"
    assert not agent.says("CANARI-QZXW")
