"""The whole way at a counter, by the very command that people run: real keys, real screens, real central."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

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


@pytest.mark.slow
def test_without_a_line_all_is_done_and_arrives_later(tmp_path: Path) -> None:
    facts = journey(tmp_path, "--offline", "--size", "1920x1080")
    check(tmp_path, facts, (1920, 1080))
    assert facts["states_shown"] == ["enregistrée"]
    assert facts["offline_s"] > 0
    assert list(tmp_path.glob("*-case-offline.png"))
