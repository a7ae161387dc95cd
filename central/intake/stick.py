"""Takes the envelopes that a stick brings, and puts the signed answers beside them (docs/adr/0098)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from central.cases.publishing import page_after
from central.intake.receive import take
from central.intake.sql import known
from central.stations.models import Agency, Station
from kiosk.errors import BadSignature, Malformed, StickForeign, StickProblem, StickUnprepared
from kiosk.stick import RefusedFile, Stick, open_stick
from kiosk.wire.acknowledgement import make_acknowledgement
from kiosk.wire.cbor import decode
from kiosk.wire.cose import parse1
from kiosk.wire.envelope import parse_envelope
from kiosk.wire.keys import VerifyKey
from kiosk.wire.published import read_page
from kiosk.wire.statement import STICK, read_statement
from kiosk.wire.stick import BatchName, batches

# In French, for the operator: why a file was left as it is.
REASONS = {
    "altered": "abîmé : ce n’est pas ce que son nom annonce",
    "malformed": "illisible",
    "name": "ce n’est pas un fichier de Relais",
    "no_file": "ce n’est pas un fichier ordinaire, ou il est trop gros",
    "bad_signature": "signature refusée : station inconnue ici, ou enveloppe modifiée",
    "id_conflict": "autre contenu sous un nom déjà pris : mis en quarantaine",
}

# Nobody reads more names than these.
MOST_NAMED = 100
# 32,000 cases; what is more comes by another courier.
MOST_PAGES = 64


@dataclass
class Imported:
    """What a stick brought. new, known: envelopes; files: batches taken; refused: named, left as they are."""

    new: int
    known: int
    files: int
    refused: list[RefusedFile]


def import_stick(path: Path, now_ms: int) -> Imported:
    """Take all that lies on the stick at a path, batch by batch; what was taken before is answered again.

    When it returns, the answers are on the medium. Raises a StickProblem; what was taken until then is kept.
    """

    agencies: list[int] = []

    def check(marker: bytes) -> None:
        agencies.append(_check_marker(marker, path))

    found = Imported(0, 0, 0, [])
    with open_stick(path, check) as stick:
        for station in stick.stations():
            for name in stick.batches(station):
                found.refused += _take(stick, name, now_ms, found)
        found.refused += stick.strangers()
        _put_news(stick, agencies[0], now_ms)
        stick.flush()
    return found


def said(found: Imported) -> Iterator[str]:
    """Yield what to tell the operator."""
    for file in found.refused[:MOST_NAMED]:
        yield f"Laissé sur la clé : {printable(file.file)} ({REASONS[file.reason]})."
    yield f"{found.files} lots lus. Enveloppes nouvelles : {found.new}. Déjà connues : {found.known}."
    yield "Les réponses signées sont sur la clé. Vous pouvez retirer la clé."


def why(problem: StickProblem) -> str:
    """Return in French why a stick could not be used, or only in part."""
    return {
        "stick.unprepared": "Ce dossier n’est pas une clé préparée pour Relais.",
        "stick.foreign": "Cette clé a été préparée par une station inconnue de ce central.",
        "stick.full": "La clé est pleine. Ce qui a été lu est gardé ; il manque des réponses sur la clé.",
        "stick.read_only": "La clé refuse l’écriture. Ce qui a été lu est gardé, sans réponse sur la clé.",
        "stick.gone": "La clé ne répond plus. Ce qui a été lu est gardé. Remettez-la et recommencez.",
        "stick.busy": "Un autre programme utilise cette clé. Attendez, puis recommencez.",
    }[problem.code]


def printable(name: str) -> str:
    """Return a file's name as a terminal may show it, whoever chose it."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:120]


def _take(stick: Stick, name: BatchName, now_ms: int, found: Imported) -> list[RefusedFile]:
    raws = stick.read(name)
    if isinstance(raws, RefusedFile):
        return [raws]
    before = _known(raws)
    # Nobody signed this visit: each envelope must prove itself.
    outcome = take(raws, None, now_ms)
    digests = {verdict.digest for verdict in outcome.verdicts}
    found.files += 1
    found.new += len(digests - before)
    found.known += len(digests & before)
    if outcome.verdicts:
        # Only after the durable commit, as for every other courier.
        stick.answer(name, [make_acknowledgement(outcome.verdicts, settings.KEYS.signing)])
    where = f"envelopes/{name.station}/{name.file}"
    return [RefusedFile(where, code) for code in sorted({code for _, code in outcome.refused})]


def _known(raws: Sequence[bytes]) -> set[bytes]:
    """Return the digests of those envelopes that are kept here already."""
    ids: dict[tuple[int, int], set[bytes]] = {}
    for raw in raws:
        with suppress(Malformed):
            envelope = parse_envelope(raw)
            ids.setdefault((envelope.agency, envelope.station), set()).add(envelope.id)
    return {one.digest for named, wanted in ids.items() for one in known(*named, wanted).values()}


def _put_news(stick: Stick, agency: int, now_ms: int) -> None:
    """Put where the agency's cases stand on the stick, in place of what lay there."""
    pages: list[bytes] = []
    page = None
    while len(pages) < MOST_PAGES and (page is None or page.more):
        raw = page_after(Agency.objects.get(pk=agency), 0 if page is None else page.upto, now_ms)
        page = read_page(raw, {settings.KEYS.signing.public.key_id: settings.KEYS.signing.public})
        pages.append(raw)
    old = stick.news()
    for batch in batches(pages):
        stick.write_news(batch)
    for name, _ in old:
        stick.discard_news(name)


def _check_marker(raw: bytes, path: Path) -> int:
    """Return the agency that it names, where an enrolled station of it signed it; raise a StickProblem."""
    try:
        match decode(parse1(raw).payload):
            case [int(agency), *_] if 1 <= agency < 1 << 32:
                stations = Station.objects.filter(agency=agency)
            case _:
                raise StickUnprepared(path=str(path))
        keys = [VerifyKey(bytes(station.signing)) for station in stations]
        named: int = read_statement(STICK, raw, {key.key_id: key for key in keys})[0]
    except Malformed:
        raise StickUnprepared(path=str(path)) from None
    except BadSignature:
        raise StickForeign(path=str(path)) from None
    return named
