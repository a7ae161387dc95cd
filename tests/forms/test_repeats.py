"""Repeats: where an answer stands, what each instance computes, and the page that asks for another one."""

import pytest

from kiosk.errors import FormBroken
from kiosk.forms.kinds import NO, REMOVE, YES, Kind, Refusal
from kiosk.forms.load import load_form
from kiosk.forms.model import as_number, from_number
from kiosk.forms.reading import read_answers, shown
from kiosk.forms.repeats import MAX_INSTANCES
from kiosk.forms.session import FormSession
from tests.forms.building import TODAY, Filling, compiled, form_of

HOME = """
| survey |
| | type | name | label | calculation | relevant | constraint | repeat_count |
| | text | street | Street | | | | |
| | begin_repeat | people | Somebody at home | | | | |
| | text | first | First name | | | | |
| | integer | age | Age of ${first} | | | . < 120 | |
| | text | school | School | | ${age} < 16 | | |
| | calculate | place | | position(..) | | | |
| | calculate | older | | ${age} + 1 | | | |
| | end_repeat | | | | | | |
| | calculate | total | | sum(${age}) | | | |
| | note | said | In all ${total} years | | | | |
"""


class Home(Filling):
    """The household form, its questions in a repeat named with their instance."""

    def __init__(self) -> None:
        super().__init__(HOME)
        self.page = self.index("people+")

    def at(self, name: str, instance: int) -> tuple[int, int]:
        return self.index(name), instance

    def give(self, name: str, instance: int, value: object) -> object:
        return self.session.answer(self.at(name, instance), value)

    def value_at(self, name: str, instance: int) -> str:
        path = self.session.form.named(name).path
        return self.session._instance.grove.node(path, instance).value()


@pytest.fixture
def home() -> Home:
    return Home()


def test_a_place_is_a_question_and_an_instance(home: Home) -> None:
    assert home.session.add(home.page) == 1
    names = [home.session.name(index) for index in home.session.places()]
    inside = ["first", "age", "school"]
    assert names == ["street", *(f"{n}[1]" for n in inside), *(f"{n}[2]" for n in inside), "people+", "said"]
    for index in home.session.places():
        assert from_number(as_number(index)) == index


def test_each_instance_has_its_own_rules(home: Home) -> None:
    home.session.add(home.page)
    home.give("first", 0, "Jo")
    home.give("age", 0, 50)
    home.give("first", 1, "Mia")
    home.give("age", 1, 9)
    assert [home.session.relevant(home.at("school", n)) for n in (0, 1)] == [False, True]
    assert [home.value_at("place", n) for n in (0, 1)] == ["1", "2"]
    assert [home.value_at("older", n) for n in (0, 1)] == ["51", "10"]
    assert [home.session.view(home.at("age", n)).label for n in (0, 1)] == ["Age of Jo", "Age of Mia"]
    assert home.give("age", 1, 130) == Refusal("form.constraint")
    assert home.view("said").label == "In all 59 years"
    home.session.remove(home.page, 0)
    assert home.session.view(home.at("age", 0)).label == "Age of Mia"
    assert home.value_at("place", 0) == "1"
    assert home.view("said").label == "In all 9 years"


def test_an_answer_computes_its_own_instance_only(home: Home) -> None:
    for _ in range(20):
        home.session.add(home.page)
    engine = home.session._instance
    ran: list[tuple[str, int]] = []
    run = engine._run
    engine._run = lambda rule, instance: ran.append((rule.path, instance)) or run(rule, instance)  # type: ignore[method-assign]
    home.give("age", 7, 4)
    assert sorted(ran) == [("/data/people/older", 7), ("/data/people/school", 7), ("/data/total", 0)]


def test_the_page_after_the_last_instance_asks_for_another_and_does_not_travel(home: Home) -> None:
    view = home.session.view(home.page)
    assert (view.kind, view.label, view.required) == (Kind.ANOTHER, "Somebody at home", True)
    assert [choice.name for choice in view.choices] == [YES, NO]
    home.session.answer(home.index("street"), "Rue A")
    home.give("first", 0, "Jo")
    assert home.page in home.session.troubled()
    assert home.session.answer(home.page, REMOVE) == Refusal("form.choice")
    assert home.session.answer(home.page, NO) is None
    assert home.session.troubled() == ()
    home.session.add(home.page)
    assert [choice.name for choice in home.session.view(home.page).choices] == [YES, NO, REMOVE]
    assert home.session.value(home.page) is None
    assert home.session.answers() == {0: "Rue A", (1, 0): "Jo"}
    assert home.session.by_name() == {"street": "Rue A", "first[1]": "Jo"}


