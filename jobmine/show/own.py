"""One's own posting beside the market: one page in HTML or Word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jobmine import data
from jobmine._version import __version__
from jobmine.errors import ConfigError
from jobmine.extract.wording import RISKS, Element, Risk, element_titles
from jobmine.measure.dimensions import WHOLE
from jobmine.measure.own import BOTH, MARKETS, OURS, OwnPosting
from jobmine.measure.own_offer import SIDES
from jobmine.measure.table import Table, replacing
from jobmine.show.blocks import Block, Heading, Paragraph, Sheet, clean_text
from jobmine.show.cells import show_value
from jobmine.show.labels import label
from jobmine.show.word import WordFile

_AROUND, _RISKS_SHOWN = 12, 12
_CELL = ("city", "experience", "size_class")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What stands on the page.

    Attributes
    ----------
    market : str
        Whom the posting is compared with.
    text : str
        The posting.
    own : OwnPosting
    tables : mapping of str to Table
        ``own_pay``, ``own_terms``, ``own_bar``, ``own_tasks``, ``own_conditions``.
    risks : sequence of Risk
    elements : sequence of Element
    source : str
        Where the market's postings come from.
    """

    market: str
    text: str
    own: OwnPosting
    tables: dict[str, Table]
    risks: Sequence[Risk]
    elements: Sequence[Element]
    source: str = ""


class Marked(NamedTuple):
    """Wording at risk with what stands around it."""

    kind: str
    before: str
    surface: str
    after: str


