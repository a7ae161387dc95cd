"""A real kiosk in front of a fake intake: real QML, real touches, offscreen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtQuick import QQuickItem
from pyxform.xls2xform import convert

from kiosk.catalogue.pack import Service
from kiosk.config import CameraConfig
from kiosk.desk.intake import Intake
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.texts import Texts, load_texts
from rehearsal.hand import Hand, _painted
from tests.fakes.fake_intake import FakeIntake
from ui.app import Kiosk
from ui.look import Look

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"low": (1280, 800), "wide": (1920, 1080), "upright": (1080, 1920)}

# Every way of asking, two groups, a condition, a constraint, more answers than a page holds.
FORM = Path(__file__).with_name("every_way.md")
ANSWERS: dict[str, str | list[str]] = {
    "sujet": ["s1"],
    "jours": ["lundi", "mardi"],
    "avis": [],
    "accord": ["yes"],
    "nom": "CANARI-QZXW",
    "age": "42",
    "taille": "1.75",
    "naissance": "04031958",
    "heure": "1430",
    "telephone": "0199887766",
}
NOTICE = ("Vos réponses vont à la mairie.", "Seuls les agents chargés de votre demande les lisent.")


@cache
def form() -> Form:
    return load_form(convert(FORM).xform.encode(), path="essai")


def service(number: int = 1, title: str = "Prendre rendez-vous à la mairie") -> Service:
    return Service(
        id=f"service-{number}", title={"fr": title}, icon="identification-card", cap="cap-lilas",
        partner=None, form=form(), treated_by={"fr": "La mairie"},
        promise={"fr": "La mairie vous appelle dans les 5 jours ouvrés après la réception."},
        law_date="reception", max_age_h=72, retention_days=90,
        notice={"fr": NOTICE},
        bring={}, next={"fr": "Un agent lit votre demande. Puis il choisit un jour avec vous au téléphone."},
    )  # fmt: skip


def plain(text: str) -> str:
    """A text without what only keeps words on one line."""
    return text.replace("\u00a0", " ").replace("\u2011", "-")


class Visitor(Hand):
    """A hand that knows the test form."""

    def __init__(self, kiosk: Kiosk, intake: FakeIntake) -> None:
        super().__init__(kiosk.window)
        self.kiosk = kiosk
        self.intake = intake

    def everything(self) -> list[QQuickItem]:
        """Every visible item, named or not."""
        return list(_painted(self.window.contentItem()))

    def says(self, text: str) -> bool:
        """Tell whether the window shows these words somewhere."""
        return plain(text) in plain(" | ".join(self.texts()))

    def read_all(self, name: str) -> str:
        """The words inside a visible target."""
        item = self.find(name)
        assert item is not None
        words = (each.property("text") for each in _painted(item))
        return " ".join(text for text in words if isinstance(text, str))

    def at(self, screen: str) -> None:
        self.wait(lambda: self.screen() == screen, screen)

    def settle(self) -> None:
        self.wait(self.kiosk.settled, "the desk")

    def open_form(self) -> None:
        self.at("screen:welcome")
        self.touch("start")
        self.at("screen:services")
        self.touch("service:service-1")
        self.at("screen:question:sujet")

    def answer(self) -> str:
        """Answer the question shown and go on; return its name."""
        screen = self.screen()
        name = screen.rpartition(":")[2]
        answer = ANSWERS[name]
        for part in answer:
            target = f"choice:{part}" if isinstance(answer, list) else f"key:{part}"
            while not self.sees(target):
                self.touch("page-down" if isinstance(answer, list) else "key:digits")
            self.touch(target)
        self.touch("continue")
        self.wait(lambda: self.screen() not in ("", screen), f"the page after {screen}")
        return name

    def reach(self, screen: str) -> list[str]:
        asked = []
        while self.screen() != screen:
            asked.append(self.answer())
        return asked

    def hurry(self, screen: str) -> None:
        """Come to a screen without touching: for tests that begin there."""
        course = self.kiosk.course
        while course.name != screen:
            answer = ANSWERS[course.question.shown["name"]]
            for part in answer:
                course.question.pick(part) if isinstance(answer, list) else course.question.write(part)
            page = course.name
            course.proceed()
            self.wait(lambda page=page: course.name != page, f"the page after {page}")

    def send(self) -> None:
        self.touch("confirm")
        self.at("screen:done")
        self.settle()


Open = Callable[..., Visitor]


@pytest.fixture(scope="session")
def texts() -> Texts:
    return load_texts(ROOT / "assets" / "i18n", "fr")


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """What was raised inside a slot, where Qt would only print it."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _, bug, __: found.append(bug))
    yield found
    assert found == []


@pytest.fixture(scope="session", autouse=True)
def settled_heap() -> None:
    """Take what a window needs out of each collection, as tests/conftest.py does for the tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def buried() -> Iterator[None]:
    """Bury the windows of a test on the thread that made them.

    Left to whichever thread allocates next, the desk's of the next window collects them, and Qt dies of it.
    """
    yield
    gc.collect()


@pytest.fixture
def open_kiosk(bugs: list[BaseException]) -> Iterator[Open]:
    kiosks: list[Kiosk] = []

    def opened(
        intake: FakeIntake | None = None, camera: CameraConfig | None = None, **look: object
    ) -> Visitor:
        fake = intake or FakeIntake((service(),))
        shown = replace(Look(size=SIZES["low"], motion=False, guard_ms=0), **look)  # type: ignore[arg-type]

        def make_intake() -> Intake:
            return fake  # type: ignore[return-value]  # a fake, by its interface

        kiosks.append(Kiosk(make_intake, shown, camera=camera))
        kiosks[-1].open()
        visitor = Visitor(kiosks[-1], fake)
        course = kiosks[-1].course
        visitor.wait(
            lambda: visitor.screen() not in ("", "screen:welcome") or course.home.ready,
            "the first screen, and the desk behind it",
        )
        return visitor

    yield opened
    for kiosk in kiosks:
        kiosk.close()
