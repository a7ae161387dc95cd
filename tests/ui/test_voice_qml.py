"""The signs of the voice on the screen: Listen, the ear, the word that is being said."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QRect, QUrl
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow
from shiboken6 import delete

from kiosk.texts import Texts
from rehearsal.hand import _painted
from tests.fakes.paced_output import PacedOutput
from ui.app import ASSETS, QML, application
from ui.look import load_json
from ui.pictograms import Pictograms
from ui.touch import TouchGuard
from ui.viewmodels.voice import VoiceViewModel

WORDS = {
    "fr": "Avec qui vivez-vous aujourd’hui\u00a0? Touchez une seule réponse.",
    "two lines": "Plus de papier.\\nNotez votre code.",
    "ar": "مع من تعيشون اليوم؟ يُرجى لمس إجابة واحدة فقط.",
}
SCENE = """
import QtQuick
import Relais.Theme
import Relais.controls

Window {
    width: 900
    height: 620
    visible: true
    color: Theme.ground
    LayoutMirroring.enabled: Theme.rtl
    LayoutMirroring.childrenInherit: true

    Phrase {
        id: title
        objectName: "title"
        anchors.left: parent.left
        anchors.leftMargin: 60
        y: 40
        width: 640
        height: implicitHeight
        words: "WORDS"
        voiced: "title"
        size: 46
        line: 1.14
        font.weight: Font.ExtraBold
    }
    ListenButton {
        anchors.left: parent.left
        anchors.leftMargin: 60
        y: 280
        who: "q"
        room: 800
        blocks: [{ id: "title", words: title.words, live: false, kind: "text" }]
    }
    Ear {
        y: 400
        height: 150
        who: "ear:oui"
        blocks: [{ id: "oui", words: "Oui", live: true, kind: "text" }]
    }
}
"""


class Stand:
    """One window with the parts of the voice, in front of a kiosk's voice or none."""

    def __init__(
        self, texts: Texts, folder: Path, language: str, theme: str, voiced: bool, present: bool
    ) -> None:
        self.app = application()
        self.engine = QQmlApplicationEngine()
        self.engine.addImportPath(str(QML))
        self.warnings: list[str] = []
        self.engine.warnings.connect(lambda found: self.warnings.extend(each.toString() for each in found))
        self.output = PacedOutput(present=present)
        self.voice = (
            VoiceViewModel(folder, self.output, "ar" if language == "ar" else "fr") if voiced else None
        )
        self._keep = (Pictograms(ASSETS / "icons"), TouchGuard(time.monotonic, 0))
        tokens = self.engine.toScriptValue(load_json(ASSETS / "tokens.json"))
        rtl = language == "ar"
        parts: dict[str, dict[str, object]] = {
            "Theme": {"tokens": tokens, "theme": theme, "rtl": rtl, "motion": False},
            "Sizes": {"tokens": tokens},
            "Tr": {"s": self.engine.toScriptValue(texts.all())},
            "Glyphs": {"source": self._keep[0]},
            "Touch": {"guard": self._keep[1]},
            "Voice": {"source": self.voice},
        }
        for name, values in parts.items():
            for key, value in values.items():
                self.singleton(name).setProperty(key, value)
        self.engine.loadData(SCENE.replace("WORDS", WORDS[language]).encode(), QUrl("scene.qml"))
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)
        self.window = window
        self.wait(self.window.isExposed)

    def singleton(self, name: str) -> QObject:
        found = self.engine.singletonInstance("Relais.Theme", name)
        assert isinstance(found, QObject)
        return found

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not until():
            assert time.monotonic() < end
            self.app.processEvents()
            time.sleep(0.005)

    def item(self, name: str) -> QQuickItem:
        return next(each for each in _painted(self.window.contentItem()) if each.objectName() == name)

    def touch(self, name: str) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtTest import QTest

        middle = self.item(name).mapToScene(QPointF(30, 30)).toPoint()
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, pos=QPoint(middle))

    def says(self) -> list[str]:
        shown = (each.property("text") for each in _painted(self.window.contentItem()))
        return [text for text in shown if isinstance(text, str) and text]

    def photograph(self) -> QImage:
        self.app.processEvents()
        return self.window.grabWindow()

    def hold_at(self, word: int) -> None:
        """Let the voice read the title and stand still in its nth word."""
        assert self.voice
        self.output.held = 0
        self.touch("listen")
        self.wait(lambda: bool(self.output.clips))
        clip = self.output.clips[-1]
        self.output.held = clip.marks[word][2] * 1_000_000 // clip.rate_hz + 1000
        start, length, _ = clip.marks[word]
        voice = self.voice
        self.wait(lambda: (voice.property("wordStart"), voice.property("wordLength")) == (start, length))

    def close(self) -> None:
        if self.voice:
            self.voice.close()
        self.window.close()
        delete(self.engine)


