"""What a printed table of shares or growth allows: a printed figure is an interval of half its last digit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_EXACT = 1e-9


def find_misprint(shares: ArrayLike, total: float = 100.0, decimals: int = 2) -> list[tuple[int, float]]:
    """Return the single corrections that mend a list of shares which should sum to a total and descend.

    Ours. A list that closes within one unit of its last digit and descends needs none. Else each row is tried
    with what the others leave of the total: it fits where the list then descends and one digit, lost, wrong
    or too many, tells it from the printed figure.

    Parameters
    ----------
    shares : array-like
        As printed, in their order.
    total : float
        What they should sum to.
    decimals : int
        Digits printed behind the point.

    Returns
    -------
    list of (int, float)
        Position and the figure that would fit; several where several would, none where none does.

    Examples
    --------
    >>> find_misprint([50.0, 5.0, 15.0, 10.0], decimals=0)
    [(1, 25.0)]
    >>> find_misprint([60.0, 40.0], decimals=0)
    []
    """
    printed = np.asarray(shares, dtype=np.float64)
    if closes(printed, total, decimals) and _descends(printed):
        return []
    found = []
    for place, figure in enumerate(printed):
        left = float(total - (printed.sum() - figure))
        for step in (0, -1, 1):  # the others are rounded too
            candidate = round(left + step * 10.0**-decimals, decimals)
            mended = np.concatenate([printed[:place], [candidate], printed[place + 1 :]])
            if candidate >= 0 and _one_digit(candidate, figure, decimals) and _descends(mended):
                found.append((place, candidate))
                break
    return found


def closes(shares: ArrayLike, total: float = 100.0, decimals: int = 2) -> bool:
    """Return whether shares sum to their total within one unit of the last digit.

    Examples
    --------
    >>> closes([33.33, 33.33, 33.33]), closes([33.3, 33.3, 33.3], decimals=2)
    (True, False)
    """
    return bool(abs(np.asarray(shares, dtype=np.float64).sum() - total) <= 10.0**-decimals * (1 + 1e-3))


def smallest_base(
    shares: ArrayLike, decimals: int = 2, largest: int = 10_000, *, whole: bool = True
) -> tuple[int, list[int]] | None:
    """Return the smallest number n of which every printed share is k/n, and the counts k.

    Parameters
    ----------
    shares : array-like
        In per cent, as printed.
    decimals : int
        Digits printed behind the point.
    largest : int
        Bases tried.
    whole : bool
        The shares are all parts of the whole: the counts must sum to n.

    Returns
    -------
    (int, list of int) or None
        None where no base fits.

    References
    ----------
    Brown & Heathers (2017), the GRIM test.

    Examples
    --------
    >>> smallest_base([66.7, 33.3], decimals=1)
    (3, [2, 1])
    """
    bases = ((n, base_counts(shares, n, decimals, whole=whole)) for n in range(1, largest + 1))
    return next(((n, counts) for n, counts in bases if counts is not None), None)


def base_counts(shares: ArrayLike, n: int, decimals: int = 2, *, whole: bool = True) -> list[int] | None:
    """Return the counts k that make every printed share k/n, or None where they cannot be.

    Examples
    --------
    >>> base_counts([66.7, 33.3], 6, decimals=1), base_counts([66.7, 33.3], 7, decimals=1)
    ([4, 2], None)
    """
    printed = np.asarray(shares, dtype=np.float64)
    counts = np.rint(printed * n / 100)
    fits = np.abs(100 * counts / n - printed) <= 0.5 * 10.0**-decimals + _EXACT
    return [int(k) for k in counts] if fits.all() and (not whole or counts.sum() == n) else None


def whole_starts(end: int, change: float, decimals: int = 0) -> list[int]:
    """Return the whole numbers from which a printed change in per cent leads to ``end``.

    Examples
    --------
    >>> whole_starts(182, 574), whole_starts(450, -12)
    ([27], [509, 510, 511, 512, 513, 514])
    """
    half = 0.5 * 10.0**-decimals
    low, high = end / (1 + (change + half) / 100), end / (1 + (change - half) / 100)
    return list(range(max(1, int(np.ceil(low - _EXACT))), int(np.floor(high + _EXACT)) + 1))


def _descends(values: NDArray[np.float64]) -> bool:
    return bool((np.diff(values) <= _EXACT).all())


def _one_digit(one: float, other: float, decimals: int) -> bool:
    """Whether two figures differ by one digit: written wrong, left out, or too many."""
    a, b = sorted((f"{one:.{decimals}f}", f"{other:.{decimals}f}"), key=len)
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return len(b) == len(a) + 1 and any(b[:i] + b[i + 1 :] == a for i in range(len(b)))
