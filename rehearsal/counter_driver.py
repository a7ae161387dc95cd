"""Works a counter as an agent does who never touches the mouse: looks at the window and presses keys."""

from functools import partial

from PySide6.QtCore import Qt

from kiosk.forms.model import Kind, Question
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Assistance, Plain
from rehearsal.driver import FIRST_LANGUAGE, Request, Visit, Witness, moment_digits
from rehearsal.keys import ALT, Keys

# The key caps of the counter (DESIGN.md §7).
SEARCH = Qt.Key.Key_F2
NEW_REQUEST = Qt.Key.Key_F3
SUSPEND = Qt.Key.Key_F8
# Lines under the question of a page.
AHEAD = "field:ahead:"
MODES = {Assistance.ALONE: 1, Assistance.TOGETHER: 2, Assistance.ENTERED_BY_AGENT: 3}


class CounterDriver:
    """One agent, with one client after the other; `witness` is told the name of each screen shown.

    Raises NotSeen when the counter does not do what its screen promises.
    """

    def __init__(self, keys: Keys, witness: Witness) -> None:
        self._keys = keys
        self._hand = keys.hand
        self._witness = witness
        self.screens: list[str] = []

    def log_in(self, pin: str) -> None:
        """Choose the first agent and type their PIN."""
        self._arrive("screen:login")
        self._keys.use(min(self._hand.names("agent:")))
        self._keys.write("field:pin", pin)
        self._keys.enter()
        self._arrive("screen:home")

    def log_in_wrongly(self, pin: str) -> None:
        """Type a PIN that is not theirs, and read that it is refused."""
        self._arrive("screen:login")
        self._keys.use(min(self._hand.names("agent:")))
        self._keys.write("field:pin", pin)
        self._keys.enter()
        self._hand.wait(lambda: self._hand.sees("refusal"), "the refusal of a PIN")
        self._witness("screen:login:refused")

    def reach_review(self, request: Request, mode: Assistance) -> Visit:
        """Make one request with a client, set aside once and taken up again, up to where it is checked."""
        visit = Visit()
        self._begin(request, mode)
        self._ask(request, visit)
        self._set_aside_and_resume()
        self._ask_on(request, visit)
        return visit

    def resume(self, request: Request) -> Visit:
        """Take up what was left unfinished, up to where it is checked; return what is answered now."""
        visit = Visit()
        self._keys.use("resume")
        self._leave("screen:home")
        self._ask_on(request, visit)
        return visit

    def confirm(self, visit: Visit) -> None:
        """Record the request, and note its code."""
        self._keys.enter()
        self._arrive("screen:done")
        visit.code = self._hand.read("code")

    def finish(self) -> None:
        """See the counter ready for the next client."""
        self._keys.use("finish")
        self._arrive("screen:home")

    def find(self, code: str) -> None:
        """Type the code of a paper, from whatever page is shown."""
        self._search()
        self._keys.type("".join(character for character in code if character.isdigit()))
        self._keys.enter()
        self._arrive("screen:case")

    def scan(self, link: str) -> None:
        """Hold the square of a paper before the scanner, from whatever page is shown."""
        self._search()
        self._keys.scan(link)
        self._arrive("screen:case")

    def answer_case(self, status: CaseStatus, message: str) -> None:
        """Change the status of the case shown, with words to its client."""
        self._keys.use(f"status:{status}")
        self._keys.write("field:message", message)
        self._keys.use("change-status")

    def print_summary(self) -> None:
        """Print the case shown for the file, on A4."""
        self._keys.use("summary")

    def log_out(self) -> None:
        """Leave the counter to the next agent."""
        self._keys.use("log-out")
        self._arrive("screen:login")

    def _search(self) -> None:
        self._keys.press(SEARCH)
        self._hand.wait(lambda: "field:search" in self._keys.focused(), "the focus in the search field")

    def _begin(self, request: Request, mode: Assistance) -> None:
        if self._hand.screen() != "screen:home":
            self._keys.press(NEW_REQUEST)
            self._arrive("screen:home")
        self._keys.use(f"service:{request.service.id}")
        self._leave("screen:home")
        if request.language != FIRST_LANGUAGE:
            self._speak(request.language)
        self._keys.digit(MODES[mode], ALT)

    def _speak(self, language: str) -> None:
        """Choose the client's language, and wait for the page in it: an answer given before is lost."""
        self._keys.use(f"language:{language}")
        self._hand.wait(lambda: self._hand.has(f"language:{language}", "chosen"), f"the page in {language}")

    def _set_aside_and_resume(self) -> None:
        """Set the request aside at the present question, and come back to the same one."""
        screen = self._hand.screen()
        self._keys.press(SUSPEND)
        self._arrive("screen:home")
        self._keys.use("resume")
        self._hand.wait(lambda: self._hand.screen() == screen, f"{screen}, taken up again")

    def _ask_on(self, request: Request, visit: Visit) -> None:
        while self._hand.screen() != "screen:review":
            self._ask(request, visit)
        self._arrive("screen:review")

    def _arrive(self, screen: str) -> None:
        self._hand.wait(lambda: self._hand.screen() == screen, screen)
        self.screens.append(screen)
        self._witness(screen)

    def _leave(self, screen: str) -> None:
        self._hand.wait(lambda: self._hand.screen() not in ("", screen), f"the page after {screen}")

    def _ask(self, request: Request, visit: Visit) -> None:
        screen = self._hand.screen()
        visit.answers |= request.answer(screen, visit.answers, self._give)
        for line in reversed(self._hand.names(AHEAD)):
            self._keys.enter()
            self._hand.wait(lambda line=line: line in self._keys.focused(), f"the focus in {line}")
            name = line.removeprefix(AHEAD)
            visit.answers |= request.answer(name, visit.answers, partial(self._write, line))
        self._arrive(screen)
        visit.screens.append(screen)
        self._keys.enter()
        self._leave(screen)

    def _give(self, question: Question, value: Plain) -> Plain:
        match question.kind:
            case Kind.SELECT_ONE | Kind.ANOTHER:
                self._choose(str(value))
            case Kind.SELECT_MULTIPLE | Kind.RANK if isinstance(value, list):
                for name in value:
                    self._choose(name)
            case Kind.ACKNOWLEDGE:
                self._keys.digit(1)
            case _:
                self._write("field:answer", question, value)
        return value

    def _write(self, line: str, question: Question, value: Plain) -> Plain:
        text = str(value)
        match question.kind:
            case Kind.DATE:
                year, month, day = text.split("-")
                text = day + month + year
            case Kind.TIME:
                text = text.replace(":", "")
            case Kind.DATETIME:
                text = moment_digits(text)
        self._keys.write(line, text)
        return value

    def _choose(self, name: str) -> None:
        """Press the digit that stands beside an answer; the tenth and further ones have none."""
        # What is seen is listed from the last painted to the first.
        shown = self._hand.names("choice:")[::-1]
        if f"choice:{name}" in shown[:9]:
            self._keys.digit(shown.index(f"choice:{name}") + 1)
        else:
            self._keys.use(f"choice:{name}")
