"""What a service pack offers, in memory."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kiosk.catalogue.situations import Situation
from kiosk.forms.model import Form
from kiosk.wire.keys import SealKey

AGENCY = "agency"
SERVICE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What every pack speaks first, wherever it stands among its languages.
FRENCH = "fr"
T = TypeVar("T")


@dataclass(frozen=True)
class Partner:
    """An organisation that treats services itself. key: what they are sealed to; name: by language."""

    id: str
    key: SealKey
    name: Mapping[str, str]


@dataclass(frozen=True)
class Service:
    """A public service as a pack declares it. Mappings are texts by language code.

    icon: a pictogram's name. cap: the colour token of its card. partner: who it is sealed to, None for the
    agency itself. treated_by: who really treats the request. promise: a delay counted from reception, where
    the organisation commits to one. law_date: which date counts in law, "registration" or "reception".
    max_age_h: how old an undelivered request may grow before the agency must act on paper. notice: data
    protection, a bold line and its detail. bring: papers to bring. retention_days: how long the recipient
    keeps the request after it is closed. next: what really happens now. phone: the number to call about the
    request, "" for the agency's own; phone_note: its hours and cost. own_promise: whether the promise, or
    that there is none, is the word of the agency here and not of the pack. media: the pictures and recordings
    of its labels, by name.
    """

    id: str
    title: Mapping[str, str]
    icon: str
    cap: str
    partner: Partner | None
    form: Form
    treated_by: Mapping[str, str]
    promise: Mapping[str, str] | None
    law_date: str
    max_age_h: int
    notice: Mapping[str, tuple[str, str]]
    bring: Mapping[str, tuple[str, ...]]
    retention_days: int
    next: Mapping[str, str]
    phone: str = ""
    phone_note: Mapping[str, str] = field(default_factory=dict)
    own_promise: bool = False
    media: Mapping[str, Path] = field(default_factory=dict, repr=False)

    def languages(self) -> tuple[str, ...]:
        """Return the languages in which a person can go through the whole request, in the title's order.

        Title, labels of the form, notice, treated_by, next and promise must all be there; a form without
        translations speaks the languages of its title. Papers to bring and the note on the phone may be
        missing: in_language() helps.
        """
        told = [self.title, self.notice, self.treated_by, self.next]
        told += [] if self.promise is None else [self.promise]
        form = self.form.translations.complete if self.form.languages else tuple(self.title)
        return tuple(code for code in self.title if code in form and all(code in texts for texts in told))


@dataclass(frozen=True)
class Pack:
    """A verified pack and the publisher's name as it gives it."""

    id: str
    version: tuple[int, ...]
    publisher: str
    services: tuple[Service, ...]
    partners: tuple[Partner, ...] = ()
    situations: tuple[Situation, ...] = ()


def note_on_phone(service: Service, language: str) -> str:
    """Return hours and cost of the service's own number, or ""."""
    return in_language(service.phone_note, language) if service.phone_note else ""


def papers_to_bring(service: Service, language: str) -> tuple[str, ...]:
    """Return the papers to bring, one a line, or ()."""
    return in_language(service.bring, language) if service.bring else ()


def in_language(texts: Mapping[str, T], language: str) -> T:
    """Return a text in a language, else in French, else in any. Raises KeyError when there is none."""
    for code in (language, FRENCH, *texts):
        if code in texts:
            return texts[code]
    raise KeyError(language)
