"""Roles described: what each is made of, which titles were put together, and how near roles are to each other."""

# ruff: noqa: S608 - queries are built from names of the schema

from __future__ import annotations

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole
from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.pay import PAY
from jobmine.measure.relation import counted
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms
from jobmine.normalise.occupation import occupation_name

_TOP_TERMS = 5
_SHOWN = {"knowledge": "知识", "skill": "能力", "quality": "素养", "certificate": "证书"}
_NEAREST = 5
_REST = "其他"


def role_table(tables: Tables, *, config: MeasureConfig = DEFAULTS) -> Table:
    """Return what each role is made of, the largest first.

    Parameters
    ----------
    tables : Tables
        With ``roles``, ``postings``, ``posting_classes`` and ``mentions`` as far as they exist.

    Returns
    -------
    Table
        ``role``, ``family``, ``n`` and ``share`` in scope, ``silhouette``, ``typical_posts``, median ``pay``
        (yuan a month), the commonest ``education`` with its share, and the terms that the most postings
        ask for, by kind.
    """
    counts = count_groups(tables, ("role",))
    counts = counts[counts["role"].ne(UNSTATED)]
    frame = counts[["role", "n", "n_text", "n_employers"]].assign(share=counts["n"] / max(int(counts["n"].sum()), 1))
    described = tables.sql("SELECT role, family, silhouette, typical_posts FROM roles").to_pandas()
    described["typical_posts"] = described["typical_posts"].map("、".join)
    frame = frame.merge(described, on="role", how="left").merge(_pay_and_education(tables), on="role", how="left")
    frame = frame.merge(_top_terms(tables), on="role", how="left")
    frame = frame.sort_values(["n", "role"], ascending=[False, True])
    frame = frame.loc[frame["role"].eq(_REST).sort_values(kind="stable").index]
    return as_table(
        tables, frame, (), None, whole=count_whole(tables),
        name="roles", title="岗位群", unit="职位", own=True,
        formula="岗位名称、要求与职责用词的向量降维后作 K 均值聚类，群数按轮廓系数选定；共用模板而名称无共同点的群拆开",
        titles={
            "role": "岗位群", "family": "大典小类", "silhouette": "轮廓系数", "typical_posts": "典型岗位",
            "pay_median": "月薪中位数", "education": "最多的学历要求",
            **{f"top_{kind}": f"主要{name}" for kind, name in _SHOWN.items()},
        },
    )  # fmt: skip


def title_table(tables: Tables, *, top_n: int = 1000) -> Table:
    """Return which titles of the market were put together: 市场岗位名称归并表.

    Parameters
    ----------
    tables : Tables
        With ``postings`` and ``posting_classes``.
    top_n : int
        Rows: the commonest titles.

    Returns
    -------
    Table
        A row a title as it stands in postings: ``post``, ``role``, ``family``, the commonest
        ``seniority``, ``n`` postings, ``n_employers``, and as ``evidence`` the commonest occupation of the
        职业分类大典.
    """
    frame = tables.sql(
        counted(tables)
        + f"""SELECT c.title, c.post, c.role, r.family, MODE(c.seniority ORDER BY c.seniority) AS seniority,
COUNT(*) AS n, COUNT(DISTINCT c.employer) AS n_employers, MODE(c.occupation ORDER BY c.occupation) AS evidence
FROM counted c LEFT JOIN roles r ON r.role = c.role WHERE c.title IS NOT NULL
GROUP BY c.title, c.post, c.role, r.family ORDER BY n DESC, title, post, c.role LIMIT {top_n:d}"""
    ).to_pandas()
    frame["evidence"] = frame["evidence"].map(occupation_name, na_action="ignore")
    return as_table(
        tables, frame, (), None, whole=count_whole(tables),
        name="titles", title="市场岗位名称归并表", unit="职位",
        formula="去掉公司、地名、口号与括号后的职位名称归为岗位，再归入岗位群；依据为最多的大典职业",
        titles={
            "title": "市场岗位名称", "post": "归并岗位", "role": "岗位群", "family": "大典小类",
            "seniority": "层级", "evidence": "大典职业",
        },
    )  # fmt: skip


