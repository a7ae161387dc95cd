"""Who reads and answers cases here: an agency its own, a partner hosted here those sealed to it."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from central.cases.models import Case
from central.cases.reading import LANGUAGE, catalogue_of, partner_of
from central.stations.models import Agency
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.pack import in_language
from kiosk.errors import FormProblem, PackProblem
from kiosk.wire.keys import OpeningKey


@dataclass(frozen=True)
class Office:
    """A back office. agency: None for a partner's. partner: its name in packs, "" for an agency's."""

    name: str
    agency: Agency | None
    partner: str = ""

    def cases(self) -> QuerySet[Case]:
        """Return the cases that it may list, newest first.

        An agency lists what its stations recorded, also for partners: people ask there where it stands.
        """
        known = Case.objects.select_related("envelope", "station", "agency").order_by("-received_ms", "-pk")
        if self.agency is not None:
            return known.filter(agency=self.agency)
        return known.filter(recipient__in=hosted_keys(self.partner))

    def key(self, case: Case) -> OpeningKey | None:
        """Return what opens a case's answers, None when this office must not or cannot read them."""
        if self.agency is not None:
            return settings.KEYS.recipients.get(self.agency.pk)
        keys = {key.public.key_id: key for key in settings.KEYS.of_partner(self.partner)}
        return None if case.recipient is None else keys.get(bytes(case.recipient))

    def decides(self, case: Case) -> bool:
        """Return whether it answers the person: an agency never does in the place of a partner."""
        return self.agency is None or partner_of(case) is None


def hosted_keys(partner: str) -> set[bytes]:
    """Return the ids of a partner's keys that this central holds."""
    return {key.public.key_id for key in settings.KEYS.of_partner(partner)}


def known_keys(partner: str) -> set[bytes]:
    """Return the ids of all keys of a partner: those held here, and those that the packs name."""
    packs = packs_of_central()
    return hosted_keys(partner) | (packs.keys_of(partner) if packs else frozenset())


def office_of(agency: Agency | None, partner: str) -> Office | None:
    """Return the back office of an agency or of a hosted partner, None when there is no such one."""
    if agency is not None:
        return Office(agency.name, agency)
    return Office(_partner_name(partner), None, partner) if partner in settings.KEYS.partners else None


def _partner_name(partner: str) -> str:
    """Return how the packs call a partner, or its short name while none of them knows it."""
    known = packs_of_central()
    named = [known.partner(key.public.key_id) for key in settings.KEYS.of_partner(partner)] if known else []
    return next((in_language(one.name, LANGUAGE) for one in named if one is not None), partner)


def packs_of_central() -> Catalogue | None:
    """Return the packs that all agencies of this central trust (central/stations/opening.py), if any."""
    agency = Agency.objects.order_by("pk").first()
    try:
        return None if agency is None else catalogue_of(agency)
    except (PackProblem, FormProblem):
        return None
