"""A database that cannot write now: nothing is acknowledged, and the station is told when to come back."""

from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from central.cases.models import Case
from central.intake.models import StoredEnvelope
from central.stations.api import PASSING, passes
from central.stations.models import Station
from tests.central.outpost import Outpost, Reply, through_django

COMMIT = BaseDatabaseWrapper._commit


def _is_busy(reply: Reply) -> bool:
    return (reply.status, reply.value, int(reply.headers["Retry-After"]) > 0) == (
        503,
        {"error": "busy"},
        True,
    )


@pytest.fixture
def full_disk(outpost: Outpost) -> object:
    """Let SQLite run into its page limit: the same error as a disk without room."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_acknowledges_nothing_and_keeps_nothing_by_halves(
    outpost: Outpost, full_disk: None, alarms: list[str]
) -> None:
    batch = [outpost.envelope() for _ in range(200)]
    reply = outpost.send(*batch)
    assert _is_busy(reply)
    assert b"acknowledgement" not in reply.raw
    assert (StoredEnvelope.objects.count(), Case.objects.count()) == (0, 0)
    assert "disk is full" in alarms[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 3])
def test_a_commit_that_fails_acknowledges_none_and_later_all_are_taken(outpost: Outpost, count: int) -> None:
    batch = [outpost.envelope() for _ in range(count)]
    with patch.object(BaseDatabaseWrapper, "_commit", _committing(sqlite_error("SQLITE_FULL"))):
        assert _is_busy(outpost.send(*batch))
    assert not StoredEnvelope.objects.exists()
    assert outpost.send(*batch).refused == []
    assert StoredEnvelope.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_in_another_way_answers_nothing(outpost: Outpost) -> None:
    with (
        patch.object(BaseDatabaseWrapper, "_commit", _committing(RuntimeError("power"))),
        pytest.raises(RuntimeError),
    ):
        outpost.send(outpost.envelope())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_signed_before_the_commit(outpost: Outpost) -> None:
    order: list[str] = []

    def noted(self: BaseDatabaseWrapper) -> None:
        COMMIT(self)
        order.append("envelope" if StoredEnvelope.objects.exists() else "nonce")

    with (
        patch.object(BaseDatabaseWrapper, "_commit", noted),
        patch("central.intake.receive.make_acknowledgement", lambda *_: order.append("signed") or b""),
    ):
        outpost.send(outpost.envelope())
    assert order == ["nonce", "envelope", "signed"]


def test_enrolment_is_told_too(code: str) -> None:
    newcomer = Outpost(through_django)
    with patch("central.stations.enrolment._decide", side_effect=sqlite_error("SQLITE_BUSY")):
        assert _is_busy(newcomer.enrol(code))
    assert not Station.objects.exists()


def test_an_error_that_is_our_bug_is_not_called_busy(outpost: Outpost) -> None:
    with (
        patch("central.intake.receive.take_envelope", side_effect=sqlite_error("SQLITE_ERROR")),
        pytest.raises(OperationalError),
    ):
        outpost.send(outpost.envelope())


@pytest.mark.parametrize("name", [*PASSING, "SQLITE_IOERR_WRITE", "SQLITE_BUSY_SNAPSHOT"])
def test_what_passes(name: str) -> None:
    assert passes(sqlite_error(name))


def sqlite_error(name: str) -> OperationalError:
    cause = Exception(name)
    cause.sqlite_errorname = name
    fault = OperationalError(name)
    fault.__cause__ = cause
    return fault


def _committing(fault: Exception) -> object:
    """Return a commit that fails for envelopes and works for the nonce before them."""

    def commit(self: BaseDatabaseWrapper) -> None:
        if StoredEnvelope.objects.exists():
            raise fault
        COMMIT(self)

    return commit
