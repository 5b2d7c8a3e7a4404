"""Co-words: how often keywords stand together, how closely, and how their use shifts.

Source of the method: 北京人才发展报告（2023）, B.2 (frequency, co-occurrence, network). Associations: inclusion and
equivalence, Callon, Courtial & Laville (1991); Jaccard; cosine, Ochiai (1957); Dice (1945); association strength,
van Eck & Waltman (2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jobmine.errors import ConfigError
from jobmine.extract.keywords import UNITS, Words, count_keywords
from jobmine.measure.table import Table, new_table
from jobmine.measure.weights import log_odds_z

Floats = NDArray[np.float64]

RULES = ("binary", "product")
TITLES = {
    "keyword": "关键词", "frequency": "频次", "n_documents": "文件数", "degree": "度", "weighted_degree": "加权度",
    "betweenness": "中介中心度", "component": "连通分量", "community": "社区", "edge": "连线", "weight": "共现次数",
    "node_a": "关键词甲", "node_b": "关键词乙", "frequency_a": "甲的频次", "frequency_b": "乙的频次",
    "inclusion": "包容系数", "jaccard": "Jaccard系数", "cosine": "余弦（Ochiai）", "equivalence": "等价系数",
    "dice": "Dice系数", "association_strength": "关联强度", "in_forest": "在最大生成森林中", "group": "组",
    "n": "本组频次", "n_against": "其他组频次", "log_odds_z": "对数优势比 z", "flag": "标记",
}  # fmt: skip
_PAIRS = ["node_a", "node_b", "weight", "frequency_a", "frequency_b"]


@dataclass(frozen=True, slots=True, eq=False)
class Cowords:
    """Keywords and their pairs, counted by one unit and one rule.

    Attributes
    ----------
    keywords : DataFrame
        ``keyword``, ``frequency``, ``n_documents``; the commonest first.
    pairs : DataFrame
        ``node_a``, ``node_b``, ``weight``, the two frequencies and the associations; the heaviest first.
    unit, rule : str
    n_units : int
        Units with at least one keyword.
    """

    keywords: pd.DataFrame
    pairs: pd.DataFrame
    unit: str
    rule: str
    n_units: int


def associations(weight: ArrayLike, frequency_a: ArrayLike, frequency_b: ArrayLike) -> dict[str, Floats]:
    """Return how closely two keywords stand together, by six measures.

    Parameters
    ----------
    weight : array-like
        Units in which both stand: w.
    frequency_a, frequency_b : array-like
        Units in which each stands: a, b.

    Returns
    -------
    dict of ndarray
        inclusion w/min(a, b); jaccard w/(a + b - w); cosine w/√(ab); equivalence w²/(ab); dice 2w/(a + b);
        association_strength w/(ab).

    Examples
    --------
    >>> {name: round(float(value), 3) for name, value in associations(2, 4, 2).items()}
    {'inclusion': 1.0, 'jaccard': 0.5, 'cosine': 0.707, 'equivalence': 0.5, 'dice': 0.667, 'association_strength': 0.25}
    """
    w, a, b = (np.asarray(value, dtype=np.float64) for value in (weight, frequency_a, frequency_b))
    return {
        "inclusion": w / np.minimum(a, b), "jaccard": w / (a + b - w), "cosine": w / np.sqrt(a * b),
        "equivalence": w**2 / (a * b), "dice": 2 * w / (a + b), "association_strength": w / (a * b),
    }  # fmt: skip


def count_cowords(
    words: Words,
    *,
    unit: str = "paragraph",
    rule: str = "binary",
    window: int = 10,
    top_n: int = 60,
    min_df: int = 2,
    min_weight: int = 1,
) -> Cowords:
    """Count keywords and pairs.

    Parameters
    ----------
    words : Words
        Cut by the same unit.
    unit : str
        ``document``, ``paragraph``, ``sentence`` or ``window``.
    rule : {"binary", "product"}
        Whether a pair counts once in a unit where both stand, and a keyword's frequency is that of its units; or
        the product of the two counts, and frequency is that of occurrences.
    window : int
        Words of a window.
    top_n : int
        Keywords, the most frequent.
    min_df : int
        Documents in which a keyword stands at least; one where there is a single document.
    min_weight : int
        Weight of a pair at least.

    Raises
    ------
    ConfigError
        If unit or rule is unknown, nothing is left, or the only document is the unit.

    Examples
    --------
    >>> from jobmine.extract.keywords import cut_words
    >>> words = cut_words(["支持创业，支持培养", "支持创业"], unit="document")
    >>> found = count_cowords(words, unit="document")
    >>> found.pairs[["node_a", "node_b", "weight", "cosine"]].values.tolist()
    [['创业', '支持', 2, 1.0]]
    """
    if unit not in UNITS or rule not in RULES:
        raise ConfigError(f"unit {unit!r}, rule {rule!r}; allowed: {', '.join(UNITS)}; {', '.join(RULES)}")
    if unit == "window" and window < 2:
        raise ConfigError(f"window {window}; allowed: 2 words or more")
    n_documents = len(np.unique(words.document))
    if n_documents == 1 and unit == "document":
        raise ConfigError("只有一篇文件时不能以文件为共现单位；用 paragraph 或 sentence。One document is one unit only")
    everywhere = np.unique(words.document * np.int64(len(words.names)) + words.code) % max(len(words.names), 1)
    spread = np.bincount(everywhere, minlength=len(words.names))
    often = np.bincount(words.code, minlength=len(words.names))
    wanted = np.flatnonzero(spread >= min(min_df, n_documents))
    order = sorted(wanted.tolist(), key=lambda code: (-often[code], words.names[code]))[:top_n]
    keywords = np.array(order, np.int64)
    if len(keywords) < 2:
        raise ConfigError(f"{len(keywords)} keywords in {n_documents} documents; lower min_df, or see the stop words")
    counts = count_keywords(words, keywords, window=window if unit == "window" else 0)
    units = counts.minimum(1) if rule == "binary" else counts
    frequency = np.asarray(units.sum(axis=0)).ravel()
    frame = pd.DataFrame(
        {"keyword": [words.names[code] for code in order], "frequency": frequency, "n_documents": spread[keywords]}
    ).sort_values(["frequency", "keyword"], ascending=[False, True])
    names = np.array([words.names[code] for code in order])
    together = sparse.triu(units.T @ units, k=1).tocoo()
    left, right = together.coords
    squares = np.asarray((units * units).sum(axis=0)).ravel()  # the frequencies, by a binary rule
    frequencies, sizes = (dict(zip(names, column.tolist(), strict=True)) for column in (frequency, squares))
    pairs = pair_frame(names[left], names[right], together.data, frequencies, sizes)
    pairs = pairs[pairs["weight"] >= min_weight].reset_index(drop=True)
    n_units = int((np.asarray(counts.sum(axis=1)).ravel() > 0).sum())
    return Cowords(frame.reset_index(drop=True), pairs, unit, rule, n_units)


def pair_frame(
    nodes_a: Sequence[str] | NDArray[np.str_],
    nodes_b: Sequence[str] | NDArray[np.str_],
    weights: ArrayLike,
    frequencies: Mapping[str, float],
    sizes: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return pairs with their associations, the heaviest first; the names of a pair stand in their order.

    ``sizes`` take the place of the frequencies in the associations: by products of counts, sums of squares.
    """
    ends = [sorted(pair) for pair in zip(map(str, nodes_a), map(str, nodes_b), strict=True)]
    frame = pd.DataFrame(ends, columns=["node_a", "node_b"]).assign(weight=np.asarray(weights))
    for side in ("a", "b"):
        frame[f"frequency_{side}"] = frame[f"node_{side}"].map(frequencies)
    a, b = (frame[f"node_{side}"].map(sizes or frequencies) for side in ("a", "b"))
    frame = frame.assign(**associations(frame["weight"], a, b))
    return frame.sort_values(["weight", "node_a", "node_b"], ascending=[False, True, True]).reset_index(drop=True)


