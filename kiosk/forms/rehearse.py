"""Runs every rule of a form once, so that a broken one is met by its author and not by a client."""

from collections.abc import Callable
from datetime import date

from kiosk.forms.model import Form
from kiosk.forms.session import FormSession

# What stands in for an answer when a rule is tried: rules must cope with any value that a person can give.
SAMPLE = "1"


def rehearse(form: Form, today: Callable[[], date]) -> None:
    """Compute every label, choice and rule in every language, without answers. Raises FormBroken."""
    for language in form.languages or ("",):
        session = FormSession(form, language, today)
        session.show_all()
        for question in form.questions:
            if not question.skipped:
                session.try_rules((question.index, 0) if question.repeat else question.index, SAMPLE)
