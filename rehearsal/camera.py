"""A camera for the demo and the automata: a folder in which a picture of a meter always waits to be taken."""

import threading
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent / "compteur.jpg"
LOOK_S = 0.05
# JPEG: start of image, then a comment, which programs that write pictures use for whatever they like.
START, COMMENT = b"\xff\xd8", b"\xff\xfe"


def with_comment(picture: bytes, words: bytes) -> bytes:
    """Return a JPEG that says something which nobody sees."""
    return START + COMMENT + (len(words) + 2).to_bytes(2, "big") + words + picture.removeprefix(START)


class CameraSim:
    """Puts a picture into a folder whenever there is none: somebody who has laid a paper on the scanner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.picture = SAMPLE.read_bytes()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._count = 0

    def start(self) -> None:
        """Begin."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ended.clear()
        self._thread = threading.Thread(target=self._work, name="camera-sim", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; the last picture stays where it is."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._ended.wait(LOOK_S):
            if not any(self.folder.glob("*.jpg")):
                self._count += 1
                aside = self.folder / "next.part"
                aside.write_bytes(self.picture)
                aside.replace(self.folder / f"photo-{self._count}.jpg")
