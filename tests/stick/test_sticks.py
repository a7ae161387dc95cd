"""A stick that is plugged in at a running station."""

import subprocess

import pytest

from kiosk.device import NoStick, StickDone, StickFailed, StickWorking
from kiosk.errors import StickForeign, StickFull, StoreBusy
from kiosk.stick import prepare_stick
from kiosk.store import open_store
from kiosk.wire.keys import SigningKey
from kiosk.wire.stick import make_marker
from sync import sticks
from sync.mounts import Mount, mounted
from sync.sticks import AGAIN_S, FAILURE_STAYS_S, Sticks
from tests.stick.conftest import AGENCY, Town

MOUNTINFO = r"""24 29 0:22 / /proc rw,relatime shared:13 - proc proc rw
29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
81 29 0:52 / /run/media/system/CLE\040MAIRIE rw,relatime shared:40 - autofs systemd-1 rw,fd=5
95 81 8:17 / /run/media/system/CLE\040MAIRIE rw,nosuid shared:51 - vfat /dev/sdb1 rw,flush
96 29 8:33 / /media/sdc1 ro,nosuid - exfat /dev/sdc1 ro
97 29 8:34 / /media ro - ext4 /dev/sdd1 ro
98 29 8:35 / /mediatheque/x ro - ext4 /dev/sde1 ro
"""


def test_media_are_found_below_the_folders_alone(tmp_path):
    from pathlib import Path

    table = tmp_path / "mountinfo"
    table.write_text(MOUNTINFO)
    found = mounted([Path("/run/media"), Path("/media")], table)
    assert found == (Mount(81, Path("/run/media/system/CLE MAIRIE")), Mount(96, Path("/media/sdc1")))
    assert mounted([], table) == ()
    assert mounted([Path("/run/media")]) is not None


class Plug:
    """The loop of one post, with hands that plug sticks in and take them out."""

    def __init__(self, post, forward, monkeypatch, folder):
        self.there: list[Mount] = []
        self.told = []
        self.clock = post.clock
        monkeypatch.setattr(sticks, "mounted", lambda _: tuple(self.there))
        self.loop = Sticks(
            lambda: open_store(folder, durable=False),
            lambda store: forward,
            [],
            post.clock,
            self.told.append,
        )

    def look(self, seconds=1.0):
        self.clock.advance(seconds)
        self.loop.step()
        return self.told[-1] if self.told else NoStick()


@pytest.fixture
def plug(town: Town, tmp_path, monkeypatch):
    made = Plug(town.kiosk, town.nobody, monkeypatch, tmp_path / "3")
    yield made
    made.loop.close()


def test_in_copied_out(town: Town, plug):
    town.kiosk.record()
    assert plug.look() == NoStick() and plug.told == []
    plug.there = [Mount(1, town.stick)]
    assert plug.look() == StickDone(carried=1, settled=0, delivered=0, left=0)
    assert plug.told == [StickWorking(), StickDone(1, 0, 0, 0)]
    assert plug.look() == StickDone(1, 0, 0, 0) and len(plug.told) == 2
    plug.there = []
    assert plug.look() == NoStick()
    assert town.kiosk.store.journal.entries()[-1].event == "stick"


def test_what_is_made_while_it_stays_in_is_copied_too(town: Town, plug):
    town.kiosk.record()
    plug.there = [Mount(1, town.stick)]
    plug.look()
    town.kiosk.record()
    assert plug.look() == StickDone(1, 0, 0, 0)
    # Between the two it stayed takable: nothing says « do not take it out » every minute.
    assert plug.look(AGAIN_S) == StickDone(2, 0, 0, 0)
    assert StickWorking() not in plug.told[1:]
    before = len(plug.told)
    plug.look(AGAIN_S)
    assert len(plug.told) == before


def test_the_way_back(town: Town, plug):
    town.kiosk.record()
    plug.there = [Mount(1, town.stick)]
    plug.look()
    plug.there = []
    plug.look()
    town.counter.visit(town.stick, forward=town.https)
    plug.there = [Mount(2, town.stick)]
    assert plug.look() == StickDone(0, 1, 0, 0)
    assert town.kiosk.states() == ["acknowledged"]


def test_a_stick_that_is_not_prepared_is_nobodys_business(town: Town, plug, tmp_path):
    town.kiosk.record()
    holidays = tmp_path / "holidays"
    holidays.mkdir()
    plug.there = [Mount(1, holidays)]
    assert plug.look() == NoStick()
    plug.look(AGAIN_S)
    assert list(holidays.iterdir()) == []
    assert StickFailed not in [type(status) for status in plug.told]


def test_what_went_wrong_can_still_be_read_after_it_was_taken_out(town: Town, plug, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    prepare_stick(theirs, make_marker(AGENCY, bytes(16), 1, SigningKey.generate()))
    plug.there = [Mount(1, theirs)]
    found = plug.look()
    assert isinstance(found, StickFailed) and isinstance(found.problem, StickForeign)
    plug.there = []
    assert isinstance(plug.look(), StickFailed)
    assert plug.look(FAILURE_STAYS_S) == NoStick()


def test_a_full_stick_is_told_and_tried_again_later(town: Town, plug, monkeypatch):
    from kiosk import stick as stick_module

    town.kiosk.record()
    plug.there = [Mount(1, town.stick)]
    with monkeypatch.context() as patch:

        def full(*_):
            raise OSError(28, "full")

        patch.setattr(stick_module, "put_durably", full)
        found = plug.look()
        assert isinstance(found, StickFailed) and isinstance(found.problem, StickFull)
    assert plug.look(AGAIN_S) == StickDone(1, 0, 0, 0)


def test_a_store_that_cannot_be_used_is_said_and_the_visit_made_again(town: Town, plug, monkeypatch):
    town.kiosk.record()
    plug.there = [Mount(1, town.stick)]
    with monkeypatch.context() as patch:

        def busy(*_, **__):
            raise StoreBusy(path="station.db")

        patch.setattr("sync.sticks.StickVisit.make", busy)
        with pytest.raises(StoreBusy):
            plug.look()
    assert isinstance(plug.told[-1], StickFailed)
    assert plug.look() == StickDone(1, 0, 0, 0)


def test_a_medium_that_is_really_mounted_is_noticed(town: Town, tmp_path):
    """With the kernel's own list, where this machine lets us mount something."""
    folders, told = tmp_path / "media", []
    point = folders / "CLE MAIRIE"
    point.mkdir(parents=True)
    loop = Sticks(
        lambda: open_store(tmp_path / "3", durable=False), lambda store: town.nobody, [folders],
        town.kiosk.clock, told.append,
    )  # fmt: skip
    town.kiosk.record()
    loop.step()
    assert told == []
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(point)], capture_output=True, check=False
    )
    if done.returncode:
        loop.close()
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")
    try:
        prepare_stick(point, make_marker(AGENCY, bytes(16), 1, town.kiosk.identity.signing))
        loop.step()
        assert told[-1] == StickDone(1, 0, 0, 0)
    finally:
        # Nothing of ours may hold the stick once it was said that it can be taken out.
        left = subprocess.run(["umount", str(point)], check=False).returncode
        loop.close()
    assert left == 0
    loop.step()
    assert told[-1] == NoStick()
    loop.close()
