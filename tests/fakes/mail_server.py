"""A mail server in a process of its own, which keeps each message as a file.

`python -m tests.fakes.mail_server FOLDER` prints its port. A mailbox called « refused » is refused for good,
one called « full » for now.
"""

import socketserver
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = {"refused": b"550 no such mailbox", "full": b"452 mailbox full"}


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                self._say(b"250 SIZE 1000000")
            elif word == b"RCPT":
                mailbox = line.decode().partition("<")[2].partition("@")[0]
                self._say(REFUSALS.get(mailbox, b"250 ok"))
            elif word == b"DATA":
                self._say(b"354 go on")
                self._keep()
                self._say(b"250 kept")
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        folder = Path(sys.argv[1])
        (folder / f"{len(list(folder.iterdir()))}.eml").write_bytes(b"".join(lines))

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class MailServer:
    """The other process as a test holds it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder

    def forget(self) -> None:
        for path in self._folder.iterdir():
            path.unlink()

    @property
    def messages(self) -> list[EmailMessage]:
        files = sorted(self._folder.iterdir(), key=lambda path: int(path.stem))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


@contextmanager
def running(folder: Path) -> Iterator[MailServer]:
    command = [sys.executable, "-m", "tests.fakes.mail_server", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield MailServer(f"smtp://127.0.0.1:{int(process.stdout.readline())}", folder)
        finally:
            process.kill()


if __name__ == "__main__":
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
