"""The outbox and its dispatcher against a network that loses, repeats, reorders and lies.

Whatever happens: nothing recorded is ever missing or changed, nothing is acknowledged that the central does
not keep byte for byte, nothing is counted twice, and once the network is honest everything arrives. The last
tests break the dispatcher on purpose and show that these checks see it.
"""

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.courier import Exchange, Parcel
from kiosk.errors import CentralBrokeOff, CentralNonsense, CentralUnreachable
from kiosk.store import open_store
from kiosk.store.outbox import Outbox
from kiosk.wire.acknowledgement import Verdict, make_acknowledgement
from kiosk.wire.cbor import decode
from kiosk.wire.cose import parse1
from kiosk.wire.keys import SigningKey
from tests.sync.conftest import Bench

pytestmark = pytest.mark.slow
STRANGER = SigningKey.generate()
BEHAVIOURS = (
    "honest", "unreachable", "request lost", "reply lost", "reply late", "repeated", "old news", "partly",
    "forged", "altered", "other bytes", "refuses", "portal", "keeps it", "rejects some",
)  # fmt: skip


class Network:
    """Between the station and an honest central; `behaviour` says what it does to the next visit."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.behaviour = "honest"
        self.late: list[bytes] = []
        self.refusals: Counter[bytes] = Counter()

    def plan(self, parcels: Sequence[Parcel]) -> Exchange:
        method = getattr(self, "_" + self.behaviour.replace(" ", "_"))
        exchange = method(parcels)
        assert isinstance(exchange, Exchange)
        return exchange

    def _receive(self, parcels: Sequence[Parcel]) -> bytes:
        signed = self.bench.central.receive(parcels)
        self.late.append(signed)
        return signed

    def _honest(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(acknowledgements=(self._receive(parcels),))

    def _unreachable(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(trouble=CentralUnreachable(address="central"))

    def _request_lost(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(trouble=CentralBrokeOff(address="central"))

    def _reply_lost(self, parcels: Sequence[Parcel]) -> Exchange:
        self.bench.central.receive(parcels)
        return Exchange(trouble=CentralBrokeOff(address="central"))

    def _reply_late(self, parcels: Sequence[Parcel]) -> Exchange:
        self._receive(parcels)
        return Exchange(trouble=CentralBrokeOff(address="central"))

    def _repeated(self, parcels: Sequence[Parcel]) -> Exchange:
        backwards = list(reversed(parcels))
        return Exchange(
            acknowledgements=(self._receive(backwards), self._receive(parcels), self._receive(backwards))
        )

    def _old_news(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(acknowledgements=tuple(reversed(self.late)))

    def _partly(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(acknowledgements=(self._receive(parcels[::2]),))

    def _forged(self, parcels: Sequence[Parcel]) -> Exchange:
        verdicts = [Verdict(one.id, hashlib.sha256(one.raw).digest(), None) for one in parcels]
        return Exchange(acknowledgements=(make_acknowledgement(verdicts, STRANGER),))

    def _altered(self, parcels: Sequence[Parcel]) -> Exchange:
        signed = bytearray(self._receive(parcels))
        signed[len(signed) // 2] ^= 1
        return Exchange(acknowledgements=(bytes(signed), b"", b"\xff" * 30))

    def _other_bytes(self, parcels: Sequence[Parcel]) -> Exchange:
        verdicts = [Verdict(one.id, hashlib.sha256(one.raw + b"!").digest(), None) for one in parcels]
        return Exchange(acknowledgements=(make_acknowledgement(verdicts, self.bench.central.key),))

    def _refuses(self, parcels: Sequence[Parcel]) -> Exchange:
        self.refusals.update(parcel.id for parcel in parcels)
        return Exchange(refused=tuple((parcel.id, "bad_signature") for parcel in parcels))

    def _portal(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(trouble=CentralNonsense(address="central", detail="HTTP 200, text/html"))

    def _keeps_it(self, parcels: Sequence[Parcel]) -> Exchange:
        return Exchange(handed_over=tuple(parcel.id for parcel in parcels))

    def _rejects_some(self, parcels: Sequence[Parcel]) -> Exchange:
        return self._honest(parcels)


def is_bad(raw: bytes) -> bool:
    return raw.startswith(b"bad")


class Delivery(RuleBasedStateMachine):
    """A station for a while."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.bench = Bench(self.folder / "data")
        self.bench.central.rejects = lambda raw: "unknown_form" if is_bad(raw) else None
        self.network = Network(self.bench)
        self.bench.plan = self.network.plan
        self.recorded: dict[bytes, bytes] = {}

    @rule(bad=st.integers(0, 9).map(lambda n: n == 0))
    def record(self, bad: bool) -> None:
        raw = (b"bad %d" if bad else b"good %d") % len(self.recorded)
        self.recorded[self.bench.record(raw)] = raw

    @rule(behaviour=st.sampled_from(BEHAVIOURS), seconds=st.sampled_from([0, 0.1, 1, 5, 70, 400]))
    def visit(self, behaviour: str, seconds: float) -> None:
        self.network.behaviour = behaviour
        self.bench.clock.advance(seconds)
        self.bench.step()

    @rule()
    def power_cut(self) -> None:
        """The process is gone; what is stored is what there is."""
        bench = self.bench
        bench.close()
        bench.store = open_store(self.folder / "data", durable=False)
        bench.dispatcher = bench.dispatch_with(bench.courier)

    @precondition(lambda self: self.bench.store.outbox.held())
    @rule()
    def a_person_releases(self) -> None:
        released = self.bench.store.outbox.held()[0]
        self.bench.store.outbox.release(released.id)
        self.network.refusals.pop(released.id, None)

    @invariant()
    def nothing_is_missing_or_changed(self) -> None:
        rows = self.bench.store.outbox.every()
        assert {row.id: row.raw for row in rows} == self.recorded
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))

    @invariant()
    def acknowledged_means_kept_at_the_central(self) -> None:
        kept = self.bench.central.kept
        for row in self.bench.store.outbox.every():
            if row.state == "acknowledged":
                assert kept.get(row.id) == row.raw

    @invariant()
    def nothing_is_counted_twice(self) -> None:
        central = self.bench.central
        assert central.new_rows == len(central.kept)
        settled = [e.subject for e in self.bench.store.journal.entries() if e.event == "acknowledged"]
        assert len(settled) == len(set(settled))

    @invariant()
    def held_only_for_a_reason(self) -> None:
        for row in self.bench.store.outbox.held():
            assert is_bad(row.raw) or self.network.refusals[row.id] >= 3, row.last_trouble

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        try:
            self.network.behaviour = "honest"
            for row in self.bench.store.outbox.held():
                self.bench.store.outbox.release(row.id)
            self.bench.run_for(1000)
            for row in self.bench.store.outbox.every():
                assert row.state == ("held" if is_bad(row.raw) else "acknowledged")
            good = {name: raw for name, raw in self.recorded.items() if not is_bad(raw)}
            assert self.bench.central.kept == good
            assert self.bench.store.journal.verify() is None
            self.acknowledged_means_kept_at_the_central()
        finally:
            self.bench.close()
            shutil.rmtree(self.folder)


