import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from central.errors import CannotRun
from central.stations.models import Agency
from central.stations.packs import ASIDE, FOLDER, install_packs
from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.wire.keys import SigningKey
from tests.catalogue.test_hostile import sign_whatever_is_there
from tests.central.outpost import PUBLISHER

SOURCE = Path(__file__).resolve().parents[2] / "assets" / "packs" / "mairie"
SERVICES = len(list((SOURCE / "forms").glob("*.xlsx")))
Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def build(name: str, version: str, *, signer: SigningKey = PUBLISHER, title: str = "") -> Path:
        source = tmp_path / f"{name}-source"
        shutil.copytree(SOURCE, source)
        described = source / "pack.toml"
        lines = described.read_text("utf-8").splitlines()
        lines = [f'version = "{version}"' if line.startswith("version") else line for line in lines]
        text = "\n".join(lines)
        if title:
            assert "carte d’identité" in text
            text = text.replace("carte d’identité", title)
        described.write_text(text, "utf-8")
        if version.startswith("2"):
            _change_form(source)
        build_pack(source, tmp_path / name, signer)
        return tmp_path / name

    return build


def _change_form(source: Path) -> None:
    from openpyxl import load_workbook

    path = source / "forms" / "rendez-vous-identite.xlsx"
    book = load_workbook(path)
    # Form and fingerprint change with any word of the form.
    heads = [cell.value for cell in book["survey"][1]]
    label = next(at for at, head in enumerate(heads, 1) if str(head).startswith("label"))
    rows = book["survey"].iter_rows(min_row=2, min_col=label, max_col=label)
    cell = next(cell for (cell,) in rows if cell.value)
    cell.value = f"{cell.value} (bis)"
    book.save(path)


@pytest.fixture
def installed(agency: Agency, settings: object, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "data"
    return settings.DATA / FOLDER


def test_an_older_version_stays_so_that_a_late_request_is_readable(build: Build, installed: Path) -> None:
    assert len(install_packs(build("old", "1.0"))) == 1
    service = load_catalogue(installed, PUBLISHER.public).services[0]
    late = service.form.fingerprint
    install_packs(build("new", "2.0"))
    catalogue = load_catalogue(installed, PUBLISHER.public)
    assert catalogue.services[0].form.fingerprint != late
    assert catalogue.form(late).fingerprint == late


def test_installing_again_changes_nothing(build: Build, installed: Path) -> None:
    source = build("pack", "1.0")
    install_packs(source)
    before = {path: path.stat().st_mtime_ns for path in installed.rglob("*") if path.is_file()}
    assert install_packs(source) == []
    assert {path: path.stat().st_mtime_ns for path in installed.rglob("*") if path.is_file()} == before


def test_another_publisher_is_refused(build: Build, installed: Path) -> None:
    with pytest.raises(CannotRun, match="pas signé par l’éditeur"):
        install_packs(build("pack", "1.0", signer=SigningKey.generate()))
    assert _visible(installed) == []


def test_an_altered_pack_is_refused(build: Build, installed: Path) -> None:
    source = build("pack", "1.0")
    next(source.glob("*/forms/*.xml")).write_text("<x/>")
    with pytest.raises(CannotRun, match="inutilisable"):
        install_packs(source)
    assert _visible(installed) == []


def test_a_link_out_of_the_pack_is_refused(build: Build, installed: Path, tmp_path: Path) -> None:
    source = build("pack", "1.0")
    form = next(source.glob("*/forms/*.xml"))
    form.rename(tmp_path / "form.xml")
    form.symlink_to(tmp_path / "form.xml")
    with pytest.raises(CannotRun, match="lien"):
        install_packs(source)


def test_one_version_with_other_contents_is_refused_and_the_first_stays(
    build: Build, installed: Path
) -> None:
    install_packs(build("first", "1.0"))
    with pytest.raises(CannotRun, match="autre numéro de version"):
        install_packs(build("second", "1.0", title="un passeport, une carte d’identité"))
    assert len(load_catalogue(installed, PUBLISHER.public).services) == SERVICES


def test_what_a_power_cut_left_behind_is_in_nobodys_way(build: Build, installed: Path) -> None:
    (installed / ASIDE).mkdir(parents=True)
    (installed / ASIDE / "half").touch()
    install_packs(build("pack", "1.0"))
    assert len(load_catalogue(installed, PUBLISHER.public).services) == SERVICES
    assert not (installed / ASIDE).exists()


def test_a_folder_without_packs_is_told(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(CannotRun):
            install_packs(folder)


def test_a_central_without_agency_has_nobody_to_trust(db: None, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="init"):
        install_packs(tmp_path)


def _visible(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.startswith(".")]


def test_a_pack_with_a_script_is_refused_with_the_reason(
    build: Build, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened in a process with limits first: this one holds the keys of the central."""
    pack = build("pack", "1.0")
    sign_whatever_is_there(with_script(pack / "mairie"), PUBLISHER)
    monkeypatch.setattr("central.stations.packs.load_pack", lambda *_: pytest.fail("opened by the central"))
    with pytest.raises(CannotRun, match="script"):
        install_packs(pack)
    assert list(installed.glob("[!.]*")) == []


def with_script(folder: Path) -> Path:
    (folder / "icons").mkdir(exist_ok=True)
    (folder / "icons/x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    return folder


def test_a_pack_too_large_for_any_disk_is_not_even_copied(build: Build, installed: Path) -> None:
    pack = build("pack", "1.0")
    with (pack / "mairie/forms/huge.xml").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(CannotRun, match="16 Mo"):
        install_packs(pack)
