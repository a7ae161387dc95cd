"""prepare-stick, export, import, as a technician types them."""

import shutil
from pathlib import Path

import pytest

from kiosk.errors import NotEnrolled
from kiosk.store import open_store
from kiosk.wire.envelope import new_id
from main import main
from tests.fakes.stations import Keys, enrolled
from tests.technician.test_agents import config_of


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A kiosk that has recorded two requests, one of them held; return its station.toml."""
    folder = tmp_path / "borne"
    folder.mkdir()
    config = config_of(folder, "kiosk")
    with open_store(config.data) as store:
        enrolled(store, Keys())
        ids = [new_id(1_790_000_000_000) for _ in range(2)]
        for one in ids:
            store.outbox.append(one, "service", 1, lambda sequence: b"sealed %d" % sequence)
        store.outbox.hold(ids[1], "too_large")
    return config.path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "cle"
    made.mkdir()
    return made


def test_prepared_then_filled_then_read(
    station: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(stick), "--config", str(station)]
    assert main(["prepare-stick", *words]) == 0
    assert capsys.readouterr().out == ("Clé prête pour Mairie de Saint-Aubin. Vous pouvez retirer la clé.\n")
    assert main(["export", *words]) == 0
    said = capsys.readouterr().out
    assert "Enveloppes de ce poste sur la clé\u00a0: 1." in said
    assert "pas copiées\u00a0: 1." in said
    assert said.endswith("Vous pouvez retirer la clé.\n")
    assert main(["export", *words, "--held"]) == 0
    assert "sur la clé\u00a0: 2." in capsys.readouterr().out
    # Its own envelopes are no business of `import`, and nobody is asked for them.
    (stick / "RELAIS" / "envelopes" / "\x1b[2J.txt").write_bytes(b"x")
    assert main(["import", *words]) == 0
    said = capsys.readouterr().out
    assert "portées au central\u00a0: 0." in said
    assert "Laissé sur la clé\u00a0: envelopes/?[2J.txt (ce n’est pas un fichier de Relais)." in said


def test_a_stick_that_is_not_ours_is_told_in_words(
    station: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(stick), "--config", str(station)]) == 1
    said = capsys.readouterr().out
    assert "Cette clé n’est pas préparée pour Relais" in said
    assert "retirer la clé" not in said
    assert list(stick.iterdir()) == []


def test_who_is_not_enrolled_prepares_nothing(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(tmp_path / "borne", ignore_errors=True)
    (tmp_path / "borne").mkdir()
    config = config_of(tmp_path / "borne", "kiosk")
    assert main(["prepare-stick", str(stick), "--config", str(config.path)]) == 3
    assert NotEnrolled.code in capsys.readouterr().err
    assert list(stick.iterdir()) == []
