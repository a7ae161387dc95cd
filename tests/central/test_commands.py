from pathlib import Path

import pytest
from django.core.management import call_command

from central.keys import FILE
from kiosk.wire.keys import SigningKey
from tests.central.outpost import PUBLISHER
from tests.central.process import RealCentral

ABSENT = [("enrol-code", "--agency", "7", "--name", "B"), ("login-link", "--agency", "7")]


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> RealCentral:
    central = RealCentral(tmp_path_factory.mktemp("central"))
    assert central.init() == 1
    return central


def test_init_asks_for_neither_phone_nor_hours(central: RealCentral) -> None:
    assert (central.folder / FILE).is_file()
    assert len(central.told("enrol-code", "--agency", "1", "--name", "Borne 1")) == 12


@pytest.mark.parametrize("words", ABSENT)
def test_an_unknown_agency_is_told_in_french(central: RealCentral, words: tuple[str, ...]) -> None:
    done = central.run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Il n’y a pas d’agence 7 ici. Agences : 1 Mairie de Saint-Aubin.\n"


@pytest.mark.parametrize("words", [*ABSENT, ("serve", "--port", "0"), ("packs", ".")])
def test_a_folder_without_a_central_stays_empty(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = RealCentral(tmp_path).run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Il n’y a pas de central" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_lost_keys_are_told_and_never_made_anew(tmp_path: Path) -> None:
    central = RealCentral(tmp_path)
    central.init()
    (tmp_path / FILE).unlink()
    publisher = PUBLISHER.public.raw.hex()
    for words in (("serve", "--port", "0"), ("init", "--agency", "A", "--publisher", publisher)):
        done = central.run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "sauvegarde" in done.stderr
    assert not (tmp_path / FILE).exists()


def test_a_second_publisher_is_refused(central: RealCentral) -> None:
    other = SigningKey.generate().public.raw.hex()
    done = central.run("init", "--agency", "Autre", "--publisher", other)
    assert (done.returncode, done.stdout) == (2, "")
    assert "éditeur" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("init", "--agency", "A", "--publisher", "zz"),
        ("init", "--agency", " ", "--publisher", "00"),
        ("enrol-code", "--agency", "1", "--name", "B", "--minutes", "0"),
        ("enrol-code", "--agency", "1", "--name", "B\n"),
        ("serve", "--port", "70000"),
    ],
)
def test_a_bad_word_is_told_without_a_trace(central: RealCentral, words: tuple[str, ...]) -> None:
    done = central.run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_django_finds_nothing_wrong_and_no_migration_is_missing(db: None) -> None:
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
