"""What one connector has to do: take up the new cases, make the bytes of those that are due, send, record."""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet

from central.cases.models import Case
from central.cases.office import hosted_keys, known_keys
from central.connectors.alarms import alarm, tell_bug
from central.connectors.connector import (
    CannotFreeze,
    Carries,
    Delivered,
    Kind,
    Later,
    Never,
    Outcome,
    Parcel,
    Target,
    Trouble,
)
from central.connectors.freezing import is_for, parcel_of
from central.connectors.kinds import KINDS
from central.connectors.models import Connector, Delivery, State
from central.connectors.pace import ASKED_CAP_S, delay_s
from kiosk.clock import Clock

IDLE_S = 2.0
MOST_NEW = 500
# Nothing waits longer: a clock that once ran years ahead must not silence a connector for years.
FURTHEST_MS = round(2 * ASKED_CAP_S * 1000)


@dataclass
class Drain:
    """Drains one connector. Between two commits stands only the network, so that it may die anywhere."""

    connector: int
    clock: Clock
    chance: random.Random = field(default_factory=random.SystemRandom)

    def step(self) -> float:
        """Do what is due; return the seconds until something may be due again."""
        connector = Connector.objects.get(pk=self.connector)
        if not connector.active:
            return IDLE_S
        kind = KINDS[connector.kind]
        take_up(connector, kind)
        while not 0 < connector.rest_until_ms - self.clock.now_ms() < FURTHEST_MS:
            chosen = list(
                self._due(connector).select_related("case__envelope", "case__agency", "connector__agency")[
                    : kind.most
                ]
            )
            if not chosen:
                break
            self._send(connector, kind, chosen)
        return self._pause(connector)

    def _due(self, connector: Connector) -> QuerySet[Delivery]:
        now_ms = self.clock.now_ms()
        return _waiting(connector).exclude(next_ms__gt=now_ms, next_ms__lt=now_ms + FURTHEST_MS)

    def _send(self, connector: Connector, kind: Kind, chosen: Sequence[Delivery]) -> None:
        ready: list[tuple[Delivery, Parcel]] = []
        for delivery in chosen:
            try:
                ready.append((delivery, parcel_of(delivery, kind, self.clock.now_ms())))
            except CannotFreeze as fault:
                self._settle(delivery, fault.outcome)
                alarm(connector, fault.outcome)
            except Exception:  # noqa: BLE001 - one case that nothing was made for must not stop the others
                self._settle(delivery, _bug())
        if ready:
            outcome = _outcome(kind, [parcel for _, parcel in ready], connector)
            self._record(connector, [delivery for delivery, _ in ready], outcome)

    def _record(self, connector: Connector, chosen: Sequence[Delivery], outcome: Outcome) -> None:
        with transaction.atomic():
            for delivery in chosen:
                self._settle(delivery, outcome)
            if not isinstance(outcome, Delivered):
                alarm(connector, outcome)
            if isinstance(outcome, Later) and outcome.everyone:
                connector.failures += 1
                connector.rest_until_ms = self._later(connector.failures, outcome)
                connector.problem = outcome.trouble
            else:
                connector.failures, connector.rest_until_ms, connector.problem = 0, 0, ""
            connector.save(update_fields=["failures", "rest_until_ms", "problem"])

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        told: dict[str, object] = {"attempts": delivery.attempts + 1, "problem": "", "detail": ""}
        match outcome:
            case Delivered():
                # What a person told is not kept a second time for longer than it serves.
                told |= {"state": State.DELIVERED, "delivered_ms": self.clock.now_ms(), "frozen": b""}
            case Later():
                told |= {"problem": outcome.trouble, "detail": outcome.detail}
                # What all would meet lets the connector rest; a silence may be this very case's doing.
                if not outcome.everyone or outcome.trouble is Trouble.NO_ANSWER:
                    told["next_ms"] = self._later(delivery.attempts + 1, outcome)
            case Never():
                told |= {"problem": outcome.trouble, "detail": outcome.detail, "state": State.DEAD}
        Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(**told)

    def _later(self, failures: int, outcome: Later) -> int:
        return self.clock.now_ms() + round(delay_s(failures, outcome.wait_s, self.chance.random()) * 1000)

    def _pause(self, connector: Connector) -> float:
        # New cases are looked for as often anyway.
        due_ms = _waiting(connector).aggregate(first=Min("next_ms"))["first"] or 0
        wait_ms = max(due_ms, connector.rest_until_ms) - self.clock.now_ms()
        return wait_ms / 1000 if 0 < wait_ms < IDLE_S * 1000 else IDLE_S


def take_up(connector: Connector, kind: Kind) -> None:
    """Make a delivery of each case that came since, once."""
    with transaction.atomic():
        new = _of_agency(connector) if connector.agency_id is not None else _of_partner(connector, kind)
        cases = list(new.select_related("envelope", "agency").order_by("pk")[:MOST_NEW])
        if not cases:
            return
        wanted = [case for case in cases if connector.partner or _wants(connector, kind, case)]
        rows = [Delivery(connector=connector, case=case) for case in wanted]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        if connector.agency_id is not None:
            connector.after = cases[-1].pk
            connector.save(update_fields=["after"])


def _of_agency(connector: Connector) -> QuerySet[Case]:
    return Case.objects.filter(agency=connector.agency_id, pk__gt=connector.after)


def _of_partner(connector: Connector, kind: Kind) -> QuerySet[Case]:
    """Return the cases of a partner that have no delivery yet, from all agencies.

    Not by the last one that was looked at: a station may have a pack, and so a key, before this central has.
    """
    sealed = kind.carries is Carries.ENVELOPE
    keys = known_keys(connector.partner) if sealed else hosted_keys(connector.partner)
    known = Case.objects.filter(recipient__in=keys, pk__gt=connector.after)
    if kind.carries is Carries.ANSWERS:
        known = known.exclude(service="")
    if connector.services:
        # Nobody here knows the service of what is sealed to somebody elsewhere.
        known = known.filter(service__in=[*connector.services, ""])
    return known.exclude(deliveries__connector=connector)


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Make dead deliveries wait once more, with the very same bytes; return how many."""
    dead = deliveries.filter(state=State.DEAD)
    return dead.update(state=State.WAITING, attempts=0, next_ms=0, problem="", detail="")


def _wants(connector: Connector, kind: Kind, case: Case) -> bool:
    # Only counters know the service of what is sealed to them.
    chosen = not connector.services or not case.service or case.service in connector.services
    return chosen and is_for(case, kind)


def _waiting(connector: Connector) -> QuerySet[Delivery]:
    # Those that failed least go first: one that always fails must not keep the others waiting.
    mine = Delivery.objects.filter(connector=connector, state=State.WAITING)
    return mine.order_by("attempts", "pk")


def _outcome(kind: Kind, parcels: Sequence[Parcel], connector: Connector) -> Outcome:
    secret = settings.KEYS.show(connector.secret)
    try:
        return kind.send(parcels, Target(connector.url, connector.settings, secret))
    except Exception:  # noqa: BLE001 - logged; the next case may do better
        return _bug()


def _bug() -> Later:
    kind, _message, trace = sys.exc_info()
    tell_bug(kind, trace)
    return Later(Trouble.BUG)
