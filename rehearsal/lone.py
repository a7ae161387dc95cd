"""A station without a central, for trying out a pack: enrolled by nobody, and what it keeps goes nowhere."""

import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.store import Identity, open_store
from kiosk.wire.keys import OpeningKey, SigningKey, VerifyKey
from kiosk.wire.statement import ROSTER, sign_statement
from rehearsal.stage import copy_agency

NUMBER = 1
STATION = """[station]
role = "kiosk"
data = "station"
packs = "{packs}"
agency = "agency.toml"

[central]
url = "http://127.0.0.1:{port}"
"""


class Nowhere:
    """A port of this machine where nobody answers, for as long as it is held."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        # Bound and never listening: whoever connects is refused at once, and nobody else can take it.
        self._socket.bind(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, bug: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()


def lone_station(folder: Path, packs: Path, publisher: VerifyKey, nowhere: Nowhere) -> Config:
    """Write a kiosk into a new folder, with these packs and the agency sheet of the demo.

    The key that its requests are sealed to is forgotten at once: nobody opens them.
    """
    copy_agency(folder)
    told = STATION.format(packs=packs.resolve(), port=nowhere.port)
    (folder / "station.toml").write_text(told, "utf-8")
    config = load_config(folder / "station.toml")
    with open_store(config.data) as store:
        identity = _identity(*store.enrolment.keys(), publisher)
        with store.transaction():
            store.enrolment.record(identity)
    return config


def _identity(signing: SigningKey, opening: OpeningKey, publisher: VerifyKey) -> Identity:
    central, recipient = SigningKey.generate(), OpeningKey.generate().public
    own = [NUMBER, "kiosk", "Essai", signing.public.raw, opening.public.raw]
    roster = {
        "agency": NUMBER,
        "name": "Essai",
        "recipient": recipient.raw,
        "hosted": True,
        "stations": [own],
        "issued": SystemClock().now_ms(),
        "endorsement": None,
    }
    return Identity(
        station=NUMBER,
        agency=NUMBER,
        name="Essai",
        signing=signing,
        opening=opening,
        central_keys=(central.public,),
        sealing=recipient,
        hosted=True,
        publisher=publisher,
        roster=sign_statement(ROSTER, roster, central),
        recipient=recipient,
        followup=None,
        offset_ms=None,
    )
