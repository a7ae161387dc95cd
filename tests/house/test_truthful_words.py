"""The stronger word is never said without its proof (ENVELOPE.md, Truthful words)."""

import re
from pathlib import Path

import pytest

from kiosk.desk.intake import Progress
from kiosk.texts import load_texts
from ui.viewmodels.done import DoneViewModel

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "assets" / "i18n"
LANGUAGES = sorted(folder.name for folder in I18N.iterdir() if folder.is_dir())


def words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b({pattern})\b", re.IGNORECASE)


FRENCH = {
    words(r"(envoyé|transmis|expédié|parti)(e|s|es)?"): set[str](),
    words(r"(reçu|arrivé)(e|s|es)?"): {"done.state.received", "news.received"},
    words(r"en route"): {"done.state.on_the_way"},
    words(r"lue|lues|traitée?s?|acceptée?s?"): {"news.read"},
}
# By language: a word that needs a proof, and the only texts that may say it.
WITH_PROOF = {
    "fr": FRENCH,
    "fr-x-falc": FRENCH,
    "en": {
        words(r"sent|delivered|dispatched|transmitted|submitted"): set[str](),
        words(r"received|arrived"): {"done.state.received", "news.received"},
        words(r"on (its|the) way"): {"done.state.on_the_way"},
        words(r"(been|is|are|was|were) (read|processed|handled|accepted)"): {"news.read"},
    },
    "es": {
        words(r"(enviad|transmitid|remitid|expedid)[oa]s?"): set[str](),
        words(r"recibid[oa]s?|llegad[oa]s?|llegó"): {"done.state.received", "news.received"},
        words(r"en camino"): {"done.state.on_the_way"},
        words(r"(leíd|tramitad|tratad|procesad|aceptad)[oa]s?"): {"acknowledge.yes", "news.read"},
    },
    "ar": {
        words(r"تم إرسال\w*|أرسلت?|مرسلة?"): set[str](),
        words(r"استلام\w*|مستلمة?|وصلت?"): {"done.state.received", "news.received"},
        words(r"في الطريق"): {"done.state.on_the_way"},
        words(r"تمت? (قراءة|معالجة|قبول)\w*"): {"news.read"},
    },
}
ARABIC_VOWELS = re.compile("[\u064b-\u0652]")
STATES = ("recorded", "on_the_way", "received", "held")


def too_strong(texts: dict[str, str], language: str = "fr") -> list[str]:
    """The keys of texts that say more than is proven where they are shown."""
    bare = {key: ARABIC_VOWELS.sub("", text) for key, text in texts.items()}
    rules = WITH_PROOF[language].items()
    return [key for word, may in rules for key, text in bare.items() if word.search(text) and key not in may]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_says_more_than_is_proven(language: str) -> None:
    assert too_strong(load_texts(I18N, language).all(), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("proof", ["received", "on_the_way"])
def test_the_check_knows_the_proven_words_of_each_language(language: str, proof: str) -> None:
    assert too_strong({"done.title": load_texts(I18N, language)(f"done.state.{proof}")}, language)


@pytest.mark.parametrize(
    ("language", "key", "text"),
    [
        ("fr", "done.title", "Votre demande est reçue."),
        ("fr", "done.state.recorded", "Elle est envoyée."),
        ("fr", "done.state.offline", "Elle est en route."),
        ("fr", "done.state.received", "Elle est lue."),
        ("fr-x-falc", "done.state.recorded", "La borne l’a envoyée."),
        ("en", "done.state.recorded", "It has been sent."),
        ("en", "paper.recorded", "Request received on {date}"),
        ("en", "done.state.received", "It has been read."),
        ("es", "done.state.recorded", "Ha sido enviada."),
        ("es", "done.state.received", "Ha sido leída."),
        ("ar", "done.state.recorded", "تمّ إرسال طلبك."),
        ("ar", "done.state.recorded", "أُرسِل طلبك."),
    ],
)
def test_the_check_sees_a_stronger_word(language: str, key: str, text: str) -> None:
    assert too_strong({key: text}, language) == [key]


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


# What an agent reads of a case: each stronger word comes from the central's own answer, or denies itself.
OF_A_CASE = {
    "counter.case.not_received",
    "counter.case.received",
    "counter.case.state.recorded",
    "counter.search.none",
    "counter.status.read",
    "counter.status.received",
    "entry.state.on_the_way",
    "entry.state.received",
    "summary.status.read",
    "summary.status.received",
    "summary.status.recorded",
    "summary.step.read",
    "summary.step.received",
    "summary.waiting",
}


def test_the_agents_words_say_no_more_than_the_clients() -> None:
    clients = load_texts(I18N, "fr").all()
    agents = {key: text for key, text in load_texts(I18N, "fr", "agent").all().items() if key not in clients}
    assert set(too_strong(agents)) == OF_A_CASE
    assert too_strong({"entry.state.recorded": "La demande est envoyée."}) == ["entry.state.recorded"]
