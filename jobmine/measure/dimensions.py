"""The dimensions that tables are grouped by: where their values lie, and their names in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import pandas as pd

from jobmine.data import read_tsv
from jobmine.errors import ConfigError
from jobmine.schema import EDUCATIONS, SENIORITIES

UNSTATED = "未注明"
WHOLE = "全部"
EXPERIENCES = ("不限", "1年以下", "1-3年", "3-5年", "5-10年", "10年以上", UNSTATED)

SIZE_CLASSES = ("不足100人", "100人起", "500人起", "1000人起", UNSTATED)
_LEAST_STAFF = "TRY_CAST(REGEXP_EXTRACT(company_size, '^[0-9]+') AS INT)"

# The day that a posting belongs to; a file without days of publication has days of sight.
DAY = "COALESCE(published, first_seen)"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to group postings.

    Attributes
    ----------
    title : str
        Its name in Chinese.
    sql : str
        Value of a posting, over the columns of postings and posting_classes.
    table, values : str
        Where a posting can have several values: the table and its select list.
    names : str
        Data file with the columns ``code`` and ``name``, where values are codes.
    order : tuple of str
        Values in their natural order, where they have one.
    """

    title: str
    sql: str = ""
    table: str = ""
    values: str = ""
    names: str = ""
    order: tuple[str, ...] = ()


DIMENSIONS: dict[str, Dimension] = {
    "all": Dimension("范围", f"'{WHOLE}'"),
    "industry": Dimension("行业", "industry", names="taxonomies/industries.tsv"),
    "industry_section": Dimension("行业门类", "industry_section", names="taxonomies/industries.tsv"),
    "area": Dimension("领域", table="posting_area", values="area"),
    "role": Dimension("岗位群", "role"),
    "post": Dimension("岗位", "post"),
    "occupation": Dimension("职业", "occupation", names="taxonomies/occupations.tsv"),
    "occupation_group": Dimension("职业中类", "SUBSTRING(occupation, 1, 4)", names="taxonomies/occupations.tsv"),
    "province": Dimension("省份", "province"),
    "city": Dimension("城市", "city"),
    "cluster": Dimension("城市群", table="postings", values="UNNEST(clusters)"),
    "major": Dimension("专业", table="posting_major", values="major", names="taxonomies/majors.tsv"),
    "employer": Dimension("用人单位", "employer"),
    "company_type": Dimension("单位类型", "company_type"),
    "company_size": Dimension("单位规模", "company_size"),
    # Sites cut sizes at different numbers; the lower ends can be put together.
    "size_class": Dimension(
        "单位规模（按下限归并）",
        f"CASE WHEN {_LEAST_STAFF} < 100 THEN '不足100人' WHEN {_LEAST_STAFF} < 500 THEN '100人起'"
        f" WHEN {_LEAST_STAFF} < 1000 THEN '500人起' WHEN {_LEAST_STAFF} >= 1000 THEN '1000人起' END",
        order=SIZE_CLASSES,
    ),
    "seniority": Dimension("职级", "seniority", order=SENIORITIES),
    "education": Dimension("学历", "education", order=EDUCATIONS),
    "experience": Dimension(
        "工作经验",
        "CASE WHEN experience_min IS NULL AND experience_max IS NULL THEN NULL"
        " WHEN COALESCE(experience_min, 0) = 0 AND COALESCE(experience_max, 1) >= 1 THEN '不限'"
        " WHEN COALESCE(experience_min, 0) < 1 THEN '1年以下' WHEN experience_min < 3 THEN '1-3年'"
        " WHEN experience_min < 5 THEN '3-5年' WHEN experience_min < 10 THEN '5-10年' ELSE '10年以上' END",
        order=EXPERIENCES,
    ),
    "period": Dimension("月份", f"SUBSTRING(CAST({DAY} AS STRING), 1, 7)"),
    "platform": Dimension("平台", "platform"),
    "source": Dimension("来源", "source"),
}


