"""A notice by e-mail that says nothing, through a mail server in another process."""

from collections.abc import Callable, Iterator

import pytest

from central.connectors.drain import Drain
from central.connectors.models import Connector, Delivery
from central.stations.models import Agency
from kiosk.wire.followup import format_code
from kiosk.wire.keys import OpeningKey
from tests.central.pages.towns import Town
from tests.fakes.fake_clock import FakeClock
from tests.fakes.mail_server import MailServer, running

Connect = Callable[..., Drain]


@pytest.fixture(scope="module")
def _mails(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with running(tmp_path_factory.mktemp("mails")) as server:
        yield server


@pytest.fixture
def mails(_mails: MailServer) -> MailServer:
    _mails.forget()
    return _mails


@pytest.fixture
def notify(connect: Connect, mails: MailServer) -> Callable[[str], Drain]:
    def make(mailbox: str) -> Drain:
        return connect(
            "paper",
            mails.url,
            services=[],
            **{"to": f"{mailbox}@mairie.example", "from": "relais@mairie.example"},
        )

    return make


def test_requests_that_arrive_together_make_one_notice(
    town: Town, notify: Callable[[str], Drain], mails: MailServer
) -> None:
    drain = notify("accueil")
    drain.step()
    assert mails.messages == []
    contents = [town.content() for _ in range(3)]
    cases = [town.arrive(content) for content in contents]
    drain.step()
    drain.step()
    (mail,) = mails.messages
    assert mail["Subject"] == "3 demandes sont arrivées"
    assert (mail["To"], mail["From"]) == ("accueil@mairie.example", "relais@mairie.example")
    text = mail.get_content()
    assert "http://127.0.0.1:8000/agence/" in text
    whole = mail.as_string() + text
    for content, case in zip(contents, cases, strict=True):
        told = [format_code(content.code), case.service, bytes(case.envelope.envelope_id).hex()]
        told += [answer for answer in content.answers.values() if isinstance(answer, str) and len(answer) > 2]
        assert [one for one in told if one in whole] == []
    assert set(Delivery.objects.values_list("state", "frozen")) == {("delivered", b"")}
    town.arrive(town.content())
    drain.step()
    assert [one["Subject"] for one in mails.messages][1:] == ["Une demande est arrivée"]
    assert len({one["Message-ID"] for one in mails.messages}) == 2


def test_a_request_that_only_counters_open_is_announced_too(
    town: Town, notify: Callable[[str], Drain], mails: MailServer
) -> None:
    from django.conf import settings

    drain = notify("accueil")
    own, partner = OpeningKey.generate().public, OpeningKey.generate().public
    Agency.objects.update(recipient=own.raw)
    for key in (own, partner):
        town.arrive(town.content(), recipient=key, lookup=settings.KEYS.lookup.public)
    drain.step()
    assert [one["Subject"] for one in mails.messages] == ["Une demande est arrivée"]


@pytest.mark.parametrize(("mailbox", "problem"), [("refused", "mail_refused"), ("full", "busy")])
def test_a_mailbox_that_refuses_loses_nothing(
    mailbox: str,
    problem: str,
    town: Town,
    notify: Callable[[str], Drain],
    mails: MailServer,
    clock: FakeClock,
) -> None:
    drain = notify(mailbox)
    town.arrive(town.content())
    drain.step()
    assert (Delivery.objects.get().state, Connector.objects.get().problem) == ("waiting", problem)
    Connector.objects.update(settings={"to": "accueil@mairie.example", "from": "relais@mairie.example"})
    clock.advance(20)
    drain.step()
    assert (Delivery.objects.get().state, len(mails.messages)) == ("delivered", 1)


def test_no_mail_server(town: Town, connect: Connect) -> None:
    from tests.fakes.scripted_server import closed_port

    drain = connect(
        "paper", f"smtp://127.0.0.1:{closed_port()}", **{"to": "a@b.example", "from": "c@d.example"}
    )
    town.arrive(town.content())
    drain.step()
    assert Connector.objects.get().problem == "unreachable"
