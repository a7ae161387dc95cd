"""The whole way of one request, by machine, with its evidence: screens, follow-up page, journey.json."""

import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import requests

from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.config import Config
from kiosk.store import open_store
from kiosk.wire.compact import Plain
from kiosk.wire.followup import parse_code
from rehearsal.attention import Attention, Running
from rehearsal.driver import Driver, make_request
from rehearsal.ear import Ear
from rehearsal.hand import Hand
from rehearsal.paper import keep_paper, newest_job, read_qr
from rehearsal.recipient import read_as_recipient
from rehearsal.stage import Stage, set_stage
from rehearsal.words import Reader
from ui.voice.output import Output

# The dispatcher comes back to an absent central within 5 s.
DELIVERY_S = 30.0
PAPER_S = 15.0


class StartKiosk(Protocol):
    """Opens the kiosk of a station in this process."""

    def __call__(
        self, config: Config, size: tuple[int, int] | None, *, output: Output | None = None
    ) -> Running:
        """Open it in a window of so many pixels; the voice is heard by `output`."""
        ...


@dataclass(frozen=True)
class Plan:
    """What is asked of a journey; answers is None for automatic ones, size in pixels.

    service: "" for the first one that is offered.
    """

    out: Path
    pack: Path | None = None
    service: str = ""
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
            stage.close()
    durations = facts["durations_ms"]
    if isinstance(durations, dict):
        durations["stage"] = _ms(staged - began)
        durations["total"] = _ms(time.monotonic() - began)
    (plan.out / "journey.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return facts


def first_service(config: Config, name: str = "") -> Service:
    """Return the service of that name, or the first one. Raises the Problems of store and packs, KeyError."""
    with open_store(config.data) as store:
        publisher = store.identity.publisher
    catalogue = load_catalogue(config.packs, publisher)
    return catalogue.service(name) if name else catalogue.services[0]


class _Journey:
    def __init__(self, plan: Plan, stage: Stage, start: StartKiosk) -> None:
        self._plan = plan
        self._stage = stage
        self._start = start
        self._durations: dict[str, int] = {}
        self._words: list[str] = []
        self._ear = Ear()

    def run(self) -> dict[str, object]:
        plan, stage = self._plan, self._stage
        self._service = first_service(stage.config, plan.service)
        request = make_request(self._service, plan.answers, plan.language)
        away = time.monotonic()
        if plan.offline:
            stage.central.stop()
        begin = time.monotonic()
        running = self._start(stage.config, plan.size, output=self._ear)
        try:
            hand = Hand(running.window)
            hand.wait(lambda: hand.sees("start"), "the welcome screen")
            self._durations["first_screen"] = _ms(time.monotonic() - begin)
            self._reader = Reader(hand, plan.language)
            self._album = Album(plan.out, hand)
            self._attention = Attention(running, hand, self._ear)
            driver = Driver(hand, request, self._witness)
            confirmed = self._request(driver)
            offline_s = self._reconnect(hand, away) if plan.offline else 0.0
            self._see_received(hand, confirmed)
            self._see_paper(hand, confirmed)
            # From the last photograph: the picture of the square may arrive a moment after its page.
            qr_text = read_qr(self._album.last)
            self._attention.listen("screen:done")
            driver.finish()
        finally:
            running.close()
        return self._evidence(driver, qr_text, offline_s)

    def _witness(self, screen: str) -> None:
        self._album.add(screen)
        # The last page is listened to when all has arrived: who listens meanwhile would not see it come.
        if screen != "screen:done":
            self._attention.listen(screen)

    def _request(self, driver: Driver) -> float:
        """Make the request; return the moment of the confirm touch."""
        begin = time.monotonic()
        driver.reach_review()
        self._durations["questions"] = _ms(time.monotonic() - begin)
        self._durations["slowest_page"] = max(driver.visit.opened_ms.values(), default=0)
        confirmed = time.monotonic()
        driver.confirm()
        self._durations["confirm_to_code"] = _ms(time.monotonic() - confirmed)
        self._note()
        return confirmed

    def _reconnect(self, hand: Hand, away: float) -> float:
        """See that the kiosk says it has no network, then start the central again; return seconds away."""
        hand.wait(lambda: self._reader.shows("done.state.offline"), "« La borne n’a pas de réseau. »")
        self._note()
        self._album.add("screen:done-offline")
        self._stage.central.start()
        return round(time.monotonic() - away, 1)

    def _see_received(self, hand: Hand, confirmed: float) -> None:
        hand.wait(lambda: self._reader.strongest_word() == "reçue", "« reçue »", DELIVERY_S)
        self._durations["confirm_to_received"] = _ms(time.monotonic() - confirmed)
        self._note()
        self._album.add("screen:done-received")

    def _see_paper(self, hand: Hand, confirmed: float) -> None:
        hand.wait(lambda: self._reader.shows("done.print.printed"), "« Prenez votre papier. »", PAPER_S)
        self._durations["confirm_to_paper"] = _ms(time.monotonic() - confirmed)
        self._album.add("screen:done-printed")

    def _note(self) -> None:
        word = self._reader.strongest_word()
        if not self._words or self._words[-1] != word:
            self._words.append(word)

    def _evidence(self, driver: Driver, qr_text: str | None, offline_s: float) -> dict[str, object]:
        rows = _outbox(self._stage.config)
        if len(rows) != 1:
            raise AssertionError(f"one request was made, the outbox holds {len(rows)}")
        envelope_id, state = rows[0]
        case, pictures = read_as_recipient(self._stage.login_link(self._service.partner), envelope_id)
        if pictures != driver.visit.pictures:
            raise AssertionError("the recipient sees other pictures than the client did")
        paper = self._paper(bytes.fromhex(envelope_id), driver.visit.code)
        if paper["receipt_qr_text"]:
            # From the paper, as a phone does.
            page = requests.get(str(paper["receipt_qr_text"]), timeout=10)
            page.raise_for_status()
            (self._plan.out / "followup.html").write_text(page.text, "utf-8")
        return {
            "screens": driver.visit.screens,
            "envelope_id": envelope_id,
            "code": driver.visit.code,
            "qr_text": qr_text,
            **paper,
            "spoken": self._attention.spoken,
            "unheard": self._attention.unheard,
            "acknowledged": state == "acknowledged",
            "state_shown": self._words[-1],
            "states_shown": self._words,
            "case_status": case["status"],
            "answers_given": driver.visit.answers,
            "answers_at_recipient": case["answers"],
            "pictures_at_recipient": {name: len(raw) for name, raw in pictures.items()},
            "skipped": list(self._stage.skipped),
            "offline_s": offline_s,
            "durations_ms": self._durations,
        }

    def _paper(self, envelope_id: bytes, code: str) -> dict[str, object]:
        """Keep the only paper, with what can be told from it."""
        config, pictures = self._stage.config, self._stage.printer.receipts()
        job, digits = newest_job(config, envelope_id), parse_code(code)
        if job is None or digits is None or len(pictures) != 1:
            raise AssertionError(f"one paper was wanted, {len(pictures)} came out")
        return keep_paper(pictures[0], self._plan.out, config, job, digits)


def _outbox(config: Config) -> list[tuple[str, str]]:
    with open_store(config.data) as store:
        return [(row.id.hex(), row.state) for row in store.outbox.every()]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
