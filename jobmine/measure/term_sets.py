"""Named sets of terms: how many postings ask for at least one term of 数字, 绿色 or 人工智能."""

# ruff: noqa: S608 - queries are built from names of the schema, quoted literals and checked conditions

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa

from jobmine.config import MeasureConfig
from jobmine.data import path
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.extract.texts import Texts, fold
from jobmine.measure.counting import DEFAULTS, as_table, choose_dimensions, count_with_whole, flag_small, hide_small
from jobmine.measure.dimensions import group_places
from jobmine.measure.intervals import wilson
from jobmine.measure.relation import counted, group_columns, named
from jobmine.measure.table import Table
from jobmine.measure.terms import CODED, SAID, count_terms, keep_terms
from jobmine.measure.weights import location_quotient

SHIPPED = "term_sets.tsv"
_COLUMNS = ("set", "terms", "contains", "without")
_N_EXAMPLES = 5
_TITLES = {"set": "词集", "location_quotient": "区位商", "n_terms": "词项数", "examples": "最常见的词项"}


@dataclass(frozen=True, slots=True)
class TermSet:
    """A named set of terms.

    Attributes
    ----------
    name : str
        Its name.
    terms : tuple of str
        Canonical terms that belong to it.
    contains, without : tuple of str
        Terms that contain one of these and none of those belong to it too.
    """

    name: str
    terms: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def has(self, term: str) -> bool:
        """Return whether a term belongs to the set; case and width do not matter.

        Examples
        --------
        >>> TermSet("绿色", contains=("环保",), without=("环保局",)).has("节能环保")
        True
        """
        return bool(self.among(pd.Series([fold(term)], dtype=str)).iloc[0])

    def among(self, folded: pd.Series) -> pd.Series:
        """Return which of some terms, as :func:`jobmine.extract.texts.fold` returns them, belong to the set."""
        inside = _contain(folded, self.contains) & ~_contain(folded, self.without)
        return folded.isin(list(map(fold, self.terms))) | inside


def _contain(folded: pd.Series, parts: tuple[str, ...]) -> pd.Series:
    """Return which texts contain one of the parts."""
    if not parts:
        return pd.Series(False, index=folded.index)
    return folded.str.contains("|".join(re.escape(fold(part)) for part in parts), regex=True)


def read_term_sets(files: Iterable[str | Path] = ()) -> list[TermSet]:
    """Return the shipped sets and those of one's own files; an own set takes the place of a shipped one.

    Parameters
    ----------
    files : iterable of path
        TSV with the columns ``set``, ``terms``, ``contains``, ``without``; several values stand between ``|``.

    Raises
    ------
    ConfigError
        If a file lacks a column, or a set has neither terms nor parts of terms.

    Examples
    --------
    >>> [one.name for one in read_term_sets()]
    ['数字', '国际化', '绿色', '创新改进', '人工智能']
    """
    sets: dict[str, TermSet] = {}
    for file in (path(SHIPPED), *map(Path, files)):
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"term sets {str(file)!r} cannot be read: {error}") from error
        for number, row in enumerate(rows, start=2):
            if missing := [name for name in ("set", "terms") if name not in row]:
                raise ConfigError(f"{file}: no column {', '.join(missing)}; columns: {', '.join(_COLUMNS)}")
            lists = [tuple(part for part in (row.get(name) or "").split("|") if part) for name in _COLUMNS[1:]]
            if not row["set"] or not (lists[0] or lists[1]):
                raise ConfigError(f"{file}:{number}: a set needs a name, and terms or contains")
            sets[row["set"]] = TermSet(row["set"], *lists)
    return list(sets.values())


