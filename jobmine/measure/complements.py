"""What one place lacks and another has to spare: posts short here and in surplus there."""

from __future__ import annotations

from itertools import permutations

import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, as_table, count_groups, count_whole
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, check_dimensions
from jobmine.measure.places import complement
from jobmine.measure.ratios import quotient, share_gap
from jobmine.measure.supply import MEASURES, SAME, choose_supply, supply_rows
from jobmine.measure.table import Table

_TITLES = {"here": "缺人的地方", "there": "有余的地方", "n_complements": "互补岗位数", "complements": "互补岗位"}


def complement_table(
    tables: Tables,
    by: str = "post",
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return for each pair of cities the posts that are short in one and in surplus in the other.

    Ours. Supply over demand by city and post; supply on another base than the postings gives shares over shares.

    Parameters
    ----------
    by : {'post', 'occupation', 'role', 'major'}
        What is short; the supply table must state it with the city.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a pair with any: ``here`` (short), ``there`` (in surplus), ``n_complements`` and their names. Cells with
        fewer than ``ratio_from`` postings are left out; balance is within ``tau``.

    Raises
    ------
    ConfigError
        If there is no supply by city and ``by``.
    """
    names = check_dimensions(by)
    if len(names) != 1 or names[0] not in ("post", "occupation", "role", "major"):
        raise ConfigError(f"complements are by post, occupation, role or major; got {by!r}")
    keys = ["city", names[0]]
    supply = choose_supply(supply_rows(tables), keys)
    if supply is None:
        raise ConfigError(f"no supply by city and {names[0]}: complements need a supply table with both")
    counts = count_groups(tables, keys, where=where)[[*keys, "n", "demand"]]
    cells = counts[counts["n"] >= config.ratio_from].merge(supply.frame, on=keys)
    cells = cells[~cells[keys].isin([UNSTATED]).any(axis="columns")]
    if supply.base == SAME:
        cells["ratio"] = quotient(cells["people"], cells["demand"])
    else:
        cells["ratio"] = share_gap(cells["people"], cells["people"].sum(), cells["n"], cells["n"].sum())
    of_city = {city: rows.set_index(names[0])["ratio"] for city, rows in cells.groupby("city")}
    found = [
        (here, there, shared)
        for here, there in permutations(of_city, 2)
        if (shared := complement(of_city[here], of_city[there], config.tau))
    ]
    rows = [(here, there, len(shared), "、".join(shared)) for here, there, shared in found]
    frame = pd.DataFrame(rows, columns=list(_TITLES))
    frame = frame.sort_values(["n_complements", "here", "there"], ascending=[False, True, True])
    return as_table(
        tables, frame, (), where, whole=count_whole(tables, where=where),
        name="complements", title=f"城市之间互补的{DIMENSIONS[names[0]].title}", unit="个",
        formula=f"供给 / 需求 < 1 / (1 + {config.tau}) 为缺，> 1 + {config.tau} 为余", own=True,
        direction="前者缺而后者有余",
        notes=[
            f"供给为{MEASURES[supply.measure]}" + ("" if supply.base == SAME else "，口径与职位不同，比的是份额"),
            f"只看职位不少于 {config.ratio_from} 条的 {len(cells)} 格",
            *supply.notes,
        ],
        titles=_TITLES,
    )  # fmt: skip
