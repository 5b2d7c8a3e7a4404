"""What a column holds, by the look of its cells: for columns without a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from jobmine.data import read_tsv

# Forms that only one kind has; 10-15 may be a day, years, or thousands of yuan.
STRICT = ("url", "date", "salary", "company_size", "education", "experience", "company_type", "funding")
_WEAK = ("day",)
_OPEN = ("company", "place", "benefits", "industry", "title")
_PARTS = ("duties", "requirements")
_SHARE = 0.5
_LEAST = {"title": 0.3, "benefits": 0.4, "duties": 0.3, "requirements": 0.3}
_LONG = 40  # characters from which a typical cell is a description
_HEADING = 20  # characters in which the heading of a part stands
_SAMPLE = 300
_FIELDS = {"date": "published", "day": "published"}


@cache
def _tests() -> dict[str, re.Pattern[str]]:
    patterns: dict[str, list[str]] = {}
    for row in read_tsv("read/content.tsv"):
        whole = row["match"] == "full"
        patterns.setdefault(row["kind"], []).append(rf"^(?:{row['pattern']})$" if whole else row["pattern"])
    return {kind: re.compile("|".join(f"(?:{p})" for p in parts), re.IGNORECASE) for kind, parts in patterns.items()}


def looks_like(cell: str, kind: str) -> bool:
    """Whether a cell has the form of a kind.

    Examples
    --------
    >>> looks_like("6-8千/月", "salary"), looks_like("50-150人", "salary")
    (True, False)
    """
    return _tests()[kind].search(cell) is not None


def strict_kind(cell: str) -> str | None:
    """Return the kind of which a whole cell has the form, where that is beyond doubt.

    Examples
    --------
    >>> [strict_kind(cell) for cell in ("中技/中专", "3-4年经验", "03-07发布", "计算机软件")]
    ['education', 'experience', 'date', None]
    """
    return next((kind for kind in STRICT if looks_like(cell, kind)), None)


def share_like(cells: Sequence[str], kind: str) -> float:
    """Return the share of cells that have the form of a kind."""
    return sum(looks_like(cell, kind) for cell in cells) / len(cells) if cells else 0.0


def sample_cells(column: pa.Array) -> list[str]:
    """Return up to 300 filled cells."""
    return list(column.drop_null().slice(0, _SAMPLE).to_pylist())


def recognise_columns(columns: Sequence[pa.Array]) -> dict[int, tuple[str, str]]:
    """Return the field of each column that its content gives away, with the reason.

    Parameters
    ----------
    columns : sequence of pyarrow.Array
        Cells, null where empty. Each field goes to one column, the one with the largest share.

    Examples
    --------
    >>> columns = [pa.array(["会计", "前端工程师"]), pa.array(["6-8千", "1-2万"]), pa.array(["苏州", "上海-徐汇区"])]
    >>> {i: field for i, (field, _) in recognise_columns(columns).items()}
    {1: 'salary', 2: 'place', 0: 'title'}
    """
    cells = {i: found for i, column in enumerate(columns) if (found := sample_cells(column))}
    taken: dict[int, tuple[str, str]] = {}
    _take_best(taken, cells, (*STRICT, *_WEAK))
    lengths = {i: median(map(len, cells[i])) for i in cells if i not in taken and _holds_sentences(cells[i])}
    long = {i: cells[i] for i, length in lengths.items() if length >= _LONG}
    if len(long) > 1:
        _take_best(taken, {i: [cell[:_HEADING] for cell in found] for i, found in long.items()}, _PARTS)
    if long and not any(i in taken for i in long):
        longest = max(long, key=lambda i: lengths[i])
        taken[longest] = ("text", f"content: a typical cell has {lengths[longest]:.0f} characters")
    _take_best(taken, cells, _OPEN)
    return taken


def _take_best(taken: dict[int, tuple[str, str]], cells: Mapping[int, Sequence[str]], kinds: Sequence[str]) -> None:
    """Give columns to kinds, the surest pair first."""
    shares = {(share_like(cells[i], kind), -kinds.index(kind), -i): (i, kind) for i in cells for kind in kinds}
    for (share, *_), (i, kind) in sorted(shares.items(), reverse=True):
        field = _FIELDS.get(kind, kind)
        is_free = i not in taken and field not in {name for name, _ in taken.values()}
        if is_free and share >= _LEAST.get(kind, _SHARE) and _is_varied(cells[i], kind):
            taken[i] = (field, f"content: {share:.0%} of the cells look like {kind}")


def _is_varied(cells: Sequence[str], kind: str) -> bool:
    """Whether cells repeat as those of a kind do: titles are not all the same, labels of industries are few."""
    distinct = len(set(cells))
    if kind == "title":
        return distinct > 1 or len(cells) < 5
    return kind != "industry" or len(cells) < 20 or 1 < distinct <= len(cells) / 2


def _holds_sentences(cells: Sequence[str]) -> bool:
    return share_like(cells, "sentence") >= _SHARE


def is_running_number(column: pa.Array) -> bool:
    """Whether a column counts its rows.

    Examples
    --------
    >>> is_running_number(pa.array(["1", "2", "3"])), is_running_number(pa.array(["158998743", "159026097"]))
    (True, False)
    """
    filled = column.drop_null()
    if len(filled) < 2 or not pc.all(pc.match_substring_regex(filled, r"^\d{1,9}$")).as_py():
        return False
    numbers = filled.cast(pa.int64())
    return bool(pc.all(pc.equal(pc.pairwise_diff(numbers).drop_null(), 1)).as_py())
