"""The whole window: its head on every page, its lock, its forgetting; nothing cut, heaped, small or faint."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt

from kiosk.desk.case_view import ChangeView
from kiosk.desk.counter import Agent, DraftCard, Network, WrongPin
from kiosk.errors import NotEnrolled, StoreBusy
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Assistance
from kiosk.wire.followup import format_code
from rehearsal.keys import ALT
from tests.fakes.fake_counter import AT_MS, CODE, told, viewed
from tests.ui.counter.conftest import SIZES, SMALL, THEMES, OpenDesk
from tests.ui.counter.desk import Desk, several
from tests.ui.counter.measures import faint, look
from tests.ui.measures import box

Key = Qt.Key
CANARY = "CANARI-QZXW"
LONG = "Demander un rendez-vous pour une carte d’identité ou un passeport"
PEOPLE = tuple(Agent(number, f"Agent {number}", locked=number == 3) for number in range(1, 5))
WAITING = DraftCard(LONG, "fr", Assistance.TOGETHER, AT_MS)
BUSY_LINE = Network(False, 12, 1000, 3)
LATE_LINE = Network(False, 12, 1000, 3, late=12, held=3)
ROAD = (
    ChangeView(AT_MS, CaseStatus.READ, "", "received"),
    ChangeView(
        AT_MS, CaseStatus.PAPERS_MISSING, "Il manque une facture de moins de 3 mois. " * 4, "recorded"
    ),
    ChangeView(AT_MS, None, "Nous vous appelons demain.", "recorded", held=True),
)
ANSWERS = (
    *((f"Quelle est la réponse à la question {number}\u00a0?", f"Réponse {number}") for number in range(9)),
    ("Voulez-vous ajouter quelque chose\u00a0?", "Je ne peux pas me déplacer facilement. " * 6),
)


def at_login(desk: Desk) -> None:
    desk.desk.refusal = WrongPin(8)
    desk.keys.use("agent:2")
    desk.keys.type("111199")
    desk.enter()


def at_home(desk: Desk) -> None:
    desk.log_in()
    desk.at("screen:home")


def refused(desk: Desk) -> None:
    at_home(desk)
    desk.finder.reachable = False
    desk.search(f"{CODE:012d}")


def draft_first(desk: Desk) -> None:
    at_home(desk)
    desk.keys.use("service:service-2")
    desk.settle()


def in_trouble(desk: Desk) -> None:
    at_home(desk)
    desk.desk.trouble = NotEnrolled()
    desk.enter()


def on_case(desk: Desk) -> None:
    at_home(desk)
    desk.find_case()


def undecided(desk: Desk) -> None:
    on_case(desk)
    desk.enter()
    desk.keys.use("add-note")


def decided(desk: Desk) -> None:
    on_case(desk)
    desk.keys.digit(3, ALT)
    desk.enter()


def sealed(desk: Desk) -> None:
    desk.finder.cases[CODE] = (told(),)
    on_case(desk)


def question_refused(desk: Desk) -> None:
    at_home(desk)
    desk.begin()
    desk.search("123")


FULL = viewed(service_title=LONG, answers=ANSWERS, road=ROAD, status=CaseStatus.PAPERS_MISSING)
OLD = viewed(answers=ANSWERS, status=CaseStatus.DONE, fresh=False)
SEALED = viewed(trouble="sealed", answers=(), code=None, assistance=None, language="", service_title="")
UNKNOWN = viewed(trouble="form_unknown", answers=(), service_title="", next_step="")
PAGES: dict[str, tuple[Callable[[Desk], None], dict[str, object]]] = {
    "login": (at_login, {"people": PEOPLE}),
    "nobody": (lambda desk: None, {"people": ()}),
    "home": (at_home, {"services": several(6)}),
    "many services": (at_home, {"services": several(14), "network_now": BUSY_LINE}),
    "home, refused": (refused, {"services": several(6), "network_now": BUSY_LINE}),
    "home, draft": (draft_first, {"services": several(6), "draft": WAITING, "network_now": LATE_LINE}),
    "home, trouble": (in_trouble, {"services": several(6)}),
    "case": (on_case, {"views": (FULL,), "network_now": BUSY_LINE}),
    "case, decided": (decided, {"views": (FULL,)}),
    "case, undecided": (undecided, {"views": (OLD,)}),
    "case, sealed": (sealed, {"views": (SEALED,)}),
    "case, unknown": (on_case, {"views": (UNKNOWN,)}),
    "question, refused": (question_refused, {}),
    "out of service": (lambda desk: None, {"broken": StoreBusy(path="relais.db")}),
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_whole(open_desk: OpenDesk, page: str, size: tuple[int, int]) -> None:
    come, counter = PAGES[page]
    desk = open_desk(size=size, **counter)
    come(desk)
    desk.pause(20)
    faults = look(desk, page)
    if size == SMALL:
        for theme in THEMES:
            desk.paint(theme)
            faults += [f"{theme}: {fault}" for fault in faint(desk, theme)]
    assert faults == []


def test_a_refused_search_covers_nothing_of_the_page(open_desk: OpenDesk) -> None:
    desk = open_desk(services=several(6))
    refused(desk)
    refusal, page, field = desk.find("search-refusal"), desk.find("screen:home"), desk.find("field:search")
    assert refusal is not None and page is not None and field is not None
    assert box(field).bottom() < box(refusal).top() < box(refusal).bottom() < box(page).top()


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_change_and_the_page_stays(open_desk: OpenDesk, theme: str) -> None:
    desk = open_desk(theme=theme)
    at_home(desk)
    desk.keys.use("colours")
    following = THEMES[(THEMES.index(theme) + 1) % len(THEMES)]
    assert desk.course.property("comfort").property("page")["theme"] == following
    assert desk.focused() == "colours" and desk.screen() == "screen:home"


def test_a_search_keeps_its_enter_on_a_page_of_a_request(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.begin()
    desk.keys.digit(1)
    desk.search("123")
    assert desk.screen() == "screen:question:sujet" and desk.sees("search-refusal")
    assert desk.focused() == "field:search"
    desk.keys.type("4")
    assert not desk.sees("search-refusal")


def test_escape_in_the_search_gives_the_keys_back_to_the_page(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.begin()
    desk.keys.digit(2)
    before = desk.focused()
    desk.search("123")
    desk.tap(Key.Key_Escape)
    assert desk.screen() == "screen:question:sujet" and not desk.sees("search-refusal")
    assert desk.read("field:search") == "" and desk.focused() == before
    desk.enter()
    assert desk.screen() == "screen:question:jours"


def test_a_paper_scanned_into_the_field_keeps_the_request_of_before(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.begin()
    desk.to("screen:question:nom")
    desk.keys.press(Key.Key_F2)
    desk.keys.scan(f"{CODE:012d}")
    desk.at("screen:case")
    desk.tap(Key.Key_F3)
    desk.keys.use("resume")
    desk.at("screen:question:nom")


def test_a_paper_scanned_beside_the_field_passes_no_question(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.begin()
    desk.keys.scan(f"{CODE:012d}")
    desk.settle()
    assert desk.screen() == "screen:question:sujet"


def test_f3_from_a_request_keeps_it(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.begin()
    desk.to("screen:question:nom")
    desk.tap(Key.Key_F3)
    assert desk.screen() == "screen:home" and desk.focused() == "resume"
    assert CANARY not in desk.held()


def test_a_slow_central_says_that_it_is_asked(open_desk: OpenDesk) -> None:
    desk, answer = open_desk(), Event()
    at_home(desk)
    desk.finder.before = lambda: answer.wait(10) and None
    desk.keys.press(Key.Key_F2)
    desk.keys.type(f"{CODE:012d}")
    desk.keys.enter()
    desk.wait(lambda: desk.says("Recherche…"), "the search")
    answer.set()
    desk.at("screen:case")
    assert not desk.says("Recherche…")


def test_a_search_given_up_opens_no_page_later(open_desk: OpenDesk) -> None:
    desk, answer = open_desk(), Event()
    at_home(desk)
    desk.finder.before = lambda: answer.wait(10) and None
    desk.keys.press(Key.Key_F2)
    desk.keys.type(f"{CODE:012d}")
    desk.keys.enter()
    desk.keys.press(Key.Key_F3)
    desk.pause(50)
    answer.set()
    desk.settle()
    assert desk.screen() == "screen:home" and not desk.says("Recherche…")
    assert format_code(CODE) not in desk.held()


def test_a_counter_left_alone_locks_and_forgets(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.find_case()
    assert CANARY in desk.held()
    desk.course._lock.start(60)
    desk.wait(lambda: desk.screen() == "screen:login", "the lock")
    desk.settle()
    assert desk.desk.logged_in is None
    assert CANARY not in desk.held() and format_code(CODE) not in desk.held()
    assert CANARY not in " ".join(desk.texts())


def test_a_key_keeps_the_counter_open(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.course._lock.start(1000)
    desk.pause(300)
    desk.tap(Key.Key_Tab)
    assert desk.course._lock.remainingTime() > 800


@pytest.mark.parametrize("leave", ["log out", "next client", "done"])
def test_nothing_of_a_client_is_left_in_the_screens(open_desk: OpenDesk, leave: str) -> None:
    desk = open_desk()
    at_home(desk)
    desk.find_case()
    desk.tap(Key.Key_F3)
    desk.begin()
    desk.to("screen:review")
    assert CANARY in desk.held()
    if leave == "log out":
        desk.keys.use("log-out")
        desk.at("screen:login")
    elif leave == "next client":
        desk.tap(Key.Key_F3)
        desk.tap(Key.Key_F3)
    else:
        desk.enter()
        desk.at("screen:done")
        desk.enter()
        desk.at("screen:home")
    assert CANARY not in desk.held() and format_code(CODE) not in desk.held()


def test_the_lock_keeps_the_request_for_its_agent(open_desk: OpenDesk) -> None:
    desk = open_desk()
    at_home(desk)
    desk.begin()
    desk.to("screen:question:nom")
    desk.course._lock.start(60)
    desk.wait(lambda: desk.screen() == "screen:login", "the lock")
    desk.settle()
    assert not desk.says("Une demande est en attente")
    desk.course._lock.setInterval(600_000)
    at_home(desk)
    assert desk.focused() == "resume"


def test_a_counter_out_of_service_says_why_and_what_to_tell_the_technician(open_desk: OpenDesk) -> None:
    desk = open_desk(broken=StoreBusy(path="relais.db"))
    assert desk.says("Ce guichet est hors service.") and desk.says("store.busy")
    for key in (Key.Key_F2, Key.Key_F3, Key.Key_Return, Key.Key_Escape):
        desk.keys.press(key)
    assert desk.screen() == "screen:out-of-service" and not desk.sees("field:search")
