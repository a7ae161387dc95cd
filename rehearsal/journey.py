"""The whole way of one request, by machine, with its evidence: screens, follow-up page, journey.json."""

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import requests
import zxingcpp
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickWindow

from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.config import Config
from kiosk.store import open_store
from kiosk.wire.compact import Plain
from rehearsal.driver import Driver, make_request
from rehearsal.hand import Hand
from rehearsal.recipient import read_as_recipient
from rehearsal.stage import Stage, set_stage

# From the weakest to the strongest word that a screen may say of a request (ENVELOPE.md, Truthful words).
WORDS = ("enregistrée", "en route", "reçue")
# The dispatcher comes back to an absent central within 5 s.
DELIVERY_S = 30.0


class Running(Protocol):
    """A kiosk that runs in this process."""

    window: QQuickWindow

    def close(self) -> None:
        """End its threads and its window."""
        ...


StartKiosk = Callable[[Config, tuple[int, int] | None], Running]


@dataclass(frozen=True)
class Plan:
    """What is asked of a journey; answers is None for automatic ones, size in pixels."""

    out: Path
    pack: Path | None = None
    form: Path | None = None
    answers: Mapping[str, Plain] | None = field(default=None, repr=False)
    language: str = "fr"
    size: tuple[int, int] = (1280, 800)
    offline: bool = False
    skip_unsupported: bool = False


class Album:
    """Photographs of each screen, numbered in the order they were seen."""

    def __init__(self, folder: Path, hand: Hand) -> None:
        self._folder = folder
        self._hand = hand
        self._count = 0
        self.last = folder

    def add(self, name: str) -> None:
        """Photograph the window as NN-name.png."""
        self._count += 1
        words = name.removeprefix("screen:").replace(":", "-")
        self.last = self._folder / f"{self._count:02}-{words}.png"
        self._hand.photograph(self.last)


def run_journey(plan: Plan, start: StartKiosk) -> dict[str, object]:
    """Make one request on a stage of its own and write the evidence. Raises NotSeen, Problems, OSError."""
    plan.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="relais-") as folder:
        stage = set_stage(
            Path(folder), pack=plan.pack, form=plan.form, skip_unsupported=plan.skip_unsupported
        )
        try:
            staged = time.monotonic()
            facts = _Journey(plan, stage, start).run()
        finally:
            stage.central.stop()
    durations = facts["durations_ms"]
    if isinstance(durations, dict):
        durations["stage"] = _ms(staged - began)
        durations["total"] = _ms(time.monotonic() - began)
    (plan.out / "journey.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return facts


def first_service(config: Config) -> Service:
    """Return the first service that this station offers. Raises the Problems of store and packs."""
    with open_store(config.data) as store:
        publisher = store.identity.publisher
    return load_catalogue(config.packs, publisher).services[0]


class _Journey:
    def __init__(self, plan: Plan, stage: Stage, start: StartKiosk) -> None:
        self._plan = plan
        self._stage = stage
        self._start = start
        self._durations: dict[str, int] = {}
        self._words: list[str] = []

    def run(self) -> dict[str, object]:
        plan, stage = self._plan, self._stage
        request = make_request(first_service(stage.config), plan.answers, plan.language)
        away = time.monotonic()
        if plan.offline:
            stage.central.stop()
        begin = time.monotonic()
        running = self._start(stage.config, plan.size)
        try:
            hand = Hand(running.window)
            album = Album(plan.out, hand)
            driver = Driver(hand, request, album.add)
            hand.wait(lambda: hand.sees("start"), "the welcome screen")
            self._durations["first_screen"] = _ms(time.monotonic() - begin)
            confirmed = self._request(driver, hand)
            qr_text = _read_qr(album.last)
            offline_s = self._reconnect(hand, album, away) if plan.offline else 0.0
            self._see_received(hand, album, confirmed)
            driver.finish()
        finally:
            running.close()
        return self._evidence(driver, qr_text, offline_s)

    def _request(self, driver: Driver, hand: Hand) -> float:
        """Make the request; return the moment of the confirm touch."""
        begin = time.monotonic()
        driver.reach_review()
        self._durations["questions"] = _ms(time.monotonic() - begin)
        confirmed = time.monotonic()
        driver.confirm()
        self._durations["confirm_to_code"] = _ms(time.monotonic() - confirmed)
        self._note(hand)
        return confirmed

    def _reconnect(self, hand: Hand, album: Album, away: float) -> float:
        """See that the kiosk says it has no network, then start the central again; return seconds away."""
        hand.wait(lambda: "réseau" in hand.read("state"), "« La borne n’a pas de réseau. »")
        self._note(hand)
        album.add("screen:done-offline")
        self._stage.central.start()
        return round(time.monotonic() - away, 1)

    def _see_received(self, hand: Hand, album: Album, confirmed: float) -> None:
        hand.wait(lambda: strongest_word(hand) == "reçue", "« reçue »", DELIVERY_S)
        self._durations["confirm_to_received"] = _ms(time.monotonic() - confirmed)
        self._note(hand)
        album.add("screen:done-received")

    def _note(self, hand: Hand) -> None:
        word = strongest_word(hand)
        if not self._words or self._words[-1] != word:
            self._words.append(word)

    def _evidence(self, driver: Driver, qr_text: str | None, offline_s: float) -> dict[str, object]:
        rows = _outbox(self._stage.config)
        if len(rows) != 1:
            raise AssertionError(f"one request was made, the outbox holds {len(rows)}")
        envelope_id, state = rows[0]
        case = read_as_recipient(self._stage.login_link(), envelope_id)
        if qr_text:
            page = requests.get(qr_text, timeout=10)
            page.raise_for_status()
            (self._plan.out / "followup.html").write_text(page.text, "utf-8")
        return {
            "screens": driver.visit.screens,
            "envelope_id": envelope_id,
            "code": driver.visit.code,
            "qr_text": qr_text,
            "printed": None,
            "acknowledged": state == "acknowledged",
            "state_shown": self._words[-1],
            "states_shown": self._words,
            "case_status": case["status"],
            "answers_given": driver.visit.answers,
            "answers_at_recipient": case["answers"],
            "skipped": list(self._stage.report.skipped),
            "offline_s": offline_s,
            "durations_ms": self._durations,
        }


def _outbox(config: Config) -> list[tuple[str, str]]:
    with open_store(config.data) as store:
        return [(row.id.hex(), row.state) for row in store.outbox.every()]


def strongest_word(hand: Hand) -> str:
    """Return the strongest word of WORDS that the window shows, or an empty text."""
    shown = " ".join(hand.texts())
    return next((word for word in reversed(WORDS) if word in shown), "")


def _read_qr(photograph: Path) -> str | None:
    """Return what the QR code on a photograph says, or None when there is none."""
    image = QImage(str(photograph)).convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = memoryview(image.constBits()).cast("B", (image.height(), image.bytesPerLine()))
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
