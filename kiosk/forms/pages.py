"""The pages of a sitting, as a screen shows them."""

from dataclasses import dataclass, field

from kiosk.forms.view import QuestionView
from kiosk.wire.compact import Index


@dataclass(frozen=True)
class QuestionPage:
    """One question; `step` is (n, m); `returning` when Continuer leads back to the review.

    picture: what was taken for it, b"" for nothing.
    """

    view: QuestionView
    step: tuple[int, int]
    returning: bool
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class ReviewRow:
    """One question with its answer in words, "" for one left empty."""

    index: Index
    name: str
    label: str = field(repr=False)
    shown: str = field(repr=False)
    icon: str = ""
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class ReviewPage:
    """What was answered, and what becomes of it: `notice` is (bold line, detail)."""

    rows: tuple[ReviewRow, ...]
    step: tuple[int, int]
    notice: tuple[str, str]
    treated_by: str
