"""Every way in which a printer fails, against what the spool then says. Nothing prints twice by itself."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.config import PrinterConfig
from kiosk.errors import StoreBusy
from kiosk.store import Job, Store, open_store
from printers.interpreter import decode
from printers.printer import Patience, Printer, make_printer
from printers.profiles import load_profile
from printers.raster import Bitmap, bands
from printers.render import render
from printers.sim import Faults, VirtualPrinter
from printers.status import Conversation
from printers.transports import NetworkTransport, Transport
from tests.fakes.fake_clock import FakeClock
from tests.fakes.fake_transport import FakeTransport
from tests.fakes.scripted_server import closed_port
from tests.printers.conftest import URL, sample

BRISK = Patience(answer=1.0, confirm=1.5, watch=0.3, look=0.05, retry=0.05)
PROFILE = load_profile("default", 576)


class Bench:
    """A spool with one queued job, and the printer's loop on a virtual printer."""

    def __init__(self, folder: Path, sim: VirtualPrinter) -> None:
        self.folder = folder
        self.sim = sim
        self.store = open_store(folder / "data")
        self.told: list[str] = []
        self.clock = FakeClock()
        self.calls = 0
        self.ask(1)
        self.printer = self.make("confirms")

    def make(
        self, printer_class: str, transport: Callable[[], Transport] | None = None, **changed: float
    ) -> Printer:
        return Printer(
            lambda: open_store(self.folder / "data"),
            transport or (lambda: NetworkTransport("127.0.0.1", self.sim.port)),
            printer_class,  # type: ignore[arg-type]
            PROFILE,
            make_paper=self.receipt,
            notify=self.told.append,
            clock=self.clock,
            patience=replace(BRISK, **changed),
        )

    def receipt(self, _store: Store, job: Job):
        return sample(job.language, job.copy)

    def ask(self, number: int) -> None:
        self.store.spool.append(
            bytes([number]) * 16,
            created=number,
            code=482913507264,
            token=bytes(16),
            service="aide",
            language="fr",
            recorded_at=number,
        )

    @property
    def job(self) -> Job:
        return self.store.spool.every()[-1]

    @property
    def state(self) -> tuple[str, str | None]:
        return self.job.state, self.job.trouble

    def steps(self, count: int = 3, printer: Printer | None = None) -> None:
        for _ in range(count):
            (printer or self.printer).step()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def sim(tmp_path: Path, faults: Faults):
    with VirtualPrinter(tmp_path / "out", faults=faults) as printer:
        yield printer


@pytest.fixture
def bench(tmp_path: Path, sim: VirtualPrinter):
    bench = Bench(tmp_path, sim)
    yield bench
    bench.store.close()


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def as_picture(bitmap: Bitmap) -> Image.Image:
    return Image.frombytes("1", (bitmap.width, bitmap.height), bytes(b ^ 0xFF for b in bitmap.rows)).convert(
        "L"
    )


def test_prints_what_was_drawn_and_says_printed_when_it_is(bench: Bench, tmp_path: Path) -> None:
    bench.steps()
    assert bench.state == ("confirmed", None)
    assert bench.job.code is None
    drawn = render(sample(), 576)
    assert [sheet.bitmap for sheet in bench.sim.sheets] == [drawn]
    assert decode((tmp_path / "out" / "receipt-01.bin").read_bytes(), 576) == [drawn]
    picture = Image.open(tmp_path / "out" / "receipt-01.png").convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [URL]
    assert set(bench.told) == {"spool"}


def test_a_wrong_dot_would_be_seen(bench: Bench) -> None:
    bench.steps()
    raw = bytearray(bench.sim.sheets[0].raw)
    raw[raw.index(b"\x1dv0") + 8] ^= 1
    assert decode(bytes(raw), 576) != [render(sample(), 576)]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ({"paper_out": True}, "paper_out"),
        ({"cover_open": True}, "cover_open"),
        ({"silent": True}, "silent"),
        ({"blind": True}, "silent"),
        ({"reset_at": 1}, "offline"),
    ],
)
def test_waits_while_nothing_has_left_and_prints_once_when_it_can(
    bench: Bench, faults: Faults, fault: dict, trouble: str
) -> None:
    vars(faults).update(fault)
    bench.steps(2, printer := bench.make("confirms", answer=0.3))
    assert bench.state == ("queued", trouble)
    assert not bench.sim.sheets
    vars(faults).update(vars(Faults()))
    printer._patience = BRISK
    bench.steps(3, printer)
    assert bench.state == ("confirmed", None)
    assert len(bench.sim.sheets) == 1


