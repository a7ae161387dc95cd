import zipfile
from pathlib import Path

import pytest

from kiosk.catalogue.workbook import check_xlsx
from kiosk.catalogue.xlsform import compile_xlsx
from kiosk.errors import FormBroken, PackHostile
from tests.catalogue.workbooks import FINE, HEADER, Rows, write_workbook


def detail_of(path: Path) -> str:
    with pytest.raises(FormBroken) as caught:
        compile_xlsx(path)
    assert caught.value.facts["path"] == str(path)
    return str(caught.value.facts["detail"]).replace("\u00a0", " ")


def test_a_workbook_compiles_to_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", survey=FINE)
    assert compile_xlsx(path) == compile_xlsx(path)
    assert b"<input ref=" in compile_xlsx(path)


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({}, "il manque la feuille « survey »"),
        ({"choices": [["list_name", "name", "label"]]}, "il manque la feuille « survey »"),
        (
            {"survey": [HEADER, ["text", "a", "A"], ["texte", "b", "B"]]},
            "feuille « survey », ligne 3 : type de question inconnu : « texte »",
        ),
        (
            {"survey": [HEADER, ["text", "a", "A", "${nope} = 1"]]},
            "feuille « survey », ligne 2 : « relevant » cite « nope »",
        ),
        ({"survey": [HEADER, ["select_one yn", "a", "A"]]}, "il manque la feuille « choices »"),
        (
            {
                "survey": [HEADER, ["select_one yn", "a", "A"]],
                "choices": [["list_name", "name", "label"], ["x", "y", "Z"]],
            },
            "ligne 2 : la liste « yn »",
        ),
        (
            {"survey": [HEADER, ["text", "a", "A"], ["text", "a", "B"]]},
            "ligne 3 : deux questions ont le nom « a »",
        ),
        ({"survey": [HEADER, ["text", None, "A"]]}, "ligne 2 : il manque un nom"),
        (
            {"survey": [HEADER, ["text", "a", "A"], ["text", "b", None]]},
            "ligne 3 : la question « b » n’a pas de texte",
        ),
        ({"survey": [HEADER, ["begin_group", "g", "G"], ["text", "a", "A"]]}, "ligne 2 : le groupe « g »"),
        ({"survey": [HEADER, ["text", "a", "A"], ["end_group"]]}, "ligne 3 : un groupe est fermé"),
        ({"survey": [HEADER, ["text", "1 a", "A"]]}, "ligne 2 : un nom commence par une lettre"),
        ({"survey": [HEADER, ["text", "a", "A ${b"]]}, "pyxform dit"),
    ],
)
def test_what_is_wrong_is_told_with_sheet_and_row(
    tmp_path: Path, sheets: dict[str, Rows], words: str
) -> None:
    assert words in detail_of(write_workbook(tmp_path / "a.xlsx", **sheets))


def test_an_old_xls_is_called_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    assert "ancien .xls" in detail_of(path)


def test_what_is_no_workbook_is_called_so(tmp_path: Path) -> None:
    text = tmp_path / "text.xlsx"
    text.write_text("type,name,label")
    archive = tmp_path / "archive.xlsx"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("hello.txt", "x")
    hollow = tmp_path / "hollow.xlsx"
    with zipfile.ZipFile(hollow, "w") as file:
        file.writestr("xl/workbook.xml", "<x/>")
    whole = write_workbook(tmp_path / "whole.xlsx", survey=FINE).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    for path in (text, archive, hollow, cut):
        assert "n’est pas un classeur .xlsx" in detail_of(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "n’existe pas" in detail_of(tmp_path / "nowhere.xlsx")
    assert "illisible" in detail_of(tmp_path)


def test_a_workbook_that_would_fill_the_memory_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("xl/workbook.xml", "w") as entry:
        for _ in range(257):
            entry.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(PackHostile) as caught:
        check_xlsx(path)
    assert "une fois ouvert" in str(caught.value.facts["detail"])
