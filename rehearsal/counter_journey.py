"""The whole way at a counter, by keyboard only, with its evidence: a request made, a case answered."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import requests

from kiosk.config import Config
from kiosk.forms.model import Form
from kiosk.forms.reading import read_answers
from kiosk.store import open_store
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Assistance, Index, Plain
from kiosk.wire.followup import followup_url
from rehearsal.counter_driver import CounterDriver
from rehearsal.driver import Visit, make_request
from rehearsal.ear import Ear
from rehearsal.hand import Hand
from rehearsal.journey import DELIVERY_S, PAPER_S, Album, Plan, StartKiosk, first_service
from rehearsal.keys import Keys
from rehearsal.paper import keep_paper, newest_job, read_qr
from rehearsal.recipient import Opened, open_at_counter
from rehearsal.second import ROOT
from rehearsal.stage import CounterStation, Stage, set_stage
from rehearsal.words import Reader, plain

MODE = Assistance.TOGETHER
STATUS = CaseStatus.PAPERS_MISSING
MESSAGE = "Apportez un justificatif de domicile. Une facture suffit."
NOT_YET = "counter.case.state.recorded"
KIOSK_S = 180.0
ANSWER = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def run_counter_journey(plan: Plan, start: StartKiosk) -> dict[str, object]:
    """Work a counter on a stage of its own and write the evidence. Raises NotSeen, Problems, OSError.

    start: opens a counter in this process. The kiosk whose case is answered is a process of its own.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="relais-") as folder:
        stage = set_stage(
            Path(folder), pack=plan.pack, form=plan.form, skip_unsupported=plan.skip_unsupported, counter=True
        )
        if stage.counter is None:
            raise RuntimeError("this stage has a counter")
        try:
            kiosk = request_at_kiosk(stage.config)
            facts = _CounterJourney(plan, stage, stage.counter, kiosk).run(start)
        finally:
            stage.close()
    facts["duration_ms"] = round((time.monotonic() - began) * 1000)
    (plan.out / "journey.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return facts


def request_at_kiosk(config: Config) -> str:
    """Make a request at the kiosk, by its own command, and return its code. Raises RuntimeError."""
    done = subprocess.run(
        [sys.executable, "main.py", "drive", "--config", str(config.path)],
        check=False, cwd=ROOT, text=True, capture_output=True, timeout=KIOSK_S,
    )  # fmt: skip
    codes = [line.removeprefix("CODE ") for line in done.stdout.splitlines() if line.startswith("CODE ")]
    if done.returncode or len(codes) != 1:
        raise RuntimeError(f"the kiosk made no request: {done.stderr[-1500:]}")
    return codes[0]


class _CounterJourney:
    def __init__(self, plan: Plan, stage: Stage, post: CounterStation, kiosk_code: str) -> None:
        self._plan = plan
        self._stage = stage
        self._post = post
        self._kiosk_code = kiosk_code
        # From the paper, as a phone and a scanner have it.
        self._kiosk_link = read_qr(stage.printer.receipts()[-1]) or ""
        self._words: list[str] = []
        self._offline_s = 0.0
        self._facts: dict[str, object] = {"kiosk_code": kiosk_code}

    def run(self, start: StartKiosk) -> dict[str, object]:
        running = start(self._post.config, self._plan.size, output=Ear())
        try:
            self._hand = Hand(running.window)
            self._keys = Keys(self._hand)
            self._album = Album(self._plan.out, self._hand)
            self._reader = Reader(self._hand, counter=True)
            driver = CounterDriver(self._keys, self._album.add)
            driver.log_in(self._post.pin)
            if self._plan.offline:
                visit = self._work_offline(driver)
            else:
                visit = self._serve(driver, received=True)
                driver.finish()
                self._find(driver)
                self._print(driver)
                self._answer(driver)
            driver.log_out()
        finally:
            running.close()
        return self._evidence(driver, visit)

    def _work_offline(self, driver: CounterDriver) -> Visit:
        """Find the case, lose the line, serve and answer without it, and see all of it arrive afterwards."""
        self._find(driver)
        self._stage.central.stop()
        away = time.monotonic()
        visit = self._serve(driver, received=False)
        driver.finish()
        driver.scan(self._kiosk_link)
        self._answer(driver)
        self._offline_s = round(time.monotonic() - away, 1)
        return visit

    def _serve(self, driver: CounterDriver, *, received: bool) -> Visit:
        """Make a request with a client, see its paper printed, and its arrival where there is a line."""
        request = make_request(first_service(self._post.config), self._plan.answers, self._plan.language)
        visit = driver.reach_review(request, MODE)
        driver.confirm(visit)
        self._note()
        if received:
            self._hand.wait(lambda: self._reader.strongest_word() == "reçue", "« reçue »", DELIVERY_S)
            self._note()
        self._hand.wait(lambda: self._reader.shows("entry.paper.printed"), "the paper", PAPER_S)
        self._album.add("screen:done:printed")
        return visit

    def _find(self, driver: CounterDriver) -> None:
        driver.find(self._kiosk_code)
        rows = self._kiosk_answers()
        self._hand.wait(lambda: self._read(rows) == rows, "the answers given at the kiosk")
        self._album.add("screen:case:answers")
        self._facts |= {"found": True, "answers_at_kiosk": rows, "answers_at_counter": self._read(rows)}

    def _print(self, driver: CounterDriver) -> None:
        """Print the case again, and its summary for the file."""
        papers = len(self._post.printer.receipts())
        self._keys.use("duplicate")
        self._hand.wait(
            lambda: self._reader.shows("counter.case.duplicated"), "that a DUPLICATA is asked for"
        )
        self._hand.wait(lambda: len(self._post.printer.receipts()) > papers, "the DUPLICATA", PAPER_S)
        driver.print_summary()
        self._hand.wait(lambda: self._reader.shows("counter.case.summarised"), "the A4 summary", PAPER_S)
        self._album.add("screen:case:printed")
        (sheet,) = self._post.office.glob("*.pdf")
        (self._plan.out / "summary.pdf").write_bytes(sheet.read_bytes())
        self._facts |= {"duplicate_printed": True, "summary_bytes": sheet.stat().st_size}

    def _answer(self, driver: CounterDriver) -> None:
        """Change the status with words to the client; see what the page says until the central has it."""
        driver.answer_case(STATUS, MESSAGE)
        self._hand.wait(self._told_on_page, "the change in the case")
        self._album.add("screen:case:answered")
        if self._plan.offline:
            self._hand.wait(lambda: self._reader.shows(NOT_YET), "that the change is only recorded here")
            self._hand.wait(lambda: self._reader.shows("counter.network.away"), "« Pas de réseau. »")
            self._facts["network_while_offline"] = plain(self._hand.read("network"))
            self._album.add("screen:case:offline")
            self._stage.central.start()
        self._hand.wait(self._delivered, "the delivery of all that was made here", DELIVERY_S)
        self._hand.wait(lambda: not self._reader.shows(NOT_YET), "that the change was received")
        self._album.add("screen:case:delivered")

    def _told_on_page(self) -> bool:
        status = plain(self._hand.read("status"))
        return status == self._reader.words(f"counter.status.{STATUS}") and plain(MESSAGE) in {
            plain(text) for text in self._hand.texts("road")
        }

    def _note(self) -> None:
        word = self._reader.strongest_word()
        if not self._words or self._words[-1] != word:
            self._words.append(word)

    def _read(self, rows: dict[str, str]) -> dict[str, str]:
        """Return those of the answers that the page of the case shows."""
        shown = {plain(text) for text in self._hand.texts("answers")}
        return {name: said for name, said in rows.items() if plain(said) in shown}

    def _kiosk_answers(self) -> dict[str, str]:
        """Return what the kiosk's automaton answered, in words, by question name."""
        service = first_service(self._stage.config)
        given = make_request(service, None, "fr").answers
        return in_words(service.form, given)

    def _outbox(self) -> list[str]:
        """Return the state of each envelope of the counter."""
        with open_store(self._post.config.data) as store:
            return [row.state for row in store.outbox.every()]

    def _delivered(self) -> bool:
        return set(self._outbox()) == {"acknowledged"}

    def _evidence(self, driver: CounterDriver, visit: Visit) -> dict[str, object]:
        (own,) = open_at_counter(self._post.config, self._post.config)
        form = first_service(self._post.config).form
        page = requests.get(self._kiosk_link, timeout=10)
        page.raise_for_status()
        (self._plan.out / "followup.html").write_text(page.text, "utf-8")
        told = [plain(TAG.sub("", unescape(found))) for found in ANSWER.findall(page.text)]
        return {
            **self._facts,
            **self._paper(own),
            "key_presses": self._keys.pressed,
            "pages": driver.screens,
            "code": visit.code,
            "acknowledged": own.state == "acknowledged",
            "state_shown": self._words[-1],
            "states_shown": self._words,
            "assistance": Assistance(own.content.assistance).name.lower(),
            "answers_given": visit.answers,
            "answers_at_recipient": {
                form.name_of(index): value for index, value in own.content.answers.items()
            },
            "status_on_followup_page": " ".join(told),
            "message_on_followup_page": plain(MESSAGE) in plain(TAG.sub(" ", unescape(page.text))),
            "offline_s": self._offline_s,
        }

    def _paper(self, own: Opened) -> dict[str, object]:
        """Keep the client's paper, among those that came out of the counter's printer."""
        config = self._post.config
        with open_store(config.data) as store:
            identity = store.identity
        link = followup_url(identity.followup or "", identity.station, own.content.token or b"")
        papers = [picture for picture in self._post.printer.receipts() if read_qr(picture) == link]
        job = newest_job(config, own.envelope_id)
        if job is None or len(papers) != 1:
            raise AssertionError(f"one paper of the request was wanted, {len(papers)} came out")
        return keep_paper(papers[0], self._plan.out, config, job, own.content.code or 0)


def in_words(form: Form, answers: Mapping[str, Plain]) -> dict[str, str]:
    """Return answers in French words, by question name."""
    indexes = {question.name: index for index, question in enumerate(form.questions)}
    given: dict[Index, Plain] = {}
    for name, value in answers.items():
        bare, _, instance = name.partition("[")
        index = indexes[bare]
        given[(index, int(instance[:-1]) - 1) if instance else index] = value
    return {name: said for name, _, said in read_answers(form, given, "fr")}
