"""Postings in time: the periods that a corpus covers, and the sources that stand in all of them.

A posting enters on the day of its first sight, else of publication: what is still online on the first day of
gathering was published long before, and only the part of it that survived.
"""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.dimensions import UNSTATED
from jobmine.measure.relation import counted, group_columns, literal
from jobmine.measure.scope import parse_period

EXPIRY = 30
FLOW_DAY = "COALESCE(first_seen, published)"
UNITS = {"month": ("M", "月"), "quarter": ("Q", "季"), "year": ("Y", "年")}
_SMALLEST_PART = 0.01
_WHOLE = 0.9  # of the days of a period covered: a quiet last day does not make it a part


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """What a corpus covers in time.

    Attributes
    ----------
    periods : DataFrame
        ``period``, its first and last ``start`` and ``end`` that the corpus covers, the ``days`` between, and
        whether it is ``whole``.
    counts : DataFrame
        Postings by period (rows, all periods) and source (columns).
    panel : tuple of str
        Sources with enough postings in every period that has any.
    column : str
        What a source is: ``platform`` or ``source``.
    first_day : Timestamp
        The first day of the data, within the periods or before.
    undated, outside : int
        Postings without a day, and those before or after the periods.
    """

    periods: pd.DataFrame
    counts: pd.DataFrame
    panel: tuple[str, ...]
    column: str
    first_day: pd.Timestamp
    undated: int
    outside: int

    def source_changes(self, least: int) -> pd.Series:
        """Return for each period which sources come or go with it, in words; the first period has none."""
        here = self.counts.to_numpy() >= least
        names = [str(name) for name in self.counts]
        said = [""] * min(1, len(here))
        for before, now in pairwise(here):
            come = [f"{name}进入" for name, was, is_now in zip(names, before, now, strict=True) if is_now and not was]
            gone = [f"{name}退出" for name, was, is_now in zip(names, before, now, strict=True) if was and not is_now]
            said.append("、".join(come + gone))
        return pd.Series(said, self.counts.index, dtype=str)


def dated(
    tables: Tables, by: Sequence[str] = ("all",), *, where: str | None = None, expiry: int = EXPIRY, column: str
) -> str:
    """Return the opening of a query, up to a table ``dated``: groups, ``day``, ``closes``, ``origin``, ``who``.

    A posting is open from its day to its last sight; one that was seen once, for ``expiry`` days. Postings
    without an employer are each its own.
    """
    closes = f"CAST({FLOW_DAY} + INTERVAL {expiry - 1:d} DAY AS DATE)"
    return (
        counted(tables, by, where=where)
        + f""", dated AS (SELECT {group_columns(by)}, posting_id, readable, {FLOW_DAY} AS day,
    CASE WHEN last_seen > {FLOW_DAY} THEN last_seen ELSE {closes} END AS closes,
    COALESCE({column}, '{UNSTATED}') AS origin, COALESCE(employer, posting_id) AS who FROM counted)
"""
    )


def find_calendar(
    tables: Tables, *, where: str | None = None, period: str | None = None, unit: str = "month", least: int = 10
) -> Calendar:
    """Return the periods that the postings cover and the sources present in all of them.

    Parameters
    ----------
    period : str, optional
        First and last, as ``2024-10:2025-03``. By default from the first to the last period that holds at least
        a hundredth of the dated postings.
    unit : {'month', 'quarter', 'year'}
    least : int
        Postings with which a source counts as present in a period.

    Raises
    ------
    ConfigError
        If no posting has a day in the period, or the unit is unknown.
    """
    if unit not in UNITS:
        raise ConfigError(f"unit {unit!r}; allowed: {', '.join(UNITS)}")
    column = source_column(tables, where)
    found = tables.sql(
        dated(tables, where=where, column=column)
        + "SELECT day, origin, COUNT(*) AS n FROM dated GROUP BY day, origin ORDER BY day, origin"
    ).to_pandas()
    undated = int(found.loc[found["day"].isna(), "n"].sum())
    found = found.dropna(subset="day").assign(day=lambda frame: pd.to_datetime(frame["day"]))
    found["period"] = found["day"].dt.to_period(UNITS[unit][0])
    first, last = _window(found, period, unit)
    inside = found[(found["period"] >= first) & (found["period"] <= last)] if first is not None else found[:0]
    if inside.empty:
        raise ConfigError(
            "trends need days: no posting has first_seen or published" + (f" in {period}" if period else "")
        )
    names = pd.period_range(first, last, freq=UNITS[unit][0])
    periods = pd.DataFrame({"period": names.astype(str), "start": names.start_time, "end": names.end_time.normalize()})
    calendar_days = (periods["end"] - periods["start"]).dt.days + 1
    # Gathering began and ended within a period: only the days that it covers count.
    periods["start"] = periods["start"].where(periods.index > 0, max(periods["start"].iloc[0], inside["day"].min()))
    periods["end"] = periods["end"].where(
        periods.index < len(periods) - 1, min(periods["end"].iloc[-1], inside["day"].max())
    )
    periods["days"] = (periods["end"] - periods["start"]).dt.days + 1
    periods["whole"] = periods["days"] >= _WHOLE * calendar_days
    counts = inside.pivot_table(index="period", columns="origin", values="n", aggfunc="sum", fill_value=0)
    counts = counts.reindex(names, fill_value=0).set_axis(names.astype(str)).astype("int64")
    filled = counts[counts.sum(axis="columns") > 0]
    panel = tuple(str(name) for name in counts if (filled[name] >= least).all())
    outside = int(found["n"].sum() - inside["n"].sum())
    return Calendar(periods, counts, panel, column, found["day"].min(), undated, outside)


