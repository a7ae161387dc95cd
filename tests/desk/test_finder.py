"""What an agent types or scans is understood, and the search runs where its line was opened."""

import pytest

from kiosk.desk.finder import Finder, Wanted, WantedCode, WantedToken, parse_wanted
from kiosk.errors import CentralUnreachable
from kiosk.wire.case import CaseTold
from kiosk.wire.followup import followup_url, token_text

CODE, TOKEN = 482_913_507_264, bytes(range(16))


@pytest.mark.parametrize(
    "text",
    ["482913507264", "482 913 507 264", " 482-913-507-264\n", "48 29 13 50 72 64", "٤٨٢ ٩١٣ ٥٠٧ ٢٦٤"],
)
def test_the_12_digits_in_any_spacing(text):
    assert parse_wanted(text) == WantedCode(CODE)


@pytest.mark.parametrize(
    "text",
    [
        followup_url("https://relais.example", 3, TOKEN),
        followup_url("http://127.0.0.1:8123", 3, TOKEN) + "\r\n",
        followup_url("https://relais.example", 3, TOKEN).upper(),
        f"/s/3-{token_text(TOKEN)}",
    ],
)
def test_the_address_of_the_paper_as_a_scanner_types_it(text):
    assert parse_wanted(text) == WantedToken(3, TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "482 913 507 265",  # the wrong check digit
        "482 913 507 26",
        "482 913 507 2640",
        "Mme MARTIN",
        f"https://relais.example/s/0-{token_text(TOKEN)}",
        f"https://relais.example/s/4294967296-{token_text(TOKEN)}",
        f"https://relais.example/s/3-{token_text(TOKEN)[:-1]}",
        f"https://relais.example/s/3-{token_text(TOKEN)}/x",
        f"https://relais.example/s/3-{token_text(TOKEN)[:-1]}b",  # spare bits that are not zero
        f"https://relais.example/a/s/3-{token_text(TOKEN)}",
        "https://relais.example/s/",
        # A scanner set to an American keyboard in front of a French one.
        'httpsM!!relqis:exq,ple!s!")6' + token_text(TOKEN),
    ],
)
def test_anything_else_is_not_guessed_at(text):
    assert parse_wanted(text) is None


def test_a_code_or_a_token_is_not_in_the_repr():
    assert str(CODE) not in repr(WantedCode(CODE))
    assert repr(TOKEN) not in repr(WantedToken(3, TOKEN))


class FakeSource:
    """Keeps what it was asked; answers with a Problem once."""

    def __init__(self) -> None:
        self.asked: list[Wanted] = []
        self.closed = 0

    def find(self, wanted: Wanted) -> tuple[CaseTold, ...]:
        self.asked.append(wanted)
        if len(self.asked) == 1:
            raise CentralUnreachable(address="https://relais.example")
        return ()

    def close(self) -> None:
        self.closed += 1


def test_the_line_is_opened_when_it_is_first_needed_and_closed_once():
    opened: list[FakeSource] = []

    def open_source() -> FakeSource:
        opened.append(FakeSource())
        return opened[-1]

    finder = Finder(open_source)
    assert opened == []
    with pytest.raises(CentralUnreachable):
        finder.find(WantedCode(CODE))
    assert finder.find(WantedToken(3, TOKEN)) == ()
    assert opened[0].asked == [WantedCode(CODE), WantedToken(3, TOKEN)]
    finder.close()
    finder.close()
    assert len(opened) == 1 and opened[0].closed == 1


def test_a_finder_that_was_never_asked_closes():
    Finder(FakeSource).close()
