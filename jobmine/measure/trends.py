"""How many postings appear and stand open, period by period, on sources that stand in all periods."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_whole, flag_small, hide_small, join_flags
from jobmine.measure.dimensions import check_dimensions, group_places
from jobmine.measure.growth import base_series, odd_steps, step_growth
from jobmine.measure.relation import group_columns, literal, named
from jobmine.measure.series import EXPIRY, UNITS, Calendar, dated, find_calendar, in_panel, mix_shift, period_sql
from jobmine.measure.table import Table

PARTIAL, SOURCES_CHANGED, LEAP, NOTHING, OPENING = "期间不全", "来源变动", "跳变，疑口径改变", "无职位", "期初存量不全"
ENTERS_HERE = "有来源只见于本组部分时期"
NO_PANEL = "没有贯穿各期的来源，不计指数"
_LEAP = 3.0
_Z = 1.959963984540054
_TITLES = {
    "period": "时期", "n": "新增职位数", "n_panel": "恒定来源新增职位数", "days": "天数", "per_day": "恒定来源日均新增",
    "stock": "恒定来源日均在招", "index": "新增指数", "index_low": "指数下限", "index_high": "指数上限",
    "growth": "环比", "index_all": "全部来源指数", "growth_all": "全部来源环比", "break": "来源变动",
}  # fmt: skip
_FIGURES = ["per_day", "stock", "index", "index_low", "index_high", "growth"]


def trends_table(
    tables: Tables,
    by: str | Sequence[str] = (),
    where: str | None = None,
    *,
    period: str | None = None,
    unit: str = "month",
    expiry: int = EXPIRY,
    across: bool = False,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the flow and the stock of postings by period.

    The trend rests on the panel: sources with at least ``ratio_from`` postings in every period. All sources stand
    beside it, with a mark where one comes or goes. Ours: the interval of the index takes employers as the
    units that were sampled, var ln R = sum over employers of (n_t/N_t - n_0/N_0)², at least 1/N_t + 1/N_0.

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; everything together by default.
    where : str, optional
        Condition: a subset of the scope.
    period : str, optional
        ``2024-10:2025-03``; by default the periods with at least a hundredth of the dated postings.
    unit : {'month', 'quarter', 'year'}
    expiry : int
        Days that a posting seen once stays open.
    across : bool
        Give growth of all sources across a break too.

    Returns
    -------
    Table
        A row a group and period: ``n`` (flow of all sources), ``n_panel``, ``days`` covered, ``per_day``, ``stock``
        (panel postings open on a mean day), ``index`` (flow a day; the first whole period is 100) with its
        95 % interval, ``growth`` on the period before, ``index_all`` and ``growth_all`` of all sources, ``break``.

    Raises
    ------
    ConfigError
        If no posting has a day, or ``expiry`` is below 1.

    Examples
    --------
    >>> import datetime as dt
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> days = [dt.date(2024, 1, 1 + i) for i in range(31)] + [dt.date(2024, 2, 1 + i // 2) for i in range(58)]
    >>> rows = [{"posting_id": str(i), "source": "a", "first_seen": day} for i, day in enumerate(days)]
    >>> tables = LocalTables({"postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"])})
    >>> trends_table(tables).frame[["period", "n", "index"]].to_dict("records")
    [{'period': '2024-01', 'n': 31, 'index': 100.0}, {'period': '2024-02', 'n': 58, 'index': 200.0}]
    """
    if expiry < 1:
        raise ConfigError(f"expiry {expiry}; allowed: days from 1")
    groups = check_dimensions(by)
    if "period" in groups:
        raise ConfigError("trends are by period already; by must not hold period")
    calendar = find_calendar(tables, where=where, period=period, unit=unit, least=config.ratio_from)
    base = _base(calendar, config.ratio_from)
    opening = dated(tables, groups, where=where, expiry=expiry, column=calendar.column)
    frame = _flows(tables, opening, groups, calendar, unit, base)
    frame = frame.merge(_stocks(tables, opening, groups, calendar), on=[*groups, "period"], how="left")
    frame["stock"] = frame["open_days"].fillna(0) / frame["days"]
    frame = _add_series(frame, groups, calendar, base, across, config)
    places = group_places(frame, groups, "n")
    frame = frame.merge(places, on=list(groups), validate="m:1").sort_values(["place", "period"])
    enters = _enters(tables, opening, groups, calendar, unit, config.ratio_from) if groups != ("all",) else []
    here = pd.MultiIndex.from_frame(frame[list(groups)]).isin(enters)
    flags = _flags(frame, groups, calendar, expiry, config)
    frame["flag"] = join_flags(flags, np.where(here, ENTERS_HERE, ""))
    frame = hide_small(frame, "n_panel", _FIGURES, config)
    keys = [] if groups == ("all",) else list(groups)
    columns = [*keys, *list(_TITLES)[:10], "index_all", "growth_all", "break", "flag"]
    return as_table(
        tables, frame[columns], keys, where, whole=count_whole(tables, where=where),
        name="trends", title=f"招聘逐{UNITS[unit][1]}变化", unit="职位；指数以首个完整期为 100",
        formula="新增 = 首次出现在本期的职位；日均在招 = Σ在招天数 / 天数；指数 = 100 日均新增_t / 日均新增_0",
        source="区间以用人单位为抽样单元，为本软件自定", own=True, direction="指数大于 100，新增职位多于首期",
        notes=_notes(frame, calendar, expiry, where_all=groups == ("all",)), titles=_TITLES,
    )  # fmt: skip


