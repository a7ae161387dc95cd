"""Cases at a counter: found, opened if the key is here, decided about, with and without a network."""

from dataclasses import replace

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import Pack, Partner
from kiosk.desk.case_view import ChangeView
from kiosk.desk.cases import LONGEST_MESSAGE
from kiosk.desk.counter import Counter
from kiosk.desk.finder import WantedCode, WantedToken
from kiosk.errors import FormBroken, NotEnrolled, StoreUnwritable
from kiosk.store import open_store
from kiosk.store.cases import LIFETIME_MS
from kiosk.wire.case import CaseStatus, ChangeTold
from kiosk.wire.compact import Assistance, Kind
from kiosk.wire.envelope import make_envelope, open_envelope, parse_envelope, verify_envelope
from kiosk.wire.keys import OpeningKey, SealKey, SigningKey
from tests.desk.counters import CODE, NEIGHBOUR, TOKEN, CounterDesk
from tests.fakes.stations import Keys

MINE = Assistance.ENTERED_BY_AGENT


@pytest.fixture
def desk(tmp_path, catalogue, answers, cheap_pins):
    made = CounterDesk(tmp_path / "data", catalogue, answers, Keys(lookup=OpeningKey.generate()))
    made.hold_key()
    made.log_in()
    yield made
    made.store.close()


@pytest.fixture
def counter(desk) -> Counter:
    return desk.counter


@pytest.fixture
def keyless(tmp_path, catalogue, answers, cheap_pins):
    """A counter that has not been given the agency's key yet."""
    made = CounterDesk(tmp_path / "data", catalogue, answers, Keys(lookup=OpeningKey.generate()))
    made.log_in()
    yield made
    made.store.close()


def test_a_request_made_at_the_kiosk_is_read_here(desk, counter):
    case = desk.told()
    view = counter.look(case)
    assert (view.envelope_id, view.station, view.code) == (case.envelope_id, NEIGHBOUR, CODE)
    assert view.service_title == desk.service.title["fr"]
    assert (view.icon, view.cap) == (desk.service.icon, desk.service.cap)
    assert view.next_step == desk.service.promise["fr"]
    assert (view.language, view.assistance, view.trouble) == ("es", Assistance.ALONE, "")
    assert (view.created_ms, view.received_ms) == (case.created_ms, case.received_ms)
    assert (view.as_of_ms, view.fresh) == (desk.clock.now_ms(), True)
    assert len(view.answers) == len(desk.answers)
    label, shown = view.answers[list(desk.answers).index("nom")]
    assert (label, shown) == ("Quel est votre nom de famille\u00a0?", desk.answers["nom"])


def test_reading_is_said_to_the_central_once(desk, counter):
    case = desk.told()
    view = counter.look(case)
    (sent,) = desk.sent()
    assert (sent.kind, sent.case, sent.status) == (Kind.STATUS_CHANGE, case.envelope_id, "read")
    assert (sent.message, sent.language) == (None, "fr")
    assert (view.status, view.read_ms) == (CaseStatus.READ, desk.clock.now_ms())
    assert view.road == (ChangeView(desk.clock.now_ms(), CaseStatus.READ, "", "recorded"),)
    assert desk.woken["sync"] == 1
    assert counter.look(case) == replace(view, fresh=False)
    counter.log_out()
    desk.log_in()
    assert counter.look(case).fresh
    assert len(desk.sent()) == 1


def test_a_paper_that_is_shown_again_was_told_when_it_was_told(desk, counter):
    case = desk.told(read_ms=5)
    told_ms = desk.clock.now_ms()
    assert counter.look(case).fresh
    desk.clock.advance(3600)
    view = counter.look(case)
    assert (view.as_of_ms, view.fresh) == (told_ms, False)
    newer = replace(case, status=CaseStatus.DONE)
    assert counter.look(newer).status is CaseStatus.DONE
    view = counter.look(case)
    assert (view.status, view.as_of_ms) == (CaseStatus.DONE, desk.clock.now_ms()), "what is known by now"
    assert counter.view(case.envelope_id) == view


