"""The pictures and documents of a case: which there are, whether they are here, their bytes for who reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from central.attachments.keeping import is_here, sealed_bytes
from central.cases.models import Case
from kiosk.errors import CannotOpen, Malformed
from kiosk.wire.attachment import attachment_position, media_type, open_attachment
from kiosk.wire.compact import Content, Index
from kiosk.wire.envelope import open_envelope, parse_envelope
from kiosk.wire.keys import OpeningKey


@dataclass(frozen=True)
class Enclosed:
    """One of them. number: its place from 1. name: of the file. label: of its question, "" when unknown.

    here: whether this central holds it whole; they travel beside the answers, and later.
    """

    number: int
    name: str
    label: str
    here: bool

    @property
    def is_picture(self) -> bool:
        """Whether its name says that it can be shown on the page."""
        return not self.name.endswith(".pdf")


def enclosed_in(case: Case, content: Content, labels: Mapping[Index, str]) -> tuple[Enclosed, ...]:
    """Return what an opened request encloses, in the order of its list."""
    places = {attachment_position(plain): index for index, plain in content.answers.items()}
    found = []
    for number, (digest, _) in enumerate(content.attachments, 1):
        index = places.get(number)
        name = str(number) if index is None else str(content.answers[index])
        label = "" if index is None else labels.get(index, "")
        found.append(Enclosed(number, name, label, is_here(case.agency_id, digest)))
    return tuple(found)


def open_enclosed(case: Case, key: OpeningKey | None, number: int) -> tuple[bytes, str] | None:
    """Return the bytes of a case's attachment and what they are: JPEG, PNG or PDF.

    None when this key does not open the case, it has no such attachment, or that is not here whole, does not
    open, or is anything else: what a station was made to seal must not become a page of the back office.
    """
    try:
        envelope = parse_envelope(bytes(case.envelope.raw))
        if key is None or not number >= 1:
            return None
        attachments = open_envelope(envelope, key).attachments
        if number > len(attachments):
            return None
        digest, own_key = attachments[number - 1]
        raw = sealed_bytes(case.agency_id, digest)
        plain = None if raw is None else open_attachment(raw, own_key)
    except (CannotOpen, Malformed):
        return None
    kind = None if plain is None else media_type(plain)
    return None if plain is None or kind is None else (plain, kind)
