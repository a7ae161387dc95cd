"""Many stations on one stick, both directions, nothing twice, nothing lost; what is strange is left."""

import shutil

import pytest

from kiosk.courier import Exchange
from kiosk.errors import (
    CentralRefused,
    CentralUnreachable,
    StickForeign,
    StickFull,
    StickGone,
    StickReadOnly,
    StickUnprepared,
)
from kiosk.stick import RefusedFile, open_stick, prepare_stick
from kiosk.store import open_store
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.keys import SigningKey
from kiosk.wire.stick import BatchName, make_marker, write_parts
from sync import stick_visit
from sync.dispatcher import Dispatcher
from tests.fakes.fake_central import FakeCourier
from tests.stick.conftest import AGENCY, Town, forged


def test_there_and_back(town: Town):
    """Kiosk without a network, stick, connected counter, stick, kiosk: « reçue »."""
    for _ in range(3):
        town.kiosk.record()
    out = town.kiosk.visit(town.stick)
    assert (out.carried, out.settled, out.trouble, out.safe) == (3, 0, None, True)
    assert all(row.state == "waiting" and row.handed_over_at for row in town.kiosk.store.outbox.every())

    middle = town.counter.visit(town.stick, forward=town.https)
    assert (middle.delivered, middle.left, middle.trouble, middle.safe) == (3, 0, None, True)
    assert town.central.new_rows == 3

    back = town.kiosk.visit(town.stick)
    assert (back.carried, back.settled, back.safe) == (0, 3, True)
    assert town.kiosk.states() == ["acknowledged"] * 3
    # Nothing is left but the marker: the stick serves for years.
    assert town.files == ["stick.cbor"]


def test_two_stations_on_one_stick_in_turn(town: Town):
    town.kiosk.record()
    town.counter.record()
    town.kiosk.visit(town.stick)
    town.counter.visit(town.stick, forward=town.nobody)
    assert {name.split("/")[1] for name in town.files if "/" in name} == {"3", "4"}
    # The counter is connected again: it brings the kiosk's; its own goes by its own courier.
    found = town.counter.visit(town.stick, forward=town.https)
    assert (found.delivered, found.left) == (1, 0)
    assert town.kiosk.visit(town.stick).settled == 1


def test_what_is_on_the_stick_already_is_not_written_again(town: Town):
    town.kiosk.record()
    town.kiosk.visit(town.stick)
    before = town.files
    again = town.kiosk.visit(town.stick)
    assert (again.carried, town.files) == (1, before)
    town.kiosk.record()
    assert town.kiosk.visit(town.stick).carried == 2
    assert len(town.files) == len(before) + 1


def test_the_same_stick_twice_at_the_counter_counts_once(town: Town):
    town.kiosk.record()
    town.kiosk.visit(town.stick)
    copy = town.stick.with_name("copy")
    shutil.copytree(town.stick, copy)
    assert town.counter.visit(town.stick, forward=town.https).delivered == 1
    assert town.counter.visit(town.stick, forward=town.https).delivered == 0
    # Another stick with the same envelopes: the central answers the same again.
    assert town.counter.visit(copy, forward=town.https).delivered == 1
    assert town.central.new_rows == 1
    assert [town.kiosk.visit(stick).settled for stick in (town.stick, copy)] == [1, 0]
    assert town.kiosk.states() == ["acknowledged"]


def test_without_a_network_the_stick_keeps_what_it_brought(town: Town):
    for _ in range(2):
        town.kiosk.record()
        town.kiosk.visit(town.stick)
    asked = town.nobody
    found = town.counter.visit(town.stick, forward=asked)
    assert (found.delivered, found.left, found.safe) == (0, 2, True)
    assert isinstance(found.trouble, CentralUnreachable)
    # One try for the whole stick, not one for each batch.
    assert len(asked.visits) == 1


