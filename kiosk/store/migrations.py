"""The schema, step by step; a step that has shipped is never edited.

PRAGMA user_version counts the steps, so that an older program can tell that it does not know the database
(`StoreNewer`) without understanding its tables. The rules that must hold whatever the program does stand
here, as checks and triggers.
"""

from sqlite_utils import Database, Migrations

from kiosk.store import attachment_tables, published_tables, relayed_tables
from kiosk.store.resend_tables import add_resend

migrations = Migrations("station")

_OUTBOX = """
CREATE TABLE outbox (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sequence INTEGER NOT NULL UNIQUE,
    service TEXT NOT NULL,
    raw BLOB NOT NULL CHECK (length(raw) > 0),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    created INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'held')),
    attempts INTEGER NOT NULL DEFAULT 0,
    last_trouble TEXT,
    handed_over_at INTEGER,
    acknowledged_at INTEGER,
    verdict TEXT,
    CHECK (state <> 'acknowledged' OR (acknowledged_at IS NOT NULL AND verdict = 'accepted')),
    CHECK (state = 'acknowledged' OR verdict IS NOT 'accepted')
) STRICT
"""

# Name to (columns, primary key, columns that may not be null).
_TABLES: dict[str, tuple[dict[str, type], str, tuple[str, ...]]] = {
    "counters": ({"name": str, "value": int}, "name", ("value",)),
    "journal": (
        {
            "n": int,
            "at": int,
            "event": str,
            "subject": str,
            "detail": str,
            "previous": bytes,
            "digest": bytes,
        },
        "n",
        ("at", "event", "subject", "detail", "previous", "digest"),
    ),
    "reminder": (
        {
            "slot": int,
            "envelope_id": bytes,
            "code": int,
            "token": bytes,
            "service": str,
            "language": str,
            "at": int,
        },
        "slot",
        ("envelope_id", "code", "token", "service", "language", "at"),
    ),
    "enrolment": (
        {
            "slot": int,
            "signing": bytes,
            "opening": bytes,
            "station": int,
            "agency": int,
            "name": str,
            "central_keys": bytes,
            "lookup": bytes,
            "publisher": bytes,
            "roster": bytes,
            "recipient": bytes,
            "followup": str,
            "offset_ms": int,
        },
        "slot",
        ("signing", "opening"),
    ),
    "peers": (
        {"name": str, "reachable": int, "trouble": str, "tried_at": int, "reached_at": int},
        "name",
        ("reachable", "tried_at"),
    ),
}

# Partial, so that 30 days of acknowledged envelopes cost nothing to a loop that looks every second.
_INDEXES = (
    "CREATE INDEX outbox_waiting ON outbox (sequence) WHERE state = 'waiting'",
    "CREATE INDEX outbox_open ON outbox (created) WHERE state <> 'acknowledged'",
    "CREATE INDEX outbox_done ON outbox (acknowledged_at) WHERE state = 'acknowledged'",
)

_RULES = (
    """
    CREATE TRIGGER outbox_is_immutable
    BEFORE UPDATE OF id, sequence, service, raw, digest, created ON outbox
    BEGIN SELECT RAISE(ABORT, 'a recorded envelope never changes'); END
    """,
    """
    CREATE TRIGGER outbox_keeps_what_is_not_acknowledged
    BEFORE DELETE ON outbox WHEN OLD.state <> 'acknowledged'
    BEGIN SELECT RAISE(ABORT, 'only an acknowledged envelope may go'); END
    """,
    """
    CREATE TRIGGER outbox_acknowledged_is_final
    BEFORE UPDATE OF state ON outbox WHEN OLD.state = 'acknowledged' AND NEW.state <> 'acknowledged'
    BEGIN SELECT RAISE(ABORT, 'an acknowledgement is never taken back'); END
    """,
    """
    CREATE TRIGGER counters_step_by_one
    BEFORE UPDATE ON counters WHEN NEW.name <> OLD.name OR NEW.value <> OLD.value + 1
    BEGIN SELECT RAISE(ABORT, 'a counter goes up by one'); END
    """,
    """
    CREATE TRIGGER counters_stay
    BEFORE DELETE ON counters BEGIN SELECT RAISE(ABORT, 'a counter stays'); END
    """,
    """
    CREATE TRIGGER journal_is_append_only
    BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal never changes'); END
    """,
    """
    CREATE TRIGGER journal_keeps_everything
    BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal never shrinks'); END
    """,
)