@pytest.mark.parametrize(
    "known",
    [
        {"read_ms": 5},
        {"status": CaseStatus.DONE},
        {"status": CaseStatus.READ, "changes": (ChangeTold(5, CaseStatus.READ, ""),)},
    ],
)
def test_a_case_that_somebody_has_read_is_not_read_again(desk, counter, known):
    counter.look(desk.told(**known))
    assert desk.sent() == []


def test_a_case_known_from_before_is_not_said_to_be_read(desk, counter):
    """Another counter may have closed it since; "read" would open it again."""
    case = desk.told()
    desk.store.cases.keep([case], desk.clock.now_ms(), code=CODE)
    (kept,) = counter.local(WantedCode(CODE))
    view = counter.look(kept)
    assert view.answers and not view.fresh
    assert desk.sent() == []
    counter.look(replace(case))
    assert len(desk.sent()) == 1


def test_a_note_does_not_hide_that_nobody_has_read(desk, counter):
    counter.look(desk.told(changes=(ChangeTold(5, None, "Bonjour"),)))
    assert [sent.status for sent in desk.sent()] == ["read"]


def test_who_opens_answers_is_journalled_once_a_login(desk, counter):
    case = desk.told()
    counter.look(case)
    counter.look(case)
    opened = ("case.opened", case.envelope_id.hex(), "agent 1")
    assert desk.events().count(opened) == 1
    counter.log_out()
    desk.log_in()
    counter.look(case)
    assert desk.events().count(opened) == 2


def test_without_the_key_a_case_is_found_and_not_read(keyless):
    case = keyless.told()
    view = keyless.counter.look(case, WantedCode(CODE))
    assert (view.trouble, view.answers, view.language, view.assistance) == ("sealed", (), "", None)
    assert view.code == CODE, "the agent typed it"
    assert view.service_title == "" and view.next_step == ""
    assert keyless.sent() == []
    assert "case.opened" not in [event for event, _, _ in keyless.events()]
    (kept,) = keyless.counter.local(WantedCode(CODE))
    assert kept.envelope_id == case.envelope_id
    named = keyless.counter.look(keyless.told(service=keyless.service.id))
    assert named.service_title == keyless.service.title["fr"] and named.code is None


def test_a_scanned_case_without_the_key_is_found_again_by_its_paper(keyless):
    case = keyless.told()
    keyless.counter.look(case, WantedToken(NEIGHBOUR, TOKEN))
    (kept,) = keyless.counter.local(WantedToken(NEIGHBOUR, TOKEN))
    assert kept.envelope_id == case.envelope_id
    assert keyless.counter.local(WantedCode(CODE)) == ()


def test_what_is_decided_without_the_key_is_sealed_all_the_same(keyless):
    case = keyless.told()
    keyless.counter.look(case)
    keyless.counter.change_status(case.envelope_id, CaseStatus.DONE, "")
    assert [sent.status for sent in keyless.sent()] == ["done"]


@pytest.fixture
def partner(desk) -> Partner:
    """Somebody else, to whom the kiosk next door seals a service that this counter knows of too."""
    made = Partner("caf", OpeningKey.generate().public, {"fr": "La caisse"})
    theirs = replace(desk.service, id="theirs", partner=made, treated_by={"fr": "La caisse du lieu"})
    desk.catalogue = Catalogue((Pack("p", (1,), "publisher", (desk.service, theirs), (made,)),))
    desk.start()
    desk.log_in()
    return made


@pytest.mark.parametrize(
    ("service", "who"), [("", "La caisse"), ("theirs", "La caisse du lieu")], ids=["unknown", "told"]
)
def test_a_partners_case_is_found_by_its_code_and_told_but_not_read(desk, partner, service, who):
    case = desk.told(desk.content(service="theirs"), service=service, status=CaseStatus.IN_PROGRESS)
    case = replace(case, raw=resealed(desk, case, partner.key))
    view = desk.counter.look(case, WantedCode(CODE))
    assert (view.trouble, view.answers, view.treated_by) == ("partner", (), who)
    assert (view.status, view.code, view.language) == (CaseStatus.IN_PROGRESS, CODE, "")
    (kept,) = desk.counter.local(WantedCode(CODE))
    assert desk.counter.look(kept).trouble == "partner"
    assert desk.sent() == [], "nobody here has read it"
    with pytest.raises(RuntimeError):
        desk.counter.change_status(case.envelope_id, CaseStatus.DONE, "")
    with pytest.raises(RuntimeError):
        desk.counter.duplicate(case.envelope_id)
    assert desk.sent() == []


