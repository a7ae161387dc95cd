"""The benchmark of the wire: its keys, and that its capacities are those of the code that draws squares."""

from pathlib import Path

import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

from benchmarks import wire
from kiosk.wire.compact import compact
from kiosk.wire.followup import TOKEN_BYTES

BASE43 = 43


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


@pytest.mark.parametrize("version", wire.LARGEST.values())
def test_a_square_holds_what_is_said_and_hardly_more(version: int) -> None:
    def draw(size: int) -> int:
        number = (1 << 8 * (size + TOKEN_BYTES)) | ((1 << 8 * (size + TOKEN_BYTES)) - 1)
        digits = ""
        while number:
            number, digit = divmod(number, BASE43)
            digits += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"[digit]
        code = QRCode(error_correction=ERROR_CORRECT_M)
        code.add_data(QRData(b"h" * wire.PREFIX, mode=MODE_8BIT_BYTE), optimize=0)
        code.add_data(QRData(f"{digits}X".encode(), mode=MODE_ALPHA_NUM), optimize=0)
        try:
            return int(code.best_fit())
        except DataOverflowError:
            return 41

    assert draw(wire.capacity(version)) <= version
    assert draw(wire.capacity(version) + 2) > version
