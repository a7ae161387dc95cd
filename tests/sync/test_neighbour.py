"""The roster by way of a hub: signed and newer, or not at all; nothing else comes with it."""

from dataclasses import replace

import pytest

from kiosk.store import open_store
from kiosk.wire.keys import SigningKey
from sync.changes import Changes
from sync.neighbour import ask_hub
from tests.fakes.fake_clock import FakeClock
from tests.fakes.neighbours import Neighbourhood
from tests.fakes.scripted_server import Reply, closed_port, serving


@pytest.fixture
def town() -> Neighbourhood:
    made = Neighbourhood()
    made.join()
    made.join("counter")
    return made


@pytest.fixture
def store(town, tmp_path):
    with town.store(tmp_path / "data", town.stations[0]) as opened:
        yield opened


def asked(store, reply: Reply, others: tuple[str, ...] = ()) -> bool:
    with serving(lambda _: reply, answers_get=True) as server:
        addresses = (*others, f"127.0.0.1:{server.server_address[1]}")
        return ask_hub(lambda: addresses, store, FakeClock())


def test_a_newer_roster_is_kept_and_nothing_that_comes_beside_it(town, store):
    before = store.identity
    third = town.join()
    reply = Reply(
        value={"roster": town.roster(2), "followup": "https://voleur.example", "sealing": bytes(32)}
    )
    assert asked(store, reply, others=(f"127.0.0.1:{closed_port()}",))
    after = store.identity
    assert third.signing.public.raw in after.roster
    assert (after.followup, after.sealing, after.offset_ms) == (
        before.followup,
        before.sealing,
        before.offset_ms,
    )
    assert not asked(store, reply), "the same again is no news"


def test_what_a_hub_says_wrong_changes_nothing(town, store):
    town.join()
    new = town.roster(5)
    assert asked(store, Reply(value={"roster": new}))
    stranger = Neighbourhood(keys=replace(town.keys, central=SigningKey.generate()), stations=town.stations)
    for value in (
        {"roster": stranger.roster(9)},
        {"roster": town.roster(1)},
        {"roster": town.roster(9, without=(town.stations[0].number,))},
        {"roster": new[:-1]},
        {"roster": 1},
        {},
    ):
        assert not asked(store, Reply(value=value))
    for reply in (Reply(status=403, value={"error": "unknown_station"}), Reply(body=b"x"), Reply(raw=b"")):
        assert not asked(store, reply)
    assert store.identity.roster == new


def test_a_station_that_is_alone_asks_nobody(tmp_path):
    town = Neighbourhood()
    town.join()
    with town.store(tmp_path, town.stations[0]) as store:
        assert not ask_hub(lambda: pytest.fail("asked"), store, FakeClock())


def test_the_loop_asks_only_when_the_central_is_away(town, store, tmp_path):
    third = town.join()
    reply = Reply(value={"roster": town.roster(2)})
    with serving(lambda _: reply, answers_get=True) as server:
        loop = Changes(
            lambda: open_store(tmp_path / "data", durable=False),
            f"http://127.0.0.1:{closed_port()}", FakeClock(), lambda _: None, role="kiosk",
            find_hubs=lambda: (f"127.0.0.1:{server.server_address[1]}",),
        )  # fmt: skip
        loop.step()
        loop.close()
    assert store.identity.roster == reply.value["roster"]
    assert third.signing.public.raw in store.identity.roster
