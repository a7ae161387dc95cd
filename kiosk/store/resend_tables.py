"""Step 4: envelopes go again when the central asks for them, and old ones are found by service."""

from sqlite_utils import Database

# The newest command of the central that was obeyed (ms, its clock); under_way: while it is obeyed.
_RESEND = """
CREATE TABLE resend (
    slot INTEGER PRIMARY KEY CHECK (slot = 1),
    issued INTEGER NOT NULL,
    under_way INTEGER NOT NULL DEFAULT 0 CHECK (under_way IN (0, 1))
) STRICT
"""

_RULES = (
    """
    CREATE TRIGGER outbox_acknowledged_is_final
    BEFORE UPDATE OF state ON outbox WHEN OLD.state = 'acknowledged' AND NEW.state <> 'acknowledged'
        AND NOT (NEW.state = 'waiting' AND EXISTS (SELECT 1 FROM resend WHERE under_way = 1))
    BEGIN SELECT RAISE(ABORT, 'an acknowledgement is taken back only for the central'); END
    """,
    # Each envelope counts once, also when it had to go again.
    """
    CREATE TRIGGER outbox_counts_what_is_accepted
    AFTER UPDATE OF state ON outbox WHEN NEW.state = 'acknowledged' AND OLD.acknowledged_at IS NULL
    BEGIN UPDATE counters SET value = value + 1 WHERE name = 'accepted'; END
    """,
)


def add_resend(db: Database) -> None:
    """Make the tables, rules and indexes of this step."""
    db.execute(_RESEND)
    db.execute(
        "INSERT INTO counters (name, value) SELECT 'accepted', count(*) FROM outbox"
        " WHERE acknowledged_at IS NOT NULL"
    )
    db.execute("DROP TRIGGER outbox_acknowledged_is_final")
    for rule in _RULES:
        db.execute(rule)
    # In the place of the index by date alone: each service has an age of its own that alarms.
    db.execute("DROP INDEX outbox_open")
    db.execute("CREATE INDEX outbox_open ON outbox (service, created) WHERE state <> 'acknowledged'")
    db.execute("CREATE INDEX outbox_held ON outbox (sequence) WHERE state = 'held'")
