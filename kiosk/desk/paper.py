"""From a job of the spool to the words on its paper; used on the printer's thread, with its own store."""

from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import in_language, note_on_phone, papers_to_bring
from kiosk.errors import WireProblem
from kiosk.receipt import Receipt, Recorded, make_receipt
from kiosk.recovery import RecoverySheet, make_recovery
from kiosk.store import Identity, Job, Store
from kiosk.texts import Texts
from kiosk.wire.agency_key import recovery_text
from kiosk.wire.courier_qr import courier_address, write_courier
from kiosk.wire.followup import followup_url
from kiosk.wire.roster import COUNTER, read_roster


def job_paper(
    store: Store,
    job: Job,
    *,
    catalogue: Catalogue,
    agency: AgencySheet,
    texts: Callable[[str], Texts],
    agent_texts: Callable[[], Texts],
) -> Receipt | RecoverySheet:
    """Write the paper of an open job, whatever it is about; agent_texts: French, with the agent's.

    Raises ValueError for an ended job.
    """
    if job.about == "recovery":
        return _recovery(store, job, agency, agent_texts())
    return job_receipt(store, job, catalogue=catalogue, agency=agency, texts=texts)


def job_receipt(
    store: Store,
    job: Job,
    *,
    catalogue: Catalogue,
    agency: AgencySheet,
    texts: Callable[[str], Texts],
) -> Receipt:
    """Write the receipt of an open job; texts gives those of a language. Raises ValueError for an ended job.

    Its date and time are those of the central, where they are known.
    """
    if job.about != "request" or job.code is None or job.token is None:
        raise ValueError("a job that has ended, or is about no request, has no receipt")
    identity = store.identity
    # A station that was restarted with other packs may owe a paper for a service that it no longer offers.
    service = catalogue.find(job.service)
    promise = None if service is None else service.promise
    host = identity.followup
    # Its follow-up address names the station that made it, not the one that prints.
    station = identity.station if job.station is None else job.station
    recorded_ms = job.recorded_at + ((identity.offset_ms or 0) if job.station is None else 0)
    request = Recorded(
        at=_local(recorded_ms),
        station=station,
        service="" if service is None else in_language(service.title, job.language),
        treated_by="" if service is None else in_language(service.treated_by, job.language),
        promise=None if promise is None else in_language(promise, job.language),
        code=job.code,
        url=None if host is None else followup_url(host, station, job.token),
        copy=job.copy,
        at_counter=_is_counter(identity, station),
        next=None if service is None else in_language(service.next, job.language),
        bring=() if service is None else papers_to_bring(service, job.language),
        phone="" if service is None else service.phone,
        phone_note="" if service is None else note_on_phone(service, job.language),
        courier=None if host is None else _courier(store, job, courier_address(host)),
    )
    return make_receipt(texts(job.language), agency.in_language(job.language), request)


def _courier(store: Store, job: Job, address: str) -> tuple[str, str] | None:
    """Return the segments of the courier QR, for a request that waits here with the central out of reach."""
    row = store.outbox.get(job.envelope_id)
    if row is None or row.state != "waiting" or job.token is None or store.peers.central_reached():
        return None
    return address, write_courier(row.raw, job.token)


def _recovery(store: Store, job: Job, agency: AgencySheet, texts: Texts) -> RecoverySheet:
    key = store.agency_key.get()
    if job.ended or key is None:
        raise ValueError("a job that has ended, or a counter without the agency's key, has no sheet")
    identity = store.identity
    return make_recovery(
        texts,
        agency,
        recovery_text(key),
        at=_local(job.recorded_at + (identity.offset_ms or 0)),
        station=identity.name,
        copy=job.copy,
    )


def _is_counter(identity: Identity, station: int) -> bool:
    try:
        roster = read_roster(identity.roster, identity.keys_by_id)
    except WireProblem:
        # Kept by an earlier version, which knew only kiosks; the next visit to the central brings another.
        return False
    return any(one.number == station and one.role == COUNTER for one in roster.stations)


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()
