"""Expressions that a person writes: one condition over known columns, and nothing that acts."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import sqlglot
from sqlglot import exp

from jobmine.errors import ConfigError
from jobmine.schema import FLAG, SCHEMAS

COLUMNS = tuple(dict.fromkeys([*SCHEMAS["postings"].names, *SCHEMAS["posting_classes"].names]))

_TRUTHS = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between,
    exp.Like, exp.ILike, exp.RegexpLike, exp.ArrayContains, exp.StartsWith, exp.EndsWith, exp.Contains, exp.Boolean,
    exp.NullSafeEQ, exp.NullSafeNEQ,
)  # fmt: skip
_VALUES = (
    exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod,
    exp.Cast, exp.DataType, exp.Coalesce, exp.Case, exp.If, exp.Lower, exp.Upper, exp.Length, exp.ArraySize, exp.Trim,
    exp.Substring, exp.Abs, exp.Round, exp.Year, exp.Month, exp.Greatest, exp.Least,
)  # fmt: skip
_TYPES = (
    exp.DType.DATE,
    exp.DType.DOUBLE,
    exp.DType.INT,
    exp.DType.BIGINT,
    exp.DType.TEXT,
    exp.DType.VARCHAR,
    exp.DType.BOOLEAN,
)
_ALLOWED = (
    "one condition over columns: comparisons, and or not, in (...), between, like, is null, + - * /, "
    "contains, starts_with, regexp_matches, list_contains, coalesce, lower, upper, length, substring, year, month"
)
_FLAGS = frozenset(
    field.name for name in ("postings", "posting_classes") for field in SCHEMAS[name] if field.type == FLAG
)


def check_expression(text: str, columns: Iterable[str] = COLUMNS) -> str:
    """Return an expression in the words of the engine, once it is known to be harmless.

    Parameters
    ----------
    text : str
        One condition in SQL, such as ``city = '南京' and salary_min >= 5000``.
    columns : iterable of str
        Columns that it may name; by default those of postings and their classes.

    Returns
    -------
    str
        The same condition, without comments.

    Raises
    ------
    ConfigError
        If it is not exactly one condition, names another column, or calls anything but the
        functions named in the message: no subquery, no file, no setting.

    Examples
    --------
    >>> check_expression("city in ('南京','苏州') -- two")
    "city IN ('南京', '苏州')"
    >>> check_expression("read_csv('x') = 1")
    Traceback (most recent call last):
    ...
    jobmine.errors.ConfigError: where "read_csv('x') = 1": READ_CSV('x') is not allowed; allowed is one condition ...
    """
    tree = _parse(text)
    known = frozenset(columns)
    for node in tree.walk():
        if isinstance(node, exp.Column):
            _check_column(text, node, known)
        elif not isinstance(node, _TRUTHS + _VALUES):
            raise _refused(text, f"{node.sql(dialect='duckdb', comments=False)} is not allowed")
        elif isinstance(node, exp.DataType) and node.this not in _TYPES:
            raise _refused(text, f"the type {node.sql(dialect='duckdb')} is not allowed")
    if not _is_condition(tree):
        raise _refused(text, "it is a value, not a condition")
    return str(tree.sql(dialect="duckdb", comments=False))


def _parse(text: str) -> exp.Expr:
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise _refused(text, "it cannot be read as SQL") from error
    if len(trees) != 1 or trees[0] is None:
        raise _refused(text, "it is not exactly one expression")
    return trees[0]


def _check_column(text: str, column: exp.Column, known: frozenset[str]) -> None:
    name = column.name
    if column.table or name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f" (did you mean {near[0]}?)" if near else f"; columns: {', '.join(sorted(known))}"
        raise _refused(text, f"unknown column {column.sql(dialect='duckdb')}{hint}")


def _is_condition(tree: exp.Expr) -> bool:
    tree = tree.unnest()
    return isinstance(tree, _TRUTHS) or (isinstance(tree, exp.Column) and tree.name in _FLAGS)


def _refused(text: str, reason: str) -> ConfigError:
    return ConfigError(f'where "{text}": {reason}; allowed is {_ALLOWED}')
