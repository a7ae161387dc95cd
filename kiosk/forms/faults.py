"""What would go wrong when an expression runs, found without running it.

An expression without a fault, whose node is in the form, raises nothing whatever the answers are
(tests/forms/test_faults.py). What cannot be followed, such as a computed pattern, counts as a fault.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from kiosk.forms.expression import Expression, find_calls
from kiosk.forms.functions import FUNCTIONS
from kiosk.forms.syntax import BadExpression, Binary, Call, Filter, Literal, Path, Tree
from kiosk.forms.xpath import children

Check = Callable[[str], object]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the character where it is (from 0; -1 when only the whole expression is known)."""

    detail: str
    at: int = -1


def faults(expression: Expression, instances: Collection[str]) -> list[Fault]:
    """Return what can go wrong, in the order of the text; `instances` are the ids of the form's lists.

    Functions out of the profile are named by `expression.unsupported` and are no fault here.
    """
    found = [*_misplaced(expression.tree, -1), *_written(expression.tree, frozenset(instances))]
    return sorted(dict.fromkeys(found), key=lambda fault: fault.at)


def gives_nodes(tree: Tree) -> bool:
    """Tell whether a tree is surely a node-set, whatever the answers are."""
    match tree:
        case Path() | Filter() | Binary("|", _, _):
            return True
        case Call("if", (_, then, otherwise), _):
            return gives_nodes(then) and gives_nodes(otherwise)
        case Call(name, _, _):
            # A function out of the profile is refused by its name; what it gives is no second fault.
            return name not in FUNCTIONS or FUNCTIONS[name].gives_nodes
    return False


def _misplaced(tree: Tree, at: int) -> Iterator[Fault]:
    """Yield where a value stands that must be a path; `at` is the nearest place known."""
    at = tree.at if isinstance(tree, Call) else at
    for needed, what in _needed(tree):
        if not gives_nodes(needed):
            yield Fault(f"{what} : il faut ici un chemin vers des questions", at)
    for child in children(tree):
        yield from _misplaced(child, at)


def _needed(tree: Tree) -> Iterator[tuple[Tree, str]]:
    match tree:
        case Filter(primary, _):
            yield primary, "devant ["
        case Path(start, _, _) if start is not None:
            yield start, "devant /"
        case Binary("|", left, right):
            yield left, "devant |"
            yield right, "après |"
        case Call(name, arguments, _) if name in FUNCTIONS:
            for position in FUNCTIONS[name].nodes:
                if position < len(arguments):
                    yield arguments[position], f"{name}()"


def _written(tree: Tree, instances: frozenset[str]) -> Iterator[Fault]:
    """Yield the patterns, list names and the like that are wrong as they are written, or are not written."""

    def known(name: str) -> None:
        if name not in instances:
            raise BadExpression(f"liste inconnue {name}")

    for call in find_calls(tree):
        checks: dict[int, Check] = dict(FUNCTIONS[call.name].written) if call.name in FUNCTIONS else {}
        if call.name == "instance":
            checks[0] = known
        for position, check in checks.items():
            if position < len(call.arguments):
                yield from _checked(call, call.arguments[position], check)


def _checked(call: Call, argument: Tree, check: Check) -> Iterator[Fault]:
    match argument:
        case Literal(str(text)):
            try:
                check(text)
            except BadExpression as fault:
                yield Fault(fault.detail, call.at)
        case Call("if", (_, then, otherwise), _):
            yield from _checked(call, then, check)
            yield from _checked(call, otherwise, check)
        case _:
            yield Fault(
                f"{call.name}() : écrivez ce texte entre guillemets, il ne peut pas être calculé", call.at
            )
