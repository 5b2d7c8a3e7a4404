"""Claims that refer to a whole table: ``@TABLE question``, answered from the table and compared with what is printed.

Questions: ``COLUMN rank of NAME``, ``rank of NAME in GROUP by COLUMN``, ``global rank of NAME by COLUMN`` (cells may
be missing), ``topN of GROUP by COLUMN``, ``topN by COLUMN``, ``COLUMN at least X``, ``COLUMN >= X``,
``COLUMN < COLUMN``, ``values of rank A to B of COLUMN``, ``GROUPS in topN of COLUMN``, the plural of a column, years of
a ranking, series of a row, and a row that is the sum of those that name it. GROUP is ``all`` or the value of a column.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from jobmine.errors import ConfigError
from jobmine.measure.audit_figures import Span, rounded, show
from jobmine.measure.audit_order import check_range, compare
from jobmine.measure.audit_words import FAILS, HOLDS, Check, check_majority
from jobmine.measure.composite import competition_ranks
from jobmine.read.plain_tables import to_numbers

Load = Callable[[str], pd.DataFrame]
_SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_PLUS = re.compile(r"\s+plus\s+(.+)$")


def check_reference(inputs: str, printed: str, load: Load) -> Check:
    """Return whether a table bears out a claim.

    Parameters
    ----------
    inputs : str
        ``@TABLE question``.
    printed : str
    load : callable
        From the name of a table to its frame, cells as text.

    Examples
    --------
    >>> cities = pd.DataFrame({"city": ["甲", "乙", "丙"], "country": ["A", "B", "A"], "score": ["7", "9", "8"]})
    >>> check_reference("@cities rank of 甲 in A by score", "#1", lambda name: cities).computed
    '#2'
    >>> check_reference("@cities top2 of all by score", "乙>丙", lambda name: cities).verdict
    'holds'
    """
    name, _, question = inputs.removeprefix("@").partition(" ")
    frame = load(name)
    added = _PLUS.search(question)
    question = _PLUS.sub("", question).strip()
    for pattern, answer in _QUESTIONS:
        if found := pattern.fullmatch(question):
            return answer(frame, found, printed, added[1] if added else "")
    raise ConfigError(f"{inputs!r}: no question that can be answered; known are {__doc__.partition('Questions: ')[2]}")


def _numbers(frame: pd.DataFrame, column: str) -> pd.Series[float]:
    if column not in frame:
        raise ConfigError(f"no column {column!r}; found {', '.join(frame.columns)}")
    return pd.Series(to_numbers(frame[column].tolist(), column), frame.index)


def _texts(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if not frame[name].str.fullmatch(r"[-+]?[\d.,]*%?").all()]


def _labels(frame: pd.DataFrame) -> pd.Series[str]:
    """Return the names of the rows: the first column of texts that tells them apart, codes of a letter left out."""
    names = [name for name in _texts(frame) if frame[name].is_unique]
    return frame[next((name for name in names if frame[name].str.len().max() > 1), frame.columns[0])]


def _members(frame: pd.DataFrame, group: str) -> pd.Series[bool]:
    if group == "all":
        return pd.Series(True, frame.index)
    groups = re.split("[、,，]", group)
    return frame[_texts(frame)].isin(groups).any(axis="columns")


def _like(frame: pd.DataFrame, word: str) -> str:
    """Return the column that a word names, in the singular or the plural: countries for country_or_region."""
    stem = re.sub(r"(ies|y|s)$", "", word)
    found = [name for name in frame.columns if name.startswith(stem)]
    if not found:
        raise ConfigError(f"no column like {word!r}; found {', '.join(frame.columns)}")
    return str(found[0])


def _with(frame: pd.DataFrame, column: str, added: str) -> pd.DataFrame:
    """Return the frame with rows ``name=figure`` or ``name=figure/group`` that stand elsewhere."""
    rows = []
    for part in filter(None, re.split("[,，]", added)):
        name, _, rest = part.partition("=")
        value, _, group = rest.partition("/")
        row = {str(_labels(frame).name): name.strip(), column: value}
        rows.append(row | ({_column_of(frame, group): group} if group else {}))
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True).fillna("") if rows else frame


def _column_of(frame: pd.DataFrame, group: str) -> str:
    found = [name for name in _texts(frame) if group in set(frame[name])]
    if not found:
        raise ConfigError(f"no column holds {group!r}; found {', '.join(frame.columns)}")
    return found[0]


def _ordered(frame: pd.DataFrame, column: str) -> list[str]:
    values = _numbers(frame, column).dropna().sort_values(ascending=False, kind="stable")
    return _labels(frame).loc[values.index].tolist()


def _place(frame: pd.DataFrame, column: str, name: str) -> int:
    labels = _labels(frame)
    own = labels[labels == name].index
    if not len(own):
        raise ConfigError(f"no row {name!r}; found {', '.join(labels.head(8))} …")
    place = competition_ranks(_numbers(frame, column))[frame.index.get_loc(own[0])]
    if np.isnan(place):
        raise ConfigError(f"{name!r} has no {column}")
    return int(place)


def _rank(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    part = frame[_members(frame, found["group"])] if "group" in found.groupdict() else frame
    return compare(f"#{_place(part, found['column'], found['name'])}", printed, reason="位次不符")


def _global_rank(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    """Rank among rows of which some have no value: those may all stand before."""
    best = _place(frame, found["column"], found["name"])
    worst = best + int(_numbers(frame, found["column"]).isna().sum())
    computed = f"[{best}, {worst}]"
    if not re.fullmatch(r"#?\d+", printed):
        raise ConfigError(f"{printed!r}: wanted is a rank as #48")
    said = int(printed.removeprefix("#"))
    return Check(HOLDS, computed) if best <= said <= worst else Check(FAILS, computed, computed, "位次不可能")


def _top(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    part = frame[_members(frame, found["group"])]
    return compare(">".join(_ordered(part, found["column"])[: int(found["n"])]), printed)


def _top_counts(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    column = _like(frame, found["column"])
    ranks = _numbers(frame, "rank") if "rank" in frame else pd.Series(np.arange(len(frame)) + 1.0, frame.index)
    counts = frame.loc[ranks <= int(found["n"]), column].value_counts()
    return compare("、".join(f"{name}{n}" for name, n in counts.items()), printed, as_set=True, reason="各类个数不符")


def _sizes(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    """Sizes of the groups of a column: ``40+15+63``, the largest and all others; or the names of the largest."""
    counts = frame[_like(frame, found["column"])].value_counts()
    if re.fullmatch(r"\d+(\+\d+)*", printed):
        largest = counts.head(printed.count("+")).tolist()
        return compare("+".join(map(str, [*largest, len(frame) - sum(largest)])), printed, reason="各类个数不符")
    said = re.split("[、,，]", printed)
    computed = "、".join(f"{name}{n}" for name, n in counts.head(len(said)).items())
    holds = set(said) == set(counts.index[: len(said)]) and 2 * counts.head(len(said)).sum() > len(frame)
    return Check(HOLDS, computed) if holds else Check(FAILS, computed, computed, "为主的类别不符")


def _at_least(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    whole = _with(frame, found["column"], added)
    part = whole[_numbers(whole, found["column"]) >= float(found["bound"])]
    return compare(">".join(_ordered(part, found["column"])), printed)


def _count_where(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    one, other = _numbers(frame, found["column"]), found["other"]
    against = pd.Series(float(other), frame.index) if re.fullmatch(r"[\d.]+", other) else _numbers(frame, other)
    both = one.notna() & against.notna()
    hits = _SIGNS[found["sign"]](one, against) & both
    if printed.strip().isdigit():
        return compare(str(int(hits.sum())), printed.strip(), reason="个数不符")
    return check_majority(int(hits.sum()), len(frame), printed)


def _within_top(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    whole = _with(frame, found["column"], added)
    first = competition_ranks(_numbers(whole, found["column"])) <= int(found["n"])
    return compare(str(int((_members(whole, found["group"]) & first).sum())), printed, reason="个数不符")


def _values(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    ordered = _numbers(frame, found["column"]).dropna().sort_values(ascending=False)
    return check_range("|".join(f"{x:g}" for x in ordered.iloc[int(found["a"]) - 1 : int(found["b"])]), printed)


def _years(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    """Ranks of one name in a table whose columns are years and whose rows are ranks."""
    columns = [next((c for c in frame.columns if c.endswith(year)), "") for year in found["years"].split(",")]
    places = [(frame[column] == found["name"]).to_numpy().nonzero()[0] for column in columns if column]
    return compare(",".join(str(place[0] + 1) if len(place) else "—" for place in places), printed, reason="位次不符")


def _series(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    """Rows of figures that another table prints too: ``NAME:x,x,x;NAME:x,x,x`` against ``N cells``."""
    labels, cells, same, odd = _labels(frame), 0, 0, []
    for part in found["rows"].split(";"):
        name, _, figures = part.partition(":")
        row = frame[labels == name.strip()]
        if row.empty:
            raise ConfigError(f"no row {name!r}; found {', '.join(labels)}")
        printed_there = [cell for cell in row.iloc[0] if re.fullmatch(r"[-\d.,]+", cell)]
        wanted = figures.split(",")
        hits = max(_alike(wanted, printed_there[at:]) for at in range(len(printed_there) - len(wanted) + 1))
        cells, same = cells + len(wanted), same + hits
        odd += [name] if hits < len(wanted) else []
    holds = printed == f"{same} cells" and cells == same
    reason = "" if holds else f"两表不同：{'、'.join(odd)}"
    return Check(HOLDS if holds else FAILS, f"{same} of {cells}", "" if holds else f"{same} cells", reason)


def _alike(wanted: Sequence[str], there: Sequence[str]) -> int:
    pairs = zip(wanted, there, strict=False)
    return sum(rounded(a).value == rounded(b).value for a, b in pairs)


def _whole(frame: pd.DataFrame, found: re.Match[str], printed: str, added: str) -> Check:
    """Compare a row with the sum of those that name it, by the people that an amount and its share a head imply."""
    heads = [name for name in frame.columns if re.search(r"_per_(capita|head)", name)]
    labels = _labels(frame)
    if not heads or not (labels == found["name"]).any():
        raise ConfigError(
            f"{found['name']!r}: no such row, or no column of an amount a head; found {', '.join(frame.columns)}"
        )
    amount = next(name for name in frame.columns if name.startswith(f"{heads[0].split('_per_')[0]}_"))

    def people(row: pd.Series[str]) -> Span:
        a, b = rounded(row[amount]), rounded(row[heads[0]])
        return Span(a.value / b.value, a.low / b.high, a.high / b.low)

    whole = people(frame[labels == found["name"]].iloc[0])
    others = frame[(labels != found["name"]) & _members(frame, str(found["name"]))]
    parts = Span(*(sum(ends) for ends in zip(*(people(row) for _, row in others.iterrows()), strict=True)))
    computed = f"{whole.shown()} | {parts.shown()}"
    return (
        Check(HOLDS, computed) if whole.meets(parts) else Check(FAILS, computed, show(parts.value), "不等于各部分之和")
    )


_Answer = Callable[[pd.DataFrame, "re.Match[str]", str, str], Check]
_QUESTIONS: list[tuple[re.Pattern[str], _Answer]] = [
    (re.compile(pattern), answer)
    for pattern, answer in (
        (r"global rank of (?P<name>\S+) by (?P<column>\S+)", _global_rank),
        (r"rank of (?P<name>\S+) in (?P<group>\S+) by (?P<column>\S+)", _rank),
        (r"(?P<column>\S+) rank of (?P<name>\S+)", _rank),
        (r"top(?P<n>\d+) of (?P<group>\S+) by (?P<column>\S+)", _top),
        (r"top(?P<n>\d+) by (?P<column>\S+)", _top_counts),
        (r"(?P<column>\S+) at least (?P<bound>[\d.]+)", _at_least),
        (r"(?P<column>\S+) (?P<sign>>=|<=|>|<) (?P<other>\S+)", _count_where),
        (r"values of rank (?P<a>\d+) to (?P<b>\d+) of (?P<column>\S+)", _values),
        (r"\w+ (?P<group>\S+) in top(?P<n>\d+) of (?P<column>\S+)", _within_top),
        (r"(?P<name>\S+) (?P<years>\d{4}(?:,\d{4})*)", _years),
        (r"(?P<rows>[^:\s]+:[-\d.,]+(?:;[^:\s]+:[-\d.,]+)*)", _series),
        (r"(?P<column>[a-z_]+)", _sizes),
        (r"(?P<name>\S+)", _whole),
    )
]
