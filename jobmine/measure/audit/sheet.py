"""A plain table of figures as claims: shares against counts, closing shares, means, inflation, doubled entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from jobmine.errors import ReadError
from jobmine.measure.audit.figures import rounded
from jobmine.measure.rounding import common_base, figure

_FIGURE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?[%％]?")
_SHARE = re.compile(r"share|pct|percent|占比|比例|百分比|比重|%", re.IGNORECASE)
_NO_SHARE = re.compile(
    r"cumul|valid|change|growth|low|high|most|least|density|gap|累计|有效|变化|增|密度|上限|下限", re.IGNORECASE
)
_COUNT = re.compile(r"^(?:count|number|freq.*)$|人数|频数|计数|次数", re.IGNORECASE)
_BASE = re.compile(r"^(?:n|n_recovered|base)$|答卷数|有效答卷|样本量|基数", re.IGNORECASE)
_MEAN = re.compile(r"mean|均值|平均", re.IGNORECASE)
_POINT = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_TOLERANCE, _VIF = re.compile(r"^tolerance$|容差|容忍度", re.IGNORECASE), re.compile(r"^vif$", re.IGNORECASE)
_RANK = re.compile(r"^rank$|位次|名次|排名", re.IGNORECASE)
_MOST_POINTS = 11
_LEAST_PAIRS = 4
_MOST = 3  # shares have a base in common where at most one in so many has another

Claim = dict[str, str]


def claims_of_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what a plain table claims by the names of its columns.

    A count beside a share (人数, 占比): the share follows from the count, whose base is the sum of its group where
    its shares close to 100, else one that the shares have in common. A number of answers (答卷数, n) beside a share:
    so many can have it. Shares of the answers 1, 2, … k beside a
    mean (and a count): the mean follows. Shares of groups most of which close to 100: all do. Tolerance beside VIF:
    one is one over the other. Lists of names under a rank: no name stands twice.

    Parameters
    ----------
    frame : DataFrame
        Cells as text. A column of texts that repeat, before the figures, makes groups.

    Returns
    -------
    DataFrame
        ``item``, ``kind``, ``inputs``, ``printed`` as :func:`~jobmine.measure.audit.claims.audit_claims` reads them,
        and ``cell``, where in the table it stands.

    Raises
    ------
    ReadError
        If no column is known.

    Examples
    --------
    >>> table = pd.DataFrame({"性别": ["男", "女"], "人数": ["118", "185"], "占比": ["38.90", "61.1"]})
    >>> claims_of_table(table)[["cell", "inputs", "printed"]].values.tolist()[0]
    ['第 1 行 占比', '118/303*100', '38.90']
    """
    names = [str(name) for name in frame.columns]
    figures = [name for name in names if _is_figures(frame[name])]
    texts = [name for name in names if name not in figures]
    shares = [name for name in figures if _SHARE.search(name) and not _NO_SHARE.search(name)]
    counts = [name for name in figures if _COUNT.search(name) and name not in shares]
    sizes = [name for name in figures if _BASE.search(name)]
    bases = [name for name in sizes if not frame[name].is_unique]  # one a row are the groups' own counts
    counts += [name for name in sizes if name not in bases]
    points = [name for name in shares if _POINT.search(name)]
    groups = _groups(frame, texts)
    found: list[Claim] = []
    if len(points) >= 3 and [int(_POINT.findall(name)[0]) for name in points] == list(range(1, len(points) + 1)):
        found += _means(frame, points[:_MOST_POINTS], [c for c in figures if _MEAN.search(c)], [*bases, *counts])
    else:
        for share in shares:
            if bases:
                found += _of_bases(frame, share, bases[0])
            elif counts:
                found += sorted((_of_counts(frame, groups, share, count) for count in counts), key=len)[-1]
            else:
                found += _closing(frame, groups, share)
    found += _inflation(frame, figures)
    if any(frame[name].is_unique for name in names if _RANK.search(name)):
        found += _lists(frame, texts)
    if not found:
        raise ReadError(
            "nothing to audit: a table of claims has the columns kind, inputs, printed; a table of figures has 人数 and"
            " 占比, shares of 1, 2, … with a 均值, 容差 and VIF, or names under a 位次; found " + ", ".join(names)
        )
    telling = max(texts, key=lambda name: frame[name].nunique(), default="")
    labels = frame[telling] if telling else pd.Series("", frame.index)
    return pd.DataFrame([{"item": str(labels.iloc[int(c.pop("row"))]) if "row" in c else "", **c} for c in found])


def _is_figures(cells: pd.Series[str]) -> bool:
    filled = cells[cells != ""]
    return bool(len(filled)) and bool(filled.str.fullmatch(_FIGURE.pattern).all())


