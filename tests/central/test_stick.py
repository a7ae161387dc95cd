"""`python -m central import`: what a stick brings is taken as from any courier, and answered on the stick."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from central.intake.models import QuarantinedEnvelope, StoredEnvelope
from central.intake.stick import REASONS, import_stick, said, why
from kiosk.errors import StickForeign, StickProblem, StickUnprepared, every_problem
from kiosk.stick import open_stick, prepare_stick
from kiosk.wire.envelope import parse_envelope
from kiosk.wire.keys import SigningKey
from kiosk.wire.stick import make_marker

if TYPE_CHECKING:
    from tests.central.outpost import Outpost

NOW = 1_790_000_000_000


@pytest.fixture
def stick(tmp_path: Path, outpost: "Outpost") -> Path:
    prepare_stick(tmp_path, make_marker(outpost.agency, bytes(16), 1, outpost.signing))
    return tmp_path


def put(stick: Path, station: int, *raws: bytes) -> None:
    with open_stick(stick, lambda _: None) as opened:
        opened.write(station, raws)


def digests_answered(stick: Path) -> set[bytes]:
    from django.conf import settings

    from kiosk.wire.acknowledgement import read_acknowledgement

    public = settings.KEYS.signing.public
    with open_stick(stick, lambda _: None) as opened:
        names = [name for station in opened.stations() for name in opened.batches(station)]
        signed = [raw for name in names for raw in opened.answers(name) or () if isinstance(raw, bytes)]
    return {v.digest for raw in signed for v in read_acknowledgement(raw, {public.key_id: public})}


def test_many_stations_on_one_stick_twice(stick: Path, outpost: "Outpost", counter: "Outpost") -> None:
    raws = [outpost.envelope(), outpost.envelope(), counter.envelope()]
    put(stick, outpost.number, *raws[:2])
    put(stick, counter.number, raws[2])
    found = import_stick(stick, NOW)
    assert (found.new, found.known, found.files, found.refused) == (3, 0, 2, [])
    assert StoredEnvelope.objects.count() == 3
    assert digests_answered(stick) == {parse_envelope(raw).digest for raw in raws}
    again = import_stick(stick, NOW)
    assert (again.new, again.known) == (0, 3)
    assert StoredEnvelope.objects.count() == 3
    assert "Enveloppes nouvelles : 0. Déjà connues : 3." in " ".join(said(again))


def test_what_came_by_another_courier_first_counts_once(stick: Path, outpost: "Outpost") -> None:
    raw = outpost.envelope()
    outpost.send(raw)
    put(stick, outpost.number, raw)
    assert (import_stick(stick, NOW).new, StoredEnvelope.objects.count()) == (0, 1)
    assert digests_answered(stick) == {parse_envelope(raw).digest}


def test_what_nobody_signed_is_named_unanswered_and_stops_nothing(stick: Path, outpost: "Outpost") -> None:
    good = outpost.envelope()
    put(stick, outpost.number, good[:-1] + bytes([good[-1] ^ 1]), good, b"junk")
    put(stick, 99, b"more junk")
    altered = next((stick / "RELAIS" / "envelopes" / "99").iterdir())
    altered.write_bytes(b"x")
    found = import_stick(stick, NOW)
    assert {file.reason for file in found.refused} == {"bad_signature", "malformed", "altered"}
    assert found.new == 1
    assert digests_answered(stick) == {parse_envelope(good).digest}
    assert altered.read_bytes() == b"x"
    assert any("abîmé" in line for line in said(found))


def test_two_contents_under_one_name_go_into_quarantine(stick: Path, outpost: "Outpost") -> None:
    first = outpost.envelope()
    put(stick, outpost.number, first, outpost.envelope(id=parse_envelope(first).id))
    found = import_stick(stick, NOW)
    assert [file.reason for file in found.refused] == ["id_conflict"]
    assert (StoredEnvelope.objects.count(), QuarantinedEnvelope.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_only_a_prepared_stick_is_read(tmp_path: Path, outpost: "Outpost") -> None:
    with pytest.raises(StickUnprepared):
        import_stick(tmp_path, NOW)
    for agency, signer in ((outpost.agency, SigningKey.generate()), (outpost.agency + 1, outpost.signing)):
        prepare_stick(tmp_path, make_marker(agency, bytes(16), 1, signer))
        with pytest.raises(StickForeign):
            import_stick(tmp_path, NOW)
    (tmp_path / "RELAIS" / "stick.cbor").write_bytes(b"\xd2\x84junk")
    with pytest.raises(StickUnprepared):
        import_stick(tmp_path, NOW)


def test_where_cases_stand_goes_back_with_the_stick(stick: Path, outpost: "Outpost") -> None:
    from django.conf import settings

    from central.cases.models import Case
    from central.cases.publishing import publish
    from kiosk.wire.published import handle_of, open_standing, read_page

    token = bytes(range(16))
    put(stick, outpost.number, outpost.envelope())
    import_stick(stick, NOW)
    publish(Case.objects.get(), token)
    for _ in range(2):
        import_stick(stick, NOW)
    public = settings.KEYS.signing.public
    with open_stick(stick, lambda _: None) as opened:
        ((_, (raw,)),) = opened.news()
    (entry,) = [
        one for one in read_page(raw, {public.key_id: public}).entries if one.handle == handle_of(token)
    ]
    assert open_standing(token, entry.sealed).status == "received"


def test_every_reason_and_every_trouble_has_its_words() -> None:
    for problem in every_problem(StickProblem):
        assert why(problem()).endswith(".")
    assert all(REASONS.values())
