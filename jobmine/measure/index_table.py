"""The table of a composite index: indicators to dimensions to one total, with every weight beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jobmine.errors import ConfigError
from jobmine.measure.composite import (
    HIGH,
    LOW,
    check_weights,
    competition_ranks,
    correlation_weights,
    critic_weights,
    equal_weights,
    rescale,
    topsis,
    unit_scale,
    weighted_sum,
)
from jobmine.measure.table import Table, new_table

if TYPE_CHECKING:
    from jobmine.read.indicators import Indicator

Floats = NDArray[np.float64]
GIVEN = "given"
WEIGHTS: dict[str, Callable[[Floats], Floats]] = {
    "critic": critic_weights, "correlation": correlation_weights, "equal": equal_weights,
}  # fmt: skip
METHODS: dict[str, Callable[[Floats, Floats], Floats]] = {"topsis": topsis, "sum": weighted_sum}
_WEIGHT_NAMES = {"critic": "CRITIC 法", "correlation": "复相关系数法", "equal": "等权", GIVEN: "指标文件给定"}
_METHOD_NAMES = {"topsis": "TOPSIS 贴近度", "sum": "加权和"}
_TITLES = {
    "total": "总分", "rank": "位次", "rank_within": "组内位次", "dimension": "维度", "indicator": "指标",
    "direction": "方向", "source": "数据来源", "mean": "均值", "sd": "标准差", "weight": "维度内权重",
    "dimension_weight": "维度权重", "overall_weight": "总权重", "flag": "标记",
}  # fmt: skip


def index_tables(
    data: pd.DataFrame,
    tree: Sequence[Indicator],
    *,
    weights: str = "critic",
    method: str = "topsis",
    within: str = "",
) -> dict[str, Table]:
    """Return the scores of a composite index, and its weights.

    Within each dimension indicators are brought to 0..1, weighed and joined, and the result is rescaled to
    50..100; the dimensions are joined in the same way. Units that lack a value of a dimension have no score in
    it and no total, and are flagged.

    Parameters
    ----------
    data : DataFrame
        First column the names of the units; a column for each indicator, NaN where there is no value.
    tree : sequence of Indicator
    weights : {'critic', 'correlation', 'equal', 'given'}
        ``given`` takes those of the tree: within a dimension in their proportions, and of a dimension their sum.
    method : {'topsis', 'sum'}
        Closeness to the best, or the weighted sum.
    within : str
        A column of ``data``: rank each unit inside its group too.

    Returns
    -------
    dict of Table
        ``scores``, in the order of rank, and ``weights``.

    Raises
    ------
    ConfigError
        For an unknown option, weights that are not given, or fewer than two complete units.

    Examples
    --------
    >>> from jobmine.read.indicators import Indicator
    >>> data = pd.DataFrame({"城市": ["甲", "乙", "丙"], "薪酬": [9, 5, 7], "房价": [6, 2, 3], "绿地": [3, 9, 5]})
    >>> tree = [Indicator("经济", "薪酬"), Indicator("生活", "房价", "cost"), Indicator("生活", "绿地")]
    >>> index_tables(data, tree)["scores"].frame[["城市", "rank", "total", "经济", "生活"]].round(1).values.tolist()
    [['丙', 1, 100.0, 75.0, 77.0], ['乙', 2, 51.3, 50.0, 100.0], ['甲', 3, 50.0, 100.0, 50.0]]
    """
    if weights not in (*WEIGHTS, GIVEN) or method not in METHODS:
        raise ConfigError(
            f"weights {weights!r}, method {method!r}; allowed: {', '.join((*WEIGHTS, GIVEN))} and {', '.join(METHODS)}"
        )
    if weights == GIVEN and any(row.weight is None for row in tree):
        raise ConfigError("weights 'given', but the tree gives none; add a column 权重 or take other weights")
    dimensions = list(dict.fromkeys(row.dimension for row in tree))
    scores = pd.DataFrame(index=data.index)
    inner: dict[str, Floats] = {}
    for name in dimensions:
        rows = [row for row in tree if row.dimension == name]
        given = [row.weight or 0.0 for row in rows]
        scores[name], inner[name] = _joined(data, rows, weights, method, given)
    sums = [sum(row.weight or 0.0 for row in tree if row.dimension == name) for name in dimensions]
    total, outer = _combined(unit_scale(scores, low=LOW, high=HIGH), weights, method, sums)
    names = str(data.columns[0])
    gaps = scores.isna().to_numpy()
    flags = ["；".join(f"缺{name}" for name, gap in zip(dimensions, row, strict=True) if gap) for row in gaps]
    frame = pd.DataFrame({names: data[names], **({within: data[within]} if within else {})})
    frame["rank"] = pd.Series(competition_ranks(total), data.index).astype("Int64")
    if within:
        frame["rank_within"] = pd.Series(competition_ranks(total, data[within]), data.index).astype("Int64")
    frame = frame.assign(total=total, **{name: scores[name] for name in dimensions}, flag=flags)
    frame = frame.sort_values(["rank", names], kind="stable")
    formula = f"{_WEIGHT_NAMES[weights]}定权，{_METHOD_NAMES[method]}，各层缩放到 [{LOW:g}, {HIGH:g}]"
    return {
        "scores": new_table(
            frame, name="index", title="综合指数", unit="分", formula=formula, direction="越大越好",
            source="Diakoulaki et al. (1995); Hwang & Yoon (1981)",
            by=[names], n=len(frame), counts="单位数", titles=_TITLES | {"n": "单位数"},
            notes=["同分同位次，其后位次顺延", _gaps_note(flags), "得分是本表各单位之间的相对位置，增减单位会改变得分"],
        ),
        "weights": _weight_table(data, tree, inner, dict(zip(dimensions, outer.tolist(), strict=True)), formula),
    }  # fmt: skip


def _joined(
    data: pd.DataFrame, rows: Sequence[Indicator], weights: str, method: str, given: Sequence[float]
) -> tuple[Floats, Floats]:
    columns = [unit_scale(data[row.indicator], row.direction, low=row.low, high=row.high) for row in rows]
    if any(((z < 0) | (z > 1)).any() for z in columns):
        outside = [row.indicator for row, z in zip(rows, columns, strict=True) if ((z < 0) | (z > 1)).any()]
        raise ConfigError(f"values of {', '.join(outside)} lie outside the ends that the tree gives; widen 下限, 上限")
    return _combined(np.column_stack(columns), weights, method, given)


def _combined(z: Floats, weights: str, method: str, given: Sequence[float]) -> tuple[Floats, Floats]:
    """Return scores from 50 to 100 of the complete rows, NaN of the others, and the weights."""
    complete = ~np.isnan(z).any(axis=1)
    if complete.sum() < 2:
        raise ConfigError(f"an index compares two complete units or more; got {int(complete.sum())}")
    w = check_weights(given, z.shape[1]) if weights == GIVEN else WEIGHTS[weights](z[complete])
    score = np.full(len(z), np.nan)
    score[complete] = rescale(METHODS[method](z[complete], w))
    return score, w / w.sum()


def _weight_table(
    data: pd.DataFrame,
    tree: Sequence[Indicator],
    inner: dict[str, Floats],
    outer: dict[str, float],
    formula: str,
) -> Table:
    places = [[row.indicator for row in tree if row.dimension == one.dimension].index(one.indicator) for one in tree]
    own = [float(inner[row.dimension][place]) for row, place in zip(tree, places, strict=True)]
    frame = pd.DataFrame(
        {
            "dimension": [row.dimension for row in tree],
            "indicator": [row.indicator for row in tree],
            "direction": ["正向" if row.direction == "benefit" else "负向" for row in tree],
            "source": [row.source for row in tree],
            "mean": [data[row.indicator].mean() for row in tree],
            "sd": [data[row.indicator].std() for row in tree],
            "weight": own,
            "dimension_weight": [outer[row.dimension] for row in tree],
            "overall_weight": [outer[row.dimension] * w for row, w in zip(tree, own, strict=True)],
        }
    )
    flat = [row.indicator for row in tree if data[row.indicator].nunique() < 2]
    return new_table(
        frame, name="index_weights", title="指标权重", formula=formula, by=["dimension", "indicator"], titles=_TITLES,
        counts="单位数", n=len(data), notes=[f"各单位取值相同、不起作用的指标：{'、'.join(flat)}" if flat else ""],
    )  # fmt: skip


def _gaps_note(flags: Sequence[str]) -> str:
    lacking = sum(map(bool, flags))
    return f"{lacking} 个单位缺值，不计总分" if lacking else ""
