"""Growth, each time under the name of its convention: the same two figures give five rates.

All of them are textbook formulas; the sources mix them, sometimes in one table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobmine.errors import ConfigError
from jobmine.measure.rounding import FAILS, Figure, figure, judge, span
from jobmine.normalise.numerals import read_numeral

Floats = NDArray[np.float64]

# Convention: its Chinese name and its formula; n is the number of periods.
CONVENTIONS = {
    "total": ("总增幅", "end / start - 1"),
    "arithmetic": ("算术年均增长率", "(end / start - 1) / n"),
    "compound": ("复合年均增长率", "(end / start)^(1 / n) - 1"),
    "yoy": ("同比", "end / start - 1，相隔一年"),
    "ratio": ("倍数", "end / start"),
    "points": ("百分点之差", "end - start"),
}
_FORMULAS: dict[str, Callable[[float, float, float], float]] = {
    "total": lambda start, end, n: end / start - 1,
    "arithmetic": lambda start, end, n: (end / start - 1) / n,
    "compound": lambda start, end, n: (end / start) ** (1 / n) - 1,
    "yoy": lambda start, end, n: end / start - 1,
    "ratio": lambda start, end, n: end / start,
    "points": lambda start, end, n: end - start,
}
_BY_PERIOD = ("arithmetic", "compound")

_NUMERAL = r"(?<![\d.])(\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+)"
_PERCENT = re.compile(rf"(增|涨|升|提高|扩大|降|减|跌|缩小|下滑)[^\d,，。；、]{{0,6}}?{_NUMERAL}\s*[%％]")
_DOUBLED = re.compile(rf"翻(?:了|了将近|将近|近)?{_NUMERAL}?番")
_TO_TIMES = re.compile(
    rf"(?:增长到|增加到|增至|上升到|升至|提高到|扩大到|扩大至|达到|达|是|为|相当于)[^,，。；]{{0,12}}?{_NUMERAL}\s*倍"
)
_BY_TIMES = re.compile(rf"(?:增长|增加|提高|上升|扩大|上涨|增幅)[^\d,，。；到至]{{0,6}}?{_NUMERAL}\s*倍")
_FALLS = ("降", "减", "跌", "缩小", "下滑")


class Fit(NamedTuple):
    """A convention that leads to a printed rate: its name, periods, exact value and how near it comes."""

    convention: str
    periods: float
    value: float
    verdict: str


def growth(start: float, end: float, convention: str, periods: float = 1) -> float:
    """Return the growth from one figure to another, by a convention that is named.

    Parameters
    ----------
    start, end : float
        In one unit, ``start`` above zero but for ``points``.
    convention : str
        A key of ``CONVENTIONS``.
    periods : float
        Steps between the two; nine from 2013 to 2022. Matters for ``arithmetic`` and ``compound``.

    Returns
    -------
    float
        A fraction (0.05 is 5 %), of ``ratio`` a multiple, of ``points`` in the unit of the inputs. NaN
        where ``start`` is not above zero.

    Raises
    ------
    ConfigError
        If the convention is unknown, there is no step between the figures, or ``yoy`` is asked for over
        more than one.

    Examples
    --------
    >>> [round(growth(100, 121, name, 2), 4) for name in ("total", "arithmetic", "compound", "ratio", "points")]
    [0.21, 0.105, 0.1, 1.21, 21]
    """
    if convention not in CONVENTIONS:
        raise ConfigError(f"growth needs its convention by name: {', '.join(CONVENTIONS)}; got {convention!r}")
    if periods <= 0 or (convention == "yoy" and periods != 1):
        raise ConfigError(f"growth {convention} over {periods} periods; allowed: more than 0, and 1 for yoy")
    if convention != "points" and (not start > 0 or end < 0):
        return float("nan")
    return _FORMULAS[convention](start, end, periods)


def which_convention(
    start: str | float, end: str | float, printed: float, decimals: int = 1, periods: int | None = None
) -> list[Fit]:
    """Return the conventions by which two figures lead to a printed rate.

    Parameters
    ----------
    start, end : str or float
        Text (``"582.9"``) stands for its rounding interval, a number is exact.
    printed : float
        The rate as printed, in per cent; of ``points`` in the unit of the inputs.
    decimals : int
        Its digits behind the point.
    periods : int, optional
        Steps from start to end. One more is tried too: sources divide nine steps by the ten years that they
        touch. Without it averages over periods are not tried.

    Returns
    -------
    list of Fit
        Those that reproduce the rate first, then those within rounding; none where no convention does.

    Examples
    --------
    >>> [(fit.convention, fit.periods, fit.verdict) for fit in which_convention(100, "136.7", 3.7, periods=9)]
    [('arithmetic', 10, 'reproduces')]
    >>> [fit.convention for fit in which_convention("73.4", "114.3", 155.7)]  # printed as a rise of 155.7 %
    ['ratio']
    """
    ends = [figure(start), figure(end)]
    target = Figure(printed, 0.5 * 10.0**-decimals)
    tried = [(name, 1) for name in CONVENTIONS if name not in (*_BY_PERIOD, "yoy") or (name == "yoy" and periods == 1)]
    tried += [(name, n) for name in _BY_PERIOD for n in ((periods, periods + 1) if periods else ())]
    fits = []
    for name, n in tried:
        compute = partial(_printed_growth, convention=name, periods=n)
        verdict = judge(compute, ends, target)
        if verdict != FAILS:
            fits.append(Fit(name, n, compute(ends[0].value, ends[1].value), verdict))
    return sorted(fits, key=lambda fit: fit.verdict)  # 'reproduces' comes before 'within_rounding'


def implied_start(end: str | float, printed: str | float, convention: str) -> tuple[float, float, float]:
    """Return the start that a printed growth leads from, and its interval.

    Parameters
    ----------
    end, printed : str or float
        Text stands for its rounding interval, a number is exact. ``printed`` is in per cent, of ``ratio`` a multiple.
    convention : {'total', 'points', 'ratio'}

    Examples
    --------
    >>> [round(value, 1) for value in implied_start("356.9", "1.8", "total")]
    [350.6, 350.4, 350.8]
    """
    formulas: dict[str, Callable[[float, float], float]] = {
        "total": lambda last, rate: last / (1 + rate / 100),
        "points": lambda last, rate: last - rate,
        "ratio": lambda last, rate: last / rate,
    }
    if convention not in formulas:
        raise ConfigError(f"a start follows from {', '.join(formulas)}; got {convention!r}")
    ends = [figure(end), figure(printed)]
    low, high = span(formulas[convention], ends)
    return formulas[convention](ends[0].value, ends[1].value), low, high


def read_growth(text: str) -> float | None:
    """Return the multiple end / start that a phrase states, or None where it states none.

    By rule: 增长k倍 is 1 + k, 增长到k倍 and 是…的k倍 are k, 翻一番 is 2 and 翻k番 2^k, 增长p% is 1 + p/100,
    下降p% is 1 - p/100.

    Examples
    --------
    >>> [read_growth(text) for text in ("增长2.8倍", "增长到2.8倍", "翻一番", "翻两番", "增长25%", "下降7.1%", "很多")]
    [3.8, 2.8, 2.0, 4.0, 1.25, 0.929, None]
    """
    if match := _DOUBLED.search(text):
        return float(2.0 ** _number(match[1] or "一"))
    if match := _TO_TIMES.search(text):
        return _number(match[1])
    if match := _BY_TIMES.search(text):
        return 1 + _number(match[1])
    if match := _PERCENT.search(text):
        change = _number(match[2]) / 100
        return round(1 - change if match[1] in _FALLS else 1 + change, 12)
    return None


def base_series(values: ArrayLike, base: int = 0) -> Floats:
    """Return a series as an index: the value at ``base`` is 100. NaN where that is not above zero.

    Examples
    --------
    >>> base_series([50, 60, 45]).tolist()
    [100.0, 120.0, 90.0]
    """
    x = np.asarray(values, dtype=np.float64)
    start = x[base] if x.size else np.nan
    return 100 * x / start if start > 0 else x * np.nan


def step_growth(values: ArrayLike, breaks: Sequence[int] = (), *, across: bool = False) -> Floats:
    """Return the growth from each value to the next; none across a break unless asked.

    Parameters
    ----------
    values : array-like
    breaks : sequence of int
        Positions at which a new way of counting begins.
    across : bool
        Give the step into a break too.

    Returns
    -------
    ndarray
        The first is NaN.

    Examples
    --------
    >>> step_growth([50, 60, 90], breaks=[2]).tolist(), step_growth([50, 60, 90], [2], across=True).round(2).tolist()
    ([nan, 0.19999999999999996, nan], [nan, 0.2, 0.5])
    """
    x = np.asarray(values, dtype=np.float64)
    steps = np.full(x.size, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps[1:] = np.where(x[:-1] > 0, x[1:] / x[:-1] - 1, np.nan)
    if not across:
        steps[[place for place in breaks if 0 < place < x.size]] = np.nan
    return steps


def odd_steps(values: ArrayLike, low: float = 1.0, high: float = 3.0) -> list[int]:
    """Return the positions whose step from the value before leaves ``low`` to ``high``: a misprint or a break.

    Beside an absent value there is no step.

    Examples
    --------
    >>> odd_steps([65794, 925081, 50181]), odd_steps([1.0, np.nan, 9.0])
    ([1, 2], [])
    """
    x = np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = x[1:] / x[:-1]
    return [int(place) + 1 for place in np.flatnonzero((steps < low) | (steps > high))]


def stock_residual(stock: ArrayLike, entered: ArrayLike, left: ArrayLike) -> Floats:
    """Return what a stock has beyond the last one plus those who entered less those who left; the first is NaN.

    Zero throughout where the three count the same people; else they do not, and none follows from the others.

    Examples
    --------
    >>> stock_residual([10, 12, 15], [5, 5, 5], [2, 3, 1]).tolist()
    [nan, 0.0, -1.0]
    """
    x, come, go = (np.asarray(a, dtype=np.float64) for a in (stock, entered, left))
    return np.concatenate([[np.nan], np.diff(x) - (come - go)[1:]]) if x.size else x


def leaves_band(values: ArrayLike, low: float, high: float, periods: int) -> NDArray[np.bool_]:
    """Return which values end a run of at least ``periods`` values outside the band from ``low`` to ``high``.

    Examples
    --------
    >>> leaves_band([100, 120, 130, 100, 130], 90, 110, 2).tolist()
    [False, False, True, False, False]
    """
    out, run = [], 0
    for value in np.asarray(values, dtype=np.float64):
        run = run + 1 if value < low or value > high else 0
        out.append(run >= periods)
    return np.array(out, dtype=bool)


def _printed_growth(start: float, end: float, convention: str, periods: float) -> float:
    return growth(start, end, convention, periods) * (1 if convention == "points" else 100)


def _number(text: str) -> float:
    return float(text) if text[0].isdigit() else float(read_numeral(text))
