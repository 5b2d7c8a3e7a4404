"""Shares of terms set right for what extraction adds and misses, with intervals that carry its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, flag_small, hide_small, join_flags
from jobmine.measure.demand import demand_table
from jobmine.measure.table import Table

FEW_LABELS = "标注少"
_LABELS_FROM = 30  # labelled mentions of a kind below which the correction is marked
_DRAWS, _ROWS = 2000, 1000
_ENDS = (0.025, 0.975)
_HEADS = {
    "precision": "准确率", "recall": "召回率", "corrected": "校正占比", "corrected_low": "校正占比下限",
    "corrected_high": "校正占比上限",
}  # fmt: skip


class Accuracy(NamedTuple):
    """Labelled mentions of one kind: found and right, found and wrong, missed.

    Examples
    --------
    >>> found = Accuracy(80, 20, 10)
    >>> found.precision, round(found.recall, 3)
    (0.8, 0.889)
    """

    hit: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.hit / (self.hit + self.false) if self.hit else float("nan")

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found."""
        return self.hit / (self.hit + self.missed) if self.hit else float("nan")


def correct_shares(
    n: ArrayLike, n_text: ArrayLike, accuracy: Accuracy, *, random_state: int = 0, draws: int = _DRAWS
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return shares times precision over recall, and the ends of their 95 % intervals.

    What is found of a term is the true number times recall over precision, if extraction does as well on the
    term as on its kind; so the true share is p x precision / recall.

    Parameters
    ----------
    n, n_text : array-like
        Postings that were found to ask for a term, and all with readable requirements.
    accuracy : Accuracy
        Of the kind, from labelled postings.
    random_state, draws : int
        Of the parametric bootstrap: a share is drawn from its Jeffreys posterior, the labelled mentions (right,
        wrong, missed) together from a Dirichlet, as precision and recall rest on the same hits.

    Returns
    -------
    corrected, low, high : ndarray
        At most 1; NaN where nothing labelled was found.

    Examples
    --------
    >>> corrected, low, high = correct_shares([100], [1000], Accuracy(80, 20, 10))
    >>> corrected.round(3).item(), low.round(3).item() < 0.09 < high.round(3).item()
    (0.09, True)
    """
    hits, base = np.asarray(n, dtype=np.float64), np.asarray(n_text, dtype=np.float64)
    if not accuracy.hit:
        return (np.full(hits.shape, np.nan),) * 3
    share = np.minimum(hits / base * accuracy.precision / accuracy.recall, 1.0)
    rng = np.random.default_rng(random_state)
    hit, false, missed = rng.dirichlet(np.array(accuracy) + 1 / 3, draws).T
    factor = (hit + missed) / (hit + false)  # precision over recall
    ends = [
        np.quantile(rng.beta(a[:, None] + 0.5, (b - a)[:, None] + 0.5, (len(a), draws)) * factor, _ENDS, axis=1)
        for a, b in _pieces(hits, base)
    ]
    low, high = np.minimum(np.concatenate(ends, axis=1), 1.0) if ends else np.empty((2, 0))
    return share, low, high


def _pieces(hits: NDArray[np.float64], base: NDArray[np.float64]) -> list[tuple[NDArray[np.float64], ...]]:
    """Return the columns some rows at a time: a row has thousands of draws."""
    return [(hits[i : i + _ROWS], base[i : i + _ROWS]) for i in range(0, len(hits), _ROWS)]


def corrected_table(
    tables: Tables,
    accuracy: Mapping[str, Accuracy],
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
    random_state: int = 0,
) -> Table:
    """Return the share of each term as found and as corrected by the accuracy of its kind.

    Parameters
    ----------
    tables : Tables
        With ``mentions``.
    accuracy : mapping from kind to Accuracy
        From labelled postings, with the tagger of the run.
    where : str, optional
        Condition: a subset of the scope.
    config : MeasureConfig
        Cuts of small cells.
    random_state : int
        Seed of the bootstrap.

    Returns
    -------
    Table
        ``kind``, ``term``, ``n``, ``n_text``, ``share`` with its interval, ``precision``, ``recall``,
        ``corrected`` with its interval. Kinds without labels are left out.
    """
    demand = demand_table(tables, (), where, config=config)
    frame = demand.frame[demand.frame["kind"].isin(list(accuracy))]
    parts = []
    for kind, rows in frame.groupby("kind", sort=False):
        found = accuracy[str(kind)]
        share, low, high = correct_shares(rows["n"], rows["n_text"], found, random_state=random_state)
        few = FEW_LABELS if found.hit + found.missed < _LABELS_FROM else ""
        parts.append(
            rows[["kind", "aspect", "term", "n", "n_text", "share", "share_low", "share_high"]].assign(
                precision=found.precision, recall=found.recall, corrected=share, corrected_low=low,
                corrected_high=high, flag=join_flags(flag_small(rows["n_text"], config), [few] * len(rows)),
            )
        )  # fmt: skip
    made = pd.concat(parts, ignore_index=True) if parts else frame.assign(corrected=pd.Series(dtype=float))
    figures = [name for name in _HEADS if name.startswith("corrected") and name in made]
    silent = sorted(set(demand.frame["kind"]) - set(accuracy))
    return as_table(
        tables, hide_small(made, "n_text", figures, config), (), where, name="corrected_shares",
        title="误差校正后的占比", unit="占有可读要求职位的比例", formula="校正占比 = 占比 × 准确率 / 召回率",
        source="区间：参数自助法（占比取 Beta，标注的对、错、漏取 Dirichlet）", own=True,
        direction="校正占比大于占比：提取漏得多于误得多",
        notes=[
            "假定每个词项的准确率、召回率等于其类别的；标注须与本次运行同一标注器",
            f"没有标注而未列：{'、'.join(silent)}" if silent else "",
        ],
        titles=_HEADS,
    )  # fmt: skip
