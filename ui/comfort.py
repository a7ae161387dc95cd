"""What a person may change for themselves: language, size of the text, colours. Gone with them."""

from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Qt, Signal, Slot

from kiosk.texts import Texts, load_texts
from ui.look import Look
from ui.properties import page_property

STEPS = (1, 2, 3, 4)
THEMES = ("clair", "sombre", "contraste", "doux")


class Comfort(QObject):
    """Language, step (1 to 4) and theme of the moment; each change is told by `changed`."""

    changed = Signal()
    offered = Signal()

    def __init__(self, folder: Path, look: Look) -> None:
        super().__init__()
        self._folder = folder
        self._first = (look.language, look.step, look.theme)
        self._texts = {look.language: load_texts(folder, look.language)}
        self._languages: tuple[str, ...] = (look.language,)
        self.language, self.step, self.theme = self._first

    @property
    def texts(self) -> Texts:
        """Return the texts of the language of the moment."""
        return self._texts_of(self.language)

    @property
    def rtl(self) -> bool:
        """Tell whether the language runs from right to left."""
        return QLocale(self.language).textDirection() == Qt.LayoutDirection.RightToLeft

    def is_default(self) -> bool:
        """Tell whether nobody changed anything."""
        return (self.language, self.step, self.theme) == self._first

    def offer(self, spoken: tuple[str, ...]) -> None:
        """Take the languages in which a service exists; only those with texts of their own are offered."""
        known = sorted(folder.name for folder in self._folder.iterdir() if folder.is_dir())
        rest = [code for code in known if code in spoken and code != self._first[0]]
        self._languages = (self._first[0], *rest)
        self.offered.emit()

    def set(self, *, language: str | None = None, step: int | None = None, theme: str | None = None) -> None:
        """Change what is given. Raises ValueError for what is not offered: that is a bug of the screen."""
        wanted = (language or self.language, step or self.step, theme or self.theme)
        if wanted[0] not in self._languages or wanted[1] not in STEPS or wanted[2] not in THEMES:
            raise ValueError(f"not offered: {wanted}")
        self._take(wanted)

    @Slot(int)
    def enlarge(self, step: int) -> None:
        """Write larger or smaller."""
        self.set(step=step)

    @Slot(str)
    def paint(self, theme: str) -> None:
        """Show other colours."""
        self.set(theme=theme)

    def reset(self) -> None:
        """Go back to what the kiosk shows to everybody."""
        self._take(self._first)

    def name_of(self, language: str) -> str:
        """Return the name of a language in itself, its code where there are no texts for it."""
        try:
            return self._texts_of(language)("language.name")
        except FileNotFoundError:
            return language

    def shown(self) -> dict[str, object]:
        """Return what the windows of the bar show."""
        names = [{"code": code, "name": self._texts_of(code)("language.name")} for code in self._languages]
        return {"language": self.language, "languages": names, "step": self.step, "theme": self.theme}

    def _take(self, wanted: tuple[str, int, str]) -> None:
        if wanted != (self.language, self.step, self.theme):
            self.language, self.step, self.theme = wanted
            self.changed.emit()
            self.offered.emit()

    def _texts_of(self, language: str) -> Texts:
        if language not in self._texts:
            self._texts[language] = load_texts(self._folder, language)
        return self._texts[language]

    page = page_property(lambda self: self.shown(), offered)
