import logging
import traceback
from dataclasses import replace

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.openings import Closed, Closure
from kiosk.catalogue.pack import Pack, Partner
from kiosk.catalogue.situations import Situation, Suggestion
from kiosk.desk.intake import Intake
from kiosk.errors import CannotOpen, NotEnrolled, StoreBusy, StoreUnwritable
from kiosk.forms.labels import Translations
from kiosk.session import Confirmed, Reviewing
from kiosk.store import open_store
from kiosk.wire.envelope import open_envelope, open_lookup, parse_envelope, verify_envelope
from kiosk.wire.followup import is_code, parse_token
from kiosk.wire.keys import OpeningKey
from tests.desk.conftest import SHEET, Desk
from tests.fakes.stations import Keys


def rows(desk: Desk):
    return desk.store.outbox.every()


def settle(desk: Desk, envelope_id: bytes, rejected: str | None = None) -> None:
    row = desk.store.outbox.get(envelope_id)
    assert row is not None
    assert desk.store.outbox.settle(envelope_id, row.digest, rejected, 5)


def test_home_shows_the_agency_and_its_services(desk):
    home = desk.intake.home("fr")
    assert home.agency == SHEET
    card = home.services[0]
    assert [each.id for each in home.services] == [each.id for each in desk.catalogue.services]
    assert card.id == desk.service.id
    assert card.title == desk.service.title["fr"]
    assert card.icon and card.cap
    assert desk.intake.home("de").services[0].title == card.title, "a language without texts falls back"


def test_a_language_shows_the_services_that_exist_in_it(desk):
    spoken = desk.service.form.languages
    assert "fr" in spoken and "xx" not in spoken
    only_french = replace(desk.service, id="only-french", title={"fr": "Titre"})
    only_titled = replace(desk.service, id="only-titled", title={"fr": "Titre", "xx": "Title"})
    desk.catalogue = Catalogue((Pack("p", (1,), "publisher", (only_french, only_titled)),))
    desk.intake = desk.start()
    assert desk.intake.languages() == ("fr",), "a title without its form is no service"
    bare = replace(
        only_titled,
        id="bare",
        form=replace(desk.service.form, translations=Translations()),
        notice={"fr": ("Ligne", "Détail"), "xx": ("Line", "Detail")},
        treated_by={"fr": "La mairie", "xx": "The town hall"},
        next={"fr": "Puis", "xx": "Then"},
        promise=None,
    )
    desk.catalogue = Catalogue((Pack("p", (1,), "publisher", (only_french, bare)),))
    desk.intake = desk.start()
    assert desk.intake.languages() == ("fr", "xx")
    assert [card.id for card in desk.intake.home("xx").services] == ["bare"]
    assert [card.id for card in desk.intake.home("fr").services] == ["only-french", "bare"]
    assert len(desk.intake.home("zz").services) == 2, "an empty home would serve nobody"


def test_a_submitted_request_is_one_sealed_row_with_its_reminder_and_its_line(desk):
    session = desk.reviewed()
    expected = session.content_answers()
    confirmation = desk.intake.submit(session)
    assert isinstance(session.place, Confirmed)
    (row,) = rows(desk)
    envelope = parse_envelope(row.raw)
    verify_envelope(envelope, desk.store.identity.signing.public)
    assert (envelope.agency, envelope.station, envelope.sequence) == (7, 3, 1)
    assert row.id == envelope.id == confirmation.envelope_id
    assert row.digest == envelope.digest
    content = open_envelope(envelope, desk.keys.recipient)
    assert dict(content.answers) == expected
    assert (content.kind, content.service, content.language) == (0, desk.service.id, "fr")
    assert content.form == desk.service.form.fingerprint
    assert (content.created, content.offset, content.assistance) == (desk.clock.now_ms(), None, 0)
    assert content.birth_year == session.birth_year() is not None
    assert content.code == confirmation.code and is_code(confirmation.code)
    host, _, name = confirmation.followup_url.rpartition("/s/")
    assert host == "https://relais.example"
    assert name.startswith("3-") and parse_token(name[2:]) == content.token
    assert desk.store.reminder.get(desk.clock.now_ms()).code == content.code
    assert [(e.event, e.subject, e.detail) for e in desk.store.journal.entries()] == [
        ("recorded", row.id.hex(), desk.service.id)
    ]
    assert desk.store.journal.verify() is None


