"""The automaton at a counter that is already enrolled, line by line: for the canary proof.

It writes no file. Lines on stdout: « SCREEN name » for each screen seen, « REFUSED » after a wrong PIN,
« READY » where it waits for a line on stdin, « CODE digits » and « STATE word » of the request made, « PAPER
printed », « FOUND count » of the answers read in the case of a kiosk, « CHANGED » when its status is,
« SUMMARY » when its A4 sheet is printed.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config import Config
from kiosk.wire.case import CaseStatus
from kiosk.wire.compact import Assistance, Plain
from rehearsal.counter_driver import CounterDriver
from rehearsal.drive import say
from rehearsal.driver import make_request
from rehearsal.ear import Ear
from rehearsal.hand import Hand
from rehearsal.journey import DELIVERY_S, PAPER_S, StartKiosk, first_service
from rehearsal.keys import Keys
from rehearsal.words import Reader, plain

SIZE = (1366, 768)


@dataclass(frozen=True)
class Errand:
    """What is to be done at a counter. answers: of the request to be made, by question name.

    found: what the case of `code` says, in words. online: whether there is a line to the central.
    waits: for a line on stdin, before the request is recorded.
    """

    wrong_pin: str = field(repr=False)
    pin: str = field(repr=False)
    answers: Mapping[str, Plain] = field(repr=False)
    code: str = field(repr=False)
    found: tuple[str, ...] = field(repr=False)
    message: str = field(repr=False)
    online: bool
    waits: bool = False


def read_errand(path: Path) -> Errand:
    """Read an errand from a JSON file of its fields. Raises OSError, ValueError, TypeError."""
    told = json.loads(path.read_text("utf-8"))
    return Errand(**{**told, "found": tuple(told["found"])})


def drive_counter(config: Config, start: StartKiosk, errand: Errand) -> None:
    """Do an errand. Raises NotSeen, Problems."""
    running = start(config, SIZE, output=Ear())
    try:
        hand = Hand(running.window)
        reader = Reader(hand, counter=True)
        driver = CounterDriver(Keys(hand), lambda screen: say("SCREEN", screen))
        driver.log_in_wrongly(errand.wrong_pin)
        say("REFUSED")
        driver.log_in(errand.pin)
        request = make_request(first_service(config), errand.answers, "fr")
        visit = driver.reach_review(request, Assistance.ENTERED_BY_AGENT)
        if errand.waits:
            say("READY")
            sys.stdin.readline()
        driver.confirm(visit)
        say("CODE", visit.code)
        if errand.online:
            hand.wait(lambda: reader.strongest_word() == "reçue", "« reçue »", DELIVERY_S)
            say("STATE", "reçue")
        hand.wait(lambda: reader.shows("entry.paper.printed"), "the paper", PAPER_S)
        say("PAPER", "printed")
        driver.finish()
        driver.find(errand.code)
        found = set(errand.found)
        hand.wait(lambda: found <= {plain(text) for text in hand.texts("answers")}, "the answers of the case")
        say("FOUND", str(len(errand.found)))
        driver.answer_case(CaseStatus.IN_PROGRESS, errand.message)
        hand.wait(lambda: errand.message in " ".join(hand.texts()), "the change in the case")
        say("CHANGED")
        driver.print_summary()
        driver.log_out()
        say("SUMMARY")
    finally:
        running.close()
