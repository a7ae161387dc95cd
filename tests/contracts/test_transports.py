"""What every transport keeps to, whatever it carries bytes over. A new word in KINDS is tried by itself.

The printer's tests rest on these promises and on nothing else about transports.
"""

import os
import select
import socket
import struct
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.config import PrinterConfig
from printers.transports import KINDS, FileTransport, NetworkTransport, Transport, TransportTrouble
from tests.fakes.scripted_server import closed_port, deaf_port

MUCH = bytes(range(256)) * 500


@dataclass
class Peer:
    """The printer's end: take bytes, say bytes, go away."""

    take: Callable[[int], bytes]
    say: Callable[[bytes], None]
    leave: Callable[[], None]


Bench = tuple[Transport, Callable[[], Peer]]


@contextmanager
def network() -> Iterator[Bench]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = NetworkTransport("127.0.0.1", listener.getsockname()[1], stall_s=5)
        peers: list[socket.socket] = []

        def accept() -> Peer:
            peer, _ = listener.accept()
            peers.append(peer)
            peer.settimeout(20)
            return Peer(peer.recv, peer.sendall, peer.close)

        yield transport, accept
        for peer in peers:
            peer.close()


@contextmanager
def file() -> Iterator[Bench]:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    path = Path(os.ttyname(theirs))
    os.close(theirs)
    open_ends = [ours]

    def take(most: int) -> bytes:
        select.select([ours], [], [], 20)
        return os.read(ours, most)

    def leave() -> None:
        os.close(open_ends.pop())

    def accept() -> Peer:
        return Peer(take, lambda data: (os.write(ours, data), None)[1], leave)

    yield FileTransport(path, stall_s=5), accept
    for end in open_ends:
        os.close(end)


@contextmanager
def network_to_nobody() -> Iterator[Transport]:
    yield NetworkTransport("127.0.0.1", closed_port())


@contextmanager
def file_to_nobody() -> Iterator[Transport]:
    yield FileTransport(Path("/dev/no-such-printer"))


@contextmanager
def network_to_the_deaf() -> Iterator[Transport]:
    with deaf_port() as port:
        yield NetworkTransport("127.0.0.1", port, stall_s=0.2)


@contextmanager
def file_to_the_deaf() -> Iterator[Transport]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "pipe")
        os.mkfifo(path)
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        yield FileTransport(path, stall_s=0.2)
        os.close(reader)


Made = Callable[[], AbstractContextManager[Transport]]
# For each word in KINDS: one with its peer, one whose peer is away, one whose peer takes nothing.
BENCHES: dict[str, tuple[Callable[[], AbstractContextManager[Bench]], Made, Made]] = {
    "network": (network, network_to_nobody, network_to_the_deaf),
    "file": (file, file_to_nobody, file_to_the_deaf),
}


@pytest.fixture(params=sorted(KINDS))
def kind(request) -> str:
    return request.param


@pytest.fixture
def bench(kind):
    with BENCHES[kind][0]() as made:
        yield made
        made[0].close()


def taking(peer: Peer, count: int) -> tuple[threading.Thread, list[bytes]]:
    taken: list[bytes] = []

    def work() -> None:
        while sum(map(len, taken)) < count:
            taken.append(peer.take(4096))

    thread = threading.Thread(target=work)
    thread.start()
    return thread, taken


def test_every_transport_has_its_bench(kind):
    assert set(BENCHES) == set(KINDS)


def test_it_is_made_from_the_configuration(kind):
    config = PrinterConfig(
        kind, "127.0.0.1", closed_port(), Path("/dev/no-such-printer"), 576, "default", "blind"
    )
    with pytest.raises(TransportTrouble):
        KINDS[kind](config).open()


def test_the_bytes_arrive_as_they_are_and_in_order(bench):
    transport, accept = bench
    transport.open()
    thread, taken = taking(accept(), len(MUCH))
    for at in range(0, len(MUCH), 30_000):
        transport.send(MUCH[at : at + 30_000])
    thread.join()
    assert b"".join(taken) == MUCH


def test_what_the_printer_says_comes_back(bench):
    transport, accept = bench
    transport.open()
    accept().say(b"\x12\x16")
    assert transport.read(1, 20) == b"\x12"
    assert transport.read(64, 20) == b"\x16"


def test_silence_is_not_an_answer(bench):
    transport, accept = bench
    transport.open()
    peer = accept()
    assert transport.read(64, 0.01) == b""
    peer.say(b"\x12")
    assert transport.read(64, 20) == b"\x12"


def test_a_printer_that_goes_away_is_trouble(bench):
    transport, accept = bench
    transport.open()
    accept().leave()
    with pytest.raises(TransportTrouble) as caught:
        for _ in range(100):
            transport.send(MUCH)
            transport.read(64, 0.01)
    assert caught.value.code == "offline"
    assert caught.value.sent <= len(MUCH)


def test_a_printer_that_is_away_is_trouble_and_nothing_was_sent(kind):
    with BENCHES[kind][1]() as transport, pytest.raises(TransportTrouble) as caught:
        transport.open()
    assert (caught.value.code, caught.value.sent) == ("offline", 0)


def test_a_printer_that_takes_no_more_is_trouble_and_what_left_is_counted(kind):
    with BENCHES[kind][2]() as transport:
        transport.open()
        with pytest.raises(TransportTrouble) as caught:
            transport.send(bytes(64_000_000))
        transport.close()
    assert caught.value.code == "stalled"
    assert 0 < caught.value.sent < 64_000_000


def test_unopened_or_closed_it_is_offline(bench):
    transport, _ = bench
    for _ in range(2):
        for use in (lambda: transport.send(b"x"), lambda: transport.read(1, 0.01)):
            with pytest.raises(TransportTrouble) as caught:
                use()
            assert (caught.value.code, caught.value.sent) == ("offline", 0)
        transport.open()
        transport.close()
        transport.close()


def test_a_receipt_never_stays_in_an_ordinary_file(tmp_path):
    path = tmp_path / "receipts"
    path.write_bytes(b"before")
    with pytest.raises(TransportTrouble) as caught:
        FileTransport(path).open()
    assert caught.value.code == "not_a_device"
    assert path.read_bytes() == b"before"
    with pytest.raises(TransportTrouble):
        FileTransport(tmp_path / "new").open()
    assert not (tmp_path / "new").exists()


def test_after_trouble_the_network_takes_back_what_waits(kind):
    """What stands in this station's buffers must not print for the next client."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = NetworkTransport("127.0.0.1", listener.getsockname()[1], stall_s=0.2)
        transport.open()
        peer, _ = listener.accept()
        with peer:
            with pytest.raises(TransportTrouble):
                transport.send(bytes(64_000_000))
            transport.close()
            peer.settimeout(20)
            with pytest.raises(ConnectionResetError):
                while peer.recv(1 << 20):
                    pass


def test_a_hang_up_by_reset_is_trouble(kind):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = NetworkTransport("127.0.0.1", listener.getsockname()[1])
        transport.open()
        peer, _ = listener.accept()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()
        with pytest.raises(TransportTrouble) as caught:
            transport.read(1, 20)
        transport.close()
    assert caught.value.code == "offline"
