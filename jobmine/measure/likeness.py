"""Which groups ask for the same: cosine of their weights of terms, with an interval, and who is alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, choose_dimensions, count_with_whole, flag_small
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, group_order, name_codes
from jobmine.measure.matrices import Matrix, term_matrices
from jobmine.measure.table import Table
from jobmine.measure.terms import check_kinds, count_terms

Floats = NDArray[np.float64]

ALIKE = 0.9
# Terms that a group asks for at least this often: rarer ones add to time and next to nothing to a cosine.
ASKED_FOR = 0.02
_AT_ONCE = 50
_N_SHARED = 5
_COLUMNS = (
    "group", "other", "cosine", "cosine_low", "cosine_high", "plain", "alike", "shared", "n_text", "n_text_other"
)  # fmt: skip
_TITLES = {
    "group": "甲组", "other": "乙组", "cosine": "余弦相似度", "cosine_low": "相似度下限", "cosine_high": "相似度上限",
    "plain": "未校正的余弦",
    "alike": "相近", "shared": "共同的主要要求", "n_text_other": "乙组可读职位数", "n_text": "甲组可读职位数",
}  # fmt: skip


def likeness_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    kind: str | Sequence[str] | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
    random_state: int = 0,
) -> Table:
    """Return how alike the demands of each pair of groups are (ours).

    Cosine of the groups' weights (shares) of terms, those with a share of at least 0.02 in some group.
    Noise lengthens a vector of shares and so lowers the plain cosine, the more the smaller a group is;
    p (1 - p) / (n - 1) is therefore taken off each squared share. The interval is a bootstrap over
    postings of this corrected cosine, about the plain one that the resamples are drawn from.

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; by default those of ``config``, else industry or role.
    where : str, optional
        Condition: a subset of the scope.
    kind : str or sequence of str, optional
        Kinds of terms; all by default.
    config : MeasureConfig
        ``top_n`` groups, the largest, are compared; ``plain_from`` postings make a group; ``draws``.
    random_state : int
        Seed of the bootstrap.

    Returns
    -------
    Table
        A row a pair, the likest first: ``cosine`` with its 95 % interval, the ``plain`` cosine, ``alike`` where the
        lower end is at least 0.9, ``shared``, the terms that add most to the likeness. The notes say which groups are
        alike, each to every other of its list.
    """
    groups = choose_dimensions(tables, by, config)
    keys, kinds = list(groups), check_kinds(kind)
    counts, whole = count_with_whole(tables, groups, where=where)
    stated = counts[~counts[keys].isin([UNSTATED]).any(axis="columns")]
    large = group_order(stated[stated["n_text"] >= config.plain_from], groups, "n_text").head(config.top_n)
    terms = count_terms(tables, groups, where=where, kinds=kinds).merge(large[[*keys, "n_text"]], on=keys)
    usual = terms.loc[terms["n"] >= ASKED_FOR * terms["n_text"], ["kind", "term"]].drop_duplicates()
    columns = large[keys].merge(usual, how="cross")
    matrices = term_matrices(tables, groups, columns, where=where)
    labels = name_codes(large[keys], groups)[keys].itertuples(index=False, name=None)
    rows = list(large[keys].itertuples(index=False, name=None))
    names = {key: " · ".join(label) for key, label in zip(rows, labels, strict=True)}
    sizes = {key: int(n) for key, n in zip(rows, large["n_text"], strict=True)}
    matrices = {key: matrices[key] for key in rows if key in matrices}
    frame = _pairs(matrices, sizes, config.draws, random_state)
    frame = frame.sort_values(["cosine", "place"], ascending=[False, True], kind="stable")
    frame = frame.assign(group=frame["group"].map(names), other=frame["other"].map(names))
    frame["flag"] = flag_small(frame[["n_text", "n_text_other"]].min(axis="columns"), config)
    title = "、".join(DIMENSIONS[name].title for name in groups)
    return as_table(
        tables,
        frame.drop(columns="place"),
        (),
        where,
        whole=whole,
        name="likeness",
        title=f"{title}需求相似度",
        unit="余弦，0 至 1",
        formula="Σxy / sqrt(Σ(x² - x(1-x)/(n-1)) Σ(y² - y(1-y)/(m-1)))，x、y 为词项占比",
        source="区间：对职位自助抽样；抽样误差的校正与相近界值为本软件自定",
        own=True,
        direction="越大，两组要求越相近",
        notes=[
            _statement(frame, list(names.values())),
            f"比较可读职位不少于 {config.plain_from} 条的最大 {len(sizes)} 组；词项在某组的占比不低于 {ASKED_FOR}",
        ],
        titles=_TITLES,
    )


def cosine(x: ArrayLike, y: ArrayLike, n_x: ArrayLike = np.inf, n_y: ArrayLike = np.inf) -> Floats:
    """Return the cosine of shares in the last axis, freed of the noise of n postings; chance can lift it above 1.

    Examples
    --------
    >>> cosine([1.0, 0.0], [0.5, 0.5]).round(4).item()
    0.7071
    >>> cosine([1.0, 0.0], [0.5, 0.5], n_y=11).round(4).item()  # 0.5 / sqrt(0.5 - 2 * 0.25 / 10)
    0.7454
    """
    one, other = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return _quotient(np.einsum("...i,...i", one, other), _length(one, n_x), _length(other, n_y))


def _length(shares: Floats, n: ArrayLike) -> Floats:
    """Return the squared length of shares without what the noise of n postings adds to it."""
    squares, rest = (shares**2).sum(axis=-1), shares.sum(axis=-1)
    return np.asarray(squares - (rest - squares) / (np.asarray(n, dtype=np.float64) - 1))


def _quotient(product: Floats, length: Floats, other: Floats) -> Floats:
    # Nothing but noise is left of a vector whose terms stand in one or two postings each.
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((length > 0) & (other > 0), product / np.sqrt(length * other), np.nan)


def alike_lists(names: Sequence[str], pairs: set[frozenset[str]]) -> list[list[str]]:
    """Return lists of names in which each is alike to every other; names are taken up in their order.

    Examples
    --------
    >>> alike_lists("abcd", {frozenset("ab"), frozenset("bc"), frozenset("ac"), frozenset("cd")})
    [['a', 'b', 'c']]
    """
    lists: list[list[str]] = []
    for name in names:
        home = next((one for one in lists if all(frozenset((name, other)) in pairs for other in one)), None)
        if home is None:
            lists.append([name])
        else:
            home.append(name)
    return [one for one in lists if len(one) > 1]


def _pairs(
    matrices: dict[tuple[str, ...], Matrix], sizes: dict[tuple[str, ...], int], draws: int, seed: int
) -> pd.DataFrame:
    shares = {key: np.asarray(matrix.sum(axis=0)) / sizes[key] for key, (_, matrix) in matrices.items()}
    drawn = {
        key: resample(matrix, sizes[key], draws, (seed, crc32("|".join(key).encode())))
        for key, (_, matrix) in matrices.items()
    }
    rows = []
    for place, (one, other) in enumerate(combinations(matrices, 2)):
        found, low, high, plain = compare(
            shares[one], shares[other], sizes[one], sizes[other], drawn[one], drawn[other]
        )
        leaders = np.argsort(-shares[one] * shares[other], kind="stable")[: 2 * _N_SHARED]
        shared = list(dict.fromkeys(matrices[one][0]["term"].iloc[leaders]))[:_N_SHARED]
        rows.append(
            (place, one, other, found, low, high, plain, low >= ALIKE, "、".join(shared), sizes[one], sizes[other])
        )
    return pd.DataFrame(rows, columns=["place", *_COLUMNS])


def compare(
    x: Floats, y: Floats, n_x: int, n_y: int, drawn_x: tuple[Floats, Floats], drawn_y: tuple[Floats, Floats]
) -> tuple[float, float, float, float]:
    """Return the cosine of two groups, the ends of its interval, and the plain cosine.

    Parameters
    ----------
    x, y : ndarray
        Shares.
    n_x, n_y : int
        Postings.
    drawn_x, drawn_y : (ndarray, ndarray)
        As :func:`resample` gives them.
    """
    plain, found = float(cosine(x, y)), float(cosine(x, y, n_x, n_y))
    again = _quotient(np.einsum("ij,ij->i", drawn_x[0], drawn_y[0]), drawn_x[1], drawn_y[1])
    if np.isnan(found) or np.isnan(again).any():
        return found, np.nan, np.nan, plain
    low, high = found - np.quantile(again - plain, (0.975, 0.025))
    low, high = (float(end) for end in np.clip([min(low, found), max(high, found)], 0, 1))
    return min(1.0, found), low, high, plain


def resample(matrix: sparse.csr_array, n: int, draws: int, seed: int | tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return shares of terms and their squared lengths in resamples: each posting is drawn a Poisson number of times.

    Parameters
    ----------
    matrix : sparse array
        Postings by terms; postings without any term may be left out of the rows.
    n : int
        All postings.
    draws : int
    seed : int or tuple of int
    """
    random = np.random.default_rng(seed)
    columns, parts = matrix.T.tocsr(), []
    for start in range(0, draws, _AT_ONCE):
        rows = min(_AT_ONCE, draws - start)
        times = random.poisson(1, (matrix.shape[0], rows)).astype(np.float32)
        drawn = np.maximum(times.sum(axis=0) + random.poisson(n - matrix.shape[0], rows), 2.0)
        shares = ((columns @ times) / drawn).T.astype(np.float64)
        parts.append((shares, _length(shares, drawn)))
    return np.concatenate([shares for shares, _ in parts]), np.concatenate([length for _, length in parts])


def _statement(frame: pd.DataFrame, names: Sequence[str]) -> str:
    alike = frame.loc[frame["alike"], ["group", "other"]].itertuples(index=False)
    lists = alike_lists(names, {frozenset(pair) for pair in alike})
    if not lists:
        return f"没有两组的相似度下限达到 {ALIKE}"
    return f"相近（相似度下限不低于 {ALIKE}）：" + "；".join("、".join(one) for one in lists)
