"""One visit of a stick to this station: its envelopes onto it, what came back off it, others' on their way.

The same for a stick that is plugged in, for `export` and for `import`. Every step may be the last one before
the stick is pulled out, and may be done again: envelopes count once wherever they arrive.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kiosk.clock import Clock
from kiosk.courier import Courier, Exchange, Parcel
from kiosk.errors import (
    BadSignature,
    CentralRefused,
    ClockSkew,
    Malformed,
    Problem,
    StickFull,
    StickProblem,
    StickReadOnly,
    WireProblem,
)
from kiosk.stick import RefusedFile, Stick, open_stick
from kiosk.store import OutboxRow, Store
from kiosk.wire.acknowledgement import read_acknowledgement
from kiosk.wire.envelope import Envelope, parse_envelope, verify_envelope
from kiosk.wire.keys import VerifyKey
from kiosk.wire.roster import read_roster
from kiosk.wire.stick import MOST_BATCH_BYTES, MOST_ENVELOPES, BatchName
from sync.couriers.usb import UsbCourier
from sync.settlement import settle_brought
from sync.stick_news import carry_news
from sync.stick_relay import keep_for_later, known_words

# Nobody reads more names than these.
MOST_REFUSED = 100


@dataclass(frozen=True)
class Visit:
    """What came of a visit, counted in envelopes.

    carried: of this station, waiting, now on the stick. settled: of this station, whose verdict was on it.
    delivered: of other stations, that the central answered now, its answer on the stick. left: of other
    stations, that nobody has answered yet. refused: files that were left as they are, with why.
    trouble: what stopped it, or None. safe: the medium holds everything, the stick may be removed.
    """

    carried: int = 0
    settled: int = 0
    delivered: int = 0
    left: int = 0
    refused: tuple[RefusedFile, ...] = ()
    trouble: Problem | None = None
    safe: bool = False


class StickVisit:
    """Does the steps of a visit on the thread of its store. newest: the last sequence number put on it."""

    def __init__(self, store: Store, folder: Path, clock: Clock, forward: Courier | None) -> None:
        """forward: the way to the central, if any."""
        self._store = store
        self._folder = folder
        self._clock = clock
        self._forward = forward
        self._identity = store.identity
        self._courier = UsbCourier(folder, self._identity)
        self._visit = Visit()
        self.newest = 0

    def make(self, *, export: bool, bring: bool, held: bool = False) -> Visit:
        """Visit the stick; raise a StoreProblem, and nothing for what a stick can do.

        export: put what waits here on it, `held`: also what a person must look at. bring: take what it brings
        for other stations to the central.
        """
        try:
            self._settle()
            if export:
                self._export(held=held)
            with open_stick(self._folder, self._courier.check) as stick:
                if bring:
                    self._bring(stick)
                self._carry_news(stick)
                self._finish(stick)
        except StickProblem as trouble:
            self._note(trouble=trouble, safe=False)
        self._keep_in_mind()
        return self._visit

    def _keep_in_mind(self) -> None:
        """Write down that a stick was here, where it changed anything: how much, never what."""
        done = self._visit
        if done.carried or done.settled or done.delivered:
            told = f"carried {done.carried}, settled {done.settled}, delivered {done.delivered}"
            self._store.journal.append(self._clock.now_ms(), "stick", detail=told)

    def _settle(self) -> None:
        brought = self._courier.exchange([])
        settled = settle_brought(self._store, brought.acknowledgements, (), self._clock)
        self._note(settled=self._visit.settled + settled)
        if brought.trouble is not None:
            raise brought.trouble

    def _export(self, *, held: bool) -> None:
        after = 0
        while rows := self._store.outbox.open_after(
            after, most=MOST_ENVELOPES, most_bytes=MOST_BATCH_BYTES, held=held
        ):
            found = self._courier.exchange([Parcel(row.id, row.raw) for row in rows])
            self._record(rows, found)
            if isinstance(found.trouble, StickReadOnly):
                # What it brings can still be taken from it.
                self._note(trouble=found.trouble)
                return
            if found.trouble is not None:
                raise found.trouble
            after = self.newest = rows[-1].sequence

    def _record(self, rows: Sequence[OutboxRow], found: Exchange) -> None:
        settle_brought(self._store, (), found.handed_over, self._clock)
        self._note(carried=self._visit.carried + sum(row.id in found.handed_over for row in rows))

    def _carry_news(self, stick: Stick) -> None:
        try:
            self._refuse(*carry_news(stick, self._store, self._clock))
        except (StickFull, StickReadOnly) as trouble:
            # Requests come first: a stick that is full of them has done its work.
            self._note(trouble=self._visit.trouble or trouble)

    def _bring(self, stick: Stick) -> None:
        for station in stick.stations():
            if station == self._identity.station:
                continue
            for name in stick.batches(station):
                raws = stick.read(name)
                if isinstance(raws, RefusedFile):
                    self._refuse(raws)
                else:
                    self._deliver(stick, name, raws)

    def _deliver(self, stick: Stick, name: BatchName, raws: Sequence[bytes]) -> None:
        """Take one batch of another station to the central as it is, and put the answer beside it."""
        try:
            envelopes = [self._checked(raw, name.station) for raw in raws]
        except (Malformed, BadSignature) as problem:
            self._refuse(RefusedFile(f"envelopes/{name.station}/{name.file}", _word(problem)))
            return
        known, digests = stick.answers(name), {one.digest for one in envelopes}
        found = known if isinstance(known, tuple) else ()
        # Each once: somebody's copies must not fill the file.
        kept = [raw for raw in dict.fromkeys(found) if self._verdicts([raw]) & digests]
        answered = self._verdicts(kept)
        waiting = [one for one in envelopes if one.digest not in answered]
        brought = self._words_about(waiting)
        if brought:
            stick.answer(name, [*kept, *brought])
        answers = self._verdicts(brought)
        left = [one for one in waiting if one.digest not in answers]
        keep_for_later(self._store, left, self._clock)
        self._note(
            delivered=self._visit.delivered + len(waiting) - len(left), left=self._visit.left + len(left)
        )

    def _words_about(self, envelopes: Sequence[Envelope]) -> list[bytes]:
        """Return what the central signed about envelopes: what came here since, else what it says now."""
        words = known_words(self._store, envelopes)
        known = self._verdicts(words)
        asked = [one for one in envelopes if one.digest not in known]
        return [*words, *self._ask_central(asked)] if asked else words

    def _ask_central(self, envelopes: Sequence[Envelope]) -> list[bytes]:
        if self._forward is None:
            return []
        parcels = [Parcel(one.id, one.raw) for one in envelopes]
        found = self._forward.exchange(parcels)
        if isinstance(found.trouble, ClockSkew):
            # It has just been told the time, and signs with it now.
            found = self._forward.exchange(parcels)
        if found.trouble is not None:
            self._note(trouble=found.trouble)
            if not isinstance(found.trouble, CentralRefused):
                # Nobody is there: the rest waits on the stick, without a try for each batch.
                self._forward = None
        return [raw for raw in found.acknowledgements if self._verdicts([raw])]

    def _checked(self, raw: bytes, station: int) -> Envelope:
        """Return a parsed envelope that this station of our agency signed; raise Malformed, BadSignature."""
        envelope = parse_envelope(raw)
        if envelope.agency != self._identity.agency or envelope.station != station:
            raise Malformed(detail="other_agency")
        if station not in self._signers:
            raise Malformed(detail="unknown_station")
        verify_envelope(envelope, self._signers[station])
        return envelope

    @cached_property
    def _signers(self) -> Mapping[int, VerifyKey]:
        # The stick was opened, so this very roster has been read.
        roster = read_roster(self._identity.roster, self._identity.keys_by_id)
        return {one.number: one.signing for one in roster.stations}

    def _verdicts(self, answers: Collection[bytes]) -> frozenset[bytes]:
        """Return the digests that these bytes speak of with the central's signature."""
        found: set[bytes] = set()
        for raw in answers:
            try:
                verdicts = read_acknowledgement(raw, self._identity.keys_by_id)
            except WireProblem:
                continue
            found |= {verdict.digest for verdict in verdicts}
        return frozenset(found)

    def _finish(self, stick: Stick) -> None:
        """Take away what is settled, name what is strange, and return when the medium holds everything."""
        self._refuse(*stick.strangers())
        try:
            stick.tidy(self._identity.station)
            for name in stick.batches(self._identity.station):
                raws = stick.read(name)
                if isinstance(raws, RefusedFile):
                    self._refuse(raws)
                elif all(self._is_settled(raw) for raw in raws):
                    stick.discard(name)
        except StickReadOnly as trouble:
            self._note(trouble=self._visit.trouble or trouble)
        stick.flush()
        self._note(safe=True)

    def _is_settled(self, raw: bytes) -> bool:
        try:
            row = self._store.outbox.get(parse_envelope(raw).id)
        except Malformed:
            return False
        return row is not None and row.raw == raw and row.verdict is not None

    def _refuse(self, *files: RefusedFile) -> None:
        self._note(refused=(*self._visit.refused, *files)[:MOST_REFUSED])

    def _note(self, **changed: object) -> None:
        self._visit = replace(self._visit, **changed)  # type: ignore[arg-type]  # fields by their names


def _word(problem: Malformed | BadSignature) -> str:
    detail = str(problem.facts.get("detail"))
    return detail if detail in ("other_agency", "unknown_station") else problem.code.removeprefix("wire.")
