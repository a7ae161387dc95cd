"""A new agency, with the key that opens what is sealed to it."""

from django.conf import settings
from django.db import transaction

from central.errors import CannotRun
from central.keys import add_recipient
from central.stations.models import Agency


def open_agency(name: str, phone: str, hours: str, publisher: bytes) -> Agency:
    """Create an agency whose recipient key is hosted here. publisher: 32 bytes, whose packs it trusts.

    Raises CannotRun for a second publisher: the packs of a central stand in one folder, and each of its
    agencies must be able to trust all of them.
    """
    with transaction.atomic():
        if Agency.objects.exclude(publisher=publisher).exists():
            raise CannotRun("Ce central a déjà un autre éditeur de paquets. Prenez un autre central.")
        agency = Agency.objects.create(name=name, phone=phone, hours=hours, publisher=publisher)
        # Before the commit: at an agency without its key a station could enrol, and seal nothing.
        add_recipient(settings.DATA, agency.pk)
    return agency
