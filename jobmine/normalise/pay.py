"""The pay of raw rows: one cell or two columns, scrambled digits and lost units told by the whole file."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobmine.config import NormaliseConfig
from jobmine.normalise.parsed import Parsed, ParsedColumn, join_cells, parse_column, split_cells
from jobmine.normalise.salary import Pay, column_scale, join_salary, parse_salary
from jobmine.normalise.scrambled import decode_scrambled


def parse_pay(raw: pa.Table, employment: pa.Array, title: pa.Array, config: NormaliseConfig) -> ParsedColumn[Pay]:
    """Parse the pay of every row.

    Parameters
    ----------
    raw : pyarrow.Table
        The ``raw`` table; the columns salary, salary_min, salary_max and salary_months are read.
    employment, title : pyarrow.Array of string
        Tell day rates in columns that have lost their unit.
    config : NormaliseConfig
        Working time in a month.

    Notes
    -----
    A cell that states pay goes before the two columns. The scale of two columns and the meaning of
    scrambled digits hold for a whole source, never for a single row.
    """
    source = raw["source"].combine_chunks().dictionary_encode()
    number = source.indices.to_numpy()
    salary = raw["salary"].combine_chunks()
    scale = np.ones(len(number))
    scrambled = pc.fill_null(pc.match_substring_regex(salary, r"[\x{E000}-\x{F8FF}]"), False)
    decoded = salary.to_pylist() if pc.any(scrambled).as_py() else []
    for one in range(len(source.dictionary)):
        rows = np.flatnonzero(number == one)
        scale[rows] = column_scale(raw["salary_max"].take(pa.array(rows)).to_pylist())
        if decoded and pc.any(scrambled.take(pa.array(rows))).as_py():
            for row, cell in zip(rows, decode_scrambled([decoded[row] for row in rows]).cells, strict=True):
                decoded[row] = cell
    cells = pa.array(decoded, pa.string()) if decoded else salary
    two_columns = pc.is_valid(pc.coalesce(raw["salary_min"], raw["salary_max"]))
    joined = join_cells(
        cells,
        raw["salary_min"],
        raw["salary_max"],
        raw["salary_months"],
        pc.if_else(two_columns, employment, None),
        pc.if_else(two_columns, title, None),
        pc.if_else(two_columns, pa.array(scale).cast(pa.string()), None),
    )
    return parse_column(joined, partial(_parse, config=config))


def _parse(row: str, config: NormaliseConfig) -> Parsed[Pay]:
    cell, low, high, months, employment, title, scale = split_cells(row)
    working_time = {
        "hours_per_month": config.hours_per_month,
        "days_per_month": config.days_per_month,
        "weeks_per_month": config.weeks_per_month,
    }
    stated = parse_salary(cell or "", **working_time)
    if stated.value or not (low or high):
        return stated
    return join_salary(low, high, months, employment, title, scale=float(scale or 1))
