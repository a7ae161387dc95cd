"""How large the letters of a text can be where a kiosk has least room: measured on its own pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

# QtQuick first: without it the root object comes back as a bare QObject.
from PySide6.QtQuick import QQuickItem  # isort: skip
from PySide6.QtCore import QLocale, QObject, Qt, QUrl
from PySide6.QtQml import QQmlComponent, QQmlEngine
from shiboken6 import delete

from kiosk.forms.lint.words import Measure
from kiosk.texts import load_texts
from ui.look import load_json
from ui.pictograms import Pictograms
from ui.window import ASSETS, QML, application

SMALLEST = (1280, 800)
LARGEST_STEP = 4
PAGE = QML / "Relais" / "screens" / "MeasuringRoom.qml"
# How a question is asked where its title has a place of its own: all the others stand beside their answers.
WAYS = ("note", "text")
BESIDE_ANSWERS = "select_one"
CHOICE = "choice"
# What stands around the words measured, as on the page with most of it.
WHOLE = {"icon": "question", "cap": "cap-bleu", "step": 1, "steps": 7, "place": "", "required": True}


@contextmanager
def measuring() -> Iterator[Measure]:
    """Give the measure of labels at the largest step on the smallest screen; use it on this thread only."""
    application()
    room = _Room()
    try:
        yield room.share
    finally:
        room.close()


class _Room:
    """The pages of one engine, dressed in one language at a time."""

    def __init__(self) -> None:
        self._pictograms = Pictograms(ASSETS / "icons")
        self._engine = QQmlEngine()
        self._engine.addImportPath(str(QML))
        self._tokens = self._engine.toScriptValue(load_json(ASSETS / "tokens.json"))
        self._language = ""
        self._shares: dict[tuple[str, str, str], float] = {}
        self._set("Theme", tokens=self._tokens, motion=False)
        width, height = SMALLEST
        self._set("Sizes", tokens=self._tokens, screenWidth=width, screenHeight=height, step=LARGEST_STEP)
        self._set("Glyphs", source=self._pictograms)
        self._dress("fr")
        # Kept: what a component makes is gone with it.
        self._component = QQmlComponent(self._engine, QUrl.fromLocalFile(str(PAGE)))
        self._root = cast(QQuickItem, self._component.create())

    def share(self, way: str, words: str, language: str) -> float:
        """Return the height of the letters in which the words stand whole, over the height asked for."""
        key = (way if way in (*WAYS, CHOICE) else BESIDE_ANSWERS, words, language)
        # A form says many of its words again and again.
        if key not in self._shares:
            self._shares[key] = self._measured(*key)
        return self._shares[key]

    def _measured(self, way: str, words: str, language: str) -> float:
        self._dress(language)
        page: dict[str, object] = {"way": way, "title": words, "hint": "", "choices": []}
        role = "title"
        if way == CHOICE:
            role, page["way"], page["title"] = CHOICE, BESIDE_ANSWERS, ""
            page["choices"] = [{"name": "a", "label": words, "icon": "question"}]
        self._root.setProperty("page", self._engine.toScriptValue({**WHOLE, **page}))
        return float(self._root.property(f"{role}Size")) / float(self._singleton("Sizes").property(role))

    def close(self) -> None:
        """End the pages before what they show."""
        # The values of the engine go before it does, and all of it at once, not when Python gets to it.
        del self._tokens
        self._root.setParent(self._engine)
        delete(self._engine)

    def _dress(self, language: str) -> None:
        """Put on the texts of a language, French ones where the interface does not exist in it."""
        if language == self._language:
            return
        self._language = language
        known = language if (ASSETS / "i18n" / language).is_dir() else "fr"
        rtl = QLocale(language).textDirection() == Qt.LayoutDirection.RightToLeft
        keyboard = load_json(ASSETS / "keyboards" / f"{known}.json")
        self._set(
            "Tr",
            s=self._engine.toScriptValue(load_texts(ASSETS / "i18n", known).all()),
            keyboard=self._engine.toScriptValue(keyboard),
        )
        self._set("Theme", rtl=rtl)

    def _set(self, name: str, **values: object) -> None:
        for key, value in values.items():
            self._singleton(name).setProperty(key, value)

    def _singleton(self, name: str) -> QObject:
        return cast(QObject, self._engine.singletonInstance("Relais.Theme", name))
