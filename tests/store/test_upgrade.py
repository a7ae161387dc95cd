"""A database made by an older program is taken over with all that it holds."""

import hashlib

import pytest

from kiosk.errors import StoreNewer
from kiosk.store import db, open_store
from kiosk.store.migrations import SCHEMA, migrations
from kiosk.store.reminder import Reminder
from kiosk.wire.cbor import encode
from kiosk.wire.keys import OpeningKey, SigningKey

ENVELOPE = bytes(range(16))
CENTRAL = SigningKey.generate().public
RECIPIENT, LOOKUP = OpeningKey.generate().public, OpeningKey.generate().public
# Of the tables, indexes and triggers that each shipped step leaves behind. A step that has shipped is never
# edited, so these lines are never edited either: a new step adds one.
SHIPPED = {
    1: ("first_paper", "c04a8f0ac3435e0d"),
    2: ("first_counter", "42c855dc52f3b4f3"),
    3: ("many_lines_at_once", "37c6ea224d0ca9f4"),
    4: ("first_attachments", "79e6133a734daa62"),
    5: ("the_way_back", "a34ccdf49cb9dbc0"),
    6: ("first_hub", "111e6693b1cfc5de"),
    7: ("first_resend", "ee49dc43af05b412"),
    8: (None, "bcca625f09034782"),
}


@pytest.fixture
def older(folder, monkeypatch):
    """Open the store as the program of a schema did."""

    def open_as(schema: int):
        class Steps:
            @staticmethod
            def apply(database):
                migrations.apply(database, stop_before=SHIPPED[schema][0])

        with monkeypatch.context() as patch:
            patch.setattr(db, "SCHEMA", schema)
            patch.setattr(db, "migrations", Steps)
            return open_store(folder)

    return open_as


def made(store) -> str:
    rows = store._connection.rows(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%migrations%'"
        " ORDER BY name"
    )
    return hashlib.sha256(repr([tuple(row.values()) for row in rows]).encode()).hexdigest()[:16]


@pytest.mark.parametrize("schema", SHIPPED)
def test_a_shipped_step_is_never_edited(older, schema):
    with older(schema) as store:
        assert store._connection.rows("PRAGMA user_version")[0]["user_version"] == schema
        assert made(store) == SHIPPED[schema][1]


def test_every_step_is_watched():
    assert max(SHIPPED) == SCHEMA


def test_schema_1_is_taken_over_with_everything_in_it(folder, older):
    with older(1) as store:
        assert "spool" not in {
            row["name"] for row in store._connection.rows("SELECT name FROM sqlite_master")
        }
        store.outbox.append(ENVELOPE, "service", 5, lambda sequence: b"sealed %d" % sequence)
        store.reminder.put(Reminder(ENVELOPE, 1, bytes(16), "service", "fr", 5))
        store.journal.append(5, "recorded", ENVELOPE)
        signing, opening = store.enrolment.keys()
    with open_store(folder) as store:
        assert store._connection.rows("PRAGMA user_version")[0]["user_version"] == SCHEMA
        assert made(store) == SHIPPED[SCHEMA][1], "an upgraded database is the same as a new one"
        assert [row.raw for row in store.outbox.every()] == [b"sealed 1"]
        assert store.reminder.get(5).envelope_id == ENVELOPE
        assert store.journal.verify() is None and len(store.journal.entries()) == 1
        same_signing, same_opening = store.enrolment.keys()
        assert same_signing.to_bytes() == signing.to_bytes()
        assert same_opening.to_bytes() == opening.to_bytes()
        assert store.spool.every() == ()


def enrol_as_schema_2(store, *, lookup: bytes | None) -> None:
    store.enrolment.keys()
    store._connection.change(
        "UPDATE enrolment SET station = 3, agency = 7, name = 'Borne 1', central_keys = ?, lookup = ?,"
        " publisher = ?, roster = ?, recipient = ?, followup = NULL, offset_ms = -5",
        [encode([CENTRAL.raw]), lookup, CENTRAL.raw, b"roster", RECIPIENT.raw],
    )


@pytest.mark.parametrize("hosted", [True, False])
def test_schema_2_is_taken_over_with_everything_in_it(folder, older, hosted):
    with older(2) as store:
        enrol_as_schema_2(store, lookup=None if hosted else LOOKUP.raw)
        store.outbox.append(ENVELOPE, "service", 5, lambda sequence: b"sealed %d" % sequence)
        store._connection.change(
            "INSERT INTO spool (envelope_id, copy, created, code, token, service, language, recorded_at)"
            " VALUES (?, 1, 5, 1, ?, 'service', 'fr', 5)",
            [ENVELOPE, bytes(16)],
        )
    with open_store(folder) as store:
        assert store._connection.rows("PRAGMA user_version")[0]["user_version"] == SCHEMA
        identity = store.identity
        assert (identity.station, identity.agency, identity.offset_ms) == (3, 7, -5)
        assert identity.hosted == hosted
        assert identity.lookup == identity.sealing == (None if hosted else LOOKUP)
        assert [row.raw for row in store.outbox.every()] == [b"sealed 1"]
        (job,) = store.spool.every()
        assert (job.state, job.about, job.station) == ("queued", "request", None)
        assert store.agents.every() == () and store.agency_key.get() is None


def test_a_station_that_was_never_enrolled_is_taken_over_too(folder, older):
    with older(2) as store:
        store.enrolment.keys()
    with open_store(folder) as store:
        assert not store.enrolment.is_done()


def test_the_older_program_refuses_what_the_newer_one_made(folder, older):
    open_store(folder).close()
    with pytest.raises(StoreNewer) as refused:
        older(1)
    assert (refused.value.facts["found"], refused.value.facts["known"]) == (SCHEMA, 1)


def test_an_upgrade_that_fails_leaves_the_older_database(folder, older, monkeypatch):
    with older(1) as store:
        store.journal.append(5, "recorded", ENVELOPE)
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.store.migrations._SPOOL_RULES", ("CREATE TRIGGER broken",))
        with pytest.raises(Exception, match="incomplete input"):
            open_store(folder)
    with older(1) as store:
        assert made(store) == SHIPPED[1][1]
        assert len(store.journal.entries()) == 1
