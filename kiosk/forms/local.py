"""Absolute paths inside a repeat mean this instance (ODK XForms, repeats): here they are rewritten so."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from kiosk.forms.expression import Expression
from kiosk.forms.syntax import Binary, Call, Filter, Negate, Path, Step, Tree

# Their first arguments name the repeat as a whole, and an index chooses in it.
WHOLE = {"indexed-repeat": (0, 1, 3, 5)}
UP = Step("parent", "node()")


def repeat_around(path: str, repeats: Iterable[str]) -> str:
    """Return the innermost repeat that holds a path, or is it; "" outside repeats."""
    around = [repeat for repeat in repeats if path == repeat or path.startswith(f"{repeat}/")]
    return max(around, key=len, default="")


def localized(expression: Expression, path: str, repeat: str) -> Expression:
    """Return an expression as it reads at `path` inside `repeat`; the same one where nothing changes."""
    if not repeat:
        return expression
    names = repeat.strip("/").split("/")
    up = path.count("/") - len(names)
    tree = _tree(expression.tree, names, up)
    if tree == expression.tree:
        return expression
    changed = copy(expression)
    changed.tree = tree
    return changed


def _tree(tree: Tree, names: list[str], up: int) -> Tree:
    match tree:
        case Call(name, arguments, _):
            whole = WHOLE.get(name, ())
            inner = (
                argument if number in whole else _tree(argument, names, up)
                for number, argument in enumerate(arguments)
            )
            return replace(tree, arguments=tuple(inner))
        case Binary(_, left, right):
            return replace(tree, left=_tree(left, names, up), right=_tree(right, names, up))
        case Negate(operand):
            return Negate(_tree(operand, names, up))
        case Filter(primary, predicates):
            return Filter(_tree(primary, names, up), tuple(_tree(each, names, up) for each in predicates))
        case Path():
            return _path(tree, names, up)
        case _:
            return tree


def _path(path: Path, names: list[str], up: int) -> Path:
    steps = tuple(
        replace(step, predicates=tuple(_tree(each, names, up) for each in step.predicates))
        for step in path.steps
    )
    start = None if path.start is None else _tree(path.start, names, up)
    # The path of the repeat itself still means all its instances, as in count(/data/person).
    if path.absolute and len(steps) > len(names) and _leads(steps, names):
        return Path(Call("current", (), -1), absolute=False, steps=(UP,) * up + steps[len(names) :])
    return Path(start, path.absolute, steps)


def _leads(steps: tuple[Step, ...], names: list[str]) -> bool:
    """Tell whether steps go down to the repeat by names only: a predicate there is a choice of its own."""
    return all(
        step.axis == "child" and not step.predicates and step.test.rpartition(":")[2] == name
        for step, name in zip(steps, names, strict=False)
    )
