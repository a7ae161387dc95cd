import subprocess
import sys
from pathlib import Path

import pytest

from central.errors import CannotRun
from central.keys import DATABASE, FILE, add_partner, add_recipient, change_partner, create_keys, load_keys

ROOT = Path(__file__).resolve().parents[2]


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    create_keys(tmp_path)
    raw = (tmp_path / FILE).read_bytes()
    create_keys(tmp_path)
    assert (tmp_path / FILE).read_bytes() == raw
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_database_without_its_keys_gets_no_new_ones(tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()
    for refused in (create_keys, load_keys):
        with pytest.raises(CannotRun, match="sauvegarde"):
            refused(tmp_path)
    assert not (tmp_path / FILE).exists()


def test_a_wrong_folder_gets_no_keys(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="init"):
        load_keys(tmp_path / "elsewhere")
    assert list(tmp_path.iterdir()) == []


def test_damaged_keys_are_told(tmp_path: Path) -> None:
    create_keys(tmp_path)
    raw = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(raw[:-1])
    with pytest.raises(CannotRun, match="illisible"):
        load_keys(tmp_path)


def test_a_running_central_finds_the_key_of_an_agency_opened_meanwhile(tmp_path: Path) -> None:
    create_keys(tmp_path)
    running = load_keys(tmp_path)
    assert running.recipients.get(1) is None
    add_recipient(tmp_path, 1)
    assert running.recipients[1].public.raw == load_keys(tmp_path).recipients[1].public.raw
    assert running.recipients.get(2) is None


def test_a_key_of_an_agency_is_never_replaced(tmp_path: Path) -> None:
    create_keys(tmp_path)
    add_recipient(tmp_path, 1)
    raw = (tmp_path / FILE).read_bytes()
    add_recipient(tmp_path, 1)
    assert (tmp_path / FILE).read_bytes() == raw


def test_a_partners_next_key_keeps_the_former_ones(tmp_path: Path) -> None:
    create_keys(tmp_path)
    with pytest.raises(CannotRun, match="pas encore de clé"):
        change_partner(tmp_path, "eau")
    first = add_partner(tmp_path, "eau")
    running = load_keys(tmp_path)
    assert [key.public for key in running.of_partner("eau")] == [first]
    second, third = change_partner(tmp_path, "eau"), change_partner(tmp_path, "eau")
    assert add_partner(tmp_path, "eau") == third
    # Seen by a central that runs, and again by one that starts.
    for keys in (running, load_keys(tmp_path)):
        assert [key.public for key in keys.of_partner("eau")] == [third, second, first]
        for public in (first, second, third):
            opening = keys.opening(1, public.key_id)
            assert opening is not None and opening.public == public
    assert running.of_partner("gaz") == ()


def test_a_running_central_goes_on_while_its_key_file_is_away(tmp_path: Path) -> None:
    create_keys(tmp_path)
    add_partner(tmp_path, "eau")
    running = load_keys(tmp_path)
    assert running.partners["eau"] is not None
    (tmp_path / FILE).rename(tmp_path / "away")
    assert running.partners["eau"] is not None


def test_processes_that_add_keys_at_once_lose_none(tmp_path: Path) -> None:
    create_keys(tmp_path)
    program = (
        "import sys; from pathlib import Path; from central.keys import add_recipient\n"
        "for n in range(20): add_recipient(Path(sys.argv[1]), int(sys.argv[2]) * 100 + n)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(number)], cwd=ROOT)
        for number in range(1, 4)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(load_keys(tmp_path).recipients) == 60


def test_no_secret_shows_in_a_representation(tmp_path: Path) -> None:
    create_keys(tmp_path)
    add_recipient(tmp_path, 1)
    keys = load_keys(tmp_path)
    secrets = [keys.pepper, keys.notes, keys.recipients[1].to_bytes(), keys.signing.to_bytes()]
    shown = repr(keys)
    assert keys.django_secret not in shown
    assert not any(repr(secret)[2:-1] in shown or secret.hex() in shown for secret in secrets)


def test_the_key_of_a_partner_is_made_once_and_found_by_a_running_central(tmp_path: Path) -> None:
    create_keys(tmp_path)
    running = load_keys(tmp_path)
    assert running.partners.get("energie") is None
    public = add_partner(tmp_path, "energie")
    assert add_partner(tmp_path, "energie") == public != add_partner(tmp_path, "eau")
    assert running.partners["energie"].public == public
    assert sorted(running.partners) == ["eau", "energie"]
    opened = running.opening(1, public.key_id)
    assert opened is not None and opened.public == public
    assert running.opening(1, bytes(8)) is None


def test_a_key_file_from_before_partners_is_read(tmp_path: Path) -> None:
    create_keys(tmp_path)
    add_recipient(tmp_path, 1)
    assert dict(load_keys(tmp_path).partners) == {}
    assert load_keys(tmp_path).opening(1, load_keys(tmp_path).recipients[1].public.key_id) is not None


def test_agencies_do_not_open_each_others_requests(tmp_path: Path) -> None:
    create_keys(tmp_path)
    for agency in (1, 2):
        add_recipient(tmp_path, agency)
    keys = load_keys(tmp_path)
    assert keys.opening(1, keys.recipients[2].public.key_id) is None
