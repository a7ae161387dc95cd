import hashlib

import pytest
from sqlcipher3 import dbapi2 as engine

from kiosk.wire.cbor import encode


@pytest.fixture
def journal(store):
    for n in range(1, 6):
        store.journal.append(1000 + n, "recorded", bytes([n]) * 16, f"service-{n}")
    return store.journal


def tamper(connection, sql: str) -> None:
    """What somebody with the key and an ordinary tool can do: first the triggers, then the rows."""
    connection.execute("DROP TRIGGER journal_is_append_only")
    connection.execute("DROP TRIGGER journal_keeps_everything")
    connection.execute(sql)


def test_an_untouched_chain(journal, store):
    assert journal.verify() is None
    assert [entry.n for entry in journal.entries()] == [1, 2, 3, 4, 5]
    assert journal.entries()[0].subject == "01" * 16


def test_an_empty_journal_is_whole(store):
    assert store.journal.verify() is None


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE journal SET event = 'acknowledged' WHERE n = 3", 3),
        ("UPDATE journal SET at = at + 1 WHERE n = 1", 1),
        ("UPDATE journal SET subject = 'ff' WHERE n = 5", 5),
        ("UPDATE journal SET detail = '' WHERE n = 2", 2),
        ("UPDATE journal SET digest = zeroblob(32) WHERE n = 4", 4),
        ("UPDATE journal SET previous = zeroblob(32) WHERE n = 4", 4),
        ("DELETE FROM journal WHERE n = 3", 3),
        ("DELETE FROM journal WHERE n = 1", 1),
        ("DELETE FROM journal WHERE n = 5", 5),
        ("DELETE FROM journal", 1),
        (
            "INSERT INTO journal SELECT 6, at, event, subject, detail, previous, digest"
            " FROM journal WHERE n = 5",
            6,
        ),
        ("UPDATE journal SET n = -n WHERE n = 2", 1),
    ],
)
def test_the_broken_row_is_named(journal, raw_connection, sql, broken):
    tamper(raw_connection, sql)
    assert journal.verify() == broken


def test_a_row_with_a_fresh_digest_breaks_the_next_one(journal, raw_connection):
    row = raw_connection.execute("SELECT n, at, event, subject, detail, previous FROM journal WHERE n = 2")
    fields = [*row.fetchone()]
    fields[4] = "another"
    digest = hashlib.sha256(encode(fields)).digest().hex()
    tamper(raw_connection, f"UPDATE journal SET detail = 'another', digest = x'{digest}' WHERE n = 2")
    assert journal.verify() == 3


def test_the_journal_refuses_change_and_removal(journal, raw_connection):
    for sql in ("UPDATE journal SET detail = ''", "DELETE FROM journal WHERE n = 5"):
        with pytest.raises(engine.IntegrityError, match="journal never"):
            raw_connection.execute(sql)
    assert journal.verify() is None
