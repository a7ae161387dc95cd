"""The local network: the hub that this station is, or that its settings name."""

from kiosk.errors import CentralProblem, CentralUnreachable
from sync.neighbour import CHANGES
from sync.station_api import StationApi
from technician.finding import Bench, Finding


def hub(bench: Bench) -> Finding:
    """Ask the hub in this station's name. A hub that is found by itself is looked for only when needed."""
    settings = bench.config.hub
    if not settings.serve and not settings.address:
        return bench.words.good("hub.none")
    address = f"127.0.0.1:{settings.port}" if settings.serve else settings.address
    identity = bench.identity
    now_ms = bench.clock.now_ms() + (identity.offset_ms or 0)
    api = StationApi(f"http://{address}", bench.clock, plain=True)
    try:
        answer = api.get(CHANGES, station=identity.station, signer=identity.signing, now_ms=now_ms)
    except CentralUnreachable:
        if settings.serve:
            return bench.words.good("hub.idle", port=settings.port)
        return bench.words.bad("hub.silent", address=address)
    except CentralProblem:
        if settings.serve:
            return bench.words.bad("hub.taken", port=settings.port)
        return bench.words.bad("hub.silent", address=address)
    finally:
        api.close()
    if answer.error is not None:
        return bench.words.bad("hub.refuses", address=address, reason=answer.error)
    return bench.words.good("hub.good", address=address)