def test_what_was_brought_without_a_network_goes_when_it_is_back(town: Town):
    """The stick may have been taken away meanwhile; the answer waits for it at the station that asked."""
    town.kiosk.record()
    town.kiosk.visit(town.stick)
    town.counter.visit(town.stick, forward=town.nobody)
    town.counter.visit(town.stick, forward=town.nobody)
    folder = town.counter.store._connection.path.parent
    Dispatcher(
        lambda: open_store(folder, durable=False), [], town.counter.clock, lambda _: None,
        relaying=[town.https],
    ).step()  # fmt: skip
    assert town.central.new_rows == 1
    # The network is away again, and nobody is asked.
    asked = town.nobody
    found = town.counter.visit(town.stick, forward=asked)
    assert (found.delivered, found.left, asked.visits) == (1, 0, [])
    assert town.kiosk.visit(town.stick).settled == 1
    assert town.central.new_rows == 1


def test_a_batch_that_the_central_turns_away_does_not_stop_the_others(town: Town):
    for _ in range(3):
        town.kiosk.record()
        town.kiosk.visit(town.stick)
    honest, count = town.https, iter(range(9))

    def plan(parcels):
        if next(count) == 0:
            return Exchange(trouble=CentralRefused(address="central", reason="too_large"))
        return honest.exchange(parcels)

    found = town.counter.visit(town.stick, forward=FakeCourier(plan))
    assert (found.delivered, found.left) == (2, 1)


def test_held_envelopes_go_only_when_asked_for(town: Town):
    envelope_id = town.kiosk.record()
    town.kiosk.store.outbox.hold(envelope_id, "too_large")
    assert town.kiosk.visit(town.stick).carried == 0
    assert town.kiosk.visit(town.stick, held=True).carried == 1
    row = town.kiosk.store.outbox.get(envelope_id)
    assert row is not None
    assert (row.state, row.last_trouble, row.attempts) == ("held", "too_large", 0)
    town.counter.visit(town.stick, forward=town.https)
    town.kiosk.visit(town.stick)
    assert town.kiosk.states() == ["acknowledged"]


def test_a_stick_says_nothing_of_the_network_and_prunes_nothing(town: Town):
    town.kiosk.record()
    town.kiosk.visit(town.stick)
    town.counter.visit(town.stick, forward=town.https)
    town.kiosk.visit(town.stick)
    # A clock that jumped years while nobody could say so.
    town.kiosk.clock.set_wall(4_102_444_800_000)
    town.kiosk.record()
    town.kiosk.visit(town.stick)
    assert town.kiosk.store.peers.every() == ()
    assert town.kiosk.states() == ["acknowledged", "waiting"]


@pytest.fixture
def batch(town: Town):
    """A batch of the kiosk on the stick."""
    town.kiosk.record()
    town.kiosk.visit(town.stick)
    return next((town.stick / "RELAIS" / "envelopes" / "3").iterdir())


def refused(town: Town) -> list[RefusedFile]:
    found = town.counter.visit(town.stick, forward=town.https)
    assert found.safe
    return list(found.refused)


@pytest.mark.parametrize("damage", ["flip", "cut", "grow"])
def test_an_altered_file_is_named_and_left_in_place(town: Town, batch, damage):
    raw = batch.read_bytes()
    spoilt = {"flip": raw[:50] + bytes([raw[50] ^ 1]) + raw[51:], "cut": raw[:-7], "grow": raw + b"\0"}[
        damage
    ]
    batch.write_bytes(spoilt)
    where = f"envelopes/3/{batch.name}"
    assert refused(town) == [RefusedFile(where, "altered")]
    assert batch.read_bytes() == spoilt
    # Its station sees it too, and puts the same envelopes beside it, whole.
    back = town.kiosk.visit(town.stick)
    assert (back.carried, back.refused) == (1, (RefusedFile(where, "altered"),))
    assert town.counter.visit(town.stick, forward=town.https).delivered == 1
    assert town.kiosk.visit(town.stick).settled == 1


def put(town: Town, station: int, raw: bytes) -> str:
    """What somebody with time and knowledge puts on a stick: a name that fits the bytes."""
    folder = town.stick / "RELAIS" / "envelopes" / str(station)
    folder.mkdir(parents=True, exist_ok=True)
    name = BatchName.of(station, 1, raw)
    (folder / name.file).write_bytes(raw)
    return f"envelopes/{station}/{name.file}"


