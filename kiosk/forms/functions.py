"""The functions of the profile, one entry each (https://getodk.github.io/xforms-spec/#xpath-functions)."""

from kiosk.forms.library.choosing import CHOOSING
from kiosk.forms.library.dates import DATES
from kiosk.forms.library.nodes import NODES
from kiosk.forms.library.numbers import NUMBERS
from kiosk.forms.library.texts import TEXTS
from kiosk.forms.xpath import Function

FUNCTIONS: dict[str, Function] = CHOOSING | TEXTS | NUMBERS | DATES | NODES

# Known to XPath or XForms and not run here: a question that needs one is unsupported, whereas a name in
# neither list is a mistake of the form's author.
OUT_OF_PROFILE = frozenset({
    "area", "depth", "distance", "geofence", "id", "intersects", "is-selected", "property", "pulldata",
    "version",
})  # fmt: skip
