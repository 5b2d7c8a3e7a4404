"""Figures as they are printed, with the interval that each stands for, and arithmetic on them."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import NamedTuple

from jobmine.errors import ConfigError
from jobmine.measure.rounding import figure

_FACTORS = {"": 1.0, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_UNIT = "|".join(sorted(filter(None, _FACTORS), key=len, reverse=True))
_NUMBER = rf"\d+(?:\.\d+)?(?:{_UNIT})?"
_QUANTITY = re.compile(
    rf"(?P<bound>[<>≤≥]|超过|超|突破|不到|不足|不超过|至少)?\s*(?P<sign>[-+−]?)(?P<digits>\d[\d,]*(?:\.\d+)?)"
    rf"(?P<unit>{_UNIT})?(?P<more>[余多])?(?P<percent>[%％])?(?P<after>以上|以下)?\s*[^\d\s]{{0,4}}"
)
_TOKEN = re.compile(rf"{_NUMBER}|[-+*/()]|\s+")
_ABOVE, _BELOW = (">", "≥", "超过", "超", "突破", "至少", "以上"), ("<", "≤", "不到", "不足", "不超过", "以下")
_EXACT = 1e-9
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class Span(NamedTuple):
    """A figure and the interval in which the number behind it lies."""

    value: float
    low: float
    high: float

    def meets(self, other: Span, *, touching: bool = True) -> bool:
        """Whether the two may be one number; ends that only touch count unless said otherwise."""
        slack = _EXACT * max(1.0, abs(self.value)) * (1 if touching else -1)
        exact = self.low == self.high and other.low == other.high
        return max(self.low, other.low) <= min(self.high, other.high) + (abs(slack) if exact else slack)

    def shown(self) -> str:
        """Return the figure with its interval where it has one."""
        if self.high - self.low <= _EXACT * max(1.0, abs(self.value)):
            return show(self.value)
        return f"{show(self.value)} [{show(self.low)}, {show(self.high)}]"


def show(value: float, digits: int = 6) -> str:
    """Return a number to so many significant digits, without an exponent where it is not tiny.

    Examples
    --------
    >>> show(1118.42105), show(106945.0), show(2 / 3)
    ('1118.42', '106945', '0.666667')
    """
    if abs(value) >= 10**digits:
        return f"{value:.0f}"
    return f"{value:.{digits}g}"


def decimals_of(text: str) -> int:
    """Return the digits behind the point of the first number in a text.

    Examples
    --------
    >>> decimals_of("增幅155.70%"), decimals_of("34")
    (2, 0)
    """
    found = re.search(r"\d+(?:\.(\d+))?", text)
    return len(found[1] or "") if found else 0


def exactly(value: float) -> Span:
    """Return a number that is not rounded."""
    return Span(value, value, value)


def rounded(text: str, *, whole_exact: bool = False) -> Span:
    """Return a plain number with its rounding interval.

    Parameters
    ----------
    text : str
        As ``34``, ``8.50``, ``6.28万``.
    whole_exact : bool
        A number without digits behind the point and without a unit is a count, not a rounded figure.

    Examples
    --------
    >>> rounded("6.28万"), rounded("102", whole_exact=True)
    (Span(value=62800.0, low=62750.0, high=62850.0), Span(value=102.0, low=102.0, high=102.0))
    """
    digits = re.match(r"[-+−]?\d[\d,]*(?:\.\d+)?(?![\d.])", text.strip())
    if digits is None:
        raise ConfigError(f"{text!r} is no number; wanted is one as 34, 8.50 or 6.28万")
    unit = text.strip()[digits.end() :].rstrip("%％")
    value, half = figure(digits[0].replace("−", "-"))
    if unit not in _FACTORS:
        raise ConfigError(f"{text!r}: unit {unit!r}; allowed: {', '.join(filter(None, _FACTORS))}")
    if whole_exact and not unit and "." not in digits[0]:
        half = 0.0
    factor = _FACTORS[unit]
    return Span(value * factor, (value - half) * factor, (value + half) * factor)


def quantity(text: str) -> Span:
    """Return a figure that may be a bound: 超2万, >850, 40余, 1万多.

    40余 lies between 40 and 50, 1万多 between one and two 万: the next unit of its last digit that is not zero.

    Examples
    --------
    >>> [quantity(text).shown() for text in (">850", "40余", "83.10%")]
    ['850 [850, inf]', '40 [40, 50]', '83.1 [83.095, 83.105]']
    """
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        raise ConfigError(f"{text!r} is no figure; wanted is one as 6.28万, 83.1%, >850 or 40余")
    plain = f"{found['sign']}{found['digits']}{found['unit'] or ''}"
    value, low, high = rounded(plain)
    bound = found["bound"] or found["after"]
    if bound in _ABOVE:
        return Span(value, value, float("inf"))
    if bound in _BELOW:
        return Span(value, float("-inf"), value)
    if found["more"]:
        zeros = len(found["digits"]) - len(found["digits"].rstrip("0"))
        return Span(value, value, value + 10.0**zeros * _FACTORS[found["unit"] or ""])
    return Span(value, low, high)


def evaluate(text: str, *, whole_exact: bool = True) -> Span:
    """Return the value of an expression of figures, with the interval that their rounding allows.

    Each figure may lie anywhere in its own interval, so the ends are those of interval arithmetic.

    Parameters
    ----------
    text : str
        Figures joined by ``+ - * /`` and brackets.
    whole_exact : bool
        As in :func:`rounded`.

    Examples
    --------
    >>> evaluate("535/643*100").shown(), evaluate("398.5/1158.0*100").shown()
    ('83.2037', '34.4128 [34.407, 34.4186]')
    """
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text or not text.strip():
        raise ConfigError(f"{text!r} is no expression of figures; allowed are numbers, 万, 亿 and + - * / ( )")
    spans = [rounded(token, whole_exact=whole_exact) for token in tokens if token[0].isdigit()]
    numbers = iter(range(len(spans)))
    code = " ".join(str(next(numbers)) if token[0].isdigit() else token for token in tokens)
    try:
        return _walk(ast.parse(code.strip(), mode="eval").body, spans)
    except (SyntaxError, ZeroDivisionError) as error:
        raise ConfigError(f"{text!r} cannot be worked out: {error}") from error


def _walk(node: ast.expr, spans: list[Span]) -> Span:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return spans[node.value]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _walk(node.operand, spans)
        return Span(-inner.value, -inner.high, -inner.low)
    if not isinstance(node, ast.BinOp) or type(node.op) not in _OPERATORS:
        raise ConfigError("an expression of figures may hold + - * / and brackets only")
    compute = _OPERATORS[type(node.op)]
    a, b = _walk(node.left, spans), _walk(node.right, spans)
    corners = [compute(x, y) for x in a[1:] for y in b[1:]]
    return Span(compute(a.value, b.value), min(corners), max(corners))
