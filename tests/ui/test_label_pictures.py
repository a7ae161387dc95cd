"""Pictures and recordings of labels on the real screen: drawn, opened large, heard as they were read."""

import wave
from array import array
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pyxform.xls2xform import convert

from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from tests.fakes.fake_intake import FakeIntake
from tests.ui.conftest import FORM, SIZES, Open, Visitor, service
from tests.ui.measures import box, look, page_rect, within
from tests.ui.test_text_sizes import begin, fill, look_at_pages, refuse
from ui.voice.recording import recorded


@cache
def pictured() -> Form:
    return load_form(convert(FORM.with_name("pictures.md")).xform.encode(), path="pictures")


@pytest.fixture
def media(tmp_path: Path) -> dict[str, Path]:
    drawn = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(drawn).rectangle((100, 150, 700, 450), fill="gold", outline="black", width=12)
    drawn.save(tmp_path / "compteur.png")
    with wave.open(str(tmp_path / "compteur.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(array("h", [1000, 3000] * 800).tobytes())
    return {name: tmp_path / name for name in ("compteur.png", "compteur.wav")}


def at_the_picture(open_kiosk: Open, media: dict[str, Path], **how: object) -> Visitor:
    asking = replace(service(), form=pictured(), media=media)
    visitor = open_kiosk(FakeIntake((asking,)), **how)
    begin(visitor)
    return visitor


def gold(visitor: Visitor) -> int:
    """How much of the picture the window shows, in points."""
    image = visitor.window.grabWindow()
    places = ((x, y) for x in range(0, image.width(), 8) for y in range(0, image.height(), 8))
    return sum(image.pixelColor(x, y).name() == "#ffd700" for x, y in places)


@pytest.mark.parametrize("size", ["low", "upright"])
def test_a_picture_is_drawn_and_seen_large(open_kiosk: Open, media: dict[str, Path], size: str) -> None:
    visitor = at_the_picture(open_kiosk, media, size=SIZES[size])
    visitor.wait(lambda: gold(visitor) > 0, "the picture")
    small = gold(visitor)
    visitor.touch("label-picture")
    visitor.wait(lambda: visitor.sees("window:picture"), "the large picture")
    visitor.wait(lambda: gold(visitor) > small, "the large picture drawn")
    assert look(visitor, "large picture") == []
    visitor.touch("picture-close")
    assert not visitor.sees("window:picture")


def test_without_the_file_the_page_is_the_usual_one(open_kiosk: Open) -> None:
    visitor = at_the_picture(open_kiosk, {})
    assert not visitor.sees("label-picture") and gold(visitor) == 0


def test_a_label_is_heard_in_the_voice_that_read_it(open_kiosk: Open, media: dict[str, Path]) -> None:
    visitor = at_the_picture(open_kiosk, media)
    listen = visitor.find("listen")
    assert listen is not None
    blocks = listen.property("blocks").toVariant()
    assert [(block["words"], block.get("file", "")) for block in blocks][:2] == [
        ("Où est votre compteur ?", str(media["compteur.wav"])), ("Touchez une seule réponse.", ""),
    ]  # fmt: skip


def test_a_recording_has_one_channel_in_the_order_of_the_machine(
    media: dict[str, Path], tmp_path: Path
) -> None:
    clip = recorded(str(media["compteur.wav"]))
    assert clip is not None and (clip.rate_hz, clip.samples, clip.marks) == (8000, 800, ())
    assert set(array("h", clip.pcm)) == {2000}
    assert recorded(str(tmp_path / "absent.wav")) is None
    assert recorded(str(media["compteur.png"])) is None


SHORT = (("low", 4, "fr"), ("upright", 1, "ar"))
EVERYWHERE = [
    pytest.param(size, step, language, marks=[] if (size, step, language) in SHORT else [pytest.mark.long])
    for size in SIZES
    for step in (1, 2, 3, 4)
    for language in ("fr", "ar")
]


@pytest.mark.parametrize(("size", "step", "language"), EVERYWHERE)
def test_pictures_leave_room(
    open_kiosk: Open, media: dict[str, Path], size: str, step: int, language: str
) -> None:
    visitor = at_the_picture(open_kiosk, media, size=SIZES[size], step=step, language=language)
    found: list[str] = []
    while visitor.screen() != "screen:review":
        screen = visitor.screen()
        shown = visitor.find("label-picture")
        # In any size of letters there is a picture to touch, and it is on the page.
        if shown is None or not within(box(shown), page_rect(visitor)):
            found.append(f"{screen}: no picture")
        found += look_at_pages(visitor, screen)
        if refuse(visitor):
            found += look(visitor, f"{screen} refused")
        fill(visitor)
        visitor.kiosk.course.proceed()
        visitor.wait(lambda before=screen: visitor.screen() not in ("", before), f"the page after {screen}")
    assert found == []
