"""How few bytes a request is: `make bench B=wire`. The last line is JSON (docs/benchmarks.md).

Measured on the `energie` pack, whose forms the dictionary has not seen. Every request is a partner's: sealed
to the partner, with the lookup for the central, the largest there is.
"""

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.forms.session import FormSession
from kiosk.wire.compact import Assistance, Content, Index, Kind, Plain, compact
from kiosk.wire.courier_qr import courier_address, version_for, write_courier
from kiosk.wire.envelope import Address, make_envelope, new_id
from kiosk.wire.followup import new_code, new_token
from kiosk.wire.keys import OpeningKey, SigningKey
from rehearsal.answers import automatic_answers, canary_answers

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
NOW_MS = 1_795_305_600_000
QUESTIONS = 30
# Answers made of random characters, beside the plausible ones: names that no dictionary knows.
SEEDS = range(3)
# Dots across the paper, and an address as long as real ones: the longer, the less room is left.
PAPERS = {"80mm": 576, "58mm": 384}
ADDRESS = courier_address("https://suivi.example.org")


def services(folder: Path) -> tuple[Service, ...]:
    """Build the pack into a folder and return what it offers."""
    publisher = SigningKey.generate()
    build_pack(ROOT / "assets/packs/energie", folder, publisher)
    return load_catalogue(folder, publisher.public).services


def submission(
    service: Service, language: str, answers: dict[Index, Plain], birth_year: int | None
) -> Content:
    """Return a request with these answers."""
    return Content(
        kind=Kind.SUBMISSION, service=service.id, form=service.form.fingerprint, language=language,
        created=NOW_MS, offset=-1200, assistance=Assistance.ALONE, token=new_token(), code=new_code(),
        birth_year=birth_year, answers=answers,
    )  # fmt: skip


def filled(service: Service, language: str, seed: int | None) -> Content:
    """Return a request whose answers the form accepts; with a seed, names and numbers are random."""
    form = service.form
    by_name = automatic_answers(form, language, TODAY) if seed is None else canary_answers(form, seed)
    session = FormSession(form, language, lambda: TODAY)
    session.restore({form.named(name).index: plain for name, plain in by_name.items()})
    return submission(service, language, dict(session.answers()), session.birth_year())


def requests(offered: tuple[Service, ...]) -> Iterator[Content]:
    """Yield one request a service and language, and some with random names in French."""
    for service in offered:
        yield from (filled(service, language, None) for language in service.languages())
        yield from (filled(service, "fr", seed) for seed in SEEDS)


def thirty(offered: tuple[Service, ...]) -> Content:
    """Return a request of thirty answers: those of several services, one after the other."""
    found = [answer for each in offered for answer in filled(each, "fr", None).answers.values()]
    return submission(offered[0], "fr", dict(zip(count(), found[:QUESTIONS], strict=False)), 1980)


def measure(folder: Path) -> dict[str, object]:
    """Return the figures of the issue; raise ValueError where the pack has too few answers."""
    offered = services(folder)
    signer, recipient, central = SigningKey.generate(), OpeningKey.generate(), OpeningKey.generate()
    sizes: list[int] = []
    fits = dict.fromkeys(PAPERS, 0)
    for sequence, content in enumerate(requests(offered)):
        address = Address(10_001, 1_001, new_id(NOW_MS), 1_000 + sequence)
        raw = make_envelope(
            content, address, recipient=recipient.public, signer=signer, lookup=central.public
        )
        sizes.append(len(raw))
        text = write_courier(raw, content.token or b"")
        for paper, dots in PAPERS.items():
            fits[paper] += version_for(ADDRESS, text, dots) is not None
    whole = thirty(offered)
    if len(whole.answers) != QUESTIONS:
        raise ValueError(f"{len(whole.answers)} answers")
    return {
        "answers_30q_bytes": len(compact(whole)),
        "envelope_bytes": {"p50": median(sizes), "p95": quantiles(sizes, n=20, method="inclusive")[-1]},
        "fits_qr_80mm": round(fits["80mm"] / len(sizes), 3),
        "fits_qr_58mm": round(fits["58mm"] / len(sizes), 3),
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        print(json.dumps(measure(Path(folder))))


if __name__ == "__main__":
    main()
