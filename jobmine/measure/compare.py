"""Two editions of one survey of postings: what entered and left, and how shares, ranks and pay moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole, flag_small, hide_small, join_flags
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, check_dimensions
from jobmine.measure.editions import edition_changes
from jobmine.measure.emerging import SHARE_TITLES, hold_within, term_changes
from jobmine.measure.intervals import difference
from jobmine.measure.pay import median_growth, median_intervals
from jobmine.measure.relation import literal
from jobmine.measure.table import Table
from jobmine.measure.terms import count_terms
from jobmine.schema import KINDS

TERMS = "terms"
MIX_FROM = 0.1
_MEDIAN = ["pay", "pay_low", "pay_high"]
UNLIKE, SOURCES_DIFFER = "两版口径不同", "来源构成不同"
# Settings that decide what is read in a text and who is counted; without them equal, shares are of different things.
_DECISIVE = ("extract", "normalise", "scope")
_FREE = {("scope", "period")}
_TITLES = {
    "state": "变动", "rank_old": "前版位次", "rank_new": "本版位次", "rank_change": "位次变化", "n_old": "前版职位数",
    "n_new": "本版职位数", **SHARE_TITLES, "share_old": "前版占比", "share_new": "本版占比", "log_odds_z": "z",
    "q": "校正 p 值", "change": "变化", "pay_old": "前版薪资中位数", "pay_new": "本版薪资中位数",
    "pay_growth": "薪资总增幅", "pay_growth_low": "增幅下限", "pay_growth_high": "增幅上限",
}  # fmt: skip


class Difference(NamedTuple):
    """A way in which two runs were not made alike, and whether it forbids to compare shares."""

    what: str
    old: Any
    new: Any
    decisive: bool

    def __str__(self) -> str:
        return f"{self.what}：前版 {self.old!r}，本版 {self.new!r}"


def run_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return how the manifests of two runs differ in what their figures rest on.

    Parameters
    ----------
    old, new : mapping
        Manifests. Period, inputs, memory and looks may differ.

    Examples
    --------
    >>> settings = {"extract": {"tagger": "fast"}, "scope": {"period": "2024"}}
    >>> new = {"lexicon": "b", "settings": {"extract": {"tagger": "fast"}, "scope": {"period": "2025"}}}
    >>> [str(found) for found in run_differences({"lexicon": "a", "settings": settings}, new)]
    ["lexicon：前版 'a'，本版 'b'"]
    """
    found = [
        Difference(name, old.get(name), new.get(name), decisive)
        for name, decisive in (("lexicon", True), ("tagger", True), ("jobmine", False), ("corrections", False))
        if old.get(name) != new.get(name)
    ]
    for table in (*_DECISIVE, "roles", "measure"):
        before, after = (manifest.get("settings", {}).get(table, {}) for manifest in (old, new))
        found += [
            Difference(f"{table}.{key}", before.get(key), after.get(key), table in _DECISIVE)
            for key in sorted({*before, *after})
            if before.get(key) != after.get(key) and (table, key) not in _FREE
        ]
    return found


def check_alike(found: Sequence[Difference], what: str, *, anyway: bool) -> bool:
    """Return whether decisive differences were waived; what texts say matters for terms alone.

    Raises
    ------
    ConfigError
        If there are such differences and they are not waived.

    Examples
    --------
    >>> check_alike([Difference("lexicon", "a", "b", True)], "city", anyway=False)
    False
    """
    against = [
        one for one in found if one.decisive and (what == TERMS or one.what.startswith(("scope.", "normalise.")))
    ]
    if against and not anyway:
        raise ConfigError(
            f"the runs were not made alike: {'; '.join(map(str, against))}. Make them again with equal settings, or"
            " compare them anyway"
        )
    return bool(against)


def mark_unlike(table: Table, found: Sequence[Difference], waived: bool) -> Table:
    """Return the table with the differences of the runs in its notes, and in every row where they were waived."""
    notes = [*table.meta["notes"], *(f"两版口径不同——{one}" for one in found)]
    frame = table.frame
    if waived:
        frame = frame.assign(flag=join_flags(frame["flag"], [UNLIKE] * len(frame)))
    return Table(frame, {**table.meta, "notes": notes})


