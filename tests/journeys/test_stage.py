"""A stage with a counter beside its kiosk: whose key seals, who is let in, what a later run finds of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.store import open_store
from kiosk.store.agents import PinAnswer, Welcome, WrongPin
from rehearsal.answers import canary_answers
from rehearsal.counter_drive import Errand, read_errand
from rehearsal.counter_journey import request_at_kiosk
from rehearsal.journey import first_service
from rehearsal.recipient import open_at_counter
from rehearsal.stage import CounterStation, Stage, find_stage, set_stage


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stage")


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[Stage]:
    made = set_stage(folder, pack=None, form=None, skip_unsupported=False, counter=True)
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
