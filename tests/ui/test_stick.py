"""A stick at the kiosk: said on the first page, whole, in every language; nobody served is disturbed."""

import pytest

from kiosk.device import NoStick, StickDone, StickFailed, StickStatus, StickWorking
from kiosk.errors import StickFull
from kiosk.texts import load_texts
from tests.fakes.fake_intake import FakeIntake
from tests.fakes.fake_voice import FakeVoice
from tests.ui.conftest import ROOT, SIZES, Open, Visitor, service
from tests.ui.measures import look
from ui.stick_news import in_words

LANGUAGES = sorted(folder.name for folder in (ROOT / "assets" / "i18n").iterdir() if folder.is_dir())
EVERY: tuple[StickStatus, ...] = (
    NoStick(), StickWorking(), StickDone(12, 0, 0, 0), StickDone(3, 4, 5, 6), StickDone(0, 0, 0, 0),
    StickFailed(StickFull(path="/run/media/system/CLE")),
)  # fmt: skip


def plug(visitor: Visitor, status: StickStatus) -> None:
    visitor.intake.stick_now = status
    visitor.kiosk.notify("stick")
    expected = in_words(status, visitor.kiosk.comfort.texts)[1]
    visitor.wait(lambda: visitor.kiosk.course.home.shown["stick"]["happened"] == expected, "the news")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_words_and_only_a_safe_one_says_remove(language: str) -> None:
    texts = load_texts(ROOT / "assets" / "i18n", language)
    for status in EVERY:
        mood, happened, advice = in_words(status, texts)
        assert mood in ("info", "warn", "err")
        assert (happened == "") == (advice == "") == isinstance(status, NoStick)
        assert (texts("stick.remove") in advice) == isinstance(status, StickDone)
    assert "12" in in_words(StickDone(12, 0, 0, 0), texts)[1]


@pytest.mark.parametrize(("size", "step"), [("low", 1), ("upright", 4)])
def test_the_agent_reads_when_to_take_it_out(open_kiosk: Open, size: str, step: int) -> None:
    visitor = open_kiosk(FakeIntake((service(),)), size=SIZES[size], step=step)
    plug(visitor, StickWorking())
    assert visitor.says("Ne retirez pas encore la clé.")
    plug(visitor, StickDone(12, 0, 0, 0))
    assert visitor.says("Demandes copiées sur la clé : 12.")
    assert visitor.says("Vous pouvez retirer la clé.")
    assert visitor.sees("ear:stick") and look(visitor, "stick") == []
    plug(visitor, NoStick())
    assert not visitor.says("retirer la clé")


def test_nobody_who_is_served_is_disturbed(open_kiosk: Open) -> None:
    visitor = open_kiosk()
    visitor.touch("start")
    visitor.at("screen:services")
    plug(visitor, StickDone(12, 0, 0, 0))
    assert not visitor.says("clé")
    visitor.touch("back")
    visitor.at("screen:welcome")
    assert visitor.says("Demandes copiées sur la clé : 12.")


def test_it_is_said_aloud_once_and_again_by_its_ear(open_kiosk: Open) -> None:
    visitor, voice = open_kiosk(), FakeVoice()
    visitor.kiosk._singleton("Voice").setProperty("source", voice)
    plug(visitor, StickDone(12, 0, 0, 0))
    visitor.wait(lambda: bool(voice.asked), "the voice")
    plug(visitor, StickDone(12, 0, 0, 0))
    (who, blocks), *others = voice.asked
    assert (who, others) == ("stick", [])
    assert [block["words"].replace("\u00a0", " ") for block in blocks] == [
        "Demandes copiées sur la clé : 12.", "Vous pouvez retirer la clé.",
    ]  # fmt: skip
    visitor.kiosk._singleton("Voice").setProperty("source", None)
