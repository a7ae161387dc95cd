import hashlib

import pytest

from kiosk.errors import FormBroken, FormUnsupported
from kiosk.forms.kinds import Kind
from kiosk.forms.load import load_form
from kiosk.forms.session import FormSession
from tests.forms.building import TODAY, compiled, form_of

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance><data id="f"><a/><b/>
<c/></data></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"""
BODY = '<input ref="/data/a"><label>A</label></input><input ref="/data/b"><label>B</label></input>'


def load(binds: str = "", body: str = BODY) -> object:
    return load_form(FORM.format(binds=binds, body=body).encode(), path="f.xml")


def detail_of(xml: bytes) -> str:
    with pytest.raises(FormBroken) as caught:
        load_form(xml, path="f.xml")
    assert caught.value.facts["path"] == "f.xml"
    return str(caught.value.facts["detail"])


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('constraint="(. &gt; 1"', ["question a", "constraint", "caractère 7"]),
        ('relevant="/data/b == 1"', ["question a", "relevant"]),
        ('calculate="concat(“x”)"', ["question a", "calculate", "“"]),
        ('calculate="typo(1)"', ["question a", "fonction inconnue typo()"]),
        ('required="if(1, 2)"', ["question a", "if() ne prend pas 2 arguments"]),
    ],
)
def test_a_broken_rule_is_refused_with_question_column_and_place(rule: str, words: list[str]) -> None:
    detail = detail_of(FORM.format(binds=f'<bind nodeset="/data/a" {rule}/>', body=BODY).encode())
    assert all(word in detail for word in words)


@pytest.mark.parametrize(
    "binds",
    [
        '<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/a"/>',
        '<bind nodeset="/data/a" calculate=". + 1"/>',
        '<bind nodeset="/data/a" relevant="/data/a = 1"/>',
        '<bind nodeset="/data/a" relevant="/data/b = 1"/><bind nodeset="/data/b" calculate="/data/a"/>',
        '<bind nodeset="/data" relevant="a = 1"/>',
    ],
)
def test_rules_that_depend_on_each_other_are_refused(binds: str) -> None:
    assert "dépendent les unes des autres" in detail_of(FORM.format(binds=binds, body=BODY).encode())


def test_a_constraint_may_look_at_its_own_answer() -> None:
    load('<bind nodeset="/data/a" constraint="/data/a &gt; 1" required="/data/a = \'\'"/>')


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<html/>",
        b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head/></h:html>",
        FORM.format(binds="", body='<input ref="/data/nowhere"/>').encode(),
    ],
)
def test_what_is_not_a_form_is_refused(xml: bytes) -> None:
    assert detail_of(xml)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_a_document_type_is_refused_before_anything_is_resolved(doctype: str) -> None:
    form = FORM.format(binds="", body=BODY).replace(
        "<h:title>T", "<h:title>&e;" if "ENTITY e" in doctype else "<h:title>T"
    )
    assert "DOCTYPE" in detail_of((doctype + form).encode()) or "XML" in detail_of((doctype + form).encode())


def test_a_form_too_large_is_refused() -> None:
    assert "Mo" in detail_of(b" " * ((16 << 20) + 1))


KINDS = """
| survey |
| | type | name | label | appearance | calculation |
| | note | n | Note | | |
| | text | t | Text | multiline | |
| | integer | i | Integer | | |
| | decimal | d | Decimal | | |
| | date | da | Date | | |
| | time | ti | Time | | |
| | select_one yn | so | One | | |
| | select_multiple yn | sm | Many | | |
| | acknowledge | ack | Ok | | |
| | calculate | c | | | 1 + 1 |
| | hidden | h | | | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
"""


def test_each_kind_is_known_and_indexes_follow_the_document() -> None:
    form = form_of(KINDS)
    assert [question.kind for question in form.questions] == [
        Kind.NOTE,
        Kind.TEXT,
        Kind.INTEGER,
        Kind.DECIMAL,
        Kind.DATE,
        Kind.TIME,
        Kind.SELECT_ONE,
        Kind.SELECT_MULTIPLE,
        Kind.ACKNOWLEDGE,
        Kind.CALCULATE,
        Kind.CALCULATE,
    ]
    assert [question.index for question in form.questions] == list(range(11))
    assert form.asked == tuple(range(9))
    assert form.questions[1].appearance == "multiline"


def test_the_fingerprint_is_that_of_the_bytes() -> None:
    xml = compiled(KINDS)
    assert load_form(xml, path="x").fingerprint == hashlib.sha256(xml).digest()[:8]
    assert compiled(KINDS) == xml


UNSUPPORTED = """
| survey |
| | type | name | label | calculation | relevant | parameters |
| | text | first | First | | | |
| | geopoint | place | Place | | | |
| | image | photo | Photo | | | |
| | begin_repeat | people | People | | | |
| | text | person | Person | | | |
| | end_repeat | | | | | |
| | range | level | Level | | | start=1 end=5 step=1 |
| | rank yn | order | Order | | | |
| | barcode | code | Code | | | |
| | dateTime | moment | Moment | | | |
| | calculate | far | | pulldata('f', 'a', 'b', ${first}) | | |
| | begin_group | g | Group | | distance('x') > 2 | |
| | text | inner | Inner | | | |
| | end_group | | | | | |
| | text | last | Last ${place} | | ${place} = '' or ${order} = 'y' | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
"""


def test_what_is_out_of_the_profile_is_refused_by_name_and_kind() -> None:
    with pytest.raises(FormUnsupported) as caught:
        form_of(UNSUPPORTED)
    names = str(caught.value.facts["names"])
    for name in (
        "place (geopoint)",
        "far (pulldata())",
        "inner (distance())",
    ):
        assert name in names
    assert "first" not in names
    assert "last" not in names


def test_skipping_leaves_the_rest_runnable_and_the_indexes_alone() -> None:
    form = form_of(UNSUPPORTED, skip_unsupported=True)
    assert form.skipped == ("place", "far", "inner")
    assert [form.questions[index].name for index in form.asked] == [
        "first",
        "photo",
        "person",
        "people+",
        "level",
        "order",
        "code",
        "moment",
        "last",
    ]
    assert form.named("last").index == 10


def test_a_default_out_of_the_profile_skips_its_question() -> None:
    form = form_of(
        """
