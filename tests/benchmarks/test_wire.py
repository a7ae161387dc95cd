"""The benchmark of the wire: its keys, and that what it counts is what it says."""

from pathlib import Path

from benchmarks import wire
from kiosk.wire.compact import compact


def test_the_last_line_has_what_the_issue_asks_for(tmp_path: Path) -> None:
    found = wire.measure(tmp_path)
    assert found.keys() == {"answers_30q_bytes", "envelope_bytes", "fits_qr_80mm", "fits_qr_58mm"}
    assert found["envelope_bytes"]["p50"] <= found["envelope_bytes"]["p95"]  # type: ignore[index]
    assert 0.95 <= found["fits_qr_80mm"] <= 1.0  # type: ignore[operator]


def test_thirty_answers_are_thirty_and_all_in_the_bytes(tmp_path: Path) -> None:
    whole = wire.thirty(wire.services(tmp_path))
    fewer = wire.submission(wire.services(tmp_path)[0], "fr", dict(list(whole.answers.items())[:15]), 1980)
    assert len(whole.answers) == wire.QUESTIONS
    assert len(compact(fewer)) < len(compact(whole))
