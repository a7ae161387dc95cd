"""What every office printer keeps to, wherever the sheet goes. A new word in KINDS is tried by itself.

The spooler is a real CUPS of the tests' own, spoken to by the real `lp`.
"""

import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.config import OfficeConfig
from kiosk.errors import OfficeMissing, OfficeRefused
from printers.office import KINDS, OfficePrinter, SpoolerOffice, make_office
from rehearsal.writes import trace_writes
from tests.printers.cups import NAME, PrivateCups
from tests.printers.summaries import SUMMARY, text_of
from ui.app import application

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def qt():
    return application()


@dataclass
class Bench:
    """config: of a printer that works. printed: what came out, once so many did. break_down, mend: it."""

    config: OfficeConfig
    away: OfficeConfig
    printed: Callable[[int], list[bytes]]
    broken: Callable[[], AbstractContextManager[None]]


@contextmanager
def spooler(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with PrivateCups() as cups:
        for name, value in cups.environment.items():
            monkeypatch.setenv(name, value)
        # As on a French counter; what the programs say is read in English all the same.
        monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")

        @contextmanager
        def paused() -> Iterator[None]:
            cups.say("cupsdisable", NAME)
            yield
            cups.say("cupsenable", NAME)

        config = OfficeConfig("spooler", NAME, None)
        yield Bench(config, OfficeConfig("spooler", "Autre", None), cups.printed, paused)


@contextmanager
def folder(folder: Path, _monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    place = folder / "papers"
    (folder / "file").write_bytes(b"")

    def printed(count: int) -> list[bytes]:
        found = sorted(place.iterdir())
        assert [path.name for path in found] == [f"summary-{n:02}.pdf" for n in range(1, count + 1)]
        return [path.read_bytes() for path in found]

    @contextmanager
    def full() -> Iterator[None]:
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    away = OfficeConfig("folder", "", folder / "file" / "papers")
    yield Bench(OfficeConfig("folder", "", place), away, printed, full)


BENCHES = {"spooler": spooler, "folder": folder}


@pytest.fixture(params=sorted(KINDS))
def kind(request) -> str:
    return request.param


@pytest.fixture
def bench(kind, tmp_path, monkeypatch):
    with BENCHES[kind](tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def office(bench) -> OfficePrinter:
    return make_office(bench.config)


def test_every_office_has_its_bench() -> None:
    assert set(BENCHES) == set(KINDS)


def test_the_whole_sheet_comes_out_and_each_is_its_own(bench, office) -> None:
    office.check()
    office.print(SUMMARY)
    office.print(SUMMARY)
    first, second = bench.printed(2)
    assert first.startswith(b"%PDF-") and first.rstrip().endswith(b"%%EOF")
    assert text_of(first) == text_of(second)
    assert SUMMARY.notice in text_of(first)


def test_a_printer_that_is_not_there_is_missing(bench) -> None:
    away = make_office(bench.away)
    for use in (away.check, lambda: away.print(SUMMARY)):
        with pytest.raises(OfficeMissing):
            use()


def test_a_printer_that_takes_nothing_refuses_and_prints_nothing_later(bench, office) -> None:
    with bench.broken(), pytest.raises(OfficeRefused) as caught:
        office.print(SUMMARY)
    assert caught.value.facts["detail"]
    assert "482" not in str(caught.value) and "Durand" not in str(caught.value)
    # Mended: only what is asked for from now on.
    office.print(SUMMARY)
    assert len(bench.printed(1)) == 1


def test_a_paused_printer_is_known_before_anything_is_printed(tmp_path, monkeypatch) -> None:
    with spooler(tmp_path, monkeypatch) as bench:
        office = make_office(bench.config)
        with bench.broken(), pytest.raises(OfficeRefused):
            office.check()
        office.check()


def test_a_printer_that_rejects_refuses(tmp_path, monkeypatch) -> None:
    with PrivateCups() as cups:
        monkeypatch.setenv("CUPS_SERVER", cups.environment["CUPS_SERVER"])
        cups.say("cupsreject", NAME)
        for use in (SpoolerOffice(NAME).check, lambda: SpoolerOffice(NAME).print(SUMMARY)):
            with pytest.raises(OfficeRefused):
                use()
        cups.stop()
        with pytest.raises(OfficeMissing):
            SpoolerOffice(NAME).print(SUMMARY)


def test_without_a_spooler_there_is_no_printer(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OfficeMissing):
        SpoolerOffice(NAME).check()


def test_a_spooler_that_hangs_is_given_up(monkeypatch, tmp_path) -> None:
    (tmp_path / "lpstat").write_text(f"#!/bin/sh\nexec {shutil.which('sleep')} 60\n", "ascii")
    (tmp_path / "lpstat").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OfficeRefused) as caught:
        SpoolerOffice(NAME, limit_s=0.2).print(SUMMARY)
    assert caught.value.facts["detail"] == "lpstat, 0.2 s"


PROGRAM = """
import sys
from printers.office import SpoolerOffice
from tests.printers.summaries import SUMMARY
from ui.app import application
app = application()
SpoolerOffice(sys.argv[1]).print(SUMMARY)
"""


def test_no_file_holds_the_sheet_on_its_way_to_the_spooler(tmp_path, monkeypatch) -> None:
    """Every file that drawing and `lp` create or open for writing, as the kernel sees them."""
    with PrivateCups() as cups:
        monkeypatch.setenv("CUPS_SERVER", cups.environment["CUPS_SERVER"])
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        report = trace_writes([sys.executable, "-c", PROGRAM, NAME], cwd=ROOT)
        assert report.exit_code == 0, report.output
        assert SUMMARY.notice in text_of(cups.printed(1)[0])
    assert report.files == set()
    # The sheet was seen where it may be: on its way through a pipe, and to the spooler.
    kinds = {kind for kind, _, data in report.contents() if b"%PDF-" in data}
    assert kinds == {"pipe", "socket"}