def _base(calendar: Calendar, least: int) -> str:
    """Return the first whole period with enough postings, else the first with any."""
    sizes = calendar.counts.sum(axis="columns").to_numpy()
    whole = calendar.periods["whole"].to_numpy() & (sizes >= least)
    return str(calendar.periods["period"][int(np.argmax(whole if whole.any() else sizes > 0))])


def _flows(tables: Tables, opening: str, by: Sequence[str], calendar: Calendar, unit: str, base: str) -> pd.DataFrame:
    """Return every group and period with its flow, and what the interval over employers needs."""
    groups = group_columns(by)
    found = named(
        tables.sql(f"""{opening}, flow AS (SELECT {groups}, {period_sql(unit)} AS period, who,
    COUNT(*) AS n_all, SUM(CASE WHEN {in_panel(calendar)} THEN 1 ELSE 0 END) AS m
    FROM dated WHERE day IS NOT NULL GROUP BY ALL),
base AS (SELECT {groups}, who, m AS m_base FROM flow WHERE period = {literal(base)})
SELECT {groups}, period, CAST(SUM(n_all) AS BIGINT) AS n, CAST(SUM(m) AS BIGINT) AS n_panel,
    CAST(SUM(m * m) AS BIGINT) AS squares, CAST(SUM(m * COALESCE(m_base, 0)) AS BIGINT) AS products
    FROM flow LEFT JOIN base USING ({groups}, who) GROUP BY {groups}, period ORDER BY {groups}, period"""),
        by,
    )
    found = found[found["period"].isin(calendar.periods["period"])]
    every = found[list(by)].drop_duplicates().merge(calendar.periods[["period", "days"]], how="cross")
    frame = every.merge(found, on=[*by, "period"], how="left", validate="1:1")
    counts = ["n", "n_panel", "squares", "products"]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    return frame


def _enters(
    tables: Tables, opening: str, by: Sequence[str], calendar: Calendar, unit: str, least: int
) -> list[tuple[str, ...]]:
    """Return the groups in which a source of the panel has no posting in one period and ``least`` in another.

    The panel holds over all groups; in one of them a source may still come or go.
    """
    groups = group_columns(by)
    found = named(
        tables.sql(f"""{opening} SELECT {groups}, origin, {period_sql(unit)} AS period, COUNT(*) AS n FROM dated
    WHERE day IS NOT NULL AND {in_panel(calendar)} GROUP BY ALL ORDER BY ALL"""),
        by,
    )
    filled = calendar.counts.index[calendar.counts.sum(axis="columns") > 0]
    found = found[found["period"].isin(filled)]
    of_source = found.groupby([*by, "origin"])
    comes = (of_source.size() < len(filled)) & (of_source["n"].max() >= least)
    return sorted({tuple(map(str, key[:-1])) for key in comes.index[comes]})


def _stocks(tables: Tables, opening: str, by: Sequence[str], calendar: Calendar) -> pd.DataFrame:
    """Return the days on which panel postings stand open in each period."""
    groups = group_columns(by)
    spans = calendar.periods.assign(start=calendar.periods["start"].dt.date, end=calendar.periods["end"].dt.date)
    query = f"""{opening}, lives AS (SELECT {groups}, day, closes, COUNT(*) AS m FROM dated
    WHERE day IS NOT NULL AND {in_panel(calendar)} GROUP BY ALL)
SELECT {groups}, p.period, CAST(SUM(m * (DATE_DIFF('day', GREATEST(day, p.first_day), LEAST(closes, p.last_day)) + 1))
    AS BIGINT) AS open_days
FROM lives JOIN spans p ON day <= p.last_day AND closes >= p.first_day
GROUP BY {groups}, p.period ORDER BY {groups}, p.period"""
    table = pa.table(
        {
            "period": pa.array(spans["period"], pa.string()),
            "first_day": pa.array(spans["start"], pa.date32()),
            "last_day": pa.array(spans["end"], pa.date32()),
        }
    )
    return named(tables.sql(query, spans=table), by)


