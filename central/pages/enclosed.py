"""`GET /agence/cases/<id>/<number>`: a picture or a document of a case, opened on demand and kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from central.cases.enclosed import open_enclosed
from central.cases.office import Office
from central.pages.cases import find_case
from central.pages.errors import not_found
from central.pages.login import office_only
from kiosk.wire.attachment import TYPES

# Whatever is in it, it runs nothing and asks for nothing; the settings add `nosniff`.
POLICY = "default-src 'none'; sandbox"
PDF = TYPES["pdf"][0]


@require_safe
@office_only
def case_enclosed(request: HttpRequest, office: Office, name: str, number: int) -> HttpResponse:
    """Give a picture to be shown, a document to be saved."""
    found = find_case(request, office, name)
    opened = None if found is None else open_enclosed(found, office.key(found), number)
    if opened is None:
        return not_found(request)
    plain, kind = opened
    response = HttpResponse(plain, content_type=kind)
    response["Content-Security-Policy"] = POLICY
    # The name of a file ends up in histories: it says nothing.
    how, extension = ("attachment", "pdf") if kind == PDF else ("inline", kind.partition("/")[2])
    response["Content-Disposition"] = f'{how}; filename="piece-{number}.{extension}"'
    return response
