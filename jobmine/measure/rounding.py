"""What printed figures allow: a figure stands for the interval of half a unit of its last digit around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

REPRODUCES, WITHIN_ROUNDING, FAILS = "reproduces", "within_rounding", "fails"
_EXACT = 1e-9


class Figure(NamedTuple):
    """A number and the half width of the interval that it stands for; 0 where it is exact."""

    value: float
    half: float = 0.0


def figure(text: str | float) -> Figure:
    """Return a printed figure with its interval; a number that is no text is exact.

    Examples
    --------
    >>> figure("2.80"), figure("41"), figure(2.8)
    (Figure(value=2.8, half=0.005), Figure(value=41.0, half=0.5), Figure(value=2.8, half=0.0))
    """
    if not isinstance(text, str):
        return Figure(float(text))
    digits = text.strip().replace(",", "").rstrip("%")
    return Figure(float(digits), 0.5 * 10.0 ** -len(digits.partition(".")[2]))


def span(compute: Callable[..., float], inputs: Sequence[Figure]) -> tuple[float, float]:
    """Return the smallest and the largest result over the inputs' intervals.

    Parameters
    ----------
    compute : callable
        Monotone in each input, as ratios, sums and growth are: its ends lie in the corners.
    inputs : sequence of Figure

    Examples
    --------
    >>> [round(end, 3) for end in span(lambda a, b: a / b, [figure("1.0"), figure("2.0")])]
    [0.463, 0.538]
    """
    ends = [{x.value - x.half, x.value + x.half} for x in inputs]
    results = [compute(*corner) for corner in product(*ends)]
    return min(results), max(results)


def judge(compute: Callable[..., float], inputs: Sequence[Figure], printed: Figure) -> str:
    """Return whether a printed result follows from its printed inputs.

    Returns
    -------
    str
        ``reproduces``: the computed value rounds to the printed one. ``within_rounding``: it does not, but
        the two intervals meet. ``fails``: neither.

    Examples
    --------
    >>> judge(lambda d, s: d / s, [figure("577.9"), figure("553")], figure("1.04"))
    'within_rounding'
    >>> judge(lambda d, s: d / s, [figure("33.3"), figure("34.8")], figure("0.981"))
    'fails'
    """
    value = compute(*(x.value for x in inputs))
    if abs(value - printed.value) <= printed.half + _EXACT:
        return REPRODUCES
    low, high = span(compute, inputs)
    meets = low <= printed.value + printed.half + _EXACT and high >= printed.value - printed.half - _EXACT
    return WITHIN_ROUNDING if meets else FAILS


def implied_base(part: float, share: Figure) -> tuple[float, float]:
    """Return the bases of which ``part`` is a printed share in per cent.

    Examples
    --------
    >>> [round(end, 1) for end in implied_base(23, figure("70"))]
    [32.6, 33.1]
    """
    low, high = share.value - share.half, share.value + share.half
    return 100 * part / high, (100 * part / low if low > 0 else float("inf"))


def common_base(parts: Sequence[float], shares: Sequence[Figure]) -> tuple[float, float, list[int]]:
    """Return the bases that explain the most printed shares of one whole, and the positions of the shares that misfit.

    Ours. Of several stretches of bases that explain equally many the lowest.

    Examples
    --------
    >>> low, high, misfits = common_base([10, 20, 30], [figure("10.0"), figure("20.0"), figure("33.0")])
    >>> round(low, 1), round(high, 1), misfits
    (99.8, 100.3, [2])
    """
    bases = [implied_base(part, share) for part, share in zip(parts, shares, strict=True)]
    low = max(
        sorted(start for start, _ in bases), key=lambda at: sum(start <= at <= end for start, end in bases), default=0.0
    )
    inside = [start <= low <= end for start, end in bases]
    high = min((end for (_, end), fits in zip(bases, inside, strict=True) if fits), default=0.0)
    return low, high, [i for i, fits in enumerate(inside) if not fits]
