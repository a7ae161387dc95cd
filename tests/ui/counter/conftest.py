"""The pages of a request as the counter shows them, worked by keys: real QML, real view models, no desk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from shiboken6 import delete

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import Catalogue, load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.desk.case_view import CaseView
from kiosk.texts import load_texts
from kiosk.wire.keys import SigningKey
from rehearsal.hand import Hand, _painted
from rehearsal.keys import Keys
from tests.fakes.fake_counter_course import FakeCounterCourse
from tests.fakes.fake_voice import FakeVoice
from tests.ui.conftest import ANSWERS, plain, service
from tests.ui.counter.desk import Desk, found, made
from ui.app import ASSETS, QML, application
from ui.look import load_json
from ui.pictograms import Pictograms
from ui.touch import TouchGuard

STAGE = Path(__file__).with_name("Stage.qml")
SMALL, LARGE = (1366, 768), (1920, 1080)
SIZES = {"small": SMALL, "large": LARGE}
THEMES = ("clair", "sombre", "contraste", "doux")


class Page(Hand):
    """One page of a request in a window, and the ten fingers on it."""

    def __init__(self, course: FakeCounterCourse, size: tuple[int, int], theme: str) -> None:
        self._app = application()
        self.course = course
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(QML))
        self.warnings: list[str] = []
        self._engine.warnings.connect(lambda found: self.warnings.extend(each.toString() for each in found))
        self.voice = FakeVoice()
        self._tokens = self._engine.toScriptValue(load_json(ASSETS / "tokens.json"))
        self._pictograms, self._guard = Pictograms(ASSETS / "icons"), TouchGuard(lambda: 0.0, 0.0)
        self.set("Theme", tokens=self._tokens, theme=theme, motion=False)
        self.set("Sizes", tokens=self._tokens, screenWidth=size[0], screenHeight=size[1])
        self.set("Touch", guard=self._guard, keypad=True)
        self.set("Glyphs", source=self._pictograms)
        self.set("Tr", s=self._engine.toScriptValue(load_texts(ASSETS / "i18n", "fr", "agent").all()))
        self.set("Voice", source=self.voice)
        self.speak(course.session.language)
        self._engine.setInitialProperties({"course": course})
        self._engine.load(QUrl.fromLocalFile(str(STAGE)))
        super().__init__(cast(QQuickWindow, self._engine.rootObjects()[0]))
        self.keys = Keys(self)
        self.window.resize(*size)
        self.window.show()
        self.window.requestActivate()
        self.wait(self.window.isActive, "the window")
        course.begin()
        self.pause(30)

    def set(self, singleton: str, **values: object) -> None:
        item = cast(QObject, self._engine.singletonInstance("Relais.Theme", singleton))
        for name, value in values.items():
            item.setProperty(name, value)

    def speak(self, language: str) -> None:
        texts = load_texts(ASSETS / "i18n", language).all()
        self.set("Tr", client=self._engine.toScriptValue(texts))

    def part(self, source: str) -> QQuickItem:
        """Put one control over the page, for tests of that control alone."""
        made = QQmlComponent(self._engine)
        made.setData(f"import QtQuick\nimport Relais.Theme\nimport Relais.counter\n{source}".encode(), QUrl())
        item = made.create()
        assert isinstance(item, QQuickItem), made.errorString()
        item.setParent(self.window)
        item.setParentItem(self.window.contentItem())
        return item

    def everything(self) -> list[QQuickItem]:
        return list(_painted(self.window.contentItem()))

    def says(self, text: str) -> bool:
        return plain(text) in plain(" | ".join(self.texts()))

    def focused(self) -> str:
        return next(iter(self.keys.focused()), "")

    def asked(self) -> list[tuple[object, ...]]:
        """What the page has asked of the course since the last look."""
        asked, self.course.asked = self.course.asked, []
        return asked

    def to(self, question: str) -> None:
        """Come to a question without a key, alone on its page: for tests that begin there."""
        self.course.lines = 0
        self.course.begin()
        while self.course.name != f"screen:{question}":
            name = self.course.question.shown["name"]
            for part in ANSWERS[name]:
                self.course.question.pick(part) if isinstance(
                    ANSWERS[name], list
                ) else self.course.question.write(part)
            self.course.proceed()
            assert self.course.name != f"screen:question:{name}", self.course.question.refusal
        self.pause(20)
        self.asked()

    def close(self) -> None:
        self.window.close()
        self.set("Voice", source=None)
        del self._tokens
        delete(self._engine)


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    packs, publisher = tmp_path_factory.mktemp("packs"), SigningKey.generate()
    build_pack(ASSETS / "packs" / "mairie", packs, publisher)
    return load_catalogue(packs, publisher.public)


@pytest.fixture
def open_page(bugs: list[BaseException]) -> Iterator[Open]:
    pages: list[Page] = []

    def opened(
        of: Service | None = None, *, size: tuple[int, int] = SMALL, theme: str = "clair", **course: object
    ) -> Page:
        made = FakeCounterCourse(of or service(), **course)  # type: ignore[arg-type]
        pages.append(Page(made, size, theme))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()
        assert page.warnings == []


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(bugs: list[BaseException]) -> Iterator[OpenDesk]:
    """A counter with one service, whose central knows one case; `views` are others, the rest the desk's."""
    desks: list[Desk] = []

    def opened(
        *,
        size: tuple[int, int] = SMALL,
        theme: str = "clair",
        views: tuple[CaseView, ...] = (),
        **counter: object,
    ) -> Desk:
        desks.append(Desk(made(views, **counter), found(views), size, theme=theme))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()
        assert desk.warnings == []
