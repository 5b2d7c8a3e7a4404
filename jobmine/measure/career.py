"""职业面向: what a major leads to, with the codes that a training plan prints and the evidence of each."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, POSTINGS, as_table, count_whole, flag_small, hide_small
from jobmine.measure.dimensions import code_names
from jobmine.measure.intervals import wilson
from jobmine.measure.relation import counted, literal
from jobmine.measure.table import Table, new_table
from jobmine.model.catalogue import Major, resolve_majors
from jobmine.model.major_map import shipped_links

CATEGORY, CLASS, INDUSTRY = "所属专业大类", "所属专业类", "对应行业"
OCCUPATION, POST, CERTIFICATE = "主要职业类别", "主要岗位", "职业类证书"
ITEMS = (CATEGORY, CLASS, INDUSTRY, OCCUPATION, POST, CERTIFICATE)
UNSEEN = "教学标准或专业简介列有，职位中未见"

_GROUP = 7  # characters of a 小类
# What the map of majors rests on, in words; its other sources repeat or only hint.
_SAID = {
    "standard": "教学标准", "profile": "专业简介", "titles": "职位名称", "name": "专业名称",
    "postings": "写明专业的职位", "class": "同类专业", "kin": "其他层次的同名专业",
}  # fmt: skip
_STATED = {"教学标准", "专业简介"}
_LEAST = 2
_MAP_TITLES = {
    "major": "专业", "school_level": "办学层次", "code": "职业代码", "occupation": "职业", "industry": "行业",
    "industry_name": "行业名称", "weight": "权重", "source": "来源", "n": "职位数",
}  # fmt: skip
_TITLES = {
    "item": "项目", "code": "代码", "name": "名称", "base": "分母职位数", "n_named": "其中写明该专业",
    "source": "对照来源",
}  # fmt: skip


def career_table(
    tables: Tables,
    major: str,
    school_level: str = "",
    where: str | None = None,
    *,
    top_n: int = 10,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the 职业面向 of a major: its class, industries, occupations, posts and certificates, with codes.

    Parameters
    ----------
    tables : Tables
        A run, with ``posting_major``.
    major : str
        Name or code of the catalogue.
    school_level : str
        One of :data:`jobmine.schema.SCHOOL_LEVELS`, for a name that is taught at several.
    where : str, optional
        Condition: a subset of the scope.
    top_n : int
        Rows of each item.

    Returns
    -------
    Table
        A row an ``item`` and value: ``code`` (专业大类 two digits, 专业类 four, division of GB/T 4754, 小类 of the
        职业分类大典), ``name``, ``n`` postings of the major with it, ``n_named`` of them that name the major,
        ``base``, ``share`` with its Wilson interval, and ``source``: what the map of majors rests on. What a
        teaching standard or a professional profile has and no posting shows stands there with n = 0, marked.

    Raises
    ------
    ConfigError
        If there is no such major, or no posting has one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": str(i), "post": "数控车工", "industry": "34"} for i in range(30)]
    >>> to = [{"posting_id": str(i), "major": "460103", "how": "title", "weight": 1.0} for i in range(30)]
    >>> tables = LocalTables({
    ...     "postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"]),
    ...     "posting_major": pa.Table.from_pylist(to, schema=SCHEMAS["posting_major"]),
    ... })
    >>> frame = career_table(tables, "数控技术", "高职").frame
    >>> frame.loc[frame["n"] > 0, ["code", "name"]].iloc[:3].to_numpy().tolist()
    [['46', '装备制造大类'], ['4601', '机械设计制造类'], ['34', '通用设备制造业']]
    """
    majors = resolve_majors(major, school_level)
    if not tables.has("posting_major"):
        raise ConfigError("no posting leads to a major; 职业面向 needs a run whose postings do")
    whole = count_whole(tables, where=where)
    found, bases = _counts(tables, majors, where)
    frame = pd.concat([_class_rows(majors, bases), _value_rows(found, majors, top_n)], ignore_index=True)
    frame["base"] = (
        frame["item"].map({**dict.fromkeys(ITEMS, bases["n"]), CERTIFICATE: bases["n_text"]}).astype("int64")
    )
    low, high = wilson(frame["n"], frame["base"])
    frame = frame.assign(share=frame["n"] / frame["base"].where(frame["base"] > 0), share_low=low, share_high=high)
    frame["flag"] = flag_small(frame["base"], config)
    frame.loc[frame["n"] == 0, "flag"] = UNSEEN
    frame = hide_small(frame, "base", ["share", "share_low", "share_high"], config)
    columns = ["item", "code", "name", "n", "n_named", "base", "share", "share_low", "share_high", "source", "flag"]
    names = "、".join(f"{m.name}（{m.code}，{m.school_level}）" for m in majors)
    return as_table(
        tables, frame[columns], (), where, whole=whole,
        name="career", title=f"职业面向：{names}", unit="占对应到该专业的职位；证书占其中有可读要求的职位",
        formula="share = n / base", own=True,
        source="表式：专业教学标准；区间：Wilson (1927)；专业与职业的对照为本软件自定",
        direction="越大，该专业的职位越多在此", counts=POSTINGS,
        notes=[
            f"对应到该专业的职位 {bases['n']} 条，其中写明该专业 {bases['n_named']} 条",
            f"每项只列至少 {_LEAST} 条职位的，或对照表所有的",
            "对照来源：专业与职业对照表依据什么列出该行业或职业；空白的只见于职位",
            "候选，须经教师审定",
        ],
        titles=_TITLES,
    )  # fmt: skip


