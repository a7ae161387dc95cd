"""Where pictures come from: one file for one person, nothing in it but what is seen, nothing left behind."""

import os
import threading
import time

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoSink

from kiosk.config import CameraConfig
from kiosk.errors import CameraAway, PictureMissing, PictureUnreadable
from rehearsal.camera import SAMPLE, CameraSim, with_comment
from ui import camera as camera_module
from ui.camera import FolderCamera, SystemCamera, make_camera
from ui.picture import LIGHT, LONGEST_PX, picture_uri, shrunk

SECRET = b"CANARY 48.85 N 2.35 E"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(camera_module, "PATIENCE_S", 0.3)
    monkeypatch.setattr(camera_module, "STILL_S", 0.02)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "drops"
    made.mkdir()
    return made


@pytest.fixture
def camera(folder):
    return make_camera(CameraConfig(kind="folder", name="", path=folder))


def take(camera, *, documents: bool = False):
    return camera.grab(documents=documents)()


def size_of(raw: bytes) -> QSize:
    return QImage.fromData(raw).size()


def test_the_newest_picture_is_taken_small_bare_and_away(folder, camera):
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    large = Image.open(SAMPLE).resize((4000, 3000))
    large.save(folder / "old.jpg")
    os.utime(folder / "old.jpg", (1, 1))
    large.save(folder / "new.JPG", exif=exif, comment=SECRET)
    assert SECRET in (folder / "new.JPG").read_bytes()
    taken = take(camera)
    assert taken.extension == "jpg" and taken.raw.startswith(b"\xff\xd8\xff")
    assert (size_of(taken.raw).width(), size_of(taken.raw).height()) == (LONGEST_PX, LONGEST_PX * 3 // 4)
    assert len(taken.raw) <= LIGHT and SECRET not in taken.raw and b"Exif" not in taken.raw
    assert [path.name for path in folder.iterdir()] == ["old.jpg"]
    camera.forget()
    assert list(folder.iterdir()) == []


def test_a_turned_picture_stands_upright(folder, camera):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(SAMPLE).save(folder / "a.jpg", exif=exif)
    size = size_of(take(camera).raw)
    assert size.height() > size.width()


def test_noise_stays_light():
    noise = QImage.fromData(SAMPLE.read_bytes()).scaled(1600, 1200)
    raw = bytearray(os.urandom(noise.sizeInBytes()))
    heavy = QImage(raw, noise.width(), noise.height(), QImage.Format.Format_RGB32)
    assert len(shrunk(heavy).raw) < 2 * 1024 * 1024


def test_what_has_not_come_and_what_is_no_picture_is_said(folder, camera):
    with pytest.raises(PictureMissing):
        take(camera)
    for name, content in (("a.jpg", b"<html>"), ("b.png", SAMPLE.read_bytes()[:200]), ("c.jpg", b"x" * 9)):
        (folder / name).write_bytes(content)
        with pytest.raises(PictureUnreadable):
            take(camera)
        assert list(folder.iterdir()) == [], "what nobody can read does not stay either"
    (folder / ".hidden.jpg").write_bytes(SAMPLE.read_bytes())
    (folder / "notes.txt").write_text("not ours")
    with pytest.raises(PictureMissing):
        take(camera)
    camera.forget()
    assert len(list(folder.iterdir())) == 2
    with pytest.raises(CameraAway):
        take(FolderCamera(folder / "gone"))


def test_a_document_only_where_one_is_asked_for(folder, camera):
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7 pages")
    with pytest.raises(PictureMissing):
        take(camera)
    assert take(camera, documents=True).extension == "pdf"
    (folder / "scan.pdf").write_bytes(b"MZ not a document")
    with pytest.raises(PictureUnreadable):
        take(camera, documents=True)


def test_a_file_that_still_grows_is_waited_for(folder, camera, monkeypatch):
    monkeypatch.setattr(camera_module, "PATIENCE_S", 5.0)
    monkeypatch.setattr(camera_module, "STILL_S", 0.1)
    picture = SAMPLE.read_bytes()

    def write() -> None:
        with (folder / "slow.jpg").open("wb", buffering=0) as file:
            for at in range(0, len(picture), 9000):
                file.write(picture[at : at + 9000])
                time.sleep(0.03)

    writer = threading.Thread(target=write)
    writer.start()
    taken = take(camera)
    writer.join()
    assert size_of(taken.raw) == QSize(1200, 900)


def test_the_simulated_camera_always_has_one_more(tmp_path, monkeypatch):
    monkeypatch.setattr(camera_module, "PATIENCE_S", 5.0)
    sim = CameraSim(tmp_path / "sim")
    sim.picture = with_comment(sim.picture, SECRET)
    sim.start()
    try:
        camera = FolderCamera(sim.folder)
        first, second = take(camera), take(camera)
    finally:
        sim.stop()
    assert first.raw == second.raw and SECRET not in first.raw


def test_the_picture_of_a_system_camera_is_the_one_that_was_seen(window_app):
    """Frames come as from a device; there is none here."""
    camera, sink, seen = SystemCamera("webcam"), QVideoSink(), []
    camera.seen.connect(seen.append)
    with pytest.raises(CameraAway):
        take(camera)
    camera.open()
    camera.watch(sink)
    frame = QVideoFrame(QImage.fromData(SAMPLE.read_bytes()))
    sink.setVideoFrame(frame)
    assert seen and seen[-1].startswith("data:image/jpeg;base64,")
    assert size_of(take(camera).raw) == QSize(1200, 900)
    camera.close()
    assert seen[-1] == ""
    with pytest.raises(CameraAway):
        take(camera)


@pytest.fixture
def window_app():
    from ui.app import application

    return application()


def test_only_pictures_have_a_face():
    assert picture_uri(SAMPLE.read_bytes()).startswith("data:image/jpeg;base64,")
    assert picture_uri(b"") == picture_uri(b"%PDF-1.7") == picture_uri(b"<svg/>") == ""