def edition_table(
    old: Tables,
    new: Tables,
    what: str = TERMS,
    where: str | None = None,
    *,
    top_n: int | None = None,
    shared: bool = True,
    within: str | None = None,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return what changed from one run to another.

    Parameters
    ----------
    old, new : Tables
        Of two runs made alike, see :func:`run_differences`.
    what : str
        ``terms``, or a dimension: ``post``, ``occupation``, ``city``, ``industry``, ``employer`` …
    where : str, optional
        Condition: a subset of both scopes.
    top_n : int, optional
        Length of the list that items enter and leave, for each kind of term. An item is listed in an edition
        where its share is at least that of ``ratio_from`` postings in the smaller one.
    shared : bool
        Count the platforms that both runs have, where they state any.
    within : str, optional
        For terms: a dimension, as ``post`` or ``platform``; differences are those within it, see
        :func:`~jobmine.measure.emerging.within_changes`.

    Returns
    -------
    Table
        A row an item: ``state`` (新增, 退出, 保留 in the list), ranks, ``rank_change`` (above 0 it rose), counts,
        shares, their difference with its 95 % interval (Newcombe 1998); of terms z, q and ``change`` as in
        :func:`~jobmine.measure.emerging.term_changes`; of dimensions the median pay and its total growth
        with a 95 % interval.

    Raises
    ------
    ConfigError
        If ``what`` is no such list, or the runs have no platform in common.
    """
    of_terms = what == TERMS
    name = TERMS if of_terms else check_dimensions(what)[0]
    if name in ("all", "period") or (not of_terms and "," in what):
        raise ConfigError(f"editions are compared by terms or one dimension; got {what!r}")
    if within and (not of_terms or within == "role"):
        raise ConfigError(f"within {within!r}: allowed for terms, and not role, which each run finds anew")
    sides, sources, moved = _common(old, new, where, shared)
    wholes = [count_whole(tables, where=side) for tables, side in zip((old, new), sides, strict=True)]
    base = "n_text" if of_terms else "n"
    sizes = [int(whole[base]) for whole in wholes]
    keys = ["kind", "term"] if of_terms else [name]
    frame = (_terms if of_terms else _groups)(old, new, name, sides, sizes, config)
    if within:
        frame = hold_within(frame, list(zip((old, new), sides, strict=True)), within)
    bar = config.ratio_from / max(1, min(sizes))  # ten postings of the smaller edition, for both
    frame = _ranked(frame, keys, top_n, bar).assign(small=min(sizes))
    few = int((frame["state"] == "").sum())
    frame = frame[frame["state"] != ""]
    mixed = SOURCES_DIFFER if moved >= MIX_FROM else ""
    frame["flag"] = join_flags(flag_small(frame["small"], config), [mixed] * len(frame))
    figures = [column for column in (*SHARE_TITLES, "log_odds_z", "q") if column in frame]
    frame = hide_small(frame, "small", figures, config)
    columns = [*keys, *(column for column in _TITLES if column in frame), "flag"]
    title = "要求" if of_terms else DIMENSIONS[name].title
    whole = pd.Series({column: int(wholes[0][column] + wholes[1][column]) for column in ("n", "n_text", "n_cut")})
    return as_table(
        new, frame[columns], () if of_terms else keys, where, whole=whole,
        name=f"editions_{name}", title=f"两版比较：{title}",
        unit="占有可读要求职位的比例" if of_terms else "占职位数的比例；薪资为元/月",
        formula="差 = 本版占比 - 前版占比；位次变化 = 前版位次 - 本版位次；薪资总增幅 = 本版 / 前版 - 1",
        source="差的区间：Newcombe (1998)", direction="差大于 0 为占比上升，位次变化大于 0 为位次上升",
        notes=[
            f"前版 {sizes[0]:,} 条职位，本版 {sizes[1]:,} 条",
            f"名单：{f'每类前 {top_n} 项、' if top_n else ''}占比至少 {bar:.3%}；另有 {few} 项两版都不在名单",
            *sources,
            f"差与变化只计同一{DIMENSIONS[within].title}内部" if within else "",
            "" if of_terms else "薪资增幅未控制经验、地区与岗位构成",
            "岗位群在每次运行中各自聚类，同名未必同组" if name == "role" else "",
        ],
        titles=_TITLES,
    )  # fmt: skip


def _terms(
    old: Tables, new: Tables, name: str, sides: list[str | None], sizes: list[int], config: MeasureConfig
) -> pd.DataFrame:
    counts = [count_terms(tables, where=side) for tables, side in zip((old, new), sides, strict=True)]
    frame = term_changes(counts[0], counts[1], sizes[0], sizes[1])
    return frame if min(sizes) >= config.ratio_from else frame.assign(change="")


def _groups(
    old: Tables, new: Tables, name: str, sides: list[str | None], sizes: list[int], config: MeasureConfig
) -> pd.DataFrame:
    frames = []
    for tables, side in zip((old, new), sides, strict=True):
        counts = count_groups(tables, (name,), where=side)[[name, "n"]]
        pay = median_intervals(tables, (name,), where=side)
        pay[_MEDIAN] = pay[_MEDIAN].where(pay["n_pay"] >= config.ratio_from)
        frames.append(counts.merge(pay[[name, *_MEDIAN]], on=name, how="left"))
    frame = frames[0].merge(frames[1], on=name, how="outer", suffixes=("_old", "_new"))
    frame = frame[frame[name] != UNSTATED].fillna({"n_old": 0, "n_new": 0})
    frame[["n_old", "n_new"]] = frame[["n_old", "n_new"]].astype("int64")
    low, high = difference(frame["n_new"], np.full(len(frame), sizes[1]), frame["n_old"], np.full(len(frame), sizes[0]))
    for column, size in zip(("old", "new"), sizes, strict=True):
        frame[f"share_{column}"] = frame[f"n_{column}"] / size if size else np.nan
    frame["difference"] = frame["share_new"] - frame["share_old"]
    grown = median_growth(*(frame[[f"{column}_{side}" for column in _MEDIAN]] for side in ("old", "new")))
    return frame.assign(difference_low=low, difference_high=high).join(grown.add_prefix("pay_"))


def _ranked(frame: pd.DataFrame, keys: list[str], top_n: int | None, bar: float) -> pd.DataFrame:
    """Return the frame with the ranks in both lists and what became of each item, the list of now first."""
    lists = keys[:-1]
    for side in ("old", "new"):
        n = frame[f"n_{side}"]
        ranks = (frame.groupby(lists, sort=False)[f"n_{side}"] if lists else n).rank(method="min", ascending=False)
        listed = (frame[f"share_{side}"] >= bar) & (ranks <= (top_n or len(frame)))
        frame[f"rank_{side}"] = ranks.where(listed).astype("Int64")
    ranked = frame.set_index(keys)
    changes = edition_changes(ranked["rank_old"], ranked["rank_new"])
    frame = frame.drop(columns=["rank_old", "rank_new"]).merge(changes.reset_index(), on=keys, validate="1:1")
    frame["state"] = frame["state"].mask(frame["rank_old"].isna() & frame["rank_new"].isna(), "")
    order = frame.assign(kind_place=frame["kind"].map(KINDS.index) if lists else 0)
    return frame.loc[order.sort_values(["kind_place", "rank_new", "rank_old", keys[-1]]).index]


def _common(old: Tables, new: Tables, where: str | None, shared: bool) -> tuple[list[str | None], list[str], float]:
    """Return the conditions of both sides, what is to be said of their sources, and how far their mix differs."""
    counts = [count_groups(tables, ("platform",), where=where).set_index("platform")["n"] for tables in (old, new)]
    stated = [count.drop(UNSTATED, errors="ignore") for count in counts]
    if any(2 * part.sum() < count.sum() or count.empty for part, count in zip(stated, counts, strict=True)):
        return [where, where], ["来源未注明平台：来源构成是否相同无从核对"], 0.0
    names = sorted(set(stated[0].index) & set(stated[1].index))
    if not names:
        raise ConfigError(
            f"the runs have no platform in common: {', '.join(stated[0].index)} against {', '.join(stated[1].index)};"
            " shares would differ by source"
        )
    notes, side = [], where
    if shared:
        left_out = sorted((set(stated[0].index) | set(stated[1].index)) - set(names))
        notes = [f"只计两版都有的平台：{'、'.join(names)}" + (f"；未计 {'、'.join(left_out)}" if left_out else "")]
        side = f"({where}) AND {_from(names)}" if where else _from(names)
        stated = [part[names] for part in stated]
    mix = pd.concat(stated, axis="columns").fillna(0).to_numpy(float)
    moved = float(np.abs(mix[:, 0] / mix[:, 0].sum() - mix[:, 1] / mix[:, 1].sum()).sum() / 2)
    if moved >= MIX_FROM:
        notes.append(f"来源构成不同：平台份额相差 {moved:.1%}，占比之差可能由来源引起")
    return [side, side], notes, moved


def _from(platforms: list[str]) -> str:
    return f"platform IN ({', '.join(map(literal, platforms))})"
