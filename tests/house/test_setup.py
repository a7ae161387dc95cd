"""What `make demo` and `make test` install."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.\-]+)==([^ ;\\]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_the_lock_of_the_tests_holds_that_of_the_demo() -> None:
    demo, tests = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert len(demo) > 20
    assert demo.items() <= tests.items()


def test_qt_is_the_version_that_does_not_lose_references() -> None:
    # 6.12 on Python 3.11 dies after some 5,000 void calls (PYSIDE-3474).
    assert pinned("requirements.lock")["pyside6-essentials"] == "6.11.3"


def test_locks_have_hashes_and_no_index_address() -> None:
    for lock in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / lock).read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^\s*--(index|extra-index|find-links|trusted)", text, re.MULTILINE)
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)
