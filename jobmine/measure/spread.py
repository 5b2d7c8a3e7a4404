"""Where posts and employers of a market sit: roles over industries, demand over employers, posts over places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.errors import ConfigError
from jobmine.measure.counting import (
    DEFAULTS,
    as_table,
    choose_dimensions,
    count_groups,
    count_whole,
    count_with_whole,
    flag_small,
    hide_small,
    join_flags,
    stated,
)
from jobmine.measure.dimensions import DIMENSIONS, check_dimensions, group_order, group_places
from jobmine.measure.intervals import wilson
from jobmine.measure.places import concentration, hhi, krugman, place_similarity
from jobmine.measure.table import Table
from jobmine.measure.weights import entropy, location_quotient

ONE_EMPLOYER = "只有一家用人单位"
_LARGEST = 4


def dispersion_table(
    tables: Tables,
    by: str | Sequence[str] = ("role", "industry"),
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how roles are spread over industries, or any dimension over another.

    Parameters
    ----------
    by : pair of str
        What is spread, and over what.
    where : str, optional
        Condition: a subset of the scope.

    Returns
    -------
    Table
        A row a role and industry: ``n``, ``share`` of the industry's postings with its 95 % interval,
        ``location_quotient`` (above 1 the industry wants it more than all do), ``spread`` (of the role's postings)
        and the role's ``entropy`` over the industries, 0 in one only, 1 even over all that want it.
    """
    names = check_dimensions(by)
    if len(names) != 2:
        raise ConfigError(f"dispersion is of one dimension over another, as role,industry; got {', '.join(names)}")
    item, over = names
    whole = count_whole(tables, where=where)
    counts, silent = stated(count_groups(tables, names, where=where)[[*names, "n"]], names, int(whole["n"]))
    n_item = counts.groupby(item)["n"].transform("sum")
    n_over = counts.groupby(over)["n"].transform("sum")
    low, high = wilson(counts["n"], n_over)
    frame = counts.assign(
        n_over=n_over,
        share=counts["n"] / n_over,
        share_low=low,
        share_high=high,
        location_quotient=location_quotient(counts["n"], n_over, n_item, counts["n"].sum()),
        spread=counts["n"] / n_item,
        entropy=counts.groupby(item)["n"].transform(entropy),
        n_item=n_item,
    )
    frame["flag"] = flag_small(frame["n_over"], config)
    frame = hide_small(frame, "n_over", ["share", "share_low", "share_high", "location_quotient"], config)
    frame = hide_small(frame, "n_item", ["spread", "entropy"], config)
    frame = frame.merge(group_places(frame, [item], "n"), on=item, validate="m:1")
    frame = frame.sort_values(["place", "n", over], ascending=[True, False, True])
    columns = [
        *names,
        "n",
        "share",
        "share_low",
        "share_high",
        "location_quotient",
        "spread",
        "entropy",
        "n_over",
        "flag",
    ]
    titles = DIMENSIONS[item].title, DIMENSIONS[over].title
    return as_table(
        tables, frame[columns], names, where, whole=whole,
        name="dispersion", title=f"{titles[0]}在各{titles[1]}的分布", unit="比例",
        formula="占比 = n / 该行业职位数；区位商 = 占比 / 全部行业占比；熵按该岗位出现的行业归一",
        source="区间：Wilson (1927)；熵：Shannon (1948)，归一后 0 至 1",
        direction="区位商大于 1，该行业更需要；熵越大越分散", notes=[silent],
        titles={
            "n_over": f"该{titles[1]}职位数", "location_quotient": "区位商", "spread": f"占该{titles[0]}",
            "entropy": "分散程度（熵）",
        },
    )  # fmt: skip


