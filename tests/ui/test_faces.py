"""Satisfaction by three faces: large where their words stand under them, the usual cards otherwise."""

from dataclasses import replace

import pytest
from pyxform.xls2xform import convert

from kiosk.forms.load import load_form
from kiosk.forms.model import Kind
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import SIZES, Open, service
from tests.ui.measures import is_a, look
from tests.ui.test_ears import words
from ui.drafts import asks_by_faces

FORM = """|survey|||||
||type|name|label|appearance|required|
||select_one avis|avis|Êtes-vous content de cette borne ?|faces|yes|
||text|plus|Voulez-vous ajouter quelque chose ?|||
|choices|||
||list_name|name|label|
||avis|bien|Content|
||avis|moyen|Moyennement content|
||avis|mal|Pas content|
|settings||
||form_title|form_id|
||Essai|essai|
"""


@pytest.mark.parametrize(
    ("kind", "appearance", "choices", "by_faces"),
    [
        (Kind.SELECT_ONE, "faces", 3, True),
        (Kind.SELECT_ONE, "w1 faces", 3, True),
        (Kind.SELECT_ONE, "faces", 4, False),
        (Kind.SELECT_ONE, "surfaces", 3, False),
        (Kind.SELECT_MULTIPLE, "faces", 3, False),
    ],
)
def test_three_choices_that_ask_for_faces(kind: Kind, appearance: str, choices: int, by_faces: bool) -> None:
    assert asks_by_faces(kind, appearance, choices) is by_faces


@pytest.mark.parametrize("step", [1, 4])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_face_is_touched_and_heard(open_kiosk: Open, size: tuple[int, int], step: int) -> None:
    form = load_form(convert(FORM, file_type=".md").xform.encode(), path="avis")
    visitor = open_kiosk(FakeIntake((replace(service(), form=form),)), size=size, step=step)
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("service:service-1")
    visitor.at("screen:question:avis")
    icons = [choice["icon"] for choice in visitor.kiosk.course.question.shown["choices"]]
    assert icons == ["smiley", "smiley-meh", "smiley-sad"]
    assert any(is_a(item, "FaceCard") for item in visitor.everything()) is (step == 1)
    assert words(visitor, "listen")[-3:] == ["Content", "Moyennement content", "Pas content"]
    assert words(visitor, "ear:moyen") == ["Moyennement content"]
    visitor.touch("choice:mal")
    visitor.touch("choice:moyen")
    assert visitor.kiosk.course.question.chosen == ["moyen"]
    assert look(visitor, "faces") == []
    visitor.touch("continue")
    visitor.at("screen:question:plus")
