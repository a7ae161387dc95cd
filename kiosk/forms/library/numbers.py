"""Numbers. Nothing here raises: what cannot be computed is NaN, what is too large infinite."""

import math
import secrets
from collections.abc import Callable

from kiosk.forms.library.arguments import number, own, texts, whole
from kiosk.forms.values import Value
from kiosk.forms.xpath import Context, Function, nodes_of


def _round(value: float) -> float:
    # Halves go away from zero: so do all OpenRosa engines, where XPath 1.0 would round -1.5 to -1.
    return math.copysign(math.floor(abs(value) + 0.5), value) if math.isfinite(value) else value


def _rounded(context: Context, value: Value, digits: Value = 0.0) -> float:
    found, scale = number(context, value), whole(context, digits)
    if scale is None or abs(scale) > 300:
        return found
    factor = 10.0 ** abs(scale)
    return _round(found * factor) / factor if scale >= 0 else _round(found / factor) * factor


def _int(context: Context, value: Value) -> float:
    found = number(context, value)
    return float(math.trunc(found)) if math.isfinite(found) else found


def _floor(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


def _extreme(context: Context, values: tuple[Value, ...], choose: Callable[[list[float]], float]) -> float:
    numbers = [number(context, text) for text in texts(values)]
    if not numbers or any(math.isnan(each) for each in numbers):
        return math.nan
    return choose(numbers)


def _sum(context: Context, nodes: Value) -> float:
    return float(sum(number(context, node.value()) for node in nodes_of(nodes)))


def _power(base: float, power: float) -> float:
    if base == 0 and power < 0:
        return math.inf
    try:
        return math.pow(base, power)
    except OverflowError:
        return -math.inf if base < 0 and power % 2 == 1 else math.inf


def _logarithm(logarithm: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else logarithm(value)


def _real(compute: Callable[..., float], count: int = 1) -> Function:
    """Make a function of `count` numbers."""

    def run(context: Context, *values: Value) -> float:
        try:
            return compute(*(number(context, value) for value in values))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return Function(run, count, count)


NUMBERS: dict[str, Function] = {
    "number": Function(lambda context, *values: number(context, own(context, values)), 0, 1),
    "int": Function(_int, 1, 1),
    "round": Function(_rounded, 1, 2),
    "floor": _real(_floor),
    "ceiling": _real(lambda value: -_floor(-value)),
    "abs": _real(abs),
    "pow": _real(_power, 2),
    "sqrt": _real(math.sqrt),
    "exp": _real(math.exp),
    "exp10": _real(lambda power: _power(10, power)),
    "log": _real(_logarithm(math.log)),
    "log10": _real(_logarithm(math.log10)),
    "pi": _real(lambda: math.pi, 0),
    "sin": _real(math.sin),
    "cos": _real(math.cos),
    "tan": _real(math.tan),
    "asin": _real(math.asin),
    "acos": _real(math.acos),
    "atan": _real(math.atan),
    "atan2": _real(math.atan2, 2),
    "min": Function(lambda context, *values: _extreme(context, values, min), 1, None),
    "max": Function(lambda context, *values: _extreme(context, values, max), 1, None),
    "sum": Function(_sum, 1, 1, nodes=(0,)),
    "random": Function(lambda _: secrets.SystemRandom().random(), 0, 0),
}