def _add_series(
    frame: pd.DataFrame, by: Sequence[str], calendar: Calendar, base: str, across: bool, config: MeasureConfig
) -> pd.DataFrame:
    """Return the frame with indices, their intervals and growth; rows of a group are in the order of periods."""
    frame = frame.assign(per_day=frame["n_panel"] / frame["days"])
    breaks = calendar.source_changes(config.ratio_from)
    frame["break"] = frame["period"].map(breaks)
    place = list(calendar.periods["period"]).index(base)
    changed = [i for i, period in enumerate(calendar.periods["period"]) if breaks[period]]
    parts = []
    for _, rows in frame.groupby(list(by), sort=False):
        at = rows.iloc[place]
        enough = at["n_panel"] >= config.ratio_from
        naive = rows["n"] / rows["days"]
        n, n_base = rows["n_panel"].to_numpy(float), np.float64(at["n_panel"])
        with np.errstate(divide="ignore", invalid="ignore"):
            clustered = rows["squares"] / n**2 + at["squares"] / n_base**2 - 2 * rows["products"] / (n * n_base)
            variance = np.maximum(clustered, 1 / n + 1 / n_base)
            spread = np.exp(_Z * np.sqrt(np.where(n > 0, variance, np.nan)))
        index = base_series(rows["per_day"], place) if enough else np.full(len(rows), np.nan)
        is_base = rows["period"].to_numpy() == base
        naive_enough = at["n"] >= config.ratio_from
        parts.append(
            rows.assign(
                index=index,
                index_low=np.where(is_base, index, index / spread),
                index_high=np.where(is_base, index, index * spread),
                growth=step_growth(rows["per_day"].where(n >= config.ratio_from)),
                index_all=base_series(naive, place) if naive_enough else np.nan,
                growth_all=step_growth(naive.where(rows["n"] >= config.ratio_from), changed, across=across),
            )
        )
    return pd.concat(parts, ignore_index=True)


def _flags(frame: pd.DataFrame, by: Sequence[str], calendar: Calendar, expiry: int, config: MeasureConfig) -> list[str]:
    periods = calendar.periods.set_index("period")
    opened = (periods["start"] - calendar.first_day).dt.days < expiry - 1
    whole = frame["period"].map(periods["whole"]).astype(bool)
    leaps = frame.groupby(list(by), sort=False)["per_day"].transform(
        lambda series: np.isin(np.arange(len(series)), odd_steps(series, 1 / _LEAP, _LEAP))
    )
    return join_flags(
        np.where(frame["n"] == 0, NOTHING, flag_small(frame["n_panel"], config)),
        np.where(whole, "", PARTIAL),
        np.where(frame["break"] != "", SOURCES_CHANGED, ""),
        np.where(leaps.astype(bool) & (frame["n_panel"] >= config.ratio_from), LEAP, ""),
        np.where(frame["period"].map(opened).astype(bool), OPENING, ""),
    )


def _notes(frame: pd.DataFrame, calendar: Calendar, expiry: int, *, where_all: bool) -> list[str]:
    kind = "平台" if calendar.column == "platform" else "文件"
    names = "、".join(calendar.panel)
    notes = [
        f"恒定来源（每期都有的{kind}）：{names}" if names else NO_PANEL,
        f"只见过一次的职位按在招 {expiry} 天计",
        f"{calendar.undated} 条职位没有日期，未计" if calendar.undated else "",
        f"{calendar.outside} 条职位在所列时期之外，未计" if calendar.outside else "",
    ]
    if len(calendar.panel) > 1:
        notes.append(f"恒定来源内部构成首末期相差 {mix_shift(calendar):.1%}")
    last = frame[frame["index"].notna()].tail(1)
    if where_all and len(last):
        row = last.iloc[0]
        ends = f"{row['index_low']:.1f}—{row['index_high']:.1f}"
        notes.append(f"末期指数 {row['index']:.1f}（{ends}），全部来源 {row['index_all']:.1f}")
    return notes
