"""Packs that want to do harm: each is refused with its reason, and a child that goes too far is ended."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.catalogue import workbook
from kiosk.catalogue.build import build_pack, compile_source
from kiosk.catalogue.catalogue import MANIFEST, SIGNATURE, STATEMENT, load_pack
from kiosk.catalogue.confined import LIMITS, TOO_LARGE, TOO_LONG, Limits, confined
from kiosk.catalogue.outside import check_svg
from kiosk.catalogue.workbook import check_xlsx
from kiosk.errors import FormBroken, PackHostile, PackUnreadable
from kiosk.wire.keys import SigningKey
from kiosk.wire.statement import sign_statement
from tests.catalogue.test_packs import KEY, TOML
from tests.catalogue.workbooks import FINE, write_workbook

ICONS = Path(__file__).resolve().parents[2] / "assets" / "icons"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_workbook(tmp_path / "source/forms/seat.xlsx", survey=FINE)
    (tmp_path / "source/pack.toml").write_text(TOML, "utf-8")
    (tmp_path / "source/icons").mkdir()
    (tmp_path / "source/icons/town.svg").write_text(f'{HEAD}<path d="M0 0h8"/></svg>')
    return tmp_path / "source"


def reason(call: Callable[[], object], kind: type[Exception] = PackHostile) -> str:
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value.facts["detail"])  # type: ignore[attr-defined]


def test_every_drawing_of_ours_is_plain() -> None:
    drawings = list(ICONS.rglob("*.svg"))
    assert len(drawings) > 250
    for path in drawings:
        check_svg(path.read_bytes(), str(path))


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (f"{HEAD}<script>fetch('x')</script></svg>", "script"),
        (f'{HEAD}<path onload="x()" d=""/></svg>', "onload"),
        (f'{HEAD}<a href="http://x"><path d=""/></a></svg>', "«\u00a0a\u00a0»"),
        (f'{HEAD}<use href="#x"/></svg>', "use"),
        (f'{HEAD}<image href="file:///etc/passwd"/></svg>', "image"),
        (f'{HEAD}<path style="fill:url(http://x)" d=""/></svg>', "style"),
        (f'{HEAD}<path fill="url(http://x)" d=""/></svg>', "renvoie ailleurs"),
        (f"{HEAD}<style>@import 'http://x'</style></svg>", "style"),
        (
            f'{HEAD}<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>',
            "foreign",
        ),
        (f'{HEAD}<path xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#x"/></svg>', "href"),
        (f'{HEAD}<set attributeName="href" to="x"/></svg>', "set"),
        (f'<?xml-stylesheet href="http://x"?>{HEAD}</svg>', "<?"),
        (
            f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hosts">]>{HEAD}<title>&x;</title></svg>',
            "DOCTYPE",
        ),
        (f"{LAUGHS}{HEAD}<title>&j;</title></svg>", "DOCTYPE"),
        (f"{HEAD}{'<g>' * 70}{'</g>' * 70}</svg>", "l’un dans l’autre"),
        (f"{HEAD}{'<g>' * 9000}{'</g>' * 9000}</svg>", "SVG"),
        ("<html/>", "SVG"),
        ("<svg", "SVG"),
        (f"{HEAD}<!--{'x' * (256 << 10)}--></svg>", "256 Ko"),
    ],
)
def test_a_drawing_is_plain_shapes(drawing: str, words: str) -> None:
    assert words in reason(lambda: check_svg(drawing.encode(), "x.svg"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "latin-1"])
def test_a_document_type_cannot_hide_in_another_encoding(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    raw = f'{declared}<!DOCTYPE svg [<!ENTITY é "x">]>{HEAD}</svg>'.encode(encoding)
    assert reason(lambda: check_svg(raw, "x.svg"))


def spoilt(path: Path, part: str, content: str | bytes) -> Path:
    """The workbook with one part replaced or added."""
    out = path.with_name("spoilt.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry, old.read(entry))
        new.writestr(part, content)
    return out


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        (SHEET, LAUGHS.replace("svg", "worksheet") + "<worksheet>&j;</worksheet>", "DOCTYPE"),
        (SHEET, '<!DOCTYPE x SYSTEM "http://x/x.dtd"><worksheet/>', "DOCTYPE"),
        (SHEET, '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'.encode("utf-16"), "DOCTYPE"),
        (SHEET, "<a>" * 5000 + "</a>" * 5000, "l’un dans l’autre"),
        (SHEET, '<worksheet><row r="1"><c r="XFD1"/></row></worksheet>', "trop loin"),
        (SHEET, '<worksheet><row r="1048576"/></worksheet>', "lignes"),
        ("../../evil.xml", "<a/>", "sort du classeur"),
        ("/etc/evil.xml", "<a/>", "sort du classeur"),
        ("xl/media/image1.png", bytes(65 << 20), "une fois ouvert"),
    ],
)
def test_a_workbook_is_looked_at_before_it_is_opened(
    tmp_path: Path, part: str, content: str | bytes, words: str
) -> None:
    fine = write_workbook(tmp_path / "form.xlsx", survey=FINE)
    check_xlsx(fine)
    assert words in reason(lambda: check_xlsx(spoilt(fine, part, content)))


def test_a_workbook_of_too_many_cells_or_parts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = write_workbook(tmp_path / "form.xlsx", survey=FINE)
    monkeypatch.setattr(workbook, "MAX_CELLS", 5)
    assert "cellules" in reason(lambda: check_xlsx(fine))
    monkeypatch.setattr(workbook, "MAX_PARTS", 3)
    assert "parties" in reason(lambda: check_xlsx(fine))


def test_a_damaged_workbook_is_no_crash(tmp_path: Path) -> None:
    fine = write_workbook(tmp_path / "form.xlsx", survey=FINE)
    assert "abîmé" in reason(lambda: check_xlsx(spoilt(fine, SHEET, "<a>")), FormBroken)


def sparse(path: Path, length: int) -> None:
    with path.open("wb") as file:
        file.truncate(length)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda source: sparse(source / "icons/photo.png", 50 << 20), "16 Mo"),
        (lambda source: (source / "icons/town.svg").write_text(f"{HEAD}<script/></svg>"), "script"),
        (lambda source: (source / "forms/more.xlsx").symlink_to("/etc/hostname"), "lien"),
        (lambda source: (source / "elsewhere").symlink_to("/etc"), "lien"),
        (lambda source: os.mkfifo(source / "pipe"), "spécial"),
        (lambda source: [sparse(source / f"f{n}", 15 << 20) for n in range(5)], "64 Mo"),
        (lambda source: [(source / f"f{n}").touch() for n in range(1001)], "1000 fichiers"),
    ],
    ids=["image", "script", "link", "folder", "pipe", "total", "count"],
)
def test_a_source_holds_plain_files(source: Path, spoil: Callable[[Path], object], words: str) -> None:
    spoil(source)
    assert words in reason(lambda: compile_source(source))


@pytest.mark.parametrize("name", ["../../etc/passwd.xlsx", "/etc/passwd.xlsx", "forms/../../x.xlsx"])
def test_a_source_cannot_name_files_elsewhere(source: Path, name: str) -> None:
    (source / "pack.toml").write_text(TOML.replace("forms/seat.xlsx", name), "utf-8")
    assert name in reason(lambda: compile_source(source), PackUnreadable)


@pytest.mark.parametrize("told", ["a = " + "[" * 100_000, TOML.replace("Une place", "\\u001b[2J")])
def test_a_description_cannot_exhaust_or_command_a_terminal(source: Path, told: str) -> None:
    (source / "pack.toml").write_text(told, "utf-8")
    assert reason(lambda: compile_source(source), PackUnreadable)


def test_a_signed_pack_with_a_script_is_not_loaded(source: Path, tmp_path: Path) -> None:
    """Whoever signs may have been fooled: a station looks at drawings again."""
    folder = build_pack(source, tmp_path / "packs", KEY).folder
    (folder / "icons/town.svg").write_text(f"{HEAD}<script/></svg>")
    sign_whatever_is_there(folder)
    assert "script" in reason(lambda: load_pack(folder, KEY.public))


def test_a_signed_pack_with_a_huge_image_is_not_loaded(source: Path, tmp_path: Path) -> None:
    folder = build_pack(source, tmp_path / "packs", KEY).folder
    sparse(folder / "icons/town.svg", 50 << 20)
    sign_whatever_is_there(folder)
    assert "256 Ko" in reason(lambda: load_pack(folder, KEY.public))


def sign_whatever_is_there(folder: Path, key: SigningKey = KEY) -> None:
    content = json.loads((folder / MANIFEST).read_bytes())
    content["files"] = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.*")
        if path.suffix in (".xml", ".svg")
    }
    raw = json.dumps(content).encode()
    (folder / MANIFEST).write_bytes(raw)
    (folder / SIGNATURE).write_bytes(sign_statement(STATEMENT, raw, key))


# A child with limits. Ordinary work stands for a bomb: what ends it is the limit, not a check of ours.

TIGHT = {
    "files": (Limits(file_bytes=100), TOO_LARGE),
    "wait": (Limits(wait_s=0.05), TOO_LONG),
}


def build(source: Path, target: Path, limits: Limits | None) -> dict[str, object]:
    return confined("build", limits, path=str(source), target=str(target), opened=False)


@pytest.mark.parametrize("limit", TIGHT)
def test_a_child_that_reaches_a_limit_is_ended_and_says_which(
    source: Path, tmp_path: Path, limit: str
) -> None:
    limits, words = TIGHT[limit]
    target = tmp_path / "packs"
    assert reason(lambda: build(source, target, limits)) == words
    assert not target.exists() or list(target.glob("[!.]*")) == []


def test_a_child_that_takes_too_much_memory_is_ended(source: Path, tmp_path: Path) -> None:
    form = source / "forms/seat.xlsx"
    with zipfile.ZipFile(form) as archive:
        sheet = archive.read(SHEET).decode()
    long = sheet.replace("<t>A</t>", f"<t>{'x' * (20 << 20)}</t>")
    assert long != sheet
    spoilt(form, SHEET, long).replace(form)
    tight = Limits(memory_bytes=110 << 20)
    assert reason(lambda: build(source, tmp_path / "packs", tight)) == TOO_LARGE
    assert "16 Mo" in reason(lambda: build(source, tmp_path / "packs", None), FormBroken), "the mutation"


def test_a_child_that_computes_for_too_long_is_ended(source: Path, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{"<c/>" * 490}</row>' for n in range(1, 1001))
    slow = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rows}</worksheet>'
    spoilt(source / "forms/seat.xlsx", SHEET, slow).replace(source / "forms/seat.xlsx")
    assert reason(lambda: build(source, tmp_path / "packs", Limits(cpu_s=1))) == TOO_LONG


def test_without_its_limits_nothing_would_end_it(source: Path, tmp_path: Path) -> None:
    """The mutation of the tests above: the same work is done unlimited, and with everyday limits."""
    for limits in (None, LIMITS):
        assert build(source, tmp_path / "packs", limits)["folder"] == str(tmp_path / "packs/town")


def test_a_problem_of_the_child_is_raised_here(source: Path, tmp_path: Path) -> None:
    (source / "icons/town.svg").write_text(f"{HEAD}<script/></svg>")
    assert "script" in reason(lambda: build(source, tmp_path / "packs", LIMITS))


def test_a_bug_of_the_child_is_no_verdict_on_the_pack(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        confined("nothing", path=str(tmp_path))
