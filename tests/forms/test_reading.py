from kiosk.forms.reading import read_answers, shown
from tests.forms.building import Filling, form_of

FORM = """
| survey |
| | type | name | label::Français (fr) | label::English (en) | appearance | relevant |
| | select_one c | one | Un | One | | |
| | select_multiple c | many | Plusieurs | Many | | |
| | date | day | Jour | Day | | ${one} = 'x' |
| | time | at | Heure | Time | | |
| | decimal | size | Taille | Size | | |
| | text | phone | Téléphone | Phone | numbers | |
| | acknowledge | ok | D’accord | Agreed | | |
| | integer | count | Nombre | Count | | |
| choices |
| | list_name | name | label::Français (fr) | label::English (en) |
| | c | x | L’un | The one |
| | c | y | L’autre | The other |
| settings |
| | default_language |
| | Français (fr) |
"""
ANSWERS = {0: "x", 1: ["x", "y"], 2: "1958-03-04", 3: "14:40", 4: "1.5", 5: "0199004567", 6: True, 7: 12000}


def test_answers_are_read_in_words() -> None:
    assert read_answers(form_of(FORM), ANSWERS, "fr") == [
        ("one", "Un", "L’un"),
        ("many", "Plusieurs", "L’un, L’autre"),
        ("day", "Jour", "4 mars 1958"),
        ("at", "Heure", "14 h 40"),
        ("size", "Taille", "1,5"),
        ("phone", "Téléphone", "01 99 00 45 67"),
        ("ok", "D’accord", "Oui"),
        ("count", "Nombre", "12000"),
    ]


def test_and_in_another_language() -> None:
    rows = {name: said for name, _, said in read_answers(form_of(FORM), ANSWERS, "en")}
    assert rows["one"] == "The one"
    assert rows["day"] == "4 March 1958"
    assert rows["size"] == "1.5"


def test_a_language_without_known_customs_reads_plain() -> None:
    rows = {name: said for name, _, said in read_answers(form_of(FORM), {2: "1958-03-04"}, "klingon")}
    assert rows == {"day": "1958-03-04"}


def test_nothing_that_arrived_is_hidden_from_the_recipient() -> None:
    """A station with another engine, or a dishonest one, must not make an answer disappear."""
    form = form_of(FORM)
    odd = {0: "z", 2: "not a date", 99: "lost", (5, 2): "repeated", 7: ["a", "b"]}
    rows = read_answers(form, odd, "fr")
    assert [row[2] for row in rows] == ["z", "not a date", "repeated", "a, b", "lost"]
    assert rows[3][0] == "count"
    assert rows[2][0] == "phone[3]"


def test_an_answer_that_is_no_longer_relevant_is_still_read() -> None:
    rows = read_answers(form_of(FORM), {0: "y", 2: "1958-03-04"}, "fr")
    assert rows[1] == ("day", "Jour", "4 mars 1958")


def test_no_answer_is_shown_as_nothing() -> None:
    filling = Filling(FORM)
    assert shown(filling.session, filling.session.view(2)) == ""
    filling.answer("phone", "12345")
    assert shown(filling.session, filling.view("phone")) == "12345"