def test_a_partners_request_made_here_is_told_by_the_central_alone(desk, partner):
    desk.service = desk.catalogue.service("theirs")
    confirmation = desk.counter.submit(desk.reviewed(), MINE)
    assert desk.counter.local(WantedCode(confirmation.code)) == ()
    view = desk.counter.view(confirmation.envelope_id)
    assert (view.trouble, view.treated_by) == ("partner", "La caisse du lieu")


@pytest.mark.parametrize("part", ["station", "id", "key", "bytes", "kind"])
def test_what_is_not_this_request_is_not_shown_as_its_answers(desk, counter, part):
    case = desk.told()
    other = desk.told()
    told = {
        "station": lambda: replace(case, station=5),
        "id": lambda: replace(case, raw=other.raw),
        "key": lambda: replace(case, raw=resealed(desk, case, OpeningKey.generate().public)),
        "bytes": lambda: replace(case, raw=case.raw[:-1]),
        "kind": lambda: desk.told(
            desk.content(
                kind=Kind.NOTE, form=None, token=None, code=None, answers={}, case=bytes(16), message="Mot"
            )
        ),
    }[part]()
    view = counter.look(told)
    assert (view.trouble, view.answers) == ("sealed", ())
    assert desk.sent() == []


def resealed(desk, case, key: SealKey) -> bytes:
    envelope = parse_envelope(case.raw)
    content = open_envelope(envelope, desk.keys.recipient)
    return make_envelope(content, envelope.address, recipient=key, signer=SigningKey.generate())


def test_a_form_that_is_not_here_any_more_is_said_so(desk):
    case = desk.told(desk.content(form=b"another!"))
    view = desk.counter.look(case)
    assert (view.trouble, view.answers, view.code) == ("form_unknown", (), CODE)
    assert desk.sent() == [], "nothing was read"
    desk.catalogue = Catalogue(())
    desk.start()
    desk.log_in()
    view = desk.counter.look(desk.told())
    assert (view.service_title, view.icon, view.cap) == ("", "", "")


def test_a_form_that_cannot_be_computed_is_said_so(desk, counter, monkeypatch):
    def broken(*_):
        raise FormBroken(path="x", detail="y")

    monkeypatch.setattr("kiosk.desk.case_view.read_answers", broken)
    view = counter.look(desk.told())
    assert (view.trouble, view.answers, view.code) == ("form_broken", (), CODE)


def test_a_decision_is_one_envelope_to_the_central_alone(desk, counter):
    case = desk.told(status=CaseStatus.READ, read_ms=5)
    counter.look(case)
    view = counter.change_status(case.envelope_id, CaseStatus.PAPERS_MISSING, "  Il manque la photo. \n")
    (row,) = desk.store.outbox.every()
    envelope = parse_envelope(row.raw)
    verify_envelope(envelope, desk.store.identity.signing.public)
    assert envelope.lookup is None
    content = open_envelope(envelope, desk.keys.sealing)
    assert (content.kind, content.case) == (Kind.STATUS_CHANGE, case.envelope_id)
    assert (content.status, content.message) == ("papers_missing", "Il manque la photo.")
    assert (content.form, content.code, content.token, content.answers) == (None, None, None, {})
    assert content.assistance == Assistance.ENTERED_BY_AGENT
    assert content.service == row.service == "?", "the central is not told which service this was about"
    assert view.status is CaseStatus.PAPERS_MISSING and view.next_step == ""
    assert view.road == (
        ChangeView(desk.clock.now_ms(), CaseStatus.PAPERS_MISSING, "Il manque la photo.", "recorded"),
    )
    assert desk.events()[-1] == ("case.papers_missing", case.envelope_id.hex(), "agent 1")
    assert "photo" not in repr(desk.events())
    assert desk.woken["sync"] == 1


