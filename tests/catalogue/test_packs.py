import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.catalogue.build import BuildReport, build_form_pack, build_pack
from kiosk.catalogue.catalogue import MANIFEST, SIGNATURE, STATEMENT, load_catalogue
from kiosk.catalogue.pack import Partner, in_language
from kiosk.errors import (
    FormBroken,
    FormUnsupported,
    PackAltered,
    PackMissing,
    PackUnreadable,
    PackUntrusted,
    Problem,
)
from kiosk.wire.keys import OpeningKey, SigningKey
from kiosk.wire.statement import sign_statement
from tests.catalogue.workbooks import FINE, HEADER, write_workbook

KEY = SigningKey.from_bytes(bytes(range(32)))
OTHER = SigningKey.from_bytes(bytes(32))
TOML = """id = "town"
version = "1.2"
publisher = "Tests"
[service.seat]
form = "forms/seat.xlsx"
icon = "armchair"
cap = "cap-eau"
recipient = "agency"
law_date = "reception"
max_age_h = 72
retention_days = 90
title.fr = "Une place"
title.en = "A seat"
treated_by.fr = "La mairie"
promise.fr = "Une réponse en 5 jours."
notice.fr = { line = "Vos réponses.", detail = "Lues par la mairie." }
bring.fr = ["Un papier"]
phone = "09 99 00 00 00"
phone_note.fr = "Appel gratuit."
next.fr = "La mairie lit votre demande."
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_workbook(tmp_path / "source/forms/seat.xlsx", survey=FINE)
    (tmp_path / "source/pack.toml").write_text(TOML, "utf-8")
    (tmp_path / "source/icons").mkdir()
    (tmp_path / "source/icons/town.svg").write_text("<svg/>")
    return tmp_path / "source"


@pytest.fixture
def packs(source: Path, tmp_path: Path) -> Path:
    build_pack(source, tmp_path / "packs", KEY)
    return tmp_path / "packs"


def test_a_built_pack_is_loaded_whole(packs: Path) -> None:
    (service,) = load_catalogue(packs, KEY.public).services
    assert service.id == "seat"
    assert dict(service.title) == {"fr": "Une place", "en": "A seat"}
    assert (service.icon, service.cap, service.partner) == ("armchair", "cap-eau", None)
    assert (service.law_date, service.max_age_h) == ("reception", 72)
    assert service.promise == {"fr": "Une réponse en 5 jours."}
    assert service.notice["fr"] == ("Vos réponses.", "Lues par la mairie.")
    assert service.bring == {"fr": ("Un papier",)}
    assert (service.retention_days, service.next) == (90, {"fr": "La mairie lit votre demande."})
    assert (service.phone, service.phone_note) == ("09 99 00 00 00", {"fr": "Appel gratuit."})
    assert [question.name for question in service.form.questions] == ["a", "b"]


def test_services_and_forms_are_found(packs: Path) -> None:
    catalogue = load_catalogue(packs, KEY.public)
    service = catalogue.service("seat")
    assert catalogue.form(service.form.fingerprint) is service.form
    with pytest.raises(KeyError):
        catalogue.service("nothing")
    with pytest.raises(KeyError):
        catalogue.form(bytes(8))


def test_services_stand_in_the_order_of_their_author(source: Path, tmp_path: Path) -> None:
    table = TOML[TOML.index("[service.seat]") :]
    more = "".join(table.replace("service.seat", f"service.{name}") for name in ("zebra", "ant"))
    (source / "pack.toml").write_text(TOML + more, "utf-8")
    build_pack(source, tmp_path / "packs", KEY)
    services = load_catalogue(tmp_path / "packs", KEY.public).services
    assert [service.id for service in services] == ["seat", "zebra", "ant"]


def test_the_same_source_is_the_same_pack(source: Path, tmp_path: Path) -> None:
    build_pack(source, tmp_path / "one", KEY)
    build_pack(source, tmp_path / "two", KEY)
    for name in (MANIFEST, SIGNATURE):
        assert (tmp_path / "one/town" / name).read_bytes() == (tmp_path / "two/town" / name).read_bytes()


def edit_byte(name: str) -> Callable[[Path], object]:
    def change(pack: Path) -> None:
        content = bytearray((pack / name).read_bytes())
        content[len(content) // 2] ^= 1
        (pack / name).write_bytes(content)

    return change


def swap_manifest(pack: Path) -> None:
    """A manifest that somebody else wrote and signed, inside a pack that we trust otherwise."""
    raw = (pack / MANIFEST).read_bytes()
    (pack / SIGNATURE).write_bytes(sign_statement(STATEMENT, raw, OTHER))


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (edit_byte("forms/seat.xml"), PackAltered),
        (edit_byte("icons/town.svg"), PackAltered),
        (edit_byte(MANIFEST), PackAltered),
        (edit_byte(SIGNATURE), PackUntrusted),
        (lambda pack: (pack / "extra.txt").write_text("x"), PackAltered),
        (lambda pack: (pack / "forms/more.xml").write_text("x"), PackAltered),
        (lambda pack: (pack / "icons/town.svg").unlink(), PackAltered),
        (lambda pack: (pack / "forms/seat.xml").unlink(), PackAltered),
        (lambda pack: (pack / SIGNATURE).unlink(), PackUntrusted),
        (lambda pack: (pack / SIGNATURE).write_bytes(b""), PackUntrusted),
        (lambda pack: (pack / MANIFEST).unlink(), PackUnreadable),
        (lambda pack: (pack / "link.xml").symlink_to("/etc/hostname"), PackAltered),
        (swap_manifest, PackUntrusted),
        (shutil.rmtree, PackMissing),
    ],
)
def test_a_pack_that_was_touched_is_refused(
    packs: Path, damage: Callable[[Path], object], problem: type[Problem]
) -> None:
    load_catalogue(packs, KEY.public)
    damage(packs / "town")
    with pytest.raises(problem) as caught:
        load_catalogue(packs, KEY.public)
    assert str(packs) in str(caught.value.facts["path"])


def test_a_file_replaced_by_a_link_to_the_same_bytes_is_refused(packs: Path, tmp_path: Path) -> None:
    form = packs / "town/forms/seat.xml"
    shutil.move(form, tmp_path / "elsewhere.xml")
    form.symlink_to(tmp_path / "elsewhere.xml")
    with pytest.raises(PackAltered):
        load_catalogue(packs, KEY.public)


def test_another_publisher_is_not_trusted(packs: Path) -> None:
    with pytest.raises(PackUntrusted):
        load_catalogue(packs, OTHER.public)


def test_no_folder_and_an_empty_one_have_no_packs(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(PackMissing):
            load_catalogue(folder, KEY.public)


def sign_again(pack: Path, change: Callable[[dict[str, object]], object]) -> None:
    content = json.loads((pack / MANIFEST).read_bytes())
    change(content)
    raw = json.dumps(content).encode()
    (pack / MANIFEST).write_bytes(raw)
    (pack / SIGNATURE).write_bytes(sign_statement(STATEMENT, raw, KEY))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.update(colour="red"), "colour"),
        (lambda c: c["services"]["seat"].update(promisse={"fr": "x"}), "services.seat.promisse"),
        (lambda c: c["services"]["seat"].pop("notice"), "services.seat.notice"),
        (lambda c: c["services"]["seat"].update(cap="cap-rouge"), "services.seat.cap"),
        (lambda c: c["services"]["seat"].update(recipient="partner"), "services.seat.recipient"),
        (lambda c: c["services"]["seat"].update(max_age_h=0), "services.seat.max_age_h"),
        (lambda c: c["services"]["seat"].update(retention_days=3651), "services.seat.retention_days"),
        (lambda c: c["services"]["seat"].pop("retention_days"), "services.seat.retention_days"),
        (lambda c: c["services"]["seat"].pop("next"), "services.seat.next"),
        (lambda c: c["services"]["seat"].update(phone="au guichet"), "services.seat.phone"),
        (lambda c: c["services"]["seat"].update(title={}), "services.seat.title"),
        (lambda c: c["services"]["seat"]["notice"]["fr"].update(more="x"), "services.seat.notice"),
        (lambda c: c["services"]["seat"].update(form="forms/other.xml"), "forms/other.xml"),
        (lambda c: c.update(services={}), "services"),
        (lambda c: c.update(format=2), "format"),
        (lambda c: c.update(version="one"), "version"),
        (lambda c: c.update(id="../up"), "id"),
    ],
)
def test_a_signed_manifest_that_says_something_unknown_is_refused_by_name(
    packs: Path, change: Callable[[dict[str, object]], object], words: str
) -> None:
    sign_again(packs / "town", change)
    with pytest.raises(PackUnreadable) as caught:
        load_catalogue(packs, KEY.public)
    assert words in str(caught.value.facts["detail"])


PARTNER = OpeningKey.from_bytes(bytes(range(32))).public
HEX = PARTNER.raw.hex()


def with_partner(source: Path, table: str, recipient: str = "power") -> None:
    toml = TOML.replace('recipient = "agency"', f'recipient = "{recipient}"')
    (source / "pack.toml").write_text(f"{toml}{table}", "utf-8")


def test_a_service_for_a_partner_carries_the_partners_key(source: Path, tmp_path: Path) -> None:
    with_partner(source, f'[recipient.power]\nkey = "{HEX}"\nname.fr = "L’énergie"\n')
    build_pack(source, tmp_path / "packs", KEY)
    catalogue = load_catalogue(tmp_path / "packs", KEY.public)
    expected = Partner("power", PARTNER, {"fr": "L’énergie"})
    assert catalogue.services[0].partner == expected
    assert catalogue.partner(PARTNER.key_id) == expected
    assert catalogue.partner(bytes(8)) is None


def test_a_partners_key_is_given_when_the_pack_is_built(source: Path, tmp_path: Path) -> None:
    with_partner(source, '[recipient.power]\nname.fr = "L’énergie"\n')
    with pytest.raises(PackUnreadable, match=r"recipient\.power\.key"):
        build_pack(source, tmp_path / "packs", KEY)
    build_pack(source, tmp_path / "packs", KEY, recipient_keys={"power": PARTNER.raw})
    (service,) = load_catalogue(tmp_path / "packs", KEY.public).services
    assert service.partner is not None and service.partner.key == PARTNER
    with pytest.raises(PackUnreadable, match=r"recipient\.other"):
        build_pack(source, tmp_path / "packs", KEY, recipient_keys={"other": PARTNER.raw})


@pytest.mark.parametrize(
    ("recipient", "table", "words"),
    [
        ("power", "", "service.seat.recipient"),
        ("other", f'[recipient.power]\nkey = "{HEX}"\nname.fr = "P"', "service.seat.recipient"),
        ("power", '[recipient.power]\nname.fr = "P"', "recipient.power.key"),
        ("power", f'[recipient.power]\nkey = "{HEX[2:]}"\nname.fr = "P"', "recipient.power.key"),
        ("power", f'[recipient.power]\nkey = "{"zz" * 32}"\nname.fr = "P"', "recipient.power.key"),
        ("power", f'[recipient.power]\nkey = "{"00" * 32}"\nname.fr = "P"', "recipient.power.key"),
        ("power", f'[recipient.power]\nkey = "{HEX}"', "recipient.power.name"),
        ("power", f'[recipient.power]\nkey = "{HEX}"\nname.fr = "P"\nclef = "x"', "recipient.power.clef"),
        ("agency", f'[recipient.agency]\nkey = "{HEX}"\nname.fr = "P"', "recipient.agency"),
        ("a", "".join(f'[recipient.{x}]\nkey = "{HEX}"\nname.fr = "{x}"\n' for x in "ab"), "recipient"),
    ],
)  # fmt: skip
def test_a_recipient_that_cannot_be_sealed_to_is_refused_by_name(
    source: Path, tmp_path: Path, recipient: str, table: str, words: str
) -> None:
    with_partner(source, table, recipient)
    with pytest.raises(PackUnreadable) as caught:
        build_pack(source, tmp_path / "packs", KEY)
    assert f"«\u00a0{words}\u00a0»" in str(caught.value.facts["detail"])


def test_a_manifest_cannot_name_files_outside_its_pack(packs: Path) -> None:
    sign_again(packs / "town", lambda c: c["files"].update({"../secret": "0" * 64}))  # type: ignore[attr-defined]
    with pytest.raises(PackAltered):
        load_catalogue(packs, KEY.public)


@pytest.mark.parametrize("raw", [b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_signed_manifest_that_is_no_manifest_is_unreadable(packs: Path, raw: bytes) -> None:
    (packs / "town" / MANIFEST).write_bytes(raw)
    (packs / "town" / SIGNATURE).write_bytes(sign_statement(STATEMENT, raw, KEY))
    with pytest.raises(PackUnreadable):
        load_catalogue(packs, KEY.public)


def test_the_newer_of_two_versions_is_offered_and_both_forms_are_known(
    source: Path, packs: Path, tmp_path: Path
) -> None:
    old = load_catalogue(packs, KEY.public).service("seat").form.fingerprint
    shutil.move(packs / "town", packs / "town-1.2")
    (source / "pack.toml").write_text(
        TOML.replace('"1.2"', '"1.10"').replace("Une place", "Deux places"), "utf-8"
    )
    write_workbook(source / "forms/seat.xlsx", survey=[*FINE, ["text", "c", "C"]])
    build_pack(source, packs, KEY)
    catalogue = load_catalogue(packs, KEY.public)
    assert [service.title["fr"] for service in catalogue.services] == ["Deux places"]
    assert len(catalogue.form(old).questions) == 2
    assert len(catalogue.services[0].form.questions) == 3


def test_the_same_version_twice_and_a_service_in_two_packs_are_refused(source: Path, packs: Path) -> None:
    shutil.copytree(packs / "town", packs / "copy")
    with pytest.raises(PackUnreadable):
        load_catalogue(packs, KEY.public)
    shutil.rmtree(packs / "copy")
    (source / "pack.toml").write_text(TOML.replace('id = "town"', 'id = "city"'), "utf-8")
    build_pack(source, packs, KEY)
    with pytest.raises(PackUnreadable) as caught:
        load_catalogue(packs, KEY.public)
    assert "seat" in str(caught.value.facts["detail"])


def test_a_build_that_fails_changes_nothing(source: Path, packs: Path) -> None:
    before = {path: path.read_bytes() for path in packs.rglob("*") if path.is_file()}
    write_workbook(source / "forms/seat.xlsx", survey=[HEADER, ["nonsense", "a", "A"]])
    with pytest.raises(FormBroken):
        build_pack(source, packs, KEY)
    assert {path: path.read_bytes() for path in packs.rglob("*") if path.is_file()} == before
    assert [path.name for path in packs.iterdir()] == ["town"]


def test_a_rebuild_replaces_the_pack_and_leaves_nothing_behind(source: Path, packs: Path) -> None:
    (source / "icons/town.svg").rename(source / "icons/new.svg")
    build_pack(source, packs, KEY)
    assert sorted(path.name for path in (packs / "town/icons").iterdir()) == ["new.svg"]
    assert [path.name for path in packs.iterdir()] == ["town"]
    load_catalogue(packs, KEY.public)


def test_a_build_under_way_is_not_taken_for_a_pack(packs: Path) -> None:
    shutil.copytree(packs / "town", packs / ".town-abc")
    assert len(load_catalogue(packs, KEY.public).services) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('publisher = "Tests"', 'publisher = "Tests"\nlogo = "x"', "logo"),
        ("max_age_h = 72", 'max_age_h = 72\ncolor = "x"', "service.seat.color"),
        ("forms/seat.xlsx", "../../seat.xlsx", "../../seat.xlsx"),
        ("forms/seat.xlsx", "forms/seat.ods", "forms/seat.ods"),
        ('id = "town"', "id = ", "1"),
        ("[service.seat]", "[service.Seat]", "service.Seat"),
        ("reception", "someday", "service.seat.law_date"),
    ],
)
def test_a_source_that_says_something_wrong_is_refused(
    source: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    (source / "pack.toml").write_text(TOML.replace(old, new), "utf-8")
    with pytest.raises(PackUnreadable) as caught:
        build_pack(source, tmp_path / "packs", KEY)
    assert words in str(caught.value.facts["detail"])


def test_a_source_without_pack_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackUnreadable):
        build_pack(tmp_path, tmp_path / "packs", KEY)


GEO = [HEADER, ["text", "a", "A"], ["geopoint", "place", "Place"]]


def test_any_form_is_tried_as_a_pack_of_its_own(tmp_path: Path) -> None:
    settings: list[list[object]] = [["form_title"], ["Un essai"]]
    path = write_workbook(tmp_path / "f.xlsx", survey=GEO, settings=settings)
    with pytest.raises(FormUnsupported):
        build_form_pack(path, tmp_path / "packs", KEY)
    report = build_form_pack(path, tmp_path / "packs", KEY, skip_unsupported=True)
    assert report == BuildReport(("essai",), ("place",), tmp_path / "packs/essai")
    (service,) = load_catalogue(tmp_path / "packs", KEY.public).services
    assert service.title == {"fr": "Un essai"}
    assert service.form.skipped == ("place",)
    assert service.partner is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["calculate", "a", None, None, None, "1"], "aucune question"),
        (["text", "a", "A", "(1 = 1"], "question a, colonne relevant"),
        (["text", "a", "A", None, "count('x') > 1"], "question a"),
        (["text", "a", "A", None, "regex(., '(')"], "question a"),
        (["text", "a", "A", "${a} = 1"], "dépendent"),
    ],
)
def test_a_form_that_could_not_be_run_is_not_built(tmp_path: Path, row: list[object], words: str) -> None:
    path = write_workbook(tmp_path / "f.xlsx", survey=[HEADER, row])
    with pytest.raises(FormBroken) as caught:
        build_form_pack(path, tmp_path / "packs", KEY)
    assert words in str(caught.value.facts["detail"])
    assert not list((tmp_path / "packs").rglob("*")) if (tmp_path / "packs").exists() else True


def test_a_text_is_taken_in_the_language_or_the_first_one() -> None:
    assert in_language({"fr": "oui", "en": "yes"}, "en") == "yes"
    assert in_language({"fr": "oui"}, "br") == "oui"
    with pytest.raises(KeyError):
        in_language({}, "fr")
