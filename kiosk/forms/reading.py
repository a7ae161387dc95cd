"""Answers in words: for the person who checks them and for the recipient who reads them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import get_decimal_symbol

from kiosk.forms.kinds import Kind, Value, to_text
from kiosk.forms.model import Form, order_of
from kiosk.forms.session import FormSession
from kiosk.forms.values import find_locale
from kiosk.forms.view import QuestionView
from kiosk.wire.compact import Index, Plain

# As the interface writes them (date.format and time.format of the catalogues): the hours of an office in
# France count to 24 in every language, and its English is the British one.
DATE_PATTERNS = {"en": "d MMMM y"}
TIME_PATTERNS = {"fr": "H 'h' mm"}
TIME_PATTERN = "H:mm"
PHONE_DIGITS = 10
SEPARATOR = ", "
SEPARATORS = {"ar": "، "}
# Where a line runs from right to left, plain spaces would let the pairs of a phone number change places.
RIGHT_TO_LEFT = ("ar",)
YES = {"fr": "Oui", "en": "Yes", "es": "Sí", "ar": "نعم"}
TAKEN = {
    Kind.IMAGE: {"fr": "Une photo", "en": "A photo", "es": "Una foto", "ar": "صورة واحدة"},
    Kind.FILE: {"fr": "Un document", "en": "A document", "es": "Un documento", "ar": "مستند واحد"},
}
# Rules that ask for today's date held when the answers were given; they are not held against them again.
ANY_DAY = date(2000, 1, 1)


def shown(session: FormSession, view: QuestionView) -> str:
    """Return a question's value as a person reads it, "" without one; of a repeat, how many there are."""
    if view.kind is Kind.ANOTHER and isinstance(view.index, int):
        return str(session.count(view.index))
    if view.value is None:
        return ""
    if view.choices:
        labels = {choice.name: choice.label for choice in view.choices}
        names = view.value if isinstance(view.value, tuple) else (str(view.value),)
        return SEPARATORS.get(session.language, SEPARATOR).join(labels.get(name) or name for name in names)
    return _in_words(view, view.value, session.language)


def read_answers(form: Form, answers: Mapping[Index, Plain], language: str) -> list[tuple[str, str, str]]:
    """Return (name, label, shown value) of each answer, in the order of the form.

    Everything that arrived is shown: what the form does not accept is shown as it came, for hiding an answer
    from its recipient would be worse.
    """
    session = FormSession(form, language, lambda: ANY_DAY)
    refused = session.restore(answers)
    rows: list[tuple[str, str, str]] = []
    for index, plain in sorted(answers.items(), key=lambda item: order_of(item[0])):
        if index in refused:
            rows.append((_name(form, index), "", _raw(plain)))
        else:
            view = session.view(index)
            label = f"{view.label} ({index[1] + 1})" if isinstance(index, tuple) else view.label
            rows.append((view.name, label, shown(session, view) or _raw(plain)))
    return rows


def _in_words(view: QuestionView, value: Value, language: str) -> str:
    locale = find_locale(language)
    spoken = language.partition("-")[0]
    if isinstance(value, bool):
        return YES.get(spoken, to_text(value))
    if view.kind in TAKEN:
        return TAKEN[view.kind].get(spoken, to_text(value))
    if view.kind is Kind.DATETIME and isinstance(value, str) and locale is not None:
        moment = datetime.fromisoformat(value)
        day, hour = (_in_words(view, part, language) for part in (moment.date(), moment.time()))
        return str(get_datetime_format("long", locale)).format(hour, day)
    if isinstance(value, str):
        return (
            _phone(value, "\u00a0" if spoken in RIGHT_TO_LEFT else " ")
            if "numbers" in view.appearance.split()
            else value
        )
    if locale is None:
        return to_text(value)
    if isinstance(value, time):
        return format_time(value, TIME_PATTERNS.get(spoken, TIME_PATTERN), locale=locale)
    if isinstance(value, date):
        return format_date(value, DATE_PATTERNS.get(spoken, "long"), locale=locale)
    if isinstance(value, Decimal):
        return to_text(value).replace(".", get_decimal_symbol(locale))
    return to_text(value)


def _phone(digits: str, space: str) -> str:
    """Write a French telephone number in pairs, as people say it."""
    if len(digits) != PHONE_DIGITS or not digits.isdigit() or digits[0] != "0":
        return digits
    return space.join(digits[at : at + 2] for at in range(0, PHONE_DIGITS, 2))


def _name(form: Form, index: Index) -> str:
    number, instance = order_of(index)
    name = form.questions[number].name if 0 <= number < len(form.questions) else str(number)
    return f"{name}[{instance + 1}]" if isinstance(index, tuple) else name


def _raw(plain: Plain) -> str:
    return SEPARATOR.join(plain) if isinstance(plain, list) else str(plain)
