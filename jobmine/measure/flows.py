"""Where people move: inflow against outflow of cities and industries."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import DEFAULTS, columns_like, flag_small, hide_small, join_flags
from jobmine.measure.intervals import log_ratio
from jobmine.measure.relation import literal
from jobmine.measure.supply import choose_supply, supply_rows
from jobmine.measure.table import Table, new_table

FLOW_DIMENSIONS = {"city": "城市", "industry": "行业"}
_TITLES = {
    "inflow": "流入", "outflow": "流出", "in_out_ratio": "流入流出比", "in_out_ratio_low": "流入流出比下限",
    "in_out_ratio_high": "流入流出比上限", "net_share": "净流入占比", "net_rate": "净流入率", "stock": "存量",
}  # fmt: skip


def flow_table(tables: Tables, dimension: str = "city", *, config: MeasureConfig = DEFAULTS) -> Table:
    """Return inflow and outflow of each place or industry.

    Moves within a place do not count. The net share is of all people who move: the published
    definition; the net rate, of the stock, is ours and needs the measure ``stock`` in the supply table.

    Returns
    -------
    Table
        A row a place: ``inflow``, ``outflow``, ``in_out_ratio`` with its interval, ``net_share``, ``net_rate``
        where there is a stock.

    Raises
    ------
    ConfigError
        If there are no flows of the dimension.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> moves = [{"origin": "南京", "destination": "上海", "dimension": "city", "people": 30.0},
    ...          {"origin": "上海", "destination": "南京", "dimension": "city", "people": 20.0}]
    >>> tables = LocalTables({"flows": pa.Table.from_pylist(moves, schema=SCHEMAS["flows"])})
    >>> flow_table(tables).frame[["city", "in_out_ratio", "net_share"]].round(2).to_dict("records")
    [{'city': '上海', 'in_out_ratio': 1.5, 'net_share': 0.2}, {'city': '南京', 'in_out_ratio': 0.67, 'net_share': -0.2}]
    """
    if dimension not in FLOW_DIMENSIONS:
        raise ConfigError(f"flows are by {' or '.join(FLOW_DIMENSIONS)}; got {dimension!r}")
    moves = _moves(tables, dimension)
    if moves.empty:
        raise ConfigError(f"no flows between different values of {dimension}; flows needs origin, destination, people")
    inflow, outflow = moves.groupby("destination")["people"].sum(), moves.groupby("origin")["people"].sum()
    frame = pd.DataFrame({"inflow": inflow, "outflow": outflow}).fillna(0.0).rename_axis(dimension).reset_index()
    low, high = log_ratio(frame["inflow"], frame["outflow"])
    with np.errstate(divide="ignore"):
        frame["in_out_ratio"] = frame["inflow"].to_numpy() / frame["outflow"].to_numpy()
    frame["in_out_ratio_low"], frame["in_out_ratio_high"] = low, high
    frame["net_share"] = (frame["inflow"] - frame["outflow"]) / moves["people"].sum()
    stock = choose_supply(supply_rows(tables), [dimension], measure="stock")
    if stock is not None:
        frame = frame.merge(stock.frame.rename(columns={"people": "stock"}), on=dimension, how="left", validate="1:1")
        frame["net_rate"] = (frame["inflow"] - frame["outflow"]) / frame["stock"].where(frame["stock"] > 0)
    movers = frame["inflow"] + frame["outflow"]
    frame["flag"] = join_flags(flag_small(movers, config), np.where(frame["outflow"] == 0, "无流出", ""))
    frame = hide_small(frame.assign(movers=movers), "movers", columns_like(frame, "in_out_ratio", "net_"), config)
    frame = frame.sort_values(["movers", dimension], ascending=[False, True]).drop(columns="movers")
    return new_table(
        frame,
        name="flows",
        title="人才流动",
        unit="人",
        formula="流入流出比 = 流入 / 流出；净流入占比 = (流入 - 流出) / 全部流动人才；净流入率 = (流入 - 流出) / 存量",
        source="净流入占比：京津冀人才一体化发展十周年回顾与展望；净流入率为本软件自定",
        direction="流入流出比大于 1、净流入占比大于 0 为人才净流入",
        by=[dimension],
        counts="人数",
        notes=[
            f"共 {round(moves['people'].sum()):,} 人流动",
            "" if stock else "净流入率 未计：需要供给表中的存量（stock）",
            *(stock.notes if stock else ()),
        ],
        titles={dimension: FLOW_DIMENSIONS[dimension], **_TITLES},
    )


def _moves(tables: Tables, dimension: str) -> pd.DataFrame:
    """Return people by origin and destination, moves within a place left out."""
    if not tables.has("flows"):
        return pd.DataFrame({"origin": [], "destination": [], "people": []})
    moves: pd.DataFrame = tables.sql(
        "SELECT origin, destination, SUM(people) AS people FROM flows"
        f" WHERE dimension = {literal(dimension)} AND origin <> destination AND people > 0"
        " GROUP BY origin, destination ORDER BY origin, destination"
    ).to_pandas()
    return moves
