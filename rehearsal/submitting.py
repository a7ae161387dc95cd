"""The child of the power-cut proof: a station that submits requests as its desk does, and says each one.

`python -m rehearsal.submitting DATA PACKS PUBLISHER_HEX SUBMITS (durable|not-durable)`. Enrolment is written
as a central would have answered it: no network takes part. A second thread settles what was submitted through
its own store, as the dispatcher does; early in the run the station is closed and opened again, as at night.
"""

import hashlib
import os
import queue
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue, load_catalogue
from kiosk.clock import SystemClock
from kiosk.desk.intake import Intake
from kiosk.session import Asking, QuestionPage, Session
from kiosk.store import Identity, Store, open_store
from kiosk.wire.compact import Plain
from kiosk.wire.keys import OpeningKey, SigningKey, VerifyKey
from kiosk.wire.statement import ROSTER, sign_statement
from rehearsal.answers import automatic_answers
from rehearsal.cuts import CONFIRMED

REOPEN_AFTER = 5
SHEET = AgencySheet("Mairie de Saint-Aubin", "01 99 00 12 34", "", ())


class Station:
    """A station without a central, from its folder."""

    def __init__(self, data: Path, packs: Path, publisher: VerifyKey, *, durable: bool) -> None:
        self._data = data
        self._durable = durable
        self._store = self._open()
        if not self._store.enrolment.is_done():
            enrol_alone(self._store, publisher)
        self._catalogue: Catalogue = load_catalogue(packs, publisher)
        self._intake = Intake(self._store, self._catalogue, SHEET, SystemClock(), printing=True)
        self._settled: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._settler = threading.Thread(target=self._settle)
        self._settler.start()
        self._answers: dict[str, Plain] = {}

    def submit(self, *, finished: bool) -> None:
        """Serve one client; say what is confirmed only after the desk has said so."""
        service = self._catalogue.services[0]
        self._answers = self._answers or automatic_answers(service.form, "fr", SystemClock().today())
        session = self._intake.open_session(service.id, "fr")
        _fill(session, self._answers)
        envelope_id = self._intake.submit(session).envelope_id
        row = self._store.outbox.get(envelope_id)
        assert row is not None
        os.write(1, CONFIRMED + f"{envelope_id.hex()} {hashlib.sha256(row.raw).hexdigest()}\n".encode())
        if finished:
            self._intake.finish(envelope_id)
        self._settled.put(envelope_id)

    def close(self) -> None:
        """Settle what is left and close both stores."""
        self._settled.put(None)
        self._settler.join()
        self._store.close()

    def _open(self) -> Store:
        return open_store(self._data, durable=self._durable)

    def _settle(self) -> None:
        with self._open() as store:
            while (envelope_id := self._settled.get()) is not None:
                row = store.outbox.get(envelope_id)
                assert row is not None
                with store.transaction():
                    store.outbox.tried([envelope_id], None)
                    store.outbox.settle(envelope_id, row.digest, None, SystemClock().now_ms())


def enrol_alone(store: Store, publisher: VerifyKey) -> SigningKey:
    """Keep what a central would have answered; return the key that it would sign with."""
    signing, opening = store.enrolment.keys()
    central, recipient = SigningKey.generate(), OpeningKey.generate()
    roster = {
        "agency": 1,
        "name": SHEET.name,
        "recipient": recipient.public.raw,
        "hosted": True,
        "stations": [[1, "kiosk", "Borne 1", signing.public.raw, opening.public.raw]],
        "issued": SystemClock().now_ms(),
        "endorsement": None,
    }
    identity = Identity(
        station=1,
        agency=1,
        name="Borne 1",
        signing=signing,
        opening=opening,
        central_keys=(central.public,),
        sealing=None,
        hosted=True,
        publisher=publisher,
        roster=sign_statement(ROSTER, roster, central),
        recipient=recipient.public,
        followup="https://relais.example",
        offset_ms=None,
    )
    store.enrolment.record(identity)
    return central


def _fill(session: Session, answers: Mapping[str, Plain]) -> None:
    while isinstance(session.place, Asking):
        page = session.page()
        assert isinstance(page, QuestionPage)
        value = answers.get(page.view.name)
        refusal = session.answer(tuple(value) if isinstance(value, list) else value) or session.forward()
        if refusal is not None:
            raise ValueError(f"{page.view.name}: {refusal.key}")


def main(data: str, packs: str, publisher: str, submits: str, durable: str) -> None:
    """Submit that many requests."""

    def open_station() -> Station:
        key = VerifyKey(bytes.fromhex(publisher))
        return Station(Path(data), Path(packs), key, durable=durable == "durable")

    station = open_station()
    for number in range(int(submits)):
        if number == REOPEN_AFTER:
            station.close()
            station = open_station()
        station.submit(finished=number % 3 == 0)
    station.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
