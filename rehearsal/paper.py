"""The virtual printer of a stage, and what can be told from the paper that came out of it."""

import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image, ImageChops

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.config import Config
from kiosk.desk.paper import job_receipt
from kiosk.receipt import courier_square
from kiosk.store import open_store
from kiosk.store.spool import Job
from kiosk.texts import load_texts
from kiosk.wire.courier_qr import courier_address, write_courier
from kiosk.wire.followup import parse_token
from printers.render import render
from rehearsal.second import ROOT, SecondProcess

I18N = ROOT / "assets" / "i18n"
COURIER = "/r#"


class PrinterSim:
    """`main.py printer-sim` in its own process, on loopback; each receipt is a picture and its bytes."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        words = ["main.py", "printer-sim", "--port", str(port), "--out", str(folder)]
        self._process = SecondProcess(words, folder.with_suffix(".log"))

    def start(self) -> None:
        """Switch it on. Raises RuntimeError when it does not answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process.start("printer ready")

    def stop(self) -> None:
        """Switch it off."""
        self._process.stop()

    def receipts(self) -> list[Path]:
        """Return the pictures of all papers that came out, oldest first; the bytes stand beside each."""
        return sorted(self.folder.glob("receipt-*.png"))


def newest_job(config: Config, envelope_id: bytes) -> Job | None:
    """Return the newest print job of a request, or None."""
    with open_store(config.data) as store:
        return store.spool.of(envelope_id)


def keep_paper(picture: Path, folder: Path, config: Config, job: Job, code: int) -> dict[str, object]:
    """Keep a paper and its bytes, and tell what a phone reads on it and whether it is as Qt drew it."""
    kept = folder / "receipt.png"
    shutil.copy(picture, kept)
    shutil.copy(picture.with_suffix(".bin"), kept.with_suffix(".bin"))
    link = read_qr(kept)
    return {
        "printed": job.state,
        "receipt_qr_text": link,
        "receipt_pixels_differing": pixels_differing(kept, config, job, code, link or ""),
    }


def pixels_differing(picture: Path, config: Config, job: Job, code: int, link: str) -> int:
    """Compare a paper with the picture that Qt draws of the same receipt, dot by dot; return how many differ.

    The job has forgotten its code and token: they are those of the screen, which the client keeps.
    """
    token = parse_token(urlsplit(link).path.rpartition("-")[2])
    whole = replace(job, code=code, token=token)
    with open_store(config.data) as store:
        receipt = job_receipt(
            store,
            whole,
            catalogue=load_catalogue(config.packs, store.identity.publisher),
            agency=load_agency(config.agency),
            texts=lambda language: load_texts(I18N, language),
        )
        row = store.outbox.get(job.envelope_id)
    # Whether the central was out of reach when it was printed is known to the paper alone.
    number = _after(read_squares(picture), COURIER)
    if row is None or token is None or number != write_courier(row.raw, token):
        receipt = replace(receipt, courier=None)
    elif receipt.courier is None:
        texts = load_texts(I18N, job.language)
        receipt = replace(
            receipt, courier=courier_square(texts, (courier_address(link.partition("/s/")[0]), number))
        )
    dots = config.printer.dots if config.printer else 0
    drawn = render(receipt, dots)
    wanted = Image.frombytes("1", (drawn.width, drawn.height), bytes(byte ^ 0xFF for byte in drawn.rows))
    with Image.open(picture) as paper:
        return differing(paper.convert("1"), wanted)


def differing(paper: Image.Image, wanted: Image.Image) -> int:
    """Count the dots in which two black and white pictures differ; white beyond the end of one is no ink."""
    size = (max(paper.width, wanted.width), max(paper.height, wanted.height))
    sheets = []
    for picture in (paper, wanted):
        sheet = Image.new("1", size, 1)
        sheet.paste(picture, (0, 0))
        sheets.append(sheet)
    return ImageChops.logical_xor(*sheets).convert("L").histogram()[255]


def read_qr(picture: Path) -> str | None:
    """Return the follow-up address on a paper, or None when a phone would find none."""
    return next((text for text in read_squares(picture) if COURIER not in text), None)


def read_squares(picture: Path) -> list[str]:
    """Return what the squares on a paper say."""
    with Image.open(picture) as paper:
        found = zxingcpp.read_barcodes(paper.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [each.text for each in found]


def _after(squares: list[str], mark: str) -> str | None:
    return next((text.partition(mark)[2] for text in squares if mark in text), None)
