"""The automaton on a station that is already enrolled, line by line: for the kill and canary proofs.

It writes no file. Lines on stdout: « SCREEN name » for each screen seen, « CODE digits » and « STATE word »
as the screen shows them, « PAPER printed », « HEARD count » of what was read aloud, and « READY » before the
confirm touch when asked to wait there for a line on stdin.
"""

import sys
import time
from collections.abc import Mapping

import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage

from kiosk.config import Config
from kiosk.wire.compact import Plain
from rehearsal.attention import Attention
from rehearsal.driver import Driver, make_request
from rehearsal.ear import Ear
from rehearsal.hand import Hand, NotSeen
from rehearsal.journey import DELIVERY_S, PAPER_S, StartKiosk, first_service
from rehearsal.keys import Keys
from rehearsal.words import Reader

SIZE = (1280, 800)


def drive(
    config: Config,
    start: StartKiosk,
    answers: Mapping[str, Plain] | None,
    *,
    wait_before_confirm: bool,
    service: str = "",
) -> None:
    """Make one request and wait until the screen says « reçue ». Raises NotSeen, Problems.

    service: "" for the first one.
    """
    request = make_request(first_service(config, service), answers, "fr")
    ear = Ear()
    running = start(config, SIZE, output=ear)
    try:
        hand = Hand(running.window)
        reader = Reader(hand)
        hand.wait(lambda: hand.sees("start"), "the welcome screen")
        attention = Attention(running, hand, ear)

        def see(screen: str) -> None:
            say("SCREEN", screen)
            # What was keyed in, aloud: said live, and kept nowhere.
            if hand.sees("ear:field"):
                attention.hear("ear:field")

        driver = Driver(hand, request, see)
        driver.reach_review()
        attention.listen("screen:review")
        if wait_before_confirm:
            say("READY")
            sys.stdin.readline()
        driver.confirm()
        say("CODE", driver.visit.code)
        _see_it_through(hand, reader, paper=config.printer is not None)
        attention.listen("screen:done")
        come_back(driver, hand, attention)
        say("HEARD", str(len(attention.spoken) - len(attention.unheard)))
        driver.finish()
    finally:
        running.close()


def come_back(driver: Driver, hand: Hand, attention: Attention) -> None:
    """End the sitting, and show the paper as whoever comes back with it: told, said aloud, kept nowhere."""
    square = read_screen(hand)
    driver.finish()
    Keys(hand).scan(square)
    hand.wait(lambda: hand.screen() == "screen:news", "what is known of the paper")
    attention.listen("screen:news")


def _see_it_through(hand: Hand, reader: Reader, *, paper: bool) -> None:
    hand.wait(lambda: reader.strongest_word() == "reçue", "« reçue »", DELIVERY_S)
    say("STATE", "reçue")
    if paper:
        hand.wait(lambda: reader.shows("done.print.printed"), "« Prenez votre papier. »", PAPER_S)
        say("PAPER", "printed")


def look(config: Config, start: StartKiosk, seconds: float) -> None:
    """Start the kiosk, touch nothing, and tell what it shows for some seconds."""
    running = start(config, SIZE, output=Ear())
    try:
        hand = Hand(running.window)
        reader = Reader(hand)
        hand.wait(lambda: bool(hand.screen()), "a screen")
        seen: list[str] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            now = [f"SCREEN {hand.screen()}"]
            if hand.sees("code"):
                now += [f"CODE {hand.read('code')}", f"STATE {reader.strongest_word()}"]
            for line in now:
                if line not in seen:
                    seen.append(line)
                    say(line)
            hand.pause(50)
    finally:
        running.close()


def read_screen(hand: Hand) -> str:
    """Return what the square on the screen says. Raises NotSeen where a phone would find none."""
    picture = hand.window.grabWindow().convertToFormat(QImage.Format.Format_Grayscale8)
    size = (picture.width(), picture.height())
    found = zxingcpp.read_barcodes(
        Image.frombytes("L", size, bytes(picture.constBits()), "raw", "L", picture.bytesPerLine())
    )
    if not found:
        raise NotSeen("no square on the screen")
    return found[0].text


def say(*words: str) -> None:
    """Write a line for who reads our output."""
    print(*words, flush=True)
