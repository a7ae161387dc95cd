# ruff: noqa: E501  (a row of a form is one line)
import gc
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.errors import FormBroken
from kiosk.forms.kinds import Kind, Refusal
from kiosk.forms.session import FormSession
from tests.forms.building import TODAY, Filling, form_of

FAMILY = """
| survey |
| | type | name | label::Français (fr) | label::English (en) | required | relevant | constraint | constraint_message::Français (fr) | constraint_message::English (en) | calculation |
| | begin_group | who | Qui | Who | | | | | | |
| | select_one who | whom | Pour qui ? | For whom? | yes | | | | | |
| | integer | age | Quel âge ? | How old? | yes | ${whom} = 'child' | . >= 0 and . < 18 | De 0 à 17 ans. | From 0 to 17. | |
| | text | school | Quelle école ? | Which school? | | ${age} > 5 | | | | |
| | end_group | | | | | | | | | |
| | begin_group | you | Vous | You | | ${whom} != '' | | | | |
| | text | name | Votre nom ? | Your name? | yes | | | | | |
| | note | hello | Bonjour ${name}, né pour ${whom}. | Hello ${name}. | | | | | | |
| | calculate | double | | | | | | | | ${age} * 2 |
| | calculate | quad | | | | | | | | ${double} * 2 |
| | end_group | | | | | | | | | |
| choices |
| | list_name | name | label::Français (fr) | label::English (en) | icon |
| | who | me | Moi | Me | user |
| | who | child | Mon enfant | My child | baby |
| settings |
| | default_language |
| | Français (fr) |
"""


def test_only_what_is_relevant_is_asked() -> None:
    filling = Filling(FAMILY)
    assert filling.asked() == ["whom"]
    assert filling.answer("whom", "me") is None
    assert filling.asked() == ["whom", "name", "hello"]
    filling.answer("whom", "child")
    assert filling.asked() == ["whom", "age", "name", "hello"]
    filling.answer("age", 7)
    assert filling.asked() == ["whom", "age", "school", "name", "hello"]
    filling.answer("whom", None)
    assert filling.asked() == ["whom"]


def test_moving_skips_what_is_hidden_both_ways() -> None:
    filling = Filling(FAMILY)
    filling.answer("whom", "me")
    session = filling.session
    name, whom = filling.index("name"), filling.index("whom")
    assert session.first() == whom
    assert session.after(whom) == name
    assert session.before(name) == whom
    assert session.before(whom) is None
    assert session.after(filling.index("hello")) is None


def test_an_irrelevant_answer_does_not_count_and_comes_back() -> None:
    filling = Filling(FAMILY)
    filling.answer("whom", "child")
    filling.answer("age", 7)
    filling.answer("whom", "me")
    assert filling.session.by_name() == {"whom": "me"}
    filling.answer("whom", "child")
    assert filling.session.by_name() == {"whom": "child", "age": 7}


def test_calculations_follow_in_order_and_stay_here() -> None:
    filling = Filling(FAMILY)
    filling.answer("whom", "child")
    filling.answer("age", 7)
    assert (filling.text("double"), filling.text("quad")) == ("14", "28")
    filling.answer("age", None)
    assert (filling.text("double"), filling.text("quad")) == ("", "")
    assert "double" not in filling.session.by_name()


HIDDEN_RULES = """
| survey |
| | type | name | label | calculation | relevant |
| | integer | a | A | | |
| | text | go | Go | | |
| | begin_group | g | G | | ${go} = 'Y' |
| | text | inner | Inner ${kept} | | |
| | calculate | plain | | concat('n', ${a}) | |
| | calculate | kept | | once(${a}) | |
| | end_group | | | | |
"""


def test_a_calculation_waits_until_its_group_is_there_and_then_is_made() -> None:
    filling = Filling(HIDDEN_RULES)
    filling.answer("a", 1)
    filling.answer("a", 2)
    assert filling.text("kept") == ""
    filling.answer("go", "Y")
    assert (filling.text("plain"), filling.text("kept")) == ("n2", "2")
    filling.answer("a", 3)
    assert (filling.text("plain"), filling.text("kept")) == ("n3", "2")


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "De 0 à 17 ans."), ("en", "From 0 to 17."), ("br", "De 0 à 17 ans.")]
)
def test_a_refusal_has_the_forms_words_in_the_language(language: str, words: str) -> None:
    filling = Filling(FAMILY, language)
    filling.answer("whom", "child")
    assert filling.answer("age", 18) == Refusal("form.constraint", words)
    assert filling.answer("age", "x") == Refusal("form.number")
    assert filling.text("age") == ""


