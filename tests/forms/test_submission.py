"""The XForms instance of answers, written and read back."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kiosk.errors import Malformed
from kiosk.forms.model import Form
from kiosk.forms.session import FormSession
from kiosk.forms.submission import form_identity, read_submission, write_submission
from kiosk.wire.compact import Index, Plain
from tests.forms.building import compiled, form_of, load_form

PARIS = ZoneInfo("Europe/Paris")
CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=PARIS)
ID = UUID("0199a5e8-7f00-7abc-8def-0123456789ab").bytes
TABLES = """
| survey |
| | type | name | label | relevant | calculation |
| | text | nom | Nom | | |
| | integer | age | Âge | | |
| | calculate | adulte | | | if(${age} > 17, 'oui', 'non') |
| | calculate | jour | | | today() |
| | text | tuteur | Tuteur | ${age} < 18 | |
| | begin_group | lieu | Lieu | ${adulte} = 'oui' | |
| | select_one oui_non | sur_place | Sur place | | |
| | select_multiple besoins | besoins | Besoins | | |
| | decimal | revenu | Revenu | | |
| | date | jour_voulu | Jour | | |
| | time | heure | Heure | | |
| | acknowledge | accord | Accord | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | oui_non | oui | Oui |
| | oui_non | non | Non |
| | besoins | eau | Eau |
| | besoins | pain | Pain |
| | besoins | lit | Lit |
| settings |
| | form_id | version | instance_name |
| | essai | 3 | ${nom} |
"""
FORM = form_of(TABLES)


def index(name: str, form: Form = FORM) -> int:
    return form.named(name).index


def write(answers: Mapping[Index, Plain], form: Form = FORM) -> bytes:
    return write_submission(form, answers, instance_id=ID, language="fr", created=CREATED)


def texts(xml: bytes) -> dict[str, str]:
    return {
        etree.QName(one).localname: one.text or "" for one in etree.fromstring(xml).iter() if len(one) == 0
    }


def test_it_is_what_servers_of_the_field_take() -> None:
    xml = write({index("nom"): "Zoé <b> & Cie\n2", index("age"): 20, index("sur_place"): "oui"})
    root = etree.fromstring(xml)
    assert (root.tag, dict(root.attrib)) == ("data", {"id": "essai", "version": "3"})
    assert root.findtext("meta/instanceID") == f"uuid:{UUID(bytes=ID)}"
    told = texts(xml)
    assert (told["nom"], told["instanceName"]) == ("Zoé <b> & Cie\n2", "Zoé <b> & Cie\n2")
    # Computed here, on the day on which the request was made.
    assert (told["adulte"], told["jour"]) == ("oui", "2026-11-22")
    assert root.findtext("lieu/sur_place") == "oui"
    assert form_identity(FORM) == ("essai", "3")


def test_what_does_not_count_is_not_there() -> None:
    child, adult = texts(write({index("age"): 9})), texts(write({index("age"): 30}))
    assert "tuteur" in child and "sur_place" not in child and "lieu" not in child
    assert "tuteur" not in adult and "sur_place" in adult


def test_the_same_answers_are_the_same_bytes() -> None:
    assert write({0: "a", 1: 3}) == write({1: 3, 0: "a"}) != write({0: "a", 1: 4})


def test_a_form_without_meta_gets_its_name() -> None:
    xml = compiled("| survey |\n| | type | name | label |\n| | text | nom | Nom |")
    form = load_form(xml.replace(b"<meta><instanceID/></meta>", b""), path="t")
    assert etree.fromstring(write({}, form)).findtext("meta/instanceID") == f"uuid:{UUID(bytes=ID)}"


def test_an_answer_that_the_form_cannot_hold_is_named_and_not_lost() -> None:
    for answers, name in ({index("age"): "x"}, "age"), ({index("sur_place"): "ailleurs"}, "sur_place"), (
        {999: 1}, "999"), ({index("adulte"): "oui"}, "adulte"):  # fmt: skip
        with pytest.raises(Malformed) as caught:
            write(answers)
        assert caught.value.facts["detail"] == name


def test_only_what_the_person_left_there_goes_out() -> None:
    form = form_of("""