def employer_table(
    tables: Tables,
    by: str | Sequence[str] | None = None,
    where: str | None = None,
    *,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how many employers have demand in each group, and how concentrated it is on them.

    Returns
    -------
    Table
        A row a group: ``n``, ``n_employers``, ``per_employer`` postings, ``single_share`` (employers with one posting),
        ``cr4`` and ``hhi`` of the postings over the employers that are named, and ``n_named`` of these.
    """
    groups = choose_dimensions(tables, by, config)
    if "employer" in groups:
        raise ConfigError("employers are counted within groups; by must not hold employer")
    counts, whole = count_with_whole(tables, groups, where=where)
    each = count_groups(tables, [*groups, "employer"], where=where)
    each = each[each["n_employers"] > 0]
    of_group = each.groupby(list(groups))["n"]
    found = pd.DataFrame({
        "n_named": of_group.sum(),
        "single_share": of_group.agg(lambda n: float((n == 1).mean())),
        "cr4": of_group.agg(lambda n: concentration(n, _LARGEST)),
        "hhi": of_group.agg(hhi),
    })  # fmt: skip
    frame = counts[[*groups, "n", "n_employers"]].merge(found.reset_index(), on=list(groups), how="left")
    frame["n_named"] = frame["n_named"].fillna(0).astype("int64")
    frame["per_employer"] = frame["n_named"] / frame["n_employers"].where(frame["n_employers"] > 0)
    frame["flag"] = join_flags(flag_small(frame["n"], config), np.where(frame["n_employers"] == 1, ONE_EMPLOYER, ""))
    frame = hide_small(frame, "n", ["per_employer", "single_share", "cr4", "hhi"], config)
    columns = [*groups, "n", "n_employers", "n_named", "per_employer", "single_share", "cr4", "hhi", "flag"]
    return as_table(
        tables, group_order(frame, groups, "n")[columns], groups, where, whole=whole,
        name="employers", title="有需求的用人单位", unit="家；比例",
        formula="CR4 = 最大四家的职位占比；HHI = Σ(各家占比²)", source="Herfindahl-Hirschman 指数",
        direction="HHI、CR4 越大，需求越集中于少数单位",
        titles={
            "n_named": "有单位名的职位数", "per_employer": "每家职位数", "single_share": "只招一个职位的单位占比",
            "cr4": "CR4", "hhi": "HHI",
        },
    )  # fmt: skip


def places_table(
    tables: Tables,
    by: str | Sequence[str] = "city",
    where: str | None = None,
    *,
    over: str = "occupation",
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how special the demand of each place is, and which place is most like it.

    Parameters
    ----------
    by : str
        Places: ``city`` or ``province``; any dimension will do.
    where : str, optional
        Condition: a subset of the scope.
    over : str
        What their structures are made of: ``occupation``, ``role``, ``industry``, ``post``.

    Returns
    -------
    Table
        A row a place: ``n``, ``share`` of all postings, ``hhi`` and ``cr4`` over the occupations, ``krugman`` against
        all other places together, and of the places with at least ``plain_from`` postings the ``nearest`` with its
        ``similarity``.
    """
    names = check_dimensions(by)
    if len(names) != 1 or names[0] == over:
        raise ConfigError(f"places are one dimension other than {over}; got {by!r}")
    place, thing = names[0], check_dimensions(over)[0]
    whole = count_whole(tables, where=where)
    counts, silent = stated(count_groups(tables, [place, thing], where=where), [place, thing], int(whole["n"]))
    matrix = counts.pivot_table(index=place, columns=thing, values="n", aggfunc="sum", fill_value=0)
    sizes, values = matrix.sum(axis="columns"), matrix.to_numpy(float)
    total = values.sum(axis=0)
    rows = [
        (name, int(row.sum()), hhi(row), concentration(row, _LARGEST), krugman(row, total - row))
        for name, row in zip(matrix.index, values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=[place, "n", "hhi", "cr4", "krugman"])
    frame["share"] = frame["n"] / max(1, int(frame["n"].sum()))
    frame = frame.merge(_nearest(matrix[sizes >= config.plain_from], place), on=place, how="left")
    frame["nearest"] = frame["nearest"].fillna("")
    frame["flag"] = flag_small(frame["n"], config)
    frame = hide_small(frame, "n", ["hhi", "cr4", "krugman"], config).sort_values(["n", place], ascending=[False, True])
    columns = [place, "n", "share", "hhi", "cr4", "krugman", "nearest", "similarity", "flag"]
    title = DIMENSIONS[thing].title
    return as_table(
        tables, frame[columns], names, where, whole=whole,
        name="places", title=f"各{DIMENSIONS[place].title}需求的{title}结构", unit="指数",
        formula="Krugman = Σ|x - y|；相似度 = Σxy / √(Σx²Σy²)；HHI = Σ(占比²)；CR4 = 最大四项占比",
        source="Krugman (1991)；相似度用于职业为本软件自定", own=True,
        direction="Krugman 0 与其他地方相同、2 完全不同；相似度 1 结构相同", notes=[silent],
        titles={
            "hhi": "HHI", "cr4": "CR4", "krugman": "Krugman 专业化指数", "nearest": "最相近", "similarity": "相似度",
        },
    )  # fmt: skip


def _nearest(matrix: pd.DataFrame, place: str) -> pd.DataFrame:
    """Return for each row the other row that is most like it; of equals the first by name."""
    values, names = matrix.to_numpy(float), list(matrix.index)
    found = []
    for i, name in enumerate(names):
        alike = [(place_similarity(values[i], values[j]), -j) for j in range(len(names)) if j != i]
        if alike:
            best, at = max(alike)
            found.append((name, names[-at], best))
    return pd.DataFrame(found, columns=[place, "nearest", "similarity"]).astype({"nearest": str, "similarity": float})
