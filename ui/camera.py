"""Where pictures come from: a camera of the system, or a folder into which a scanner's program drops them.

`open`, `close` and `grab` are called on the Qt thread and do not wait; what `grab` returns, and `forget`, may
wait and run on the desk's thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal

from kiosk.errors import CameraAway, PictureMissing, PictureUnreadable
from ui.picture import DOCUMENTS, PICTURES, Taken, jpeg, picture_uri, read_taken, shrunk

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from kiosk.config import CameraConfig

# How long a picture may still be on its way from the scanner, and how long a file must have stayed the same.
PATIENCE_S = 3.0
STILL_S = 0.2
# What is seen before the picture is taken: enough to aim, and little to draw without a graphics card.
LIVE_MS = 160
LIVE_PX = 800
LIVE_QUALITY = 60

Take = Callable[[], Taken]


class Camera(QObject):
    """What the screen asks of any of them. seen: a picture for QML of what it sees now; "" for none."""

    seen = Signal(str)

    def open(self) -> None:
        """Begin to see."""

    def close(self) -> None:
        """Stop seeing."""

    def forget(self) -> None:
        """Remove what earlier people left; on the desk's thread."""

    def grab(self, *, documents: bool) -> Take:
        """Return what takes the picture. It raises CameraAway, PictureMissing, PictureUnreadable.

        documents: whether a document of several pages will do as well.
        """
        raise NotImplementedError


class FolderCamera(Camera):
    """Takes the newest picture of a folder and removes it there. All pictures of the folder are its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def forget(self) -> None:
        """Remove every picture and document of the folder: they are somebody else's."""
        for path in self._files((*PICTURES, *DOCUMENTS)):
            # What cannot be removed is never taken either (`_take`).
            with suppress(OSError):
                path.unlink()

    def grab(self, *, documents: bool) -> Take:
        """Take the newest file once it has come whole."""
        return lambda: self._take((*PICTURES, *DOCUMENTS) if documents else PICTURES)

    def _take(self, suffixes: tuple[str, ...]) -> Taken:
        until = time.monotonic() + PATIENCE_S
        while True:
            if not self._folder.is_dir():
                raise CameraAway
            newest = max(self._files(suffixes), key=_when, default=None)
            if newest is not None and _is_still(newest):
                try:
                    return read_taken(newest)
                finally:
                    _remove(newest)
            if time.monotonic() > until:
                raise PictureMissing if newest is None else PictureUnreadable
            time.sleep(STILL_S / 4)

    def _files(self, suffixes: tuple[str, ...]) -> list[Path]:
        try:
            return [
                path
                for path in self._folder.iterdir()
                if path.suffix.lower() in suffixes and not path.name.startswith(".") and path.is_file()
            ]
        except OSError:
            return []


class SystemCamera(Camera):
    """A camera that the system knows. The picture is what was seen when the button was touched, no other.

    So there is one way from the camera to the screen and to the request, and nobody sends what they have not
    seen.
    """

    def __init__(self, name: str) -> None:
        """name: some of the words by which the system calls it, "" for the first one."""
        super().__init__()
        self._name = name
        self._camera: Any = None
        self._session: Any = None
        self._sink: Any = None
        self._frame: Any = None
        self._shown = QElapsedTimer()

    def open(self) -> None:
        """Switch the camera on; where there is none, `grab` says so."""
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoSink

        devices = QMediaDevices.videoInputs()
        device = next((each for each in devices if self._name.lower() in each.description().lower()), None)
        if device is None or self._camera is not None:
            return
        self._camera, self._session, self._sink = QCamera(device), QMediaCaptureSession(), QVideoSink()
        self._camera.errorOccurred.connect(self.close)
        self.watch(self._sink)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._camera.start()

    def watch(self, sink: Any) -> None:
        """Take what a QVideoSink shows."""
        self._shown.start()
        sink.videoFrameChanged.connect(self._see)

    def close(self) -> None:
        """Switch the camera off and forget what it saw."""
        if self._camera is not None:
            self._camera.stop()
        self._camera = self._session = self._sink = self._frame = None
        self.seen.emit("")

    def grab(self, *, documents: bool) -> Take:  # noqa: ARG002 - a camera has no documents
        """Take what was seen last."""
        image = None if self._frame is None else self._frame.toImage()
        return lambda: _shrunk(image)

    def _see(self, frame: Any) -> None:
        if not frame.isValid():
            return
        first, self._frame = self._frame is None, frame
        if first or self._shown.elapsed() >= LIVE_MS:
            self._shown.restart()
            small = frame.toImage().scaled(LIVE_PX, LIVE_PX, Qt.AspectRatioMode.KeepAspectRatio)
            self.seen.emit(picture_uri(jpeg(small, LIVE_QUALITY)))


KINDS: dict[str, Callable[[CameraConfig], Camera]] = {
    "folder": lambda config: FolderCamera(config.path or Path()),
    "system": lambda config: SystemCamera(config.name),
}


def make_camera(config: CameraConfig) -> Camera:
    """Return the camera of a station."""
    return KINDS[config.kind](config)


def _shrunk(image: QImage | None) -> Taken:
    if image is None or image.isNull():
        raise CameraAway
    return shrunk(image)


def _remove(path: Path) -> None:
    """Remove a picture from the folder; one that would stay there for the next person is not taken."""
    try:
        path.unlink(missing_ok=True)
    except OSError as fault:
        raise CameraAway from fault


def _when(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _is_still(path: Path) -> bool:
    """Tell whether a file has come whole: some programs write under the final name."""
    try:
        before = path.stat()
        time.sleep(STILL_S)
        after = path.stat()
    except OSError:
        return False
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and after.st_size > 0
