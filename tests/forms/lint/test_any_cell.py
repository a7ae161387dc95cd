"""Whatever stands in the cells, the linter answers; and what it proposes sets the cell right."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.forms.lint.finding import Finding
from tests.forms.lint.sheets import fine, found_in, spoilt, written

PIECES = st.sampled_from([
    "${logement}", "${jours}", "${nope}", "${", "}", "'oui'", "'nn'", "“oui”", "‘a’", "«", "'", '"', "(",
    ")", "[", "]", " = ", " == ", " and ", " ET ", " or ", " ; ", ", ", " <> ", "selected(", "if(", "SI(",
    "string-lenght(", "today", ".", "..", "/", "//", "::", "@", "*", "|", "-", "1", "é", "\u00a0", "$", "ǂǂ",
    "last-saved#", "instance('x')", "\n",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=8)
PLACES = [
    f"{name}!{'ABCDEFGHIJKLMNOP'[column]}{row + 1}"
    for name, rows in fine().items()
    for row, cells in enumerate(rows)
    for column in range(len(cells))
]
QUICK = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@QUICK
@given(st.dictionaries(st.sampled_from(PLACES), TEXTS, max_size=3))
def test_any_cells_are_told_about(edits: dict[str, str]) -> None:
    for finding in found_in(spoilt(edits)):
        assert finding.severity in ("error", "warning")


@QUICK
@given(st.sampled_from(["survey!F5", "survey!G5", "survey!H7", "survey!I5"]), TEXTS)
def test_what_is_proposed_sets_the_cell_right(cell: str, text: str) -> None:
    sheets = spoilt({cell: text})
    mended = [
        finding for finding in found_in(sheets) if finding.cell == cell and finding.proposed is not None
    ]
    assert len({finding.proposed for finding in mended}) <= 1
    if mended:
        after = found_in(written(sheets, {cell: mended[0].proposed or ""}))
        assert not {told(finding) for finding in mended} & {told(f) for f in after if f.cell == cell}


def told(finding: Finding) -> tuple[object, ...]:
    """What is said of a cell, but for the text that stands there."""
    return (finding.code, *(value for key, value in sorted(finding.facts.items()) if key != "text"))
