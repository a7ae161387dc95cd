"""The smallest form there is, and a service around it, for what never opens it."""

from functools import cache

from pyxform.xls2xform import convert

from kiosk.catalogue.pack import Service
from kiosk.forms.load import load_form
from kiosk.forms.model import Form

SOURCE = "| survey |\n| | type | name | label |\n| | text | a | A |\n"


@cache
def some_form() -> Form:
    return load_form(convert(SOURCE, file_type=".md").xform.encode(), path="essai")


def some_service(name: str, title: str = "Un service") -> Service:
    return Service(
        id=name, title={"fr": title, "ar": title}, icon="files", cap="cap-eau", partner=None,
        form=some_form(), treated_by={"fr": "La mairie", "ar": "x"}, promise={"fr": "5 jours.", "ar": "5"},
        law_date="reception", max_age_h=72, retention_days=90,
        next={"fr": "On vous appelle.", "ar": "x"}, notice={"fr": ("a", "b"), "ar": ("a", "b")}, bring={},
    )  # fmt: skip
