"""The doctor: each check on its own and within its time; what is broken comes first, with what to do."""

import hashlib
import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import CentralUnreachable, ConfigUnknownKey, NotEnrolled
from kiosk.store import open_store
from kiosk.texts import Texts
from kiosk.wire.keys import OpeningKey
from technician.checks import CHECKS, joining, neighbours, people
from technician.doctor import doctor
from technician.examination import Check, examine
from technician.finding import Bench, Finding
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, closed_port, serving
from tests.fakes.stations import Keys, enrolled

NOBODY = "http://127.0.0.1:1"
STATION = f"""[station]
role = "{{role}}"
data = "data"
packs = "packs"
agency = "agency.toml"
[central]
url = "{NOBODY}"
[voice]
enabled = false
"""


def bench(folder: Path, texts: Texts, role: str = "kiosk") -> Bench:
    file = folder / "station.toml"
    file.write_text(STATION.format(role=role), "utf-8")
    return Bench(file, FakeClock(), texts)


@pytest.fixture
def kiosk(tmp_path: Path, texts: Texts) -> Bench:
    with open_store(tmp_path / "data") as store:
        enrolled(store, Keys(), offset_ms=1000)
    return bench(tmp_path, texts)


@pytest.fixture
def counter(tmp_path: Path, texts: Texts) -> Bench:
    """A counter whose agency has a key of its own, not yet here."""
    with open_store(tmp_path / "data") as store:
        enrolled(store, Keys(lookup=OpeningKey.generate()), role="counter")
    return bench(tmp_path, texts, "counter")


def good(_: Bench) -> Finding:
    return Finding(True, "bon")


def bad(_: Bench) -> Finding:
    return Finding(False, "cassé", ("réparer",))


def test_checks_are_made_after_those_they_need_and_told_in_their_order(kiosk: Bench) -> None:
    made: list[str] = []

    def noting(name: str) -> Check:
        def look(_: Bench) -> Finding:
            made.append(name)
            return Finding(True, name)

        return Check(name, look, {"c": ("b",), "b": ("a",)}.get(name, ()))

    found = examine(kiosk, [noting("c"), noting("b"), noting("a")])
    assert made == ["a", "b", "c"]
    assert list(found) == ["c", "b", "a"]


def test_what_stands_on_a_broken_check_is_not_made_and_not_counted(kiosk: Bench) -> None:
    checks = [
        Check("config", bad),
        Check("database", good, ("config",)),
        Check("journal", good, ("database",)),
        Check("fonts", good),
    ]
    found = examine(kiosk, checks)
    assert [name for name, finding in found.items() if not finding.ok] == ["config"]
    assert [name for name, finding in found.items() if not finding.looked] == ["database", "journal"]
    assert "Réglages" in found["journal"].what


def test_a_check_that_hangs_costs_its_time_and_nobody_elses(kiosk: Bench) -> None:
    forever = threading.Event()

    def hang(_: Bench) -> Finding:
        forever.wait()
        raise AssertionError

    since = time.monotonic()
    found = examine(kiosk, [Check(name, hang, (), 0.3) for name in "abc"] + [Check("fonts", good)])
    forever.set()
    assert time.monotonic() - since < 2
    assert [name for name, finding in found.items() if finding.ok] == ["fonts"]
    assert "n’a pas fini" in found["a"].what
    assert found["a"].remedy


def test_a_bug_in_a_check_is_not_told_as_a_fault_of_the_station(kiosk: Bench) -> None:
    def broken(_: Bench) -> Finding:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        examine(kiosk, [Check("a", broken), Check("b", good)])


def test_checks_that_need_each_other_are_a_bug(kiosk: Bench) -> None:
    with pytest.raises(RuntimeError):
        examine(kiosk, [Check("a", good, ("b",)), Check("b", good, ("a",))])


def test_a_problem_becomes_steps_that_name_the_thing(kiosk: Bench) -> None:
    def unknown(_: Bench) -> Finding:
        raise ConfigUnknownKey(path="/x/station.toml", key="central.urll")

    finding = examine(kiosk, [Check("config", unknown)])["config"]
    assert not finding.ok
    assert "/x/station.toml" in finding.remedy[0] and "central.urll" in finding.remedy[0]
    away = kiosk.words.problem(CentralUnreachable(address=NOBODY))
    assert len(away.remedy) == 3
    assert f"--folder {kiosk.file.parent}" in away.remedy[2]
    # One that says no more than everybody is told: a step a sentence.
    assert len(kiosk.words.problem(NotEnrolled()).remedy) == 2


