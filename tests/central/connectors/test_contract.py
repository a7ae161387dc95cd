"""What holds for every kind of connector, against its own peer in another process."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from central.connectors import web
from central.connectors.connector import (
    AnswersKind,
    Carries,
    Delivered,
    Kind,
    Later,
    Opened,
    Parcel,
    Target,
    Trouble,
)
from central.connectors.handover import handed_over
from central.connectors.kinds import KINDS
from kiosk.wire.envelope import new_id
from tests.central.pages.towns import CREATED_MS, RECEIVED_MS, SERVICE, Town
from tests.fakes import case_system, mail_server
from tests.fakes.scripted_server import closed_port, deaf_port

SETTINGS = {"to": "a@mairie.example", "from": "b@mairie.example"}


@contextmanager
def mailbox(folder: Path) -> Iterator[str]:
    with mail_server.running(folder) as server:
        yield server.url


@contextmanager
def receiver(folder: Path) -> Iterator[str]:
    with case_system.running() as system:
        yield system.url


@contextmanager
def babbling_port() -> Iterator[int]:
    """Somebody who speaks first, and nothing that makes sense."""

    class Babble(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"\x00\xff not what was expected\r\n\r\n")
            self.request.shutdown(socket.SHUT_WR)
            while self.request.recv(4096):
                pass

    with socketserver.TCPServer(("127.0.0.1", 0), Babble) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


PEERS = {
    "openrosa": (receiver, "http"),
    "webhook": (receiver, "http"),
    "paper": (mailbox, "smtp"),
    "sealed": (receiver, "http"),
}


@dataclass(frozen=True)
class Bench:
    """A kind, its peer, and a place where its peer could be."""

    kind: Kind
    url: str
    scheme: str

    def send(self, parcel: Parcel, port: int | None = None) -> object:
        url = self.url if port is None else f"{self.scheme}://127.0.0.1:{port}"
        return self.kind.send([parcel], Target(url, SETTINGS, ""))


@pytest.fixture(scope="module", params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    peer, scheme = PEERS[request.param]
    with peer(tmp_path_factory.mktemp("peer")) as url:
        yield Bench(KINDS[request.param], url, scheme)


@pytest.fixture
def make(bench: Bench, town: Town) -> Callable[[], Parcel]:
    content, name = town.content(), new_id(CREATED_MS)
    service = town.published.catalogue.service(SERVICE)
    if bench.kind.carries is Carries.NOTICE:
        return lambda: Parcel(name, b"")
    if bench.kind.carries is Carries.ENVELOPE:
        case = town.arrive(content, envelope_id=name)
        return lambda: Parcel(name, handed_over(case, "eau"))
    opened = Opened(name, content, service.form, service, CREATED_MS, RECEIVED_MS)
    return lambda: Parcel(name, cast("AnswersKind", bench.kind).freeze(opened))


def test_the_same_case_is_the_same_bytes(make: Callable[[], Parcel]) -> None:
    assert make() == make()


def test_it_is_taken_and_taken_again(bench: Bench, make: Callable[[], Parcel]) -> None:
    assert [bench.send(make()) for _ in range(2)] == [Delivered(), Delivered()]


def test_nobody_there_is_no_bug_and_concerns_all(bench: Bench, make: Callable[[], Parcel]) -> None:
    assert bench.send(make(), closed_port()) == Later(Trouble.UNREACHABLE, everyone=True)


def test_silence_ends(bench: Bench, make: Callable[[], Parcel], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "READ_S", 0.3)
    monkeypatch.setattr("central.connectors.paper.TIMEOUT_S", 0.3)
    with deaf_port() as port:
        outcome = bench.send(make(), port)
    assert isinstance(outcome, Later)
    assert outcome.everyone and outcome.trouble in (Trouble.NO_ANSWER, Trouble.UNREACHABLE)


def test_somebody_else_at_that_place_is_not_believed(bench: Bench, make: Callable[[], Parcel]) -> None:
    with babbling_port() as port:
        outcome = bench.send(make(), port)
    assert isinstance(outcome, Later) and outcome.everyone
