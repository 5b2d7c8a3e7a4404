"""Which postings are in scope: rules in a fixed order, each with what it kept and removed."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from jobmine.config import Scope
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.dimensions import DAY
from jobmine.measure.expressions import COLUMNS, check_expression
from jobmine.measure.relation import joined, literal
from jobmine.model.catalogue import resolve_majors
from jobmine.schema import EDUCATIONS

_HIGHEST = {"中职": "中专", "高职": "大专", "职业本科": "本科", "本科": "本科"}
_PLACE_SUFFIX = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|城市群$|省$|市$")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Scoped:
    """The postings marked, and how the rules led there.

    Attributes
    ----------
    in_scope : pyarrow.Table
        ``posting_id`` and ``in_scope``, ordered by id; every posting stands in it.
    funnel : DataFrame
        ``rule``, ``value``, ``kept``, ``removed``; the first row, ``read``, is where the rules start.
    """

    in_scope: pa.Table
    funnel: pd.DataFrame


def apply_scope(tables: Tables, scope: Scope) -> Scoped:
    """Return which postings a scope keeps.

    The rules in their order: region (province, city or city cluster), period (day of publication, else
    of first sight; postings without a day are out), school level (education asked for at most what the
    level gives; 不限 and silent postings are in), major (postings that name it or are mapped to it) and
    the condition.

    Raises
    ------
    ConfigError
        If nothing is left, naming the rule that removed the last postings; or if a rule is not
        understood.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"posting_id": "a", "province": "江苏"}, {"posting_id": "b", "province": "广东"}]
    >>> tables = LocalTables({"postings": pa.Table.from_pylist(rows, schema=SCHEMAS["postings"])})
    >>> apply_scope(tables, Scope(region="江苏")).in_scope["in_scope"].to_pylist()
    [True, False]
    """
    rules = _rules(tables, scope)
    conditions = "".join(f", COALESCE(({sql}), FALSE) AS rule{i}" for i, (_, _, sql) in enumerate(rules))
    answer = tables.sql(
        f"WITH joined AS ({joined(tables)}) SELECT posting_id{conditions} FROM joined ORDER BY posting_id"
    )
    keep = pd.Series(True, index=range(answer.num_rows))
    rows = [("read", "", len(keep), 0)]
    for i, (rule, value, _) in enumerate(rules):
        before = int(keep.sum())
        keep &= answer[f"rule{i}"].to_pandas().astype(bool)
        after = int(keep.sum())
        if before and not after:
            removed = f"{rule} = {value!r} removed all {before} that had reached it"
            raise ConfigError(f"scope keeps no posting: {removed}{_hint(tables, rule)}")
        rows.append((rule, value, after, before - after))
    marked = pa.table({"posting_id": answer["posting_id"], "in_scope": pa.array(keep.to_numpy(dtype=bool))})
    return Scoped(marked, pd.DataFrame(rows, columns=["rule", "value", "kept", "removed"]))


def parse_period(text: str) -> tuple[str, str]:
    """Return the first and last day of a period; an open end is empty.

    Examples
    --------
    >>> parse_period("2024-10:2025-02"), parse_period("2024"), parse_period("2024-10-05:")
    (('2024-10-01', '2025-02-28'), ('2024-01-01', '2024-12-31'), ('2024-10-05', ''))
    """
    start, colon, end = text.strip().partition(":")
    first, last = _edge(text, start, last=False), _edge(text, end if colon else start, last=True)
    if not (first or last) or (first and last and first > last):
        raise _bad_period(text)
    return first, last


def _rules(tables: Tables, scope: Scope) -> list[tuple[str, str, str]]:
    """Return name, value and condition of the rules that are set, in their order."""
    rules = []
    if scope.region:
        rules.append(("region", scope.region, _region(tables, scope.region)))
    if scope.period:
        first, last = parse_period(scope.period)
        ends = [f"{DAY} >= CAST('{first}' AS DATE)"] * bool(first) + [f"{DAY} <= CAST('{last}' AS DATE)"] * bool(last)
        rules.append(("period", scope.period, " AND ".join(ends)))
    if scope.school_level:
        within = EDUCATIONS[: EDUCATIONS.index(_HIGHEST[scope.school_level]) + 1]
        rules.append(
            (
                "school_level",
                scope.school_level,
                f"education IS NULL OR education IN ({', '.join(map(literal, within))})",
            )
        )
    if scope.major:
        codes = ", ".join(map(literal, _codes(scope.major, scope.school_level)))
        mapped = f"posting_id IN (SELECT posting_id FROM posting_major WHERE major IN ({codes}))"
        rules.append(("major", scope.major, mapped if tables.has("posting_major") else "FALSE"))
    if scope.where:
        rules.append(("where", scope.where, check_expression(scope.where, [c for c in COLUMNS if c != "in_scope"])))
    return rules


def _codes(major: str, school_level: str) -> list[str]:
    """Return the codes that a code or a name stands for; a code stands for itself at any level."""
    return [found.code for found in resolve_majors(major, "" if major.isdigit() else school_level)]


def _region(tables: Tables, region: str) -> str:
    """Return the condition for a region; 江苏 and 江苏省, 长三角 and 长三角城市群 are the same."""
    wanted = _stem(region)

    def alike(query: str) -> str:
        values = [value for value in tables.sql(query)["value"].to_pylist() if value and _stem(value) == wanted]
        return ", ".join(map(literal, sorted(values))) or "''"

    places = [
        f"{column} IN ({alike(f'SELECT DISTINCT {column} AS value FROM postings')})" for column in ("province", "city")
    ]
    clusters = "SELECT posting_id, UNNEST(clusters) AS value FROM postings"
    named = alike(f"SELECT DISTINCT value FROM ({clusters}) c")
    return " OR ".join([*places, f"posting_id IN (SELECT posting_id FROM ({clusters}) c WHERE value IN ({named}))"])


def _stem(place: str) -> str:
    return _PLACE_SUFFIX.sub("", place.strip()) or place.strip()


def _edge(text: str, day: str, *, last: bool) -> str:
    """Return the first or last day that a year, month or day stands for."""
    if not day.strip():
        return ""
    found = _DATE.fullmatch(day.strip())
    if not found:
        raise _bad_period(text)
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    if not 1 <= month <= 12 or year < 1:
        raise _bad_period(text)
    longest = calendar.monthrange(year, month)[1]
    date = int(found[3] or (longest if last else 1))
    if not 1 <= date <= longest:
        raise _bad_period(text)
    return f"{year:04}-{month:02}-{date:02}"


def _bad_period(text: str) -> ConfigError:
    return ConfigError(f"scope.period must be from:to with from before to, as 2024-10:2025-03; got {text!r}")


def _hint(tables: Tables, rule: str) -> str:
    if rule == "major" and not tables.has("posting_major"):
        return "; no posting is mapped to a major"
    if rule == "region":
        places = tables.sql(
            "SELECT province AS value, COUNT(*) AS n FROM postings WHERE province IS NOT NULL"
            " GROUP BY province ORDER BY n DESC, value LIMIT 5"
        )
        if places.num_rows:
            return "; commonest provinces here: " + ", ".join(places["value"].to_pylist())
    return ""
