"""Every page of a request is whole, readable and within reach: both sizes, both directions, each theme."""

from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt

from kiosk.catalogue.catalogue import Catalogue
from kiosk.desk.intake import Printing, Progress
from tests.ui.conftest import service
from tests.ui.counter.conftest import SIZES, THEMES, Open, Page
from tests.ui.counter.measures import (
    bad_targets,
    cut,
    faint,
    heaped,
    look,
    of_kind,
    rings,
    targets,
    texts,
    viewport,
)
from tests.ui.measures import box, owners, within

TITLES = ["Demander un rendez-vous pour une carte d’identité ou un passeport", "Carte de bus", "Prime"]
PAPERS: list[dict[str, Any]] = [
    {
        "index": place,
        "service": TITLES[place % 3],
        "code": "193 520 846 713",
        "icon": "identification-card",
        "cap": "cap-lilas",
        "state": "Au 20 novembre\u00a0: la mairie répond dans les 3 semaines après la réception.",
        "mood": ("ok", "warn", "")[place % 3],
    }
    for place in range(9)
]
TYPED = {"date": "04031958", "time": "1430", "digits": "0199887766", "integer": "7", "text": "Anne"}
LANGUAGES = ("fr", "fr-x-falc", "en", "ar", "es")


def answer(page: Page) -> None:
    """Answer the question shown by keys, and go on."""
    shown = page.course.question.shown
    lines = [model.shown["way"] for model in page.course.ahead if model.shown]
    if shown["choices"] or shown["way"] == "acknowledge":
        page.keys.digit(1)
    else:
        page.keys.type(TYPED[shown["way"]])
    page.keys.enter()
    for way in lines:
        page.keys.type(TYPED[way])
        page.keys.enter()
    page.pause(5)
    assert page.course.question.shown.get("name") != shown["name"], page.course.question.refusal


def gloss(page: Page) -> None:
    """Show the French of the questions beside them, as the counter does for an agent."""
    session = page.course.session
    language = session.language
    session.speak("fr")
    views = [each.view for each in (session.page(), *session.ahead(page.course.lines))]  # type: ignore[union-attr]
    session.speak(language)
    glosses = {
        view.name: {
            "title": view.label,
            "hint": view.hint,
            "choices": {choice.name: choice.label for choice in view.choices},
        }
        for view in views
    }
    page.course.entry.show(glosses=glosses)
    page.pause(5)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("language", ["fr", "ar", pytest.param("es", marks=pytest.mark.long)])
def test_every_page_fits(open_page: Open, catalogue: Catalogue, size: tuple[int, int], language: str) -> None:
    page = open_page(catalogue.services[0], size=size, language=language, languages=LANGUAGES)
    page.course.case.show(papers=PAPERS)
    found: list[str] = []
    while page.screen() != "screen:review":
        if language != "fr":
            gloss(page)
        found += look(page, page.screen())
        if page.course.question.shown["required"]:
            page.course.question.refuse("Cette réponse ne convient pas. Regardez bien votre réponse. " * 2)
            found += look(page, f"{page.screen()}, refused")
            page.course.question.refuse("")
        answer(page)
    found += look(page, "review")
    page.course.review.set_trouble("La borne ne peut plus écrire.", "Rien n’est perdu. Libérez de la place.")
    found += look(page, "review, troubled")
    page.keys.enter()
    page.course.done.set_printing(Printing("unknown", None))
    for state in ("recorded", "on_the_way", "held", "received"):
        page.course.done.set_progress(Progress(state, True, None))  # type: ignore[arg-type]  # its words
        page.pause(2)
        found += look(page, f"done, {state}")
    for state, trouble in (("printed", None), ("not_printed", None), ("waiting", "paper_out")):
        page.course.done.set_printing(Printing(state, trouble))  # type: ignore[arg-type]  # its words
        page.pause(2)
        found += look(page, f"done, {state} {trouble}")
    assert found == []


