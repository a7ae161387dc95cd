"""What the station keeps: database, key, journal, and the requests that nobody has received yet."""

import stat

from kiosk.errors import NotEnrolled
from kiosk.store.db import KEY
from kiosk.store.reading import check_whole
from technician.finding import Bench, Finding

HOUR_MS = 3600 * 1000
# A line that is down for a night is no fault; one that is down for a day is somebody's to look at.
LATE_HOURS = 24


def database(bench: Bench) -> Finding:
    """Open the database with its key and read every page; see that nobody else can read the key."""
    folder = bench.config.data
    try:
        count = check_whole(folder)
    except NotEnrolled:
        # There is none before the enrolment, which is another check's to say.
        return bench.words.good("database.none")
    key = folder / KEY
    if stat.S_IMODE(key.stat().st_mode) & 0o077:
        return bench.words.bad("database.key_open", path=str(key))
    return bench.words.good("database.good", count=count)


def journal(bench: Bench) -> Finding:
    """Follow the chain of the journal."""
    with bench.store() as store:
        broken, lines = store.journal.verify(), len(store.journal.entries())
    if broken is not None:
        return bench.words.bad("journal.broken", row=broken)
    return bench.words.good("journal.good", count=lines)


def undelivered(bench: Bench) -> Finding:
    """See how long the oldest request waits for the central."""
    with bench.store() as store:
        oldest = store.outbox.waiting(most=1, most_bytes=1)
        count = store.outbox.counts().waiting
    if not oldest:
        return bench.words.good("undelivered.none")
    hours = max(0, bench.clock.now_ms() - oldest[0].created) // HOUR_MS
    if hours >= LATE_HOURS:
        trouble = oldest[0].last_trouble or "-"
        return bench.words.bad("undelivered.late", count=count, hours=hours, trouble=trouble)
    return bench.words.good("undelivered.good", count=count, hours=hours)


def held(bench: Bench) -> Finding:
    """See whether a request is held back for a person to look at."""
    with bench.store() as store:
        rows = store.outbox.held()
    if not rows:
        return bench.words.good("held.none")
    reasons = ", ".join(sorted({row.last_trouble or "-" for row in rows}))
    names = ", ".join(row.id.hex() for row in rows[:3])
    return bench.words.bad("held.some", count=len(rows), reasons=reasons, names=names)


def attachments(bench: Bench) -> Finding:
    """See how many pictures the central does not keep yet, and how long the oldest waits."""
    with bench.store() as store:
        tally = store.attachments.tally()
    megabytes = tally.bytes >> 20
    if tally.held:
        return bench.words.bad("attachments.held", count=tally.held)
    if tally.oldest_open is None:
        return bench.words.good("attachments.none", megabytes=megabytes)
    hours = max(0, bench.clock.now_ms() - tally.oldest_open) // HOUR_MS
    if hours >= LATE_HOURS:
        return bench.words.bad("attachments.late", count=tally.waiting, hours=hours, megabytes=megabytes)
    return bench.words.good("attachments.good", count=tally.waiting, megabytes=megabytes)