def test_a_dead_central_costs_seconds_and_no_more(kiosk: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    since = time.monotonic()
    looked_at = {"config", "disk", "fonts", "database", "enrolment", "journal", "central", "clock", "held"}
    checks = [check for check in CHECKS if check.id in looked_at]
    assert doctor(kiosk.file, kiosk.clock, kiosk.texts, as_json=True, checks=checks) == 1
    assert time.monotonic() - since < 10
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert [check["id"] for check in report["checks"] if not check["ok"]] == ["central"]
    assert all(set(check) == {"id", "ok", "what", "remedy"} for check in report["checks"])
    (central,) = [check for check in report["checks"] if check["id"] == "central"]
    assert central["remedy"].startswith("1. ") and NOBODY in central["remedy"]


def test_all_is_well_and_the_exit_code_says_so(kiosk: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    checks = [check for check in CHECKS if check.id in ("config", "fonts", "database", "enrolment")]
    assert doctor(kiosk.file, kiosk.clock, kiosk.texts, as_json=False, checks=checks) == 0
    said = capsys.readouterr().out
    assert "Tout est bon" in said
    assert "EN PANNE" not in said


def test_what_is_broken_comes_first_with_its_steps(kiosk: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    (kiosk.file.parent / "data" / "station.key").chmod(0o644)
    checks = [check for check in CHECKS if check.id in ("config", "fonts", "database", "enrolment")]
    assert doctor(kiosk.file, kiosk.clock, kiosk.texts, as_json=False, checks=checks) == 1
    said = capsys.readouterr().out
    assert said.index("EN PANNE  Base de données") < said.index("Contrôles bons")
    assert said.index("Ce qui se passe") < said.index("À faire") < said.index("  1. ") < said.index("  2. ")
    # A command stands alone on its line, to be copied whole.
    assert f"     chmod 600 {kiosk.file.parent / 'data' / 'station.key'}\n" in said


def test_it_changes_nothing(kiosk: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    def digest() -> dict[str, str]:
        files = [path for path in kiosk.file.parent.rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = digest()
    doctor(kiosk.file, kiosk.clock, kiosk.texts, as_json=True)
    assert digest() == before


def test_a_folder_without_a_station_stays_empty(
    tmp_path: Path, texts: Texts, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(tmp_path / "none" / "station.toml", FakeClock(), texts, as_json=True) == 1
    report = json.loads(capsys.readouterr().out)
    assert [check["id"] for check in report["checks"] if not check["ok"]] == ["config"]
    assert "provision --folder" in report["checks"][0]["remedy"]
    assert list(tmp_path.iterdir()) == []


def test_without_a_central_the_clock_is_held_against_what_it_last_signed(kiosk: Bench) -> None:
    assert joining.clock(kiosk).ok
    for offset_ms, well in ((119_000, True), (-121_000, False)):
        kiosk.identity = replace(kiosk.identity, offset_ms=offset_ms)
        assert joining.clock(kiosk).ok is well
    kiosk.identity = replace(kiosk.identity, offset_ms=None)
    assert joining.clock(kiosk).ok
    kiosk.clock = FakeClock(wall_ms=0)
    finding = joining.clock(kiosk)
    assert not finding.ok and "1970" in finding.what


def test_a_role_that_the_central_does_not_know(kiosk: Bench) -> None:
    assert joining.enrolment(kiosk).ok
    kiosk.config = replace(kiosk.config, role="counter")
    finding = joining.enrolment(kiosk)
    assert not finding.ok
    assert "« guichet »" in finding.what.replace("\u00a0", " ")
    assert "« borne »" in finding.remedy[0].replace("\u00a0", " ")


def test_what_only_a_counter_has_does_not_concern_a_kiosk(kiosk: Bench) -> None:
    for look in (people.agents, people.agency_key, people.recovery_sheet):
        finding = look(kiosk)
        assert finding.ok and "guichets" in finding.what


def test_a_counter_without_the_key_of_its_agency(counter: Bench) -> None:
    assert not people.agency_key(counter).ok
    assert people.recovery_sheet(counter).ok, "whoever made the key prints the sheet"
    other = OpeningKey.generate()
    with open_store(counter.config.data) as store:
        store.agency_key.take(other, 1)
    assert not people.agency_key(counter).ok, "the key of another agency opens nothing"


def test_a_counter_whose_own_sheet_has_not_come_out(counter: Bench) -> None:
    with open_store(counter.config.data) as store:
        store.agency_key.make(1)
    finding = people.recovery_sheet(counter)
    assert not finding.ok and "--print" in finding.remedy[1]
    with open_store(counter.config.data) as store:
        store.agency_key.note_sheet(2)
    assert people.recovery_sheet(counter).ok


def test_an_agent_who_is_locked_out_is_named_with_the_command(counter: Bench) -> None:
    finding = people.agents(counter)
    assert not finding.ok and "agent add" in finding.remedy[0]
    with open_store(counter.config.data) as store:
        number = store.agents.add("Élise", "4718", 1)
        assert people.agents(counter).ok
        for day in range(1, 11):
            store.agents.check(number, "9999", day * 86_400_000)
    finding = people.agents(counter)
    assert not finding.ok and "Élise" in finding.what
    assert finding.remedy[-1].endswith(f"agent unlock --config {counter.file} {number}")


@pytest.mark.parametrize(
    ("reply", "serve", "expected"),
    [
        (Reply(value={"roster": b""}), False, "good"),
        (Reply(value={"roster": b""}), True, "good"),
        (Reply(status=403, value={"error": "unknown_station"}), False, "refuses"),
        (Reply(body=b"<html>", media_type="text/html"), False, "silent"),
        (Reply(body=b"<html>", media_type="text/html"), True, "taken"),
        (None, False, "silent"),
        (None, True, "idle"),
    ],
)
def test_the_hub_is_asked(kiosk: Bench, reply: Reply | None, serve: bool, expected: str) -> None:
    with serving(lambda _: reply, answers_get=True) as server:
        port = closed_port() if reply is None else server.server_address[1]
        hub = f"serve = true\nport = {port}" if serve else f'address = "127.0.0.1:{port}"'
        kiosk.file.write_text(kiosk.file.read_text("utf-8") + f"[hub]\n{hub}\n", "utf-8")
        found = neighbours.hub(kiosk)
    facts = {"address": f"127.0.0.1:{port}", "port": port, "reason": "unknown_station"}
    key = f"doctor.hub.{expected}"
    if expected in ("good", "idle"):
        assert (found.ok, found.what) == (True, kiosk.texts(key, **facts))
    else:
        assert (found.ok, found.what) == (False, kiosk.texts(f"{key}.what", **facts))


def test_without_a_hub_in_the_settings_nobody_is_asked(kiosk: Bench) -> None:
    assert neighbours.hub(kiosk) == kiosk.words.good("hub.none")
