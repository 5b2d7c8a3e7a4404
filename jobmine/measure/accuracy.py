"""How well mentions are found, as a table: precision, recall and F1 with its interval, in all and by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jobmine.measure.quality import Record, Span, f1_of, relaxed_hits, resampled
from jobmine.measure.table import Table, new_table
from jobmine.schema import KINDS

_FEW = 30  # labelled mentions below which a row is marked
_ENDS = (0.025, 0.975)
_TITLES = {
    "kind": "类别", "labelled": "标注数", "found": "找到数", "right": "找对数",
    "precision": "准确率", "recall": "召回率", "f1": "F1", "f1_low": "F1 下限", "f1_high": "F1 上限",
    "relaxed_precision": "宽松准确率", "relaxed_recall": "宽松召回率", "relaxed_f1": "宽松 F1",
    "relaxed_low": "宽松 F1 下限", "relaxed_high": "宽松 F1 上限", "flag": "标记",
}  # fmt: skip


def accuracy_table(
    gold: Sequence[Record], predicted: Mapping[str, Record], *, tagger: str = "", notes: Sequence[str] = ()
) -> Table:
    """Score predicted mentions against labelled ones.

    Parameters
    ----------
    gold : sequence of mapping
        ``id`` and ``mentions`` (``type``, ``start``, ``end``) of each posting.
    predicted : mapping from id to mapping
        The same; a posting that is missing counts as predicted empty.
    tagger : str
        What found them.
    notes : sequence of str
        For the reader.

    Returns
    -------
    Table
        A row for all kinds together and one for each: ``kind``, ``labelled``, ``found``, ``right``, exact
        ``precision``, ``recall``, ``f1`` with ``f1_low`` and ``f1_high``, and the same relaxed (equal kind, overlap
        over union at least one half), ``flag``. Intervals are of 95 %, from 1,000 bootstrap resamples of postings.

    Examples
    --------
    >>> gold = [{"id": "a", "mentions": [{"type": "skill", "start": 0, "end": 4}]}]
    >>> found = {"a": {"mentions": [{"type": "skill", "start": 0, "end": 3}]}}
    >>> accuracy_table(gold, found).frame[["kind", "labelled", "f1", "relaxed_f1"]].head(2).to_numpy().tolist()
    [['all', 1, 0.0, 1.0], ['skill', 1, 0.0, 1.0]]
    """
    hits = np.stack([_count(unit, predicted.get(str(unit["id"])) or {}) for unit in gold])
    total, draws = hits.sum(axis=0), resampled(hits)
    seen = draws[..., 1:].sum(axis=-1) > 0  # a resample without a kind says nothing of it
    low, high = (_ends(f1_of(draws), seen, end) for end in _ENDS)
    frame = pd.DataFrame({"kind": ["all", *KINDS], "labelled": total[:, 0, 2], "found": total[:, 0, 1]})
    frame["right"] = total[:, 0, 0]
    for number, (prefix, end) in enumerate((("", "f1"), ("relaxed_", "relaxed"))):
        right, found, labelled = (total[:, number, column].astype(float) for column in range(3))
        with np.errstate(invalid="ignore"):
            frame[f"{prefix}precision"], frame[f"{prefix}recall"] = right / found, right / labelled
        frame[f"{prefix}f1"] = f1_of(total[:, number])
        frame[f"{end}_low"], frame[f"{end}_high"] = low[:, number], high[:, number]
    frame["flag"] = np.where(frame["labelled"] < _FEW, "标注少", "")
    return new_table(
        frame[frame["labelled"] + frame["found"] > 0],
        name="accuracy", title="提取质量", unit="提及", n=len(gold), notes=notes, titles=_TITLES, counts="提及",
        formula="准确率 = 找对 / 找到；召回率 = 找对 / 标注；F1 = 2 × 找对 / (找到 + 标注)；宽松：类别同、重叠过半",
        source="区间：对启事自助抽样 1,000 次的 95 % 区间", scope=f"标注器 {tagger}" if tagger else "",
    )  # fmt: skip


def _ends(values: NDArray[np.float64], seen: NDArray[np.bool_], end: float) -> NDArray[np.float64]:
    known = np.where(seen | ~seen.any(axis=0), values, np.nan)
    return np.asarray(np.nanquantile(known, end, axis=0))


def _count(unit: Record, found: Record) -> NDArray[np.int64]:
    """Return hits, found and labelled of a posting, for all kinds and each, exact and relaxed: shape (6, 2, 3)."""
    labelled, given = (
        {Span(m["start"], m["end"], m["type"]) for m in record.get("mentions", ())} for record in (unit, found)
    )
    rows = []
    for kind in KINDS:
        wanted, own = ({span for span in spans if span.kind == kind} for spans in (labelled, given))
        rows.append([(n, len(own), len(wanted)) for n in (len(wanted & own), relaxed_hits(wanted, own))])
    by_kind = np.array(rows, dtype=np.int64)
    return np.concatenate([by_kind.sum(axis=0, keepdims=True), by_kind])
