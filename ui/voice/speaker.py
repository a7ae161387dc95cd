"""Says blocks one after the other, on a thread of its own, and tells which word is being heard.

A new reading replaces the one before at once: silence does not wait for this thread, the next sound does.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Final, Protocol, cast

from ui.voice import lexicon
from ui.voice.cache import Shelf, key
from ui.voice.engine import Clip, Kind, NoVoice
from ui.voice.output import Output
from ui.voice.recording import recorded
from ui.voice.synthesis import Synthesis

# The eye follows a word within this time; a block takes no processor while nothing changes.
POLL_S: Final = 0.02
# A device that takes this long without a step plays nothing.
STALL_S: Final = 3.0
# When a device should have been found; before anybody touches Listen, and after the first pictures.
FIRST_LOOK_S: Final = 2.0
# How often a missing device is looked for again.
AGAIN_S: Final = 10.0


@dataclass(frozen=True)
class Block:
    """One text to say. live: it belongs to the client, or is about them; it is said and never kept.

    file: a recording of these words, "" without one.
    """

    id: str
    words: str = field(repr=False)
    live: bool
    kind: Kind
    file: str = ""


def block_of(told: Mapping[str, object]) -> Block:
    """Return a block as a page hands it over."""
    kind = cast(Kind, str(told["kind"]))
    return Block(
        str(told["id"]), str(told["words"]), bool(told["live"]), kind, file=str(told.get("file") or "")
    )


@dataclass(frozen=True)
class Now:
    """What is being said: who asked, which block, which characters of its words."""

    turn: int
    who: str = ""
    block: str = ""
    start: int = 0
    length: int = 0


class Listener(Protocol):
    """What a speaker tells, from its own thread."""

    def now(self, now: Now) -> None:
        """Say what is being said; an empty `who` is silence."""

    def saying(self, words: str) -> None:
        """Say the words of a block as its sound begins."""

    def trouble(self, code: str) -> None:
        """Say "no_device" or "no_engine" once, "" when it is over."""

    def bug(self, bug: Exception) -> None:
        """Hand over what nobody expected."""


@dataclass(frozen=True)
class _Task:
    turn: int
    who: str
    language: str
    blocks: tuple[Block, ...]


class Speaker:
    """The voice of one kiosk. `read` and `stop` return at once."""

    def __init__(self, folder: Path, output: Output, listener: Listener, synthesis: Synthesis) -> None:
        self._shelf = Shelf(folder)
        self._output = output
        self._listener = listener
        self._synthesis = synthesis
        self._engine = ""
        self._trouble = ""
        self._turn = 0
        self._lock = Lock()
        self._woken = Event()
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="voice", daemon=True)
        self._thread.start()

    def read(self, who: str, language: str, blocks: Sequence[Block]) -> int:
        """Say these blocks instead of whatever is being said; return the turn that its news will carry."""
        turn = self.stop()
        self._tasks.put(_Task(turn, who, language, tuple(blocks)))
        return turn

    def stop(self) -> int:
        """Be silent now; return the turn after which older news no longer count."""
        with self._lock:
            self._turn += 1
            self._output.stop()
            turn = self._turn
        self._woken.set()
        return turn

    def close(self) -> None:
        """Be silent, and end the thread and the synthesis process."""
        self.stop()
        self._tasks.put(None)
        self._synthesis.close()
        self._thread.join()
        self._output.close()

    def _work(self) -> None:
        try:
            self._find_engine()
            patience: float | None = FIRST_LOOK_S
            while True:
                try:
                    task = self._tasks.get(timeout=patience)
                except Empty:
                    self._look_for_device()
                    patience = AGAIN_S if self._trouble == "no_device" else None
                    continue
                if task is None:
                    return
                self._read(task)
                # The next one may be long in coming, and this one may hold an answer.
                del task
                patience = AGAIN_S if self._trouble == "no_device" else None
        except Exception as bug:  # noqa: BLE001 - raised again on the Qt thread
            self._listener.bug(bug)

    def _read(self, task: _Task) -> None:
        if not self._look_for_device():
            return
        if not self._engine:
            self._find_engine()
        ahead = self._clip(task, 0)
        for index, block in enumerate(task.blocks):
            clip = ahead
            if clip is not None and not self._start(task, block, clip):
                return
            # While this block is heard, the next one is made.
            ahead = self._clip(task, index + 1)
            if clip is not None and not self._follow(task, block, clip):
                return
        if task.turn == self._turn:
            self._listener.now(Now(task.turn))

    def _start(self, task: _Task, block: Block, clip: Clip) -> bool:
        with self._lock:
            if task.turn != self._turn:
                return False
            self._woken.clear()
            self._output.start(clip)
        self._listener.saying(block.words)
        self._listener.now(Now(task.turn, task.who, block.id))
        return True

    def _follow(self, task: _Task, block: Block, clip: Clip) -> bool:
        """Tell the words until the clip was heard; False when it was stopped, or never will be heard."""
        word, last, moved = (0, 0), -1, time.monotonic()
        while task.turn == self._turn:
            position = self._output.position_us()
            if position >= clip.duration_us:
                return True
            if position != last:
                last, moved = position, time.monotonic()
            elif time.monotonic() - moved > STALL_S or not self._output.available():
                self._tell_trouble("no_device")
                self._listener.now(Now(self.stop()))
                return False
            if (heard := clip.word_at(position)) != word:
                word = heard
                self._listener.now(Now(task.turn, task.who, block.id, *word))
            self._woken.wait(POLL_S)
        return False

    def _clip(self, task: _Task, index: int) -> Clip | None:
        """Return a block's clip, kept or made now; None when there is nothing to say, or no voice."""
        if index >= len(task.blocks) or task.turn != self._turn:
            return None
        block = task.blocks[index]
        if block.file and (recording := recorded(block.file)) is not None:
            return recording
        script = lexicon.script(block.words, task.language, block.kind)
        if not script.pieces:
            return None
        if not block.live:
            kept = self._shelf.get(key(block.words, script, block.kind, self._engine))
            if kept is not None:
                return kept
        try:
            clip = self._synthesis.speak(script.request)
        except NoVoice as reason:
            self._say_why(reason)
            return None
        return script.written(clip)

    def _find_engine(self) -> None:
        try:
            self._engine = self._synthesis.engine()
        except NoVoice as reason:
            self._say_why(reason)
        else:
            if self._trouble == "no_engine":
                self._tell_trouble("")

    def _say_why(self, reason: NoVoice) -> None:
        # A text that cannot be spoken stays written; without an engine no text can be.
        if reason.reason in ("no_engine", "no_voice"):
            self._tell_trouble("no_engine")
        elif reason.reason != "stopped":
            logging.getLogger(__name__).warning("voice: a text was not said (%s)", reason.reason)

    def _look_for_device(self) -> bool:
        found = self._output.available()
        if not found:
            self._tell_trouble("no_device")
        elif self._trouble == "no_device":
            self._tell_trouble("")
        return found

    def _tell_trouble(self, code: str) -> None:
        if code == self._trouble:
            return
        self._trouble = code
        if code:
            logging.getLogger(__name__).warning("voice: silent (%s)", code)
        self._listener.trouble(code)
