"""Questions that wait for each other."""

from collections.abc import Iterator, Mapping

from kiosk.forms.lint.expressions import BEFORE_THE_ANSWER, Read
from kiosk.forms.lint.finding import Finding
from kiosk.forms.lint.outline import Item, Outline, around
from kiosk.forms.lint.references import referred

# What decides about a question, by its name: the names cited, each with the cell that cites it.
Needs = Mapping[str, Mapping[str, Read]]


def cycle_findings(form: Outline, reads: tuple[Read, ...]) -> Iterator[Finding]:
    """Yield each ring of questions once, at the first of its cells."""
    needs = _needs(form, reads)
    told: set[str] = set()
    for item in form.items:
        ring = _ring(item.name, needs)
        if not ring or told.intersection(ring):
            continue
        told.update(ring)
        after = (*ring[1:], ring[0])
        cells = [needs[name][cited].cell for name, cited in zip(ring, after, strict=True)]
        first = min(cells, key=lambda cell: cell.row)
        places = dict.fromkeys(f"« {cell.text} » ({cell.finding('cycle').cell})" for cell in cells)
        names = ", ".join(f"« {name} »" for name in ring)
        yield first.finding("cycle", names=names, places=", ".join(places))


def _needs(form: Outline, reads: tuple[Read, ...]) -> Needs:
    cited: dict[str, dict[str, Read]] = {}
    for read in reads:
        if read.column in BEFORE_THE_ANSWER:
            for name in referred(read.text):
                cited.setdefault(read.item.name, {}).setdefault(name, read)
    return {item.name: dict(_decide(form, item, cited)) for item in form.items}


def _decide(form: Outline, item: Item, cited: Needs) -> Iterator[tuple[str, Read]]:
    """Yield what decides about an item: its own rules, and the conditions of the groups around it."""
    for group in around(form, item):
        yield from cited.get(group.name, {}).items()
    for name, read in cited.get(item.name, {}).items():
        # A question that cites itself is told where its cell is read.
        if name != item.name:
            yield name, read


def _ring(start: str, needs: Needs) -> tuple[str, ...]:
    """Return the shortest way from a name back to it, () without one."""
    came: dict[str, str] = {}
    pending = [start]
    for name in pending:
        for other in sorted(needs.get(name, ())):
            if other == start:
                ring = [name]
                while ring[-1] != start:
                    ring.append(came[ring[-1]])
                return tuple(reversed(ring))
            if other not in came:
                came[other] = name
                pending.append(other)
    return ()