def test_waits_for_a_printer_that_is_not_there(bench: Bench) -> None:
    nobody = bench.make("confirms", lambda: NetworkTransport("127.0.0.1", closed_port()))
    bench.steps(3, nobody)
    assert bench.state == ("queued", "offline")
    assert bench.told == ["spool"]


@pytest.mark.parametrize(
    ("fault", "printer_class", "trouble", "sheets"),
    [
        ({"mute": True}, "confirms", "unconfirmed", 1),
        ({"swallow": True}, "confirms", "unconfirmed", 0),
        ({"late_reply": 30.0}, "confirms", "unconfirmed", 1),
        ({"stall_at": 20000}, "confirms", "silent", 0),
        ({"reset_at": 20000}, "confirms", "offline", 0),
        ({"mute": True}, "status_only", "unconfirmed", 1),
        ({"blind": True}, "blind", "unconfirmed", 1),
        ({}, "blind", "unconfirmed", 1),
    ],
)
def test_says_unknown_when_it_is_and_never_sends_again(
    bench: Bench, faults: Faults, fault: dict, printer_class: str, trouble: str, sheets: int
) -> None:
    vars(faults).update(fault)
    printer = bench.make(printer_class)
    bench.steps(1, printer)
    vars(faults).update(vars(Faults()))
    bench.steps(3, printer)
    assert bench.state == ("unknown", trouble)
    assert len(bench.sim.sheets) == sheets


def test_a_late_answer_in_time_confirms(bench: Bench, faults: Faults) -> None:
    faults.late_reply = 0.4
    bench.steps()
    assert bench.state == ("confirmed", None)
    assert len(bench.sim.sheets) == 1


@pytest.mark.parametrize(("takes", "state"), [(0, "failed"), (1, "unknown")])
def test_one_byte_makes_the_difference_between_not_printed_and_unknown(
    bench: Bench, takes: int, state: str
) -> None:
    transport = FakeTransport(takes)
    bench.steps(3, bench.make("confirms", lambda: transport))
    assert bench.state == (state, "stalled")
    assert transport.taken == b"\x1b@"[:takes]
    assert transport.closed


def test_paper_that_ends_in_the_middle_is_waited_for(bench: Bench, faults: Faults) -> None:
    faults.paper_ends_at = 500
    thread = threading.Thread(target=bench.printer.run)
    thread.start()
    until(lambda: bench.state == ("sent", "paper_out"))
    faults.paper_out = False
    until(lambda: bench.state == ("confirmed", None))
    bench.printer.stop()
    thread.join()
    assert [sheet.bitmap for sheet in bench.sim.sheets] == [render(sample(), 576)]


def leave_without_paper(bench: Bench, faults: Faults) -> None:
    """A client leaves a printer that holds half a receipt; then somebody brings paper."""
    faults.paper_ends_at = 500
    thread = threading.Thread(target=bench.printer.run)
    thread.start()
    until(lambda: bench.state == ("sent", "paper_out"))
    bench.store.spool.end_sitting()
    bench.printer.stop()
    thread.join()
    faults.paper_out = False
    bench.ask(2)
    bench.steps(3, bench.make("confirms"))


def test_a_held_receipt_never_prints_for_the_next_client(bench: Bench, faults: Faults) -> None:
    leave_without_paper(bench, faults)
    assert [job.state for job in bench.store.spool.every()] == ["unknown", "confirmed"]
    assert [sheet.bitmap for sheet in bench.sim.sheets] == [render(sample(), 576)]


def test_without_taking_it_back_it_would(
    bench: Bench, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conversation, "clear", lambda self: None)
    leave_without_paper(bench, faults)
    assert len(bench.sim.sheets) == 2