| survey |
| | type | name | label | default |
| | text | fine | Fine | |
| | integer | dice | Dice | int(distance('x')) |
| | text | last | Last ${dice} | |
""",
        skip_unsupported=True,
    )
    assert form.skipped == ("dice",)
    session = FormSession(form, "fr", lambda: TODAY)
    assert session.by_name() == {}
    assert session.view(2).label == "Last"


def test_a_label_that_needs_an_unknown_source_is_skipped() -> None:
    body = "<input ref=\"/data/a\"><label>Hi <output value=\"pulldata('f', 'x', 'y', 'z')\"/></label></input>"
    with pytest.raises(FormUnsupported) as caught:
        load("", body)
    assert caught.value.facts["names"] == "a (pulldata())"


def test_languages_named_in_words_have_codes() -> None:
    form = form_of("""
| survey |
| | type | name | label::English | label::French | label::Klingonais |
| | text | a | A | B | C |
""")
    assert set(form.languages) == {"en", "fr", "Klingonais"}


def test_names_are_unique_even_where_groups_share_one() -> None:
    form = form_of("""
| survey |
| | type | name | label |
| | begin_group | a | A |
| | text | name | Name |
| | text | alone | Alone |
| | end_group | | |
| | begin_group | b | B |
| | text | name | Name |
| | end_group | | |
""")
    assert [question.name for question in form.questions] == ["a/name", "alone", "b/name"]


def test_languages_are_codes_with_the_default_first() -> None:
    form = form_of("""
| survey |
| | type | name | label::English (en) | label::Français (fr) |
| | text | a | A | A |
| settings |
| | default_language | form_title |
| | Français (fr) | Titre |
""")
    assert form.languages == ("fr", "en")
    assert form.title("fr") == "Titre"


def test_icons_come_from_the_survey_and_the_choices() -> None:
    form = form_of("""
| survey |
| | type | name | label | bind::icon |
| | select_one yn | a | A | user |
| choices |
| | list_name | name | label | icon |
| | yn | y | Yes | check-circle |
""")
    assert form.questions[0].icon == "user"


def test_a_condition_that_is_always_false_hides() -> None:
    form = load('<bind nodeset="/data/a" relevant="false()"/>')
    assert form.binds["/data/a"].relevant is not None  # type: ignore[attr-defined]
