"""The pictures and recordings that go with labels: looked at before they enter a pack, and when it is loaded.

Only the head of a picture is read here; whoever draws it decodes it. Films are passed over: a page is read at
the person's pace, and its words say everything.
"""

import io
import struct
import wave
from pathlib import Path, PurePosixPath

from kiosk.catalogue.outside import size
from kiosk.errors import PackHostile, PackUnreadable
from kiosk.forms.model import Form

MEDIA = "media"
MAX_IMAGE_BYTES = 2 << 20
MAX_SIDE = 4000
MAX_SOUND_S = 120
SOUND_SUFFIX = ".wav"
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
# Markers of JPEG that hold no size: tables, and the ends of pictures.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
RATES_HZ = range(8000, 48001)


def collect_media(form: Form, source: Path) -> dict[str, bytes]:
    """Return the files of a source that the labels of a form name, by their place in the pack.

    Raises PackUnreadable for one that is missing, and PackHostile.
    """
    found: dict[str, bytes] = {}
    for name in names_of(form):
        path = source / MEDIA / name
        if not path.is_file() or path.is_symlink():
            raise PackUnreadable(path=str(source), detail=f"« {MEDIA}/{name} » manque, un formulaire le cite")
        if path.stat().st_size > MAX_IMAGE_BYTES * 8:
            raise PackHostile(path=str(path), detail=f"plus de {size(MAX_IMAGE_BYTES * 8)}.")
        found[f"{MEDIA}/{name}"] = path.read_bytes()
        check_media(name, found[f"{MEDIA}/{name}"], str(path))
    return found


def names_of(form: Form) -> tuple[str, ...]:
    """Return the pictures and recordings that labels name, in any language, each once."""
    every = [media for entries in form.translations.files.values() for media in entries.values()]
    named = [name for media in every for name in (media.image, media.audio) if name]
    return tuple(sorted(dict.fromkeys(named)))


def check_media(name: str, raw: bytes, path: str) -> None:
    """Return for a picture or a recording that a kiosk takes. Raises PackHostile with the reason."""
    if PurePosixPath(name).suffix.lower() == SOUND_SUFFIX:
        _check_sound(raw, path)
        return
    if len(raw) > MAX_IMAGE_BYTES:
        raise PackHostile(path=path, detail=f"plus de {size(MAX_IMAGE_BYTES)}.")
    try:
        sides = _png(raw) or _jpeg(raw) or _webp(raw)
    except (struct.error, IndexError):
        sides = None
    if sides is None:
        raise PackHostile(path=path, detail="il faut une image PNG, JPEG ou WebP, ou un son WAV.")
    if not all(0 < side <= MAX_SIDE for side in sides):
        raise PackHostile(path=path, detail=f"une image a {MAX_SIDE} points de côté au plus.")


def _check_sound(raw: bytes, path: str) -> None:
    try:
        with wave.open(io.BytesIO(raw)) as sound:
            shape = (sound.getsampwidth(), sound.getframerate() in RATES_HZ, sound.getnchannels() in (1, 2))
            length_s = sound.getnframes() / sound.getframerate()
            whole = len(sound.readframes(sound.getnframes())) > 0
    except (wave.Error, EOFError, struct.error, ZeroDivisionError):
        shape, length_s, whole = (0, False, False), 0.0, False
    if shape != (2, True, True) or not whole:
        raise PackHostile(path=path, detail="il faut un son WAV : PCM de 16 bits, une ou deux voies.")
    if length_s > MAX_SOUND_S:
        raise PackHostile(path=path, detail=f"un son dure {MAX_SOUND_S} secondes au plus.")


def _png(raw: bytes) -> tuple[int, int] | None:
    if not raw.startswith(PNG) or raw[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", raw, 16)
    return width, height


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    at = 2
    while raw.startswith(JPEG) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", raw, at + 2)[0]
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    if raw[:4] != b"RIFF" or raw[8:12] != b"WEBP":
        return None
    match raw[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
        case b"VP8L":
            bits = int.from_bytes(raw[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", raw, 26)
            return width & 0x3FFF, height & 0x3FFF
    return None
