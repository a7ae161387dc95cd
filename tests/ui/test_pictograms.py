"""Every pictogram that a screen or the demo pack names is bundled."""

import re
import tomllib
from pathlib import Path

import openpyxl

from ui.pictograms import Pictograms

ROOT = Path(__file__).resolve().parents[2]
ICON = re.compile(r'\bicon: (?:[^"\n]*\? )?"([a-z][a-z-]+)"|Pictogram \{[^}]*?\bname: "([a-z-]+)"')


def test_pictograms_of_the_screens() -> None:
    names = {
        cut: set(Pictograms(ROOT / "assets" / "icons").names(cut)) for cut in ("duotone", "bold", "fill")
    }
    known = set().union(*names.values())
    seen = 0
    for path in sorted((ROOT / "ui" / "qml").rglob("*.qml")):
        for found in ICON.findall(path.read_text("utf-8")):
            assert "".join(found) in known, f"{path.name}: {found}"
            seen += 1
    assert seen > 15


def test_pictograms_of_the_demo_packs() -> None:
    known = set(Pictograms(ROOT / "assets" / "icons").names("duotone"))
    packs = sorted((ROOT / "assets" / "packs").iterdir())
    assert packs
    for pack in packs:
        manifest = tomllib.loads((pack / "pack.toml").read_text("utf-8"))
        assert {service["icon"] for service in manifest["service"].values()} <= known
        for form in pack.glob("forms/*.xlsx"):
            for sheet in openpyxl.load_workbook(form, read_only=True):
                rows = list(sheet.iter_rows(values_only=True))
                columns = [i for i, head in enumerate(rows[0]) if str(head).endswith("icon")]
                named = {row[i] for row in rows[1:] for i in columns if row[i]}
                assert named <= known, f"{form.name}: {named - known}"
