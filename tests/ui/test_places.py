"""The places of help near here: reached from the help window, every one shown whole and heard."""

from dataclasses import replace

import pytest

from kiosk.catalogue.places import Place
from tests.fakes.fake_intake import AGENCY, FakeIntake
from tests.ui.conftest import SIZES, Open, service
from tests.ui.measures import look
from tests.ui.test_ears import words

PLACES = tuple(
    Place(
        f"Maison France services du canton {number}",
        "Impôts, retraite, allocations, papiers de la voiture, recherche d’un emploi",
        f"{number} rue de la République, 99000 Saint-Aubin",
        "01 99 00 55 66",
        "Du mardi au samedi, de 9 h à 12 h et de 14 h à 17 h 30",
    )
    for number in range(1, 5)
)


@pytest.mark.parametrize("step", [1, 4])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_place_is_shown_whole(open_kiosk: Open, size: tuple[int, int], step: int) -> None:
    fake = FakeIntake((service(),), replace(AGENCY, places=PLACES))
    visitor = open_kiosk(fake, size=size, step=step)
    visitor.touch("help")
    while not visitor.sees("places"):
        visitor.touch("page-down")
    found = look(visitor, "help")
    visitor.touch("places")
    visitor.wait(lambda: visitor.sees("window:places"), "the places")
    seen: list[str] = []
    while True:
        found += look(visitor, "places")
        for ear in sorted(visitor.names("ear:place:")):
            seen.append(str(words(visitor, ear)[0]))
        if not visitor.sees("page-down"):
            break
        visitor.touch("page-down")
    assert set(seen) == {place.name for place in PLACES}
    assert found == []
    visitor.touch("places-close")
    visitor.wait(lambda: visitor.sees("window:help"), "the help window again")


def test_without_places_nothing_leads_to_them(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.touch("help")
    visitor.wait(lambda: visitor.sees("window:help"), "the help window")
    assert not visitor.sees("places")