@pytest.mark.parametrize("theme", THEMES)
def test_everything_can_be_read(open_page: Open, catalogue: Catalogue, theme: str) -> None:
    page = open_page(catalogue.services[0], theme=theme, language="ar", languages=LANGUAGES)
    page.course.case.show(papers=PAPERS)
    gloss(page)
    page.keys.digit(2)
    found = faint(page, theme)
    page.course.question.refuse("Choisissez une réponse.")
    page.pause(5)
    found += faint(page, theme)
    while page.screen() != "screen:review":
        answer(page)
    found += faint(page, theme)
    page.keys.enter()
    page.course.done.set_progress(Progress("received", True, None))
    for printing in (Printing("printed", None), Printing("waiting", "paper_out")):
        page.course.done.set_printing(printing)
        page.pause(5)
        found += faint(page, theme)
    assert found == []
    title = next(item for item in texts(page) if item.property("role") == "title")
    title.setProperty("color", title.property("color").lighter(300) if theme == "clair" else "#777777")
    assert any("faint" in fault for fault in faint(page, theme))


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_is_always_seen(open_page: Open, catalogue: Catalogue, theme: str) -> None:
    page = open_page(catalogue.services[0], theme=theme, languages=LANGUAGES)
    page.course.case.show(papers=PAPERS)
    answer(page)
    window = QRectF(0, 0, page.window.width(), page.window.height())
    stops: list[str] = []
    page.window.grabWindow()
    while len(stops) < 60 and stops.count(page.focused()) < 2:
        page.keys.press(Qt.Key.Key_Tab)
        stops.append(page.focused())
        shown = rings(page)
        assert len(shown) == 1, stops[-1]
        focus = page.window.activeFocusItem()
        assert box(shown[0]).contains(box(focus).center()), stops[-1]
        reach = box(shown[0]).adjusted(-10, -10, 10, 10)
        view = viewport(focus)
        assert within(reach, window if view is None else view), f"the ring of {stops[-1]} is cut"
    wanted = {each.objectName() for each in page.everything() if of_kind(each, "guarded", "label")}
    assert wanted and wanted <= set(stops)
    assert {f"paper:{place}" for place in range(9)} <= set(stops)


def inked(page: Page, where: QRectF) -> int:
    """How many colours a part of the window has; one where nothing is drawn."""
    image = page.window.grabWindow().copy(where.toRect())
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def test_arabic_runs_from_right_to_left_inside_a_french_page(open_page: Open, catalogue: Catalogue) -> None:
    french = open_page(catalogue.services[0])
    arabic = open_page(catalogue.services[0], language="ar")
    for name, mirrors in (
        ("choice:passeport", True),
        ("listen", True),
        ("back", False),
        ("continue", False),
        ("mode:alone", False),
    ):
        one, other = french.find(name), arabic.find(name)
        assert one is not None and other is not None, (name, french.names("choice:"))
        same = abs(box(one).center().x() - box(other).center().x()) < 2
        assert same != mirrors, name
    title = next(box(item) for item in texts(arabic) if item.property("voiced") == "title")
    # Nothing is written at its left end, and something at its right.
    assert inked(arabic, title.adjusted(0, 0, -0.9 * title.width(), 0)) == 1
    assert inked(arabic, title.adjusted(0.9 * title.width(), 0, 0, 0)) > 1
    mark = next(
        each for each in arabic.everything() if of_kind(each, "inverted", "several") and each.width() < 30
    )
    chip = next(owner for owner in owners(mark) if of_kind(owner, "guarded"))
    assert box(mark).center().x() > box(chip).center().x()


def test_more_answers_than_fit_come_into_view(open_page: Open) -> None:
    many = service()
    page = open_page(many)
    label = "Une réponse assez longue pour tenir sur deux lignes, la numéro"
    choices = [{"name": f"c{n}", "label": f"{label} {n}", "icon": ""} for n in range(20)]
    page.course.question.shown = {**page.course.question.shown, "choices": choices}
    page.course.question.changed.emit()
    page.pause(10)
    assert look(page, "twenty answers") == []
    page.keys.reach("choice:c19")
    last = page.find("choice:c19")
    assert last is not None
    foot = page.find("continue")
    assert foot is not None and box(last).bottom() < box(foot).top()
    page.keys.press(Qt.Key.Key_Space)
    assert page.course.question.chosen == ["c19"]
    assert look(page, "the last of twenty answers") == []


def test_a_pictogram_that_scrolled_away_is_not_drawn(open_page: Open, catalogue: Catalogue) -> None:
    """The software renderer forgets to clip a shape that lies wholly outside."""
    page = open_page(catalogue.services[0])
    while page.screen() != "screen:review":
        answer(page)
    rows = [item for item in page.everything() if item.objectName().startswith("change:")]
    away = [row for row in rows if not box(row).intersects(viewport(row) or QRectF())]
    assert away
    seen = page.window.grabWindow()
    for row in away:
        row.setOpacity(0)
    page.pause(5)
    assert page.window.grabWindow() == seen
    for row in away:
        row.setOpacity(1)
        row.setProperty("drawn", True)
    page.pause(5)
    # Once this one fails, the renderer clips, and `drawn` can go.
    assert page.window.grabWindow() != seen


def test_the_measures_see_faults(open_page: Open) -> None:
    page = open_page()
    assert look(page, "") == []
    button = page.find("continue")
    chip, other = page.find("choice:s1"), page.find("choice:s2")
    assert button is not None and chip is not None and other is not None
    button.setWidth(90)
    assert any("outside continue" in fault for fault in cut(page))
    chip.setProperty("height", 30)
    assert any("small: choice:s1" in fault for fault in bad_targets(page))
    other.setX(200)
    assert any("crowded" in fault for fault in bad_targets(page))
    title = next(item for item in texts(page) if item.property("voiced") == "title")
    title.setProperty("words", "Une phrase dont on ne voit pas la fin " * 30)
    page.pause(5)
    assert heaped(page) or look(page, "")
    assert len(targets(page)) > 5
