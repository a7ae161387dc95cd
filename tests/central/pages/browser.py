"""A real browser without a screen: Chromium, spoken to over its debugging pipe (no driver, no port)."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from select import select
from typing import Any

PATIENCE_S = 40.0
SWITCHES = (
    "--headless=new",
    # Root, as in a container, has no sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=390,844",
    "--remote-debugging-pipe",
)
Event = dict[str, Any]


class Browser:
    """One process with one page."""

    def __init__(self, profile: Path) -> None:
        there, ours = os.pipe()
        theirs, here = os.pipe()[::-1]
        words = ["chromium", *SWITCHES, f"--user-data-dir={profile}", "about:blank"]
        # The pipe must be its files 3 and 4, whatever the numbers are over here.
        shell = f'exec "$@" 3<&{there} 4>&{theirs}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", *words],
            pass_fds=(there, theirs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(there)
        os.close(theirs)
        self._in, self._out = ours, here
        self._rest = b""
        self._asked = 0
        self._answers: dict[int, Event] = {}
        self._session: str | None = None
        self.events: list[Event] = []
        self.hear: Callable[[Event], None] = lambda event: None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.ask(f"{domain}.enable")

    def close(self) -> None:
        self._session = None
        try:
            self.ask("Browser.close")
            self._process.wait(PATIENCE_S)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._in)
            os.close(self._out)

    def ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        mine = self._asked
        message: dict[str, Any] = {"id": mine, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._in, json.dumps(message).encode() + b"\0")
        # Who hears an event may ask in turn, and meets the answer to somebody else.
        while mine not in self._answers:
            self._take(self._next(PATIENCE_S))
        told = self._answers.pop(mine)
        assert "error" not in told, told
        return told["result"]

    def open(self, url: str, language: str = "fr") -> None:
        """Go to an address as a new page: the same one with another fragment would not load again."""
        self.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        self.ask("Page.navigate", url="about:blank")
        self.events.clear()
        self.ask("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        told = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until a script gives something true."""
        for _ in range(int(PATIENCE_S / 0.05)):
            try:
                found = self.run(script)
            except AssertionError:
                found = None  # between two pages
            if found:
                return found
            while select([self._out], [], [], 0.05)[0]:
                self._take(self._next(PATIENCE_S))
        raise TimeoutError(script)

    def _take(self, told: Event) -> None:
        if "id" in told:
            self._answers[told["id"]] = told
        else:
            self.events.append(told)
            self.hear(told)

    def _next(self, seconds: float) -> Event:
        while b"\0" not in self._rest:
            if not select([self._out], [], [], seconds)[0]:
                raise TimeoutError("the browser is silent")
            piece = os.read(self._out, 1 << 16)
            if not piece:
                raise EOFError("the browser is gone")
            self._rest += piece
        line, self._rest = self._rest.split(b"\0", 1)
        return dict(json.loads(line))
