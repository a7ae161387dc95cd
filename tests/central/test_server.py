"""The central as it runs: one process, told by signals, on a port of its own."""

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from kiosk.wire.followup import new_token, token_text
from tests.central.outpost import ENVELOPES, Outpost, Reply
from tests.central.process import RealCentral

SLOW = 60


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> RealCentral:
    central = RealCentral(tmp_path_factory.mktemp("central"))
    central.init()
    return central


@pytest.fixture
def central(prepared: RealCentral) -> Iterator[RealCentral]:
    prepared.start()
    yield prepared
    prepared.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_nothing_is_left(prepared: RealCentral, number: int) -> None:
    assert prepared.start() == f"central ready http://127.0.0.1:{prepared.port}\n"
    pid = prepared.pid
    assert not Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert prepared.stop(number) == 0
    assert not prepared.listening()


def test_a_taken_port_is_told_and_never_called_ready(central: RealCentral) -> None:
    second = central.run("serve", "--port", str(central.port))
    assert (second.returncode, second.stdout) == (2, "")
    assert "déjà pris" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_of_another_program_that_would_share_it_is_taken_too(prepared: RealCentral) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        second = prepared.run("serve", "--port", str(other.getsockname()[1]))
    assert (second.returncode, second.stdout) == (2, "")


def _delivered(outpost: Outpost, batch: list[bytes]) -> Reply:
    """Send until it is not too much at once: on a slow disk « busy » is a right answer, and stations wait."""
    replies = (outpost.send(*batch) for _ in range(10))
    return next(reply for reply in replies if reply.status != 503)


def test_concurrent_posts_of_one_batch_keep_it_once_and_hear_one_verdict(central: RealCentral) -> None:
    outpost = central.enrolled()
    batch = [outpost.envelope() for _ in range(10)]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: _delivered(outpost, batch), range(24)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.value["acknowledgement"] for reply in replies}) == 1
    assert [reply.refused for reply in replies] == [[]] * len(replies)
    assert _rows(central, "intake_storedenvelope") == _rows(central, "cases_case") == 10


def test_concurrent_batches_of_several_stations_are_all_kept(central: RealCentral) -> None:
    before = _rows(central, "intake_storedenvelope")
    outposts = [central.enrolled() for _ in range(3)]
    batches = [(outpost, [outpost.envelope() for _ in range(5)]) for outpost in outposts for _ in range(4)]
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda one: _delivered(*one), batches))
    assert [(reply.status, reply.refused) for reply in replies] == [(200, [])] * len(batches)
    assert _rows(central, "intake_storedenvelope") - before == 5 * len(batches)


def test_a_verdict_survives_a_restart(central: RealCentral) -> None:
    outpost = central.enrolled()
    raw = outpost.envelope()
    first = outpost.send(raw).raw
    assert central.stop() == 0
    central.start()
    assert outpost.send(raw).raw == first


def test_an_agency_opened_while_serving_can_enrol_and_send(central: RealCentral) -> None:
    number = central.init(name="Mairie de Beaulieu")
    outpost = central.enrolled(number)
    assert outpost.send(outpost.envelope()).refused == []


def test_a_body_above_the_cap_is_refused_before_django(central: RealCentral) -> None:
    # Unsigned, and to an address without a view: Django would say 404.
    reply = central.over_http("/nowhere", bytes(512 * 1024 + 1), {})
    assert (reply.status, reply.value) == (413, {"error": "too_large"})
    assert central.over_http("/nowhere", bytes(1024), {}).status in (403, 404)


def test_slow_callers_do_not_stop_others(central: RealCentral) -> None:
    begun = f"POST {ENVELOPES} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc"
    slow = [socket.create_connection(("127.0.0.1", central.port)) for _ in range(SLOW)]
    try:
        for number, connection in enumerate(slow):
            # Half of them dawdle over the body, half over the headers.
            connection.sendall((begun if number % 2 else begun[:40]).encode())
        outpost = central.enrolled()
        assert outpost.send(outpost.envelope()).status == 200
        assert central.stop() == 0
    finally:
        for connection in slow:
            connection.close()


def test_a_follow_up_token_is_in_nothing_that_it_says(central: RealCentral) -> None:
    token = token_text(new_token())
    for path in (f"/s/1-{token}", f"/s/x-{token}", f"/{token}", f"/agence/entrer/{token}"):
        requests.get(f"http://127.0.0.1:{central.port}{path}", timeout=30)
        requests.get(f"http://127.0.0.1:{central.port}{path}", headers={"Host": "evil.example"}, timeout=30)
    central.stop()
    assert token not in central.said + central.errors()


def _rows(central: RealCentral, table: str) -> int:
    import sqlite3

    with sqlite3.connect(central.folder / "central.db") as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
