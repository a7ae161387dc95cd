"""No text is cut, no target is small or crowded: measured on every screen, at three sizes."""

from collections.abc import Callable

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.desk.intake import Progress
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import SIZES, Open, Visitor, service
from tests.ui.measures import box, is_a, look, within


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
# Their neighbours are looked at each time.
REST = ("27-inch-4k", "laptop", "15-inch-upright", "19-inch-5-4")


def millimetres(dpi: float) -> float:
    return 800 / dpi * 25.4


@pytest.mark.parametrize(
    ("size", "dpi"),
    [
        *((size, 96.0) for size in SIZES.values()),
        *(
            pytest.param(*screen, marks=[pytest.mark.long] * (name in REST))
            for name, screen in SCREENS.items()
        ),
    ],
    ids=[*SIZES, *SCREENS],
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
    title = next(item for item in visitor.everything() if item.property("voiced") == "title")
    title.setProperty("size", 200)
    assert any("broken word: venez" in fault for fault in look(visitor, ""))
    title.setProperty("size", 40)
    spoil(visitor, "listen", lambda item: item.setY(0))
    assert any("heaped" in fault for fault in look(visitor, ""))


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
