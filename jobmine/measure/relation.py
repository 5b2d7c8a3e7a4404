"""Which rows count, as SQL: postings in scope, duplicates once, readable or not, with their groups.

Queries are written in DuckDB's SQL, within what sqlglot carries over to Spark.
"""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

import pandas as pd
import pyarrow as pa

from jobmine.engine import Tables
from jobmine.measure.dimensions import DIMENSIONS, UNSTATED, WHOLE
from jobmine.measure.expressions import check_expression
from jobmine.schema import FLAG, NUMBER, SCHEMAS, TEXT

Side = Literal["scope", "rest", "all"]

SHORTEST_TEXT = 20
MARKET, BENCHMARK = "market", "对照组"
NUMBERED = "numbered_postings"

_SQL_TYPES = {TEXT: "STRING", NUMBER: "DOUBLE", FLAG: "BOOLEAN"}
_SIDES = {"scope": "in_scope", "rest": "NOT in_scope", "all": "TRUE"}


def joined(tables: Tables) -> str:
    """Return a query for postings with their classes beside them; without classes all are in scope."""
    classes = [field for field in SCHEMAS["posting_classes"] if field.name not in ("posting_id", "in_scope")]
    if tables.has("posting_classes"):
        columns = ", ".join(f"c.{field.name}" for field in classes)
        return (
            f"SELECT p.*, COALESCE(c.in_scope, TRUE) AS in_scope, {columns}"
            " FROM postings p LEFT JOIN posting_classes c ON c.posting_id = p.posting_id"
        )
    columns = ", ".join(f"CAST(NULL AS {_SQL_TYPES.get(field.type, 'STRING')}) AS {field.name}" for field in classes)
    return f"SELECT p.*, TRUE AS in_scope, {columns} FROM postings p"


def counted(
    tables: Tables,
    by: Sequence[str] = ("all",),
    *,
    where: str | None = None,
    side: Side = "scope",
    duplicates: bool = False,
) -> str:
    """Return the opening of a query, up to a table ``counted`` with the postings that count.

    Parameters
    ----------
    tables : Tables
        With ``postings``; ``posting_classes``, ``sections``, ``posting_area`` and ``posting_major`` as
        far as they exist.
    by : sequence of str
        Dimensions; the values stand in columns g0, g1 … A posting with several values has several
        rows, one without any has 未注明.
    where : str, optional
        A condition over postings, see :func:`check_expression`.
    side : {'scope', 'rest', 'all'}
        Postings in scope, those out of it, or both.
    duplicates : bool
        Count repeated postings each time.

    Returns
    -------
    str
        ``WITH …``; ``counted`` has the columns of postings and their classes, the posting's ``number``,
        ``readable`` (0 or 1) and the groups.
    """
    condition = f"({check_expression(where)})" if where else "TRUE"
    values, joins = [], []
    for i, name in enumerate(by):
        dimension = DIMENSIONS[name]
        if dimension.table:
            if not tables.has(dimension.table):
                values.append(f"'{WHOLE if name == 'area' else UNSTATED}' AS g{i}")
                continue
            joins.append(
                f" LEFT JOIN (SELECT DISTINCT posting_id, value FROM (SELECT posting_id, {dimension.values} AS value"
                f" FROM {dimension.table}) s{i}) v{i} ON v{i}.posting_id = e.posting_id"
            )
            values.append(f"COALESCE(v{i}.value, '{UNSTATED}') AS g{i}")
        else:
            values.append(f"COALESCE({dimension.sql}, '{UNSTATED}') AS g{i}")
    keep_numbers(tables)
    opening = f"WITH here AS (SELECT * FROM ({joined(tables)}) j WHERE {_SIDES[side]} AND {condition})"
    once = "TRUE"
    if not duplicates:
        once = f"duplicate_of IS NULL OR h.posting_id IN (SELECT posting_id FROM {_keep_firsts(tables, opening)})"
    return f"""{opening},
each AS (SELECT h.*, n.number, n.readable FROM here h JOIN {NUMBERED} n ON n.posting_id = h.posting_id WHERE {once}),
counted AS (SELECT e.*, {", ".join(values)} FROM each e{"".join(joins)})
"""


def _keep_firsts(tables: Tables, opening: str) -> str:
    """Keep, for a scope, which of the postings that repeat one left out of it counts: the first; return the table."""
    name = f"firsts_{sha256(opening.encode()).hexdigest()[:16]}"
    tables.keep(
        name,
        f"""{opening}, orphans AS (SELECT posting_id,
    ROW_NUMBER() OVER (PARTITION BY duplicate_of ORDER BY source, "row", posting_id) AS turn FROM here
    WHERE duplicate_of IS NOT NULL AND duplicate_of NOT IN (SELECT posting_id FROM here WHERE duplicate_of IS NULL))
SELECT posting_id FROM orphans WHERE turn = 1""",
    )
    return name


def keep_numbers(tables: Tables) -> None:
    """Number the postings and keep whether their requirements are readable, so that texts are looked at once."""
    asked = "SELECT posting_id FROM sections WHERE kind = 'requirements'" if tables.has("sections") else "SELECT NULL"
    tables.keep(
        NUMBERED,
        f"""SELECT posting_id, CAST(ROW_NUMBER() OVER (ORDER BY posting_id) AS INT) AS number, readable FROM (
    SELECT posting_id, CAST(CASE WHEN LENGTH(text) >= {SHORTEST_TEXT} AND posting_id IN ({asked}) THEN 1 ELSE 0 END
        AS TINYINT) AS readable FROM postings) p""",
    )


def benchmark(against: str) -> tuple[Side, str | None]:
    """Return which postings stand beside the scope: those out of it, or those that fulfil a condition in or out.

    Examples
    --------
    >>> benchmark("market"), benchmark("city = '南京'")
    (('rest', None), ('all', "city = '南京'"))
    """
    return ("rest", None) if against == MARKET else ("all", against)


def group_columns(by: Sequence[str]) -> str:
    """Return the group columns of :func:`counted` as a select list.

    Examples
    --------
    >>> group_columns(["city", "post"])
    'g0, g1'
    """
    return ", ".join(f"g{i}" for i in range(len(by)))


def each_alone(by: Sequence[str], *more: str) -> str:
    """Return the grouping that groups by each dimension alone, in one pass over the postings.

    Examples
    --------
    >>> each_alone(["city", "role"], "pay")
    'GROUPING SETS ((g0, pay), (g1, pay))'
    """
    sets = [", ".join([f"g{i}", *more]) for i in range(len(by))]
    return f"GROUPING SETS ({', '.join(f'({names})' for names in sets)})"


def split(frame: pd.DataFrame, by: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return the rows of each dimension that was grouped by alone.

    Examples
    --------
    >>> frame = pd.DataFrame({"city": ["南京", None], "role": [None, "焊工"], "n": [2, 2]})
    >>> split(frame, ["city", "role"])["role"].to_dict("records")
    [{'role': '焊工', 'n': 2}]
    """
    rows = {name: frame[frame[name].notna()] for name in by}
    return {name: found.drop(columns=[other for other in by if other != name]) for name, found in rows.items()}


def named(table: pa.Table, by: Sequence[str]) -> pd.DataFrame:
    """Return a result as a frame whose group columns carry their dimensions' names."""
    frame: pd.DataFrame = table.to_pandas()
    return frame.rename(columns={f"g{i}": name for i, name in enumerate(by)})


def literal(text: str) -> str:
    """Return a text as SQL.

    Examples
    --------
    >>> literal("a'b")
    "'a''b'"
    """
    return "'" + text.replace("'", "''") + "'"
