"""A case system in a process of its own: an OpenRosa server and a webhook receiver, with switches.

`python -m tests.fakes.case_system` prints its port. It keeps what came by id: the same bytes again are 201,
others 409. Words of `POST /switch` are used up one by each sending:
a number is answered and nothing kept; "cut" keeps and hangs up without a word; "hang" keeps and says nothing.
"""

import base64
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]


class _State(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.switches: dict[str, Any] = {"next": [], "forms": None, "login": None, "retry_after": None}
        self.kept: dict[str, bytes] = {}
        self.calls: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _State

    def do_GET(self) -> None:
        kept = {name: base64.b64encode(raw).decode() for name, raw in self.server.kept.items()}
        self._answer(200, json.dumps({"kept": kept, "calls": self.server.calls}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/switch":
            self.server.switches |= json.loads(body)
            if self.server.switches.pop("forget", False):
                self.server.kept.clear()
                self.server.calls.clear()
            self._answer(200)
            return
        with self.server.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.server.calls.append(
                {"path": self.path, "headers": headers, "body": base64.b64encode(body).decode()}
            )
            word = self.server.switches["next"].pop(0) if self.server.switches["next"] else ""
        self._obey(word, body)

    def _obey(self, word: str, body: bytes) -> None:
        if word.isdigit():
            self._answer(int(word))
            return
        openrosa = self.path.endswith("/submission")
        status = self._take_instance(body) if openrosa else self._take(self.headers["Relais-Delivery"], body)
        if word == "cut":
            self.close_connection = True
        elif word == "hang":
            time.sleep(60)
        else:
            self._answer(status)

    def _take_instance(self, body: bytes) -> int:
        login = self.server.switches["login"]
        if login is not None and self.headers["Authorization"] != login:
            return 401
        if self.headers["X-OpenRosa-Version"] != "1.0" or not self.headers["Date"]:
            return 400
        xml = _part(self.headers["Content-Type"], body, "xml_submission_file")
        root = etree.fromstring(xml)
        forms = self.server.switches["forms"]
        if forms is not None and f"{root.get('id')} {root.get('version')}" not in forms:
            return 404
        return self._take(root.findtext("meta/instanceID", ""), xml)

    def _take(self, name: str, raw: bytes) -> int:
        with self.server.lock:
            return 201 if self.server.kept.setdefault(name, raw) == raw else 409

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if self.server.switches["retry_after"] is not None and status >= 400:
            self.send_header("Retry-After", self.server.switches["retry_after"])
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


def _part(content_type: str, body: bytes, name: str) -> bytes:
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
    )
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == name:
            return part.get_payload(decode=True)
    return b""


class CaseSystem:
    """The other process as a test holds it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = requests.Session()
        self._http.trust_env = False

    def reset(self) -> None:
        """Forget everything, and answer as it should."""
        self.switch(next=[], forms=None, login=None, retry_after=None, forget=True)

    def switch(self, **switches: Any) -> None:
        assert self._http.post(f"{self.url}/switch", json=switches, timeout=30).status_code == 200

    @property
    def kept(self) -> dict[str, bytes]:
        """What it holds, by id."""
        return {name: base64.b64decode(raw) for name, raw in self._told()["kept"].items()}

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Every sending that came, body as bytes."""
        return [call | {"body": base64.b64decode(call["body"])} for call in self._told()["calls"]]

    def _told(self) -> dict[str, Any]:
        return self._http.get(self.url, timeout=30).json()


@contextmanager
def running() -> Iterator[CaseSystem]:
    command = [sys.executable, "-m", "tests.fakes.case_system"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield CaseSystem(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()


if __name__ == "__main__":
    server = _State()
    print(server.server_address[1], flush=True)
    server.serve_forever()