def test_answers_come_back_where_they_were(home: Home) -> None:
    home.session.add(home.page)
    home.session.add(home.page)
    home.give("first", 0, "Jo")
    home.give("age", 2, 9)
    given = home.session.answers()
    other = Home()
    assert other.session.restore(given) == frozenset()
    assert other.session.answers() == given
    assert other.session.count(other.page) == 3
    assert shown(other.session, other.session.view(other.page)) == "3"
    rows = read_answers(other.session.form, given, "fr")
    assert [row[0] for row in rows] == ["first[1]", "age[3]"]
    assert rows[1][1] == "Age of (3)"


def test_places_that_are_not_there_are_refused(home: Home) -> None:
    wrong = {(0, 1): "a", 1: "b", (1, MAX_INSTANCES): "c", (99, 0): "d", home.page: "yes", (3, -1): "e"}
    assert home.session.restore(wrong) == frozenset(wrong)
    assert home.session.count(home.page) == 1


COUNTED = """
| survey |
| | type | name | label | repeat_count | default |
| | integer | children | How many children? | | |
| | begin_repeat | child | Child | ${children} | |
| | text | name | Name | | Mia |
| | end_repeat | | | | |
"""


def test_a_repeat_that_the_form_counts_has_no_page() -> None:
    filling = Filling(COUNTED)
    assert filling.session.form.repeats["/data/child"].page is None
    assert [filling.session.name(index) for index in filling.session.places()] == ["children"]
    filling.answer("children", 2)
    assert filling.session.answers() == {0: 2, (1, 0): "Mia", (1, 1): "Mia"}
    filling.answer("children", 1)
    assert filling.session.answers() == {0: 1, (1, 0): "Mia"}
    again = Filling(COUNTED)
    assert again.session.restore({0: 2, (1, 1): "Zoé"}) == frozenset()
    assert again.session.restore({(1, 2): "Lou"}) == {(1, 2)}
    filling.answer("children", 10**9)
    assert len(filling.session.places()) == 1 + MAX_INSTANCES


def test_a_select_offers_what_was_written_in_a_repeat() -> None:
    filling = Filling("""
| survey |
| | type | name | label | choice_filter |
| | begin_repeat | people | People | |
| | text | first | First name | |
| | end_repeat | | | |
| | select_one ${first} | head | Who is the head? | ${first} != '' |
""")
    page = filling.index("people+")
    filling.session.add(page)
    filling.session.answer((0, 0), "Jo")
    filling.session.answer((0, 1), "Mia")
    assert [choice.label for choice in filling.view("head").choices] == ["Jo", "Mia"]
    filling.answer("head", "Mia")
    filling.session.remove(page, 1)
    assert filling.session.value(filling.index("head")) is None


def test_a_new_instance_starts_with_its_own_defaults() -> None:
    filling = Filling("""
| survey |
| | type | name | label | default | trigger | calculation |
| | text | town | Town | | | |
| | begin_repeat | people | People | | | |
| | text | born | Born in | concat(${town}, '') | | |
| | text | first | First name | | | |
| | calculate | seen | | | ${first} | concat('seen ', ${first}) |
| | end_repeat | | | | | |
""")
    page = filling.index("people+")
    filling.answer("town", "Lille")
    filling.session.add(page)
    filling.session.answer((filling.index("first"), 1), "Jo")
    assert filling.session.by_name() == {"town": "Lille", "born[2]": "Lille", "first[2]": "Jo"}
    path = filling.session.form.named("seen").path
    values = [filling.session._instance.grove.node(path, n).value() for n in (0, 1)]
    assert values == ["", "seen Jo"]


def test_a_repeat_in_a_repeat_is_refused_by_name() -> None:
    tables = """
| survey |
| | type | name | label |
| | begin_repeat | house | House |
| | text | street | Street |
| | begin_repeat | room | Room |
| | text | use | Use |
| | end_repeat | | |
| | end_repeat | | |
"""
    form = form_of(tables, skip_unsupported=True)
    assert form.skipped == ("use",)
    assert [question.name for question in form.questions] == ["street", "use", "house+"]


def test_rules_that_go_in_a_circle_are_told_with_their_names() -> None:
    xml = compiled("""
| survey |
| | type | name | label | calculation |
| | begin_repeat | r | R | |
| | integer | a | A | |
| | calculate | b | | ${c} + 1 |
| | calculate | c | | ${b} + 1 |
| | end_repeat | | | |
""")
    with pytest.raises(FormBroken, match=r"dépendent les unes des autres : [bc], [bc]"):
        load_form(xml, path="x")


def test_a_session_survives_a_form_with_no_question_in_a_repeat() -> None:
    form = form_of("""
| survey |
| | type | name | label | calculation |
| | text | a | A | |
| | begin_repeat | r | R | |
| | calculate | b | | 1 + 1 |
| | end_repeat | | | |
""")
    assert FormSession(form, "fr", lambda: TODAY).places() == (0,)