def transfer_table(tables: Tables, *, config: MeasureConfig = DEFAULTS) -> Table:
    """Return the roles nearest to each role, what both ask for, and what one who changes would have to learn.

    Parameters
    ----------
    tables : Tables
        With ``mentions`` and roles.
    config : MeasureConfig
        ``plain_from``: roles with fewer readable postings are left out; ``core_share``: share from which
        a term is asked for.

    Returns
    -------
    Table
        ``role``, ``other``, ``cosine`` of the shares of knowledge, skills and certificates, ``common``
        terms that both ask for, ``to_learn``: those that only the other asks for, the most asked first.
    """
    terms = count_terms(tables, ("role",), kinds=("knowledge", "skill", "certificate"))
    sizes = count_groups(tables, ("role",)).set_index("role")["n_text"]
    sizes = sizes[(sizes >= config.plain_from) & ~sizes.index.isin([UNSTATED, _REST])].sort_index()
    terms = terms[terms["role"].isin(sizes.index)]
    terms = terms.assign(share=terms["n"] / terms["role"].map(sizes.to_dict()).astype(float))
    shares = terms.pivot_table(index="role", columns=["kind", "term"], values="share", fill_value=0.0).reindex(
        sizes.index, fill_value=0.0
    )
    rows = shares.to_numpy()
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    cosine = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    cosine = cosine @ cosine.T
    np.fill_diagonal(cosine, -1)
    names, found = shares.columns.get_level_values("term").to_numpy(), []
    asked = rows >= config.core_share
    for i, role in enumerate(shares.index):
        for j in np.argsort(-cosine[i], kind="stable")[: min(_NEAREST, len(rows) - 1)]:
            wanted = np.argsort(-rows[j], kind="stable")
            common = names[wanted][(asked[i] & asked[j])[wanted]][:_TOP_TERMS]
            lacking = names[wanted][(~asked[i] & asked[j])[wanted]][:_TOP_TERMS]
            found.append((role, shares.index[j], cosine[i, j], "、".join(common), "、".join(lacking)))
    return as_table(
        tables, pd.DataFrame(found, columns=["role", "other", "cosine", "common", "to_learn"]), (), None,
        whole=count_whole(tables),
        name="transfer", title="岗位群转换", unit="余弦，0 至 1", own=True,
        formula="两岗位群要求知识、能力、证书的占比向量的余弦；占比达到核心下限的词项才算要求",
        titles={
            "role": "岗位群", "other": "可转岗位群", "cosine": "相似度", "common": "共同要求", "to_learn": "还需补充",
        },
    )  # fmt: skip


def _pay_and_education(tables: Tables) -> pd.DataFrame:
    frame = tables.sql(
        counted(tables, ("role",))
        + f"""SELECT g0 AS role, MEDIAN(CASE WHEN {PAY} > 0 THEN {PAY} END) AS pay_median,
MODE(education ORDER BY education) AS education
FROM counted GROUP BY g0 ORDER BY g0"""
    ).to_pandas()
    return pd.DataFrame(frame)


def _top_terms(tables: Tables) -> pd.DataFrame:
    """Return the terms that the most postings of each role ask for, a column a kind."""
    if not tables.has("mentions"):
        return pd.DataFrame({"role": []})
    terms = count_terms(tables, ("role",), kinds=tuple(_SHOWN))
    terms = terms[terms["n"] > 1]  # what one posting alone asks for is no mark of a role
    terms = terms.sort_values(["role", "kind", "n", "term"], ascending=[True, True, False, True])
    top = terms.groupby(["role", "kind"]).head(_TOP_TERMS).groupby(["role", "kind"])["term"].agg("、".join).unstack()
    return top.reindex(columns=list(_SHOWN)).add_prefix("top_").reset_index()
