"""What was answered, row by row, as it is read back before it is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk.forms.kinds import Kind, Value
from kiosk.forms.reading import shown
from kiosk.forms.session import FormSession
from kiosk.wire.compact import Index


@dataclass(frozen=True)
class ReviewRow:
    """One question with its answer in words, "" for one left empty.

    removes: on the last row of an instance that may be removed, the words that name it; else "". picture:
    what was taken for it, b"" for nothing.
    """

    index: Index
    name: str
    label: str = field(repr=False)
    shown: str = field(repr=False)
    icon: str = ""
    removes: str = field(default="", repr=False)
    picture: bytes = field(default=b"", repr=False)


def review_rows(form: FormSession, picture_of: Callable[[Value | None], bytes]) -> tuple[ReviewRow, ...]:
    """Return a row for each question that is asked now; picture_of most answers is b"". Raises FormBroken."""
    rows: list[ReviewRow] = []
    for index in form.places():
        if form.relevant(index):
            view = form.view(index)
            if view.kind is not Kind.NOTE:
                said, picture = shown(form, view), picture_of(view.value)
                rows.append(ReviewRow(index, view.name, view.label, said, view.icon, picture=picture))
    after = [_instance(form, row.index) for row in rows[1:]] + [None] * bool(rows)
    ends = [row.index for row, then in zip(rows, after, strict=True) if _instance(form, row.index) != then]
    named = {index: _instance_in_words(form, rows, index) for index in ends}
    return tuple(replace(row, removes=named.get(row.index, "")) for row in rows)


def _instance(form: FormSession, index: Index) -> tuple[str, int] | None:
    return (form.question(index).repeat, index[1]) if isinstance(index, tuple) else None


def _instance_in_words(form: FormSession, rows: list[ReviewRow], index: Index) -> str:
    """Return « Personne 2, Jeanne »: the repeat, the number, the first answer; "" where nothing may go."""
    page = form.page_after(index)
    if not isinstance(index, tuple) or page is None or not form.may_remove(page):
        return ""
    here = _instance(form, index)
    first = next((row.shown for row in rows if row.shown and _instance(form, row.index) == here), "")
    head = " ".join(part for part in (form.view(page).label, str(index[1] + 1)) if part)
    return ", ".join(part for part in (head, first) if part)
