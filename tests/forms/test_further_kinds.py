"""Ranges, orders, barcodes, attachments, moments, and the media of labels."""

from decimal import Decimal

import pytest

from kiosk.errors import FormBroken
from kiosk.forms.kinds import SHOWN, Bounds, Kind, Refusal, check, from_text, to_plain, to_text
from kiosk.forms.labels import NO_MEDIA, Media
from kiosk.forms.load import load_form
from kiosk.forms.session import FormSession
from tests.forms.building import TODAY, Filling, compiled

PHOTO = """
| survey |
| | type | name | label | required | relevant | constraint | appearance |
| | text | meter | Meter | | | | |
| | image | photo | Photo | yes | ${meter} != '' | | |
| | file | bill | Bill | | | | |
| | audio | voice | Voice | | | | |
| | image | signed | Signature | | | | signature |
| | barcode | code | Code | | | string-length(.) = 13 | |
"""


@pytest.mark.parametrize(
    ("bounds", "good", "bad"),
    [
        (("1", "5", "2"), ("1", "3", "5"), ("0", "2", "7", "3.5")),
        (("0", "1", "0.25"), ("0.5", "1"), ("0.3", "-0.25")),
        (("10", "-10", "5"), ("10", "-5"), ("11", "4")),
    ],
)
def test_a_range_holds_its_numbers(bounds: tuple[str, str, str], good: tuple[str], bad: tuple[str]) -> None:
    known = Bounds(*map(Decimal, bounds))
    assert all(known.holds(Decimal(number)) for number in good)
    assert not any(known.holds(Decimal(number)) for number in bad)
    assert all(known.holds(number) for number in known.values())


def test_a_range_needs_numbers() -> None:
    xml = compiled(
        "| survey |\n| | type | name | label | parameters |\n| | range | a | A | start=1 end=5 step=1 |\n"
    )
    with pytest.raises(FormBroken, match="start, end et step"):
        load_form(xml.replace(b'end="5"', b'end="five"'), path="x")


def test_the_numbers_of_a_range_are_its_hint_as_each_language_writes_them() -> None:
    table = (
        "| survey |\n| | type | name | label | parameters |\n| | range | a | A | start=0 end={} step=0.5 |\n"
    )
    assert Filling(table.format("1")).view("a").hint == "0 · 0,5 · 1"
    assert Filling(table.format("1"), "en").view("a").hint == "0 · 0.5 · 1"
    assert Filling(table.format("50")).view("a").hint == "0 – 50"


def test_an_order_holds_every_choice_once() -> None:
    assert check(Kind.RANK, ("b", "a"), ("a", "b")) == ("b", "a")
    for wrong in (("b",), ("b", "b"), ("a", "b", "c"), "ab"):
        assert isinstance(check(Kind.RANK, wrong, ("a", "b")), Refusal)
    assert (to_text(("b", "a")), to_plain(("b", "a"))) == ("b a", ["b", "a"])
    assert from_text(Kind.RANK, "b a", ("a", "b")) == ("b", "a")
    assert from_text(Kind.RANK, "b", ("a", "b")) is None


def test_what_has_no_screen_yet_runs_in_the_engine_and_is_refused_by_name() -> None:
    xml = compiled(PHOTO)
    assert load_form(xml, path="x", skip_unsupported=True).skipped == ("voice", "signed")
    form = load_form(xml, path="x", shown=frozenset(Kind))
    session = FormSession(form, "fr", lambda: TODAY)
    photo, code = form.named("photo").index, form.named("code").index
    assert session.trouble(photo) is None
    session.answer(0, "A1")
    assert session.trouble(photo) == Refusal("form.required")
    for wrong in ("../../etc/passwd", "a/b", "", "x" * 200):
        assert session.answer(photo, wrong) == (Refusal("form.characters") if wrong else None)
    assert session.answer(photo, "9f86d081884c7d65.jpg") is None
    assert session.answer(code, "123") == Refusal("form.constraint")
    assert session.answer(code, "3017620422003") is None
    assert session.by_name() == {"meter": "A1", "photo": "9f86d081884c7d65.jpg", "code": "3017620422003"}
    assert {Kind.DRAWING, Kind.RECORDING}.isdisjoint(SHOWN)


def test_a_time_and_a_moment_keep_their_zone() -> None:
    kept = check(Kind.TIME, "09:30:00.000+01:00", ())
    assert to_text(kept) == "09:30:00.000+01:00"  # type: ignore[arg-type]
    assert from_text(Kind.TIME, "09:30:00.000+01:00", ()) == kept
    assert to_plain(kept) == "09:30+01:00"  # type: ignore[arg-type]
    assert check(Kind.DATETIME, "2026-11-22T09:30:00+01:00", ()) == "2026-11-22T09:30:00+01:00"
    assert check(Kind.DATETIME, "2026-02-30T09:30:00", ()) == Refusal("form.date")


def test_media_of_labels_and_choices_are_those_of_the_language() -> None:
    filling = Filling("""
| survey |
| | type | name | label::fr | label::en | image::fr | image::en | audio::fr |
| | select_one c | a | Où ? | Where? | ou.png | where.png | ou.mp3 |
| | text | b | Qui ? | Who? | | | |
| choices |
| | list_name | name | label::fr | label::en | image::fr | video::en |
| | c | x | Ici | Here | ici.png | here.mp4 |
""")
    view = filling.view("a")
    assert view.media == Media(image="ou.png", audio="ou.mp3")
    assert view.choices[0].media == Media(image="ici.png")
    assert filling.view("b").media == NO_MEDIA
    filling.session.speak("en")
    assert filling.view("a").media.image == "where.png"
    assert filling.view("a").choices[0].media == Media(video="here.mp4")