def map_table(major: str, school_level: str = "") -> Table:
    """Return the rows of the shipped map for a major, to be checked: what a user edits and hands in again.

    Written as CSV it is a map of one's own as it stands, see :func:`jobmine.model.major_map.read_links`.

    Examples
    --------
    >>> map_table("护理", "高职").frame[["code", "occupation"]].iloc[0].to_list()
    ['2-05-08-01', '内科护士']
    """
    majors = {found.code: found for found in resolve_majors(major, school_level)}
    names, divisions = code_names("occupation"), code_names("industry")
    rows = [
        (
            majors[link.major].name,
            majors[link.major].school_level,
            link.occupation,
            names.get(link.occupation, ""),
            link.industry,
            divisions.get(link.industry, ""),
            link.weight,
            "、".join(_SAID[source] for source in link.source.split("|") if source in _SAID),
            link.n,
        )
        for link in shipped_links()
        if link.major in majors
    ]
    return new_table(
        pd.DataFrame(rows, columns=list(_MAP_TITLES)),
        name="major_map", title="专业与职业对照", unit="权重，0 至 1", own=True,
        formula="1 - Π(1 - 各来源的把握)", source="来源与把握为本软件自定", direction="越大，把握越大",
        notes=["改后可用设置 majors.files 引用；其中的专业不再用自带的对照", "职位数只计写明该专业的职位"],
        titles=_MAP_TITLES,
    )  # fmt: skip


def _counts(tables: Tables, majors: list[Major], where: str | None) -> tuple[pd.DataFrame, pd.Series]:
    """Return the postings of the majors by value of each item, and how many there are."""
    codes = ", ".join(literal(major.code) for major in majors)
    here = (
        counted(tables, where=where)
        + f""", of_major AS (SELECT posting_id, MAX(CASE WHEN how = 'named' THEN 1 ELSE 0 END) AS named
    FROM posting_major WHERE major IN ({codes}) GROUP BY posting_id),
these AS (SELECT c.*, m.named FROM counted c JOIN of_major m ON m.posting_id = c.posting_id)
"""
    )
    numbers = "COUNT(*) AS n, CAST(COALESCE(SUM(named), 0) AS BIGINT) AS n_named"
    values = {INDUSTRY: "industry", OCCUPATION: f"SUBSTRING(occupation, 1, {_GROUP})", POST: "post"}
    parts = [
        f"SELECT '{item}' AS item, {sql} AS value, {numbers} FROM these WHERE {sql} <> '' GROUP BY {sql}"
        for item, sql in values.items()
    ]
    if tables.has("mentions"):
        parts.append(f"""SELECT '{CERTIFICATE}' AS item, t.term AS value, {numbers} FROM these
    JOIN (SELECT DISTINCT posting_id, term FROM mentions WHERE kind = 'certificate' AND NOT COALESCE(negated, FALSE)) t
    ON t.posting_id = these.posting_id WHERE readable = 1 GROUP BY t.term""")
    union = " UNION ALL ".join(parts)
    found = tables.sql(f"{here}SELECT * FROM ({union}) u ORDER BY item, n DESC, value").to_pandas()
    bases = tables.sql(
        f"{here}SELECT {numbers}, CAST(COALESCE(SUM(readable), 0) AS BIGINT) AS n_text FROM these"
    ).to_pandas()
    return found, bases.iloc[0]


def _class_rows(majors: list[Major], bases: pd.Series) -> pd.DataFrame:
    rows = []
    for item, length, names in ((CATEGORY, 2, "category"), (CLASS, 4, "class_name")):
        for code, name in dict.fromkeys((major.code[:length], getattr(major, names)) for major in majors):
            rows.append((item, code, name, bases["n"], bases["n_named"], "专业目录"))
    return pd.DataFrame(rows, columns=["item", "code", "name", "n", "n_named", "source"])


def _value_rows(found: pd.DataFrame, majors: list[Major], top_n: int) -> pd.DataFrame:
    """Return the commonest values of each item, and what is stated for the major and no posting shows."""
    sources = _sources({major.code for major in majors})
    names = {INDUSTRY: code_names("industry"), OCCUPATION: code_names("occupation")}
    parts = []
    for item in ITEMS[2:]:
        rows = found[found["item"] == item]
        if item in (POST, CERTIFICATE):
            rows = rows[rows["n"] >= _LEAST].head(top_n)
            parts.append(rows.assign(code="", name=rows["value"], source=""))
            continue
        known = sources[item]
        stated = [value for value, said in known.items() if _STATED & said and value not in set(rows["value"])]
        rows = pd.concat(
            [rows.head(top_n), pd.DataFrame({"item": item, "value": sorted(stated), "n": 0, "n_named": 0})]
        )
        rows = rows[rows["value"].isin(names[item])]
        rows = rows[(rows["n"] >= _LEAST) | rows["value"].isin(known)]
        source = ["、".join(word for word in _SAID.values() if word in known.get(value, ())) for value in rows["value"]]
        parts.append(rows.assign(code=rows["value"], name=rows["value"].map(names[item]), source=source))
    columns = ["item", "code", "name", "n", "n_named", "source"]
    joined = pd.concat(parts)[columns]
    return joined.astype({"n": "int64", "n_named": "int64"})


def _sources(codes: set[str]) -> dict[str, dict[str, set[str]]]:
    """Return what the map of majors says of each industry and 小类, by item."""
    found: dict[str, dict[str, set[str]]] = {INDUSTRY: defaultdict(set), OCCUPATION: defaultdict(set)}
    for link in shipped_links():
        if link.major in codes:
            item, value = (OCCUPATION, link.occupation[:_GROUP]) if link.occupation else (INDUSTRY, link.industry)
            found[item][value].update(_SAID[source] for source in link.source.split("|") if source in _SAID)
    return found
