"""The indicator tree of a composite index: what belongs to which dimension, and which way it counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobmine.data import read_tsv
from jobmine.errors import ReadError
from jobmine.read.mapping import normalise_header
from jobmine.read.plain_tables import read_frame, to_numbers
from jobmine.read.sources import PathLike

if TYPE_CHECKING:
    import pandas as pd

_DIRECTIONS = {
    **dict.fromkeys(("benefit", "正向", "正", "+", "效益型", "越大越好"), "benefit"),
    **dict.fromkeys(("cost", "负向", "逆向", "负", "-", "成本型", "越小越好"), "cost"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the tree.

    Attributes
    ----------
    dimension, indicator : str
        The indicator's name is that of its column in the data.
    direction : str
        ``benefit`` or ``cost``.
    source : str
        Where its values are from.
    weight : float or None
        None where the file gives none.
    low, high : float or None
        Ends of its scale; None for the smallest and the largest value.
    """

    dimension: str
    indicator: str
    direction: str = "benefit"
    source: str = ""
    weight: float | None = None
    low: float | None = None
    high: float | None = None


def read_tree(path: PathLike) -> list[Indicator]:
    r"""Read an indicator tree.

    Parameters
    ----------
    path : path
        A table with columns 维度, 指标, 方向 (正向 or 负向), 数据来源, and where one likes 权重, 下限, 上限.
        A dimension that is left empty is that of the row above, as in merged cells.

    Returns
    -------
    list of Indicator

    Raises
    ------
    ReadError
        If a column is missing, a direction is not known, an indicator stands twice, or weights are given for
        some indicators only.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "指标.csv")
    ...     _ = path.write_text("维度,指标,方向\n生态,绿地率,正向\n,PM2.5,负向\n", encoding="utf-8")
    ...     [(row.dimension, row.indicator, row.direction) for row in read_tree(path)]
    [('生态', '绿地率', 'benefit'), ('生态', 'PM2.5', 'cost')]
    """
    frame = read_frame(path)
    known = {row["header"]: row["column"] for row in read_tsv("read/indicators.tsv")}
    columns: dict[str, list[str]] = {}
    for name in frame.columns:
        columns.setdefault(known.get(normalise_header(name), ""), frame[name].tolist())
    lacking = [name for name in ("dimension", "indicator", "direction") if name not in columns]
    if lacking:
        heads = {name: "、".join(head for head, column in known.items() if column == name) for name in lacking}
        raise ReadError(f"{path}: no column {heads}; found {', '.join(frame.columns)}")
    numbers = {name: _optional(columns.get(name, [""] * len(frame)), f"{path}: {name}") for name in _NUMBERS}
    tree, dimension = [], ""
    for place, name in enumerate(columns["indicator"]):
        dimension = columns["dimension"][place] or dimension
        if not name:
            continue
        direction = columns["direction"][place].strip().lower()
        if direction not in _DIRECTIONS:
            raise ReadError(
                f"{path}: row {place + 1} below the header, {name!r}: direction {direction!r}; "
                f"allowed: {', '.join(_DIRECTIONS)}"
            )
        source = columns["source"][place] if "source" in columns else ""
        tree.append(
            Indicator(dimension, name, _DIRECTIONS[direction], source, *(numbers[number][place] for number in _NUMBERS))
        )
    _check(tree, str(path))
    return tree


def read_units(path: PathLike, tree: list[Indicator], unit: str = "", within: str = "") -> pd.DataFrame:
    """Read the values of a tree's indicators, a row a unit that is compared.

    Parameters
    ----------
    path : path
    tree : list of Indicator
    unit : str
        The column of names; the first one by default.
    within : str
        A column to rank inside, as 国家.

    Returns
    -------
    DataFrame
        Names, ``within`` if asked for, and the indicators as numbers.

    Raises
    ------
    ReadError
        If a column is missing, a name stands twice, or a cell is no number.
    """
    frame = read_frame(path)
    names = unit or str(frame.columns[0])
    wanted = [names, *filter(None, [within]), *(row.indicator for row in tree)]
    lacking = [name for name in wanted if name not in frame]
    if lacking:
        raise ReadError(f"{path}: no column {', '.join(lacking)}; found {', '.join(frame.columns)}")
    twice = frame[names][frame[names].duplicated()]
    if len(twice):
        raise ReadError(f"{path}: {twice.iloc[0]!r} stands twice in {names}; a unit has one row")
    numbers = {row.indicator: to_numbers(frame[row.indicator].tolist(), f"{path}: {row.indicator}") for row in tree}
    return frame[list(dict.fromkeys(wanted[: len(wanted) - len(tree)]))].assign(**numbers)


_NUMBERS = ("weight", "low", "high")


def _optional(cells: list[str], where: str) -> list[float | None]:
    return [None if math.isnan(number) else number for number in to_numbers(cells, where)]


def _check(tree: list[Indicator], where: str) -> None:
    names = [row.indicator for row in tree]
    twice = sorted({name for name in names if names.count(name) > 1})
    weights = [row.weight for row in tree]
    if not tree:
        raise ReadError(f"{where}: no indicator")
    if twice:
        raise ReadError(f"{where}: {', '.join(twice)} stands twice; an indicator has one row")
    if any(row.dimension == "" for row in tree):
        raise ReadError(f"{where}: the first indicator has no dimension")
    if None in weights and any(weight is not None for weight in weights):
        without = [row.indicator for row in tree if row.weight is None]
        raise ReadError(f"{where}: no weight for {', '.join(without)}; give all or none")
    if any(weight is not None and weight < 0 for weight in weights):
        raise ReadError(f"{where}: a weight below 0")
