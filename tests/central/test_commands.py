import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command

from central.keys import DATABASE, FILE, load_keys
from kiosk.wire.case import read_cases
from kiosk.wire.keys import SealKey, SigningKey, VerifyKey
from kiosk.wire.statement import ROSTER, read_statement
from tests.central.outpost import CASES, CHANGES, ENROL, PUBLISHER, Outpost, content
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


def test_a_counter_is_enrolled_with_a_code_for_a_counter(central: RealCentral) -> None:
    central.start()
    try:
        outpost = central.enrolled(role="counter")
        roster = read_statement(ROSTER, outpost.post(CHANGES, {}).value["roster"], _keys(central))
        number, role, name = roster["stations"][-1][:3]
        assert (number, role, name) == (outpost.number, "counter", "Guichet 1")
        # A code for a kiosk makes no counter of a station that says it is one.
        code = central.told("enrol-code", "--agency", "1", "--name", "Borne 2")
        other = Outpost(central.over_http, 1)
        reply = other.post(ENROL, other.asks(code, role="counter"), station=0)
        assert (reply.status, reply.value) == (403, {"error": "code_refused"})
    finally:
        central.stop()


def _keys(central: RealCentral) -> dict[bytes, VerifyKey]:
    public = load_keys(central.folder).signing.public
    return {public.key_id: public}


def test_a_database_of_the_version_before_is_brought_up_to_date_with_what_is_in_it(tmp_path: Path) -> None:
    central = RealCentral(tmp_path)
    central.init()
    central.start()
    kiosk = central.enrolled()
    inside = content()
    assert kiosk.send(kiosk.envelope(inside)).refused == []
    central.stop()
    central.migrate(("cases", "0001"), ("intake", "0001"), ("stations", "0001"))
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(stations_agency)")]
        assert "recipient" not in columns
    # Any command does it, the one that serves as well.
    central.start()
    try:
        counter = central.enrolled(role="counter")
        (told,) = read_cases(counter.post(CASES, {"code": inside.code}).value["cases"])
        assert told.station == kiosk.number
    finally:
        central.stop()


def test_a_partners_key_is_hosted_and_its_public_half_printed(central: RealCentral) -> None:
    refused = central.run("login-link", "--recipient", "energie")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "« energie »" in refused.stderr and "aucun" in refused.stderr
    public = central.told("host-recipient", "energie")
    assert SealKey(bytes.fromhex(public)) == load_keys(central.folder).partners["energie"].public
    assert central.told("host-recipient", "energie") == public
    following = central.told("host-recipient", "energie", "--new-key")
    assert len(following) == 64 and following != public
    assert central.told("host-recipient", "energie") == following
    assert central.run("host-recipient", "gaz", "--new-key").returncode == 2
    assert "/agence/entrer/" in central.told("login-link", "--recipient", "energie")
    for bad in ("Énergie", "agency", ""):
        assert central.run("host-recipient", bad).returncode == 2
