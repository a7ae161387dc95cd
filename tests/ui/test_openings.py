"""The help window says when the agency is closed and when an agent is there, whole and heard."""

from dataclasses import replace
from datetime import date, time

import pytest

from kiosk.catalogue.openings import Closed, Presence
from kiosk.catalogue.places import Place
from tests.fakes.fake_intake import AGENCY, FakeIntake
from tests.ui.conftest import SIZES, Open, service
from tests.ui.measures import box, look
from tests.ui.test_ears import words

SHEET = replace(AGENCY, presence=(Presence(0, time(9), time(12)), Presence(3, time(14), time(17, 30))))
VOICED = [f"help.opening:{place}" for place in range(4)]
LINES = [
    "Fermé le 25 décembre 2026 : Noël",
    "Fermé du 26 décembre 2026 au 2 janvier 2027 : Congés d’hiver.",
    "Un agent est là le lundi, de 9 h à 12 h.",
    "Un agent est là le jeudi, de 14 h à 17 h 30.",
]


@pytest.mark.parametrize("step", [1, 4])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_help_says_when_somebody_is_there(open_kiosk: Open, size: tuple[int, int], step: int) -> None:
    place = Place("Épicerie sociale", "Nourriture", "3 rue du Port", "", "")
    fake = FakeIntake((service(),), replace(SHEET, places=(place,)))
    fake.closed = (
        Closed(date(2026, 12, 25), date(2026, 12, 25), "Noël"),
        Closed(date(2026, 12, 26), date(2027, 1, 2), "Congés d’hiver."),
    )
    visitor = open_kiosk(fake, size=size, step=step)
    visitor.touch("help")
    assert [str(line).replace("\u00a0", " ") for line in words(visitor, "listen")[-4:]] == LINES
    found, unseen = look(visitor, "help"), set(LINES)
    while True:
        shown = {item.property("voiced"): box(item).top() for item in visitor.everything()}
        tops = [shown[name] for name in VOICED if name in shown]
        assert tops == sorted(set(tops)), "one under the other, in their order"
        unseen -= {line for line in unseen if visitor.says(line)}
        if not visitor.sees("page-down"):
            break
        visitor.touch("page-down")
        found += look(visitor, "help, next page")
    assert (found, unseen) == ([], set())