PLAIN = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
BROKEN = settings(
    PLAIN, max_examples=300, phases=(Phase.generate,), verbosity=Verbosity.quiet, derandomize=True
)


def test_whatever_the_network_does():
    run_state_machine_as_test(Delivery, settings=PLAIN)


def believes_anybody(raw, keys):
    return tuple(Verdict(*row) for row in decode(parse1(raw).payload))


def settles_by_id_alone(self, accepted, at):
    rows = [row for row in (self.get(one) for one, _ in accepted) if row is not None]
    return REAL_ACCEPT(self, [(row.id, row.digest) for row in rows], at)


def takes_handing_over_for_a_verdict(self, ids, at):
    for one in ids:
        row = self.get(one)
        REAL_ACCEPT(self, [(one, row.digest)], at)


def settles_again(self, accepted, at):
    REAL_ACCEPT(self, accepted, at)
    return tuple(one for one, _ in accepted)


def forgets_some(self, **bounds):
    return REAL_WAITING(self, **bounds)[:-1]


def gives_up_at_once(self, envelope_id, now):
    return True


REAL_ACCEPT, REAL_WAITING = Outbox.accept, Outbox.waiting
# What is broken, and the network that a few visits need to show it; with all of them it takes many more.
MUTATIONS = {
    "no signature checked": ("sync.settlement.read_acknowledgement", believes_anybody, "forged"),
    "no digest compared": ("kiosk.store.outbox.Outbox.accept", settles_by_id_alone, "other bytes"),
    "handed over is enough": (
        "kiosk.store.outbox.Outbox.handed_over",
        takes_handing_over_for_a_verdict,
        "keeps it",
    ),
    "settled twice": ("kiosk.store.outbox.Outbox.accept", settles_again, "repeated"),
    "the last is never offered": ("kiosk.store.outbox.Outbox.waiting", forgets_some, "unreachable"),
    "one refusal is enough": ("sync.suspects.Suspects.refused", gives_up_at_once, "refuses"),
}


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_the_checks_see_a_broken_dispatcher(mutation):
    target, broken, behaviour = mutation

    class Shown(Delivery):
        @rule(seconds=st.sampled_from([0, 1, 400]))
        def visit_again(self, seconds: float) -> None:
            self.visit(behaviour, seconds)

    with ExitStack() as stack:
        stack.enter_context(patch(target, broken))
        with pytest.raises(AssertionError):
            run_state_machine_as_test(Shown, settings=BROKEN)


def test_a_network_of_one_kind_breaks_no_sound_dispatcher():
    """Else the tests above would show nothing."""
    for _, _, behaviour in MUTATIONS.values():
        bench = Delivery()
        bench.begin()
        bench.record(bad=False)
        for _ in range(4):
            bench.visit(behaviour, 400)
            bench.nothing_is_missing_or_changed()
            bench.acknowledged_means_kept_at_the_central()
            bench.nothing_is_counted_twice()
            bench.held_only_for_a_reason()
        bench.teardown()