def test_what_no_station_of_the_agency_signed_is_named_and_goes_nowhere(town: Town):
    post = town.kiosk
    new = bytes(6) + b"\x70" + bytes(1) + b"\x80" + bytes(7)
    honest = post.seal(new, 1)
    stranger = FakePost(post, forged(post.identity)).seal(new, 1)
    other = post.seal(new, 1, agency=8)
    cases = {
        put(town, 3, write_parts([stranger])): "bad_signature",
        put(town, 4, write_parts([honest])): "other_agency",
        put(town, 3, write_parts([other])): "other_agency",
        put(town, 5, write_parts([FakePost(post, forged(post.identity), 5).seal(new, 1)])): "unknown_station",
        put(town, 3, write_parts([b"\xd2junk"])): "malformed",
        put(town, 3, b"\x9f\xff"): "malformed",
    }
    counter = town.counter
    counter.store.enrolment.keys()
    assert {file.file: file.reason for file in refused(town) if not file.file.startswith("envelopes/4/")} == {
        where: reason for where, reason in cases.items() if not where.startswith("envelopes/4/")
    }
    assert town.central.new_rows == 0


class FakePost:
    """Somebody who seals as a post does, with another identity."""

    def __init__(self, post, identity, number=None):
        self.identity, self.keys, self.number = identity, post.keys, number or post.number

    def seal(self, envelope_id, sequence):
        from tests.stick.conftest import Post

        return Post.seal(self, envelope_id, sequence)  # type: ignore[arg-type]


def test_our_own_folder_with_somebody_elses_file_harms_nothing(town: Town):
    where = put(town, 3, write_parts([b"junk"]))
    town.kiosk.record()
    found = town.kiosk.visit(town.stick)
    assert (found.carried, found.trouble, found.safe) == (1, None, True)
    assert (town.stick / "RELAIS" / where).exists()


def test_a_forged_answer_settles_nothing_and_blocks_nothing(town: Town, batch):
    row = town.kiosk.store.outbox.every()[0]
    forger = make_acknowledgement([Verdict(row.id, row.digest, None)], SigningKey.generate())
    answers = town.stick / "RELAIS" / "acknowledgements" / "3"
    answers.mkdir(parents=True)
    (answers / batch.name).write_bytes(write_parts([forger]))
    assert town.kiosk.visit(town.stick).settled == 0
    assert town.kiosk.states() == ["waiting"]
    assert town.counter.visit(town.stick, forward=town.https).delivered == 1
    assert town.kiosk.visit(town.stick).settled == 1


def test_copies_of_an_answer_do_not_keep_a_better_one_out(town: Town, batch):
    row = town.kiosk.store.outbox.every()[0]
    other = make_acknowledgement([Verdict(bytes(16), bytes(32), None)], town.keys.central)
    answers = town.stick / "RELAIS" / "acknowledgements" / "3"
    answers.mkdir(parents=True)
    (answers / batch.name).write_bytes(write_parts([other] * 200))
    assert town.counter.visit(town.stick, forward=town.https).delivered == 1
    assert town.kiosk.visit(town.stick).settled == 1
    assert town.kiosk.store.outbox.get(row.id).state == "acknowledged"


def test_answers_swapped_between_two_batches_settle_only_what_they_name(town: Town):
    for _ in range(2):
        town.kiosk.record()
        town.kiosk.visit(town.stick)
    town.counter.visit(town.stick, forward=town.https)
    one, two = sorted((town.stick / "RELAIS" / "acknowledgements" / "3").iterdir())
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert town.kiosk.visit(town.stick).settled == 2
    assert town.kiosk.states() == ["acknowledged"] * 2


def test_foreign_files_are_named_and_hidden_ones_of_other_systems_ignored(town: Town):
    top = town.stick / "RELAIS"
    foreign = ("photo.jpg", "envelopes/lisez-moi.txt", "envelopes/3/virus.exe")
    for name in (*foreign, ".DS_Store", "envelopes/._3"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"x")
    (town.stick / "vacances.jpg").write_bytes(b"x")
    names = [file.file for file in refused(town)]
    assert sorted(names) == sorted(foreign)
    assert (top / "photo.jpg").exists()


