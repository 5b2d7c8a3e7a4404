"""Printed rates, shares and means against the figures behind them, and the single misprint that would mend them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jobmine.errors import ConfigError
from jobmine.measure.audit_figures import Span, decimals_of, evaluate, rounded, show
from jobmine.measure.audit_words import FAILS, HOLDS, Check
from jobmine.measure.growth import which_convention
from jobmine.measure.printed import find_misprint

_EXACT = 1e-9
_NAMES = {
    "arithmetic": "算术年均",
    "compound": "复合年均",
    "total": "总增幅",
    "yoy": "同比",
    "ratio": "倍数",
    "points": "百分点",
}


def check_ratio(inputs: str, printed: str) -> Check:
    """Return whether an expression gives the printed figure, or may within rounding.

    Examples
    --------
    >>> check_ratio("118/303*100", "38.90").fits, check_ratio("1/0.409", "2.446").verdict
    ('38.94', 'holds')
    """
    value, target = evaluate(inputs), rounded(printed)
    if value.meets(target):
        return Check(HOLDS, value.shown())
    return Check(FAILS, value.shown(), f"{value.value:.{decimals_of(printed)}f}", "与所依据的数不符")


def check_growth(inputs: str, printed: str) -> Check:
    """Return by which convention two figures grow as printed: ``START->END`` or ``START->END#STEPS``.

    Examples
    --------
    >>> check_growth("582.9->792.6#8", "3.9").computed, check_growth("73.4->114.3", "155.7").verdict
    ('复合年均（8 期）', 'fails')
    """
    found = re.fullmatch(r"\s*([\d.,]+)\s*(?:->|→)\s*([\d.,]+)\s*(?:#(\d+))?", inputs)
    if found is None:
        raise ConfigError(f"{inputs!r}: wanted is START->END or START->END#STEPS")
    fits = which_convention(
        found[1], found[2], rounded(printed).value, decimals_of(printed), int(found[3] or 0) or None
    )
    named = [fit for fit in fits if fit.convention not in ("ratio", "points")]
    if named:
        return Check(HOLDS, f"{_NAMES[named[0].convention]}（{named[0].periods:g} 期）")
    total = 100 * (rounded(found[2]).value / rounded(found[1]).value - 1)
    reason = "把倍数当成了增幅" if any(fit.convention == "ratio" for fit in fits) else "任何口径都得不到"
    return Check(FAILS, show(total), f"{total:.{decimals_of(printed)}f}", reason)


def check_shares(inputs: str, printed: str) -> Check:
    """Return whether shares close to a total and descend; else the single figure that would mend them.

    Examples
    --------
    >>> check_shares("50|5|15|10", "100").fits
    '5→25'
    """
    texts = inputs.split("|")
    shares, total = [rounded(text).value for text in texts], rounded(printed).value
    places = max(map(decimals_of, texts))
    half = len(shares) * 0.5 * 10.0**-places
    computed = f"{sum(shares):.{places}f}"
    if abs(sum(shares) - total) <= half + _EXACT:
        return Check(HOLDS, computed)
    mended = find_misprint(shares, total, places)
    fits = "、".join(f"{texts[place]}→{figure:.{places}f}" for place, figure in mended)
    return Check(FAILS, computed, fits, f"合计不是 {printed}")


def check_mean(inputs: str, printed: str) -> Check:
    """Return whether shares of the answers 1, 2, … k give the printed mean: ``2.30|1.70|…#176``.

    With the number of answers behind ``#`` each share must be that of a whole number of answers, these must sum to
    it, and the mean is that of the answers. Without it the mean may lie anywhere that the rounding of the shares
    allows.

    Examples
    --------
    >>> check_mean("0|0|50|50", "3.5").verdict
    'holds'
    >>> check_mean("2.91|2.91|19.42|22.33|22.33|33.01|14.56#103", "4.345").fits
    '19.42→1.94，均值 5.155'
    """
    listed, _, size = inputs.partition("#")
    texts = listed.split("|")
    shares = [rounded(text).value for text in texts]
    places = max(len(text.rstrip("0").partition(".")[2]) if "." in text else 0 for text in texts)
    half = 0.5 * 10.0**-places
    closes = abs(sum(shares) - 100) <= len(shares) * half + _EXACT
    n = round(rounded(size).value) if size else 0
    mean = _mean_of(shares, n)
    computed = show(mean, 5)
    if not closes:
        mended = _mend(texts, shares, half, n)
        fits = "，".join(f"{texts[i]}→{_as_printed(texts[i], x)}" for i, x in mended[:1])
        if mended:
            fixed = [*shares]
            fixed[mended[0][0]] = mended[0][1]
            fits += f"，均值 {_mean_of(fixed, n):.{decimals_of(printed)}f}"
        return Check(FAILS, computed, fits, f"各项合计 {sum(shares):.2f}，不是 100")
    if n:
        counts = [round(share * n / 100) for share in shares]
        odd = [text for text, k, x in zip(texts, counts, shares, strict=True) if abs(100 * k / n - x) > half + _EXACT]
        if odd or sum(counts) != n:
            return Check(FAILS, computed, "", f"{'、'.join(odd) or '各项人数之和'} 与 {n} 份答卷不符")
        span = Span(mean, mean, mean)
    else:
        wide = sum(i * half for i in range(1, len(shares) + 1)) / 100
        span = Span(mean, mean - wide, mean + wide)
    if span.meets(rounded(printed)):
        return Check(HOLDS, computed)
    return Check(FAILS, computed, f"{mean:.{decimals_of(printed)}f}", "均值与各项占比不符")


def _mean_of(shares: Sequence[float], n: int) -> float:
    weights = [round(share * n / 100) for share in shares] if n else list(shares)
    return sum(i * w for i, w in enumerate(weights, start=1)) / sum(weights)


def _mend(texts: Sequence[str], shares: Sequence[float], half: float, n: int) -> list[tuple[int, float]]:
    """Return the single shares whose digits, moved by a place, close the list; the count behind it where n is known."""
    found = []
    for i, share in enumerate(shares):
        left = 100 - (sum(shares) - share)
        shifted = [share / 10, share * 10]
        near = [x for x in shifted if abs(x - left) <= len(shares) * half + _EXACT]
        if near:
            found.append((i, 100 * round(near[0] * n / 100) / n if n else near[0]))
    return found


def _as_printed(text: str, value: float) -> str:
    return f"{value:.{decimals_of(text)}f}"


def check_unique(inputs: str, printed: str) -> Check:
    """Return whether a ranking lists each entry once.

    Examples
    --------
    >>> check_unique("上海|北京|青岛|青岛", "").reason
    '重复列出：青岛'
    """
    items = [item.strip() for item in inputs.split("|")]
    twice = sorted({item for item in items if items.count(item) > 1})
    if not twice:
        return Check(HOLDS, str(len(items)))
    return Check(FAILS, str(len(set(items))), "", f"重复列出：{'、'.join(twice)}")


def check_pairs_bound(inputs: str, printed: str) -> Check:
    """Return whether a co-word weight keeps within both frequencies, as under any unit counted once: ``672|2586``.

    Examples
    --------
    >>> check_pairs_bound("672|2586", "675").fits
    '<= 672'
    """
    least = min(rounded(part).value for part in inputs.split("|"))
    weight = rounded(printed).value
    if weight <= least:
        return Check(HOLDS, f"<= {show(least)}")
    return Check(FAILS, f"<= {show(least)}", f"<= {show(least)}", "共现次数多于词频")