def test_the_confirmation_says_what_the_pack_says(desk):
    confirmation = desk.intake.submit(desk.reviewed())
    assert confirmation.service_title == desk.service.title["fr"]
    assert confirmation.treated_by == desk.service.treated_by["fr"]
    assert confirmation.promise == desk.service.promise["fr"]
    assert confirmation.language == "fr"


def test_the_known_offset_travels_with_the_stations_clock(desk):
    desk.store.enrolment.set_offset(-86_400_000)
    desk.intake.submit(desk.reviewed())
    content = open_envelope(parse_envelope(rows(desk)[0].raw), desk.keys.recipient)
    assert (content.created, content.offset) == (desk.clock.now_ms(), -86_400_000)


def test_a_clock_at_the_beginning_of_time_records_all_the_same(desk):
    session = desk.reviewed()
    desk.clock.set_wall(-5)
    desk.intake.submit(session)
    assert open_envelope(parse_envelope(rows(desk)[0].raw), desk.keys.recipient).created == 0


def test_a_clock_in_1970_takes_todays_date_from_what_the_central_said(desk):
    offset = desk.clock.now_ms() - 1000
    desk.clock.set_wall(1000)
    with pytest.raises(AssertionError, match="date_naissance"):
        desk.reviewed()
    desk.store.enrolment.set_offset(offset)
    desk.intake.submit(desk.reviewed())
    assert len(rows(desk)) == 1


def test_where_the_central_opens_nothing_it_gets_the_lookup(tmp_path, catalogue, answers):
    keys = Keys(lookup=OpeningKey.generate())
    desk = Desk(tmp_path / "data", catalogue, answers, keys)
    confirmation = desk.intake.submit(desk.reviewed())
    found = open_lookup(parse_envelope(rows(desk)[0].raw), keys.lookup)
    assert found.code == confirmation.code
    desk.store.close()


def test_a_second_touch_gives_the_same_confirmation_and_one_row(desk):
    session = desk.reviewed()
    first = desk.intake.submit(session)
    assert desk.intake.submit(session) is first
    assert len(rows(desk)) == 1


def test_two_clients_are_two_requests_without_a_gap(desk):
    codes = {desk.intake.submit(desk.reviewed()).code for _ in range(3)}
    assert len(codes) == 3
    assert [row.sequence for row in rows(desk)] == [1, 2, 3]


def test_only_a_reviewed_session_is_submitted(desk):
    session = desk.intake.open_session(desk.service.id, "fr")
    with pytest.raises(RuntimeError):
        desk.intake.submit(session)
    done = desk.reviewed()
    confirmation = desk.intake.submit(done)
    desk.intake.finish(confirmation.envelope_id)
    with pytest.raises(RuntimeError):
        desk.intake.submit(done)
    done.wipe()
    with pytest.raises(RuntimeError):
        desk.intake.submit(done)
    assert len(rows(desk)) == 1


@pytest.mark.parametrize("problem", [StoreUnwritable(path="x", detail="full"), StoreBusy(path="x")])
@pytest.mark.parametrize(
    "where",
    [
        "kiosk.store.outbox.Outbox.append",
        "kiosk.store.reminder.Reminders.put",
        "kiosk.store.journal.Journal.append",
    ],
)
def test_a_store_that_fails_records_nothing_and_the_client_may_try_again(desk, monkeypatch, problem, where):
    session = desk.reviewed()

    def fail(*_):
        raise problem

    with monkeypatch.context() as patch:
        patch.setattr(where, fail)
        with pytest.raises(type(problem)):
            desk.intake.submit(session)
    assert isinstance(session.place, Reviewing)
    assert rows(desk) == () and desk.store.journal.entries() == ()
    assert desk.intake.recall() is None
    desk.intake.submit(session)
    assert [row.sequence for row in rows(desk)] == [1]


def test_before_enrolment_nobody_is_asked_anything(tmp_path, desk):
    with open_store(tmp_path / "new") as store:
        desk.store.close()
        desk.store = store
        desk.intake = desk.start()
        with pytest.raises(NotEnrolled):
            desk.intake.open_session(desk.service.id, "fr")
        assert store.outbox.every() == ()
        desk.store = open_store(tmp_path / "data")