def test_what_a_killed_station_left_in_the_printer_is_taken_back(bench: Bench, faults: Faults) -> None:
    faults.paper_out = True
    leave_a_part(bench, whole=True)
    bench.store.spool.end_sitting()
    bench.steps(2)
    faults.paper_out = False
    bench.ask(2)
    bench.steps(2)
    assert bench.state == ("confirmed", None)
    assert len(bench.sim.sheets) == 1


def leave_a_part(bench: Bench, *, whole: bool) -> None:
    pieces = b"".join(bands(render(sample(), 576), PROFILE, confirm=False))
    with socket.create_connection(("127.0.0.1", bench.sim.port)) as connection:
        connection.sendall(pieces if whole else pieces[:5000])
        until(lambda: bench.sim.taken == (len(pieces) if whole else 5000))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_half_a_band_of_an_earlier_job_spoils_nothing(bench: Bench) -> None:
    leave_a_part(bench, whole=False)
    bench.steps()
    assert bench.state == ("confirmed", None)
    assert [sheet.bitmap for sheet in bench.sim.sheets] == [render(sample(), 576)]


def test_a_client_who_leaves_takes_the_queued_paper_along(bench: Bench, faults: Faults) -> None:
    faults.paper_out = True
    bench.steps(2)
    bench.store.spool.end_sitting()
    faults.paper_out = False
    bench.steps(3)
    assert bench.state == ("failed", "left")
    assert not bench.sim.sheets


@pytest.mark.parametrize("at", ["sending", "sent"])
def test_a_job_under_way_in_a_killed_station_is_never_printed_again(bench: Bench, at: str) -> None:
    bench.store.spool.mark(bench.job.id, "sending")
    if at == "sent":
        bench.store.spool.mark(bench.job.id, "sent")
    bench.store.spool.recover(now_ms=1)
    bench.steps(3)
    assert bench.state == ("unknown", "stopped")
    assert not bench.sim.sheets


@pytest.mark.parametrize(("refused", "sheets", "end"), [("sending", 1, "confirmed"), ("sent", 1, "unknown")])
def test_a_disk_that_refuses_a_state_makes_no_second_paper(
    bench: Bench, refused: str, sheets: int, end: str
) -> None:
    refusals = [refused]

    def open_refusing() -> Store:
        store = open_store(bench.folder / "data")
        mark = store.spool.mark

        def refusing(job_id: int, state: str, trouble: str | None = None) -> bool:
            if refusals and state == refusals[0]:
                refusals.clear()
                raise StoreBusy(path="station.db")
            return mark(job_id, state, trouble)  # type: ignore[arg-type]

        store.spool.mark = refusing  # type: ignore[method-assign,assignment]
        return store

    bench.printer._open_store = open_refusing
    with pytest.raises(StoreBusy):
        bench.printer.step()
    until(lambda: refused == "sending" or bench.sim.sheets)
    bench.steps(3)
    assert bench.job.state == end
    assert len(bench.sim.sheets) == sheets


def test_two_clients_get_their_own_papers_in_order(bench: Bench) -> None:
    bench.steps()
    bench.store.spool.append(
        bytes([1]) * 16, created=5, code=1, token=bytes(16), service="aide", language="fr", recorded_at=1
    )
    bench.steps()
    assert [job.state for job in bench.store.spool.every()] == ["confirmed", "confirmed"]
    first, second = (sheet.bitmap for sheet in bench.sim.sheets)
    assert (first, second) == (render(sample(), 576), render(sample(copy=2), 576))


def test_a_printer_is_built_from_the_configuration(bench: Bench) -> None:
    config = PrinterConfig("network", "127.0.0.1", bench.sim.port, None, 576, "default", "confirms")
    printer = make_printer(
        config, lambda: open_store(bench.folder / "data"), bench.receipt, bench.told.append
    )
    thread = threading.Thread(target=printer.run)
    thread.start()
    printer.wake()
    until(lambda: bench.job.ended)
    printer.stop()
    thread.join()
    assert bench.state == ("confirmed", None)
