"""Claims of arithmetic against their figures: sums, pooled totals, bases, parts, one quantity in two places."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from jobmine.errors import ConfigError
from jobmine.measure.audit_figures import Span, decimals_of, evaluate, quantity, rounded, show
from jobmine.measure.audit_order import spans_agree
from jobmine.measure.audit_words import FAILS, FLAG, HOLDS, Check
from jobmine.measure.ratios import LARGEST_DENOMINATOR
from jobmine.measure.rounding import common_base, figure

WHOLE = 100.0
PRECISE_UNITS = 20  # an interval wider than so many units of the last digit does not bear that digit
TINY = 1e-6
_EXACT = 1e-9


def check_sum(inputs: str, printed: str) -> Check:
    """Return whether rounded parts may add up to a printed total; whole numbers are counts.

    Examples
    --------
    >>> check_sum("1.1+1.4+3.4+8.4+12.4", "24.58").fits, check_sum("42.2+23.5+20.7+8.5+5.3", "100").verdict
    ('26.7', 'holds')
    """
    total = evaluate(inputs)
    if total.meets(rounded(printed, whole_exact=True)):
        return Check(HOLDS, show(total.value))
    off = show(total.value - rounded(printed).value)
    return Check(FAILS, show(total.value), show(total.value), f"各部分之和与合计相差 {off}：合计或某一部分有误")


def check_rounded_sum(inputs: str, printed: str) -> Check:
    """Return whether a printed sum of shares fits its printed parts and its counts.

    Both: holds. One: the sum of rounded parts is not the rounded sum, a flag. Neither: fails.

    Examples
    --------
    >>> check_rounded_sum("9.50+33.30+33.30|(2+7+7)/21", "76.1").verdict
    'flag'
    """
    parts, _, counts = inputs.partition("|")
    by_parts, by_counts = evaluate(parts).value, 100 * evaluate(counts).value
    half = 0.5 * 10.0 ** -decimals_of(printed) + _EXACT
    fits = [abs(value - rounded(printed).value) <= half for value in (by_parts, by_counts)]
    computed = f"{by_parts:.2f} | {by_counts:.2f}"
    exact = f"{by_counts:.{decimals_of(printed)}f}"
    if all(fits):
        return Check(HOLDS, computed)
    if any(fits):
        return Check(FLAG, computed, exact, "四舍五入后的各部分之和不等于和的四舍五入")
    return Check(FAILS, computed, exact, "既不等于各部分之和，也不等于由人数所得")


def check_pooled(inputs: str, printed: str) -> Check:
    """Return whether a total may be the mean of its groups, weighed by their sizes: ``mean@size|mean@size``.

    A share that a group's list of first options leaves out is between 0 and the last one listed: ``<24@25``.

    Examples
    --------
    >>> check_pooled("28@490|17@720", "17").computed, check_pooled("5.6@118|5.31@185", "5.42").verdict
    ('21.4545 [20.9545, 21.9545]', 'holds')
    >>> check_pooled("62.6@508|51.6@1431|37.3@413|<24@25", "51.1").verdict
    'holds'
    """
    pairs = [part.partition("@") for part in inputs.split("|")]
    sizes = [rounded(size).value for _, _, size in pairs]
    means = [_group_mean(mean.strip()) for mean, _, _ in pairs]
    n = sum(sizes)
    pooled = Span(*(sum(mean[i] * size for mean, size in zip(means, sizes, strict=True)) / n for i in range(3)))
    target = quantity(printed)
    bounded = "<" in inputs
    computed = f"[{show(pooled.low)}, {show(pooled.high)}]" if bounded else pooled.shown()
    reached = pooled.high if bounded else pooled.value
    if reached > target.low if math.isinf(target.high) else pooled.meets(target):
        return Check(HOLDS, computed)
    outside = not min(m.low for m in means) <= target.value <= max(m.high for m in means)
    fits = computed if bounded else show(pooled.value, 4)
    return Check(FAILS, computed, fits, "合计在各组之外" if outside else "不是各组按规模加权的均值")


def _group_mean(text: str) -> Span:
    if not text.startswith("<"):
        return rounded(text)
    most = rounded(text[1:]).high
    return Span(most / 2, 0.0, most)


def check_part(inputs: str, printed: str) -> Check:
    """Return whether a part is no larger than its whole; a whole that is itself worked out makes it a flag.

    Examples
    --------
    >>> check_part("413|2802*(100-23.8-61.2-1.2)/100", "part of whole").verdict
    'flag'
    """
    first, _, second = inputs.partition("|")
    part, whole = evaluate(first), evaluate(second)
    computed = f"{show(part.value)} of {whole.shown()}"
    if part.low <= whole.high + _EXACT:
        return Check(HOLDS, computed)
    worked_out = re.search(r"[-+*/]", second) is not None
    return Check(FLAG if worked_out else FAILS, computed, f"<= {show(whole.high)}", "部分大于整体，口径可能不同")


def check_sibling(inputs: str, printed: str) -> Check:
    """Return whether a share that is called part of another (``3.76⊂23.31``) stands beside it instead.

    It does where the shares close to 100 only with it counted, as a rival of its whole.

    Examples
    --------
    >>> check_sibling("27.07,45.86,23.31,3.76", "3.76⊂23.31").verdict
    'fails'
    """
    part, _, whole = printed.partition("⊂")
    if not {part, whole} <= set(inputs.split(",")):
        raise ConfigError(f"{printed!r}: both shares must stand in {inputs!r}")
    shares = [rounded(share) for share in inputs.split(",")]
    half = sum(share.high - share.value for share in shares) + _EXACT
    both = sum(share.value for share in shares)
    alone = both - rounded(part).value
    closes = [abs(value - WHOLE) <= half for value in (both, alone)]
    computed = f"with {both:.2f}, without {alone:.2f}"
    if closes == [True, False]:
        return Check(FAILS, computed, f"{whole} 之外另有 {part}", "各项连同这一项才合计为 100，它与所说的整体并列")
    if closes == [False, False]:
        return Check(FLAG, computed, "", "各项怎样都不合计为 100，无法判断")
    return Check(HOLDS, computed)


def check_category(inputs: str, printed: str) -> Check:
    """Return whether a total adds the categories that it names: ``as added|as named`` against the total.

    Examples
    --------
    >>> check_category("92+83|25+83", "175").fits
    '108'
    """
    as_added, bar, as_named = inputs.partition("|")
    if not bar:
        raise ConfigError(f"{inputs!r}: wanted is the sum as added|the sum as named")
    added, named, total = evaluate(as_added), evaluate(as_named), rounded(printed, whole_exact=True)
    computed = f"{show(added.value)}|{show(named.value)}"
    if named.meets(total):
        return Check(HOLDS, computed)
    reason = "加总的类别与所说的不同" if added.meets(total) else "与任一口径都不符"
    return Check(FAILS, computed, show(named.value), reason)


def check_one_base(inputs: str, printed: str) -> Check:
    """Return whether parts and their shares imply one base: ``272.6/21.4%|311.7/24.5%|=1273``.

    ``printed`` says ``one base``, or ``similar`` where date or definition may differ: then it is a flag only.

    Examples
    --------
    >>> check_one_base("4500/20%|2087.2/7.3%", "one base").verdict
    'fails'
    """
    bases = []
    for part in inputs.split("|"):
        amount, _, share = part.partition("/")
        if share:
            parts, ratio = rounded(amount), rounded(share)
            ends = [100 * parts[1] / ratio[2], 100 * parts[2] / ratio[1]]
            bases.append(Span(100 * parts[0] / ratio[0], *ends))
        else:
            bases.append(rounded(part.lstrip("=")))
    computed = " | ".join(base.shown() for base in bases)
    if all(a.meets(b) for a, b in combinations(bases, 2)):
        return Check(HOLDS, computed)
    if len(bases) > 2 and "=" not in inputs and printed != "similar":
        return _odd_ones(inputs.split("|"), computed)
    fits = f"{show(bases[-1].value)} 为底数时各占 " + "、".join(
        f"{100 * rounded(part.partition('/')[0]).value / bases[-1].value:.{decimals_of(part.partition('/')[2])}f}%"
        for part in inputs.split("|") if "/" in part
    )  # fmt: skip
    return Check(FLAG if printed == "similar" else FAILS, computed, fits, "所隐含的总数互不相同")


def _odd_ones(parts: Sequence[str], computed: str) -> Check:
    """Name the shares whose base is not that of most others."""
    pairs = [part.partition("/") for part in parts]
    amounts = [rounded(amount).value for amount, _, _ in pairs]
    low, high, odd = common_base(amounts, [figure(share.rstrip("%")) for _, _, share in pairs])
    middle = (low + high) / 2
    fits = "、".join(f"{pairs[i][2]}→{100 * amounts[i] / middle:.{decimals_of(pairs[i][2])}f}%" for i in odd)
    names = "、".join(f"{parts[i]}" for i in odd)
    return Check(FAILS, computed, fits, f"{names} 与其余各项的总数 {show(low)} 至 {show(high)} 不合")


def check_integer_base(inputs: str, printed: str) -> Check:
    """Return whether some whole number has the count as its printed share: ``25=25.2%``.

    Examples
    --------
    >>> check_integer_base("58=43.6%", "N").computed, check_integer_base("25=25.2%", "N").fits
    ('N=133', '25/99=25.3%')
    """
    count, _, share = inputs.partition("=")
    k, ratio = rounded(count).value, rounded(share)
    bases = range(math.ceil(100 * k / ratio.high - _EXACT), math.floor(100 * k / ratio.low + _EXACT) + 1)
    places = decimals_of(share)
    if len(bases):
        return Check(HOLDS, f"N={bases[0]}" if len(bases) == 1 else f"N={bases[0]}~{bases[-1]}")
    nearest = round(100 * k / ratio.value)
    return Check(FAILS, "none", f"{show(k)}/{nearest}={100 * k / nearest:.{places}f}%", "没有整数能给出这一比例")


def check_places(inputs: str, printed: str) -> Check:
    """Return whether one quantity has one value in several places: ``6.28万@B.1|44997@B.2``.

    ``printed`` says whether it is the ``same`` quantity, then a difference fails, or a ``similar`` one, then date
    or definition may differ and it is flagged. Intervals must overlap, not only touch.

    Examples
    --------
    >>> check_places("114.4万@B.2|114.3万@B.7", "same").verdict, check_places("40余@甲|90多@乙", "similar").verdict
    ('fails', 'flag')
    """
    if printed not in ("same", "similar"):
        raise ConfigError(f"{printed!r}; allowed: same, similar")
    parts = [part.partition("@") for part in inputs.split("|")]
    spans = [quantity(text) for text, _, _ in parts]
    if spans_agree(spans):
        return Check(HOLDS, "agree")
    values = [span.value for span in spans]
    most, often = Counter(text for text, _, _ in parts).most_common(1)[0]
    fits = most if 2 * often > len(parts) else " / ".join(f"{text}（{where}）" for text, _, where in parts)
    reason = "同一数量两处不同" if printed == "same" else "两处不同，时点或口径待核"
    return Check(FAILS if printed == "same" else FLAG, f"differ by {show(max(values) - min(values), 12)}", fits, reason)


def check_precision(inputs: str, printed: str) -> Check:
    """Return whether a per cent worked out of rounded figures bears its digits: ``1.5/4.16``, ``1.1/0.3#growth``.

    Examples
    --------
    >>> check_precision("115万/340万", "33.8").verdict, check_precision("1.1/0.3#growth", "266.7").computed
    ('holds', '266.667 [200, 360] 1600 units')
    """
    text, _, growth = inputs.partition("#")
    ratio = evaluate(text, whole_exact=False)
    rate = Span(*(100 * x - (100 if growth == "growth" else 0) for x in ratio))
    places = decimals_of(printed)
    units = (rate.high - rate.low) / 10.0**-places
    computed = f"{rate.shown()} {units:.0f} units"
    if not rate.meets(rounded(printed)):
        return Check(FAILS, computed, f"{rate.value:.{places}f}", "与所依据的两数不符")
    if units <= PRECISE_UNITS:
        return Check(HOLDS, computed)
    kept = max(0, places - math.ceil(math.log10(units / PRECISE_UNITS)))
    return Check(FLAG, computed, f"{rate.value:.{kept}f}", "所依据的数没有这么精确")


def check_ratio_words(inputs: str, printed: str) -> Check:
    """Return whether a figure is the ratio that is given in small numbers: 1.78 as ``5:3``.

    Examples
    --------
    >>> check_ratio_words("1.78", "5:3").fits, check_ratio_words("0.25", "1:4").verdict
    ('7:4、9:5', 'holds')
    """
    top, _, bottom = printed.replace("：", ":").partition(":")
    value, stated = rounded(inputs), rounded(top).value / rounded(bottom).value
    computed = f"{stated:.{decimals_of(inputs)}f}"
    if value.low - _EXACT <= stated <= value.high + _EXACT:
        return Check(HOLDS, computed)
    near = sorted(
        (abs(round(value.value * d) / d - value.value), round(value.value * d), d)
        for d in range(1, LARGEST_DENOMINATOR + 1)
    )
    best = [(p, q) for _, p, q in near if math.gcd(p, q) == 1][:2]
    return Check(FAILS, computed, "、".join(f"{p}:{q}" for p, q in sorted(best)), "比例与数值不符")


def check_unit(inputs: str, printed: str) -> Check:
    """Return whether two quantities of one kind have sizes that can stand beside each other; a millionth is flagged.

    Examples
    --------
    >>> check_unit("200/(1.34万*1000000)", "200多平方米").verdict
    'flag'
    """
    ratio = evaluate(inputs).value
    apart = not TINY <= abs(ratio) <= 1 / TINY
    return Check(FLAG, f"{ratio:.2g}", "", "相差百万倍以上，单位有误") if apart else Check(HOLDS, f"{ratio:.2g}")
