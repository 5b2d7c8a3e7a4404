"""How far scarce posts agree with an official list of scarce occupations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.catalogue import post_codes, with_codes
from jobmine.measure.dimensions import code_names, codes_of
from jobmine.measure.table import Table, new_table

HITS_AT = (10, 20, 50)
_TITLES = {"item": "项目", "value": "数值", "names": "名单"}


def agreement_table(tables: Tables, scarce: Table, official: pd.DataFrame, where: str | None = None) -> Table:
    """Return how far a table of scarce posts agrees with an official list of scarce occupations (ours).

    Parameters
    ----------
    tables : Tables
    scarce : Table
        From :func:`jobmine.measure.scarcity.scarcity_table`; of several posts of an occupation the scarcest
        counts, by demand for each person.
    official : DataFrame
        ``code`` of the 大典, or ``occupation``: its name.
    where : str, optional
        The condition of the table.

    Returns
    -------
    Table
        Rows: codes of the list; of them with postings; hits among the first k; AUC, the chance that a
        listed occupation ranks above one that is not listed; the listed ones without postings, named.
    """
    keys = list(scarce.meta["by"])
    frame = with_codes(scarce.frame, keys)
    coded = frame.merge(post_codes(tables, keys, where, frame[keys]), on=keys, how="left", validate="1:1")
    ranked = coded.dropna(subset=["code", "vacancies_per_person"]).groupby("code")["vacancies_per_person"].max()
    return new_table(
        agree(ranked, official_codes(official)),
        name="agreement",
        title="与官方目录的一致程度",
        unit="AUC 0 至 1；其余为职业数",
        formula="AUC = P(目录内职业排在目录外职业之前)",
        source="Hanley & McNeil (1982)",
        own=True,
        direction="AUC 0.5 与随机无异，1 完全一致",
        scope=scarce.meta["scope"],
        n=len(ranked),
        counts="职业数",
        titles=_TITLES,
    )


def agree(ranked: pd.Series, official: pd.Series) -> pd.DataFrame:
    """Return the rows of :func:`agreement_table`.

    Parameters
    ----------
    ranked : Series
        Scarcity by code, the highest the scarcest.
    official : Series
        Codes by their name in the list; empty where the 大典 has no such occupation.

    Examples
    --------
    >>> ranked = pd.Series({"6-18-01-01": 2.0, "4-13-01-02": 0.5})
    >>> agree(ranked, pd.Series({"车工": "6-18-01-01"})).set_index("item")["value"]["AUC"].item()
    1.0
    """
    names = code_names("occupation")
    wanted = sorted({code for code in official if code})
    ranked = ranked.sort_values(ascending=False, kind="stable")
    hit = ranked.index.isin(wanted)
    absent = [code for code in wanted if code not in ranked.index]
    unknown = [str(name) for name, code in official.items() if not code]
    rows: list[tuple[str, float, str]] = [
        ("官方目录的职业数", len(official), ""),
        ("大典没有的名称", len(unknown), "、".join(unknown)),
        ("大典中的职业数", len(wanted), ""),
        ("其中有职位", int(hit.sum()), ""),
        ("其中没有职位", len(absent), "、".join(names[code] for code in absent)),
        *((f"前 {k} 个命中", int(hit[:k].sum()), "") for k in HITS_AT if k <= len(ranked)),
        ("AUC", auc(ranked.to_numpy(), hit), ""),
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
