"""The tables of what this station forwards for others; their step stands in migrations.py."""

_RELAYED = """
CREATE TABLE relayed (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL CHECK (length(id) = 16),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    station INTEGER NOT NULL CHECK (station >= 1),
    raw BLOB NOT NULL CHECK (length(raw) > 0),
    kept_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'held')),
    attempts INTEGER NOT NULL DEFAULT 0,
    last_trouble TEXT,
    handed_over_at INTEGER,
    acknowledged_at INTEGER,
    verdict TEXT,
    word INTEGER REFERENCES relayed_words (n),
    UNIQUE (id, digest),
    CHECK ((state = 'acknowledged') = (acknowledged_at IS NOT NULL)),
    CHECK ((state = 'acknowledged') = (verdict IS NOT NULL)),
    CHECK ((state = 'acknowledged') = (word IS NOT NULL))
) STRICT
"""

# One signed acknowledgement speaks of up to a thousand envelopes: its bytes are kept once.
_WORDS = """
CREATE TABLE relayed_words (
    n INTEGER PRIMARY KEY,
    raw BLOB NOT NULL UNIQUE CHECK (length(raw) > 0)
) STRICT
"""

_INDEXES = (
    "CREATE INDEX relayed_waiting ON relayed (n) WHERE state = 'waiting'",
    "CREATE INDEX relayed_open ON relayed (station, length(raw)) WHERE state <> 'acknowledged'",
    "CREATE INDEX relayed_done ON relayed (acknowledged_at) WHERE state = 'acknowledged'",
    "CREATE INDEX relayed_word ON relayed (word) WHERE word IS NOT NULL",
)

_RULES = (
    """
    CREATE TRIGGER relayed_is_immutable
    BEFORE UPDATE OF n, id, digest, station, raw, kept_at ON relayed
    BEGIN SELECT RAISE(ABORT, 'a relayed envelope never changes'); END
    """,
    """
    CREATE TRIGGER relayed_keeps_what_is_not_acknowledged
    BEFORE DELETE ON relayed WHEN OLD.state <> 'acknowledged'
    BEGIN SELECT RAISE(ABORT, 'only an acknowledged envelope may go'); END
    """,
    """
    CREATE TRIGGER relayed_acknowledged_is_final
    BEFORE UPDATE OF state, verdict, word ON relayed WHEN OLD.state = 'acknowledged'
    BEGIN SELECT RAISE(ABORT, 'an acknowledgement is never taken back'); END
    """,
    """
    CREATE TRIGGER relayed_words_never_change
    BEFORE UPDATE ON relayed_words
    BEGIN SELECT RAISE(ABORT, 'signed bytes never change'); END
    """,
)

STATEMENTS = (_WORDS, _RELAYED, *_INDEXES, *_RULES)
