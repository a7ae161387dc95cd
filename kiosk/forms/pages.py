"""The pages of a sitting, as a screen shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.forms.review import ReviewRow
from kiosk.forms.view import QuestionView


@dataclass(frozen=True)
class QuestionPage:
    """One question; `step` is (n, m); `returning` when Continuer leads back to the review.

    picture: what was taken for it, b"" for nothing. files: where the media are that its labels name.
    """

    view: QuestionView
    step: tuple[int, int]
    returning: bool
    picture: bytes = field(default=b"", repr=False)
    files: Mapping[str, Path] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ReviewPage:
    """What was answered, and what becomes of it: `notice` is (bold line, detail)."""

    rows: tuple[ReviewRow, ...]
    step: tuple[int, int]
    notice: tuple[str, str]
    treated_by: str
