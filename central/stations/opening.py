"""A new agency, with the key that opens what is sealed to it."""

from dataclasses import replace

from django.conf import settings

from central.keys import load_keys, save_keys
from central.stations.models import Agency
from kiosk.wire.keys import OpeningKey


def open_agency(name: str, phone: str, hours: str, publisher: bytes) -> Agency:
    """Create an agency whose recipient key is hosted here. publisher: 32 bytes, whose packs it trusts."""
    agency = Agency.objects.create(name=name, phone=phone, hours=hours, publisher=publisher)
    keys = load_keys(settings.DATA)
    recipients = {**keys.recipients, agency.pk: OpeningKey.generate()}
    save_keys(settings.DATA, replace(keys, recipients=recipients))
    settings.KEYS = load_keys(settings.DATA)
    return agency