def check_dimensions(by: str | Sequence[str]) -> tuple[str, ...]:
    """Return names of dimensions, once they are known; a string may hold several, with commas.

    Raises
    ------
    ConfigError
        If there is no such dimension, or one stands twice.

    Examples
    --------
    >>> check_dimensions("city, post")
    ('city', 'post')
    >>> check_dimensions("industy")
    Traceback (most recent call last):
    ...
    jobmine.errors.ConfigError: unknown dimension 'industy' (did you mean industry?)
    """
    names = tuple(name.strip() for name in (by.split(",") if isinstance(by, str) else by))
    for name in names:
        if name not in DIMENSIONS:
            near = get_close_matches(name, DIMENSIONS, n=1)
            raise ConfigError(
                f"unknown dimension {name!r}"
                + (f" (did you mean {near[0]}?)" if near else f"; known: {', '.join(DIMENSIONS)}")
            )
    if len(set(names)) < len(names):
        raise ConfigError(f"a dimension stands twice: {', '.join(names)}")
    return names or ("all",)


@cache
def code_names(dimension: str) -> dict[str, str]:
    """Return the names of a dimension's codes; nothing where its values are names.

    Examples
    --------
    >>> code_names("industry")["34"], code_names("city")
    ('通用设备制造业', {})
    """
    file = DIMENSIONS[dimension].names
    names = {row["code"]: row["name"] for row in read_tsv(file)} if file else {}
    if dimension == "industry":  # the list writes a section's letter before its divisions, postings do not
        return {code[1:]: name for code, name in names.items() if len(code) == 3}
    return names


def codes_of(dimension: str, values: pd.Series) -> pd.Series:
    """Return values with codes for names, where the dimension has codes; what is no name stays.

    Examples
    --------
    >>> codes_of("industry", pd.Series(["通用设备制造业", "34"])).to_list()
    ['34', '34']
    """
    # A name can stand at several levels of a tree; postings carry the codes of the lowest.
    codes = {name: code for code, name in sorted(code_names(dimension).items(), key=lambda row: (len(row[0]), row[0]))}
    return values.map(lambda value: codes.get(value, value))


def name_codes(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the frame with names for codes, and each coded dimension's codes in ``<name>_code`` beside it.

    Examples
    --------
    >>> name_codes(pd.DataFrame({"city": ["南京"]}), ["city"]).columns.to_list()
    ['city']
    """
    for name in by:
        if names := code_names(name):
            codes = frame[name]
            frame = frame.assign(**{name: codes.map(lambda code, names=names: names.get(code, code))})
            frame.insert(list(frame.columns).index(name) + 1, f"{name}_code", codes)
    return frame


def group_order(frame: pd.DataFrame, by: Sequence[str], size: str) -> pd.DataFrame:
    """Return the rows by natural order where a dimension has one, else the largest first, then by name.

    Parameters
    ----------
    frame : DataFrame
        One row a group; the dimensions are its key.
    by : sequence of str
        Dimensions.
    size : str
        Column of the groups' sizes.

    Examples
    --------
    >>> frame = pd.DataFrame({"education": ["本科", "不限", "大专"], "n": [3, 1, 2]})
    >>> group_order(frame, ["education"], "n")["education"].to_list()
    ['不限', '大专', '本科']
    """
    keys: dict[str, pd.Series] = {}
    for name in by:
        values, order = frame[name], DIMENSIONS[name].order
        if order:
            keys[f"{name} place"] = values.map(
                lambda value, order=order: order.index(value) if value in order else len(order)
            )
        elif name == "company_size":
            keys[f"{name} place"] = pd.to_numeric(values.str.extract(r"(\d+)")[0], errors="coerce").fillna(float("inf"))
        elif name != "period":
            sizes = frame.groupby(name)[size].sum() if len(by) > 1 else frame.set_index(name)[size]
            keys[f"{name} place"] = -values.map(sizes).astype(float)
        keys[name] = values
    return frame.loc[pd.DataFrame(keys, index=frame.index).sort_values(list(keys), kind="stable").index]


def group_places(frame: pd.DataFrame, by: Sequence[str], size: str) -> pd.DataFrame:
    """Return each group's ``place`` in :func:`group_order`; groups may have several rows.

    Examples
    --------
    >>> group_places(pd.DataFrame({"city": ["南京", "苏州", "苏州"], "n": [3, 2, 2]}), ["city"], "n").to_dict("list")
    {'city': ['苏州', '南京'], 'place': [0, 1]}
    """
    sizes = frame.groupby(list(by), sort=True)[size].sum().reset_index()
    return group_order(sizes, by, size)[list(by)].assign(place=range(len(sizes)))