def test_a_note_changes_no_status(desk, counter):
    case = desk.told(status=CaseStatus.IN_PROGRESS, read_ms=5)
    counter.look(case)
    view = counter.add_note(case.envelope_id, "Nous vous appelons jeudi.")
    (sent,) = desk.sent()
    assert (sent.kind, sent.status, sent.message) == (Kind.NOTE, None, "Nous vous appelons jeudi.")
    assert view.status is CaseStatus.IN_PROGRESS
    assert view.road[-1] == ChangeView(desk.clock.now_ms(), None, "Nous vous appelons jeudi.", "recorded")
    assert desk.events()[-1][0] == "case.note"


@pytest.mark.parametrize("message", ["", " \n", "x" * (LONGEST_MESSAGE + 1)])
def test_a_note_without_words_or_with_too_many_is_a_bug(desk, counter, message):
    case = desk.told(read_ms=5)
    counter.look(case)
    with pytest.raises(ValueError, match="words"):
        counter.add_note(case.envelope_id, message)
    if len(message) > 2:
        with pytest.raises(ValueError, match="words"):
            counter.change_status(case.envelope_id, CaseStatus.DONE, message)
    assert desk.sent() == []


def test_a_decision_about_a_case_that_nobody_looked_at_is_a_bug(desk, counter):
    for call in (counter.duplicate, counter.print_summary, lambda one: counter.add_note(one, "Mot")):
        with pytest.raises(KeyError):
            call(bytes(16))


def test_a_decision_that_cannot_be_kept_is_not_recorded(desk, counter, monkeypatch):
    case = desk.told(read_ms=5)
    counter.look(case)

    def fail(*_, **__):
        raise StoreUnwritable(path="x", detail="full")

    for part in ("outbox.Outbox.append", "cases.Cases.decide", "journal.Journal.append"):
        with monkeypatch.context() as patch:
            patch.setattr(f"kiosk.store.{part}", fail)
            with pytest.raises(StoreUnwritable):
                counter.change_status(case.envelope_id, CaseStatus.DONE, "")
        assert desk.store.outbox.every() == () and desk.store.cases.decisions(case.envelope_id) == ()
    assert desk.woken["sync"] == 0


def test_a_counter_that_was_never_told_the_centrals_key_decides_nothing(desk, counter):
    desk.store._connection.change("UPDATE enrolment SET sealing = NULL, hosted = 1")
    case = desk.told(read_ms=5)
    counter.look(case)
    with pytest.raises(NotEnrolled):
        counter.change_status(case.envelope_id, CaseStatus.DONE, "")


def test_decisions_are_recorded_then_received_then_told(desk, counter):
    case = desk.told(read_ms=5, status=CaseStatus.READ, changes=(ChangeTold(5, CaseStatus.READ, ""),))
    counter.look(case)
    desk.clock.advance(60)
    decided = desk.clock.now_ms()
    counter.change_status(case.envelope_id, CaseStatus.IN_PROGRESS, "Bonjour")
    first = ChangeView(5, CaseStatus.READ, "", "received")

    def states(told=case):
        view = counter.look(told)
        assert view.status is CaseStatus.IN_PROGRESS and view.road[0] == first
        return [(one.at_ms, one.message, one.state) for one in view.road[1:]]

    assert states() == [(decided, "Bonjour", "recorded")]
    desk.clock.advance(60)
    desk.deliver()
    (kept,) = counter.local(WantedCode(CODE))
    assert states(kept) == [(decided, "Bonjour", "received")], "told before, accepted since"
    later = replace(
        case,
        status=CaseStatus.IN_PROGRESS,
        changes=(*case.changes, ChangeTold(decided, CaseStatus.IN_PROGRESS, "Bonjour")),
    )
    assert states(later) == [(decided, "Bonjour", "received")], "once, although known twice"


