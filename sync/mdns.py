"""How a hub is found on the local network: DNS-SD over multicast DNS (RFC 6762, RFC 6763).

Anybody may announce anything here. What is found is only an address to try: a hub is believed for what it
signs as a station of the roster (sync/couriers/hub.py).
"""

import ipaddress
import threading
from collections.abc import Callable

import ifaddr
from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from kiosk.clock import Clock

SERVICE = "_relais._tcp.local."
_AGENCY = "agency"
# How long the first look around may take, and how long a look that found nothing lasts before it is begun
# anew: a network that was plugged in meanwhile is another set of interfaces.
FIRST_LOOK_S = 1.5
LOOK_AGAIN_S = 60.0
_ANSWER_MS = 2000


def lan_addresses() -> tuple[str, ...]:
    """Return the IPv4 addresses of this machine but its own loopback."""
    found = [
        str(one.ip)
        for adapter in ifaddr.get_adapters()
        for one in adapter.ips
        if one.is_IPv4 and not ipaddress.IPv4Address(str(one.ip)).is_loopback
    ]
    return tuple(sorted(set(found)))


class Announcement:
    """Says where a hub is, on every network that this machine is on."""

    def __init__(
        self, station: int, agency: int, addresses: Callable[[], tuple[str, ...]] = lan_addresses
    ) -> None:
        self._station = station
        self._agency = agency
        self._addresses = addresses
        self._said: tuple[int, tuple[str, ...]] | None = None
        self._zeroconf: Zeroconf | None = None

    def refresh(self, port: int) -> None:
        """Announce the hub, anew where the addresses of this machine have changed; cheap otherwise."""
        saying = port, self._addresses()
        if saying == self._said:
            return
        self.close()
        if not saying[1]:
            return
        name = f"relais-{self._agency}-{self._station}"
        info = ServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=port,
            parsed_addresses=list(saying[1]),
            properties={_AGENCY: str(self._agency)},
            server=f"{name}.local.",
        )
        try:
            self._zeroconf = Zeroconf(interfaces=list(saying[1]), ip_version=IPVersion.V4Only)
            # The name is this station's alone; a hub that was killed may still be in the others' memory.
            self._zeroconf.register_service(info, cooperating_responders=True)
        except OSError:
            self.close()  # a network that went away meanwhile; the next refresh sees it
            return
        self._said = saying

    def close(self) -> None:
        """Say goodbye and end."""
        self._said = None
        if self._zeroconf is not None:
            self._zeroconf.close()
            self._zeroconf = None


class HubFinder(ServiceListener):
    """Knows the hubs that announce themselves for one agency. Looks around from the first question on."""

    def __init__(self, agency: int, clock: Clock) -> None:
        self._agency = str(agency)
        self._clock = clock
        self._lock = threading.Lock()
        self._heard = threading.Event()
        self._found: dict[str, tuple[str, ...]] = {}
        self._zeroconf: Zeroconf | None = None
        self._since = 0.0

    def find(self) -> tuple[str, ...]:
        """Return the addresses ("192.168.1.20:8437") of the hubs heard so far; waits only the first time."""
        with self._lock:
            if self._zeroconf is not None and not self._found and self._is_old():
                self._stop()
            if self._zeroconf is None and not self._start():
                return ()
        self._heard.wait(max(0.0, self._since + FIRST_LOOK_S - self._clock.monotonic()))
        found = dict(self._found)
        return tuple(dict.fromkeys(address for name in sorted(found) for address in found[name]))

    def close(self) -> None:
        """Stop looking."""
        with self._lock:
            self._stop()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """Take note of a hub; on the library's thread."""
        info = zc.get_service_info(type_, name, timeout=_ANSWER_MS)
        if info is None or not info.port or info.decoded_properties.get(_AGENCY) != self._agency:
            return
        self._found[name] = tuple(f"{one}:{info.port}" for one in info.parsed_addresses(IPVersion.V4Only))
        self._heard.set()

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        """Take note of a hub that has another address now."""
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:  # noqa: ARG002 - the library's
        """Forget a hub that said goodbye, or was not heard of for long."""
        self._found.pop(name, None)

    def _is_old(self) -> bool:
        return self._clock.monotonic() - self._since > LOOK_AGAIN_S

    def _start(self) -> bool:
        addresses = lan_addresses()
        if not addresses:
            return False
        try:
            self._zeroconf = Zeroconf(interfaces=list(addresses), ip_version=IPVersion.V4Only)
        except OSError:
            return False
        self._heard.clear()
        self._since = self._clock.monotonic()
        ServiceBrowser(self._zeroconf, SERVICE, listener=self)
        return True

    def _stop(self) -> None:
        if self._zeroconf is not None:
            self._zeroconf.close()
            self._zeroconf = None
        self._found.clear()
