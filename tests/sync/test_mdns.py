"""Hubs are found by what they announce, for one agency: here on loopback, elsewhere in namespaces."""

import time

import pytest
from zeroconf import ServiceInfo

from kiosk.clock import SystemClock
from sync import mdns
from sync.mdns import SERVICE, Announcement, HubFinder
from tests.fakes.fake_clock import FakeClock


@pytest.fixture
def loopback(monkeypatch):
    monkeypatch.setattr(mdns, "lan_addresses", lambda: ("127.0.0.1",))


def found(finder: HubFinder, wanted: tuple[str, ...]) -> bool:
    for _ in range(300):
        if finder.find() == wanted:
            return True
        time.sleep(0.05)
    return False


def test_a_hub_is_found_follows_its_port_and_is_forgotten_when_it_leaves(loopback):
    hub = Announcement(9, 7, lambda: ("127.0.0.1",))
    other = Announcement(9, 8, lambda: ("127.0.0.1",))
    finder = HubFinder(7, SystemClock())
    try:
        hub.refresh(8437)
        other.refresh(9999)
        assert found(finder, ("127.0.0.1:8437",)), "ours, and not the other agency's"
        hub.refresh(8437)
        hub.refresh(8500)
        assert found(finder, ("127.0.0.1:8500",))
        hub.close()
        assert found(finder, ())
    finally:
        for one in (hub, other, finder):
            one.close()


def test_without_a_network_nobody_is_found_and_nothing_waits(monkeypatch):
    monkeypatch.setattr(mdns, "lan_addresses", tuple)
    hub, finder = Announcement(9, 7, tuple), HubFinder(7, FakeClock())
    hub.refresh(8437)
    assert finder.find() == ()
    hub.close()
    finder.close()


@pytest.mark.parametrize(
    "properties", [{}, {"agency": "8"}, {"agency": ""}, {"agency": "sept"}, {"other": "7"}]
)
def test_what_is_not_ours_is_not_noted(properties):
    class Said:
        def get_service_info(self, kind, name, timeout):
            return ServiceInfo(SERVICE, name, port=1, parsed_addresses=["10.0.0.1"], properties=properties)

    class Silent:
        def get_service_info(self, kind, name, timeout):
            return None

    finder = HubFinder(7, FakeClock())
    finder.add_service(Said(), SERVICE, f"x.{SERVICE}")
    finder.add_service(Silent(), SERVICE, f"y.{SERVICE}")
    assert finder._found == {}
