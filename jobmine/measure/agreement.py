"""How far scarce posts agree with an official list of scarce occupations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.catalogue import code_counts, with_codes
from jobmine.measure.counting import DEFAULTS, count_groups, stated
from jobmine.measure.dimensions import code_names, codes_of
from jobmine.measure.table import Table, new_table

HITS_AT = (10, 20, 50)
# What posts rank by, the first that a table has; without any of them their occupations rank by postings.
RANKED_BY = {"vacancies_per_person": "每人对应的需求", "index": "招聘压力指数"}
_TITLES = {"item": "项目", "value": "数值", "names": "名单"}


def agreement_table(
    tables: Tables, scarce: Table, official: pd.DataFrame, where: str | None = None, *, config: MeasureConfig = DEFAULTS
) -> Table:
    """Return how far a table of scarce posts agrees with an official list of scarce occupations (ours).

    Posts are not occupations: the postings of a post stand under several codes of the 大典. An occupation therefore
    ranks by the mean over its postings of their posts' figure.

    Parameters
    ----------
    tables : Tables
    scarce : Table
        From :func:`jobmine.measure.scarcity.scarcity_table`, which ranks by demand for each person; or without
        supply from :func:`jobmine.measure.pressure.pressure_table`, which ranks by its index. Where neither is
        known of any post, occupations rank by their postings. The notes say which it was.
    official : DataFrame
        ``code`` of the 大典, or ``occupation``: its name. A list of several quarters counts each name once.
    where : str, optional
        The condition of the table.
    config : MeasureConfig
        Occupations with fewer than ``ratio_from`` postings do not rank.

    Returns
    -------
    Table
        Rows: names and codes of the list; of them with postings, and those that rank; hits among the first k; AUC,
        the chance that a listed occupation ranks above one that is not listed, and the same by mere number of
        postings, to compare it with; the listed ones without postings, named.
    """
    keys = list(scarce.meta["by"])
    figure = next((name for name in RANKED_BY if name in scarce.frame and scarce.frame[name].notna().any()), None)
    counts = count_groups(tables, ["occupation"], where=where)
    whole = int(counts["n"].sum())
    counts, uncoded = stated(counts, ["occupation"], max(1, whole))
    postings = counts.set_index("occupation")["n"].rename_axis("code")
    large = postings[postings >= config.ratio_from]
    ranked = large.astype(float)
    if figure is not None:
        posts = with_codes(scarce.frame, keys)[[*keys, figure]]
        ranked = _mean_figure(code_counts(tables, keys, where).merge(posts, on=keys), figure)
        ranked = ranked[ranked.index.isin(large.index)]
    return new_table(
        agree(ranked, official_codes(official), postings),
        name="agreement",
        title="与官方目录的一致程度",
        unit="AUC 0 至 1；其余为职业数",
        formula="AUC = P(目录内职业排在目录外职业之前)；职业的数值 = 其职位所属岗位数值的均值",
        source="AUC：Hanley & McNeil (1982)；职业的排序为本软件自定",
        own=True,
        direction="AUC 0.5 与随机无异，1 完全一致",
        scope=scarce.meta["scope"],
        n=whole,
        counts="职业数",
        notes=[
            f"排序依据：{RANKED_BY[figure]}" if figure else "排序依据：职位数；没有供给数据，也没有可比的招聘压力",
            "没有供给数据，排序不说明紧缺" if figure != "vacancies_per_person" else "",
            f"少于 {config.ratio_from} 条职位的职业不排序",
            uncoded,
        ],
        titles=_TITLES,
    )


def _mean_figure(rows: pd.DataFrame, figure: str) -> pd.Series:
    """Return the mean figure of each code, weighted by postings; it is in the order of codes."""
    known = rows.dropna(subset=[figure])
    # Endless demand for each person (nobody seeks) ranks first, whatever its weight.
    sums = (known[figure] * known["n"]).groupby(known["code"]).sum()
    return (sums / known.groupby("code")["n"].sum()).round(9)  # equal figures tie


def agree(ranked: pd.Series, official: pd.Series, postings: pd.Series) -> pd.DataFrame:
    """Return the rows of :func:`agreement_table`.

    Parameters
    ----------
    ranked : Series
        Scarcity by code, the highest the scarcest.
    official : Series
        Codes by their name in the list; empty where the 大典 has no such occupation.
    postings : Series
        Postings by code, of all occupations that have any.

    Examples
    --------
    >>> ranked = pd.Series({"6-18-01-01": 2.0, "4-13-01-02": 0.5})
    >>> postings = pd.Series({"6-18-01-01": 10, "4-13-01-02": 20})
    >>> rows = agree(ranked, pd.Series({"车工": "6-18-01-01"}), postings).set_index("item")["value"]
    >>> rows["AUC"].item(), rows["AUC（只按职位数）"].item()
    (1.0, 0.0)
    """
    names = code_names("occupation")
    wanted = sorted({code for code in official if code})
    ranked = ranked.sort_values(ascending=False, kind="stable")
    hit = ranked.index.isin(wanted)
    asked = [code for code in wanted if code in postings.index]
    absent = [code for code in wanted if code not in postings.index]
    unranked = [code for code in asked if code not in ranked.index]
    unknown = sorted({str(name) for name, code in official.items() if not code})
    sizes = postings.reindex(ranked.index).to_numpy()
    rows: list[tuple[str, float, str]] = [
        ("官方目录的职业数", official.index.nunique(), ""),
        ("大典没有的名称", len(unknown), "、".join(unknown)),
        ("大典中的职业数", len(wanted), ""),
        ("其中有职位", len(asked), ""),
        ("其中没有职位", len(absent), "、".join(names[code] for code in absent)),
        ("有职位但不能排序", len(unranked), "、".join(names[code] for code in unranked)),
        ("参与排序的职业数", len(ranked), ""),
        ("其中目录内", int(hit.sum()), ""),
        *((f"前 {k} 个命中", int(hit[:k].sum()), "") for k in HITS_AT if k <= len(ranked)),
        ("AUC", auc(ranked.to_numpy(), hit), ""),
        ("AUC（只按职位数）", auc(sizes, hit), ""),
    ]
    return pd.DataFrame(rows, columns=["item", "value", "names"])


def official_codes(official: pd.DataFrame) -> pd.Series:
    """Return the codes of an official list, by the names or codes that stand there; empty for names unknown.

    Examples
    --------
    >>> official_codes(pd.DataFrame({"occupation": ["车工", "直播销售员"]})).to_list()
    ['6-18-01-01', '']
    """
    columns = [name for name in ("occupation", "code") if name in official]
    if not columns:
        raise ConfigError("an official list needs a column code or occupation (codes or names of the 大典)")
    names = official[columns[0]].astype(str)
    codes = codes_of("occupation", names)
    if "code" in official:
        codes = official["code"].where(official["code"].notna() & (official["code"] != ""), codes)
    codes = codes.astype(str)
    return pd.Series(codes.where(codes.isin(list(code_names("occupation"))), "").to_list(), index=names.to_list())


def auc(scores: ArrayLike, hits: ArrayLike) -> float:
    """Return the chance that a hit scores above a miss, ties counting one half; NaN without either.

    Examples
    --------
    >>> auc([3, 2, 2, 1], [True, True, False, False])
    0.875
    """
    values, flags = np.asarray(scores, dtype=np.float64), np.asarray(hits, dtype=bool)
    n, m = int(flags.sum()), int((~flags).sum())
    if not n or not m:
        return float("nan")
    return float((rankdata(values)[flags].sum() - n * (n + 1) / 2) / (n * m))