def shift_table(words: Words, groups: Sequence[str], *, by: str, top_n: int = 30, min_count: int = 5) -> Table:
    """Return the keywords that are typical of each group of documents against all the others.

    Parameters
    ----------
    words : Words
    groups : sequence of str
        The group of each document, as its period or city; documents with an empty one are left out.
    by : str
        What the groups are.
    top_n : int
        Keywords of each group.
    min_count : int
        Occurrences of a keyword in all groups at least.

    Returns
    -------
    Table
        ``log_odds_z`` of the occurrences, Monroe, Colaresi & Quinn (2008); above 1.96 typical of the group.
    """
    names = np.array(groups, dtype=object)
    kept = sorted({name for name in groups if name})
    member = np.array([kept.index(name) if name else -1 for name in names], np.int64)[words.document]
    inside = member >= 0
    counts = np.zeros((len(kept), len(words.names)), np.int64)
    np.add.at(counts, (member[inside], words.code[inside]), 1)
    often = counts.sum(axis=0)
    wanted = np.flatnonzero(often >= min_count)
    rows = []
    for place, name in enumerate(kept if len(kept) > 1 else []):
        here, there = counts[place, wanted], often[wanted] - counts[place, wanted]
        z = log_odds_z(here, counts[place].sum(), there, often.sum() - counts[place].sum(), int((often > 0).sum()))
        group = pd.DataFrame({by: name, "keyword": [words.names[code] for code in wanted], "n": here})
        group = group.assign(n_against=there, log_odds_z=z).dropna(subset=["log_odds_z"])
        rows.append(group.sort_values(["log_odds_z", "keyword"], ascending=[False, True]).head(top_n))
    columns = [by, "keyword", "n", "n_against", "log_odds_z"]
    frame = pd.concat(rows)[columns] if rows else pd.DataFrame(columns=columns)
    return new_table(
        frame, name="shift", title="关键词变化", unit="词次", counts="词次", direction="z > 1.96：本组突出",
        formula="对数优势比 z，先验为全部语料的词频", source="Monroe, Colaresi & Quinn (2008)",
        notes=["" if rows else "只有一组，没有可比的"], titles=TITLES | {"year": "年份", "city": "城市"},
    )  # fmt: skip