def test_a_refused_answer_changes_nothing() -> None:
    filling = Filling(FAMILY)
    filling.answer("whom", "child")
    filling.answer("age", 7)
    assert filling.answer("age", 99)
    assert filling.session.value(filling.index("age")) == 7
    assert filling.text("double") == "14"


def test_what_is_needed_and_missing_is_told() -> None:
    filling = Filling(FAMILY)
    session = filling.session
    assert session.unanswered() == (filling.index("whom"),)
    assert session.trouble(filling.index("whom")) == Refusal("form.required_choice")
    filling.answer("whom", "child")
    assert session.unanswered() == (filling.index("age"), filling.index("name"))
    assert session.trouble(filling.index("name")) == Refusal("form.required")
    filling.answer("age", 3)
    filling.answer("name", "ANNE")
    assert session.unanswered() == ()


def test_a_view_is_in_the_language_with_choices_icons_and_answers_quoted() -> None:
    filling = Filling(FAMILY, "en")
    view = filling.view("whom")
    assert (view.label, view.kind, view.required, view.value) == ("For whom?", Kind.SELECT_ONE, True, None)
    assert [(choice.name, choice.label, choice.icon) for choice in view.choices] == [
        ("me", "Me", "user"),
        ("child", "My child", "baby"),
    ]
    filling.answer("whom", "me")
    filling.answer("name", "ANNE")
    assert filling.view("hello").label == "Hello ANNE."
    assert filling.view("hello").kind is Kind.NOTE


def test_french_signs_are_put_back() -> None:
    filling = Filling("""
| survey |
| | type | name | label::Français (fr) | label::English (en) |
| | text | a | Où est l'école ? « Ici » | Where's the school ? |
""")
    assert filling.view("a").label == "Où est l’école\u00a0? «\u00a0Ici\u00a0»"
    english = Filling(
        """
| survey |
| | type | name | label::English (en) |
| | text | a | Where's **the** [school](http://x.org) ? |
""",
        "en",
    )
    assert english.view("a").label == "Where’s the school ?"


CASCADE = """
| survey |
| | type | name | label | choice_filter | required |
| | select_one region | region | Region | | |
| | select_multiple town | towns | Towns | region = ${region} | yes |
| choices |
| | list_name | name | label | region |
| | region | n | North | |
| | region | s | South | |
| | town | n1 | N1 | n |
| | town | n2 | N2 | n |
| | town | s1 | S1 | s |
"""


def test_choices_follow_other_answers_and_drop_what_is_no_longer_offered() -> None:
    filling = Filling(CASCADE)
    assert filling.view("towns").choices == ()
    filling.answer("region", "n")
    assert [choice.name for choice in filling.view("towns").choices] == ["n1", "n2"]
    assert filling.answer("towns", ("s1",)) == Refusal("form.choice")
    assert filling.answer("towns", ("n2", "n1")) is None
    assert filling.session.by_name()["towns"] == ["n1", "n2"]
    filling.answer("region", "s")
    assert filling.session.by_name() == {"region": "s"}
    assert filling.session.unanswered() == (filling.index("towns"),)


DEFAULTS = """
| survey |
| | type | name | label | default | trigger | calculation | readonly | relevant |
| | text | fixed | Fixed | here | | | | |
| | date | day | Day | today() | | | | |
| | integer | count | Count | 3 | | | | |
| | text | copy | Copy | | ${count} | concat('n', ${count}) | | |
| | text | shown | Shown | | | concat(${fixed}, '!') | yes | |
| | date | hidden | Hidden | today() | | | | ${count} > 5 |
| | today | filed | | | | | | |
| | start | began | | | | | | |
| | deviceid | device | | | | | | |
"""


def test_defaults_fixed_dynamic_and_triggered() -> None:
    filling = Filling(DEFAULTS)
    assert filling.text("fixed") == "here"
    assert filling.session.value(filling.index("day")) == TODAY
    assert filling.text("copy") == ""
    filling.answer("count", 4)
    assert filling.text("copy") == "n4"
    filling.answer("copy", "mine")
    filling.answer("fixed", "there")
    assert filling.text("copy") == "mine"
    assert filling.view("shown").kind is Kind.NOTE
    assert filling.text("shown") == "there!"
    assert (filling.view("shown").label, filling.view("shown").hint) == ("Shown", "there!")


def test_what_can_only_be_read_is_never_missing() -> None:
    filling = Filling("""
| survey |
| | type | name | label | calculation | readonly | required |
| | select_one yn | lock | Lock | | | |
| | text | held | Held | | ${lock} = 'y' | yes |
| | integer | total | Total | 40 + 2 | yes | yes |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
""")
    assert filling.view("total").kind is Kind.NOTE
    assert filling.view("total").hint == "42"
    assert filling.session.troubled() == (filling.index("held"),)
    filling.answer("lock", "y")
    assert filling.view("held").kind is Kind.NOTE
    assert filling.session.troubled() == ()
    assert filling.session.by_name() == {"lock": "y"}


