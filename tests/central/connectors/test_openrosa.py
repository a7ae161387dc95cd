"""Cases as XForms instances, against a server in another process."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from central.attachments.keeping import whole_of
from central.attachments.models import StoredAttachment
from central.cases.models import Case
from central.connectors import web
from central.connectors.connector import Trouble
from central.connectors.drain import Drain, send_again
from central.connectors.models import Connector, Delivery, State
from central.connectors.openrosa import OpenRosa
from kiosk.forms.submission import read_submission
from kiosk.wire.attachment import SealedAttachment, seal_attachment
from kiosk.wire.envelope import new_id
from kiosk.wire.keys import OpeningKey
from tests.central.connectors.conftest import SECRET
from tests.central.pages.towns import SERVICE, Town
from tests.fakes.case_system import CaseSystem
from tests.fakes.certificates import make_certificates
from tests.fakes.fake_clock import FakeClock
from tests.fakes.scripted_server import Reply, closed_port, serving, url_of

Connect = Callable[..., Drain]


def uuid_of(case: Case) -> str:
    return f"uuid:{UUID(bytes=bytes(case.envelope.envelope_id))}"


def only() -> Delivery:
    return Delivery.objects.get()


def state() -> tuple[str, str, int]:
    delivery = only()
    return delivery.state, delivery.problem, delivery.attempts


def test_a_case_arrives_as_an_instance_of_its_form(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa")
    content = town.content()
    case = town.arrive(content)
    drain.step()
    assert state() == ("delivered", "", 1)
    (call,) = case_system.calls
    assert call["path"] == "/submission"
    assert call["headers"]["x-openrosa-version"] == "1.0"
    assert call["headers"]["date"].endswith("GMT")
    assert call["headers"]["content-type"].startswith("multipart/form-data")
    ((name, xml),) = case_system.kept.items()
    assert name == uuid_of(case)
    form = town.published.catalogue.service(SERVICE).form
    assert read_submission(form, xml) == content.answers


def test_nothing_is_kept_in_clear_and_nothing_twice(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["500"])
    town.arrive(town.content())
    drain.step()
    waiting = only()
    assert state() == ("waiting", "broken", 1)
    xml = OpenRosa().freeze(_opened(waiting.case))
    frozen = bytes(waiting.frozen)
    for part in (xml, b"instanceID", b"<nom"):
        assert part not in frozen and part not in repr(waiting.__dict__).encode()
    # Keyed: who guesses the answers cannot check the guess.
    assert bytes(waiting.digest) != hashlib.sha256(xml).digest()
    assert SECRET.encode() not in bytes(Connector.objects.get().secret)
    waiting.connector.refresh_from_db()
    drain.clock.advance(20)
    drain.step()
    assert (only().state, bytes(only().frozen)) == ("delivered", b"")
    assert bytes(only().digest) == bytes(waiting.digest)


def _opened(case: Case) -> object:
    from central.cases.reading import catalogue_of, open_case
    from central.connectors.connector import Opened

    content = open_case(case)
    form = catalogue_of(case.agency).form(content.form)
    return Opened(bytes(case.envelope.envelope_id), content, form, None, case.created_ms, case.received_ms)


def lose_the_reply(
    town: Town, drain: Drain, case_system: CaseSystem, clock: FakeClock
) -> tuple[dict[str, bytes], int]:
    """Let the other side keep a case and never say so; return what it holds in the end, and the sendings."""
    case_system.switch(next=["cut"])
    town.arrive(town.content())
    drain.step()
    assert state() == ("waiting", Trouble.NO_ANSWER, 1)
    clock.advance(3600)
    drain.step()
    return case_system.kept, len(case_system.calls)


def test_a_case_whose_reply_was_lost_is_there_once(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    kept, calls = lose_the_reply(town, connect("openrosa"), case_system, clock)
    assert (len(kept), calls) == (1, 2)
    assert state() == ("delivered", "", 2)


def test_a_new_name_at_each_attempt_would_make_two(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above sees it when the id or the bytes are not the same ones."""
    plain = OpenRosa.send

    def renamed(self: OpenRosa, parcels: list, target: object) -> object:
        (parcel,) = parcels
        other = str(UUID(bytes=new_id(clock.now_ms()))).encode()
        mine = str(UUID(bytes=parcel.case)).encode()
        return plain(self, [type(parcel)(parcel.case, parcel.raw.replace(mine, other))], target)

    monkeypatch.setattr(OpenRosa, "send", renamed)
    kept, calls = lose_the_reply(town, connect("openrosa"), case_system, clock)
    assert (len(kept), calls) == (2, 2)