def test_a_decision_that_was_told_at_another_time_is_not_shown_twice(desk, counter):
    """A counter whose clock is ahead: the central dates the decision when it came."""
    case = desk.told(read_ms=5, status=CaseStatus.READ)
    counter.look(case)
    counter.change_status(case.envelope_id, CaseStatus.DONE, "Fini")
    dated = ChangeTold(desk.clock.now_ms() - 5000, CaseStatus.DONE, "Fini")
    desk.deliver()
    desk.clock.advance(120)
    view = counter.look(replace(case, status=CaseStatus.DONE, changes=(dated,)))
    assert [one.message for one in view.road] == ["Fini"]


def test_the_newest_decision_counts_whoever_made_it(desk, counter):
    case = desk.told(read_ms=5, status=CaseStatus.READ)
    counter.look(case)
    counter.change_status(case.envelope_id, CaseStatus.IN_PROGRESS, "")
    desk.clock.advance(60)
    elsewhere = ChangeTold(desk.clock.now_ms(), CaseStatus.DONE, "Fini ailleurs")
    view = counter.look(replace(case, status=CaseStatus.DONE, changes=(elsewhere,)))
    assert view.status is CaseStatus.DONE
    assert [(one.status, one.state) for one in view.road] == [
        (CaseStatus.IN_PROGRESS, "recorded"),
        (CaseStatus.DONE, "received"),
    ]


def test_a_decision_that_the_central_refused_does_not_count(desk, counter):
    case = desk.told(read_ms=5, status=CaseStatus.READ)
    counter.look(case)
    counter.change_status(case.envelope_id, CaseStatus.DONE, "")
    desk.deliver(rejected="case_ambiguous")
    (kept,) = counter.local(WantedCode(CODE))
    view = counter.look(kept)
    assert view.status is CaseStatus.READ
    assert [(one.status, one.state, one.held) for one in view.road] == [(CaseStatus.DONE, "recorded", True)]


def test_a_clock_that_is_wrong_and_known_to_be_is_corrected(desk, counter):
    offset_ms = 86_400_000
    desk.store.enrolment.set_offset(offset_ms)
    case = desk.told(desk.content(offset=-5000), read_ms=5, status=CaseStatus.READ)
    view = counter.look(case)
    assert view.as_of_ms == desk.clock.now_ms() + offset_ms
    assert view.created_ms == case.created_ms - 5000
    view = counter.change_status(case.envelope_id, CaseStatus.DONE, "")
    assert view.road[-1].at_ms == desk.clock.now_ms() + offset_ms
    (sent,) = desk.sent()
    assert sent.created + sent.offset == view.road[-1].at_ms


def test_a_case_is_found_again_without_a_network_for_7_days(desk, counter):
    case = desk.told()
    told_ms = desk.clock.now_ms()
    counter.look(case)
    desk.store.close()
    desk.store = open_store(desk.folder)
    desk.start()
    desk.clock.advance(LIFETIME_MS / 1000)
    desk.log_in()
    for wanted in (WantedCode(CODE), WantedToken(NEIGHBOUR, TOKEN)):
        (kept,) = desk.counter.local(wanted)
        view = desk.counter.look(kept)
        assert view.answers and (view.as_of_ms, view.fresh) == (told_ms, False)
    desk.clock.advance(1)
    assert desk.counter.local(WantedCode(CODE)) == ()


def test_our_own_request_is_found_before_the_central_ever_had_it(desk, counter):
    session = desk.reviewed()
    confirmation = counter.submit(session, MINE)
    recorded = desk.clock.now_ms()
    assert counter.local(WantedCode(CODE)) == ()
    desk.clock.advance(60)
    (case,) = counter.local(WantedCode(confirmation.code))
    view = counter.look(case)
    assert (view.station, view.code) == (3, confirmation.code)
    assert (view.created_ms, view.received_ms) == (recorded, None)
    assert (view.as_of_ms, view.fresh) == (desk.clock.now_ms(), False)
    assert view.assistance == MINE and view.answers
    assert view.status is CaseStatus.READ, "who typed it has read it, and says so"
    token = open_envelope(parse_envelope(case.raw), desk.keys.recipient).token
    assert [found.envelope_id for found in counter.local(WantedToken(3, token))] == [case.envelope_id]
    desk.deliver(case.envelope_id)
    received = desk.clock.now_ms()
    desk.clock.advance(60)
    (again,) = counter.local(WantedCode(confirmation.code))
    view = counter.look(again)
    assert (view.received_ms, view.as_of_ms) == (received, received)
    view = counter.change_status(case.envelope_id, CaseStatus.DONE, "Voilà")
    assert view.status is CaseStatus.DONE


