"""Reading aloud: in order, replaced and stopped at once, word by word, nothing of a client on disk."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.paced_output import PacedOutput
from ui.voice.engine import Kind
from ui.voice.rendering import Saying, render
from ui.voice.speaker import Block, Now, Speaker
from ui.voice.synthesis import Synthesis

TITLE, HINT = "Avec qui vivez-vous aujourd’hui\u00a0?", "Touchez une seule réponse."
CANARY = "Zéphyrine Quenouille"


def block(name: str, words: str, live: bool = False, kind: Kind = "text") -> Block:
    return Block(name, words, live, kind)


class Ears:
    """Writes down what a speaker tells."""

    def __init__(self) -> None:
        self.news: list[Now] = []
        self.words: list[str] = []
        self.troubles: list[str] = []
        self.bugs: list[Exception] = []
        self.changed = threading.Condition()

    def _note(self, change: Callable[[], None]) -> None:
        with self.changed:
            change()
            self.changed.notify_all()

    def now(self, now: Now) -> None:
        self._note(lambda: self.news.append(now))

    def saying(self, words: str) -> None:
        self._note(lambda: self.words.append(words))

    def trouble(self, code: str) -> None:
        self._note(lambda: self.troubles.append(code))

    def bug(self, bug: Exception) -> None:
        self._note(lambda: self.bugs.append(bug))

    def wait(self, what: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(what, 20), (self.news, self.words, self.troubles, self.bugs)

    def silent_after(self, turn: int) -> bool:
        return any(now.turn >= turn and not now.who for now in self.news)


class Scene:
    def __init__(self, folder: Path, output: PacedOutput) -> None:
        self.folder = folder
        self.output = output
        self.ears = Ears()
        self.synthesis = Synthesis()
        self.speaker = Speaker(folder, output, self.ears, self.synthesis)

    def read(self, *blocks: Block, who: str = "q", language: str = "fr") -> int:
        return self.speaker.read(who, language, blocks)

    def hear_all(self, *blocks: Block, language: str = "fr") -> None:
        turn = self.read(*blocks, language=language)
        self.ears.wait(lambda: self.ears.silent_after(turn))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path / "voice", PacedOutput())
    yield made
    made.speaker.close()
    assert made.ears.bugs == []
    assert made.output.closed


def test_blocks_are_said_in_their_order_and_each_word_once(scene: Scene) -> None:
    scene.output.speed = 4
    scene.hear_all(block("title", TITLE), block("hint", HINT))
    assert scene.ears.words == [TITLE, HINT]
    lit = [(now.block, now.start) for now in scene.ears.news if now.length]
    words = {"title": TITLE, "hint": HINT}
    seen = [words[now.block][now.start : now.start + now.length] for now in scene.ears.news if now.length]
    assert len(lit) == len(set(lit))
    assert seen == ["Avec", "qui", "vivez-vous", "aujourd’hui", "Touchez", "une", "seule", "réponse."]


@pytest.mark.parametrize("language", ["fr", "fr-x-falc", "en", "ar", "es"])
def test_every_language_is_heard(scene: Scene, language: str) -> None:
    scene.hear_all(
        block("title", "مع من تعيشون اليوم؟" if language == "ar" else "Europa 2026"), language=language
    )
    assert len(scene.output.clips) == 1 and scene.ears.troubles == []


def test_a_new_reading_replaces_the_old_one_at_once(scene: Scene) -> None:
    scene.output.held = 100_000
    scene.read(block("title", TITLE), block("hint", HINT))
    scene.ears.wait(lambda: scene.ears.words == [TITLE])
    stops = scene.output.stops
    second = scene.read(block("other", "Oui"), who="ear:oui")
    # Silence does not wait for the voice's thread.
    assert scene.output.stops > stops
    scene.ears.wait(lambda: scene.ears.words == [TITLE, "Oui"])
    scene.output.held = None
    scene.ears.wait(lambda: scene.ears.silent_after(second))
    assert HINT not in scene.ears.words


def test_stopping_stops_at_once_and_nothing_follows(scene: Scene) -> None:
    scene.output.held = 100_000
    scene.read(block("title", TITLE), block("hint", HINT))
    scene.ears.wait(lambda: scene.ears.words == [TITLE])
    turn = scene.speaker.stop()
    assert scene.output.position_us() in (0, 100_000)
    scene.output.held = None
    scene.hear_all(block("last", "Fin"))
    assert scene.ears.words == [TITLE, "Fin"]
    assert all(now.who == "q" or not now.who for now in scene.ears.news if now.turn > turn)


def test_many_readings_in_a_row_end_with_the_last(scene: Scene) -> None:
    turns = [scene.read(block("b", f"Réponse {number}"), who=f"ear:{number}") for number in range(30)]
    scene.ears.wait(lambda: scene.ears.silent_after(turns[-1]))
    assert scene.ears.words[-1] == "Réponse 29"


def test_a_reading_never_makes_its_caller_wait(scene: Scene) -> None:
    scene.hear_all(block("hint", HINT))
    process = scene.synthesis.process_id()
    assert process
    os.kill(process, signal.SIGSTOP)
    done = threading.Event()

    def call() -> None:
        for _ in range(50):
            scene.read(block("title", TITLE, live=True))
            scene.speaker.stop()
        done.set()

    threading.Thread(target=call, daemon=True).start()
    try:
        # The engine is stopped: were anything of it waited for, this would never come.
        assert done.wait(10)
    finally:
        os.kill(process, signal.SIGCONT)


def test_clips_of_the_shelf_are_played_without_the_engine(tmp_path: Path) -> None:
    folder = tmp_path / "voice"
    render(folder, [Saying(TITLE, "fr"), Saying(TITLE, "fr-x-falc")], lambda *_: None)
    scene = Scene(folder, PacedOutput())
    scene.hear_all(block("title", TITLE))
    process = scene.synthesis.process_id()
    assert process
    os.kill(process, signal.SIGSTOP)
    scene.hear_all(block("title", TITLE.replace("-", "\u2011")))
    scene.hear_all(block("title", TITLE), language="fr-x-falc")
    os.kill(process, signal.SIGCONT)
    normal, again, easy = scene.output.clips
    assert normal == again and easy.duration_us > normal.duration_us
    scene.speaker.close()


def everything_under(folder: Path) -> bytes:
    return b"".join(
        str(path).encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    )


def test_what_belongs_to_the_client_reaches_no_file(scene: Scene, tmp_path: Path) -> None:
    render(scene.folder, [Saying(HINT, "fr")], lambda *_: None)
    before = everything_under(tmp_path)
    assert before
    scene.hear_all(
        block("answer", CANARY, live=True), block("code", "482 913 507 264", live=True, kind="code"),
        block("phone", "01 99 88 77 66", live=True, kind="phone"), block("hint", HINT),
        # Even what nobody marked as the client's: a sitting writes nothing.
        block("forgotten", CANARY),
    )  # fmt: skip
    assert scene.ears.words[0] == CANARY
    assert everything_under(tmp_path) == before
    opened = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}
    assert not [path for path in opened if path.startswith(str(scene.folder))]


def test_the_search_would_find_what_is_kept(tmp_path: Path) -> None:
    before = everything_under(tmp_path)
    render(tmp_path, [Saying(CANARY, "fr")], lambda *_: None)
    assert everything_under(tmp_path) != before


def test_without_a_device_it_says_so_once_and_finds_it_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scene = Scene(tmp_path / "voice", PacedOutput(present=False))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            scene.read(block("title", CANARY, live=True))
        scene.ears.wait(lambda: scene.ears.troubles == ["no_device"])
        scene.output.present = True
        scene.hear_all(block("hint", HINT))
    assert scene.ears.troubles == ["no_device", ""]
    assert scene.ears.words == [HINT]
    assert [record.message for record in caplog.records] == ["voice: silent (no_device)"]
    scene.speaker.close()


def test_a_device_that_stands_still_is_no_device(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.voice.speaker.STALL_S", 0.2)
    scene.output.held = 0
    scene.read(block("title", TITLE), block("hint", HINT))
    scene.ears.wait(lambda: scene.ears.troubles == ["no_device"])
    assert scene.ears.news[-1].who == "" and scene.ears.words == [TITLE]


def test_without_an_engine_it_says_so(tmp_path: Path) -> None:
    ears, output = Ears(), PacedOutput()
    speaker = Speaker(tmp_path, output, ears, Synthesis(("false",)))
    turn = speaker.read("q", "fr", [block("title", TITLE), block("hint", HINT)])
    ears.wait(lambda: ears.silent_after(turn))
    assert ears.troubles == ["no_engine"] and output.clips == []
    speaker.close()


def test_what_cannot_be_spoken_is_passed_over(scene: Scene) -> None:
    scene.hear_all(block("empty", ""), block("dots", "…"), block("hint", HINT), block("end", "."))
    assert scene.ears.words == [HINT]


def test_closing_ends_everything(tmp_path: Path) -> None:
    scene = Scene(tmp_path, PacedOutput())
    scene.output.held = 10
    scene.read(block("title", TITLE))
    scene.ears.wait(lambda: bool(scene.ears.words))
    process = scene.synthesis.process_id()
    scene.speaker.close()
    assert not Path(f"/proc/{process}").exists()
    assert not [thread for thread in threading.enumerate() if thread.name == "voice"]
