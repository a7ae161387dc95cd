"""No text is cut, no target is small or crowded: measured on every screen, at three sizes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtQuick import QQuickItem
from pyxform.xls2xform import convert

from kiosk.desk.intake import Progress
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import FORM, SIZES, Open, Visitor, service

# 15 mm and 3 mm at 96 dpi (tokens.json, target).
LEAST_TARGET, LEAST_GAP = 57, 12
SLACK = 1.5


def unit_of(visitor: Visitor) -> float:
    """Screen pixels in 1/96 inch, as the kiosk draws."""
    return visitor.kiosk._unit


def scene(item: QQuickItem, width: float, height: float) -> QRectF:
    corner, other = item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(width, height))
    return QRectF(corner, other).normalized()


def box(item: QQuickItem) -> QRectF:
    return scene(item, item.width(), item.height())


def within(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner)


def is_a(item: QQuickItem, *names: str) -> bool:
    return item.metaObject().className().startswith(names)


def owners(item: QQuickItem) -> Iterator[QQuickItem]:
    parent = item.parentItem()
    while parent is not None:
        yield parent
        parent = parent.parentItem()


def touchables(visitor: Visitor) -> list[QQuickItem]:
    return [item for item in visitor.everything() if item.metaObject().indexOfSignal("activated()") >= 0]


def page_rect(visitor: Visitor) -> QRectF:
    """The window above the base bar."""
    bar = next((item for item in visitor.everything() if is_a(item, "BaseBar")), None)
    height = box(bar).top() if bar is not None else visitor.window.height()
    return QRectF(0, 0, visitor.window.width(), height)


def painted(text: QQuickItem) -> QRectF:
    """Where the letters are: QQuickText says how much of its box it fills."""
    width, height = float(text.property("contentWidth")), float(text.property("contentHeight"))
    whole = box(text)
    return (
        QRectF(whole.left(), whole.top(), max(width, 0), max(height, 0))
        if width > whole.width() + SLACK
        else whole
    )


def cut_texts(visitor: Visitor) -> list[str]:
    found = []
    page = page_rect(visitor)
    for item in visitor.everything():
        words = item.property("text")
        if not isinstance(words, str) or not words or not is_a(item, "Phrase", "QQuickText"):
            continue
        tall, wide = float(item.property("contentHeight")), float(item.property("contentWidth"))
        if item.property("truncated") or wide > item.width() + SLACK or tall > item.height() + 3:
            found.append(f"does not fit its box: {words}")
        in_bar = any(is_a(owner, "BaseBar") for owner in owners(item))
        if not in_bar and not within(painted(item), page):
            found.append(f"outside the page: {words}")
        for owner in owners(item):
            if (
                is_a(owner, "Plate", "Message", "ReceiptCard") or owner.property("guarded") is not None
            ) and owner.height() > 0:
                if not within(painted(item), box(owner)):
                    found.append(f"outside its {owner.metaObject().className()}: {words}")
                break
    return found


def broken_words(visitor: Visitor) -> list[str]:
    """Words wider than their line: Qt would go on in the middle of them."""
    found = []
    for item in visitor.everything():
        words = item.property("text")
        if not isinstance(words, str) or not is_a(item, "Phrase"):
            continue
        font = item.property("font")
        font.setPixelSize(
            item.property("fontInfo").property("pixelSize") if item.property("fitted") else font.pixelSize()
        )
        measure = QFontMetricsF(font)
        found += [
            f"broken word: {word}"
            for word in words.replace("\n", " ").split(" ")
            if measure.horizontalAdvance(word) > item.width() + SLACK
        ]
    return found


def heaped_texts(visitor: Visitor) -> list[str]:
    """Texts over other texts, or over a target that is not theirs."""
    if visitor.names("window:"):
        return []
    texts = [item for item in visitor.everything() if is_a(item, "Phrase") and item.property("text")]
    found = []
    for place, one in enumerate(texts):
        letters = letters_of(one)
        others = [(other, letters_of(other)) for other in texts[place + 1 :]]
        others += [(target, box(target)) for target in touchables(visitor) if target not in list(owners(one))]
        found += [
            f"heaped: {one.property('text')} / {other.property('text') or other.objectName()}"
            for other, where in others
            if letters.adjusted(2, 4, -2, -4).intersects(where)
        ]
    return found


def letters_of(text: QQuickItem) -> QRectF:
    """The band that the lines of a text take: in the middle of a box that is taller than they are."""
    whole, tall = box(text), float(text.property("contentHeight"))
    spare = max(0.0, whole.height() - tall) / 2
    return whole.adjusted(0, spare, 0, -spare)


def bad_targets(visitor: Visitor) -> list[str]:
    found = []
    every = touchables(visitor)
    least, gap = LEAST_TARGET * unit_of(visitor) - SLACK, LEAST_GAP * unit_of(visitor) - SLACK
    window = QRectF(0, 0, visitor.window.width(), visitor.window.height())
    for item in every:
        here = box(item)
        if min(here.width(), here.height()) < least:
            found.append(f"small: {item.objectName()} {here.width():.0f}x{here.height():.0f}")
        if not within(here, window):
            found.append(f"outside: {item.objectName()}")
    if visitor.names("window:"):
        return found
    for place, one in enumerate(every):
        for other in every[place + 1 :]:
            if box(one).adjusted(-gap, -gap, gap, gap).intersects(box(other)):
                found.append(f"crowded: {one.objectName()} and {other.objectName()}")
    return found


def look(visitor: Visitor, at: str) -> list[str]:
    faults = cut_texts(visitor) + bad_targets(visitor) + broken_words(visitor) + heaped_texts(visitor)
    return [f"{at}: {fault}" for fault in faults]


def windows(visitor: Visitor, at: str) -> list[str]:
    found = []
    visitor.touch("help")
    found += look(visitor, f"{at}, help")
    visitor.touch("help-close")
    visitor.touch("restart")
    found += look(visitor, f"{at}, restart")
    visitor.touch("restart-no")
    if at != "welcome":
        visitor.kiosk.course.idle.ask()
        found += look(visitor, f"{at}, idle")
        visitor.touch("idle-continue")
    return found


# Screens that exist, by pixels and dots per inch; the offscreen platform's own screen is 800 pixels wide.
SCREENS = {
    "15-inch-full-hd": ((1920, 1080), 141.7),
    "27-inch-4k": ((3840, 2160), 163.2),
    "19-inch-5-4": ((1280, 1024), 86.3),
    "15-inch-4-3": ((1024, 768), 85.3),
    "laptop": ((1366, 768), 96.0),
    "15-inch-upright": ((1080, 1920), 141.7),
}


def millimetres(dpi: float) -> float:
    return 800 / dpi * 25.4


@pytest.mark.parametrize(
    ("size", "dpi"), [*((size, 96.0) for size in SIZES.values()), *SCREENS.values()], ids=[*SIZES, *SCREENS]
)
def test_every_screen_fits(open_kiosk: Open, size: tuple[int, int], dpi: float) -> None:
    visitor = open_kiosk(size=size, width_mm=millimetres(dpi))
    found = look(visitor, "welcome") + windows(visitor, "welcome")
    visitor.touch("start")
    visitor.at("screen:services")
    found += look(visitor, "services")
    visitor.touch("service:service-1")
    visitor.at("screen:question:sujet")
    visitor.touch("continue")
    visitor.wait(lambda: visitor.kiosk.course.question.refusal != "", "the refusal")
    found += look(visitor, "refusal")
    visitor.touch("choice:s1")
    while visitor.screen() != "screen:review":
        found += look(visitor, visitor.screen())
        visitor.answer()
    found += windows(visitor, "review")
    pages = 0
    found += look(visitor, "review")
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        pages += 1
        found += look(visitor, f"review {pages}")
    visitor.send()
    for state in ("recorded", "on_the_way", "held", "received"):
        visitor.intake.progress_now = Progress(state, state != "recorded", None)  # type: ignore[arg-type]
        visitor.kiosk.notify("outbox")
        visitor.settle()
        found += look(visitor, f"done {state}")
    found += windows(visitor, "done")
    assert found == []


def begin(visitor: Visitor) -> None:
    """Come to the first question without touching."""
    visitor.wait(lambda: bool(visitor.kiosk.course.home.shown), "what the desk offers")
    visitor.kiosk.course.choose("service-1")
    visitor.wait(lambda: visitor.screen().startswith("screen:question"), "the first question")


def refuse(visitor: Visitor) -> bool:
    """Give an answer that is not accepted, where there is one."""
    question = visitor.kiosk.course.question
    way, required = question.shown["way"], question.shown["required"]
    for character in {"integer": "999", "text": "ABCDEF", "date": "99"}.get(way, ""):
        question.write(character)
    if not required:
        return False
    visitor.kiosk.course.proceed()
    visitor.settle()
    return bool(question.refusal)


def fill(visitor: Visitor) -> None:
    """Answer the question shown, whatever it is."""
    question = visitor.kiosk.course.question
    way, choices = question.shown["way"], question.shown["choices"]
    while question.draft:
        question.erase()
    if choices:
        question.pick(choices[0]["name"])
    elif way == "acknowledge":
        question.pick("yes")
    for character in {
        "integer": "42",
        "decimal": "1.5",
        "text": "AB",
        "date": "04031958",
        "time": "1430",
        "digits": "0199887766",
    }.get(way, ""):
        question.write(character)


def look_at_pages(visitor: Visitor, at: str) -> list[str]:
    found = look(visitor, at)
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, f"{at}, next page")
    return found


def look_at_questions(visitor: Visitor) -> list[str]:
    """Every question of the form, empty, refused and answered."""
    found = []
    while visitor.screen() != "screen:review":
        screen = visitor.screen()
        found += look_at_pages(visitor, screen)
        if refuse(visitor):
            found += look(visitor, f"{screen} refused")
        fill(visitor)
        visitor.pause(1)
        found += look(visitor, f"{screen} answered")
        visitor.kiosk.course.proceed()
        visitor.wait(lambda before=screen: visitor.screen() not in ("", before), f"the page after {screen}")
    return found


@pytest.mark.parametrize("name", ["every_way", "long_words"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_question_fits_at_every_text_size(
    open_kiosk: Open, size: tuple[int, int], step: int, name: str
) -> None:
    asking = replace(
        service(), form=load_form(convert(FORM.with_name(f"{name}.md")).xform.encode(), path=name)
    )
    visitor = open_kiosk(FakeIntake((asking,)), size=size, step=step)
    begin(visitor)
    assert look_at_questions(visitor) == []


# The answers of the mock-ups.
ANSWERS = [
    "Je vis seul ou seule",
    "Je vis en couple",
    "Je vis avec mes enfants",
    "Je vis chez un proche",
    "Je ne sais pas",
]
HEAD = """
| survey | | | | | |
| | type | name | label | bind::icon | required |
| | select_one a | vie | Avec qui vivez-vous aujourd’hui ? | house-line | yes |
| choices | | | | | |
| | list_name | name | label | icon | |
"""


def mock_up(tmp_path: Path, answers: list[str]) -> Form:
    rows = "".join(f"| | a | c{place} | {answer} | user | |\n" for place, answer in enumerate(answers))
    path = tmp_path / "mock_up.md"
    path.write_text(HEAD + rows, "utf-8")
    return load_form(convert(path).xform.encode(), path="mock-up")


# DESIGN.md §6, Pager. One row more is shown where that saves turning a page.
@pytest.mark.parametrize(
    ("size", "step", "expected"),
    [
        *(("low", step, count) for step, count in zip((1, 2, 3, 4), (5, 5, 3, 2), strict=True)),
        *(("upright", step, count) for step, count in zip((1, 2, 3, 4), (5, 5, 3, 3), strict=True)),
    ],
)
def test_answers_a_page(open_kiosk: Open, tmp_path: Path, size: str, step: int, expected: int) -> None:
    asking = replace(service(), form=mock_up(tmp_path, ANSWERS))
    visitor = open_kiosk(FakeIntake((asking,)), size=SIZES[size], step=step)
    begin(visitor)
    assert len(visitor.names("choice:")) == expected
    assert look(visitor, "vie") == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("step", [1, 4])
def test_every_answer_is_met_by_turning_pages(
    open_kiosk: Open, tmp_path: Path, size: tuple[int, int], step: int
) -> None:
    answers = [*ANSWERS, "Je vis avec plusieurs personnes de ma famille et avec leurs enfants", *ANSWERS[:3]]
    asking = replace(service(), form=mock_up(tmp_path, answers))
    visitor = open_kiosk(FakeIntake((asking,)), size=size, step=step)
    begin(visitor)
    pages = [visitor.names("choice:")]
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        pages.append(visitor.names("choice:"))
        assert look(visitor, f"page {len(pages)}") == []
    assert {name for page in pages for name in page} == {f"choice:c{place}" for place in range(9)}
    for expected in reversed(pages[:-1]):
        visitor.touch("page-up")
        assert set(visitor.names("choice:")) & set(expected)
    assert "choice:c0" in visitor.names("choice:")
    assert not visitor.sees("page-up")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("step", [1, 2, 3, 4])
@pytest.mark.parametrize("many", [1, 2, 4, 7, 15])
def test_services_fit(open_kiosk: Open, size: tuple[int, int], step: int, many: int) -> None:
    titles = [
        "Ma santé",
        "Carte d’identité, passeport, titre de séjour",
        "Demander un rendez-vous pour un passeport",
    ]
    services = tuple(service(i + 1, titles[i % 3]) for i in range(many))
    visitor = open_kiosk(FakeIntake(services), size=size, step=step)
    visitor.wait(lambda: bool(visitor.kiosk.course.home.shown), "what the desk offers")
    visitor.kiosk.course.start()
    visitor.at("screen:services")
    found, seen = look(visitor, "services"), set(visitor.names("service:"))
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, "services, next page")
        seen |= set(visitor.names("service:"))
    assert len(seen) == many
    assert found == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_long_answer_is_shown_whole(open_kiosk: Open, size: tuple[int, int]) -> None:
    visitor = open_kiosk(size=size)
    visitor.open_form()
    visitor.hurry("screen:question:nom")
    for _ in range(200):
        visitor.kiosk.course.question.write("W")
    assert len(visitor.kiosk.course.question.draft) == 80
    visitor.pause(1)
    assert look(visitor, "nom") == []
    field = visitor.find("field")
    assert field is not None
    line = next(item for item in visitor.everything() if is_a(item, "QQuickTextEdit"))
    assert within(box(line), box(field)) and float(line.property("contentHeight")) <= field.height()


def spoil(visitor: Visitor, name: str, change: Callable[[QQuickItem], None]) -> None:
    item = visitor.find(name)
    assert item is not None
    change(item)


def test_the_measures_see_faults(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.open_form()
    assert look(visitor, "") == []
    spoil(visitor, "continue", lambda item: item.setProperty("label", "Continuer encore et encore " * 8))
    assert any("outside its" in fault for fault in look(visitor, ""))
    spoil(visitor, "continue", lambda item: item.setProperty("label", "Continuer"))
    assert look(visitor, "") == []
    spoil(visitor, "choice:s1", lambda item: item.setHeight(40))
    assert any("small: choice:s1" in fault for fault in look(visitor, ""))
    spoil(visitor, "choice:s1", lambda item: item.setHeight(120))
    assert any("crowded" in fault for fault in look(visitor, ""))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_from_right_to_left_everything_mirrors_but_the_keys(open_kiosk: Open, size: tuple[int, int]) -> None:
    visitor = open_kiosk(size=size)
    theme = visitor.kiosk._engine.singletonInstance("Relais.Theme", "Theme")
    visitor.open_form()

    def left(name: str) -> float:
        item = visitor.find(name)
        assert item is not None
        return box(item).left()

    assert left("back") < left("continue")
    theme.setProperty("rtl", True)
    assert left("back") > left("continue")
    visitor.touch("choice:s1")
    while visitor.screen() != "screen:review":
        assert look(visitor, visitor.screen()) == []
        if visitor.sees("key:A"):
            assert left("key:A") < left("key:Z")
        visitor.answer()
    assert look(visitor, "review") == []
    visitor.send()
    assert look(visitor, "done") == []
