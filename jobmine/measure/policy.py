"""Tables of policy texts: tags by city, rules, and what a profile may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pandas as pd

from jobmine.extract.policy_clauses import Clause
from jobmine.extract.policy_tags import KINDS, Tag
from jobmine.measure.eligibility import FAILED, MET, UNKNOWN, VERDICTS, check_clause
from jobmine.measure.table import Table, new_table

TITLES = {
    "document_id": "文件", "title": "标题", "issuer": "发文机构", "city": "城市", "year": "年份", "kind": "类别",
    "tag": "标签", "n_documents": "文件数", "n_mentions": "提及次数", "start": "起", "end": "止", "condition": "条件",
    "benefit": "待遇", "amount": "数额", "unit": "单位", "bound": "上下限", "period": "期限", "sentence": "原文",
    "profile": "档案行号", "verdict": "结论", "met": "符合的条件", "failed": "不符合的条件",
    "unknown": "无法判断的条件", "city_a": "城市甲", "city_b": "城市乙", "n_shared": "共有标签数",
    "n_all": "全部标签数", "jaccard": "Jaccard系数", "reason": "未用的原因",
}  # fmt: skip
UNSAID = "（未注明）"


def tag_tables(documents: pd.DataFrame, tags: Mapping[str, Sequence[Tag]]) -> dict[str, Table]:
    """Return where tags stand, the city by tag table, and how alike cities are.

    Parameters
    ----------
    documents : DataFrame
        ``document_id`` and ``city``.
    tags : mapping
        The tags of each document.

    Returns
    -------
    dict of Table
        ``document_tags`` as in the schema; ``tags``, a row a kind and tag, a column a city with the number of its
        documents; ``overlap``, Jaccard coefficients of the cities' sets of tags, by kind.

    Examples
    --------
    >>> from jobmine.extract.policy_tags import find_tags
    >>> documents = pd.DataFrame({"document_id": ["a", "b"], "city": ["北京", "上海"]})
    >>> texts = {"a": "支持金融、农业领域。", "b": "支持金融领域。"}
    >>> made = tag_tables(documents, {name: find_tags(text) for name, text in texts.items()})
    >>> made["overlap"].frame[["n_shared", "n_all", "jaccard"]].values.tolist()
    [[1.0, 2.0, 0.5]]
    """
    rows = [(name, *tag) for name, found in tags.items() for tag in found]
    found = pd.DataFrame(rows, columns=["document_id", "kind", "tag", "start", "end"])
    placed = found.merge(documents[["document_id", "city"]], on="document_id")
    placed["city"] = placed["city"].replace("", UNSAID)
    each = placed.drop_duplicates(["document_id", "kind", "tag"])
    cities = list(dict.fromkeys(documents["city"].replace("", UNSAID)))
    wide = each.pivot_table(index=["kind", "tag"], columns="city", values="document_id", aggfunc="count", fill_value=0)
    wide = wide.reindex(columns=cities, fill_value=0).astype("int64")
    wide.insert(0, "n_documents", wide.sum(axis="columns"))
    wide = wide.reset_index()
    order = wide["kind"].map(list(KINDS).index)
    wide = wide.assign(order=order).sort_values(["order", "n_documents", "tag"], ascending=[True, False, True])
    wide = wide.drop(columns="order").assign(kind=lambda frame: frame["kind"].map(KINDS))
    return {
        "document_tags": new_table(
            found, name="document_tags", title="标签出处", unit="提及", counts="提及次数", titles=TITLES
        ),
        "tags": new_table(
            wide, name="tags", title="城市与标签", unit="提到该标签的文件数", counts="文件数", titles=TITLES,
            source="含义：北京人才发展报告（2023）B.2 表3、表4", notes=["标签词表为本软件自编"],
        ),
        "overlap": new_table(
            _overlaps(each), name="overlap", title="城市之间的标签重合", unit="0 到 1", counts="标签数", titles=TITLES,
            formula="共有 / 全部", source="Jaccard (1901)",
        ),
    }  # fmt: skip


def _overlaps(each: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind, name in KINDS.items():
        of_kind = each[each["kind"] == kind]
        sets = {city: set(of_kind.loc[of_kind["city"] == city, "tag"]) for city in dict.fromkeys(of_kind["city"])}
        for one, other in combinations(sets, 2):
            shared, both = sets[one] & sets[other], sets[one] | sets[other]
            rows.append((name, one, other, len(shared), len(both), len(shared) / len(both)))
    return pd.DataFrame(rows, columns=["kind", "city_a", "city_b", "n_shared", "n_all", "jaccard"])


def clause_table(documents: pd.DataFrame, clauses: Mapping[str, Sequence[Clause]]) -> Table:
    """Return the rules of documents, a row each, with the sentence in which each stands."""
    known = documents.set_index("document_id")
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    rows = [
        {"document_id": name, "city": known.at[name, "city"], "year": known.at[name, "year"],
         "condition": ";".join(clause.conditions), "benefit": clause.benefit, "amount": clause.amount,
         "unit": clause.unit, "bound": clause.bound, "period": clause.period, "start": clause.start,
         "end": clause.end, "sentence": texts[name][clause.start : clause.end]}
        for name, found in clauses.items() for clause in found
    ]  # fmt: skip
    columns = ["document_id", "city", "year", "condition", "benefit", "amount", "unit", "bound", "period", "start",
               "end", "sentence"]  # fmt: skip
    notes = ["条件之间的 ; 为“且”，| 为“或”；没有读出的条件不猜", "年龄、学历的“以上”“以下”包括本数"]
    return new_table(
        pd.DataFrame(rows, columns=columns), name="clauses", title="政策条款", own=True, unit="一行一条待遇",
        counts="条款数", notes=notes, titles=TITLES,
    )  # fmt: skip


def eligibility_table(
    documents: pd.DataFrame, clauses: Mapping[str, Sequence[Clause]], profiles: Sequence[Mapping[str, str]]
) -> Table:
    """Return which rules each profile meets, fails, or cannot be judged by; rules that are met come first.

    Parameters
    ----------
    profiles : sequence of mapping
        See :func:`jobmine.measure.eligibility.check_condition`; a profile is named by its row, from 1.
    """
    cities = dict(zip(documents["document_id"], documents["city"], strict=True))
    rows = []
    for number, profile in enumerate(profiles, start=1):
        for name, found in clauses.items():
            for clause in found:
                verdict, parts = check_clause(clause, profile)
                rows.append(
                    {"profile": number, "verdict": verdict, "document_id": name, "city": cities[name],
                     "benefit": clause.benefit, "amount": clause.amount, "unit": clause.unit, "bound": clause.bound,
                     "period": clause.period, **{part: ";".join(listed) for part, listed in parts.items()}}
                )  # fmt: skip
    columns = ["profile", "verdict", "document_id", "city", "benefit", "amount", "unit", "bound", "period", MET, FAILED,
               UNKNOWN]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    order = frame["verdict"].map([MET, UNKNOWN, FAILED].index)
    frame = frame.assign(order=order).sort_values(["profile", "order"], kind="stable").drop(columns="order")
    frame["verdict"] = frame["verdict"].map(VERDICTS)
    return new_table(
        frame, name="eligibility", title="档案与条款", own=True, unit="一行一个档案和一条条款", counts="条款数",
        titles=TITLES,
        notes=["档案没有写明的、条款没有读出条件的，一律为无法判断；结论以主管部门审核为准"],
    )  # fmt: skip
