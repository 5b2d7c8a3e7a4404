"""How the cells of a table are shown to a reader: percent, yuan, counts, intervals in brackets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from jobmine.measure.dimensions import DIMENSIONS
from jobmine.measure.sheets import column_style
from jobmine.measure.table import Table
from jobmine.show.labels import label

EMPTY = "—"
LONG = 14


@dataclass(frozen=True, slots=True)
class Column:
    """A column as shown; ``low`` and ``high`` name the columns of its interval, if it has one."""

    name: str
    title: str
    style: str
    low: str = ""
    high: str = ""

    @property
    def is_number(self) -> bool:
        """Whether cells are numbers, set to the right."""
        return self.style not in ("text", "plain")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown: its text, its interval and what it sorts by."""

    text: str
    interval: str
    key: str

    @property
    def is_long(self) -> bool:
        """Whether the text may be broken into lines."""
        return len(self.text) > LONG


def shown_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns that a reader needs: intervals joined to their figure, empty and constant helpers left out.

    Examples
    --------
    >>> frame = pd.DataFrame({"term": ["焊接"], "share": [0.5], "share_low": [0.4], "share_high": [0.6], "flag": [""]})
    >>> [(column.name, column.style, column.low) for column in shown_columns(Table(frame, {}))]
    [('term', 'text', ''), ('share', 'percent', 'share_low')]
    """
    frame, titles = table.frame, table.meta.get("titles", {})
    names = [str(name) for name in frame.columns]
    ends = {end for name in names for end in (f"{name}_low", f"{name}_high")} & set(names)
    shown = []
    for name in names:
        if name in ends or _is_idle(name, frame):
            continue
        low, high = (end if end in ends else "" for end in (f"{name}_low", f"{name}_high"))
        shown.append(Column(name, _heading(name, titles), column_style(name, frame[name]), low, high))
    return tuple(shown)


def shown_rows(table: Table, columns: Iterable[Column], limit: int) -> list[list[Cell]]:
    """Return the first rows of a table as shown."""
    shown = []
    for column in columns:
        values = table.frame[column.name].head(limit).tolist()
        ends: Iterable[tuple[Any, Any]] = [(None, None)] * len(values)
        if column.low and column.high:
            ends = zip(table.frame[column.low].head(limit), table.frame[column.high].head(limit), strict=True)
        shown.append([_cell(value, low, high, column) for value, (low, high) in zip(values, ends, strict=True)])
    return [list(row) for row in zip(*shown, strict=True)]


def show_value(value: Any, style: str = "text", name: str = "") -> str:
    """Return a value as a reader is shown it.

    Parameters
    ----------
    value : object
        Anything that a cell may hold.
    style : str
        ``percent`` (0.5 is 50.0%), ``points`` (percentage points), ``yuan`` and ``whole`` (no decimals),
        ``decimal`` (two), ``plain`` or ``text``.
    name : str
        The column, for the Chinese labels of coded values.

    Examples
    --------
    >>> [show_value(0.1234, "percent"), show_value(8456.7, "yuan"), show_value(0.004, "decimal"), show_value(None)]
    ['12.3%', '8,457', '0.004', '—']
    >>> show_value(["双休", "五险一金"]), show_value("tool", name="aspect"), show_value(True)
    ('双休、五险一金', '工具软件', '是')
    """
    if isinstance(value, (list, tuple, np.ndarray)):
        return "、".join(show_value(item, style, name) for item in value) or EMPTY
    if value is None or value is pd.NA or value is pd.NaT or value == "" or value != value:
        return EMPTY
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, Real):
        return _number(float(value), style)
    return label(name, str(value))


def _heading(name: str, titles: Mapping[str, str]) -> str:
    dimension = DIMENSIONS.get(name)
    return str(titles.get(name) or (dimension.title if dimension else name))


def _number(value: float, style: str) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    match style:
        case "percent":
            return f"{value:.1%}"
        case "points":
            return f"{100 * value:+.1f} 百分点"
        case "whole" | "yuan":
            return f"{value:,.0f}"
        case "decimal":
            return f"{value:,.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:.1g}"
    return f"{value:.0f}" if value.is_integer() else f"{value:.9g}"


def group_names(frame: pd.DataFrame, by: Iterable[str]) -> list[str]:
    """Return the name of each row's group: its dimensions joined, as far as the frame has them.

    Examples
    --------
    >>> group_names(pd.DataFrame({"city": ["苏州"], "role": ["焊工"]}), ["city", "role"])
    ['苏州 / 焊工']
    """
    columns = [frame[name].astype(str).tolist() for name in by if name in frame]
    return [" / ".join(names) for names in zip(*columns, strict=True)] if columns else ["全部"] * len(frame)


def _cell(value: Any, low: Any, high: Any, column: Column) -> Cell:
    text = show_value(value, column.style, column.name)
    bounded = text != EMPTY and pd.notna(low) and pd.notna(high)
    interval = f"[{show_value(low, column.style)}, {show_value(high, column.style)}]" if bounded else ""
    key = "" if text == EMPTY else f"{float(value):.9g}" if column.is_number else text
    return Cell(text, interval, key)


def _is_idle(name: str, frame: pd.DataFrame) -> bool:
    """Whether a column says nothing that title and notes do not say: one group of all, one kind, no mark."""
    if name in ("all", "counts", "kind"):
        return frame[name].nunique() <= 1
    return name in ("flag", "aspect") and not frame[name].fillna("").astype(bool).any()
