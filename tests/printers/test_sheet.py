"""The A4 summary: a PDF that a real reader reads, letter by letter, and that nothing cuts."""

import re
import threading
from dataclasses import replace

import pytest
from PIL import Image

from printers.render_sheet import render_sheet
from tests.printers.summaries import SUMMARY, long_summary, pages_of, text_of, tool

DPI = 100


def pictures(pdf: bytes, folder) -> list[Image.Image]:
    (folder / "sheet.pdf").write_bytes(pdf)
    tool("pdftoppm", "-r", f"{DPI}", "-gray", f"{folder}/sheet.pdf", f"{folder}/page", pdf=b"")
    return [Image.open(path) for path in sorted(folder.glob("page*.pgm"))]


def test_a_reader_finds_every_word_of_it() -> None:
    said = text_of(render_sheet(SUMMARY))
    for words in (
        SUMMARY.notice, SUMMARY.agency, *SUMMARY.reach, SUMMARY.title, SUMMARY.code, *sum(SUMMARY.facts, ()),
        SUMMARY.answers_title, *sum(SUMMARY.answers[:2], ()), "À l’école.", "Ça va.", SUMMARY.road_title,
        *(part for step in SUMMARY.road for part in (step.when, step.what, step.message) if part),
        "Enregistré ici, pas encore reçu.", SUMMARY.foot, "Page 1 sur 1",
    ):  # fmt: skip
        assert " ".join(words.split()) in said, words
    assert SUMMARY.no_answers not in said


@pytest.mark.parametrize(
    "alphabet", ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÑ", "àâäçéèêëîïôöùûüÿñœæ", "0123456789"]
)
def test_every_letter_can_be_copied_out_of_it_in_every_weight(alphabet: str) -> None:
    written = replace(SUMMARY, title=alphabet, answers=((alphabet, alphabet),), foot="")
    found = text_of(render_sheet(written))
    # In the title and on each page; as a question; as an answer.
    assert found.count(alphabet) == 3


def test_its_letters_are_in_it() -> None:
    lines = tool("pdffonts", "-", pdf=render_sheet(SUMMARY)).splitlines()[2:]
    faces = {line.split()[0]: re.search(r"(yes|no) +(yes|no) +(yes|no) ", line) for line in lines}
    assert {name.partition("-")[0] for name in faces} == {"RelaisSans"}
    # Embedded, and with a table from signs to letters.
    assert all(found and found[1] == found[3] == "yes" for found in faces.values())


def test_it_is_a4_and_says_nothing_of_the_case_about_itself() -> None:
    said = tool("pdfinfo", "-", pdf=render_sheet(SUMMARY))
    assert re.search(r"Page size: +595(\.\d+)? x 84[12](\.\d+)? pts \(A4\)", said)
    assert not re.search("482|Préparer|Durand", said)


@pytest.mark.parametrize("count", [0, 40, 200])
def test_a_long_one_goes_on_over_pages_that_say_what_they_belong_to(count: int) -> None:
    pages = pages_of(render_sheet(long_summary(count)))
    assert (len(pages) == 1) == (count == 0)
    for number, page in enumerate(pages, 1):
        assert f"Page {number} sur {len(pages)}" in page
        assert SUMMARY.notice in page
        assert SUMMARY.title in page and SUMMARY.code in page
    whole = "\n".join(pages)
    assert [int(n) for n in re.findall(r"Réponse (\d+)", whole)] == list(range(1, count + 1))
    for page in pages:
        asked, said = re.findall(r"Question (\d+)", page), re.findall(r"Réponse (\d+)", page)
        assert asked == said


def test_an_answer_longer_than_a_page_loses_no_word() -> None:
    words = [f"mot{n}" for n in range(1500)]
    made = render_sheet(replace(SUMMARY, answers=(("Que voulez-vous nous dire ?", " ".join(words)),)))
    assert len(pages_of(made)) > 2
    assert re.findall(r"mot\d+", text_of(made)) == words


def test_a_word_without_end_stays_on_the_paper(tmp_path) -> None:
    made = replace(SUMMARY, title="T" * 200, answers=(("Q" * 120, "R" * 400),), facts=(("F" * 90, "V" * 90),))
    for page in pictures(render_sheet(made), tmp_path):
        dark = page.point(lambda value: 255 if value < 200 else 0).getbbox()
        assert dark is not None
        margin = 0.5 * DPI
        assert dark[0] >= margin and dark[2] <= page.width - margin
        assert dark[1] >= margin and dark[3] <= page.height - margin


def test_nothing_lies_on_top_of_anything(tmp_path) -> None:
    """As a reader tells where each word stands."""
    boxes = tool("pdftotext", "-bbox-layout", "-", "-", pdf=render_sheet(long_summary(60)))
    for page in boxes.split("<page ")[1:]:
        found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page)
        words = [tuple(map(float, one)) for one in found]
        assert len(words) > 20
        for at, one in enumerate(words):
            # The height of a word is that of its font: what lies on top of another overlaps by half and more.
            for other in words[at + 1 :]:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                assert wide <= 0.5 or high <= 0.5 * min(one[3] - one[1], other[3] - other[1])


def test_without_code_or_answers_it_says_so() -> None:
    said = text_of(render_sheet(replace(SUMMARY, code="", answers=())))
    assert SUMMARY.no_answers in said
    assert SUMMARY.code_label not in said


def test_it_is_drawn_on_any_thread() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(text_of(render_sheet(SUMMARY))))
    thread.start()
    thread.join()
    assert found == [text_of(render_sheet(SUMMARY))]


def test_an_answer_in_arabic_keeps_its_french_neighbours_in_place(tmp_path) -> None:
    made = replace(SUMMARY, answers=(("Que voulez-vous nous dire ?", "مرحبا أريد مساعدة\nMerci."),))
    said = pages_of(render_sheet(made))[0]
    # Its own line: the full stop stands behind the word.
    assert re.search(r"^ +Merci\.$", said, re.MULTILINE)