def set_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    *,
    sets: Sequence[TermSet] | None = None,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return the share of postings that ask for at least one term of each set (ours).

    Parameters
    ----------
    by : str or sequence of str, optional
        Dimensions; ``period`` gives the trend.
    where : str, optional
        Condition: a subset of the scope.
    sets : sequence of TermSet, optional
        By default the shipped ones and those of ``config.term_sets``.

    Returns
    -------
    Table
        A row a group and set: ``n``, ``n_text``, ``share`` with its Wilson interval, ``location_quotient`` (share over
        that of all postings), ``n_terms`` of the set that stand in the postings at all, ``examples``.
    """
    groups = choose_dimensions(tables, by, config)
    sets = read_term_sets(config.term_sets) if sets is None else list(sets)
    bases, whole = count_with_whole(tables, groups, where=where)
    terms = count_terms(tables, where=where)
    members = _members(terms, sets)
    counts, overall = _count(tables, groups, where, members), _count(tables, ("all",), where, members)
    order = {one.name: place for place, one in enumerate(sets)}
    frame = bases[[*groups, "n_text"]].merge(pd.DataFrame({"set": list(order)}), how="cross")
    frame = frame.merge(counts, on=[*groups, "set"], how="left").merge(
        overall.rename(columns={"n": "n_overall"})[["set", "n_overall"]], on="set", how="left"
    )
    frame[["n", "n_overall"]] = frame[["n", "n_overall"]].fillna(0).astype("int64")
    low, high = wilson(frame["n"], frame["n_text"])
    quotient = location_quotient(frame["n"], frame["n_text"], frame["n_overall"], whole["n_text"])
    share = frame["n"] / frame["n_text"].where(frame["n_text"] > 0)
    frame = frame.assign(share=share, share_low=low, share_high=high, location_quotient=quotient)
    leaders = members.sort_values(["n", "term"], ascending=[False, True]).drop_duplicates(["set", "term"])
    frame["n_terms"] = frame["set"].map(leaders.groupby("set").size()).fillna(0).astype("int64")
    frame["examples"] = frame["set"].map(leaders.groupby("set")["term"].agg(lambda t: "、".join(t.head(_N_EXAMPLES))))
    frame["flag"] = flag_small(frame["n_text"], config)
    frame = hide_small(frame, "n_text", ["share", "share_low", "share_high", "location_quotient"], config)
    frame = frame.merge(group_places(bases, groups, "n_text"), on=list(groups), how="left", validate="m:1")
    frame = frame.assign(order=frame["set"].map(order)).sort_values(["place", "order"])
    head = [*groups, "set", "n", "n_text", "share", "share_low", "share_high", "location_quotient"]
    return as_table(
        tables,
        frame[[*head, "n_terms", "examples", "flag"]],
        groups,
        where,
        whole=whole,
        name="term_sets",
        title="词集占比",
        unit="占有可读要求职位的比例",
        formula="至少要求词集中一个词项的职位 / 有可读要求的职位",
        source="词集为本软件自定，可用自己的文件替换或增加",
        own=True,
        direction="越大，要求越普遍；区位商大于 1 高于总体",
        titles=_TITLES,
    )


def _members(terms: pd.DataFrame, sets: Sequence[TermSet]) -> pd.DataFrame:
    """Return the rows of terms that belong to each set, with its name."""
    rows = terms[["kind", "term", "n"]]
    together = Texts.join(rows["term"].tolist())
    spans = pairwise(together.starts.tolist())
    folded = pd.Series([together.slice(begin, end - 1) for begin, end in spans], index=rows.index, dtype=str)
    found = [rows[one.among(folded)].assign(set=one.name) for one in sets]
    return pd.concat([*found, rows.head(0).assign(set="")])[["set", "kind", "term", "n"]].reset_index(drop=True)


def _count(tables: Tables, by: Sequence[str], where: str | None, members: pd.DataFrame) -> pd.DataFrame:
    """Return for each group and set the readable postings that ask for one of its terms."""
    if members.empty:
        return pd.DataFrame({**{name: pd.Series(dtype=str) for name in (*by, "set")}, "n": pd.Series(dtype=int)})
    keep_terms(tables)
    groups = group_columns(by)
    names = pa.table({name: pa.array(members[name], pa.string()) for name in ("set", "kind", "term")})
    return named(
        tables.sql(
            counted(tables, by, where=where)
            + f""", wanted AS (SELECT c.code, members."set" FROM {CODED} c
    JOIN members ON members.kind = c.kind AND members.term = c.term)
SELECT {groups}, wanted."set", COUNT(DISTINCT counted.number) AS n
FROM counted JOIN {SAID} s ON s.number = counted.number JOIN wanted ON wanted.code = s.code
GROUP BY {groups}, wanted."set" ORDER BY {groups}, wanted."set\"""",
            members=names,
        ),
        by,
    )
