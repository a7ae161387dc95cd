"""What step 4 of the schema holds: attachments, sealed, in the same file as the outbox (docs/adr/0092)."""

_ATTACHMENTS = """
CREATE TABLE attachments (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    envelope_id BLOB NOT NULL CHECK (length(envelope_id) = 16),
    size INTEGER NOT NULL CHECK (size > 0),
    created INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stored', 'held')),
    attempts INTEGER NOT NULL DEFAULT 0,
    last_trouble TEXT,
    stored_at INTEGER,
    CHECK ((state = 'stored') = (stored_at IS NOT NULL))
) STRICT
"""

# Apart, so that whoever counts or changes states never reads or moves megabytes.
_BYTES = """
CREATE TABLE attachment_bytes (
    digest BLOB PRIMARY KEY REFERENCES attachments (digest),
    raw BLOB NOT NULL
) STRICT
"""

_INDEXES = (
    "CREATE INDEX attachments_open ON attachments (created) WHERE state <> 'stored'",
    "CREATE INDEX attachments_envelope ON attachments (envelope_id)",
)

_RULES = (
    """
    CREATE TRIGGER attachments_are_immutable
    BEFORE UPDATE OF digest, envelope_id, size, created ON attachments
    BEGIN SELECT RAISE(ABORT, 'a recorded attachment never changes'); END
    """,
    """
    CREATE TRIGGER attachment_bytes_are_immutable
    BEFORE UPDATE ON attachment_bytes
    BEGIN SELECT RAISE(ABORT, 'a recorded attachment never changes'); END
    """,
    """
    CREATE TRIGGER attachments_are_whole
    BEFORE INSERT ON attachment_bytes
    WHEN length(NEW.raw) IS NOT (SELECT size FROM attachments WHERE digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'an attachment is kept whole'); END
    """,
    """
    CREATE TRIGGER attachment_bytes_stay_until_stored
    BEFORE DELETE ON attachment_bytes
    WHEN (SELECT state FROM attachments WHERE digest = OLD.digest) IS NOT 'stored'
    BEGIN SELECT RAISE(ABORT, 'only an attachment that the central keeps may go'); END
    """,
    """
    CREATE TRIGGER attachments_stay_until_stored
    BEFORE DELETE ON attachments WHEN OLD.state <> 'stored'
    BEGIN SELECT RAISE(ABORT, 'only an attachment that the central keeps may go'); END
    """,
)

STATEMENTS = (_ATTACHMENTS, _BYTES, *_INDEXES, *_RULES)
