"""A client who speaks another language: the agent reads French, the client's own words stay theirs."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from kiosk.catalogue.catalogue import Catalogue
from kiosk.errors import StoreBusy
from tests.fakes.fake_counter import FakeCounter, FakeFinder
from tests.ui.conftest import ANSWERS, service
from tests.ui.counter.counter_window import SMALL, Post


@pytest.fixture
def agent(catalogue: Catalogue, bugs: list[BaseException]) -> Iterator[Post]:
    """An agent at the first question of the first service that is spoken in Arabic, asked in Arabic."""
    spoken = [one for one in catalogue.services if "ar" in one.languages()]
    post = Post(FakeCounter(tuple(spoken[:1])), FakeFinder(), SMALL)
    post.log_in()
    post.keys.use(f"service:{spoken[0].id}")
    post.wait(lambda: post.screen().startswith("screen:question:"), "the first question")
    post.settle()
    french = post.course.question_model.shown["title"]
    post.keys.use("language:ar")
    post.settle()
    assert post.course.question_model.shown["title"] != french
    yield post
    post.close()
    assert post.warnings == []


def test_under_what_is_asked_stands_the_french_of_it(agent: Post) -> None:
    session = agent.desk.intake.sessions[-1]
    shown = agent.course.question_model.shown
    gloss = agent.course.entry_model.shown["glosses"][shown["name"]]
    assert session.language == "ar"
    assert agent.says(gloss["title"])
    assert agent.says(shown["title"])
    assert set(gloss["choices"]) == {choice["name"] for choice in shown["choices"]}
    agent.keys.use("language:fr")
    agent.settle()
    assert agent.course.entry_model.shown["glosses"] == {}
    assert agent.course.question_model.shown["title"] == gloss["title"]


def test_a_refusal_is_for_the_agent_and_leaves_the_client_their_language(agent: Post) -> None:
    title = agent.course.question_model.shown["title"]
    agent.keys.enter()
    agent.settle()
    refusal = agent.course.question_model.property("refusal")
    assert refusal
    assert not any("\u0600" <= character <= "\u06ff" for character in refusal)
    assert agent.says(refusal)
    assert agent.course.question_model.shown["title"] == title
    assert agent.desk.intake.sessions[-1].language == "ar"


def test_the_draft_keeps_the_language(agent: Post) -> None:
    agent.keys.digit(1)
    agent.keys.enter()
    agent.settle()
    agent.keys.press(Qt.Key.Key_F8)
    agent.at("screen:home")
    agent.keys.use("resume")
    agent.wait(lambda: agent.screen().startswith("screen:question:"), "the question")
    agent.settle()
    assert agent.course.entry_model.shown["language"] == "ar"
    shown = agent.course.question_model.shown
    assert agent.course.entry_model.shown["glosses"][shown["name"]]["title"] != shown["title"]


def test_a_draft_that_cannot_be_kept_holds_up_nobody_and_says_so(bugs: list[BaseException]) -> None:
    agent = Post(FakeCounter((service(),)), FakeFinder(), SMALL)
    agent.log_in()
    agent.begin()
    agent.course.question_model.pick(ANSWERS["sujet"][0])
    agent.desk.trouble = StoreBusy(path="relais.db")
    agent.keys.enter()
    agent.at("screen:question:jours")
    assert agent.sees("refusal")
    agent.desk.trouble = None
    agent.to("screen:review")
    agent.keys.enter()
    agent.at("screen:done")
    ((session, _),) = agent.desk.submitted
    assert session is agent.desk.intake.submitted[0]
    agent.close()
