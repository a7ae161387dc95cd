"""A stage with a counter beside its kiosk: whose key seals, who is let in, what a later run finds of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.catalogue.agency import load_agency
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.clock import SystemClock
from kiosk.desk.case_view import CaseReader
from kiosk.desk.finder import WantedCode
from kiosk.desk.intake import Confirmation, Intake
from kiosk.forms.kinds import Kind
from kiosk.session import Asking, QuestionPage
from kiosk.store import open_store
from kiosk.store.agents import PinAnswer, Welcome, WrongPin
from kiosk.store.cases import KeptCase
from kiosk.wire.case import CaseStatus
from rehearsal.answers import automatic_answers, canary_answers
from rehearsal.camera import SAMPLE
from rehearsal.counter_drive import Errand, read_errand
from rehearsal.counter_journey import request_at_kiosk
from rehearsal.demo import PARTNER_PACK
from rehearsal.journey import first_service
from rehearsal.recipient import open_at_counter, read_as_recipient
from rehearsal.stage import CounterStation, Stage, find_stage, set_stage
from sync.attachments import AttachmentDispatcher
from sync.cases import CentralCases
from sync.couriers.https import HttpsCourier
from sync.dispatcher import Dispatcher


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stage")


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[Stage]:
    made = set_stage(
        folder, pack=None, form=None, skip_unsupported=False, counter=True, beside=(PARTNER_PACK,)
    )
    yield made
    made.close()


def counter_of(stage: Stage | None) -> CounterStation:
    assert stage is not None
    assert stage.counter is not None
    return stage.counter


def log_in(post: CounterStation, pin: str) -> PinAnswer:
    with open_store(post.config.data) as store:
        return store.agents.check(store.agents.every()[0].number, pin, SystemClock().now_ms())


def test_what_the_kiosk_sends_is_sealed_to_the_agency_and_opens_at_the_counter(stage: Stage) -> None:
    post = counter_of(stage)
    code = request_at_kiosk(stage.config)
    (request,) = open_at_counter(post.config, stage.config)
    assert request.state == "acknowledged"
    assert f"{request.content.code:012d}" == "".join(code.split())
    with open_store(stage.config.data) as kiosk, open_store(post.config.data) as counter:
        key = counter.agency_key.get()
        assert key is not None
        assert kiosk.identity.recipient == key.public
        assert not kiosk.identity.hosted
        assert kiosk.agency_key.get() is None


def ask_partner(stage: Stage) -> Confirmation:
    """Record a request for the partner of the demo at the kiosk, and let it go to the central."""
    clock, config = SystemClock(), stage.config
    with open_store(config.data) as store:
        catalogue = load_catalogue(config.packs, store.identity.publisher)
        desk = Intake(store, catalogue, load_agency(config.agency), clock)
        session = desk.open_session("rappel-energie", "fr")
        answers = automatic_answers(session.service.form, "fr", clock.today())
        while isinstance(session.place, Asking):
            page = session.page()
            assert isinstance(page, QuestionPage)
            value = answers.get(page.view.name)
            assert session.answer(tuple(value) if isinstance(value, list) else value) is None
            assert session.forward() is None
        confirmation = desk.submit(session)
        courier = HttpsCourier(config.central_url, store.identity, clock)
        dispatcher = Dispatcher(lambda: open_store(config.data), [courier], clock, lambda _: None)
        dispatcher.step()
        dispatcher.close()
        assert desk.progress(confirmation.envelope_id).state == "received"
    return confirmation


def test_a_partners_request_is_found_at_the_counter_and_read_by_the_partner_alone(stage: Stage) -> None:
    asked, post = ask_partner(stage), counter_of(stage)
    with open_store(post.config.data) as store:
        identity = store.identity
        (told,) = CentralCases(post.config.central_url, identity, SystemClock()).find(WantedCode(asked.code))
        catalogue = load_catalogue(post.config.packs, identity.publisher)
        view = CaseReader(store, catalogue, SystemClock()).view(KeptCase(**vars(told), told_ms=1))
    assert (view.trouble, view.answers, view.status) == ("partner", (), CaseStatus.RECEIVED)
    assert view.treated_by == "Énergie de démonstration"
    (partner,) = stage.partners()
    read, _ = read_as_recipient(stage.login_link(partner), asked.envelope_id.hex())
    assert read["answers"]["sujet"] == "facture"
    unread, _ = read_as_recipient(stage.login_link(), asked.envelope_id.hex())
    assert (unread["answers"], unread["code"]) == ({}, read["code"])


def test_a_picture_goes_all_the_way_to_the_partner_and_to_nobody_else(stage: Stage) -> None:
    config, clock = stage.config, SystemClock()
    picture = SAMPLE.read_bytes()
    with open_store(config.data) as store:
        identity = store.identity
        desk = Intake(
            store, load_catalogue(config.packs, identity.publisher), load_agency(config.agency), clock
        )
        session = desk.open_session("releve-compteur", "fr")
        answers = automatic_answers(session.service.form, "fr", clock.today())
        while isinstance(session.place, Asking):
            page = session.page()
            assert isinstance(page, QuestionPage)
            if page.view.kind is Kind.IMAGE:
                # Taken twice: the first one stays behind.
                assert session.attach(b"\xff\xd8\xffblurred", "jpg") is None
                assert session.attach(picture, "jpg") is None
            else:
                assert session.answer(answers[page.view.name]) is None
            assert session.forward() is None
        asked = desk.submit(session)
        assert desk.progress(asked.envelope_id).attached == 1
        couriers = [HttpsCourier(config.central_url, identity, clock) for _ in range(2)]
        loop = AttachmentDispatcher(lambda: open_store(config.data), couriers[0], clock, lambda _: None)
        dispatcher = Dispatcher(lambda: open_store(config.data), couriers[1:], clock, lambda _: None)
        for one in (loop, dispatcher):
            one.step()
            one.close()
        progress = desk.progress(asked.envelope_id)
        assert (progress.state, progress.attached) == ("received", 0)
    (partner,) = stage.partners()
    case, pictures = read_as_recipient(stage.login_link(partner), asked.envelope_id.hex())
    assert case["answers"]["photo"] == "1.jpg" and pictures == {"1.jpg": picture}
    _, none = read_as_recipient(stage.login_link(), asked.envelope_id.hex())
    assert none == {}
    # Sealed wherever it rests.
    for path in config.path.parent.rglob("*"):
        rests = path.is_file() and "camera" not in path.parts
        assert not rests or picture[1000:1100] not in path.read_bytes(), path


def test_a_stage_found_again_is_the_same_with_a_new_pin(stage: Stage, folder: Path) -> None:
    post, found = counter_of(stage), find_stage(folder)
    again = counter_of(found)
    assert found is not None
    assert (found.config, again.config, found.central.url) == (stage.config, post.config, stage.central.url)
    assert found.answers()
    assert isinstance(log_in(post, again.pin), Welcome)
    assert isinstance(log_in(post, post.pin), WrongPin)
    stage.central.stop()
    assert not found.answers()
    stage.central.start()
    assert found.answers()


def test_half_a_stage_is_none(tmp_path: Path, stage: Stage) -> None:
    assert find_stage(tmp_path) is None
    for name in ("station.toml", "counter/station.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((stage.config.path.parent / name).read_bytes())
    # Configured, and never enrolled.
    assert find_stage(tmp_path) is None


def test_an_errand_is_read_as_it_was_written(tmp_path: Path, stage: Stage) -> None:
    answers = canary_answers(first_service(stage.config).form, 1)
    errand = Errand("1", "2", answers, "3", ("4", "5"), "6", online=True)
    file = tmp_path / "errand.json"
    file.write_text(json.dumps(replace(errand).__dict__), "utf-8")
    assert read_errand(file) == errand
    assert "4" not in repr(errand)
