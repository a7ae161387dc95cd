"""The stronger word is never said without its proof (ENVELOPE.md, Truthful words)."""

import re
from pathlib import Path

import pytest

from kiosk.desk.intake import Progress
from kiosk.texts import load_texts
from ui.viewmodels.done import DoneViewModel

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "assets" / "i18n"
NEVER = re.compile(r"\b(envoyé|transmis|expédié|parti)(e|s|es)?\b", re.IGNORECASE)
# A word that needs a proof, and the only texts that may say it.
WITH_PROOF = {
    re.compile(r"\b(reçu|arrivé)(e|s|es)?\b", re.IGNORECASE): {"done.state.received"},
    re.compile(r"\ben route\b", re.IGNORECASE): {"done.state.on_the_way"},
    re.compile(r"\b(lue|lues|traitée?s?|acceptée?s?)\b", re.IGNORECASE): set[str](),
}
STATES = ("recorded", "on_the_way", "received", "held")


def too_strong(texts: dict[str, str]) -> list[str]:
    """The keys of texts that say more than is proven where they are shown."""
    wrong = [key for key, text in texts.items() if NEVER.search(text)]
    for word, allowed in WITH_PROOF.items():
        wrong += [key for key, text in texts.items() if word.search(text) and key not in allowed]
    return wrong


def test_no_text_says_more_than_is_proven() -> None:
    assert too_strong(load_texts(I18N, "fr").all()) == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("done.title", "Votre demande est reçue."),
        ("done.state.recorded", "Elle est envoyée."),
        ("done.state.offline", "Elle est en route."),
        ("done.state.received", "Elle est lue."),
    ],
)
def test_the_check_sees_a_stronger_word(key: str, text: str) -> None:
    assert too_strong({key: text}) == [key]


def test_packs_promise_from_reception_and_claim_nothing() -> None:
    for manifest in (ROOT / "assets" / "packs").rglob("pack.toml"):
        lines = {line: line for line in manifest.read_text("utf-8").splitlines()}
        assert too_strong(lines) == [], manifest


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("reachable", [True, False, None])
@pytest.mark.parametrize("problem", [None, "central.nonsense"])
def test_the_screen_says_received_only_of_what_is_received(
    state: str, reachable: bool | None, problem: str | None
) -> None:
    texts = load_texts(I18N, "fr")
    screen = DoneViewModel()
    screen.set_progress(Progress(state, reachable, problem))  # type: ignore[arg-type]  # the four literals
    said = texts("done.title") + texts.all()[f"done.state.{screen.state}"]
    assert ("reçue" in said) == (state == "received")
    assert ("en route" in said) == (state == "on_the_way")
    assert "enregistrée" in said
