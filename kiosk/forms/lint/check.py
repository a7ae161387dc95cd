"""All the rules over one XLSForm, told at once."""

from collections.abc import Collection, Iterator
from itertools import chain

from kiosk.forms.lint.cycles import cycle_findings
from kiosk.forms.lint.expressions import expression_findings, read_expressions
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.lists import list_findings
from kiosk.forms.lint.outline import outline
from kiosk.forms.lint.structure import structure_findings
from kiosk.forms.lint.tables import Tables
from kiosk.forms.lint.words import Measure, word_findings


def check_tables(
    tables: Tables, *, measure: Measure | None = None, pictograms: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return everything that is wrong with the sheets of a form, in the order of its cells."""
    form = outline(tables)
    reads = read_expressions(form)
    found: Iterator[Finding] = chain(
        structure_findings(form),
        list_findings(form, pictograms),
        expression_findings(reads),
        cycle_findings(form, reads),
        word_findings(form, measure),
    )
    return tuple(sorted(found, key=lambda finding: finding.place))
