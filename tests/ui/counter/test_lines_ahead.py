"""Several questions on one page of the counter: an agent types on, from line to line."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from tests.ui.counter.counter_window import Post, open_post

Key = Qt.Key
LINES = ["field:ahead:age", "field:ahead:taille", "field:ahead:naissance", "field:ahead:heure"]


@pytest.fixture
def agent(bugs: list[BaseException]) -> Iterator[Post]:
    post = open_post()
    post.log_in()
    post.begin()
    post.to("screen:question:nom")
    yield post
    post.close()
    assert post.warnings == []


def write(agent: Post, *texts: str) -> None:
    """Type each text and press Enter after it."""
    for text in texts:
        agent.keys.type(text)
        agent.keys.enter()
    agent.settle()


def test_enter_goes_from_line_to_line_and_from_the_last_to_the_next_page(agent: Post) -> None:
    assert agent.names("field:ahead:")[::-1] == LINES
    for line, text in zip(LINES, ("Anne", "42", "1,75", "04031958"), strict=True):
        write(agent, text)
        assert agent.focused() == line
    write(agent, "1430")
    assert agent.screen() == "screen:question:telephone"
    answered = {row["name"]: row["shown"] for row in agent.course.entry_model.shown["answered"]}
    assert answered["nom"] == "Anne" and answered["age"] == "42"


def test_a_line_that_is_refused_becomes_the_page_and_says_why(agent: Post) -> None:
    write(agent, "Anne", "180", "1,75", "04031958", "1430")
    assert agent.screen() == "screen:question:age"
    assert agent.says("Un âge a 3 chiffres au plus.")
    assert agent.focused() == "field:answer"
    assert agent.read("field:ahead:naissance") == "04 03 1958"
    agent.keys.press(Key.Key_Backspace)
    # One more line fits now.
    write(agent, "", "", "", "", "0199887766")
    assert agent.screen() == "screen:review"


def test_the_lines_of_a_request_laid_aside_are_found_again(agent: Post) -> None:
    write(agent, "Anne")
    agent.keys.type("42")
    agent.keys.press(Key.Key_F8)
    agent.at("screen:home")
    agent.keys.use("resume")
    agent.at("screen:question:nom")
    assert (agent.read("field:answer"), agent.read("field:ahead:age")) == ("Anne", "42")


def test_f6_says_the_lines_too(agent: Post) -> None:
    said = [block["words"] for block in agent.find("listen").property("blocks").toVariant()]  # type: ignore[union-attr]
    assert said[0] == "Quel est votre nom ?".replace(" ?", "\u00a0?")
    assert [words for words in said if "âge" in words or "naissance" in words] != []


def test_escape_comes_back_to_the_whole_page(agent: Post) -> None:
    write(agent, "Anne", "42", "1,75", "04031958", "1430")
    agent.keys.press(Key.Key_Escape)
    agent.at("screen:question:nom")
    assert agent.read("field:ahead:heure") == "14 30"
