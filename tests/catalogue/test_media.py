"""Pictures and recordings of labels: into the pack, out of it, and what a pack may not hold."""

import io
import wave
from pathlib import Path

import pytest
from PIL import Image

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.lint import check_source
from kiosk.catalogue.media import check_media
from kiosk.clock import SystemClock
from kiosk.errors import PackHostile, PackUnreadable
from kiosk.session import QuestionPage, Session
from tests.catalogue.test_packs import KEY, TOML
from tests.catalogue.workbooks import write_workbook

HEADER: list[object] = ["type", "name", "label", "image", "audio", "video"]


def picture(kind: str, size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **how)
    return drawn.getvalue()


def sound(*, width: int = 2, channels: int = 1, rate_hz: int = 22050, seconds: float = 0.2) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        file.writeframes(bytes(int(rate_hz * seconds) * width * channels))
    return written.getvalue()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    survey: list[list[object]] = [
        HEADER,
        ["select_one c", "a", "Où est le compteur ?", "plan.png", "plan.wav", "film.mp4"],
        ["text", "b", "Quel est son numéro ?", None, None, None],
    ]
    choices: list[list[object]] = [
        ["list_name", "name", "label", "image"],
        ["c", "x", "Dehors", "dehors.webp"],
    ]
    write_workbook(tmp_path / "source/forms/seat.xlsx", survey=survey, choices=choices)
    (tmp_path / "source/pack.toml").write_text(TOML, "utf-8")
    media = tmp_path / "source/media"
    media.mkdir()
    (media / "plan.png").write_bytes(picture("PNG"))
    (media / "plan.wav").write_bytes(sound())
    (media / "dehors.webp").write_bytes(picture("WEBP"))
    (media / "brouillon.png").write_bytes(b"of no form")
    return tmp_path / "source"


def test_what_labels_name_travels_in_the_pack_and_reaches_the_page(source: Path, tmp_path: Path) -> None:
    build_pack(source, tmp_path / "packs", KEY)
    (service,) = load_catalogue(tmp_path / "packs", KEY.public).services
    assert sorted(service.media) == ["dehors.webp", "plan.png", "plan.wav"]
    page = Session(service, "fr", SystemClock().today).page()
    assert isinstance(page, QuestionPage)
    assert page.files[page.view.media.image].read_bytes() == picture("PNG")
    assert page.files[page.view.media.audio].read_bytes() == sound()
    assert page.view.choices[0].media.image in page.files
    # Nobody adds one afterwards.
    (tmp_path / "packs/town/media/autre.png").write_bytes(picture("PNG"))
    with pytest.raises(Exception, match=r"pack\.altered"):
        load_catalogue(tmp_path / "packs", KEY.public)


def test_one_that_is_missing_is_named(source: Path, tmp_path: Path) -> None:
    (source / "media/plan.wav").unlink()
    with pytest.raises(PackUnreadable) as caught:
        build_pack(source, tmp_path / "packs", KEY)
    assert "media/plan.wav" in str(caught.value.facts["detail"])


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        *((f"a.{kind.lower()}", picture(kind)) for kind in ("PNG", "JPEG", "WEBP")),
        ("a.jpg", picture("JPEG", (4000, 4000), quality=20)),
        ("a.webp", picture("WEBP", (300, 200), lossless=True)),
        ("a.wav", sound()), ("a.WAV", sound(channels=2, rate_hz=48000)),
    ],
)  # fmt: skip
def test_what_a_kiosk_takes(name: str, raw: bytes) -> None:
    check_media(name, raw, name)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.png", picture("PNG", (4001, 2))), ("a.webp", picture("WEBP", (2, 4001))), ("a.png", b""),
        ("a.png", picture("GIF")), ("a.png", b"\x89PNG\r\n\x1a\n"), ("a.jpg", b"\xff\xd8\xff\xe0\x00"),
        ("a.jpg", b"\xff\xd8" + b"\xff\xe0\x00\x02" * 9), ("a.svg", b"<svg/>"),
        ("a.mp3", b"ID3" + bytes(100)),
        ("a.png", picture("PNG") + bytes(2 << 20)), ("a.wav", sound(width=1)),
        ("a.wav", sound(rate_hz=96000)),
        ("a.wav", sound(seconds=0)), ("a.wav", sound(rate_hz=8000, seconds=121)), ("a.wav", b"RIFF"),
        ("a.wav", sound()[:30]), ("a.wav", picture("PNG")), ("a.png", sound()),
    ],
)  # fmt: skip
def test_what_a_kiosk_refuses(name: str, raw: bytes) -> None:
    with pytest.raises(PackHostile):
        check_media(name, raw, name)


def test_the_linter_names_each_cell(source: Path) -> None:
    (source / "media/plan.wav").write_bytes(b"ID3")
    (source / "media/dehors.webp").unlink()
    found = {(finding.code, finding.cell) for finding in check_source(source)}
    assert {
        ("media.refused", "survey!E2"),
        ("media.missing", "choices!D2"),
        ("media.film", "survey!F2"),
    } <= found
