"""station.toml and agency.toml: what is refused, and that the refusal names the file and the key."""

from pathlib import Path
from typing import get_args

import pytest

from kiosk.catalogue.agency import AgencySheet, load_agency
from kiosk.config import HubConfig, OfficeConfig, PrinterConfig, PrinterWord, load_config
from kiosk.device import PrinterClass
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


def test_the_classes_of_a_printer_are_those_of_the_devices() -> None:
    assert get_args(PrinterWord) == get_args(PrinterClass)


def test_a_station_without_printer_speaks_all_the_same(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD))
    assert config.printer is None
    assert config.voice


def test_a_network_printer(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD + '[printer]\ntransport = "network"\nhost = "10.0.0.9"\n'))
    assert config.printer == PrinterConfig("network", "10.0.0.9", 9100, None, 576, "default", "confirms")


def test_a_hub(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, GOOD)).hub == HubConfig(serve=False, port=8437, address="")
    served = load_config(write(tmp_path, f"{GOOD}\n[hub]\nserve = true\nport = 9000\n"))
    assert served.hub == HubConfig(serve=True, port=9000, address="")
    for address in ("192.168.1.20:8437", "guichet-1.mairie.lan:80"):
        found = load_config(write(tmp_path, f"{GOOD}\n[hub]\naddress = '{address}'\n"))
        assert found.hub.address == address


def test_a_printer_behind_a_file_and_no_voice(tmp_path: Path) -> None:
    printer = '[printer]\ntransport = "file"\npath = "/dev/usb/lp0"\ndots = 384\n'
    printer += 'profile = "TM-T20II"\nclass = "blind"'
    config = load_config(write(tmp_path, f"{GOOD}{printer}\n[voice]\nenabled = false\n"))
    assert config.printer == PrinterConfig("file", "", 0, Path("/dev/usb/lp0"), 384, "TM-T20II", "blind")
    assert not config.voice


@pytest.mark.parametrize("role", ["kiosk", "counter"])
def test_the_two_roles_of_a_station(tmp_path: Path, role: str) -> None:
    assert load_config(write(tmp_path, GOOD.replace('"kiosk"', f'"{role}"'))).role == role


def test_a_station_prints_on_a4_only_where_it_says_how(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, GOOD)).office is None
    spooler = load_config(write(tmp_path, GOOD + '[office]\ntransport = "spooler"\nname = "Accueil_A4"\n'))
    assert spooler.office == OfficeConfig("spooler", "Accueil_A4", None)
    folder = load_config(write(tmp_path, GOOD + '[office]\ntransport = "folder"\npath = "a4"\n'))
    assert folder.office == OfficeConfig("folder", "", tmp_path / "a4")


@pytest.mark.parametrize(
    ("office", "key"),
    [
        ('transport = "fax"', "office.transport"),
        ('transport = "spooler"', "office.name"),
        ('transport = "folder"', "office.path"),
        ('transport = "spooler"\nname = "-o raw"', "office.name"),
        ('transport = "spooler"\nname = "-dfoo"', "office.name"),
        ('transport = "spooler"\nname = "a b"', "office.name"),
        ('transport = "spooler"\nname = "A4"\nhost = "x"', "office.host"),
    ],
)
def test_an_office_printer_is_refused_by_the_name_of_its_key(tmp_path: Path, office: str, key: str) -> None:
    with pytest.raises((ConfigBadValue, ConfigUnknownKey)) as refused:
        load_config(write(tmp_path, f"{GOOD}[office]\n{office}\n"))
    assert refused.value.facts["key"] == key


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
        (GOOD + "[tea]\nsugar = 1\n", "tea"),
        (GOOD + '[printer]\ntransport = "network"\nbaud = 9600\n', "printer.baud"),
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
        ("[central]", "[printer]\nport = 1\n[central]", "printer.transport"),
        ("[central]", '[printer]\ntransport = "pigeon"\n[central]', "printer.transport"),
        ("[central]", '[printer]\ntransport = "network"\n[central]', "printer.host"),
        ("[central]", '[printer]\ntransport = "network"\nhost = "p"\nport = 0\n[central]', "printer.port"),
        ("[central]", '[printer]\ntransport = "file"\n[central]', "printer.path"),
        ("[central]", '[printer]\ntransport = "file"\npath = "p"\ndots = 570\n[central]', "printer.dots"),
        (
            "[central]",
            '[printer]\ntransport = "file"\npath = "p"\nclass = "nice"\n[central]',
            "printer.class",
        ),
        ("[central]", "[voice]\nenabled = 1\n[central]", "voice.enabled"),
        ("[central]", "[hub]\nserve = 1\n[central]", "hub.serve"),
        ("[central]", "[hub]\nport = 65536\n[central]", "hub.port"),
        *[
            ("[central]", f"[hub]\naddress = '{bad}'\n[central]", "hub.address")
            for bad in (
                "",
                "guichet",
                "guichet:",
                "guichet:0",
                "guichet:99999",
                "http://guichet:1",
                "a/b:1",
                ":1",
            )
        ],
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


def test_the_agency_s_words_in_other_languages(tmp_path: Path) -> None:
    first = '[agency]\nname = "Mairie"\nphone = "01 99 00 12 34"\nhours = ["Le lundi."]\n'
    (tmp_path / "agency.toml").write_text(first, "utf-8")
    (tmp_path / "agency.en.toml").write_text(first.replace("Le lundi.", "On Mondays."), "utf-8")
    sheet = load_agency(tmp_path / "agency.toml")
    assert sheet.in_language("en").hours == ("On Mondays.",)
    assert sheet.in_language("ar") == sheet
    (tmp_path / "agency.es.toml").write_text("[agency]\n", "utf-8")
    with pytest.raises(ConfigBadValue):
        load_agency(tmp_path / "agency.toml")
