"""station.toml and agency.toml: what is refused, and that the refusal names the file and the key."""

from pathlib import Path

import pytest

from kiosk.catalogue.agency import AgencySheet, load_agency
from kiosk.config import load_config
from kiosk.errors import ConfigBadValue, ConfigMissing, ConfigUnknownKey, ConfigUnreadable

GOOD = """[station]
role = "kiosk"
data = "data"
packs = "packs"
agency = "agency.toml"

[central]
url = "https://relais.example.org/"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "station.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD + "[screen]\nwidth_mm = 276.5\n[idle]\nwarn_s = 120\n"))
    assert config.data == tmp_path / "data"
    assert config.central_url == "https://relais.example.org"
    assert config.screen_width_mm == 276.5
    assert (config.idle_warn_s, config.idle_countdown_s) == (120, 45)


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(ConfigMissing) as refused:
        load_config(tmp_path / "station.toml")
    assert refused.value.facts["path"] == str(tmp_path / "station.toml")


@pytest.mark.parametrize("content", [b"[station", b"\xff\xfe", b"a = 1\na = 2"])
def test_an_unreadable_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigUnreadable):
        load_config(path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + "[printer]\nport = 1\n", "printer"),
        (GOOD.replace("role =", "rôle ="), None),
        (GOOD.replace("data =", "datas ="), "station.datas"),
        ("station = 1\n", "station"),
    ],
)
def test_an_unknown_key_is_named(tmp_path: Path, text: str, key: str | None) -> None:
    with pytest.raises((ConfigUnknownKey, ConfigUnreadable)) as refused:
        load_config(write(tmp_path, text))
    if key:
        assert refused.value.facts["key"] == key


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('role = "kiosk"', 'role = "phone"', "station.role"),
        ('data = "data"', 'data = ""', "station.data"),
        ('data = "data"', "data = 7", "station.data"),
        ("https://relais.example.org/", "http://relais.example.org/", "central.url"),
        ("https://relais.example.org/", "ftp://relais.example.org/", "central.url"),
        ("https://relais.example.org/", "https://relais.example.org:x/", "central.url"),
        ("https://relais.example.org/", "relais.example.org", "central.url"),
        ("[central]", "[idle]\nwarn_s = 5\n[central]", "idle.warn_s"),
        ("[central]", "[idle]\nwarn_s = true\n[central]", "idle.warn_s"),
        ("[central]", '[screen]\nwidth_mm = "large"\n[central]', "screen.width_mm"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, before: str, after: str, key: str) -> None:
    with pytest.raises(ConfigBadValue) as refused:
        load_config(write(tmp_path, GOOD.replace(before, after)))
    assert refused.value.facts["key"] == key


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_plain_http_only_to_this_machine(tmp_path: Path, host: str) -> None:
    config = load_config(write(tmp_path, GOOD.replace("https://relais.example.org", f"http://{host}")))
    assert config.central_url == f"http://{host}"


def test_the_agency_sheet(tmp_path: Path) -> None:
    path = tmp_path / "agency.toml"
    path.write_text('[agency]\nname = "Mairie"\nphone = "01 99 00 12 34"\nhours = ["Le lundi."]\n', "utf-8")
    sheet = load_agency(path)
    assert sheet == AgencySheet("Mairie", "01 99 00 12 34", "", ("Le lundi.",))
    path.write_text('[agency]\nname = "Mairie"\nphone = "01 99 00 12 34"\nhours = []\n', "utf-8")
    with pytest.raises(ConfigBadValue):
        load_agency(path)
