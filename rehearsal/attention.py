"""Listens to the pages as somebody does who cannot read them: touches Listen and the ears, and waits."""

from typing import Protocol

from PySide6.QtQuick import QQuickWindow

from rehearsal.ear import Ear
from rehearsal.hand import Hand, NotSeen
from ui.app import Kiosk
from ui.viewmodels.voice import VoiceViewModel

# A page that has just turned takes no touch for a moment, lest it be one meant for the page before.
LOOK_MS = 500
# Pages on which each ear is tried; on the others the first one, they are all alike.
EVERY_EAR = ("screen:review", "screen:done")


class Running(Protocol):
    """A kiosk that runs in this process."""

    window: QQuickWindow
    kiosk: Kiosk

    def close(self) -> None:
        """End its threads and its window."""
        ...


class Attention:
    """Listens to each screen once. `spoken`: what was said, in order; `unheard`: what gave no sound."""

    def __init__(self, running: Running, hand: Hand, ear: Ear) -> None:
        self.spoken: list[str] = []
        self.unheard: list[str] = []
        self._hand = hand
        self._ear = ear
        self._screens: set[str] = set()
        # The voice begins when the first page has been seen. When the desk opens, the languages that it
        # offers move what stands above them: a touch at that very moment would miss.
        hand.wait(lambda: running.kiosk.voice is not None and running.kiosk.settled(), "the voice at rest")
        self._voice = _voice(running)
        self._voice.saying.connect(self.spoken.append)

    def listen(self, screen: str) -> None:
        """Have a screen read aloud, as a whole and by its ears; a screen seen before is left alone."""
        if screen in self._screens:
            return
        self._screens.add(screen)
        self._hand.pause(LOOK_MS)
        ears = sorted(self._hand.names("ear:"))
        for name in (*self._hand.names("listen")[:1], *(ears if screen in EVERY_EAR else ears[:1])):
            self.hear(name)

    def hear(self, name: str) -> None:
        """Touch something that speaks, and listen to its end."""
        said, heard = len(self.spoken), len(self._ear.heard)
        self._hand.touch(name)
        while self._voice.property("speaking"):
            # A long page is read for minutes: patience is for each of its texts.
            told = len(self.spoken)
            self._hand.wait(
                lambda told=told: len(self.spoken) > told or not self._voice.property("speaking"),
                f"the next text of {name}",
            )
        clips, texts = self._ear.heard[heard:], self.spoken[said:]
        silent = sum(clip.silent for clip in clips)
        if not clips or len(clips) != len(texts) or silent:
            told = f"{len(clips)} clips of {len(texts)} texts, {silent} silent"
            self.unheard.append(f"{self._hand.screen()} {name}: {told}")


def _voice(running: Running) -> VoiceViewModel:
    if running.kiosk.voice is None:
        raise NotSeen("this kiosk has no voice")
    return running.kiosk.voice