Raise = Callable[..., Stand]


@pytest.fixture
def stand(texts: Texts, tmp_path: Path, bugs: list[BaseException]) -> Iterator[Raise]:
    stands: list[Stand] = []

    def raised(
        language: str = "fr", theme: str = "clair", voiced: bool = True, present: bool = True
    ) -> Stand:
        stands.append(Stand(texts, tmp_path, language, theme, voiced, present))
        return stands[-1]

    yield raised
    for each in stands:
        assert each.warnings == []
        each.close()


def dark(image: QImage, area: QRect) -> set[tuple[int, int]]:
    """The pixels of letters."""
    return {
        (x, y)
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
        if image.pixelColor(x, y).lightness() < 70
    }


def area_of(item: QQuickItem) -> QRect:
    return item.mapRectToScene(item.boundingRect()).toAlignedRect()


@pytest.mark.parametrize(
    ("language", "word"),
    [("fr", 0), ("fr", 2), ("fr", 5), ("two lines", 1), ("two lines", 4), ("ar", 2), ("ar", 7)],
)
def test_the_word_lights_up_where_it_is_and_no_letter_moves(stand: Raise, language: str, word: int) -> None:
    shown = stand(language)
    area = area_of(shown.item("title"))
    before = dark(shown.photograph(), area)
    shown.hold_at(word)
    after = dark(shown.photograph(), area)
    honey = area_of(shown.item("spoken-word"))
    # The underline is the only new ink.
    line = {(x, y) for x, y in after - before if y > honey.bottom() - 7 and honey.contains(x, y)}
    strange = {(x, y) for x, y in (after ^ before) - line if not honey.adjusted(-2, -2, 2, 2).contains(x, y)}
    assert len(before) > 3000 and len(line) > honey.width() // 2
    assert len(strange) <= len(before) // 200
    inside = {(x, y) for x, y in before if honey.contains(x, y)}
    # Between two words there is a space: no letter stands on the edge of the honey.
    edges = {x for x, _ in inside}
    assert edges and min(edges) > honey.left() + 1 and max(edges) < honey.right() - 1


def test_the_box_of_another_word_would_not_pass(stand: Raise) -> None:
    shown = stand()
    assert shown.voice
    shown.hold_at(2)
    lit = area_of(shown.item("spoken-word"))
    setting = {
        "family": "Relais Sans",
        "pixels": 46,
        "weight": 800,
        "width": 640,
        "line": 0.877,
        "alignment": 1,
    }
    [right] = shown.voice.boxes(WORDS["fr"], 9, 10, setting)
    [wrong] = shown.voice.boxes(WORDS["fr"], 5, 3, setting)
    assert abs(right.width() + 8 - lit.width()) <= 2
    assert not right.intersects(wrong)


@pytest.mark.parametrize("theme", ["clair", "sombre", "contraste", "doux"])
def test_the_word_can_be_read_on_its_ground_in_every_theme(stand: Raise, theme: str) -> None:
    shown = stand(theme=theme)
    shown.hold_at(2)
    honey = area_of(shown.item("spoken-word"))
    image = shown.photograph()
    lights = [
        image.pixelColor(x, y).lightnessF()
        for x in range(honey.left() + 4, honey.right() - 4)
        for y in range(honey.top() + 8, honey.bottom() - 8)
    ]
    assert max(lights) - min(lights) > 0.35
    assert sum(1 for each in lights if each > max(lights) - 0.1) > len(lights) // 2