@migrations()
def first_light(db: Database) -> None:
    """Identity, outbox, journal, reminder, what is known of the peers."""
    db.execute(_OUTBOX)
    for index in _INDEXES:
        db.execute(index)
    for name, (columns, pk, not_null) in _TABLES.items():
        db.table(name).create(columns, pk=pk, not_null=not_null, strict=True)
    db.table("counters").insert_all([{"name": "sequence", "value": 0}, {"name": "journal", "value": 0}])
    for rule in _RULES:
        db.execute(rule)


_SPOOL = """
CREATE TABLE spool (
    id INTEGER PRIMARY KEY,
    envelope_id BLOB NOT NULL CHECK (length(envelope_id) = 16),
    copy INTEGER NOT NULL CHECK (copy >= 1),
    state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'sent', 'confirmed', 'unknown', 'failed')),
    created INTEGER NOT NULL,
    trouble TEXT,
    code INTEGER,
    token BLOB,
    service TEXT NOT NULL,
    language TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    CHECK ((state IN ('queued', 'sending', 'sent')) = (code IS NOT NULL)),
    CHECK ((state IN ('queued', 'sending', 'sent')) = (token IS NOT NULL))
) STRICT
"""

_SPOOL_INDEXES = (
    "CREATE INDEX spool_state ON spool (state)",
    "CREATE INDEX spool_envelope ON spool (envelope_id)",
    "CREATE INDEX spool_created ON spool (created)",
)

_SPOOL_RULES = (
    """
    CREATE TRIGGER spool_begins_queued
    BEFORE INSERT ON spool WHEN NEW.state <> 'queued'
    BEGIN SELECT RAISE(ABORT, 'a job begins queued'); END
    """,
    # A job that may have left for the printer is never queued again: it would print twice by itself.
    """
    CREATE TRIGGER spool_goes_forward
    BEFORE UPDATE OF state ON spool WHEN NEW.state <> OLD.state AND NOT (
        (OLD.state = 'queued' AND NEW.state IN ('sending', 'failed'))
        OR (OLD.state = 'sending' AND NEW.state IN ('sent', 'unknown', 'failed'))
        OR (OLD.state = 'sent' AND NEW.state IN ('confirmed', 'unknown', 'failed'))
        OR (OLD.state = 'unknown' AND NEW.state IN ('confirmed', 'failed'))
    )
    BEGIN SELECT RAISE(ABORT, 'a job goes forward only'); END
    """,
    """
    CREATE TRIGGER spool_is_immutable
    BEFORE UPDATE OF id, envelope_id, copy, created, service, language, recorded_at ON spool
    BEGIN SELECT RAISE(ABORT, 'what a job is about never changes'); END
    """,
    """
    CREATE TRIGGER spool_only_forgets
    BEFORE UPDATE OF code, token ON spool
    WHEN (NEW.code IS NOT NULL AND NEW.code IS NOT OLD.code)
        OR (NEW.token IS NOT NULL AND NEW.token IS NOT OLD.token)
    BEGIN SELECT RAISE(ABORT, 'a code is only forgotten'); END
    """,
    """
    CREATE TRIGGER spool_keeps_open_jobs
    BEFORE DELETE ON spool WHEN OLD.state IN ('queued', 'sending', 'sent')
    BEGIN SELECT RAISE(ABORT, 'an open job is never lost'); END
    """,
)


@migrations()
def first_paper(db: Database) -> None:
    """Receipts to print."""
    db.execute(_SPOOL)
    for statement in (*_SPOOL_INDEXES, *_SPOOL_RULES):
        db.execute(statement)


_AGENTS = """
CREATE TABLE agents (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    name TEXT NOT NULL CHECK (name <> ''),
    pin TEXT NOT NULL,
    wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),
    tried_at INTEGER NOT NULL DEFAULT 0
) STRICT
"""

_DRAFT = """
CREATE TABLE draft (
    agent INTEGER PRIMARY KEY REFERENCES agents (number),
    service TEXT NOT NULL,
    form BLOB NOT NULL CHECK (length(form) = 8),
    language TEXT NOT NULL,
    mode INTEGER NOT NULL,
    answers BLOB NOT NULL,
    place INTEGER,
    at INTEGER NOT NULL
) STRICT
"""