def _groups(frame: pd.DataFrame, texts: list[str]) -> pd.Series[str]:
    """Return the group of each row: the first column of texts that repeats in runs."""
    for name in texts:
        runs = int((frame[name] != frame[name].shift()).sum())
        if runs == frame[name].nunique() < len(frame):
            return frame[name]
    return pd.Series("", frame.index)


def _place(frame: pd.DataFrame, row: object, column: str) -> Claim:
    at = frame.index.get_loc(row)
    return {"row": str(at), "cell": f"第 {int(str(at)) + 1} 行 {column}"}


def _means(frame: pd.DataFrame, points: list[str], means: list[str], counts: list[str]) -> Iterator[Claim]:
    for row, cells in frame.iterrows():
        size = f"#{cells[counts[0]]}" if counts and cells[counts[0]] else ""
        for mean in means:
            inputs = "|".join(cells[name] for name in points) + size
            if cells[mean] and all(cells[name] for name in points):
                yield {**_place(frame, row, mean), "kind": "mean", "inputs": inputs, "printed": cells[mean]}


def _of_counts(frame: pd.DataFrame, groups: pd.Series[str], share: str, count: str) -> list[Claim]:
    """Return the shares of groups that close as claims on their counts, and the others as one on their base."""
    filled = frame[(frame[share] != "") & (frame[count] != "")]
    found: list[Claim] = []
    open_pairs: list[tuple[str, str]] = []
    for _, part in filled.groupby(groups.loc[filled.index], sort=False):
        pairs = [(str(k), str(p).rstrip("%％")) for k, p in zip(part[count], part[share], strict=True)]
        if abs(sum(rounded(p).value for _, p in pairs) - 100) > 0.5 * len(pairs):
            open_pairs += pairs
            continue
        base = sum(rounded(k).value for k, _ in pairs)
        far = [abs(100 * rounded(k).value / base - rounded(p).value) >= 1 for k, p in pairs]
        if _MOST * sum(far) <= len(far):  # else it is the share of something else
            found += [
                {**_place(frame, row, share), "kind": "ratio", "inputs": f"{k}/{base:.0f}*100", "printed": p}
                for row, (k, p) in zip(part.index, pairs, strict=True)
            ]
    return found + _one_base(share, open_pairs)


def _one_base(share: str, pairs: list[tuple[str, str]]) -> list[Claim]:
    if len(pairs) < _LEAST_PAIRS:
        return []
    _, _, odd = common_base([rounded(k).value for k, _ in pairs], [figure(p) for _, p in pairs])
    if _MOST * len(odd) > len(pairs):  # they have no base in common
        return []
    inputs = "|".join(f"{k}/{p}%" for k, p in pairs)
    return [{"cell": f"{share} 列", "kind": "one_base", "inputs": inputs, "printed": "one base"}]


def _closing(frame: pd.DataFrame, groups: pd.Series[str], share: str) -> Iterator[Claim]:
    """Yield a claim a group where most groups close; a single one that does not may be the head of a list."""
    filled = frame[share] != ""
    parts = {name: frame.loc[(groups == name) & filled, share].str.rstrip("%％").tolist() for name in groups.unique()}
    closes = {name: _closes(cells) for name, cells in parts.items() if len(cells) > 2}
    if 2 * sum(closes.values()) > len(closes):
        for name in closes:
            inputs = "|".join(parts[name])
            yield {"cell": f"{name} {share}".strip(), "kind": "shares", "inputs": inputs, "printed": "100"}


def _of_bases(frame: pd.DataFrame, share: str, base: str) -> Iterator[Claim]:
    """Yield whether each share is one that so many answers can have."""
    for row, cells in frame.iterrows():
        if cells[share] and cells[base]:
            claim = {"kind": "grim", "inputs": cells[share].rstrip("%％"), "printed": cells[base]}
            yield {**_place(frame, row, share), **claim}


def _closes(cells: list[str]) -> bool:
    spans = [rounded(cell) for cell in cells]
    return sum(s.low for s in spans) <= 100 <= sum(s.high for s in spans)


def _inflation(frame: pd.DataFrame, figures: list[str]) -> Iterator[Claim]:
    one = [name for name in figures if _TOLERANCE.search(name)]
    other = [name for name in figures if _VIF.search(name)]
    if one and other:
        for row, cells in frame.iterrows():
            if cells[one[0]] and cells[other[0]]:
                claim = {"kind": "ratio", "inputs": f"1/{cells[one[0]]}", "printed": cells[other[0]]}
                yield {**_place(frame, row, other[0]), **claim}


def _lists(frame: pd.DataFrame, texts: list[str]) -> Iterator[Claim]:
    for name in texts:
        cells = [cell for cell in frame[name] if cell]
        if len(cells) > 2 and 2 * len(set(cells)) > len(cells):
            yield {"cell": f"{name} 列", "kind": "unique", "inputs": "|".join(cells), "printed": ""}
