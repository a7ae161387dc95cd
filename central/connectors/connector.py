"""What every kind of connector is, and what may come of a sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Protocol

from kiosk.catalogue.pack import Service
from kiosk.forms.model import Form
from kiosk.wire.compact import Content


class Trouble(StrEnum):
    """Why a case is not there yet, or never will be; the back office has a text for each."""

    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    BROKEN = "broken"
    LOGIN = "login"
    NONSENSE = "nonsense"
    CONFLICT = "conflict"
    FORM_THERE = "form_there"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    MAIL_REFUSED = "mail_refused"
    FORM_HERE = "form_here"
    UNFIT = "unfit"
    SEALED = "sealed"
    PICTURE = "picture"
    BUG = "bug"


class Carries(Enum):
    """What a kind of connector takes along of a case."""

    ANSWERS = "answers"
    ENVELOPE = "envelope"
    NOTICE = "notice"


@dataclass(frozen=True)
class Opened:
    """A case that its recipient opened, for as long as its bytes are made. Times in ms since 1970.

    received_ms: None where nobody says when the central received it.
    """

    case: bytes
    content: Content = field(repr=False)
    form: Form
    service: Service | None
    created_ms: int
    received_ms: int | None


@dataclass(frozen=True)
class Parcel:
    """What goes out for one case: the id of its envelope and its bytes, the same at each attempt.

    files: its pictures and documents, each by name, bytes and media type.
    """

    case: bytes
    raw: bytes = field(repr=False)
    files: tuple[tuple[str, bytes, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Target:
    """Where a connector leads."""

    url: str = field(repr=False)
    settings: Mapping[str, str]
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Delivered:
    """The other side said that it has it."""


@dataclass(frozen=True)
class Later:
    """Not now. wait_s: what the other side asked for. everyone: the others would meet the same."""

    trouble: Trouble
    detail: str = ""
    wait_s: float | None = None
    everyone: bool = False


@dataclass(frozen=True)
class Never:
    """Refused for good: a person must look at it."""

    trouble: Trouble
    detail: str = ""


Outcome = Delivered | Later | Never


class CannotFreeze(Exception):
    """The bytes of a case cannot be made; `outcome` says whether they can be later."""

    def __init__(self, outcome: Later | Never) -> None:
        super().__init__(outcome.trouble)
        self.outcome = outcome


class Kind(Protocol):
    """One kind of connector. Stateless: what is kept is kept by the deliveries.

    carries: what goes along of a case. files: whether pictures do. most: how many parcels go in one sending.
    """

    carries: Carries
    files: bool
    most: int

    def send(self, parcels: Sequence[Parcel], target: Target) -> Outcome:
        """Send parcels and tell what came of it. May be asked again for the same parcels."""
        ...


class AnswersKind(Kind, Protocol):
    """A kind that carries answers."""

    def freeze(self, opened: Opened) -> bytes:
        """Return the bytes of a case. Raises Malformed and FormProblem for answers that do not fit."""
        ...
