"""Runs the recorded XPath cases of two OpenRosa engines through ours (tests/data/conformance/README.md)."""

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from benchmarks.xpath_profile import Case, load_cases, load_exclusions
from kiosk.forms.expression import Expression
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.nodes import Node, NodeKind, document
from kiosk.forms.syntax import BadExpression, parse
from kiosk.forms.values import Value, is_nodes, to_boolean, to_number, to_string
from kiosk.forms.xml import NAMESPACES
from kiosk.forms.xpath import Context, Function, Scope, evaluate, nodes_of

PLACE = re.compile(
    r"\*\[(?P<element>\d+)\]|text\(\)\[(?P<text>\d+)\]|@(?:(?P<prefix>[\w-]+):)?(?P<name>[\w.-]+)"
)
PREFIX = re.compile(r"""xmlns:([\w-]+)=["']([^"']*)["']""")
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True)
class World:
    """A document of the cases, read once: its tree, the form's own document in it, its lists."""

    tree: Node
    form: Node
    instances: Mapping[str, Node]
    namespaces: Mapping[str, str]


@lru_cache(maxsize=512)
def _world(text: str, xforms: bool) -> World:
    tree = document(etree.fromstring(text))
    instances = [node for node in tree.descend() if node.local == "instance"]
    named = {node.attributes[0].value(): node for node in instances if node.attributes}
    # An XForm's own paths begin in its first instance; any other document begins at its top.
    is_form = xforms and next(tree.elements()).namespace == NAMESPACES["h"] and instances
    namespaces = {"xml": XML, **dict(reversed(PREFIX.findall(text)))}
    return World(tree, instances[0] if is_form else tree, named, namespaces)


def node_at(world: World, path: str) -> Node | None:
    """Return the node at a positional path such as /*[1]/*[2]/@id, None where our tree has none."""
    node = world.tree
    for place in path.split("/")[1:] if path != "/" else ():
        match = PLACE.fullmatch(place)
        found = [] if match is None else list(_places(node, match, world.namespaces))
        if not found:
            return None
        node = found[0]
    return node


def _places(node: Node, place: re.Match[str], namespaces: Mapping[str, str]) -> Iterator[Node]:
    if place["name"]:
        namespace = namespaces.get(place["prefix"] or "")
        yield from (
            each for each in node.attributes if (each.local, each.namespace) == (place["name"], namespace)
        )
        return
    kind = NodeKind.ELEMENT if place["element"] else NodeKind.TEXT
    yield from [child for child in node.children if child.kind is kind][
        int(place["element"] or place["text"]) - 1 :
    ]


def failure(case: Case, functions: Mapping[str, Function] = FUNCTIONS) -> str:
    """Return what is wrong with our result, nothing when it is the expected one."""
    world = _world(case.document, case.xforms)
    node = node_at(world, case.context)
    if node is None:
        return f"no node at {case.context}"
    scope = Scope(
        document=world.form,
        functions=functions,
        today=case.moment.date,
        now=lambda: case.moment,
        instances=world.instances,
        namespaces=tuple({**world.namespaces, **dict(case.namespaces)}.items()),
    )
    try:
        # What a suite expects to work runs without our check at load, which refuses an unknown function even
        # where it is never reached, as in `false() and nonsense()`.
        tree = Expression(case.expression).tree if case.kind == "error" else parse(case.expression)
        value = evaluate(tree, Context(node, scope, node))
    except BadExpression as fault:
        return "" if case.kind == "error" else f"refused: {fault.detail}"
    if case.kind == "error":
        return f"{value!r} instead of an error"
    return "" if _agrees(case, value, world, scope) else f"{value!r} instead of {case.expected!r}"


def _agrees(case: Case, value: Value, world: World, scope: Scope) -> bool:
    expected = case.expected
    match case.kind:
        case "boolean":
            return to_boolean(value) is (expected is True)
        case "string":
            return to_string(value) == str(expected)
        case "string-regex":
            return re.search(expected, to_string(value)) is not None
        case "string-length":
            return len(to_string(value)) == int(expected)
        case "number" | "number-any":
            return _same_number(to_number(value, scope.zone), float(expected), str(expected))
        case "number-rounded":
            found = to_number(value, scope.zone)
            rounded = math.floor(found * case.factor + 0.5) / case.factor if math.isfinite(found) else found
            return rounded == float(expected)
        case _:
            wanted = [node_at(world, path) for path in expected]
            found_nodes = list(nodes_of(value)) if is_nodes(value) else None
            if case.kind == "nodeset-unordered" and found_nodes is not None:
                return set(map(id, wanted)) == set(map(id, found_nodes))
            return found_nodes is not None and list(map(id, wanted)) == list(map(id, found_nodes))


def _same_number(found: float, expected: float, written: str) -> bool:
    if math.isnan(expected):
        return math.isnan(found)
    return found == expected and (written != "-0" or math.copysign(1, found) < 0)


@dataclass(frozen=True)
class Report:
    """What a run found: a count for each class of exclusions, and the failures with the cases they are of."""

    in_profile: int
    excluded: int
    classes: Mapping[str, int]
    failures: tuple[tuple[Case, str], ...]

    def summary(self) -> dict[str, int]:
        """Return the figures that the issue asks for."""
        return {
            "in_profile": self.in_profile,
            "passed": self.in_profile - len(self.failures),
            "excluded": self.excluded,
        }


def run(functions: Mapping[str, Function] = FUNCTIONS) -> Report:
    """Run every case that is in profile."""
    exclusions = load_exclusions()
    counts = Counter({exclusion.name: 0 for exclusion in exclusions})
    in_profile, failures = [], []
    cases = load_cases()
    for case in cases:
        classes = [exclusion.name for exclusion in exclusions if exclusion.holds(case)]
        counts.update(classes)
        if not classes:
            in_profile.append(case)
    for case in in_profile:
        if wrong := failure(case, functions):
            failures.append((case, wrong))
    return Report(len(in_profile), len(cases) - len(in_profile), counts, tuple(failures))


def main() -> None:
    """Print the figures; for a human, beside them, what each class excludes and every failure."""
    report = run()
    for name, count in report.classes.items():
        print(f"{count:5} excluded: {name}", file=sys.stderr)
    for case, wrong in report.failures:
        print(f"{case.origin} {case.file}\n  {case.test}\n  {case.expression}\n  {wrong}", file=sys.stderr)
    print(json.dumps(report.summary()))


if __name__ == "__main__":
    main()
