"""Numbers of answers behind printed shares and means: which are possible, and which explain the most."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from jobmine.errors import ConfigError
from jobmine.measure.audit.figures import decimals_of, rounded
from jobmine.measure.audit.words import FAILS, FLAG, HOLDS, Check

LARGEST_BASE = 1_500
_EXACT = 1e-9


class Base(NamedTuple):
    """A number of answers and how many of the printed shares it explains."""

    n: int
    explained: int


def likely_bases(shares: Sequence[str], largest: int = LARGEST_BASE, top_n: int = 3) -> list[Base]:
    """Return the bases that explain the most printed shares as k/n; multiples of a better one are left out.

    Parameters
    ----------
    shares : sequence of str
        In per cent, as printed: each has its own number of digits.
    largest : int
        Bases tried.
    top_n : int

    References
    ----------
    Brown & Heathers (2017), the GRIM test.

    Examples
    --------
    >>> likely_bases(["56.29", "46.23", "44.34"], 500, 1)
    [Base(n=318, explained=3)]
    """
    printed = np.array([rounded(share).value for share in shares])
    half = np.array([0.5 * 10.0 ** -decimals_of(share) for share in shares])
    n = np.arange(1, largest + 1)[:, None]
    off = np.abs(100 * np.rint(printed * n / 100) / n - printed)
    explained = (off <= half + _EXACT).sum(axis=1)
    found: list[Base] = []
    for place in np.lexsort((n[:, 0], -explained)):
        base = Base(int(n[place, 0]), int(explained[place]))
        if not any(base.n % better.n == 0 for better in found):
            found.append(base)
        if len(found) == top_n:
            break
    return found


def check_grim(inputs: str, printed: str) -> Check:
    """Return whether shares can be those of so many answers: ``12.9|13.0`` of ``818``.

    A share that is explained when it is rounded twice (22.047 to 22.05 to 22.1) is a flag.

    Examples
    --------
    >>> check_grim("61.06", "318").fits, check_grim("22.1", "508").verdict
    ('61.01', 'flag')
    """
    n = round(rounded(printed).value)
    bad = [(text, twice) for text in inputs.split("|") if (twice := _impossible(text, n)) is not None]
    counts = "、".join(str(round(rounded(text).value * n / 100)) for text in inputs.split("|"))
    if not bad:
        return Check(HOLDS, counts)
    fits = "、".join(_nearest(text, n) for text, _ in bad)
    only_twice = all(twice for _, twice in bad)
    reason = "只有两次取整才得到" if only_twice else f"{'、'.join(text for text, _ in bad)} 不是 {n} 份答卷能有的比例"
    return Check(FLAG if only_twice else FAILS, counts, fits, reason)


def _impossible(text: str, n: int) -> bool | None:
    """Return None for a share that n answers can have, else whether rounding twice explains it."""
    share, places = rounded(text).value, decimals_of(text)
    for k in {math.floor(share * n / 100), math.ceil(share * n / 100)}:
        if abs(100 * k / n - share) <= 0.5 * 10.0**-places + _EXACT:
            return None
    nearest = (math.floor(share * n / 100), math.ceil(share * n / 100))
    return any(_half_up(_half_up(100 * k / n, places + 1), places) == round(share, places) for k in nearest)


def _half_up(value: float, places: int) -> float:
    return round(math.floor(value * 10.0**places + 0.5 + _EXACT) / 10.0**places, places)


def check_base(inputs: str, printed: str) -> Check:
    """Return the number of answers that explains the most printed shares, where it is printed nowhere (``N``).

    All explained holds, also for a number that is printed; what the best number leaves unexplained is a flag.

    Examples
    --------
    >>> check_base("56.29|46.23|44.34|61.06", "N")[:3]
    ('flag', 'N=318 (3 of 4)', '61.06→61.01')
    >>> check_base("56.29|46.23|44.34", "636").verdict
    'holds'
    """
    texts = inputs.split("|")
    if printed.strip().isdigit():
        n = int(printed)
        explained = sum(_impossible(text, n) is None for text in texts)
    else:
        n, explained = likely_bases(texts, top_n=1)[0]
    computed = f"N={n} ({explained} of {len(texts)})"
    if explained == len(texts):
        return Check(HOLDS, computed)
    odd = [text for text in texts if _impossible(text, n) is not None]
    fits = "、".join(f"{text}→{_nearest(text, n)}" for text in odd)
    return Check(FLAG, computed, fits, f"{'、'.join(odd)} 不是 {n} 份答卷能有的比例")


def check_grim_mean(inputs: str, printed: str) -> Check:
    """Return whether a mean can be that of so many answers: ``303``, or ``303#0.5`` where scores come in halves.

    Examples
    --------
    >>> check_grim_mean("303#0.5", "4.7574").verdict, check_grim_mean("303", "4.7574").verdict
    ('holds', 'fails')
    """
    found = re.fullmatch(r"(\d+)(?:#([\d.]+))?", inputs.strip())
    if found is None or int(found[1]) == 0:
        raise ConfigError(f"{inputs!r}: wanted is the number of answers, or ANSWERS#STEP")
    n, step = int(found[1]), float(found[2] or 1)
    mean, places = rounded(printed), decimals_of(printed)
    k = round(mean.value * n / step)
    nearest = k * step / n
    computed = f"{k * step:g}/{n}"
    if mean.low - _EXACT <= nearest <= mean.high + _EXACT:
        return Check(HOLDS, computed)
    return Check(FAILS, computed, f"{nearest:.{places}f}", f"{n} 份答卷得不到这一均值")


def _nearest(text: str, n: int) -> str:
    return f"{100 * round(rounded(text).value * n / 100) / n:.{decimals_of(text)}f}"