def test_no_link_is_followed(town: Town, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    raw = write_parts([b"x"])
    name = BatchName.of(3, 1, raw).file
    (secret / name).write_bytes(raw)
    stations = town.stick / "RELAIS" / "envelopes"
    stations.mkdir()
    (stations / "3").symlink_to(secret)
    found = town.kiosk.visit(town.stick)
    assert found.trouble is None
    town.kiosk.record()
    found = town.kiosk.visit(town.stick)
    assert isinstance(found.trouble, StickGone) and not found.safe
    assert [path.name for path in secret.iterdir()] == [name]
    (stations / "3").unlink()
    (stations / "3").mkdir()
    (stations / "3" / name).symlink_to(secret / name)
    assert RefusedFile(f"envelopes/3/{name}", "no_file") in refused(town)


def test_a_pipe_in_the_place_of_a_file_makes_nobody_wait(town: Town):
    import os

    where = put(town, 3, b"x")
    (town.stick / "RELAIS" / where).unlink()
    os.mkfifo(town.stick / "RELAIS" / where)
    assert refused(town) == [RefusedFile(where, "no_file")]


def test_a_leftover_of_a_cut_is_ignored_and_cleaned(town: Town, batch):
    leftover = batch.with_name("00000002-" + "0" * 32 + ".cbor.new")
    leftover.write_bytes(b"half")
    assert refused(town) == []
    assert not leftover.exists()


@pytest.mark.parametrize(
    ("agency", "known"), [(AGENCY, False), (AGENCY + 1, True)], ids=["unknown maker", "another agency"]
)
def test_a_stick_of_somebody_else_gets_nothing(town: Town, tmp_path, agency, known):
    stick = tmp_path / "theirs"
    stick.mkdir()
    signer = town.counter.identity.signing if known else SigningKey.generate()
    prepare_stick(stick, make_marker(agency, bytes(16), 1, signer))
    town.kiosk.record()
    found = town.kiosk.visit(stick)
    assert isinstance(found.trouble, StickForeign)
    assert (found.carried, found.safe) == (0, False)
    assert [path.name for path in (stick / "RELAIS").iterdir()] == ["stick.cbor"]


def test_a_stick_that_nobody_prepared_is_not_written_on(town: Town, tmp_path):
    plain = tmp_path / "plain"
    plain.mkdir()
    assert isinstance(town.kiosk.visit(plain).trouble, StickUnprepared)
    (plain / "RELAIS").mkdir()
    assert isinstance(town.kiosk.visit(plain).trouble, StickUnprepared)
    (plain / "RELAIS" / "stick.cbor").write_bytes(b"junk")
    assert isinstance(town.kiosk.visit(plain).trouble, StickUnprepared)
    assert isinstance(town.kiosk.visit(tmp_path / "none").trouble, StickUnprepared)


@pytest.mark.parametrize(
    ("number", "trouble"),
    [(28, StickFull), (30, StickReadOnly), (5, StickGone)],
    ids=["full", "locked", "pulled"],
)
def test_what_a_stick_can_do_is_a_value_and_nothing_is_lost(town: Town, monkeypatch, number, trouble):
    import os

    from kiosk import stick as stick_module

    town.kiosk.record()
    town.kiosk.visit(town.stick)
    town.kiosk.record()

    def fault(*_, **__):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(stick_module, "put_durably", fault)
        found = town.kiosk.visit(town.stick)
    assert isinstance(found.trouble, trouble)
    # The first one lies on the stick, and its hand-over is known; of the second nothing is said.
    handed = [row.handed_over_at is not None for row in town.kiosk.store.outbox.every()]
    assert handed == [True, False]
    after = town.kiosk.visit(town.stick)
    assert (after.carried, after.trouble, after.safe) == (2, None, True)


def test_many_envelopes_go_in_batches(town: Town, monkeypatch):
    monkeypatch.setattr(stick_visit, "MOST_ENVELOPES", 4)
    with town.kiosk.store.transaction():
        for _ in range(10):
            town.kiosk.record()
    assert town.kiosk.visit(town.stick).carried == 10
    assert len([name for name in town.files if name.startswith("envelopes")]) == 3


def test_only_one_program_of_a_machine_uses_a_stick_at_a_time(town: Town, monkeypatch):
    from kiosk import stick as stick_module

    monkeypatch.setattr(stick_module, "LOCK_TRIES", 1)
    with open_stick(town.stick, lambda _: None):
        found = town.kiosk.visit(town.stick)
    assert found.trouble is not None and found.trouble.code == "stick.busy"
    assert town.kiosk.visit(town.stick).trouble is None