def in_panel(calendar: Calendar) -> str:
    """Return the SQL condition over ``dated`` for postings of the panel."""
    return f"origin IN ({', '.join(map(literal, calendar.panel)) or 'NULL'})"


def period_sql(unit: str) -> str:
    """Return the SQL over ``dated`` for a posting's period, written as in :class:`Calendar`.

    Examples
    --------
    >>> period_sql("month")
    'SUBSTRING(CAST(day AS STRING), 1, 7)'
    """
    if unit == "quarter":
        return "CONCAT(CAST(YEAR(day) AS STRING), 'Q', CAST(QUARTER(day) AS STRING))"
    return f"SUBSTRING(CAST(day AS STRING), 1, {4 if unit == 'year' else 7})"


def source_column(tables: Tables, where: str | None) -> str:
    """Return ``platform`` where half of the postings state one, else ``source``."""
    row = tables.sql(
        counted(tables, where=where) + "SELECT COUNT(*) AS n, COUNT(platform) AS stated FROM counted"
    ).to_pylist()[0]
    return "platform" if row["n"] and 2 * row["stated"] >= row["n"] else "source"


def _window(found: pd.DataFrame, period: str | None, unit: str) -> tuple[pd.Period | None, pd.Period | None]:
    """Return the first and the last period to look at, None where there is nothing."""
    if found.empty:
        return None, None
    freq = UNITS[unit][0]
    sizes = found.groupby("period")["n"].sum()
    usual = sizes.index[sizes >= _SMALLEST_PART * sizes.sum()]
    first, last = usual[0], usual[-1]
    if period:
        start, end = parse_period(period)
        first = pd.Period(start, freq) if start else sizes.index[0]
        last = pd.Period(end, freq) if end else sizes.index[-1]
        first, last = max(first, sizes.index[0]), min(last, sizes.index[-1])
    return (first, last) if first <= last else (None, None)


def mix_shift(calendar: Calendar) -> float:
    """Return how far the panel's own mix moved between the first and the last period, 1/2 sum|share - share|."""
    counts = calendar.counts[list(calendar.panel)]
    filled = counts[counts.sum(axis="columns") > 0]
    if filled.empty or not calendar.panel:
        return float("nan")
    shares = filled.div(filled.sum(axis="columns"), axis="index").to_numpy()
    return float(np.abs(shares[-1] - shares[0]).sum() / 2)


def two_periods(
    tables: Tables, where: str | None, old: str | None, new: str | None, unit: str, *, least: int
) -> tuple[tuple[str, str], list[str]]:
    """Return the conditions for an earlier and a later period on the panel of sources, and notes that name them.

    Parameters
    ----------
    old, new : str or None
        As ``2024-10:2024-12``; where both are None the earlier and the later half of the periods.

    Raises
    ------
    ConfigError
        If only one is given, or there is a single period to halve.
    """
    if (old is None) != (new is None):
        raise ConfigError(f"old {old!r} and new {new!r}: give both periods, or neither")
    calendar = find_calendar(tables, where=where, unit=unit, least=least)
    spans = _halves(calendar) if old is None or new is None else (parse_period(old), parse_period(new))
    names = "、".join(calendar.panel)
    sources = f"{calendar.column} IN ({', '.join(map(literal, calendar.panel))})" if names else "TRUE"
    conditions = [" AND ".join(f"({part})" for part in (where, _within(span), sources) if part) for span in spans]
    said = "，".join(f"{name} {'—'.join(span)}" for name, span in zip(("前期", "后期"), spans, strict=True))
    panel = f"只看贯穿各期的来源：{names}" if names else "没有贯穿各期的来源：两期的差别可能只是来源的差别"
    return (conditions[0], conditions[1]), [said, panel]


def _halves(calendar: Calendar) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return first and last day of the earlier and the later half of the periods."""
    periods = calendar.periods
    if len(periods) < 2:
        raise ConfigError(f"a single period, {periods['period'].iloc[0]}: nothing to compare; give old and new")
    cut = len(periods) // 2
    days = periods[["start", "end"]].map(lambda day: day.strftime("%Y-%m-%d"))
    return (days["start"].iloc[0], days["end"].iloc[cut - 1]), (days["start"].iloc[cut], days["end"].iloc[-1])


def _within(span: tuple[str, str]) -> str:
    ends = zip((">=", "<="), span, strict=True)
    return " AND ".join(f"{FLOW_DAY} {sign} CAST({literal(day)} AS DATE)" for sign, day in ends if day)
