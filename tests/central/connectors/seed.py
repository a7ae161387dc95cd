"""`python -m tests.central.connectors.seed FOLDER URL`: a central with one case for one OpenRosa server.

One process instead of the seven commands and requests that real operators and stations would need.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    from central.keys import create_keys

    folder, url = Path(sys.argv[1]), sys.argv[2]
    os.environ |= {"RELAIS_CENTRAL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "central.settings"}
    create_keys(folder)

    import django

    django.setup()

    from django.conf import settings
    from django.core.management import call_command

    from central.connectors.models import Connector
    from central.stations.models import Station
    from central.stations.opening import open_agency
    from kiosk.catalogue.build import build_pack
    from kiosk.catalogue.catalogue import load_catalogue
    from kiosk.wire.keys import SigningKey
    from tests.central.pages.towns import ROOT, SERVICE, Published, Town

    call_command("migrate", verbosity=0)
    publisher, signer = SigningKey.generate(), SigningKey.generate()
    build_pack(ROOT / "assets" / "packs" / "mairie", folder / "packs", publisher)
    published = Published(folder, publisher, load_catalogue(folder / "packs", publisher.public))
    agency = open_agency("Mairie de Saint-Aubin", "", "", publisher.public.raw)
    station = Station.objects.create(
        agency=agency,
        name="Borne 1",
        role="kiosk",
        signing=signer.public.raw,
        sealing=b"s" * 32,
        enrolled_ms=1,
    )
    town = Town(agency, station, signer, settings.KEYS.recipients[agency.pk].public, published)
    for number, place in enumerate((url, "http://127.0.0.1:9")):
        # Nobody is at the second one: its trouble must not hold up the first.
        Connector.objects.create(
            agency=agency, kind="openrosa", services=[SERVICE], url=place, secret=settings.KEYS.hide(""),
            after=-number,
        )  # fmt: skip
    town.arrive(town.content())
