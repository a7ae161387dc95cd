"""What keeps a station from serving: a full disk, a font that is not whole; nothing that is plugged in."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.config import Config, load_config
from kiosk.errors import DiskFull, FontsMissing
from technician import serving
from technician.serving import FACES, FONTS, LEAST_BYTES, check_serving, damaged_font, room

ROOT = Path(__file__).resolve().parents[2]
STATION = """[station]
role = "kiosk"
data = "data/of/this/station"
packs = "packs"
agency = "agency.toml"
[central]
url = "https://central.invalid"
[printer]
transport = "file"
path = "/dev/no-printer"
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "station.toml").write_text(STATION, "utf-8")
    return load_config(tmp_path / "station.toml")


def test_a_station_serves_without_network_printer_or_sound(config: Config) -> None:
    check_serving(config)
    assert not config.data.exists()


def test_it_takes_no_time_that_anybody_would_see(config: Config) -> None:
    since = time.perf_counter()
    check_serving(config)
    assert time.perf_counter() - since < 0.15


def test_it_needs_no_qt() -> None:
    code = "import sys, technician.serving; print(any('PySide6' in name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("left", "full"), [(LEAST_BYTES - 1, True), (LEAST_BYTES, False)])
def test_a_full_disk(config: Config, monkeypatch: pytest.MonkeyPatch, left: int, full: bool) -> None:
    monkeypatch.setattr(serving, "room", lambda _: left)
    if not full:
        check_serving(config)
        return
    with pytest.raises(DiskFull) as told:
        check_serving(config)
    assert told.value.facts == {"path": str(config.data), "megabytes": 63}


def test_the_room_is_that_of_the_disk_below(tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)
    assert abs(room(tmp_path / "not" / "made" / "yet") - usage.free) < 1 << 30


def test_the_fonts_that_we_install_are_whole() -> None:
    assert damaged_font() is None
    assert set(FACES) == {path.name for path in FONTS.glob("*.ttf")}


@pytest.mark.parametrize("spoil", ["absent", "cut", "bit", "empty"])
def test_a_font_that_is_not_whole(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for face in FACES:
        shutil.copy(FONTS / face, fonts)
    raw = bytearray((fonts / FACES[1]).read_bytes())
    raw[5000] ^= 1
    content = {"cut": bytes(raw[:-7]), "bit": bytes(raw), "empty": b""}.get(spoil)
    (fonts / FACES[1]).unlink() if content is None else (fonts / FACES[1]).write_bytes(content)
    monkeypatch.setattr(serving, "FONTS", fonts)
    with pytest.raises(FontsMissing) as told:
        check_serving(config)
    assert told.value.facts["path"] == str(fonts / FACES[1])