| survey |
| | type | name | label | default |
| | date | jour | Jour | today() |
| | text | ville | Ville | Saint-Aubin |
| | text | nom | Nom | |
""")
    told = texts(write({index("nom", form): "Zoé"}, form))
    assert (told["jour"], told["ville"], told["nom"]) == ("", "", "Zoé")


def test_an_answer_that_would_be_left_out_is_named() -> None:
    """The form says that it does not count, the station that somebody was asked: a person looks at it."""
    with pytest.raises(Malformed) as caught:
        write({index("age"): 30, index("tuteur"): "Zoé"})
    assert caught.value.facts["detail"] == "tuteur"


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=30)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "nom": WORDS,
        "age": st.integers(-5, 120),
        "tuteur": WORDS,
        "sur_place": st.sampled_from(["oui", "non"]),
        "besoins": st.lists(st.sampled_from(["eau", "pain", "lit"]), unique=True).map(tuple),
        "revenu": st.decimals(-1000, 1000, places=2),
        "jour_voulu": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "heure": st.times().map(lambda time: time.replace(second=0, microsecond=0)),
        "accord": st.booleans(),
    },
)


@settings(max_examples=60, deadline=None)
@given(GIVEN)
def test_what_was_answered_is_read_back(answers: dict[str, object]) -> None:
    session = FormSession(FORM, "fr", CREATED.date)
    for name, value in answers.items():
        session.answer(index(name), value)
    given_answers = session.answers()
    assert read_submission(FORM, write(given_answers)) == given_answers


def test_the_round_trip_sees_a_lost_answer() -> None:
    xml = write({index("nom"): "Zoé", index("age"): 20}).replace("Zoé".encode(), b"")
    assert read_submission(FORM, xml) == {index("age"): 20}


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b'<!DOCTYPE data [<!ENTITY a "b">]><data id="essai" version="3"><nom>&a;</nom></data>',
        b'<data id="essai" version="4"/>',
        b'<data id="other" version="3"/>',
        b'<data id="essai" version="3"><age>vingt</age></data>',
        b'<data id="essai" version="3"><lieu><jour_voulu>2026-13-01</jour_voulu></lieu></data>',
    ],
)
def test_what_is_no_instance_of_this_form_is_refused(xml: bytes) -> None:
    with pytest.raises(Malformed):
        read_submission(FORM, xml)


FAMILY = form_of("""
| survey |
| | type | name | label | calculation | relevant |
| | text | nom | Nom | | |
| | begin_repeat | enfant | Enfants | | |
| | text | prenom | Prénom | | |
| | integer | age | Âge | | |
| | calculate | rang | | position(..) | |
| | text | ecole | École | | ${age} > 2 |
| | end_repeat | | | | |
| | calculate | nombre | | count(${enfant}) | |
| | begin_repeat | papier | Papiers | | |
| | text | sorte | Sorte | | |
| | end_repeat | | | | |
| settings |
| | form_id | version |
| | famille | 1 |
""")


def test_repeats_stand_in_their_order_with_what_is_computed_in_them() -> None:
    first, age, school = (index(name, FAMILY) for name in ("prenom", "age", "ecole"))
    answers: dict[Index, Plain] = {
        (first, 0): "Ana", (age, 0): 1, (first, 1): "Bo", (age, 1): 7, (school, 1): "Jaurès",
    }  # fmt: skip
    root = etree.fromstring(write(answers, FAMILY))
    children = root.findall("enfant")
    assert [child.findtext("prenom") for child in children] == ["Ana", "Bo"]
    assert [child.findtext("rang") for child in children] == ["1", "2"]
    assert [child.findtext("ecole") for child in children] == [None, "Jaurès"]
    assert root.findtext("nombre") == "2"
    assert not any("template" in name for child in children for name in child.attrib)
    assert read_submission(FAMILY, write(answers, FAMILY)) == answers


ROWS = st.lists(
    st.fixed_dictionaries({"prenom": WORDS.filter(str.strip), "age": st.integers(0, 17)}),
    min_size=1,
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(ROWS, st.lists(WORDS.filter(str.strip), max_size=3))
def test_repeats_are_read_back(children: list[dict[str, object]], papers: list[str]) -> None:
    chosen: dict[Index, object] = {
        (index(name, FAMILY), number): value
        for number, child in enumerate(children)
        for name, value in child.items()
    }
    chosen |= {(index("sorte", FAMILY), number): sort for number, sort in enumerate(papers)}
    session = FormSession(FAMILY, "fr", CREATED.date)
    assert session.restore(chosen) == frozenset()
    answers = session.answers()
    assert len(answers) == len(chosen)
    assert read_submission(FAMILY, write(answers, FAMILY)) == answers


def test_an_instance_that_cannot_be_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        write({(index("prenom", FAMILY), 1000): "x", (index("nom", FAMILY), 0): "x"}, FAMILY)
    assert caught.value.facts["detail"] == "nom, prenom"
