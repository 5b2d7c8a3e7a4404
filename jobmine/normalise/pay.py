"""The pay of raw rows: one cell or two columns, scrambled digits and lost units told by the whole source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jobmine.config import NormaliseConfig
from jobmine.normalise.parsed import Parsed, ParsedColumn, join_cells, parse_column, split_cells
from jobmine.normalise.salary import Pay, column_scale, join_salary, parse_salary
from jobmine.normalise.scrambled import decode_scrambled

PAY_COLUMNS = ("source", "salary", "salary_max")
"""What :func:`gather_scales` reads."""

_SCRAMBLED = r"[\x{E000}-\x{F8FF}]"
# A high end whose middle is monthly pay whatever the low end: neither title nor form of employment tells more.
_MONTHLY = r"^([2-9]\d{3}|[1-9]\d{4,8})(\.\d+)?$"


@dataclass(frozen=True, slots=True)
class Scales:
    """What only a whole source tells of its pay.

    Attributes
    ----------
    factor : mapping of str to float
        By source: what two columns are multiplied with to be in yuan, where that is not 1.
    digits : mapping of str to mapping
        By source: the digit that each private character stands for.
    """

    factor: Mapping[str, float] = field(default_factory=dict)
    digits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def gather_scales(raw: pa.Table) -> Scales:
    """Return what the sources of raw rows tell of their pay.

    Parameters
    ----------
    raw : pyarrow.Table
        All raw rows; only the columns :data:`PAY_COLUMNS` are read.

    Examples
    --------
    >>> columns = {"source": ["f", "f", "g"], "salary": [None] * 3, "salary_max": ["7", "15", "9000"]}
    >>> gather_scales(pa.table(columns)).factor
    {'f': 1000.0}
    """
    source = raw["source"].combine_chunks().dictionary_encode()
    names, number = source.dictionary.to_pylist(), source.indices.to_numpy()
    salary, high = (raw[name].combine_chunks().cast(pa.string()) for name in PAY_COLUMNS[1:])
    scrambled = pc.fill_null(pc.match_substring_regex(salary, _SCRAMBLED), False).to_numpy(zero_copy_only=False)
    factor, digits = {}, {}
    for one in np.unique(number[high.is_valid().to_numpy(zero_copy_only=False)]):
        if (scale := column_scale(high.filter(pa.array(number == one)).to_pylist())) != 1:
            factor[names[one]] = scale
    for one in np.unique(number[scrambled]):
        digits[names[one]] = dict(decode_scrambled(salary.filter(pa.array(number == one)).to_pylist()).mapping)
    return Scales(factor, digits)


def parse_pay(
    raw: pa.Table, employment: pa.Array, title: pa.Array, config: NormaliseConfig, scales: Scales
) -> ParsedColumn[Pay]:
    """Parse the pay of every row.

    Parameters
    ----------
    raw : pyarrow.Table
        The ``raw`` table; the columns salary, salary_min, salary_max and salary_months are read.
    employment, title : pyarrow.Array of string
        Tell day rates in columns that have lost their unit.
    config : NormaliseConfig
        Working time in a month.
    scales : Scales
        What the whole sources tell.

    Notes
    -----
    A cell that states pay goes before the two columns. The scale of two columns and the meaning of
    scrambled digits hold for a whole source, never for a single row.
    """
    source = raw["source"].combine_chunks().dictionary_encode()
    names = source.dictionary.to_pylist()
    factor = pa.array([f"{scales.factor.get(name, 1.0):g}" for name in names], pa.string()).take(source.indices)
    two_columns = pc.is_valid(pc.coalesce(raw["salary_min"], raw["salary_max"]))
    monthly = pc.fill_null(pc.match_substring_regex(raw["salary_max"], _MONTHLY), False)
    unsure = pc.and_(two_columns, pc.and_(pc.equal(factor, "1"), pc.invert(monthly)))
    nothing = pa.scalar(None, pa.string())
    joined = join_cells(
        _decoded(raw["salary"].combine_chunks(), source, [scales.digits.get(name, {}) for name in names]),
        raw["salary_min"],
        raw["salary_max"],
        raw["salary_months"],
        *(pc.if_else(unsure, told, nothing) for told in (employment, title)),
        pc.if_else(pc.and_(two_columns, pc.not_equal(factor, "1")), factor, nothing),
    )
    return parse_column(joined, partial(_parse, config=config))


def _decoded(salary: pa.Array, source: pa.DictionaryArray, digits: list[Mapping[str, str]]) -> pa.Array:
    if not any(digits):
        return salary
    scrambled = pc.fill_null(pc.match_substring_regex(salary, _SCRAMBLED), False)
    tables = [str.maketrans(dict(mapping)) for mapping in digits]
    rows = zip(salary.filter(scrambled).to_pylist(), source.indices.filter(scrambled).to_pylist(), strict=True)
    plain = [cell.translate(tables[number]) for cell, number in rows]
    return pc.replace_with_mask(salary, scrambled, pa.array(plain, pa.string()))


def _parse(row: str, config: NormaliseConfig) -> Parsed[Pay]:
    cell, low, high, months, employment, title, factor = split_cells(row)
    working_time = {
        "hours_per_month": config.hours_per_month,
        "days_per_month": config.days_per_month,
        "weeks_per_month": config.weeks_per_month,
    }
    stated = parse_salary(cell or "", **working_time)
    if stated.value or not (low or high):
        return stated
    return join_salary(low, high, months, employment, title, scale=float(factor or 1))
