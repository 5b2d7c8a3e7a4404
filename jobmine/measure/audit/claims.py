"""Audit of printed figures and sentences: each claim against the figures that it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd

from jobmine.errors import ConfigError, ReadError
from jobmine.measure.audit import bases, order, shares, sums
from jobmine.measure.audit.figures import evaluate
from jobmine.measure.audit.sheet import claims_of_table
from jobmine.measure.audit.tables import Load, check_reference
from jobmine.measure.audit.words import FAILS, FLAG, HOLDS, Check, check_times, check_words
from jobmine.measure.table import Table, new_table

COLUMNS = ("kind", "inputs", "printed")
UNCHECKED = "unchecked"
_UNITS = re.compile(r"(?<=\d)(?:万亿|千万|百万|亿|万)")
_BARE = re.compile(r"(?<![\d.@#])\d+(?:\.\d+)?(?![\d.万亿千百%％成/-])")
_TITLES = {
    "row": "行", "id": "编号", "item": "项目", "kind": "种类", "cell": "单元格", "printed": "印出", "computed": "算得",
    "fits": "相符的值", "verdict": "结论", "reason": "理由",
}  # fmt: skip
_VERDICTS = {HOLDS: "相符", FLAG: "存疑", FAILS: "不符", UNCHECKED: "无法核对"}


class Kind(NamedTuple):
    """A kind of claim: its Chinese name, its check, and the column in which what is wrong would stand."""

    title: str
    check: Callable[[str, str], Check]
    cell: str = "printed"


def _words(inputs: str, printed: str) -> Check:
    """Check words against an expression; a figure that stands alone is a rounded one, not a count."""
    return check_words(evaluate(inputs, whole_exact=re.search(r"[-+*/]", inputs) is not None), printed)


def _times(inputs: str, printed: str) -> Check:
    start, arrow, end = inputs.replace("→", "->").partition("->")
    if not arrow:
        raise ConfigError(f"{inputs!r}: wanted is START->END")
    return check_times(start, end, printed)


KINDS = {
    "sum": Kind("合计", sums.check_sum),
    "rounded_sum": Kind("取整后的和", sums.check_rounded_sum),
    "pooled_total": Kind("加权合计", sums.check_pooled),
    "part_whole": Kind("部分与整体", sums.check_part),
    "sibling_part": Kind("并列误作其中", sums.check_sibling),
    "category_of_sum": Kind("加总的类别", sums.check_category),
    "one_base": Kind("同一底数", sums.check_one_base, "inputs"),
    "integer_base": Kind("整数底数", sums.check_integer_base, "inputs"),
    "two_places": Kind("两处一致", sums.check_places, "inputs"),
    "false_precision": Kind("精度", sums.check_precision),
    "ratio_in_words": Kind("比例之词", sums.check_ratio_words),
    "unit": Kind("单位", sums.check_unit),
    "verbal_fraction": Kind("分数之词", _words),
    "times_wording": Kind("倍数之词", _times),
    "superlative": Kind("最大最小", order.check_superlative),
    "rank": Kind("位次", order.check_rank),
    "trend": Kind("趋势", order.check_trend),
    "range": Kind("范围", order.check_range),
    "bound": Kind("界限", order.check_bound),
    "list_count": Kind("列举个数", order.check_count),
    "ratio": Kind("比率", shares.check_ratio),
    "growth": Kind("增长率", shares.check_growth),
    "grim": Kind("可能的占比", bases.check_grim, "inputs"),
    "grim_mean": Kind("可能的均值", bases.check_grim_mean),
    "base": Kind("隐含答卷数", bases.check_base, "inputs"),
    "shares": Kind("占比合计", shares.check_shares, "inputs"),
    "mean": Kind("均值", shares.check_mean),
    "unique": Kind("重复", shares.check_unique, "inputs"),
    "co_words": Kind("共现次数", shares.check_pairs_bound),
    "span": Kind("时期", order.check_span, "inputs"),
}


def check_claim(kind: str, inputs: str, printed: str, load: Load | None = None) -> Check:
    """Return what a check of one claim finds.

    Raises
    ------
    ConfigError
        If the kind is unknown, or inputs or printed cannot be read.

    Examples
    --------
    >>> check_claim("sum", "84+11+5+2", "102").verdict, check_claim("integer_base", "23=70%", "N").computed
    ('holds', 'N=33')
    """
    if kind not in KINDS:
        raise ConfigError(f"kind {kind!r}; allowed: {', '.join(KINDS)}")
    if inputs.startswith("@"):
        if load is None:
            raise ConfigError(f"{inputs!r} refers to a table, but none is at hand")
        return check_reference(inputs, printed, load)
    check = KINDS[kind].check(inputs, printed)
    return check if check.verdict == HOLDS else _without_unit(kind, inputs, printed) or check


def _without_unit(kind: str, inputs: str, printed: str) -> Check | None:
    """Return a flag where a claim holds once bare figures get the unit that the others have; None where it does not."""
    units = {unit for text in (inputs, printed) for unit in _UNITS.findall(text)}
    if len(units) != 1:
        return None
    unit = units.pop()
    mended = [_BARE.sub(rf"\g<0>{unit}", inputs), printed if unit in printed else _BARE.sub(rf"\g<0>{unit}", printed)]
    if mended == [inputs, printed]:
        return None
    try:
        check = KINDS[kind].check(*mended)
    except ConfigError:
        return None
    fits = " = ".join(mended)
    return (
        check._replace(verdict=FLAG, fits=fits, reason=f"缺单位：补上“{unit}”即相符")
        if check.verdict == HOLDS
        else None
    )


def audit_table(frame: pd.DataFrame, load: Load | None = None) -> Table:
    """Return the findings on a table of claims, or on a plain table of figures, see :func:`claims_of_table`.

    Examples
    --------
    >>> table = pd.DataFrame({"性别": ["男", "女"], "人数": ["118", "185"], "占比": ["38.90", "61.1"]})
    >>> audit_table(table).frame[["cell", "fits"]].values.tolist()
    [['第 1 行 占比', '38.94'], ['', '']]
    """
    return audit_claims(frame if "kind" in frame and "inputs" in frame else claims_of_table(frame), load)


def audit_claims(claims: pd.DataFrame, load: Load | None = None) -> Table:
    """Return the findings on a table of claims, one row a claim.

    Parameters
    ----------
    claims : DataFrame
        ``kind``, ``inputs`` and ``printed`` as text; ``id`` and ``item`` are carried along, ``cell`` says
        where in another table a claim stands. Nothing else is read.
    load : callable, optional
        From the name of a table to its frame: for inputs that begin with ``@``.

    Returns
    -------
    Table
        ``verdict`` is holds, flag, fails or unchecked; ``cell`` names row and column of what is wrong, ``fits``
        the value that would fit, ``reason`` says why. A claim that cannot be read is unchecked, with the reason.

    Examples
    --------
    >>> claims = pd.DataFrame({"kind": ["sum", "sum"], "inputs": ["1+2", "3+4"], "printed": ["3", "8"]})
    >>> audit_claims(claims).frame[["cell", "fits", "verdict"]].values.tolist()
    [['', '', 'holds'], ['第 2 行 printed', '7', 'fails']]
    """
    lacking = [name for name in COLUMNS if name not in claims]
    if lacking:
        raise ReadError(f"no column {', '.join(lacking)}; a table of claims has {', '.join(COLUMNS)}; "
                        f"found {', '.join(map(str, claims.columns))}")  # fmt: skip
    frame = pd.DataFrame(list(_findings(claims, load)))
    n = frame["verdict"].value_counts()
    notes = [f"{name} {int(n.get(verdict, 0))} 条" for verdict, name in _VERDICTS.items()]
    return new_table(
        frame, name="audit", title="核查", own=True, counts="论断数", n=len(frame), by=["row"], titles=_TITLES,
        formula="印出的数代表其末位半个单位的区间", notes=["，".join(notes)],
    )  # fmt: skip


def _findings(claims: pd.DataFrame, load: Load | None) -> Iterator[dict[str, str | int]]:
    known = [name for name in ("id", "item") if name in claims]
    where = [name for name in ("cell",) if name in claims]
    rows = claims[[*known, *where, *COLUMNS]].fillna("").astype(str).to_dict("records")
    for number, row in enumerate(rows, start=1):
        try:
            check = check_claim(row["kind"].strip(), row["inputs"].strip(), row["printed"].strip(), load)
        except ValueError as error:
            check = Check(UNCHECKED, "", "", str(error))
        column = "inputs" if check.verdict == UNCHECKED else KINDS[row["kind"].strip()].cell
        wrong = "" if check.verdict == HOLDS else row.get("cell") or f"第 {number} 行 {column}"
        yield {
            "row": number, **{name: row[name] for name in known}, "kind": row["kind"], "cell": wrong,
            "printed": row["printed"], "computed": check.computed, "fits": check.fits, "verdict": check.verdict,
            "reason": check.reason,
        }  # fmt: skip
