"""Each rule is made to speak by one change to a form without a fault, and is silent without it."""

import pytest

from kiosk.forms.lint.finding import CODES, Finding
from tests.forms.lint.sheets import Sheets, codes_in, fine, found_in, spoilt, written

Edits = dict[str, str]
GROUP: Edits = {"survey!A8": "begin_repeat", "survey!B8": "r", "survey!A9": "begin_repeat", "survey!B9": "s"}
SEVEN = {
    f"choices!{column}{row}": text
    for row in range(6, 12)
    for column, text in zip("ABCDEF", ("ouinon", f"c{row}", "C", "C", "C", "sun"), strict=True)
}
LONG = "Vous devez venir à la mairie avec tous vos papiers pour que nous les regardions."
# What only a workbook, a pack or the compiled form can show: tests/catalogue/test_lint.py.
PARTS = ("workbook", "file", "pack", "form", "media")
ELSEWHERE = {code for code in CODES if code.split(".")[0] in PARTS} | {"label.large"}
# code, edits, the cell that is named, and what is proposed for it (None: only the author knows)
CASES: list[tuple[str, Edits, str, str | None]] = [
    # the eight faults that pyxform lets through
    ("parentheses", {"survey!F5": "selected(${jours}, 'lundi'"}, "survey!F5", "selected(${jours}, 'lundi')"),
    ("parentheses", {"survey!H7": "(${age} * 2"}, "survey!H7", "(${age} * 2)"),
    ("parentheses", {"survey!H7": "${age} * 2)"}, "survey!H7", "${age} * 2"),
    ("parentheses", {"survey!F5": "selected(${jours}, 'lundi' and ${age} > 3"}, "survey!F5",
     "selected(${jours}, 'lundi') and ${age} > 3"),
    ("function", {"survey!G5": "string-lenght(.) < 9"}, "survey!G5", "string-length(.) < 9"),
    ("function", {"survey!G5": "zzz(.)"}, "survey!G5", None),
    ("operator", {"survey!F4": "${logement} == 'oui'"}, "survey!F4", "${logement} = 'oui'"),
    ("operator", {"survey!F5": "${age} ≥ 3 && ${age} <> 5"}, "survey!F5", "${age} >= 3 and ${age} != 5"),
    ("operator", {"survey!F5": "${age} > 3 ET ${age} < 9"}, "survey!F5", "${age} > 3 and ${age} < 9"),
    ("operator", {"survey!H7": "if(${age} > 1; 2; 3)"}, "survey!H7", "if(${age} > 1, 2, 3)"),
    ("quotes", {"survey!F4": "${logement} = “oui”"}, "survey!F4", "${logement} = 'oui'"),
    ("quotes", {"survey!F4": "${logement} = ‘oui’"}, "survey!F4", "${logement} = 'oui'"),
    ("quotes", {"survey!F4": "${logement} = «\u00a0oui\u00a0»"}, "survey!F4", "${logement} = 'oui'"),
    ("cycle", {"survey!F6": "${double} > 3"}, "survey!F6", None),
    ("cycle", {"survey!F2": "${logement} = 'oui'"}, "survey!F2", None),
    ("self", {"survey!F6": "${age} > 3"}, "survey!F6", ""),
    ("self", {"survey!F6": ". > 3"}, "survey!F6", ""),
    ("self", {"survey!H7": "${double} + 1"}, "survey!H7", None),
    ("choice.compared", {"survey!F4": "${logement} = 'ouii'"}, "survey!F4", "${logement} = 'oui'"),
    ("choice.compared", {"survey!F5": "selected(${jours}, 'zz')"}, "survey!F5", None),
    ("choice.compared", {"survey!G3": ". = 'nom'"}, "survey!G3", ". = 'non'"),
    ("translation", {"survey!E3": ""}, "survey!E3", None),
    ("translation", {"choices!D4": ""}, "choices!D4", None),
    # other expressions
    ("question", {"survey!F4": "${logemnt} = 'oui'"}, "survey!F4", "${logement} = 'oui'"),
    ("bare", {"survey!F4": "logement = 'oui'"}, "survey!F4", "${logement} = 'oui'"),
    ("bare", {"survey!F4": "${logement} = oui"}, "survey!F4", "${logement} = 'oui'"),
    ("bare", {"survey!G6": ". < today"}, "survey!G6", ". < today()"),
    ("bare", {"survey!A3": "select_one ouinon", "survey!K3": "nam = 'x'"}, "survey!K3", "name = 'x'"),
    ("yes", {"survey!I3": "oui"}, "survey!I3", "yes"),
    ("choice.several", {"survey!F5": "${jours} = 'lundi'"}, "survey!F5", "selected(${jours}, 'lundi')"),
    ("choice.several", {"survey!F5": "${jours} != 'lundi'"}, "survey!F5", "not(selected(${jours}, 'lundi'))"),
    ("syntax", {"survey!G6": ". < "}, "survey!G6", None),
    ("arguments", {"survey!G5": "contains(.)"}, "survey!G5", None),
    ("function.unsupported", {"survey!H7": "pulldata('a', 'b', 'c', ${nom})"}, "survey!H7", None),
    ("kind", {"survey!G5": "regex(., '[')"}, "survey!G5", None),
    ("kind", {"survey!G5": "regex(., ${nom})"}, "survey!G5", None),
    ("kind", {"survey!H7": "count(3)"}, "survey!H7", None),
    ("kind", {"survey!H7": "format-date(today(), '%Q')"}, "survey!H7", None),
    ("kind", {"survey!H7": "count(instance('zz')/root/item)"}, "survey!H7", None),
    # sheets, columns, types and names
    ("column.unknown", {"survey!M1": "relevent"}, "survey!M1", "relevant"),
    ("type.missing", {"survey!A6": ""}, "survey!A6", None),
    ("type.unknown", {"survey!A6": "integr"}, "survey!A6", "integer"),
    ("type.unknown", {"survey!A6": "nombre"}, "survey!A6", "integer"),
    ("type.unsupported", {"survey!A6": "geopoint"}, "survey!A6", None),
    ("type.metadata", {"survey!A7": "deviceid", "survey!H7": ""}, "survey!A7", None),
    ("appearance.unknown", {"survey!J5": "numbrs"}, "survey!J5", "numbers"),
    ("appearance.unsupported", {"survey!J3": "search('communes')"}, "survey!J3", None),
    ("name.missing", {"survey!B6": "", "survey!H7": "2"}, "survey!B6", None),
    ("name.bad", {"survey!B5": "nom de famille"}, "survey!B5", "nom_de_famille"),
    ("name.twice", {"survey!B5": "age"}, "survey!B6", "age_2"),
    ("group.open", {"survey!A8": ""}, "survey!A2", None),
    ("group.closed", {"survey!A9": "end_group"}, "survey!A9", None),
    ("repeat.nested", {**GROUP, "survey!A10": "end_repeat", "survey!A11": "end_repeat",
                       "survey!A12": "end_group"}, "survey!A9", None),
    ("label.missing", {"survey!C6": "", "survey!D6": "", "survey!E6": ""}, "survey!C6", None),
    ("translation.column", {"survey!E1": "x"}, "survey!C1", None),
    ("language.default", {"settings!B2": "Français"}, "settings!B2", "Français (fr)"),
    ("sentence.easy", {"survey!D3": LONG}, "survey!D3", None),
    ("sentence.long", {"survey!C3": f"{LONG[:-1]} avec vous tous, et sans attendre."}, "survey!C3", None),
    # lists
    ("list.missing", {"survey!A3": "select_one"}, "survey!A3", None),
    ("list.unknown", {"survey!A3": "select_one ouinom"}, "survey!A3", "select_one ouinon"),
    ("list.unused", {"choices!A6": "zz", "choices!B6": "z", "choices!C6": "Z", "choices!D6": "Z",
                     "choices!E6": "Z", "choices!F6": "sun"}, "choices!A6", None),
    ("choice.name", {"choices!B5": ""}, "choices!B5", None),
    ("choice.twice", {"choices!B3": "oui"}, "choices!B3", None),
    ("choice.spaces", {"choices!B5": "le mardi"}, "choices!B5", "le_mardi"),
    ("choices.many", SEVEN, "survey!A3", None),
    ("faces.three", {"survey!J3": "faces"}, "survey!J3", None),
    ("icon.missing", {"choices!F3": ""}, "choices!F3", None),
    ("icon.unknown", {"choices!F3": "x-cirle"}, "choices!F3", "x-circle"),
    ("icon.unknown", {"survey!L3": "qestion"}, "survey!L3", "question"),
]  # fmt: skip