def test_a_partners_request_is_sealed_to_the_partner_and_found_by_the_central(desk):
    key = OpeningKey.generate()
    desk.service = replace(desk.service, partner=Partner("caf", key.public, {"fr": "La caisse"}))
    desk.catalogue = Catalogue((Pack("p", (1,), "publisher", (desk.service,)),))
    desk.intake = desk.start()
    confirmation = desk.intake.submit(desk.reviewed())
    (row,) = rows(desk)
    envelope = parse_envelope(row.raw)
    assert open_envelope(envelope, key).code == confirmation.code
    assert open_lookup(envelope, desk.keys.sealing).code == confirmation.code, "hosted or not"
    with pytest.raises(CannotOpen):
        open_envelope(envelope, desk.keys.recipient)
    with pytest.raises(CannotOpen):
        open_envelope(envelope, desk.keys.sealing)


def test_a_partners_request_waits_for_the_central_s_own_key_before_the_first_question(desk, monkeypatch):
    partner = Partner("caf", OpeningKey.generate().public, {"fr": "La caisse"})
    desk.catalogue = Catalogue((Pack("p", (1,), "publisher", (replace(desk.service, partner=partner),)),))
    desk.intake = desk.start()
    desk.store.enrolment.record(replace(desk.store.identity, sealing=None))
    with pytest.raises(NotEnrolled):
        desk.intake.open_session(desk.service.id, "fr")


def test_the_agencys_own_services_come_first(desk):
    partner = Partner("caf", OpeningKey.generate().public, {"fr": "La caisse"})
    theirs = replace(desk.service, id="theirs", partner=partner)
    packs = Pack("a", (1,), "publisher", (theirs,)), Pack("b", (1,), "publisher", (desk.service,))
    assert [service.id for service in Catalogue(packs).services] == [desk.service.id, "theirs"]


def test_progress_says_only_what_is_proven(desk):
    envelope_id = desk.intake.submit(desk.reviewed()).envelope_id

    def said():
        progress = desk.intake.progress(envelope_id)
        return progress.state, progress.reachable, progress.problem

    def note(reachable, trouble=None):
        desk.store.peers.note("https", reachable=reachable, trouble=trouble, at=desk.clock.now_ms())

    note(True)
    assert said() == ("recorded", None, None), "what was said of others says nothing of this one"
    note(False, "central.unreachable")
    desk.store.outbox.tried([envelope_id], "central.unreachable")
    assert said() == ("recorded", False, "central.unreachable")
    note(True)
    assert said()[:2] == ("recorded", True)
    desk.store.outbox.handed_over([envelope_id], 5)
    assert said()[0] == "on_the_way"
    desk.store.outbox.hold(envelope_id, "id_conflict")
    assert said() == ("held", True, "id_conflict")
    settle(desk, envelope_id, "unknown_form")
    assert said() == ("held", True, "unknown_form")
    settle(desk, envelope_id)
    assert said() == ("received", True, None)


def test_another_digest_is_never_received(desk):
    envelope_id = desk.intake.submit(desk.reviewed()).envelope_id
    assert not desk.store.outbox.settle(envelope_id, bytes(32), None, 5)
    assert desk.intake.progress(envelope_id).state == "recorded"


def test_progress_of_a_stranger_is_a_bug(desk):
    with pytest.raises(KeyError):
        desk.intake.progress(bytes(16))


def test_a_restart_within_a_minute_shows_the_code_again(desk):
    confirmation = desk.intake.submit(desk.reviewed())
    desk.clock.advance(60)
    assert desk.start().recall() == confirmation
    assert desk.start().recall() == confirmation
    desk.clock.advance(0.001)
    assert desk.start().recall() is None
    desk.clock.advance(-1)
    assert desk.start().recall() is None, "once too old, it is gone"


def test_a_clock_set_back_shows_no_code_to_somebody_else(desk):
    desk.intake.submit(desk.reviewed())
    desk.clock.advance(-1)
    assert desk.start().recall() is None


def test_a_finished_client_is_not_recalled(desk):
    confirmation = desk.intake.submit(desk.reviewed())
    desk.intake.finish(bytes(16))
    assert desk.start().recall() == confirmation
    desk.intake.finish(confirmation.envelope_id)
    assert desk.start().recall() is None
    desk.intake.finish(confirmation.envelope_id)


def test_the_next_client_finds_nothing_of_the_one_before(desk):
    desk.intake.submit(desk.reviewed())
    desk.intake.open_session(desk.service.id, "fr")
    assert desk.start().recall() is None
    assert desk.intake._last is None


def test_a_restart_without_the_service_recalls_nothing(desk):
    desk.intake.submit(desk.reviewed())
    desk.catalogue = Catalogue(())
    assert desk.start().recall() is None
    assert desk.store._connection.rows("SELECT * FROM reminder") == []


