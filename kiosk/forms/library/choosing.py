"""Truth, alternatives, and the answers of questions with choices."""

from kiosk.forms.library.arguments import flat, number, texts, whole
from kiosk.forms.syntax import Tree
from kiosk.forms.values import Value, to_boolean, to_string
from kiosk.forms.xpath import Context, Function, evaluate


def _if(context: Context, condition: Tree, then: Tree, otherwise: Tree) -> Value:
    return evaluate(then if to_boolean(evaluate(condition, context)) else otherwise, context)


def _coalesce(context: Context, *choices: Tree) -> Value:
    value: Value = ""
    for choice in choices:
        value = evaluate(choice, context)
        if to_string(value) not in ("", "NaN"):
            return value
    return value if to_string(value) != "NaN" else ""


def _once(context: Context, expression: Tree) -> Value:
    present = context.current.value()
    return present if present else evaluate(expression, context)


def _selected(_: Context, chosen: Value, name: Value) -> bool:
    wanted, names = to_string(name).strip(), to_string(chosen).split()
    # Forms ask selected(., '') to learn whether nothing is chosen.
    return wanted in names if wanted else not names


def _selected_at(context: Context, chosen: Value, at: Value) -> str:
    names, index = to_string(chosen).split(), whole(context, at)
    return names[index] if index is not None and 0 <= index < len(names) else ""


def _within(context: Context, total: float, least: Value, most: Value) -> bool:
    """Tell whether a total lies between two bounds; a negative one does not count."""
    low, high = number(context, least), number(context, most)
    return (low < 0 or total >= low) and (high < 0 or total <= high)


def _checklist(context: Context, least: Value, most: Value, *answers: Value) -> bool:
    return _within(context, sum(map(to_boolean, flat(answers))), least, most)


def _weighted_checklist(context: Context, least: Value, most: Value, *pairs: Value) -> bool:
    answers, weights = flat(pairs[::2]), texts(pairs[1::2])
    weighed = zip(map(to_boolean, answers), weights, strict=False)
    total = sum(number(context, weight) for answer, weight in weighed if answer)
    return _within(context, total, least, most)


CHOOSING: dict[str, Function] = {
    "true": Function(lambda _: True, 0, 0),
    "false": Function(lambda _: False, 0, 0),
    "boolean": Function(lambda _, value: to_boolean(value), 1, 1),
    "not": Function(lambda _, value: not to_boolean(value), 1, 1),
    "boolean-from-string": Function(lambda _, value: to_string(value) in ("1", "true"), 1, 1),
    "if": Function(_if, 3, 3, lazy=True),
    "coalesce": Function(_coalesce, 1, None, lazy=True),
    "once": Function(_once, 1, 1, lazy=True),
    "selected": Function(_selected, 2, 2),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(lambda _, value: float(len(to_string(value).split())), 1, 1),
    "checklist": Function(_checklist, 2, None),
    "weighted-checklist": Function(_weighted_checklist, 4, None),
}
