"""Claims of order against their figures: superlatives, ranks, trends, ranges, bounds, counts of lists, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jobmine.errors import ConfigError
from jobmine.measure.audit_figures import Span, rounded, show
from jobmine.measure.audit_words import FAILS, FLAG, HOLDS, Check

Pairs = dict[str, float]
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:/(\d{1,2}))?")
_MONTHS = 12


def read_pairs(inputs: str) -> Pairs:
    """Return ``name=figure|name=figure`` as a mapping.

    Examples
    --------
    >>> read_pairs("北京=53584|上海=38401")
    {'北京': 53584.0, '上海': 38401.0}
    """
    pairs = [part.rpartition("=") for part in inputs.split("|")]
    if not all(sign for _, sign, _ in pairs):
        raise ConfigError(f"{inputs!r}: wanted is NAME=FIGURE|NAME=FIGURE")
    return {name.strip(): rounded(value).value for name, _, value in pairs}


def compare(computed: str, printed: str, *, as_set: bool = False, reason: str = "与表中次序不符") -> Check:
    """Return whether two answers are the same; of a set the order does not matter.

    Examples
    --------
    >>> compare("topset:甲、乙", "topset:乙、甲", as_set=True).verdict
    'holds'
    """

    def key(text: str) -> object:
        return sorted(re.split("[、,，]", text.partition(":")[2] or text)) if as_set else text.replace(" ", "")

    same = key(computed) == key(printed)
    return Check(HOLDS, computed) if same else Check(FAILS, computed, computed, reason)


def check_superlative(inputs: str, printed: str) -> Check:
    """Return whether the one named has the largest (``max:``) or smallest (``min:``) figure; who shares it has it too.

    Examples
    --------
    >>> check_superlative("技师=96.14|高级技师=94.95", "min:技师").computed
    'min:高级技师'
    """
    pairs, (which, _, name) = read_pairs(inputs), printed.partition(":")
    if which not in ("max", "min"):
        raise ConfigError(f"{printed!r}: wanted is max:NAME or min:NAME")
    best = (max if which == "max" else min)(pairs.values())
    firsts = [one for one, value in pairs.items() if value == best]
    return compare(f"{which}:{name if name in firsts else firsts[0]}", printed, reason="最大或最小者不是所说的一项")


def check_rank(inputs: str, printed: str) -> Check:
    """Return whether figures stand in the order that is claimed.

    ``rank:x#k`` counts from the largest, ``asc:x#k`` from the smallest; ``order:a>b`` and ``top:a>b`` give an order,
    of all that is named and from the first on; ``topset:a、b`` and ``bottomset:a、b`` the largest and the smallest
    in any order. Equal figures may stand either way.

    Examples
    --------
    >>> check_rank("男=5.6|女=5.31", "order:男>女").verdict, check_rank("甲=3|乙=1|丙=2", "asc:丙#1").computed
    ('holds', 'asc:丙#2')
    """
    pairs, (form, _, said) = read_pairs(inputs), printed.partition(":")
    names = re.split("[>、]", said.partition("#")[0])
    unknown = [name for name in names if name not in pairs]
    if unknown or form not in ("rank", "asc", "order", "top", "topset", "bottomset"):
        raise ConfigError(f"{printed!r}: {', '.join(unknown) or form} is not known; figures are of {', '.join(pairs)}")
    ordered = sorted(pairs, key=lambda name: -pairs[name])
    if form in ("rank", "asc"):
        own = pairs[names[0]]
        before = sum(value > own if form == "rank" else value < own for value in pairs.values())
        return compare(f"{form}:{names[0]}#{before + 1}", printed, reason="位次不符")
    if form in ("topset", "bottomset"):
        chosen = ordered[: len(names)] if form == "topset" else ordered[::-1][: len(names)]
        same = sorted(pairs[name] for name in names) == sorted(pairs[name] for name in chosen)
        return compare(printed if same else f"{form}:{'、'.join(chosen)}", printed, as_set=True)
    right = ordered[: len(names)] if form == "top" else [name for name in ordered if name in names]
    same = [pairs[name] for name in names] == [pairs[name] for name in right]
    return compare(printed if same else f"{form}:{'>'.join(right)}", printed)


def check_trend(inputs: str, printed: str) -> Check:
    """Return whether a series runs as is claimed.

    ``rising``, ``falling``; ``peaks=a、b`` and ``valley=a`` name local extremes inside the series, an end that is
    called one is flagged; ``first_positive=a`` the first value above zero.

    Examples
    --------
    >>> check_trend("30岁以下=16.7|31~40岁=16.9|41~50岁=16.2", "falling").computed
    'not at 30岁以下→31~40岁'
    """
    pairs = read_pairs(inputs)
    names, values = list(pairs), list(pairs.values())
    form, _, said = printed.partition("=")
    steps = list(pairwise(values))
    if form in ("rising", "falling"):
        bad = [i for i, (a, b) in enumerate(steps) if (b <= a if form == "rising" else b >= a)]
        if not bad:
            return Check(HOLDS, form)
        turns = "、".join(f"{names[i]}→{names[i + 1]}" for i in bad)
        fits = "、".join(f"{show(values[i])}→{show(values[i + 1])}" for i in bad)
        return Check(FAILS, f"not at {turns}", fits, "并非逐项上升" if form == "rising" else "并非逐项下降")
    if form == "first_positive":
        return compare(
            f"{form}={next((name for name, x in pairs.items() if x > 0), '')}", printed, reason="首个正值不符"
        )
    if form not in ("peaks", "valley"):
        raise ConfigError(f"{printed!r}; allowed: rising, falling, peaks=, valley=, first_positive=")
    sided = values if form == "peaks" else [-value for value in values]
    inner = range(1, len(sided) - 1)
    found = [names[i] for i in inner if sided[i] > max(sided[i - 1], sided[i + 1])]
    extra, lacking = set(said.split("、")) - set(found), set(found) - set(said.split("、"))
    computed = f"{form}={'、'.join(found)}"
    if not extra and not lacking:
        return Check(HOLDS, computed)
    at_end = not lacking and extra <= {names[0], names[-1]}
    return Check(FLAG if at_end else FAILS, computed, computed, "序列端点不是局部极值" if at_end else "极值位置不符")


def check_range(inputs: str, printed: str) -> Check:
    """Return whether all figures lie in a printed range, ends rounded as printed.

    Examples
    --------
    >>> check_range("0.737|0.758|0.700", "0.70~0.76").computed
    '0.7~0.758'
    """
    values = [rounded(part).value for part in inputs.split("|")]
    ends = re.split("[~～—]", printed)
    if len(ends) != 2:
        raise ConfigError(f"{printed!r}: wanted is LOW~HIGH")
    low, high = map(rounded, ends)
    computed = f"{show(min(values))}~{show(max(values))}"
    inside = low.low <= min(values) and max(values) <= high.high
    return Check(HOLDS, computed) if inside else Check(FAILS, computed, computed, "有数值在所说的范围之外")


def check_bound(inputs: str, printed: str) -> Check:
    """Return whether all figures keep a bound: ``all>200000``, ``all<=5.42``.

    Examples
    --------
    >>> check_bound("5.37|5.34|5.41", "all<5.42").computed
    'max 5.41'
    """
    found = re.fullmatch(r"all(>=|<=|>|<)(.+)", printed.replace(" ", ""))
    if found is None:
        raise ConfigError(f"{printed!r}: wanted is all>FIGURE, all>=, all< or all<=")
    values, bound, sign = [rounded(part).value for part in inputs.split("|")], rounded(found[2]).value, found[1]
    worst = min(values) if sign[0] == ">" else max(values)
    holds = (
        worst == bound if len(sign) == 2 and worst == bound else (worst > bound if sign[0] == ">" else worst < bound)
    )
    computed = f"{'min' if sign[0] == '>' else 'max'} {show(worst)}"
    return Check(HOLDS, computed) if holds else Check(FAILS, computed, f"all{sign[0]}={show(worst)}", "有数值越过界限")


def check_count(inputs: str, printed: str) -> Check:
    """Return whether as many are listed as is said.

    Examples
    --------
    >>> check_count("北方华创|康龙化成|京东世纪|奕斯伟", "5").computed
    '4'
    """
    items = [part.strip() for part in inputs.split("|") if part.strip()]
    twice = sorted({item for item in items if items.count(item) > 1})
    if twice:
        return Check(FAILS, f"{len(set(items))}", f"{len(set(items))}", f"重复列出：{'、'.join(twice)}")
    return compare(f"{len(items)}", printed.strip(), reason="列出的项数与所说的不符")


def check_span(inputs: str, printed: str) -> Check:
    """Return whether dates are as far apart as is said; a difference is flagged, for dates are often loosely told.

    ``N years`` of two months: no more than N years lie between them, the last month included; of two years: as many
    years are touched. ``one date``: all are the same. ``>=``: the second is not before the first.

    Examples
    --------
    >>> check_span("2013|2021", "10 years").computed, check_span("2018-04|2023-01", "5 years").verdict
    ('9 years', 'holds')
    """
    parts = [part.partition("@")[0].strip() for part in inputs.split("|")]
    if printed == "one date":
        same = len(set(parts)) == 1
        return Check(HOLDS, printed) if same else Check(FLAG, "two dates", parts[0], "同一数字注明了两个时期")
    dates = [_DATE.fullmatch(part) for part in parts]
    if len(dates) != 2 or None in dates:
        raise ConfigError(f"{inputs!r}: wanted are two dates as 2013|2021 or 2018-04|2023-01")
    years = [int(date[1]) for date in dates if date]
    months = [int(date[2]) for date in dates if date and date[2]]
    if printed == ">=":
        early = years[1] >= years[0]
        computed = f"{years[1]}-{years[0]}={years[1] - years[0]}"
        return Check(HOLDS, computed) if early else Check(FLAG, computed, f">= {years[0]}", "所指年份早于首个年份")
    said = re.fullmatch(r"(\d+) years?", printed)
    if said is None:
        raise ConfigError(f"{printed!r}; allowed: N years, one date, >=")
    if len(months) == 2:
        between = _MONTHS * (years[1] - years[0]) + months[1] - months[0]
        holds = between <= _MONTHS * int(said[1])
        return Check(HOLDS if holds else FLAG, f"{between} months", *(() if holds else (printed, "超出所说的年数")))
    touched = years[1] - years[0] + 1
    fits = f"{touched} years"
    return Check(HOLDS, fits) if touched == int(said[1]) else Check(FLAG, fits, fits, "首末两年之间的年数不符")


def spans_agree(spans: Sequence[Span]) -> bool:
    """Whether figures may all be one number; intervals that only touch do not."""
    return all(a.meets(b, touching=False) for i, a in enumerate(spans) for b in spans[:i])
