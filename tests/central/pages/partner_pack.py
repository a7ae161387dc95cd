"""A pack of a partner, `eau`, beside that of the town hall."""

import shutil
from pathlib import Path

import pytest

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.wire.keys import OpeningKey, SigningKey
from tests.central.pages.towns import Published

ROOT = Path(__file__).resolve().parents[3]
KEY = OpeningKey.from_bytes(bytes(range(32)))
NAME, CARD = "La compagnie des eaux", "Signaler une fuite d’eau"
TOML = f"""id = "eau"
version = "1"
publisher = "Tests"
[recipient.eau]
key = "{KEY.public.raw.hex()}"
name.fr = "{NAME}"
[service.fuite]
form = "forms/rendez-vous-identite.xlsx"
icon = "drop"
cap = "cap-eau"
recipient = "eau"
law_date = "reception"
max_age_h = 72
retention_days = 90
next.fr = "Quelqu’un vient."
title.fr = "{CARD}"
treated_by.fr = "{NAME}"
notice.fr = {{ line = "Seule la compagnie lit.", detail = "Elle efface." }}
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    data = tmp_path_factory.mktemp("central")
    publisher = SigningKey.generate()
    mairie, source = ROOT / "assets" / "packs" / "mairie", data / "source"
    shutil.copytree(mairie / "forms", source / "forms")
    (source / "pack.toml").write_text(TOML, "utf-8")
    for pack in (mairie, source):
        build_pack(pack, data / "packs", publisher)
    return Published(data, publisher, load_catalogue(data / "packs", publisher.public))
