"""station.toml under construction: only what was asked changes, and the start takes it."""

import os
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.errors import ConfigBadValue, ConfigUnknownKey, ConfigUnreadable
from technician.sheet import Sheet, changed, without

OWN = """# Mairie, rez-de-chaussée
[station]
role = "kiosk"     # près de l'entrée
data = "data"
packs = "packs"
agency = "agency.toml"

[central]
url = "https://relais.example.org"

# L'imprimante du couloir
[printer]
transport = "network"
host = "10.0.0.9"
# port = 9100

[idle]
warn_s = 200
"""


def sheet(folder: Path, text: str = OWN) -> Sheet:  # type: ignore[type-arg]
    path = folder / "station.toml"
    path.write_text(text, "utf-8")
    return Sheet(path, load_config, "")


def test_a_changed_value_keeps_every_other_line_and_its_own_comment(tmp_path: Path) -> None:
    own = sheet(tmp_path)
    own.put("station", "role", "counter")
    own.put("printer", "dots", 384)
    assert own.save()
    text = (tmp_path / "station.toml").read_text("utf-8")
    expected = OWN.replace('role = "kiosk" ', 'role = "counter" ').replace(
        "# port = 9100\n", "# port = 9100\ndots = 384\n"
    )
    assert text == expected
    config = load_config(tmp_path / "station.toml")
    assert (config.role, config.idle_warn_s) == ("counter", 200)
    assert config.printer and config.printer.dots == 384


def test_what_does_not_change_is_not_written(tmp_path: Path) -> None:
    own = sheet(tmp_path)
    before = own.path.stat().st_mtime_ns
    own.put("station", "role", "kiosk")
    own.drop("printer", "profile")
    own.drop("office")
    assert not own.save()
    assert (own.path.read_text("utf-8"), own.path.stat().st_mtime_ns) == (OWN, before)


def test_a_dropped_table_leaves_the_others_and_their_comments(tmp_path: Path) -> None:
    own = sheet(tmp_path)
    own.drop("printer")
    own.save()
    config = load_config(own.path)
    assert config.printer is None
    assert config.idle_warn_s == 200
    assert without("[a]\nb = 1\n# of the next\n[c]\nd = 2\n", "a") == "# of the next\n[c]\nd = 2\n"


def test_a_new_table_stands_at_the_end(tmp_path: Path) -> None:
    own = sheet(tmp_path)
    own.put_table("office", {"transport": "spooler", "name": "A4"})
    own.save()
    assert own.path.read_text("utf-8") == OWN + '\n[office]\ntransport = "spooler"\nname = "A4"\n'


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [("station", "role", "phone"), ("central", "url", "http://10.0.0.1"), ("printer", "dots", 577)],
)
def test_what_the_start_would_refuse_changes_nothing(
    tmp_path: Path, table: str, key: str, value: str | int
) -> None:
    own = sheet(tmp_path)
    with pytest.raises(ConfigBadValue) as refused:
        own.put(table, key, value)
    assert refused.value.facts["key"] == f"{table}.{key}"
    assert own.text == OWN


def test_an_unknown_word_is_refused_before_any_question(tmp_path: Path) -> None:
    own = sheet(tmp_path, OWN + "[tea]\nsugar = 1\n")
    with pytest.raises(ConfigUnknownKey):
        own.content()


def test_a_list_over_several_lines_is_one_value() -> None:
    text = '[agency]\nhours = [\n  "a", # first\n  "b",\n]\nname = "M"\n'
    assert changed(text, "agency", "hours", ["c"]) == '[agency]\nhours = ["c"]\nname = "M"\n'
    assert changed(text, "agency", "hours", None) == '[agency]\nname = "M"\n'


def test_a_text_with_a_number_sign_quotes_and_line_ends() -> None:
    text = '[a]\nb = "x # y"  # why\n'
    assert changed(text, "a", "b", 'z " #\n') == '[a]\nb = "z \\" #\\n"  # why\n'


def test_a_way_of_writing_that_cannot_be_changed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text('central = { url = "https://a.example" }\n', "utf-8")
    own = Sheet(path, lambda *_: None, "")
    with pytest.raises(ConfigUnreadable) as refused:
        own.put("central", "url", "https://b.example")
    assert "[central]" in str(refused.value.facts["detail"])


def test_a_file_that_is_no_toml_or_no_text(tmp_path: Path) -> None:
    for content in (b"[station", b"\xff"):
        (tmp_path / "station.toml").write_bytes(content)
        with pytest.raises(ConfigUnreadable):
            Sheet(tmp_path / "station.toml", load_config, "")


def test_a_link_stays_a_link_and_no_other_name_is_left(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    real = tmp_path / "etc" / "station.toml"
    real.write_text(OWN, "utf-8")
    (tmp_path / "station.toml").symlink_to(real)
    own = Sheet(tmp_path / "station.toml", load_config, "")
    own.put("station", "role", "counter")
    own.save()
    assert (tmp_path / "station.toml").is_symlink()
    assert load_config(real).role == "counter"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["etc", "station.toml", "station.toml"]


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of the calls that decides what a power cut leaves (keyfile.write_durably)."""
    own = sheet(tmp_path)
    own.put("station", "role", "counter")
    calls: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        calls.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        real_fsync(descriptor)

    def replace(path: Path, target: Path) -> Path:
        calls.append(f"replace {path.name} {target.name}")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    own.save()
    assert calls == [
        "fsync station.toml.new",
        "replace station.toml.new station.toml",
        f"fsync {tmp_path.name}",
    ]
