"""A draft of a posting from what the market's postings state: lines in words of ours, each with its share.

Terms, duties and conditions are the market's; the sentences come from ``report/draft_lines.tsv``. Sex, age, marriage,
户籍 and the rank of schools are never proposed, nor looks, health and traits that no work needs
(``report/draft_words.tsv``). What only the employer knows stands in 【】.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.extract.wording import find_risks
from jobmine.measure.conditions import condition_table
from jobmine.measure.counting import DEFAULTS, as_table, count_whole
from jobmine.measure.demand import demand_table
from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.jd_lines import (
    ASKED,
    FEWEST,
    MUST,
    PREFERRED,
    PREFERRED_FROM,
    REQUIRED,
    Line,
    duty_lines,
    is_left_out,
    list_shares,
    term_lines,
    words,
)
from jobmine.measure.overview import mix_table
from jobmine.measure.pay import pay_table
from jobmine.measure.relation import literal
from jobmine.measure.table import Table
from jobmine.schema import EDUCATIONS

HEAD, OFFER, APPLY = "基本信息", "薪酬与福利", "应聘方式"

_OFFERED, _OFFERS = 0.1, 12  # share from which a condition is proposed, and how many
_MAJOR = 0.1
_ROUND = 500  # yuan
_HOURS = ("双休", "单休", "大小周", "倒班", "夜班", "加班")
_YEARS = {
    "不限": "工作经验不限", "1年以下": "有相关实习或工作经历，应届毕业生亦可", "1-3年": "1年以上相关工作经验",
    "3-5年": "3年以上相关工作经验", "5-10年": "5年以上相关工作经验", "10年以上": "10年以上相关工作经验",
}  # fmt: skip


def draft_table(tables: Tables, where: str, name: str, *, city: str = "", config: MeasureConfig = DEFAULTS) -> Table:
    """Return the lines of a posting, drafted from the postings that fulfil a condition.

    Parameters
    ----------
    tables : Tables
    where : str
        Condition: the postings to draft from.
    name : str
        What the post is called.
    city : str
        Where the post is: pay is that of the city where enough postings state one.
    config : MeasureConfig

    Returns
    -------
    Table
        ``part``, ``line`` and ``evidence``, what share of which postings it rests on.
    """
    whole = count_whole(tables, where=where)
    demand = pd.DataFrame(columns=["kind", "aspect", "term", "n", "share", "must_share"])
    if tables.has("mentions"):
        demand = demand_table(tables, ("all",), where, against="", config=config).frame
    demand = demand[(demand["n"] >= FEWEST) & ~demand["term"].map(is_left_out)]
    base = f"{int(whole['n_text']):,} 个有可读要求的职位"
    must, wished = term_lines(demand, base)
    wished = wished or [Line(PREFERRED, "【本单位的优先条件；没有就删去本节】", "市场职位中没有足够常见的写法")]
    rows = [
        *_head(tables, where, name, city, config), *duty_lines(tables, where),
        *_bar(tables, where, demand, base, config), *must, *wished, *_offer(tables, where, city, config),
        Line(APPLY, "简历投递：【邮箱或网址】；联系人：【姓名】；联系电话：【电话】", ""),
        Line(APPLY, "招聘信息有效期至：【年】年【月】月【日】日", ""),
    ]  # fmt: skip
    frame = pd.DataFrame([row for row in rows if not find_risks(row.text)], columns=["part", "line", "evidence"])
    return as_table(
        tables, frame, (), where, whole=whole, name="draft", title=f"招聘启事草稿：{name}", own=True,
        formula=f"词项占比 ≥ {ASKED:.0%}（优先条件 {PREFERRED_FROM:.0%}，条件 {_OFFERED:.0%}）且至少 {FEWEST} 个职位",
        titles={"part": "部分", "line": "文字", "evidence": "市场依据"},
    )  # fmt: skip


def _head(tables: Tables, where: str, name: str, city: str, config: MeasureConfig) -> list[Line]:
    names = mix_table(tables, "post", where, against="", config=config).frame
    posts, cities = (
        _listed(names, "post"),
        _listed(mix_table(tables, "city", where, against="", config=config).frame, "city"),
    )
    name = next((post for post in names["post"] if post != UNSTATED), name)
    return [
        Line(HEAD, f"职位名称：{name}", f"市场常见名称：{posts}" if posts else ""),
        Line(HEAD, "用人单位：【单位全称】", ""),
        Line(HEAD, "招聘人数：【人数】名", ""),
        Line(HEAD, f"工作地点：{city}【区县、详细地址】", f"市场：{cities}" if cities else ""),
    ]


def _listed(frame: pd.DataFrame, name: str, most: int = 3) -> str:
    frame = frame[frame[name] != UNSTATED].nlargest(most, "n")
    return "、".join(f"{value} {share:.1%}" for value, share in zip(frame[name], frame["share"], strict=True))


def _bar(tables: Tables, where: str, demand: pd.DataFrame, base: str, config: MeasureConfig) -> list[Line]:
    """Return the lines on education with majors, and on years."""
    rows = []
    majors = demand[
        (demand["kind"] == "major") & (demand["share"] >= _MAJOR) & (demand["must_share"] >= REQUIRED)
    ].head(3)
    level, told = _commonest(tables, "education", where, EDUCATIONS, config)
    line = (
        "" if not level else "学历不限" if level == "不限" else f"{level}及以上学历" if level != "博士" else "博士学历"
    )
    if len(majors):
        line = f"{line}，" * bool(line) + f"{'、'.join(majors['term'])}等相关专业"
        told = "；".join(filter(None, [told, f"专业：{list_shares(majors)}（{base}）"]))
    rows += [Line(MUST, line, told)] if line else [Line(MUST, "【学历与专业要求】", "")]
    years, told = _commonest(tables, "experience", where, tuple(_YEARS), config)
    rows += [Line(MUST, _YEARS[years], told)] if years else [Line(MUST, "【工作年限要求】", "")]
    return rows


def _commonest(tables: Tables, by: str, where: str, order: Sequence[str], config: MeasureConfig) -> tuple[str, str]:
    """Return the commonest stated value of a dimension, and the shares of the common ones among those stated."""
    frame = mix_table(tables, by, where, against="", config=config).frame
    frame = frame[frame[by].isin(order)]
    n = int(frame["n"].sum())
    if n < config.ratio_from:
        return "", ""
    frame = frame.nlargest(3, "n")
    said = "、".join(f"{value} {count / n:.1%}" for value, count in zip(frame[by], frame["n"], strict=True))
    return str(frame[by].iloc[0]), f"{said}（{n:,} 个写明的职位）"


def _offer(tables: Tables, where: str, city: str, config: MeasureConfig) -> list[Line]:
    rows = [_pay(tables, where, city, config)]
    share: dict[str, float] = {}
    n = 0
    if tables.has("conditions"):
        table = condition_table(tables, ("all",), where, config=config)
        n = int(table.meta["n"])
        share = dict(zip(table.frame["condition"], table.frame["share"].fillna(0.0).tolist(), strict=True))
    base = f"{n:,} 个职位，未写明不等于没有"
    told = "、".join(f"{name} {share[name]:.1%}" for name in _HOURS if share.get(name, 0.0) >= 0.01)
    rows.append(Line(OFFER, "工作时间：【每日工时、每周工作日】", f"{told}（{base}）" if told else ""))
    proposed = [name for name in words("condition") if share.get(name, 0.0) >= _OFFERED]
    most = sorted(proposed, key=lambda name: -share[name])[:_OFFERS]
    rows += [
        Line(OFFER, words("condition")[name], f"{name} {share[name]:.1%}（{base}）")
        for name in proposed
        if name in most
    ]
    return [*rows, Line(OFFER, "依法签订劳动合同，缴纳社会保险", "法定事项")]


def _pay(tables: Tables, where: str, city: str, config: MeasureConfig) -> Line:
    """Return the line on pay: the middle half of the city's postings, or of all where too few there state a pay."""
    for place in filter(None, (city, "全部城市")):
        here = f"({where}) AND city = {literal(city)}" if place == city else where
        pay = pay_table(tables, ("all",), here, config=config).frame
        if len(pay) and pd.notna(pay["p25"].iloc[0]):
            row = pay.iloc[0]
            low, high = (int(round(row[end] / _ROUND) * _ROUND) for end in ("p25", "p75"))
            told = f"{place} P25–P75 {row['p25']:,.0f}–{row['p75']:,.0f}，中位数 {row['p50']:,.0f} 元/月"
            line = f"月薪 {low:,}–{high:,} 元【按本单位薪酬制度核定】"
            return Line(OFFER, line, f"{told}（{int(row['n_pay']):,} 个写明薪资的职位）")
    return Line(OFFER, "月薪【下限】–【上限】元", "写明薪资的市场职位太少")
