"""Real forms of others, from the first touch to « reçue » and the paper, or refused with the reason."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "tests" / "data" / "conformance" / "forms"
# Both are workbooks of before 2007, one of them under a name that says otherwise.
REFUSED = {"ifrc-distribution-site.xlsx": "ancien .xls", "pyxform-widgets.xls": "ancien .xls"}
# The cheapest of each kind is tried every time; the largest takes minutes, each of its pages is listened to.
CHEAP = ("child-vaccination-vol.xml", "ifrc-distribution-site.xlsx")
LONGEST_S = 1500


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.name, marks=[] if path.name in CHEAP else [pytest.mark.long])
        for path in sorted(FORMS.iterdir())
        if path.suffix in (".xml", ".xls", ".xlsx")
    ],
)
def test_each_real_form_runs_or_is_refused_by_name(tmp_path: Path, name: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "main.py", "journey", "--form", str(FORMS / name), "--answers", "auto",
            "--skip-unsupported", "--out", str(tmp_path),
        ],
        check=False, cwd=ROOT, text=True, capture_output=True, timeout=LONGEST_S,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    if name in REFUSED:
        assert done.returncode == 3 and REFUSED[name] in done.stderr
        return
    assert done.returncode == 0, done.stderr
    facts = json.loads((tmp_path / "journey.json").read_text("utf-8"))
    assert facts["state_shown"] == "reçue" and facts["printed"] == "confirmed"
    assert facts["answers_given"].items() <= facts["answers_at_recipient"].items()
    assert facts["unheard"] == []