def test_listen_becomes_pause_and_a_second_touch_is_silence(stand: Raise) -> None:
    shown = stand()
    assert shown.voice
    width = shown.item("listen").property("implicitWidth")
    assert "Écouter" in shown.says()
    shown.hold_at(1)
    assert "Pause" in shown.says() and "La borne lit la page" in shown.says()
    assert shown.item("listen").property("implicitWidth") == width
    shown.touch("listen")
    assert shown.voice.property("speaking") == ""
    shown.app.processEvents()
    assert "Écouter" in shown.says() and "La borne lit la page" not in shown.says()
    assert not [each for each in _painted(shown.window.contentItem()) if each.objectName() == "spoken-word"]


def test_an_ear_replaces_what_is_read(stand: Raise) -> None:
    shown = stand()
    assert shown.voice
    shown.hold_at(1)
    heard: list[str] = []
    shown.voice.saying.connect(heard.append)
    shown.output.held = None
    shown.touch("ear:oui")
    assert shown.voice.property("speaking") == "ear:oui"
    shown.wait(lambda: heard == ["Oui"])
    shown.wait(lambda: shown.voice is not None and shown.voice.property("speaking") == "")


@pytest.mark.parametrize("voiced", [True, False])
def test_without_sound_everything_stays_and_a_touch_says_why(
    stand: Raise, texts: Texts, voiced: bool
) -> None:
    shown = stand(voiced=voiced)
    shown.output.present = False
    if not voiced:
        assert "Son coupé" in shown.says()
    for _ in range(2):
        shown.touch("listen")
        shown.wait(lambda: "Son coupé" in shown.says())
        assert texts("voice.none") in shown.says() and "Pause" not in shown.says()
    assert shown.singleton("Voice").property("trouble") == ("no_device" if voiced else "")
    assert any("vivez" in each for each in shown.says())


def test_another_language_stops_what_is_read(stand: Raise) -> None:
    shown = stand()
    assert shown.voice
    shown.hold_at(1)
    stops = shown.output.stops
    shown.voice.set_language("fr")
    assert shown.output.stops == stops and shown.voice.property("speaking") == "q"
    shown.voice.set_language("ar")
    assert shown.output.stops > stops and shown.voice.property("speaking") == ""


def test_an_ear_has_a_name_for_those_who_do_not_see_it(stand: Raise) -> None:
    assert stand().item("ear:oui").property("label") == "Écouter\u00a0: Oui"


def test_it_starts_with_the_event_loop_and_once(stand: Raise, tmp_path: Path) -> None:
    shown = stand(voiced=False)

    def voices() -> int:
        return [thread.name for thread in threading.enumerate()].count("voice")

    late, never = (VoiceViewModel(tmp_path, PacedOutput(), "fr") for _ in range(2))
    late.stop()
    assert voices() == 0 and late.property("available") is True
    never.close()
    shown.wait(lambda: voices() == 1)
    assert late.open() is late.open() and voices() == 1
    late.close()
    assert voices() == 0


def test_a_missing_device_is_told_before_anybody_asks(stand: Raise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.voice.speaker.FIRST_LOOK_S", 0.05)
    shown = stand(present=False)
    shown.wait(lambda: "Son coupé" in shown.says())


def test_a_title_that_shrank_lights_up_where_it_is(stand: Raise) -> None:
    shown = stand()
    title = shown.item("title")
    title.setProperty("fitted", True)
    title.setProperty("height", 78)
    shown.wait(lambda: title.property("contentHeight") < 79)
    area = area_of(title)
    before = dark(shown.photograph(), area)
    shown.hold_at(5)
    after = dark(shown.photograph(), area)
    honey = area_of(shown.item("spoken-word")).adjusted(-2, -2, 2, 2)
    assert honey.height() < 50
    assert len({pixel for pixel in after ^ before if not honey.contains(*pixel)}) <= len(before) // 200
    assert len({pixel for pixel in before if honey.contains(*pixel)}) > 200
