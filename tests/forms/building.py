"""Small forms for tests, written as XLSForm tables and compiled by pyxform, as real ones are."""

from datetime import UTC, date, datetime

from pyxform.xls2xform import convert

from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.load import load_form
from kiosk.forms.model import Form
from kiosk.forms.nodes import Node, document
from kiosk.forms.session import FormSession
from kiosk.forms.xml import etree
from kiosk.forms.xpath import Scope

TODAY = date(2026, 11, 22)


def compiled(tables: str) -> bytes:
    return convert(xlsform=tables, file_type=".md", form_name="data").xform.encode()


def form_of(tables: str, *, skip_unsupported: bool = False) -> Form:
    return load_form(compiled(tables), path="test.xlsx", skip_unsupported=skip_unsupported)


def session_of(tables: str, language: str = "fr") -> FormSession:
    return FormSession(form_of(tables), language, lambda: TODAY)


class Filling:
    """A form session spoken to by question names."""

    def __init__(self, tables: str, language: str = "fr") -> None:
        self.session = session_of(tables, language)

    def index(self, name: str) -> int:
        return self.session.form.named(name).index

    def answer(self, name: str, value: object) -> object:
        return self.session.answer(self.index(name), value)

    def text(self, name: str) -> str:
        return self.session._instance.grove.node(self.session.form.named(name).path).value()

    def relevant(self, name: str) -> bool:
        return self.session.relevant(self.index(name))

    def view(self, name: str):
        return self.session.view(self.index(name))

    def asked(self) -> list[str]:
        found, index = [], self.session.first()
        while index is not None:
            found.append(self.session.form.questions[index].name)
            index = self.session.after(index)
        return found


def tree(xml: str) -> Node:
    return document(etree.fromstring(xml))


def scope_of(root: Node, now: datetime | None = None, **instances: str) -> Scope:
    moment = now or datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return Scope(
        document=root,
        functions=FUNCTIONS,
        today=moment.date,
        now=lambda: moment,
        instances={name: tree(xml) for name, xml in instances.items()},
    )
