"""The last screen: what may truthfully be said of the paper, and what a person may do about it."""

from dataclasses import replace

import pytest

from kiosk.desk.intake import Printing, Progress
from kiosk.errors import StoreBusy
from kiosk.texts import Texts
from tests.fakes.fake_intake import AGENCY, FakeIntake
from tests.ui.conftest import SIZES, Open, Visitor, service
from tests.ui.measures import box, is_a, look

PAPERS = {
    ("waiting", None): "waiting",
    ("waiting", "paper_out"): "paper_out",
    ("waiting", "offline"): "absent",
    ("printing", None): "printing",
    ("printed", None): "printed",
    ("not_printed", "cover_open"): "cover_open",
    ("not_printed", "silent"): "absent",
    ("not_printed", None): "failed",
    ("unknown", None): "unknown",
}


def come(visitor: Visitor, state: str, trouble: str | None) -> None:
    """Come to the last screen with this paper."""
    visitor.intake.printing_now = Printing(state, trouble)  # type: ignore[arg-type]
    visitor.open_form()
    visitor.hurry("screen:review")
    visitor.send()


def see_paper(visitor: Visitor, state: str, trouble: str | None) -> None:
    visitor.intake.printing_now = Printing(state, trouble)  # type: ignore[arg-type]
    visitor.kiosk.notify("spool")
    visitor.settle()
    visitor.pause(1)


def test_each_state_of_the_paper_has_its_words(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    come(visitor, "waiting", None)
    for (state, trouble), key in PAPERS.items():
        see_paper(visitor, state, trouble)
        shown = visitor.read("printing").replace("\u00a0", " ").replace("\u2011", "-")
        expected = f"{texts(f'done.print.{key}')}\n{texts(f'done.print.{key}.do')}".replace("\u00a0", " ")
        assert shown == expected, (state, trouble)
        assert visitor.sees("print-again") == (state in ("printed", "not_printed"))
        assert visitor.sees("paper-yes") == visitor.sees("paper-no") == (state == "unknown")


def test_only_a_confirmed_paper_is_said_to_be_there(texts: Texts) -> None:
    there = (texts("done.print.printed"), texts("done.print.printed.do"))
    others = {
        key: texts(f"done.print.{key}{part}")
        for key in PAPERS.values()
        for part in ("", ".do")
        if key != "printed"
    }
    assert len(others) == 7
    assert not any(words in other for other in others.values() for words in there)


@pytest.mark.parametrize("size", ["wide", "upright"])
def test_what_happens_next_is_said_where_there_is_room(open_kiosk: Open, size: str) -> None:
    visitor = open_kiosk(size=SIZES[size])
    come(visitor, "none", None)
    assert visitor.says(visitor.intake.services[0].next["fr"])


PAPERS_TO_BRING = (
    "Un papier avec votre nom et votre photo.",
    "Vos papiers de revenus des 3 derniers mois.",
    "La facture ou la lettre, si vous en avez une.",
    "Votre dernier avis d’impôt, ou un papier de vos aides.",
)


def from_above(visitor: Visitor) -> list[str]:
    """What the window says, as it is read."""
    said = [item for item in visitor.everything() if is_a(item, "Phrase")]
    return [item.property("words") for item in sorted(said, key=lambda item: box(item).top())]


@pytest.mark.parametrize(
    ("size", "step"), [("low", 1), ("wide", 1), ("upright", 1), ("low", 4), ("upright", 4)]
)
def test_the_papers_to_bring_are_shown_and_heard(
    open_kiosk: Open, size: str, step: int, texts: Texts
) -> None:
    offered = (replace(service(), bring={"fr": PAPERS_TO_BRING}),)
    visitor = open_kiosk(FakeIntake(offered), size=SIZES[size], step=step)
    come(visitor, "printed", None)
    ear = visitor.find("listen")
    assert ear is not None
    heard = [block["words"] for block in ear.property("blocks").toVariant()]
    found, seen = look(visitor, "first page"), from_above(visitor)
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, "next page")
        seen += from_above(visitor)
        # What is not one of the pages stays.
        assert step > 1 or (visitor.sees("code") and visitor.sees("phone"))
    assert found == []
    assert [words for words in seen if words in PAPERS_TO_BRING] == list(PAPERS_TO_BRING)
    assert heard[heard.index(texts("done.bring")) + 1 :][:4] == list(PAPERS_TO_BRING)
    assert len(heard) == len(set(heard)), "twice in one reading"