_AGENCY_KEY = """
CREATE TABLE agency_key (
    n INTEGER PRIMARY KEY,
    key_id BLOB NOT NULL UNIQUE CHECK (length(key_id) = 8),
    opening BLOB NOT NULL CHECK (length(opening) = 32),
    origin TEXT NOT NULL CHECK (origin IN ('made', 'taken')),
    at INTEGER NOT NULL,
    sheet_at INTEGER
) STRICT
"""

# told: None for a request of our own that the central has not told of; it stands in the outbox. token: its
# SHA-256, enough to find a case by and nothing to open its page with.
_CASES = """
CREATE TABLE cases (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    told BLOB,
    told_at INTEGER,
    code INTEGER,
    token BLOB CHECK (length(token) = 32),
    CHECK ((told IS NULL) = (told_at IS NULL))
) STRICT
"""

# What this counter decided, in words: the envelope that says it is sealed to the central alone.
_CHANGES = """
CREATE TABLE changes (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    about BLOB NOT NULL CHECK (length(about) = 16),
    at INTEGER NOT NULL,
    status TEXT,
    message TEXT NOT NULL
) STRICT
"""

_COUNTER_INDEXES = (
    "CREATE INDEX cases_code ON cases (code)",
    "CREATE INDEX cases_token ON cases (token)",
    "CREATE INDEX cases_told_at ON cases (told_at)",
    "CREATE INDEX changes_about ON changes (about)",
)

_COUNTER_RULES = (
    """
    CREATE TRIGGER agency_key_is_immutable
    BEFORE UPDATE OF n, key_id, opening, origin, at ON agency_key
    BEGIN SELECT RAISE(ABORT, 'a key never changes'); END
    """,
    """
    CREATE TRIGGER agency_key_stays
    BEFORE DELETE ON agency_key
    BEGIN SELECT RAISE(ABORT, 'a lost key would be lost requests'); END
    """,
    """
    CREATE TRIGGER spool_keeps_its_matter
    BEFORE UPDATE OF about, station ON spool
    BEGIN SELECT RAISE(ABORT, 'what a job is about never changes'); END
    """,
)


@migrations()
def first_counter(db: Database) -> None:
    """Agents and their drafts, the agency's key, cases and what was decided about them; other papers."""
    for table in (_AGENTS, _DRAFT, _AGENCY_KEY, _CASES, _CHANGES):
        db.execute(table)
    # Until now a station knew the central's own key only where the central did not hold the agency's.
    db.execute("ALTER TABLE enrolment RENAME COLUMN lookup TO sealing")
    db.execute("ALTER TABLE enrolment ADD COLUMN hosted INTEGER")
    db.execute("UPDATE enrolment SET hosted = sealing IS NULL WHERE station IS NOT NULL")
    db.execute(
        "ALTER TABLE spool ADD COLUMN about TEXT NOT NULL DEFAULT 'request'"
        " CHECK (about IN ('request', 'recovery'))"
    )
    # Where the request was recorded, NULL for this station: its follow-up address holds that number.
    db.execute("ALTER TABLE spool ADD COLUMN station INTEGER")
    for statement in (*_COUNTER_INDEXES, *_COUNTER_RULES):
        db.execute(statement)


_COUNTERS_RISE = """
CREATE TRIGGER counters_rise
BEFORE UPDATE ON counters
WHEN NEW.name <> OLD.name OR NEW.value <= OLD.value OR (NEW.name = 'sequence' AND NEW.value <> OLD.value + 1)
BEGIN SELECT RAISE(ABORT, 'a counter goes up, that of envelopes by one'); END
"""


@migrations()
def many_lines_at_once(db: Database) -> None:
    """The journal takes the lines of a batch in one go."""
    db.execute("DROP TRIGGER counters_step_by_one")
    db.execute(_COUNTERS_RISE)


@migrations()
def first_attachments(db: Database) -> None:
    """Pictures and documents that go with requests."""
    for statement in attachment_tables.STATEMENTS:
        db.execute(statement)


@migrations()
def the_way_back(db: Database) -> None:
    """What the central published of the agency's cases."""
    for statement in published_tables.STATEMENTS:
        db.execute(statement)


@migrations()
def first_hub(db: Database) -> None:
    """Envelopes of other stations, and the central's words about them."""
    for statement in relayed_tables.STATEMENTS:
        db.execute(statement)


@migrations()
def first_resend(db: Database) -> None:
    """Envelopes that the central asks for again."""
    add_resend(db)


SCHEMA = 8
