"""A picture as the answer, on the real screen: aimed at, taken, taken again, read back, left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import CameraConfig
from kiosk.errors import AttachmentsFull
from kiosk.texts import Texts
from rehearsal.camera import CameraSim
from rehearsal.keys import Keys
from tests.fakes.fake_intake import FakeIntake
from tests.forms.building import form_of
from tests.ui.conftest import SIZES, Open, Visitor, service
from ui import camera as camera_module

FORM = """
| survey |
| | type | name | label | hint | required |
| | image | compteur | Photo du compteur | Montrez-le. | |
| | file | facture | Votre facture | | |
| | image | papier | Photo du papier | | yes |
"""
FIRST = "screen:question:compteur"


@pytest.fixture
def sim(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(camera_module, "STILL_S", 0.02)
    monkeypatch.setattr(camera_module, "PATIENCE_S", 2.0)
    made = CameraSim(tmp_path / "camera")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def visitor(open_kiosk: Open, sim: CameraSim) -> Visitor:
    asked = replace(service(), form=form_of(FORM))
    return begin(open_kiosk(FakeIntake((asked,)), CameraConfig("folder", "", sim.folder)))


def begin(visitor: Visitor) -> Visitor:
    visitor.touch("start")
    visitor.at("screen:services")
    visitor.touch("service:service-1")
    visitor.at(FIRST)
    return visitor


def take(visitor: Visitor) -> bytes:
    visitor.touch("picture:take")
    visitor.wait(lambda: visitor.sees("picture:again"), "the picture")
    visitor.settle()
    return visitor.picture("picture")


def go(visitor: Visitor, name: str) -> None:
    visitor.touch("continue")
    visitor.at(f"screen:question:{name}" if name != "review" else "screen:review")


def test_a_picture_is_taken_kept_taken_again_and_read_back(visitor: Visitor, texts: Texts) -> None:
    assert visitor.says(texts("photo.waiting")) and visitor.says(texts("photo.optional"))
    first = take(visitor)
    assert first.startswith(b"\xff\xd8\xff") and visitor.says(texts("photo.ready"))
    visitor.touch("picture:again")
    visitor.wait(lambda: visitor.sees("picture:take"), "the camera again")
    take(visitor)
    go(visitor, "facture")
    visitor.touch("back")
    visitor.at(FIRST)
    assert visitor.picture("picture") == first, "what was taken is still there"
    go(visitor, "facture")
    assert visitor.says(texts("file.optional"))
    go(visitor, "papier")
    assert not visitor.says(texts("photo.optional"))
    take(visitor)
    go(visitor, "review")
    assert visitor.says("Photo du compteur") and visitor.says("Une photo")
    session = visitor.intake.sessions[0]
    answers, taken = session.attached.travelling(session.content_answers())
    assert list(answers.values()) == ["1.jpg", "2.jpg"] and [raw for _, raw in taken] == [first, first]
    visitor.send()
    # Nothing of it is left in the window, in the sitting, or in the folder for long.
    assert session.attached.of("2.jpg") == b""
    assert visitor.kiosk.course.question.shown == {} and visitor.kiosk.course.review.shown == {}


def test_by_keyboard_alone(visitor: Visitor) -> None:
    keys = Keys(visitor)
    keys.use("picture:take")
    visitor.wait(lambda: visitor.sees("picture:again"), "the picture")
    keys.use("continue")
    visitor.at("screen:question:facture")


def test_what_goes_wrong_is_said_and_the_request_goes_on(visitor: Visitor, texts: Texts, sim) -> None:
    visitor.intake.room = AttachmentsFull()
    visitor.touch("picture:take")
    full, advice = texts.problem(AttachmentsFull())
    visitor.wait(lambda: visitor.says(full), "no room")
    assert visitor.says(advice) and visitor.sees("picture:take")
    go(visitor, "facture")
    session = visitor.intake.sessions[0]
    assert session.attached.travelling({})[1] == () and session.answered() == ()


def test_a_picture_that_must_be_there_is_asked_for(visitor: Visitor, texts: Texts) -> None:
    go(visitor, "facture")
    go(visitor, "papier")
    assert visitor.kiosk.course.question.value() is None
    visitor.kiosk.course.proceed()
    visitor.wait(lambda: visitor.says(texts("form.required.image")), "why not")


def test_a_kiosk_without_a_camera_says_so_and_goes_on(open_kiosk: Open, texts: Texts) -> None:
    visitor = begin(open_kiosk(FakeIntake((replace(service(), form=form_of(FORM)),))))
    assert visitor.says(texts("photo.none")) and not visitor.sees("picture:take")
    assert not visitor.says("Montrez-le."), "how to hold it would mislead"
    go(visitor, "facture")
    assert visitor.says(texts("file.none"))


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_it_stands_on_every_screen_in_every_size_of_letters(open_kiosk: Open, sim, size, step) -> None:
    asked = replace(service(), form=form_of(FORM))
    camera = CameraConfig("folder", "", sim.folder)
    visitor = begin(open_kiosk(FakeIntake((asked,)), camera, size=SIZES[size]))
    visitor.kiosk.comfort.set(step=step)
    take(visitor)
    button, frame = visitor.find("picture:again"), visitor.find("picture")
    assert button is not None and button.height() >= 60
    assert frame is not None and frame.height() > 0