def test_the_form_has_no_fault() -> None:
    assert found_in(fine()) == ()


@pytest.mark.parametrize(("code", "edits", "cell", "proposed"), CASES)
def test_one_change_one_finding(code: str, edits: Edits, cell: str, proposed: str | None) -> None:
    sheets = spoilt(edits)
    told = [finding for finding in found_in(sheets) if finding.code == code]
    assert {finding.cell for finding in told} == {cell}
    assert told[0].proposed == proposed
    if proposed is not None:
        assert code not in codes_in(written(sheets, {cell: proposed}))


def only(code: str) -> set[str]:
    """Codes that may stand beside another one, because the same change causes both."""
    beside = {
        "list.missing": {"choice.compared", "list.unused"},
        "list.unknown": {"list.unused"},
        "name.twice": {"question"},
        "name.bad": {"question"},
        "choice.twice": {"choice.compared"},
        "choice.name": {"choice.compared"},
        "type.missing": {"question", "group.open"},
        "group.open": {"type.missing"},
        "appearance.unsupported": set(),
        "translation.column": {"translation"},
        "column.missing": set(),
    }
    return {code, *beside.get(code, set())}


@pytest.mark.parametrize(("code", "edits", "cell", "proposed"), CASES)
def test_nothing_else_is_found(code: str, edits: Edits, cell: str, proposed: str | None) -> None:
    assert set(codes_in(spoilt(edits))) <= only(code)