def test_a_default_that_is_no_answer_is_dropped() -> None:
    filling = Filling("""
| survey |
| | type | name | label | default | relevant |
| | date | day | Day | someday | |
| | select_one yn | yn | Yn | z | |
| | text | seen | Seen | | ${yn} = 'z' or ${day} != '' |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
""")
    assert filling.session.by_name() == {}
    assert filling.asked() == ["day", "yn"]


def test_a_default_is_for_who_is_asked() -> None:
    filling = Filling(DEFAULTS)
    filling.answer("count", 6)
    assert filling.relevant("hidden")
    assert filling.session.value(filling.index("hidden")) is None


def test_the_machine_records_the_day_and_nobodys_identity() -> None:
    filling = Filling(DEFAULTS)
    assert filling.text("filed") == "2026-11-22"
    assert filling.text("device") == ""
    assert set(filling.session.by_name()) == {"fixed", "day", "count"}


def test_now_is_the_moment_of_the_clock() -> None:
    form = form_of("""
| survey |
| | type | name | label | calculation |
| | text | a | A | |
| | calculate | at | | format-date-time(now(), '%Y-%m-%d %H:%M') |
""")
    moment = datetime(2026, 11, 22, 14, 40, tzinfo=ZoneInfo("Europe/Paris"))
    session = FormSession(form, "fr", lambda: TODAY, lambda: moment)
    assert session._instance.grove.node("/data/at").value() == "2026-11-22 14:40"
    midnight = FormSession(form, "fr", lambda: TODAY)
    assert midnight._instance.grove.node("/data/at").value() == "2026-11-22 00:00"


DATES = """
| survey |
| | type | name | label | constraint | calculation | appearance | required |
| | date | start | Start | . <= today() | | | |
| | date | end | End | . >= ${start} | | | |
| | date | date_naissance | Born | . < today() | | | |
| | calculate | nights | | | ${end} - ${start} | | |
| | calculate | choice | | | jr:choice-name(${c}, '${c}') | | |
| | select_one c | c | C | | | | |
| choices |
| | list_name | name | label |
| | c | x | The X |
"""


def test_dates_in_rules() -> None:
    filling = Filling(DATES)
    assert filling.answer("start", "2026-11-23") == Refusal("form.constraint")
    assert filling.answer("start", "2026-11-22") is None
    assert filling.answer("end", date(2026, 11, 21)) == Refusal("form.constraint")
    assert filling.answer("end", date(2026, 11, 29)) is None
    assert filling.text("nights") == "7"


def test_an_answer_that_another_one_makes_wrong_is_in_trouble() -> None:
    filling = Filling(DATES)
    filling.answer("start", "2026-11-01")
    filling.answer("end", "2026-11-02")
    filling.answer("start", "2026-11-10")
    assert filling.session.troubled() == (filling.index("end"),)
    assert filling.session.unanswered() == ()
    assert filling.session.trouble(filling.index("end")) == Refusal("form.constraint")


def test_the_birth_year_comes_from_the_birth_date() -> None:
    filling = Filling(DATES)
    assert filling.session.birth_year() is None
    filling.answer("date_naissance", "1958-03-04")
    assert filling.session.birth_year() == 1958


def test_the_label_of_a_choice_can_be_computed_with() -> None:
    filling = Filling(DATES)
    filling.answer("c", "x")
    assert filling.text("choice") == "The X"


def test_answers_are_restored_and_what_does_not_fit_is_told() -> None:
    filling = Filling(FAMILY)
    for name, value in {"whom": "child", "age": 7, "school": "Pasteur", "name": "ANNE"}.items():
        assert filling.answer(name, value) is None
    answers = filling.session.answers()
    again = Filling(FAMILY).session
    assert again.restore(answers) == frozenset()
    assert again.answers() == answers
    refused = Filling(FAMILY).session.restore({0: "nobody", 1: 7, 99: "x", 5: "9", -1: "y"})
    assert refused == {0, 99, 5, -1}


def test_clearing_leaves_no_answer_anywhere() -> None:
    filling = Filling(FAMILY)
    filling.answer("whom", "child")
    filling.answer("name", "CANARY7XKQ2")
    assert filling.text("name") == "CANARY7XKQ2"
    filling.session.clear()
    assert filling.session.by_name() == {}
    gc.collect()
    seen: set[int] = set()
    pending: list[object] = [filling.session]
    while pending:
        thing = pending.pop()
        if id(thing) in seen or isinstance(thing, type):
            continue
        seen.add(id(thing))
        assert not (isinstance(thing, str) and "CANARY7XKQ2" in thing)
        if (
            isinstance(thing, FormSession)
            or type(thing).__module__.startswith("kiosk.")
            or isinstance(thing, list | dict | tuple)
        ):
            pending.extend(gc.get_referents(thing))