def write_own_page(page: OwnPage, path: str | Path) -> Path:
    """Write the page: .html or .docx.

    Raises
    ------
    ConfigError
        For another kind of file.
    """
    suffix, title = Path(path).suffix.lower(), f"本职位与市场：{page.market}"
    if suffix == ".docx":
        file = WordFile()
        file.write([Heading(title, 1), *_blocks(page)])
        file.save(path, title)
    elif suffix == ".html":
        environment = Environment(loader=FileSystemLoader(data.path("report")), autoescape=True,
                                  undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
        text = environment.get_template("own.html.j2").render(
            title=title, market=page.market, sheets=_sheets(page), said=_sentences(page), marked=_marked(page),
            note=_note(page), version=__version__,
        )  # fmt: skip
        with replacing(path) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
    else:
        raise ConfigError(f"-o {str(path)!r}; allowed with --jd: a file ending in .html or .docx")
    return Path(path)


def _sentences(page: OwnPage) -> list[str]:
    pay, terms = page.tables["own_pay"].frame, page.tables["own_terms"].frame
    said = []
    placed = pay.dropna(subset=["percentile"])
    if len(placed):
        row = placed.iloc[0]
        cell = "、".join(row[name] for name in _CELL if row[name] != WHOLE) or "全部城市与经验"
        said.append(
            f"薪酬 {show_value(row['own_pay'], 'yuan')} 元/月（区间中点），在 {cell} 写明薪资的 {int(row['n_pay']):,} "
            f"个职位中处于第 {100 * row['percentile']:.0f} 百分位，中位数 {show_value(row['p50'], 'yuan')}。"
        )
    elif page.own.pay is not None:
        said.append("写明薪资的市场职位太少，不给百分位。")
    if not page.own.terms:
        said.append("本启事没有识别出任职要求；检查是否有任职要求一段。")
    if not page.own.tasks:
        said.append("本启事没有识别出岗位职责；检查是否有岗位职责一段，任务无从对照。")
    asked = ((OURS, "只有我们要求"), (MARKETS, "市场常要求而我们没有写"))
    once = terms.drop_duplicates(["side", "term"])
    said += [sentence for side, words in asked for sentence in _listed(once[once["side"] == side], "term", words)]
    for name, key, what in (("own_tasks", "task", "的任务"), ("own_conditions", "condition", "的条件")):
        rows = page.tables[name].frame
        said += _listed(rows[rows["side"] == SIDES[MARKETS]], key, f"市场常写而我们没有写{what}")
    for _, row in page.tables["own_bar"].frame.dropna(subset=["lower"]).iterrows():
        said.append(
            f"{row['item']}：本职位要求{row['own']}；写明的 {int(row['n_stated']):,} 个市场职位中，要求更低的占 "
            f"{_percent(row['lower'])}，相同 {_percent(row['same'])}，更高 {_percent(row['higher'])}。"
        )
    missing = [element_titles()[element.name] for element in page.elements if not element.told]
    said.append(f"招聘启事应有而未见：{'、'.join(missing)}。" if missing else "招聘启事应有的各项都写明了。")
    if not page.risks:
        said.append("未发现性别、年龄、婚育、户籍、院校层次方面的风险措辞。")
    return said


def _listed(rows: pd.DataFrame, key: str, words: str) -> list[str]:
    """Return one sentence that lists the first rows with their shares in the market, none without rows."""
    names = [f"{row[key]}（{_percent(row['share'])}）" for _, row in rows.dropna(subset=["share"]).head(10).iterrows()]
    return [f"{words}：{'、'.join(names)}。"] if names else []


def _marked(page: OwnPage) -> list[Marked]:
    return [
        Marked(
            RISKS[risk.kind],
            clean_text(page.text[max(0, risk.start - _AROUND) : risk.start]).replace("\n", " "),
            clean_text(risk.surface),
            clean_text(page.text[risk.end : risk.end + _AROUND]).replace("\n", " "),
        )
        for risk in page.risks[:_RISKS_SHOWN]
    ]


def _sheets(page: OwnPage) -> list[Sheet]:
    pay, terms = page.tables["own_pay"].frame, page.tables["own_terms"].frame
    figures = ("p10", "p25", "p50", "p75", "p90")
    pays = [
        [*(row[name] for name in _CELL), show_value(row["n_pay"], "whole"), *(_yuan(row[q]) for q in figures),
         _percent(row["percentile"]), row["flag"]]
        for _, row in pay.iterrows()
    ]  # fmt: skip
    twice = set(terms.loc[terms["term"].duplicated(), "term"])
    asked = [
        [side, "、".join(_term(row, twice) for _, row in terms[terms["side"] == side].iterrows()) or "—"]
        for side in (BOTH, OURS, MARKETS)
    ]
    stated = [
        [row["condition"], row["own"] or "未写", _percent(row["share"]), show_value(row["n"], "whole"), row["values"]]
        for _, row in page.tables["own_conditions"].frame.iterrows()
    ]
    tasks = [
        [row["task"], row["own"] or "未写", _percent(row["share"]), show_value(row["n"], "whole")]
        for _, row in page.tables["own_tasks"].frame.iterrows()
    ]
    heads = ["城市", "经验", "单位规模", "写明薪资的职位", "P10", "P25", "中位数", "P75", "P90", "本职位百分位", "标记"]
    elements = [
        [element_titles()[e.name], "有" if e.told else "未见", _first_line(e.surface)[:30]] for e in page.elements
    ]
    return [
        Sheet("薪酬（元/月）", heads, pays, "pay"),
        Sheet("要求（市场占比；必须或优先为本职位写法）", ["对照", "词项"], asked, "terms"),
        *(
            [Sheet("工作任务（占写明职责的职位）", ["工作任务", "本职位", "市场占比", "职位数"], tasks, "tasks")]
            if tasks
            else []
        ),
        *(
            [Sheet("条件（占全部职位）", ["条件", "本职位", "市场占比", "职位数", "常见取值"], stated, "conditions")]
            if stated
            else []
        ),
        Sheet("招聘启事的要素", ["要素", "是否写明", "所见"], elements, "elements"),
    ]


def _blocks(page: OwnPage) -> list[Block]:
    risks = [[mark.kind, f"{mark.before}【{mark.surface}】{mark.after}"] for mark in _marked(page)]
    return [
        *(Paragraph(sentence, "bullet") for sentence in _sentences(page)),
        *_sheets(page),
        *([Sheet("风险措辞（是否允许由人判断）", ["类别", "原文"], risks, "risks")] if risks else []),
        Paragraph(_note(page), "note"),
    ]


def _first_line(surface: str) -> str:
    r"""Return the first line of what tells an element that is more than a heading.

    Examples
    --------
    >>> _first_line("任职要求：\n大专以上学历"), _first_line("月薪6000元")
    ('大专以上学历', '月薪6000元')
    """
    lines = [line.strip() for line in clean_text(surface).split("\n") if line.strip()]
    return next((line for line in lines if not re.fullmatch(r"\W*\w{2,8}[:：】\]]\W*", line)), "".join(lines[:1]))


def _term(row: pd.Series, twice: set[str]) -> str:
    kind = label("kind", row["kind"]) if row["term"] in twice else ""
    share = f"同「{row['near']}」{_percent(row['share'])}" if row["near"] else _percent(row["share"])
    return f"{row['term']}（{'，'.join(filter(None, [kind, share, row['own']]))}）"


def _note(page: OwnPage) -> str:
    meta, n_tasks = page.tables["own_terms"].meta, page.tables["own_tasks"].frame["n_tasks"].max()
    return (
        f"来源：{page.source}。对照：{page.market}，职位 {meta['n']:,}，其中 {meta['n_text']:,} 个有可读要求；"
        + (f"{n_tasks:,} 个写明职责；" if n_tasks > 0 else "")
        + "重复发布只计一次。"
        f"市场要求指占比不低于所设下限的词项（{meta['formula']}）。百分位：薪资低于本职位的占比，同薪计一半。"
        "未写明的条件不等于没有；要求与任务由程序提取，是候选；措辞检查只提示，是否违规由人判断。"
    )


def _percent(value: float) -> str:
    return show_value(value, "percent") if pd.notna(value) else ""


def _yuan(value: float) -> str:
    return show_value(value, "yuan") if pd.notna(value) else ""
