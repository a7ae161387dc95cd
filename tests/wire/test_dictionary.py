"""Dictionary 2 knows what everybody may know, and nothing of the pack that it is measured on."""

import json
import re
from pathlib import Path

from benchmarks.wire import services
from kiosk.wire.cbor import encode
from tests.wire.make_dictionary import LARGEST, TRAINING, dictionary, trained, training

MAIRIE = {json.loads(line)["service"] for line in TRAINING.read_text(encoding="utf-8").splitlines()}


def names(folder: Path) -> set[str]:
    """Return the services of a built pack and the choices of its forms."""
    found = {service.id for service in services(folder)}
    for form in folder.rglob("forms/*.xml"):
        found |= set(re.findall(r"<name>([^<]+)</name>", form.read_text(encoding="utf-8")))
    return found


def test_it_has_not_seen_the_pack_that_it_is_measured_on(tmp_path: Path) -> None:
    offered = names(tmp_path)
    seen = b"".join(text for row in training() for text in row)
    unseen = {name for name in offered if encode(name) not in seen}
    assert {"contester-facture", "trop_haut", "releve-compteur"} <= unseen
    assert [name for name in unseen if len(name) > 3 and encode(name) in dictionary()] == []


def test_it_was_trained_on_every_service_of_the_other_pack() -> None:
    assert len(MAIRIE) == 10
    assert all(encode(service) in dictionary() for service in MAIRIE)


def test_deflate_reaches_all_of_it() -> None:
    assert len(dictionary()) <= LARGEST


def test_what_one_person_alone_said_is_not_learnt() -> None:
    rows = [[encode("oui"), encode("SOMEBODY")], [encode("oui"), encode("ANOTHER")]]
    assert trained(rows) == encode("oui")