def test_what_the_central_told_comes_before_what_is_only_here(desk, counter):
    confirmation = counter.submit(desk.reviewed(), MINE)
    row = desk.store.outbox.get(confirmation.envelope_id)
    told = desk.told(station=3, envelope_id=row.id, status=CaseStatus.DONE, read_ms=5)
    counter.look(replace(told, raw=row.raw), WantedCode(confirmation.code))
    (found,) = counter.local(WantedCode(confirmation.code))
    assert counter.look(found).status is CaseStatus.DONE


def test_without_the_key_our_own_request_is_not_found_by_guessing(keyless):
    confirmation = keyless.counter.submit(keyless.reviewed(), MINE)
    assert keyless.counter.local(WantedCode(confirmation.code)) == ()


def test_a_duplicate_is_a_paper_of_the_station_that_made_the_request(desk, counter):
    case = desk.told(desk.content(offset=2000))
    counter.look(case)
    counter.duplicate(case.envelope_id)
    (job,) = desk.store.spool.every()
    assert (job.envelope_id, job.copy, job.station) == (case.envelope_id, 2, NEIGHBOUR)
    assert (job.code, job.token, job.language) == (CODE, TOKEN, "es")
    assert (job.service, job.recorded_at) == (desk.service.id, case.created_ms + 2000)
    assert desk.woken["printer"] == 1
    assert desk.events()[-1] == ("case.duplicate", case.envelope_id.hex(), "agent 1")
    counter.duplicate(case.envelope_id)
    assert len(desk.store.spool.every()) == 1, "one is under way"
    counter.log_out()
    assert desk.store.spool.every()[0].ended, "it would come out for the next client"


def test_a_duplicate_of_our_own_request_has_our_own_number(desk, counter):
    confirmation = counter.submit(desk.reviewed(), MINE)
    for state in ("sending", "sent", "confirmed"):
        desk.store.spool.mark(1, state)
    (case,) = counter.local(WantedCode(confirmation.code))
    counter.look(case)
    counter.duplicate(case.envelope_id)
    job = desk.store.spool.of(case.envelope_id)
    assert (job.copy, job.station, job.code) == (2, None, confirmation.code)


def test_a_sealed_case_has_no_duplicate(keyless):
    case = keyless.told()
    keyless.counter.look(case)
    with pytest.raises(RuntimeError, match="sealed"):
        keyless.counter.duplicate(case.envelope_id)
    assert keyless.store.spool.every() == ()


def test_without_a_printer_no_duplicate_is_promised(desk, counter, monkeypatch):
    case = desk.told(read_ms=5)
    counter.look(case)
    monkeypatch.setattr(desk.counter.intake, "_printing", False)
    counter.duplicate(case.envelope_id)
    assert desk.store.spool.every() == ()
    assert desk.counter.intake.printing(case.envelope_id).state == "none"


def test_nothing_of_all_this_is_in_clear_on_the_disk(desk, counter):
    case = desk.told()
    words, pin = "CANARY WORDS TO THE CLIENT", "470913"
    counter.look(case)
    counter.change_status(case.envelope_id, CaseStatus.DONE, words)
    session = desk.filled(counter.begin(desk.service.id, "fr", MINE))
    counter.save_draft(session, MINE)
    texts = [words, pin, str(CODE), TOKEN.decode()]
    texts += [str(answer) for answer in desk.answers.values() if len(str(answer)) >= 9]
    assert len(texts) > 6
    for path in desk.folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert [text for text in texts if text.encode() in content] == [], path.name
    told = repr(counter.look(case)) + repr(desk.store.cases.get(case.envelope_id)) + repr(desk.events())
    assert [text for text in texts if text in told] == []
    assert repr(desk.keys.recipient.to_bytes()) not in told
