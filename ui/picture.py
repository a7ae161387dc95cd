"""Pictures as the kiosk takes them: made small, without anything but what is seen; and shown to QML."""

from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from kiosk.errors import PictureUnreadable
from kiosk.wire.attachment import MOST_PLAIN, TYPES, media_type

# Enough to read the small print of a bill that fills the picture; some 300 KiB.
LONGEST_PX = 1600
LIGHT = 400 * 1024
QUALITIES = (82, 74, 66, 58, 50)
# Of a file that somebody else's program wrote.
MOST_FILE = 40 * 1024 * 1024
PICTURES = (".jpg", ".jpeg", ".png")
DOCUMENTS = (".pdf",)


@dataclass(frozen=True)
class Taken:
    """Bytes to attach. extension: a key of kiosk.wire.attachment.TYPES."""

    raw: bytes = field(repr=False)
    extension: str


def read_taken(path: Path) -> Taken:
    """Return the picture or the document of a file, as it may be attached; raise PictureUnreadable."""
    try:
        if not 0 < path.stat().st_size <= MOST_FILE:
            raise PictureUnreadable
        raw = path.read_bytes()
    except OSError as fault:
        raise PictureUnreadable from fault
    if path.suffix.lower() in DOCUMENTS:
        if media_type(raw) != TYPES["pdf"][0] or len(raw) > MOST_PLAIN:
            raise PictureUnreadable
        return Taken(raw, "pdf")
    buffer = QBuffer()
    buffer.setData(QByteArray(raw))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # A phone or a scanner may say in the file which way is up; this says it in the picture itself.
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return shrunk(reader.read())


def shrunk(image: QImage) -> Taken:
    """Return a picture as a JPEG of at most LONGEST_PX and about LIGHT bytes; raise PictureUnreadable.

    It is painted anew, so that places, dates, names and thumbnails inside the first file stay behind.
    """
    if image.isNull():
        raise PictureUnreadable
    size = image.size()
    if max(size.width(), size.height()) > LONGEST_PX:
        size.scale(LONGEST_PX, LONGEST_PX, Qt.AspectRatioMode.KeepAspectRatio)
    plain = QImage(size, QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(plain.rect(), image)
    painter.end()
    raw = b""
    for quality in QUALITIES:
        raw = jpeg(plain, quality)
        if len(raw) <= LIGHT:
            break
    if not 0 < len(raw) <= MOST_PLAIN:
        raise PictureUnreadable
    return Taken(raw, "jpg")


def jpeg(image: QImage, quality: int) -> bytes:
    """Return a picture as JPEG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", quality)  # type: ignore[call-overload]  # the stub asks for bytes, Qt takes a str
    return bytes(buffer.data().data())


def picture_uri(raw: bytes) -> str:
    """Return what QML shows of a picture: "" without one, or for a document, which has no face."""
    kind = media_type(raw) if raw else None
    if kind is None or not kind.startswith("image/"):
        return ""
    return f"data:{kind};base64,{b64encode(raw).decode('ascii')}"