def test_bytes_made_anew_by_another_version_would_be_refused(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why bytes are frozen: an update between two attempts changes nothing on the wire."""
    drain = connect("openrosa")
    case_system.switch(next=["cut"])
    town.arrive(town.content())
    drain.step()
    plain = OpenRosa.freeze
    monkeypatch.setattr(OpenRosa, "freeze", lambda self, opened: plain(self, opened) + b"<!-- 2.0 -->")
    clock.advance(3600)
    drain.step()
    assert state() == ("delivered", "", 2)
    assert len(set(case_system.kept.values())) == 1
    # Mutation: without the frozen bytes the new version makes others, and the server sees a conflict.
    Delivery.objects.update(state=State.WAITING, digest=None)
    drain.step()
    assert state() == ("dead", Trouble.CONFLICT, 3)


@pytest.mark.parametrize(
    ("words", "problem"),
    [(["404"], "form_there"), (["409"], "conflict"), (["400"], "refused"), (["413"], "too_large")],
)
def test_what_is_refused_for_good_waits_for_a_person(
    words: list[str], problem: str, town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock,
    alarms: list[str],
) -> None:  # fmt: skip
    drain = connect("openrosa")
    case_system.switch(next=words)
    town.arrive(town.content())
    drain.step()
    assert state() == ("dead", problem, 1)
    assert len(alarms) == 1
    clock.advance(1e6)
    drain.step()
    assert len(case_system.calls) == 1
    assert send_again(Delivery.objects.all()) == 1
    drain.step()
    first, second = case_system.calls
    assert state() == ("delivered", "", 1)
    assert _xml(first) == _xml(second)
    assert send_again(Delivery.objects.all()) == 0


def _xml(call: dict) -> bytes:
    body = call["body"]
    return body[body.index(b"<?xml") : body.index(b"\r\n--", body.index(b"<?xml"))]


def test_a_form_that_is_not_there_is_named(town: Town, connect: Connect, case_system: CaseSystem) -> None:
    case_system.switch(forms=["another 1"])
    drain = connect("openrosa")
    town.arrive(town.content())
    drain.step()
    assert state() == ("dead", "form_there", 1)
    assert re.fullmatch(r"mairie-rendez-vous-identite [0-9.]+", only().detail)


@pytest.mark.parametrize(
    ("word", "problem"),
    [("401", "login"), ("403", "login"), ("429", "busy"), ("503", "busy"), ("502", "unreachable"),
     ("302", "nonsense"), ("200", "nonsense")],
)  # fmt: skip
def test_what_all_would_meet_lets_all_wait(
    word: str, problem: str, town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock,
    alarms: list[str],
) -> None:  # fmt: skip
    drain = connect("openrosa")
    case_system.switch(next=[word])
    for _ in range(3):
        town.arrive(town.content())
    drain.step()
    assert len(case_system.calls) == 1
    assert Connector.objects.get().problem == problem
    assert len(alarms) == 1 and problem in alarms[0]
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.WAITING}
    clock.advance(20)
    drain.step()
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.DELIVERED}
    assert (Connector.objects.get().problem, len(case_system.kept)) == ("", 3)


def test_a_case_that_breaks_the_server_stops_no_other(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["500"])
    for _ in range(3):
        town.arrive(town.content())
    drain.step()
    states = list(Delivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["waiting", "delivered", "delivered"]
    clock.advance(20)
    drain.step()
    assert len(case_system.kept) == 3


def test_retry_after_is_obeyed(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["503"], retry_after="600")
    town.arrive(town.content())
    drain.step()
    clock.advance(599)
    drain.step()
    assert len(case_system.calls) == 1
    clock.advance(62)
    drain.step()
    assert state() == ("delivered", "", 2)


def test_an_answer_that_does_not_come(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "READ_S", 0.3)
    drain = connect("openrosa")
    case_system.switch(next=["hang"])
    town.arrive(town.content())
    drain.step()
    assert state() == ("waiting", "no_answer", 1)
    monkeypatch.undo()
    clock.advance(20)
    drain.step()
    assert (state(), len(case_system.kept)) == (("delivered", "", 2), 1)


def test_a_case_that_is_never_answered_stops_no_other(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "READ_S", 0.3)
    drain = connect("openrosa")
    # The first is never answered; those that come meanwhile are.
    case_system.switch(next=["hang", "", "", "hang"])
    for _ in range(3):
        town.arrive(town.content())
    drain.step()
    assert len(case_system.calls) == 1
    clock.advance(20)
    drain.step()
    states = list(Delivery.objects.order_by("pk").values_list("state", "attempts"))
    assert states == [("waiting", 2), ("delivered", 1), ("delivered", 1)]


def test_when_the_other_side_is_back_nobody_waits_longer(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["502"] * 9)
    for _ in range(3):
        town.arrive(town.content())
    for _ in range(9):
        drain.step()
        clock.advance(3600)
    drain.step()
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.DELIVERED}


def test_a_certificate_that_nobody_vouches_for(town: Town, connect: Connect, tmp_path: Path) -> None:
    _, certificate = make_certificates(tmp_path)
    with serving(lambda _: Reply(status=201, body=b""), certificate=certificate) as server:
        drain = connect("openrosa", url_of(server, "https"))
        town.arrive(town.content())
        drain.step()
        assert server.requests == []
    assert state() == ("waiting", "untrusted", 1)


def test_a_redirect_is_not_followed(town: Town, connect: Connect, case_system: CaseSystem) -> None:
    there = Reply(status=307, body=b"", headers={"Location": f"{case_system.url}/submission"})
    with serving(lambda _: there) as server:
        drain = connect("openrosa", url_of(server))
        town.arrive(town.content())
        drain.step()
    assert (state(), case_system.calls) == (("waiting", "nonsense", 1), [])


def test_a_clock_that_ran_ahead_silences_nothing(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["500", "503"])
    for _ in range(2):
        town.arrive(town.content())
    clock.advance(1e10)
    drain.step()
    clock.advance(-1e10)
    drain.step()
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.DELIVERED}


def test_nobody_there(town: Town, connect: Connect, clock: FakeClock) -> None:
    drain = connect("openrosa", f"http://127.0.0.1:{closed_port()}")
    town.arrive(town.content())
    drain.step()
    assert state() == ("waiting", "unreachable", 1)
    assert Connector.objects.get().rest_until_ms > clock.now_ms()


@pytest.mark.parametrize(
    ("user", "path", "login"),
    [
        ("agent%40mairie.fr@", "", "Basic " + b64encode(f"agent@mairie.fr:{SECRET}".encode()).decode()),
        ("", "", f"Token {SECRET}"),
        ("", "/v1/key/{secret}/projects/7", None),
    ],
)
def test_three_ways_to_say_who_we_are(
    user: str, path: str, login: str | None, town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    case_system.switch(login=login)
    drain = connect("openrosa", case_system.url.replace("http://", f"http://{user}") + path)
    town.arrive(town.content())
    drain.step()
    assert state() == ("delivered", "", 1)
    (call,) = case_system.calls
    key = SECRET.replace(" ", "%20")
    assert call["path"] == path.replace("{secret}", key) + "/submission"
    assert call["headers"].get("authorization") == login


def test_only_the_chosen_services_and_only_new_cases(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    town.arrive(town.content())
    drain = connect("openrosa")
    connector = Connector.objects.get()
    connector.after = Case.objects.get().pk
    connector.save()
    town.arrive(town.content(service="autre-service"))
    drain.step()
    assert not Delivery.objects.exists()
    mine = town.arrive(town.content())
    drain.step()
    assert only().case == mine
    drain.step()
    assert len(case_system.calls) == 1


def test_what_is_sealed_to_somebody_else_goes_nowhere(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    """A central may hold a partner's key as well; the agency's program gets none of the partner's cases."""
    drain = connect("openrosa", services=[])
    town.arrive(town.content(), recipient=OpeningKey.generate().public, lookup=settings.KEYS.lookup.public)
    Case.objects.update(service=SERVICE)
    drain.step()
    assert not Delivery.objects.exists()
    # The seal itself says no, should a delivery be there all the same.
    Delivery.objects.create(connector=Connector.objects.get(), case=Case.objects.get())
    drain.step()
    assert (state(), case_system.calls) == (("waiting", "sealed", 1), [])


def test_a_stopped_connector_rests(town: Town, connect: Connect, case_system: CaseSystem) -> None:
    drain = connect("openrosa")
    Connector.objects.update(active=False)
    town.arrive(town.content())
    drain.step()
    assert case_system.calls == []


def test_answers_that_the_form_cannot_hold_are_named(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa")
    town.arrive(replace(town.content(), answers={9999: "x"}))
    drain.step()
    assert state() == ("dead", "unfit", 1)
    assert (only().detail, case_system.calls) == ("9999", [])


def test_a_form_that_is_not_installed_here_may_come(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain = connect("openrosa")
    town.arrive(town.content(form=b"unknown!"))
    drain.step()
    assert state() == ("waiting", "form_here", 1)


def test_bytes_that_were_swapped_go_nowhere(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain = connect("openrosa")
    case_system.switch(next=["500", "500"])
    for _ in range(2):
        town.arrive(town.content())
    drain.step()
    one, two = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=one.pk).update(frozen=two.frozen, digest=two.digest)
    clock.advance(20)
    drain.step()
    one.refresh_from_db()
    assert (one.state, one.problem) == ("dead", "bug")
    assert len(case_system.kept) == 1


def test_a_bug_in_one_case_stops_no_other_and_says_nothing(
    town: Town, connect: Connect, case_system: CaseSystem, alarms: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drain = connect("openrosa")
    plain, broken = OpenRosa.freeze, []

    def freeze(self: OpenRosa, opened: object) -> bytes:
        if not broken:
            broken.append(1)
            raise RuntimeError(SECRET)
        return plain(self, opened)

    monkeypatch.setattr(OpenRosa, "freeze", freeze)
    for _ in range(2):
        town.arrive(town.content())
    drain.step()
    assert [d.problem for d in Delivery.objects.order_by("pk")] == ["bug", ""]
    assert "bug: RuntimeError" in "".join(alarms) and SECRET not in "".join(alarms)


JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def picture_of(town: Town, *, here: bool) -> SealedAttachment:
    sealed = seal_attachment(JPEG)
    if here:
        whole_of(town.station.pk, sealed.digest).write_bytes(sealed.raw)
        StoredAttachment.objects.create(
            station=town.station, digest=sealed.digest, size=len(sealed.raw), received_ms=1
        )
    return sealed


def part(call: dict[str, Any], name: str) -> tuple[str, bytes] | None:
    head = f"Content-Type: {call['headers']['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + call["body"])
    found = {one.get_param("name", header="content-disposition"): one for one in message.iter_parts()}
    assert found.keys() >= {"xml_submission_file"}
    one = found.get(name)
    return None if one is None else (one.get_content_type(), one.get_payload(decode=True))


def test_a_picture_goes_along_under_the_name_that_the_instance_gives_it(
    town: Town, connect: Connect, case_system: CaseSystem
) -> None:
    drain, sealed = connect("openrosa"), picture_of(town, here=True)
    content = town.content({**town.answers(), "nom": "1.jpg"})
    town.arrive(replace(content, attachments=((sealed.digest, sealed.key),)))
    drain.step()
    assert state() == ("delivered", "", 1)
    (call,) = case_system.calls
    assert part(call, "1.jpg") == ("image/jpeg", JPEG)
    assert b"<nom>1.jpg</nom>" in (part(call, "xml_submission_file") or ("", b""))[1]


def test_a_case_waits_for_its_picture_and_not_for_ever(
    town: Town, connect: Connect, case_system: CaseSystem, clock: FakeClock
) -> None:
    drain, sealed = connect("openrosa"), picture_of(town, here=False)
    content = replace(town.content(), attachments=((sealed.digest, sealed.key),))
    town.arrive(content, received_ms=clock.now_ms())
    drain.step()
    assert state() == ("waiting", "picture", 1) and case_system.calls == []
    clock.advance(24 * 3600)
    drain.step()
    assert state() == ("delivered", "", 2)
    assert part(case_system.calls[0], "1.jpg") is None
