"""The station and its central: who it is there, whether it answers, and what time it is."""

from dataclasses import replace
from datetime import UTC, datetime

from kiosk.errors import CentralProblem, WireProblem
from kiosk.wire.roster import read_roster
from sync.changes import PATH
from sync.inquiry import Inquiry
from sync.trust import check_member
from technician.finding import Bench, Finding

# The central accepts envelopes of any clock; a person who reads a paper does not.
MOST_SKEW_S = 120
# No station was ever set up before: a clock that says so has lost its battery.
FIRST_YEAR = 2026


def enrolment(bench: Bench) -> Finding:
    """See who this station is, and whether the central knows it in the role of its settings."""
    identity, config = bench.identity, bench.config
    try:
        roster = read_roster(identity.roster, identity.keys_by_id)
    except WireProblem:
        # Of a version that is not read any more: the station asks for the next one within the minute.
        roles = [config.role]
    else:
        roles = [one.role for one in roster.stations if one.number == identity.station]
    if roles != [config.role]:
        return bench.words.bad(
            "enrolment.other_role",
            here=bench.texts(f"provision.role.{config.role}"),
            there=", ".join(bench.texts(f"provision.role.{role}") for role in roles),
        )
    return bench.words.good(
        "enrolment.good", name=identity.name, station=identity.station, agency=identity.agency
    )


def central(bench: Bench) -> Finding:
    """Ask the central in the station's name, and verify that it is the one of the enrolment."""
    config, identity = bench.config, bench.identity
    with Inquiry(config.central_url, identity, bench.clock, config.central_ca) as inquiry:
        since = bench.clock.monotonic()
        answer = inquiry.ask(PATH, {})
        took_ms = round((bench.clock.monotonic() - since) * 1000)
        try:
            roster = read_roster(answer.get("roster", b""), identity.keys_by_id)
            check_member(
                roster, identity.agency, identity.station, identity.signing.public, identity.opening.public
            )
        except (WireProblem, TypeError) as error:
            raise inquiry.nonsense("roster") from error
    return bench.words.good("central.good", address=config.central_url, milliseconds=took_ms)


def clock(bench: Bench) -> Finding:
    """Compare this machine's clock with the time that the central signs, or signed last."""
    now = datetime.fromtimestamp(bench.clock.now_ms() / 1000, UTC).astimezone()
    facts = {"date": bench.texts.date(now.date()), "time": bench.texts.time(now.time())}
    if now.year < FIRST_YEAR:
        return bench.words.bad("clock.wrong", seconds="?", **facts)
    offset_ms = _offset_now(bench)
    proven = offset_ms is not None
    if offset_ms is None:
        offset_ms = bench.identity.offset_ms
    if offset_ms is None:
        return bench.words.good("clock.unproven", **facts)
    if abs(offset_ms) > MOST_SKEW_S * 1000:
        return bench.words.bad("clock.wrong", seconds=round(abs(offset_ms) / 1000), **facts)
    seconds = f"{abs(offset_ms) / 1000:.1f}".replace(".", ",")
    return bench.words.good("clock.good" if proven else "clock.then", seconds=seconds, **facts)


def _offset_now(bench: Bench) -> int | None:
    """Return the central's time minus ours (ms), None when it cannot be asked: another check says that."""
    config = bench.config
    # As if no offset were known, so that the answer tells of this clock and not of a corrected one.
    identity = replace(bench.identity, offset_ms=None)
    with Inquiry(config.central_url, identity, bench.clock, config.central_ca) as inquiry:
        try:
            answer = inquiry.ask(PATH, {})
            return inquiry.read_time(answer.get("time")) - bench.clock.now_ms()
        except CentralProblem:
            return None
