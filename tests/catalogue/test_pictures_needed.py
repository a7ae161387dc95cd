"""A service that needs a picture is not offered where nobody can take one; one that can do without is."""

import pytest

from kiosk.catalogue.catalogue import needs_picture
from tests.forms.building import form_of

FORM = """
| survey |
| | type | name | label | required | relevant |
| | text | nom | Nom | yes | |
| | {kind} | piece | Pièce | {required} | |
"""


@pytest.mark.parametrize("kind", ["image", "file"])
@pytest.mark.parametrize(
    ("required", "needed"), [("", False), ("no", False), ("yes", True), ("${nom} = 'A'", True)]
)
def test_only_a_picture_that_may_have_to_be_there_keeps_a_service_away(kind, required, needed):
    assert needs_picture(form_of(FORM.format(kind=kind, required=required))) is needed


def test_other_questions_keep_no_service_away():
    assert not needs_picture(form_of(FORM.format(kind="text", required="yes")))
