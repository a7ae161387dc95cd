"""A question as a screen shows it."""

from dataclasses import dataclass, field

from kiosk.forms.choices import ChoiceView
from kiosk.forms.kinds import Bounds, Kind, Value
from kiosk.forms.labels import NO_MEDIA, Media
from kiosk.wire.compact import Index


@dataclass(frozen=True)
class QuestionView:
    """One question as the screen shows it, in the session's language; `appearance` holds words.

    `media`: files of the form that go with the label. `bounds`: of a range. Inside a repeat the name ends
    with the number of the instance, from 1: `prenom[2]`.
    """

    index: Index
    name: str
    kind: Kind
    appearance: str
    # Words may quote answers.
    label: str = field(repr=False)
    hint: str = field(repr=False)
    required: bool
    choices: tuple[ChoiceView, ...]
    value: Value | None = field(repr=False)
    icon: str = ""
    media: Media = NO_MEDIA
    bounds: Bounds | None = None
