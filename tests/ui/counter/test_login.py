"""Who works here: an agent, a PIN, and words for every refusal, by keys alone."""

import pytest
from PySide6.QtCore import Qt

from kiosk.desk.counter import Agent, WrongPin
from kiosk.errors import StoreBusy
from rehearsal.keys import SHIFT
from tests.fakes.fake_counter import PIN
from tests.ui.counter.conftest import OpenDesk
from tests.ui.counter.desk import Desk
from tests.ui.measures import box

Key = Qt.Key
PEOPLE = (
    Agent(1, "Agent 1", locked=False),
    Agent(2, "Agent 2", locked=False),
    Agent(3, "Agent 3", locked=True),
)


def standing(desk: Desk) -> str:
    """What is left in the field of the PIN."""
    return desk.read("field:pin")


def test_the_only_agent_types_the_pin_and_enter_and_is_in(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert desk.focused() == "field:pin"
    desk.keys.type(PIN)
    assert desk.is_ringed()
    desk.enter()
    assert desk.screen() == "screen:home"
    assert desk.desk.logged_in == 1


def test_an_agent_is_chosen_with_enter_among_several(open_desk: OpenDesk) -> None:
    desk = open_desk(people=PEOPLE)
    assert desk.focused() == "agent:1"
    desk.tap(Key.Key_Down)
    desk.enter()
    assert desk.focused() == "field:pin"
    desk.keys.type(PIN)
    desk.enter()
    assert desk.desk.logged_in == 2


def test_tab_goes_from_the_agents_over_the_pin_to_the_way_in(open_desk: OpenDesk) -> None:
    desk = open_desk(people=PEOPLE)
    assert desk.passes() == ["agent:2", "agent:3", "field:pin", "log-in", "colours", "agent:1"]


def test_a_locked_agent_reads_why(open_desk: OpenDesk) -> None:
    desk = open_desk(people=PEOPLE)
    assert desk.says("Bloqué. Le technicien peut le débloquer.", "agent:3")
    assert not desk.says("Bloqué", "agent:1")


def test_a_wrong_pin_is_refused_above_its_field_which_is_empty_and_keeps_the_focus(
    open_desk: OpenDesk,
) -> None:
    desk = open_desk()
    desk.keys.type("111199")
    desk.enter()
    assert desk.says("Ce code secret n’est pas le bon.", "refusal")
    refusal, field = desk.find("refusal"), desk.find("field:pin")
    assert refusal is not None and field is not None
    assert 0 < box(field).top() - box(refusal).bottom() < 40
    assert desk.focused() == "field:pin" and standing(desk) == ""
    desk.keys.type(PIN)
    desk.enter()
    assert desk.screen() == "screen:home"


def test_a_wait_is_said_in_seconds(open_desk: OpenDesk) -> None:
    desk = open_desk(refusal=WrongPin(8, tried=False))
    desk.keys.type(PIN)
    desk.enter()
    assert desk.says("Attendez 8 s avant d’essayer encore.", "refusal")
    assert not desk.says("pas le bon")


def test_a_desk_that_fails_says_so_and_lets_try_again(open_desk: OpenDesk) -> None:
    desk = open_desk(trouble=StoreBusy(path="relais.db"))
    desk.keys.type(PIN)
    desk.enter()
    assert desk.says("relais.db", "refusal") and standing(desk) == ""
    desk.desk.trouble = None
    desk.keys.type(PIN)
    desk.enter()
    assert desk.screen() == "screen:home"


def test_what_is_missing_is_said(open_desk: OpenDesk) -> None:
    desk = open_desk(people=PEOPLE)
    desk.keys.write("field:pin", PIN)
    desk.enter()
    assert desk.says("Choisissez d’abord votre nom.") and desk.focused() == "agent:1"
    desk.keys.use("agent:2")
    assert not desk.sees("refusal")
    desk.keys.reach("field:pin")
    desk.enter()
    assert desk.desk.logged_in == 2


def test_enter_without_a_pin_asks_for_it(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.enter()
    assert desk.says("Tapez d’abord votre code secret.", "refusal") and desk.focused() == "field:pin"
    desk.keys.type("4")
    assert not desk.sees("refusal")


def test_a_counter_without_agents_offers_no_field(open_desk: OpenDesk) -> None:
    desk = open_desk(people=())
    assert desk.says("n’a pas encore d’agent", "trouble")
    assert not desk.sees("field:pin") and not desk.sees("log-in")


@pytest.mark.parametrize("key", [Key.Key_F2, Key.Key_F3, Key.Key_Escape])
def test_no_key_leads_past_the_login(open_desk: OpenDesk, key: Qt.Key) -> None:
    desk = open_desk()
    desk.tap(key)
    assert desk.screen() == "screen:login"
    for name in ("field:search", "log-out", "next-client"):
        assert not desk.sees(name)


def test_the_pin_is_never_shown(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.keys.type(PIN)
    field = desk.find("field:pin")
    assert field is not None and field.property("displayText") == "●" * len(PIN)
    assert PIN not in desk.held()


def test_a_click_chooses_and_lets_in(open_desk: OpenDesk) -> None:
    desk = open_desk(people=PEOPLE)
    desk.click("agent:2")
    desk.keys.type(PIN)
    desk.click("log-in")
    assert desk.desk.logged_in == 2


def test_shift_and_tab_go_back(open_desk: OpenDesk) -> None:
    desk = open_desk(people=PEOPLE)
    desk.keys.reach("field:pin")
    desk.tap(Key.Key_Tab, SHIFT)
    assert desk.focused() == "agent:3"
