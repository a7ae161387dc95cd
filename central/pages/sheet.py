"""`GET /agence/cases/<id>.pdf`: the A4 sheet of a request, drawn on demand and kept nowhere."""

from typing import TYPE_CHECKING

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from central.cases.models import Case
from central.cases.office import Office
from central.cases.reading import Reading, read_case
from central.pages.cases import address_of, find_case, mark_read, title_of
from central.pages.errors import not_found
from central.pages.login import office_only
from central.pages.templatetags.french import code_line, day_and_time
from kiosk.clock import SystemClock

if TYPE_CHECKING:
    from central.connectors.sheet import Sheet


@require_safe
# Browsers show a PDF in a page of their own, which obeys the policy of the PDF.
@csp_replace({"object-src": [SELF], "style-src": [UNSAFE_INLINE]})
@office_only
def case_sheet(request: HttpRequest, office: Office, name: str) -> HttpResponse:
    """Give the sheet, which makes the case read as its page does; without answers, show the page instead."""
    found = find_case(request, office, name)
    if found is None:
        return not_found(request)
    reading = read_case(found, office.key(found))
    if not reading.rows:
        return HttpResponseRedirect(address_of(found))
    if request.method == "GET" and not reading.trouble:
        mark_read(found)
    # Half a second and 30 MB that only who prints needs.
    from central.connectors.sheet import draw_sheet

    response = HttpResponse(draw_sheet(_sheet(office, found, reading)), content_type="application/pdf")
    # The name of a file ends up in histories: it says nothing.
    response["Content-Disposition"] = 'inline; filename="demande.pdf"'
    return response


def _sheet(office: Office, case: Case, reading: Reading) -> "Sheet":
    from central.connectors.sheet import Sheet

    created = day_and_time(case.created_ms)
    return Sheet(
        notice=_("Cette feuille porte des réponses personnelles. Rangez-la sous clé."),
        agency=office.name,
        title=title_of(case),
        code_label=_("Code de la demande"),
        code="" if reading.code is None else code_line(reading.code),
        facts=(
            (_("Enregistrée"), f"{created}, {case.station.name}"),
            (_("Reçue par le serveur"), day_and_time(case.received_ms)),
        ),
        answers_title=_("Réponses"),
        answers=reading.rows,
        foot=_("Imprimée le %(when)s. Page {page} sur {count}.")
        % {"when": day_and_time(SystemClock().now_ms())},
    )