def test_what_the_agency_switched_off_is_not_offered_and_its_requests_go_on(desk):
    other = replace(desk.service, id="autre")
    packs = Catalogue((Pack("p", (1,), "publisher", (desk.service, other)),))
    kept = desk.intake.submit(desk.reviewed())
    desk.catalogue = packs.offered_by(
        replace(SHEET, off=frozenset({desk.service.id}), delays={"autre": "Demain."})
    )
    desk.intake = desk.start()
    assert [card.id for card in desk.intake.home("fr").services] == ["autre"]
    assert desk.intake.recall() == kept
    assert desk.intake.reworded(kept, "en").service_title == desk.service.title["en"]
    session = desk.filled(desk.intake.open_session("autre", "fr"))
    confirmed = desk.intake.submit(session)
    assert confirmed.promise == "Demain."
    # The central has no sheet: its follow-up page would say what the pack does, which stands for `kept`.
    sealed = [open_envelope(parse_envelope(row.raw), desk.keys.recipient) for row in rows(desk)]
    assert {content.service: content.promise for content in sealed} == {
        kept.service: None,
        "autre": "Demain.",
    }


def test_home_tells_the_closed_days_that_are_near_and_the_situations_that_lead_somewhere(desk):
    led = Situation("a", {"fr": "A"}, "truck", "cap-eau", (), (Suggestion(desk.service.id, {}, {"fr": "R"}),))
    lost = replace(led, id="b", suggestions=(Suggestion("nowhere", {}, {"fr": "R"}),))
    desk.catalogue = Catalogue((Pack("p", (1,), "publisher", (desk.service,), situations=(led, lost)),))
    day = desk.clock.today()
    closure = Closure((day.month, day.day), (day.month, day.day), None, "Inventaire")
    intake = Intake(desk.store, desk.catalogue, replace(SHEET, closures=(closure,)), desk.clock)
    home = intake.home("fr")
    assert home.situations == (led,) and intake.home("en").situations == ()
    assert home.closed == (Closed(day, day, "Inventaire"),)


def test_the_age_of_the_oldest_undelivered_request(desk):
    assert desk.intake.oldest_undelivered_ms() is None
    first = desk.intake.submit(desk.reviewed()).envelope_id
    desk.clock.advance(90)
    desk.intake.submit(desk.reviewed())
    assert desk.intake.oldest_undelivered_ms() == 90_000
    settle(desk, first)
    assert desk.intake.oldest_undelivered_ms() == 0
    desk.clock.advance(-50)
    assert desk.intake.oldest_undelivered_ms() == 0, "a clock set back gives no negative age"


def canaries(desk: Desk) -> list[str]:
    found = [value for value in desk.answers.values() if isinstance(value, str) and len(value) >= 9]
    assert len(found) >= 2
    return found


def test_no_answer_is_anywhere_in_clear(desk, caplog):
    caplog.set_level(logging.DEBUG)
    session = desk.reviewed()
    confirmation = desk.intake.submit(session)
    desk.store._connection._raw.execute("PRAGMA wal_checkpoint(FULL)")
    on_disk = b"".join(path.read_bytes() for path in desk.folder.iterdir() if path.name != "station.key")
    said = " ".join(
        [caplog.text, repr(confirmation), repr(session), repr(rows(desk)), repr(desk.store.reminder.get(0))]
    )
    for canary in [*canaries(desk), str(confirmation.code), confirmation.followup_url[-26:]]:
        assert canary.encode() not in on_disk
        assert canary.encode("utf-16-le") not in on_disk
        assert canary not in said


def test_no_answer_is_in_the_message_of_a_failure(desk, monkeypatch):
    session = desk.reviewed()

    def fail(*_, **__):
        raise StoreUnwritable(path="x", detail="full")

    monkeypatch.setattr("kiosk.store.db.sqlite_utils.Database.execute", fail)
    with pytest.raises(StoreUnwritable) as raised:
        desk.intake.submit(session)
    said = "".join(traceback.format_exception(raised.value))
    assert not [canary for canary in canaries(desk) if canary in said]


def test_an_impossible_answer_is_a_bug_that_shows_no_answer(desk, monkeypatch):
    session = desk.reviewed()
    secret = "SECRETANSWER"
    monkeypatch.setattr(session, "content_answers", lambda: {0: {secret: object()}})
    with pytest.raises(ValueError, match="content") as raised:
        desk.intake.submit(session)
    assert secret not in "".join(traceback.format_exception(raised.value))
    assert rows(desk) == ()
