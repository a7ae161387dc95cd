"""From a job of the spool to the words on its paper; used on the printer's thread, with its own store."""

from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.catalogue.agency import AgencySheet
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import in_language
from kiosk.receipt import Receipt, Recorded, make_receipt
from kiosk.store import Job, Store
from kiosk.texts import Texts
from kiosk.wire.followup import followup_url


def job_receipt(
    store: Store,
    job: Job,
    *,
    catalogue: Catalogue,
    agency: AgencySheet,
    texts: Callable[[str], Texts],
) -> Receipt:
    """Write the paper of an open job; texts gives those of a language. Raises ValueError for an ended job.

    Its date and time are those of the central, where they are known.
    """
    if job.code is None or job.token is None:
        raise ValueError("a job that has ended has no paper")
    identity = store.identity
    # A station that was restarted with other packs may owe a paper for a service that it no longer offers.
    service = next((service for service in catalogue.services if service.id == job.service), None)
    promise = None if service is None else service.promise
    host = identity.followup
    request = Recorded(
        at=datetime.fromtimestamp((job.recorded_at + (identity.offset_ms or 0)) / 1000, UTC).astimezone(),
        station=identity.station,
        service="" if service is None else in_language(service.title, job.language),
        promise=None if promise is None else in_language(promise, job.language),
        code=job.code,
        url=None if host is None else followup_url(host, identity.station, job.token),
        copy=job.copy,
    )
    return make_receipt(texts(job.language), agency.in_language(job.language), request)
