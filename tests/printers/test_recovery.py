"""The recovery sheet on paper: a person can type it again, a scanner reads it, and it waits for its paper."""

from dataclasses import replace
from datetime import datetime

import pytest
import zxingcpp
from PIL import Image, ImageChops

from kiosk.recovery import RecoverySheet, make_recovery
from kiosk.store import Job, Store
from kiosk.texts import load_texts
from kiosk.wire.agency_key import read_recovery, recovery_text
from kiosk.wire.keys import OpeningKey
from printers.raster import Bitmap
from printers.render import render
from printers.render_paper import HEAVY, MARGIN, STROKE, text_width
from printers.render_recovery import WIDEST
from printers.sim import Faults, VirtualPrinter
from tests.printers.conftest import ROOT, SHEET
from tests.printers.test_printer import Bench

DOTS = (576, 512, 384)
KEY = OpeningKey.from_bytes(bytes(range(32)))


def sheet(key: OpeningKey = KEY, copy: int = 1) -> RecoverySheet:
    return make_recovery(
        load_texts(ROOT / "assets" / "i18n", "fr", "agent"),
        SHEET,
        recovery_text(key),
        at=datetime(2026, 11, 22, 7, 5),
        station="Guichet 1",
        copy=copy,
    )


def picture(bitmap: Bitmap) -> Image.Image:
    flipped = bytes(byte ^ 0xFF for byte in bitmap.rows)
    return Image.frombytes("1", (bitmap.width, bitmap.height), flipped).convert("L")


@pytest.mark.parametrize("dots", DOTS)
def test_a_scanner_reads_the_key(dots: int) -> None:
    (found,) = zxingcpp.read_barcodes(picture(render(sheet(), dots)))
    assert read_recovery(found.text).to_bytes() == KEY.to_bytes()


def test_the_square_is_read_with_a_fifth_of_it_gone() -> None:
    paper = picture(render(sheet(), 576))
    (found,) = zxingcpp.read_barcodes(paper)
    corner, side = found.position.top_left, found.position.bottom_right.x - found.position.top_left.x
    # Thermal paper fades; the three corners by which a square is found are left.
    hole = round(side * 0.45)
    paper.paste(255, (corner.x + side - hole, corner.y + side - hole, corner.x + side, corner.y + side))
    (again,) = zxingcpp.read_barcodes(paper)
    assert again.text == found.text


@pytest.mark.parametrize("dots", DOTS)
def test_nothing_touches_the_edges_of_the_paper(dots: int) -> None:
    widest = replace(sheet(), groups=(WIDEST,) * 14)
    for words in (sheet(copy=2), widest, replace(sheet(), agency="Communauté de communes intercommunale")):
        box = ImageChops.invert(picture(drawn := render(words, dots))).getbbox()
        assert box is not None
        assert box[0] >= 12 and box[2] <= dots - 12
        assert box[1] >= 8 and box[3] <= drawn.height - 8


@pytest.mark.parametrize("dots", DOTS)
def test_the_widest_groups_touch_neither_each_other_nor_the_frame(dots: int) -> None:
    both = picture(render(replace(sheet(), groups=(WIDEST,) * 2), dots))
    first = picture(render(replace(sheet(), groups=(WIDEST, "")), dots))
    left, top, right, bottom = ImageChops.difference(both, first).getbbox() or (0, 0, 0, 0)
    # What stands before the second group on its line: the first one, or the number of the line.
    before = ImageChops.invert(first).crop((0, top, left, bottom)).getbbox()
    assert before is not None and left - before[2] >= 16
    assert 0 < right <= dots - MARGIN - STROKE - 8


def test_the_letters_are_larger_than_any_text_of_a_receipt() -> None:
    # 14 groups on 7 lines of at least 60 dots, on the usual paper.
    fewer = render(replace(sheet(), groups=sheet().groups[:12]), 576).height
    assert render(sheet(), 576).height - fewer >= 60
    assert text_width(WIDEST, 60, HEAVY) < 576 / 2


def test_every_drawing_is_the_same() -> None:
    assert render(sheet(), 576) == render(sheet(), 576)
    assert render(sheet(), 576) != render(sheet(OpeningKey.generate()), 576)


class SheetBench(Bench):
    """A counter with the agency's key: its spool holds the recovery sheet, and no receipt."""

    def __init__(self, folder, sim: VirtualPrinter) -> None:
        super().__init__(folder, sim)
        self.store.spool.end_sitting()
        self.key = self.store.agency_key.make(1)
        assert self.store.spool.append_recovery(1)

    def receipt(self, store: Store, job: Job):
        key = store.agency_key.get()
        assert key is not None
        return sheet(key, job.copy) if job.about == "recovery" else super().receipt(store, job)


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def bench(tmp_path, faults):
    with VirtualPrinter(tmp_path / "out", faults=faults) as sim:
        bench = SheetBench(tmp_path, sim)
        yield bench
        bench.store.close()


def test_a_sheet_that_came_out_is_noted_once(bench) -> None:
    assert not bench.store.agency_key.sheet_printed()
    bench.steps()
    assert bench.state == ("confirmed", None)
    assert bench.store.agency_key.sheet_printed()
    (printed,) = bench.sim.sheets
    assert printed.bitmap == render(sheet(bench.key), 576)
    events = [entry.event for entry in bench.store.journal.entries()]
    assert events.count("agency_key.sheet_printed") == 1


@pytest.mark.parametrize("fault", [{"mute": True}, {"swallow": True}])
def test_a_sheet_that_may_not_have_come_out_is_not_noted(bench, faults, fault) -> None:
    vars(faults).update(fault)
    bench.steps()
    assert bench.state == ("unknown", "unconfirmed")
    assert not bench.store.agency_key.sheet_printed()
    assert not bench.store.spool.append_recovery(2)


def test_a_sheet_waits_for_paper_while_clients_come_and_go(bench, faults) -> None:
    faults.paper_out = True
    bench.steps(2)
    assert bench.state == ("queued", "paper_out")
    bench.store.spool.end_sitting()
    bench.store.spool.recover(now_ms=10**12)
    faults.paper_out = False
    bench.ask(2)
    bench.steps()
    assert [job.state for job in bench.store.spool.every()] == ["failed", "confirmed", "confirmed"]
    client, counter = bench.sim.sheets
    assert counter.bitmap == render(sheet(bench.key), 576) != client.bitmap


def test_the_key_is_not_in_the_spool(bench) -> None:
    text = recovery_text(bench.key)
    (row,) = [vars(job) for job in bench.store.spool.every() if job.about == "recovery"]
    assert bench.key.to_bytes() not in row.values() and text not in row.values()
    assert row["code"] == 0 and row["token"] == b""