def test_no_repr_shows_an_answer() -> None:
    filling = Filling(FAMILY)
    filling.answer("whom", "me")
    filling.answer("name", "CANARY7XKQ2")
    node = filling.session._instance.grove.node("/data/you/name")
    for thing in (filling.session, filling.session._instance, filling.view("name"), node, node.children[0]):
        assert "CANARY7XKQ2" not in repr(thing)


def test_a_rule_that_breaks_at_work_names_its_question() -> None:
    form = form_of("""
| survey |
| | type | name | label | constraint |
| | text | a | A | regex(., ${b}) |
| | text | b | B | |
""")
    session = FormSession(form, "fr", lambda: TODAY)
    session.answer(1, "(")
    with pytest.raises(FormBroken) as caught:
        session.answer(0, "x")
    assert "question a" in str(caught.value.facts["detail"])


def test_no_message_of_a_broken_rule_quotes_an_answer() -> None:
    form = form_of("""
| survey |
| | type | name | label | constraint |
| | text | a | A | regex(., ${b}) |
| | text | b | B | |
""")
    session = FormSession(form, "fr", lambda: TODAY)
    session.answer(1, "CANARY7XKQ2(")
    with pytest.raises(FormBroken) as caught:
        session.answer(0, "x")
    assert "CANARY" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_question_with_a_hint_only_is_asked_by_its_hint() -> None:
    view = Filling("| survey |\n| | type | name | label | hint |\n| | text | a | | Your name |\n").view("a")
    assert (view.label, view.hint) == ("Your name", "")


def test_many_rules_are_computed_only_where_an_answer_reaches() -> None:
    rows = "\n".join(
        f"| | integer | q{n} | Q | |\n| | calculate | c{n} | | ${{q{n}}} + 1 |" for n in range(50)
    )
    filling = Filling(f"| survey |\n| | type | name | label | calculation |\n{rows}\n")
    instance = filling.session._instance
    ran: list[str] = []
    run = instance._run
    instance._run = lambda rule, instance: ran.append(rule.path) or run(rule, instance)  # type: ignore[method-assign]
    filling.answer("q7", 1)
    assert ran == ["/data/c7"]


WORDS = """
| survey |
| | type | name | label::Français (fr) | label::Français facile (fr-x-falc) | label::English (en) | relevant | constraint | constraint_message::Français (fr) | constraint_message::English (en) | calculation |
| | select_one who | whom | Pour qui ? | Qui ? | For whom? | | | | | |
| | calculate | said | | | | | | | | jr:choice-name(${whom}, '${whom}') |
| | integer | age | Quel âge ? | Âge ? | How old? | ${said} != '' | . < 18 | De 0 à 17 ans. | From 0 to 17. | |
| | text | nick | Surnom ? | Surnom ? | Nickname? | | | | | 'Jo' |
| | note | recap | C’est pour : ${said}. | Pour ${said}. | It is for: ${said}. | | | | | |
| choices |
| | list_name | name | label::Français (fr) | label::Français facile (fr-x-falc) | label::English (en) |
| | who | child | Mon enfant | Un enfant | My child |
| settings |
| | default_language |
| | Français (fr) |
"""


def test_another_language_says_the_same_and_keeps_the_answers() -> None:
    filling = Filling(WORDS)
    filling.answer("whom", "child")
    filling.answer("age", 7)
    filling.answer("nick", "Zaza")
    before = filling.session.by_name()
    assert filling.view("recap").label == "C’est pour\u00a0: Mon enfant."
    filling.session.speak("en")
    assert filling.view("age").label == "How old?"
    assert filling.view("whom").choices[0].label == "My child"
    # What is computed from words follows; what the person changed in a computed answer stays.
    assert filling.view("recap").label == "It is for: My child."
    assert filling.session.by_name() == before
    assert before["nick"] == "Zaza"
    assert filling.answer("age", 40) == Refusal("form.constraint", "From 0 to 17.")


def test_easy_french_is_a_language_of_its_own_with_french_spaces() -> None:
    filling = Filling(WORDS, "fr-x-falc")
    assert filling.session.form.languages == ("fr", "fr-x-falc", "en")
    assert filling.view("whom").label == "Qui\u00a0?"
    filling.session.speak("fr")
    assert filling.view("whom").label == "Pour qui\u00a0?"
