"""The outlines of the pictograms, read once from the bundled SVG files."""

import re
from pathlib import Path

from PySide6.QtCore import QObject, Slot

PATH = re.compile(r'<path d="([^"]+)"([^>]*)/>')


class Pictograms(QObject):
    """Finds a Phosphor pictogram by name and cut ("duotone", "bold" or "fill")."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._outlines = {
            (file.stem.removesuffix(f"-{cut.name}"), cut.name): read_outlines(file.read_text("utf-8"))
            for cut in sorted(folder.iterdir())
            if cut.is_dir()
            for file in sorted(cut.glob("*.svg"))
        }

    @Slot(str, str, result="QVariantList")
    def outlines(self, name: str, cut: str) -> list[str]:
        """Return [second tone, line] as SVG path data in a square of 256, or [] for an unknown name."""
        return list(self._outlines.get((name, cut), ()))

    def names(self, cut: str) -> tuple[str, ...]:
        """Return the names drawn in this cut."""
        return tuple(sorted(name for name, its_cut in self._outlines if its_cut == cut))


def read_outlines(svg: str) -> tuple[str, str]:
    """Return (second tone, line); only duotone pictograms have a second tone, told by its opacity."""
    tone: list[str] = []
    line: list[str] = []
    for data, rest in PATH.findall(svg):
        (tone if "opacity" in rest else line).append(data)
    return " ".join(tone), " ".join(line)