def test_a_service_with_its_own_number_shows_it(open_kiosk: Open) -> None:
    own = replace(service(), phone="09 99 00 00 00", phone_note={"fr": "Appel gratuit."})
    visitor = open_kiosk(FakeIntake((own,)))
    come(visitor, "none", None)
    assert visitor.read("phone").replace("\u00a0", " ") == own.phone
    assert visitor.says("Appel gratuit.") and not visitor.says(AGENCY.phone_cost)


def test_without_a_printer_the_code_is_to_be_noted(open_kiosk: Open, texts: Texts) -> None:
    visitor = open_kiosk()
    come(visitor, "none", None)
    assert visitor.says(texts("done.keep")) and not visitor.sees("print-again")


def test_imprimer_encore_asks_for_one_more(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    come(visitor, "printed", None)
    visitor.touch("print-again")
    visitor.settle()
    assert visitor.intake.printed_again == 1


@pytest.mark.parametrize("came", [True, False])
def test_the_person_says_whether_the_paper_came_out(open_kiosk: Open, came: bool) -> None:
    visitor = open_kiosk()
    come(visitor, "unknown", None)
    visitor.touch("paper-yes" if came else "paper-no")
    visitor.settle()
    assert visitor.intake.papers_seen == [came]


def test_the_code_stays_when_there_is_no_paper(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    come(visitor, "waiting", "paper_out")
    assert visitor.says("482 913") and visitor.sees("qr") and visitor.sees("ear:code")


# From the second size on the layout is one: its largest letters here, the others by test-long.
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(
    "step", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long), 4]
)
def test_the_last_screen_fits_in_every_state_and_size(
    open_kiosk: Open, size: tuple[int, int], step: int
) -> None:
    visitor = open_kiosk(size=size, step=step)
    come(visitor, "waiting", None)
    found = []
    for progress in ("recorded", "held"):
        visitor.intake.progress_now = Progress(progress, True, None)  # type: ignore[arg-type]
        visitor.kiosk.notify("outbox")
        for state, trouble in PAPERS:
            see_paper(visitor, state, trouble)
            found += look(visitor, f"{progress} {state} {trouble}")
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        found += look(visitor, "next page")
    assert found == []


@pytest.mark.parametrize("step", [2, 4])
def test_every_block_is_met_by_turning_pages(open_kiosk: Open, step: int, texts: Texts) -> None:
    visitor = open_kiosk(step=step)
    come(visitor, "unknown", None)
    seen = " ".join(visitor.texts())
    names = set(visitor.names())
    while visitor.sees("page-down"):
        visitor.touch("page-down")
        seen += " ".join(visitor.texts())
        names |= set(visitor.names())
    assert {"code", "ear:code", "paper-yes", "paper-no", "state", "qr", "phone", "finish", "listen"} <= names
    assert texts("done.title") in seen


def test_a_desk_that_cannot_answer_asks_nobody_for_a_paper(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> Printing:
        raise StoreBusy(path="station.db")

    visitor = open_kiosk()
    monkeypatch.setattr(visitor.intake, "printing", busy)
    come(visitor, "none", None)
    visitor.settle()
    assert not visitor.sees("paper-yes")
    monkeypatch.undo()
    see_paper(visitor, "printed", None)
    monkeypatch.setattr(visitor.intake, "print_again", busy)
    monkeypatch.setattr(visitor.intake, "printing", busy)
    visitor.touch("print-again")
    visitor.settle()
    assert visitor.kiosk.course.done.printing == "failed"
    assert visitor.sees("print-again") and not visitor.sees("paper-yes")
