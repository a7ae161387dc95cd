"""The virtual printer: what real ones do, down to the state in the middle of a picture."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from printers.interpreter import CLEAR, Interpreter, Sheet, UnknownCommand
from printers.profiles import load_profile
from printers.raster import Bitmap, bands
from printers.sim import Faults, VirtualPrinter

ROOT = Path(__file__).resolve().parents[2]
JOB = b"".join(bands(Bitmap(576, 40, b"\xf0" * 72 * 40), load_profile("default", 576), confirm=True))


class Paper:
    """An interpreter, what it said, and what it cut."""

    def __init__(self) -> None:
        self.said: list[tuple[bytes, bool]] = []
        self.sheets: list[Sheet] = []
        self.held = (False, False)
        self.reader = Interpreter(576, 203, lambda: self.held, self.say, self.sheets.append)

    def say(self, answer: bytes, /, *, through: bool) -> None:
        self.said.append((answer, through))


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 5000])
def test_reads_the_same_however_the_bytes_arrive(step: int) -> None:
    paper = Paper()
    for at in range(0, len(JOB), step):
        paper.reader.feed(JOB[at : at + step])
    assert [sheet.bitmap for sheet in paper.sheets] == [Bitmap(576, 40, b"\xf0" * 72 * 40)]
    assert paper.said == [(b"\0", True)]
    assert paper.sheets[0].raw + b"\x1dr\x01" == JOB


@pytest.mark.parametrize(
    ("held", "states"),
    [
        ((False, False), [0x12, 0x12, 0x12, 0x12]),
        ((True, False), [0x1A, 0x32, 0x12, 0x72]),
        ((False, True), [0x1A, 0x16, 0x12, 0x12]),
    ],
)
def test_tells_its_state_at_once_even_when_it_cannot_print(
    held: tuple[bool, bool], states: list[int]
) -> None:
    paper = Paper()
    paper.held = held
    paper.reader.feed(JOB[:-3] + b"".join(b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4)))
    assert [answer[0] for answer, _ in paper.said] == states
    assert len(paper.sheets) == (0 if any(held) else 1)


def test_prints_what_it_held_when_paper_is_back() -> None:
    paper = Paper()
    paper.held = (True, False)
    paper.reader.feed(JOB)
    assert not paper.sheets
    paper.held = (False, False)
    paper.reader.go_on()
    assert len(paper.sheets) == 1


def test_a_state_asked_inside_a_picture_is_told_and_stays_picture() -> None:
    paper = Paper()
    rows = b"\x10\x04\x01".ljust(72, b"\0") * 2
    paper.reader.feed(b"\x1b@\x1dv0\0\x48\0\x02\0" + rows[:80])
    paper.reader.feed(rows[80:] + b"\x1dV\x01")
    assert (b"\x12", False) in paper.said
    assert [sheet.bitmap.rows for sheet in paper.sheets] == [rows]


@pytest.mark.parametrize("cut", range(11))
def test_clears_a_half_picture_however_the_command_arrives(cut: int) -> None:
    paper = Paper()
    paper.reader.feed(JOB[:500])
    both = CLEAR + b"\x10\x04\x01"
    paper.reader.feed(both[:cut])
    paper.reader.feed(both[cut:])
    paper.reader.feed(JOB)
    assert [answer for answer, _ in paper.said] == [b"\x37\x25\0", b"\x12", b"\0"]
    assert [sheet.bitmap.height for sheet in paper.sheets] == [40]


def test_answers_a_process_number_in_order() -> None:
    paper = Paper()
    paper.reader.feed(b"\x1d(H\x06\x000\x30ABCD")
    assert paper.said == [(b"\x37\x22ABCD\0", True)]


def test_refuses_text() -> None:
    with pytest.raises(UnknownCommand):
        Paper().reader.feed(b"Bonjour")


def test_serves_one_connection_at_a_time(tmp_path: Path) -> None:
    with (
        VirtualPrinter(tmp_path, faults=Faults()) as sim,
        socket.create_connection(("127.0.0.1", sim.port)) as first,
        socket.create_connection(("127.0.0.1", sim.port)) as second,
    ):
        second.sendall(b"\x10\x04\x01")
        first.sendall(b"\x10\x04\x01")
        first.settimeout(20)
        assert first.recv(1) == b"\x12"
        second.setblocking(False)
        with pytest.raises(BlockingIOError):
            second.recv(1)
        first.close()
        second.settimeout(20)
        assert second.recv(1) == b"\x12"


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_as_a_process_it_says_when_it_is_ready_and_ends_when_asked(tmp_path: Path, name: int) -> None:
    script = "import sys, pathlib; from printers.sim import run_sim; run_sim(0, pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("printer ready 127.0.0.1:")
        with socket.create_connection(("127.0.0.1", int(line.rpartition(":")[2]))) as connection:
            connection.sendall(JOB)
            connection.settimeout(20)
            assert connection.recv(1) == b"\0"
        process.send_signal(name)
        assert process.wait(timeout=20) == 0
    assert (tmp_path / "receipt-01.bin").read_bytes() + b"\x1dr\x01" == JOB
    assert (tmp_path / "receipt-01.png").exists()
