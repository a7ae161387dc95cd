"""Real speech: loud, whole, timed, in the right language; and everything that is not is found out."""

import math
from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.texts import load_texts
from ui.voice.cache import Shelf
from ui.voice.engine import Clip, NoVoice, Request
from ui.voice.espeak import VOICES, Espeak, tokens, trimmed
from ui.voice.lexicon import RATES, script
from ui.voice.pyttsx3_engine import Pyttsx3
from ui.voice.rendering import sayings
from ui.voice.soundness import faults, loudness

ROOT = Path(__file__).resolve().parents[3]
SENTENCES = {
    "fr": "Avec qui vivez-vous aujourd’hui ? Touchez une seule réponse.",
    "en": "Who do you live with today? It does not fit in the list.",
    "ar": "مع من تعيشون اليوم؟ يُرجى لمس إجابة واحدة فقط.",
    "es": "¿Con quién vive usted hoy? Toque una sola respuesta.",
}


@pytest.fixture(scope="module")
def engine() -> Espeak:
    return Espeak()


@pytest.fixture(scope="module")
def clip(engine: Espeak) -> Clip:
    return trimmed(engine.speak(Request(SENTENCES["fr"], "fr", 150)))


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_every_language_speaks(engine: Espeak, language: str) -> None:
    made = trimmed(engine.speak(Request(SENTENCES[language], language, 150)))
    assert faults(made, SENTENCES[language], 150) == []
    assert len(made.marks) == len(tokens(SENTENCES[language]))


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted(RATES))
def test_every_text_of_the_interface_can_be_said(engine: Espeak, language: str) -> None:
    texts = sayings([load_texts(ROOT / "assets" / "i18n", language)], [])
    wrong = {}
    for saying in texts:
        request = script(saying.words, language).request
        if found := faults(trimmed(engine.speak(request)), request.said, request.rate):
            wrong[saying.words] = found
    assert wrong == {} and len(texts) > 150


def test_the_same_words_sound_otherwise_in_another_language(engine: Espeak) -> None:
    french, english = (trimmed(engine.speak(Request(SENTENCES["fr"], each, 150))) for each in ("fr", "en"))
    assert abs(french.duration_us - english.duration_us) > 200_000
    times = [[sample for *_, sample in made.marks] for made in (french, english)]
    assert times[0] != times[1]


@pytest.mark.parametrize("voice", [b"fr-fr", b"roa/nowhere"])
def test_a_voice_that_is_not_there_is_told(
    engine: Espeak, voice: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(VOICES, "xx", voice)
    with pytest.raises(NoVoice, match="no_voice"):
        engine.speak(Request("Bonjour", "xx", 150))
    with pytest.raises(NoVoice, match="no_voice"):
        engine.speak(Request("Bonjour", "de", 150))


def test_trimming_takes_the_silence_and_moves_the_times(engine: Espeak) -> None:
    whole = engine.speak(Request(SENTENCES["fr"], "fr", 150))
    short = trimmed(whole)
    assert 100_000 < whole.duration_us - short.duration_us < 600_000
    assert max(array("h", short.pcm)[:300]) > 160 or min(array("h", short.pcm)[:300]) < -160
    # A breath stays, so that a device that drops its last samples drops no sound.
    assert not any(array("h", short.pcm)[-3000:])


def test_a_silent_clip_is_found_out(clip: Clip) -> None:
    assert "silent" in faults(replace(clip, pcm=bytes(len(clip.pcm))), SENTENCES["fr"], 150)
    assert loudness(replace(clip, pcm=b"")) == 0.0


def test_a_clipped_clip_is_found_out(clip: Clip) -> None:
    loud = array("h", (max(-32768, min(32767, each * 40)) for each in array("h", clip.pcm)))
    assert faults(replace(clip, pcm=loud.tobytes()), SENTENCES["fr"], 150) == ["clipped"]


def test_a_clip_cut_short_is_found_out(clip: Clip) -> None:
    assert "times" in faults(replace(clip, pcm=clip.pcm[: clip.samples // 2 * 2]), SENTENCES["fr"], 150)
    begun = replace(clip, pcm=clip.pcm[:20000], marks=())
    assert {"covered", "length"} <= set(faults(begun, SENTENCES["fr"], 150))


def test_times_that_go_back_and_words_without_times_are_found_out(clip: Clip) -> None:
    back = (*clip.marks[:3], clip.marks[1], *clip.marks[3:])
    assert faults(replace(clip, marks=back), SENTENCES["fr"], 150) == ["times"]
    assert faults(replace(clip, marks=clip.marks[:-1]), SENTENCES["fr"], 150) == ["covered"]


def test_a_tone_is_not_the_text(clip: Clip) -> None:
    tone = array("h", (int(9000 * math.sin(each / 9)) for each in range(clip.samples * 4)))
    assert faults(replace(clip, pcm=tone.tobytes()), SENTENCES["fr"], 150) == ["length"]


def test_the_word_heard_at_a_time(clip: Clip) -> None:
    heard = [clip.word_at(at) for at in range(0, clip.duration_us, 5000)]
    words = SENTENCES["fr"]
    order = list(dict.fromkeys(words[start : start + length] for start, length in heard if length))
    assert order == [each for each in words.split() if each != "?"]


def test_a_clip_on_the_shelf_comes_back_whole(clip: Clip, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("ab12", clip)
    assert shelf.get("ab12") == clip
    assert shelf.get("cd34") is None


@pytest.mark.parametrize("kept", [0, 10, 44, 3000, -2])
def test_a_file_cut_short_is_no_clip(clip: Clip, tmp_path: Path, kept: int) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("ab12", clip)
    file = tmp_path / "ab" / "ab12.wav"
    file.write_bytes(file.read_bytes()[:kept])
    assert shelf.get("ab12") is None


def test_a_changed_sound_is_no_clip(clip: Clip, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("ab12", clip)
    file = tmp_path / "ab" / "ab12.wav"
    raw = bytearray(file.read_bytes())
    raw[-5000] ^= 1
    file.write_bytes(raw)
    assert shelf.get("ab12") is None


def test_any_player_opens_a_clip(clip: Clip, tmp_path: Path) -> None:
    import wave

    Shelf(tmp_path).put("ab12", clip)
    with wave.open(str(tmp_path / "ab" / "ab12.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (clip.rate_hz, 1, 2)
        assert file.readframes(file.getnframes()) == clip.pcm


def test_the_fallback_engine_speaks_in_its_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Pyttsx3()
    made = trimmed(engine.speak(Request(SENTENCES["fr"], "fr", 150)))
    # It has no times: nothing lights up, and everything is heard.
    assert faults(made, SENTENCES["fr"], 150) == ["covered"]
    monkeypatch.setitem(VOICES, "xx", b"fr-fr")
    with pytest.raises(NoVoice, match="no_voice"):
        engine.speak(Request("Bonjour", "xx", 150))


def test_a_fallback_engine_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from ui.voice import pyttsx3_engine

    monkeypatch.setattr(pyttsx3_engine, "COMMAND", (sys.executable, "-c", "import time; time.sleep(60)"))
    with pytest.raises(NoVoice, match="no_engine"):
        Pyttsx3(patience_s=0.3)