def test_missing_sheets_and_columns() -> None:
    nothing: Sheets = {"choices": fine()["choices"]}
    assert "sheet.missing" in codes_in(nothing)
    without = {name: rows for name, rows in fine().items() if name != "choices"}
    assert "sheet.missing" in codes_in(without)
    assert [f.facts["name"] for f in found_in(spoilt({"survey!B1": "x"})) if f.code == "column.missing"] == [
        "name"
    ]
    assert codes_in(spoilt({"choices!F1": "x"})) == ["icon.column"]
    assert "sheet.unsupported" in codes_in({**fine(), "external_choices": [["list_name"], ["a"]]})


def test_every_rule_is_tried() -> None:
    tried = {code for code, *_ in CASES} | {
        "sheet.missing",
        "column.missing",
        "icon.column",
        "sheet.unsupported",
    }
    assert set(CODES) - tried == ELSEWHERE


def test_every_fault_is_told_at_once() -> None:
    edits = {
        "survey!F4": "${logement} == “ouii”",
        "survey!G5": "regx(., '['",
        "survey!E3": "",
        "choices!F3": "",
    }
    told = found_in(spoilt(edits))
    assert [(finding.cell, finding.code) for finding in told] == [
        ("survey!E3", "translation"),
        ("survey!F4", "choice.compared"),
        ("survey!F4", "operator"),
        ("survey!F4", "quotes"),
        ("survey!G5", "function"),
        ("survey!G5", "kind"),
        ("survey!G5", "parentheses"),
        ("choices!F3", "icon.missing"),
    ]
    # All the corrections of one cell are proposed together.
    assert {f.proposed for f in told if f.cell == "survey!F4"} == {"${logement} = 'oui'"}


@pytest.mark.parametrize(
    "expression",
    [
        "${logement} = 'oui' and not(${age} > 3 or ${nom} = 'l’eau')",
        "if(${logement} = 'non', 1, 2) = 1",
        "count-selected(${jours}) > 1 and selected-at(${jours}, 0) = 'lundi'",
        "${age} >= 3 and ${age} <= 12.5 and ${age} mod 2 = 0",
        "/data/vous/age > 3",
        "../age > 3",
        "string-length(${nom}) > 0 and ${nom} != ''",
        '${logement} = "oui"',
        "count(/data/vous/*) > 1 or position(..) = 1",
        "${age} - 1 > -1",
        "format-date(today(), '%Y-%m-%d') > '2020-01-01'",
        "instance('jours')/root/item[name = ${nom}]/label = 'x'",
        "jr:choice-name(${logement}, '${logement}') = 'Oui'",
        "${logement} = 'NaN'",
        "true()",
    ],
)
def test_what_is_right_is_left_alone(expression: str) -> None:
    # On a note at the end, so that nothing waits for it.
    row: Edits = {
        "survey!A9": "note",
        "survey!B9": "fin",
        "survey!C9": "Fin",
        "survey!D9": "Fin",
        "survey!E9": "End",
    }
    assert codes_in(spoilt({**row, "survey!F9": expression})) == []


def test_findings_stand_in_the_order_of_the_cells() -> None:
    told: list[Finding] = list(
        found_in(spoilt({"choices!F3": "", "survey!E6": "", "survey!E3": "", "survey!F4": "x("}))
    )
    assert [finding.cell for finding in told] == sorted(
        (finding.cell for finding in told), key=lambda cell: (cell.startswith("choices"), int(cell[-1]), cell)
    )


def test_a_row_that_is_disabled_is_passed_over() -> None:
    assert (
        codes_in(spoilt({"survey!M1": "disabled", "survey!M6": "yes", "survey!A6": "nope", "survey!H7": "1"}))
        == []
    )


def test_a_language_may_be_written_once_for_the_whole_form() -> None:
    """One column without a language, as most XLSForms have: nothing is to be translated."""
    sheets = {"survey": [["type", "name", "label"], ["text", "a", "A"]]}
    assert codes_in(sheets) == []
