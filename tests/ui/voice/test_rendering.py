"""Clips made when a pack is installed."""

from pathlib import Path

import pytest

from kiosk.texts import Texts, load_texts
from tests.ui.conftest import service
from ui.voice.cache import Shelf
from ui.voice.engine import NoVoice
from ui.voice.rendering import Saying, render, sayings
from ui.voice.synthesis import Synthesis

ROOT = Path(__file__).resolve().parents[3]
THREE = [Saying("Écouter", "fr"), Saying("Oui, je continue", "fr"), Saying("Yes, I go on", "en")]


def test_it_tells_how_far_it_is_and_keeps_what_is_there(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    first = render(tmp_path, THREE, lambda done, total: steps.append((done, total)))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (first.made, first.kept, first.refused) == (3, 0, ())
    again = render(tmp_path, THREE, lambda *_: None)
    assert (again.made, again.kept) == (0, 3)


def test_a_file_cut_short_is_made_again_and_an_unwanted_one_goes(tmp_path: Path) -> None:
    render(tmp_path, THREE, lambda *_: None)
    files = sorted(tmp_path.rglob("*.wav"))
    files[0].write_bytes(files[0].read_bytes()[:1000])
    mended = render(tmp_path, THREE, lambda *_: None)
    assert (mended.made, mended.kept) == (1, 2)
    render(tmp_path, THREE[:1], lambda *_: None)
    assert len(list(tmp_path.rglob("*.wav"))) == 1
    assert Shelf(tmp_path).prune(set()) == 1


def test_a_text_without_a_voice_is_named(tmp_path: Path) -> None:
    german = Saying("Guten Tag", "de")
    done = render(tmp_path, [*THREE, german], lambda *_: None)
    assert done.refused == ((german, "no_voice"),) and done.made == 3


def test_without_an_engine_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoVoice, match="no_engine"):
        render(tmp_path, THREE, lambda *_: None, synthesis=Synthesis(("false",)))


def test_it_can_be_stopped(tmp_path: Path) -> None:
    done = render(tmp_path, THREE, lambda *_: None, stopped=lambda: len(list(tmp_path.rglob("*.wav"))) == 1)
    assert done.made == 1


def test_texts_with_facts_of_a_sitting_are_left_out() -> None:
    texts = Texts("fr", {"a": "Écouter", "b": "Étape {number}", "c": "…"})
    assert sayings([texts], []) == (Saying("Écouter", "fr"),)


def test_every_text_of_the_interface_and_of_a_service_is_wanted() -> None:
    french = load_texts(ROOT / "assets" / "i18n", "fr")
    offered = service()
    wanted = {saying.words for saying in sayings([french], [offered])}
    assert french("voice.listen") in wanted
    assert {offered.title["fr"], *offered.notice["fr"], *(offered.promise or {}).values()} <= wanted
    labels = [each.label for each in offered.form.questions if each.label and each.asked]
    assert labels
    quoting = [phrase for phrase in labels if phrase.expressions() or not (phrase.own or phrase.key)]
    assert len(quoting) < len(labels)
