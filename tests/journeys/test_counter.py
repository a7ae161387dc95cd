"""The whole way at a counter, by the very command that people run: real keys, real screens, real central."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.wire.compact import Assistance
from main import start_counter
from rehearsal.counter_drive import Errand
from rehearsal.counter_driver import CounterDriver
from rehearsal.driver import make_request
from rehearsal.hand import Hand
from rehearsal.journey import first_service
from rehearsal.keys import Keys
from rehearsal.recipient import open_at_counter
from rehearsal.stage import CounterStation, Stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "key_presses", "pages", "found", "status_on_followup_page", "message_on_followup_page", "code",
    "kiosk_code", "printed", "receipt_qr_text", "receipt_pixels_differing", "acknowledged", "assistance",
    "answers_given", "answers_at_recipient", "answers_at_kiosk", "answers_at_counter", "offline_s",
}  # fmt: skip


def journey(out: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "main.py", "journey", "--role", "counter", "--out", str(out), *options]
    done = subprocess.run(command, check=False, cwd=ROOT, text=True, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads((out / "journey.json").read_text("utf-8"))
    assert json.loads(done.stdout) == facts
    return facts


def check(out: Path, facts: dict[str, Any], size: tuple[int, int]) -> None:
    assert facts.keys() >= KEYS
    assert facts["key_presses"] > 60
    assert facts["pages"][:2] == ["screen:login", "screen:home"]
    assert {"screen:review", "screen:done", "screen:case"} <= set(facts["pages"])
    assert facts["pages"][-1] == "screen:login"
    assert facts["acknowledged"] is True
    assert facts["assistance"] == "together"
    assert facts["answers_given"] == facts["answers_at_recipient"] != {}
    assert facts["printed"] == "confirmed"
    assert facts["receipt_pixels_differing"] == 0
    assert facts["found"] is True
    assert facts["kiosk_code"] != facts["code"]
    assert facts["answers_at_kiosk"] == facts["answers_at_counter"] != {}
    assert facts["status_on_followup_page"] == "Il manque un papier."
    assert facts["message_on_followup_page"] is True
    photographs = sorted(out.glob("[0-9]*.png"))
    assert len(photographs) > len(set(facts["pages"]))
    assert {Image.open(photograph).size for photograph in photographs} == {size}


def test_a_request_is_entered_and_a_case_of_the_kiosk_answered(tmp_path: Path) -> None:
    facts = journey(tmp_path)
    check(tmp_path, facts, (1366, 768))
    assert facts["states_shown"] == ["enregistrée", "reçue"]
    assert facts["duplicate_printed"] is True
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF-")
    assert facts["offline_s"] == 0


@pytest.mark.long
@pytest.mark.slow
def test_a_client_is_served_in_their_language(tmp_path: Path) -> None:
    check(tmp_path, journey(tmp_path, "--lang", "ar"), (1366, 768))


@pytest.mark.slow
def test_without_a_line_all_is_done_and_arrives_later(tmp_path: Path) -> None:
    facts = journey(tmp_path, "--offline", "--size", "1920x1080")
    check(tmp_path, facts, (1920, 1080))
    assert facts["states_shown"] == ["enregistrée"]
    assert facts["offline_s"] > 0
    assert list(tmp_path.glob("*-case-offline.png"))


@pytest.fixture
def post(tmp_path: Path) -> Any:
    stage: Stage = set_stage(tmp_path, pack=None, form=None, skip_unsupported=False, counter=True)
    yield stage.counter
    stage.close()


def cut_the_power_before_recording(post: CounterStation, errand: Errand, file: Path) -> None:
    file.write_text(json.dumps(asdict(errand)), "utf-8")
    command = [sys.executable, "main.py", "drive", "--config", str(post.config.path), "--answers", str(file)]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    lines = iter(process.stdout.readline, "")
    reached = any(line == "READY\n" for line in lines)
    process.kill()
    _, told = process.communicate()
    assert reached, told


@pytest.mark.slow
def test_a_request_begun_before_a_power_cut_is_taken_up_after_it(
    post: CounterStation, tmp_path: Path
) -> None:
    request = make_request(first_service(post.config), None, "fr")
    wrong = "".join("7" if digit != "7" else "8" for digit in post.pin)
    errand = Errand(wrong, post.pin, request.answers, "", (), "", online=True, waits=True)
    cut_the_power_before_recording(post, errand, tmp_path / "errand.json")
    assert open_at_counter(post.config, post.config) == []
    running = start_counter(post.config, (1366, 768))
    try:
        driver = CounterDriver(Keys(Hand(running.window)), lambda _: None)
        driver.log_in(post.pin)
        visit = driver.resume(request)
        driver.confirm(visit)
    finally:
        running.close()
    (own,) = open_at_counter(post.config, post.config)
    names = [question.name for question in request.service.form.questions]
    assert {names[index]: value for index, value in own.content.answers.items()} == request.answers
    assert own.content.assistance == Assistance.ENTERED_BY_AGENT
    assert f"{own.content.code:012d}" == "".join(visit.code.split())
