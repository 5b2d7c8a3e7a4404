"""A vacancy profile 岗位画像: what one role, post or employer asks and pays, beside the rest, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jobmine import data
from jobmine._version import __version__
from jobmine.errors import ConfigError
from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.table import Table, replacing
from jobmine.show.blocks import Block, Heading, Paragraph, Sheet
from jobmine.show.cards import TERM_ROWS
from jobmine.show.cells import show_value
from jobmine.show.labels import kind_colours
from jobmine.show.profile_chart import chart_profile
from jobmine.show.word import WordFile

_TERMS, _VALUES, _MORE = 6, 6, 6
MIXES = {"education": "学历", "experience": "工作经验", "city": "城市", "company_type": "单位类型"}


class Bar(NamedTuple):
    """A name and its value as shown, the length of its bar (0 to 1), its colour, and the value of the rest."""

    name: str
    shown: str
    length: float
    colour: str
    rest: float | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands on the page.

    Attributes
    ----------
    title, subtitle : str
    facts : tuple of (str, str)
    terms : tuple of (str, tuple of Bar)
        Under each head the terms asked for most.
    mixes : tuple of (str, tuple of Bar)
        How the postings divide.
    sentences : tuple of str
        What is asked for more and less than elsewhere; how the pay stands.
    note : str
        Source, base, definition.
    pay : tuple of (str, tuple of float)
        P10 to P90 of the profile and of the rest, where there are enough.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, tuple[Bar, ...]], ...]
    mixes: tuple[tuple[str, tuple[Bar, ...]], ...]
    sentences: tuple[str, ...]
    note: str
    pay: tuple[tuple[str, tuple[float, ...]], ...] = ()


def build_profile(title: str, subtitle: str, tables: Mapping[str, Table], source: str = "") -> Profile:
    """Return a profile from its tables.

    Parameters
    ----------
    title, subtitle : str
    tables : mapping of str to Table
        ``pay`` (of the profile), ``pay_rest``; ``demand`` with ``share_against`` as far as there are texts;
        ``education``, ``experience``, ``city``, ``company_type``.
    source : str
        Where the postings come from.

    Examples
    --------
    >>> pay = Table(pd.DataFrame({"n": [12], "n_employers": [9], "n_pay": [4], "p50": [None]}), {"n": 12})
    >>> build_profile("焊工", "岗位", {"pay": pay}).facts
    (('职位', '12'), ('用人单位', '9'), ('写明薪资', '4'))
    """
    pay, demand = tables["pay"].frame.iloc[0], tables.get("demand")
    n_text = int(tables["pay"].meta.get("n_text") or 0)
    facts = {
        "职位": show_value(pay["n"], "whole"),
        "有可读要求": show_value(n_text, "whole") if n_text else "",
        "用人单位": show_value(pay["n_employers"], "whole"),
        "写明薪资": show_value(pay["n_pay"], "whole"),
        "薪酬中位数（元/月）": show_value(pay["p50"], "yuan") if pd.notna(pay["p50"]) else "",
        "中间一半的薪酬": f"{show_value(pay['p25'], 'yuan')}–{show_value(pay['p75'], 'yuan')}"
        if pd.notna(pay["p50"])
        else "",
    }
    quantiles = ("p10", "p25", "p50", "p75", "p90")
    paid = [
        (name, tuple(float(row[q]) for q in quantiles))
        for name, row in ((title, pay), *(("其余职位", tables[k].frame.iloc[0]) for k in ("pay_rest",) if k in tables))
        if "p10" in row and pd.notna(row["p10"])
    ]
    base = f"职位 {facts['职位']}" + (f"，其中 {n_text:,} 个有可读要求" if n_text else "")
    return Profile(
        title, subtitle, tuple((head, text) for head, text in facts.items() if text),
        tuple(_terms(demand)) if demand else (), tuple(_mixes(tables)), tuple(_sentences(title, tables)),
        f"来源：{source}。样本：{base}。百分比为占有可读要求职位的比例（学历等为占全部职位）；竖线为其余职位。"
        "重复发布只计一次。要求由程序提取，是候选。", tuple(paid),
    )  # fmt: skip


def write_profile(profile: Profile, path: str | Path, *, font: str | Path = "") -> Path:
    """Write a profile as one page: .html, .docx or .png.

    Raises
    ------
    ConfigError
        For another kind of file.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".png":
        chart_profile(profile, path, font=font)
    elif suffix == ".docx":
        file = WordFile()
        file.write(_blocks(profile))
        file.save(path, profile.title)
    elif suffix == ".html":
        environment = Environment(loader=FileSystemLoader(data.path("report")), autoescape=True,
                                  undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
        page = environment.get_template("profile.html.j2").render(profile=profile, version=__version__)
        with replacing(path) as unfinished:
            unfinished.write_text(page, encoding="utf-8", newline="\n")
    else:
        raise ConfigError(f"-o {str(path)!r}; allowed: a file ending in .html, .docx or .png")
    return Path(path)


def _terms(demand: Table) -> list[tuple[str, tuple[Bar, ...]]]:
    frame = demand.frame.dropna(subset=["share"])
    lists = []
    for head, (kind, aspect) in TERM_ROWS.items():
        rows = frame[frame["kind"] == kind]
        if aspect is not None and "aspect" in rows:
            rows = rows[(rows["aspect"] == "tool") == bool(aspect)]
        rows = rows.sort_values(["share", "term"], ascending=[False, True]).head(_TERMS)
        colour = kind_colours()[kind]
        bars = tuple(
            Bar(str(row["term"]), show_value(row["share"], "percent"), float(row["share"]), colour, _rest(row))
            for _, row in rows.iterrows()
        )
        lists += [(head, bars)] if bars else []
    return lists


def _rest(row: pd.Series) -> float | None:
    value = row.get("share_against")
    return float(value) if value is not None and pd.notna(value) else None


def _mixes(tables: Mapping[str, Table]) -> list[tuple[str, tuple[Bar, ...]]]:
    lists = []
    for name, head in MIXES.items():
        if name not in tables:
            continue
        frame = tables[name].frame
        frame = frame[frame[name] != UNSTATED].dropna(subset=["share"]).nlargest(_VALUES, "n")
        bars = tuple(
            Bar(str(row[name]), show_value(row["share"], "percent"), float(row["share"]), "#5b6672")
            for _, row in frame.iterrows()
        )
        lists += [(head, bars)] if bars else []
    return lists


def _sentences(title: str, tables: Mapping[str, Table]) -> list[str]:
    said = []
    pay, rest = tables["pay"].frame.iloc[0], tables["pay_rest"].frame.iloc[0] if "pay_rest" in tables else None
    if pd.notna(pay["p50"]) and rest is not None and pd.notna(rest["p50"]):
        higher = "高于" if pay["p50"] > rest["p50"] else "低于" if pay["p50"] < rest["p50"] else "等于"
        said.append(
            f"薪酬中位数 {show_value(pay['p50'], 'yuan')} 元/月，{higher}其余职位的 {show_value(rest['p50'], 'yuan')}。"
        )
    if "demand" in tables and "difference_low" in tables["demand"].frame:
        frame = tables["demand"].frame.dropna(subset=["difference_low", "difference_high"])
        for words, rows in (
            ("明显多要求", frame[frame["difference_low"] > 0].nlargest(_MORE, "difference")),
            ("明显少要求", frame[frame["difference_high"] < 0].nsmallest(_MORE, "difference")),
        ):
            terms = "、".join(
                f"{row['term']}（{show_value(row['share'], 'percent')}，"
                f"其余 {show_value(row['share_against'], 'percent')}）"
                for _, row in rows.iterrows()
            )
            said += [f"比其余职位{words}：{terms}。"] if terms else []
    if "demand" not in tables:
        said.append("没有职位描述文本：只有列表统计，没有要求。")
    return said


def _blocks(profile: Profile) -> list[Block]:
    """Return the page as blocks: facts, terms and mixes in one table each."""
    lists: Sequence[tuple[str, tuple[Bar, ...]]] = [*profile.terms, *profile.mixes]
    rows = [(head, "、".join(f"{bar.name}（{bar.shown}）" for bar in bars)) for head, bars in lists]
    return [
        Heading(f"{profile.subtitle}画像：{profile.title}", 1),
        Sheet("样本与薪酬", [head for head, _ in profile.facts], [[text for _, text in profile.facts]], "facts"),
        Sheet("要求与条件", ["项目", "内容"], rows, "asked"),
        *(Paragraph(sentence) for sentence in profile.sentences),
        Paragraph(profile.note, "note"),
    ]
