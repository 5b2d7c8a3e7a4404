"""Names of roles, and the table that describes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from jobmine.model.role_features import title_words
from jobmine.normalise.occupation import occupation_name
from jobmine.schema import SCHEMAS

OTHER = "其他"
_NEAREST = 3
_PREVAILS = 0.2  # share of its role from which the commonest post names it
_COMMONEST = 5  # posts that may name a role
_CLEARLY = 1.5  # times as many titles hold another post as hold the commonest
_GROUP_LENGTH = len("2-02-10")  # the code of a 小类


def name_roles(frame: pd.DataFrame, mentions: pa.Table, *, unique: bool = False) -> dict[int, str]:
    """Name each cluster by its commonest post.

    Where that does not prevail, another of the commonest five that clearly more titles contain gives the name; the
    next one stands beside it where the two have no word in common. Clusters of one name are one role; where each
    must be one of its own (``unique``), more posts are named. Where no posting has a title, the name is made of the
    most specific knowledge terms: those with the highest share times log quotient.
    """
    kept = frame[frame["kept"] & frame["cluster"].ge(0)]
    sizes = kept.groupby("cluster").size()
    counts = kept[kept["post"].ne("")].groupby(["cluster", "post"]).size().rename("n").reset_index()
    counts = counts.sort_values(["cluster", "n", "post"], ascending=[True, False, True])
    names: dict[int, str] = {-1: OTHER}
    for cluster in counts["cluster"].drop_duplicates().tolist():
        own = counts[counts["cluster"].eq(cluster)]
        n, posts = own["n"].to_numpy(), own["post"].tolist()
        if n[0] < _PREVAILS * sizes[cluster]:
            borne = [own.loc[own["post"].str.contains(post, regex=False), "n"].sum() for post in posts[:_COMMONEST]]
            if max(borne) >= _CLEARLY * borne[0]:
                posts.insert(0, posts.pop(int(np.argmax(borne))))
            apart = len(posts) > 1 and not set(title_words(posts[0])) & set(title_words(posts[1]))
            name = "、".join(posts[: 2 if apart else 1])
        else:
            name = posts[0]
        more = ["、".join(posts[:size]) for size in range(2, 5)] + [f"{name}、{cluster}"]
        free = (one for one in (name, *more) if not unique or one not in names.values())
        names[cluster] = next(free)
    if untitled := sorted(set(kept["cluster"]) - names.keys()):
        terms = _specific_terms(kept, mentions)
        names |= {int(c): "、".join(["无岗位名称", *terms.get(c, [])[:3], str(c)]) for c in untitled}
    return names


def _specific_terms(kept: pd.DataFrame, mentions: pa.Table) -> dict[int, list[str]]:
    """Return the knowledge terms of each cluster with the highest share times log quotient."""
    asked = mentions.select(["posting_id", "kind", "term"]).to_pandas()
    asked = asked[asked["kind"].eq("knowledge")].drop_duplicates()
    asked = asked.merge(kept[["posting_id", "cluster"]], on="posting_id")
    if asked.empty:
        return {}
    table = asked.groupby(["cluster", "term"]).size().rename("n").reset_index()
    share = table["n"] / table["cluster"].map(kept.groupby("cluster").size())
    overall = table["term"].map(asked.groupby("term").size()) / len(kept)
    table["score"] = (share * np.log(share / overall)).round(9)
    table = table.sort_values(["cluster", "score", "term"], ascending=[True, False, True])
    return {int(cluster): group["term"].head(5).tolist() for cluster, group in table.groupby("cluster")}


def describe_roles(assigned: pa.Table, postings: pa.Table, classes: pa.Table) -> pa.Table:
    """Return the ``roles`` table, largest first; duplicates do not count.

    Parameters
    ----------
    assigned : pyarrow.Table
        From :func:`jobmine.model.roles.assign_roles`; roles may have been corrected since.
    postings : pyarrow.Table
        ``posting_id`` and ``post``.
    classes : pyarrow.Table
        ``posting_id``, ``duplicate_of`` and ``occupation``.

    Notes
    -----
    The family of a role is the 小类 of the 职业分类大典 that most of its postings are in.
    """
    known = postings.select(["posting_id", "post"]).to_pandas().fillna({"post": ""})
    known = known.merge(classes.select(["posting_id", "duplicate_of", "occupation"]).to_pandas(), on="posting_id")
    kept = assigned.to_pandas().merge(known[known["duplicate_of"].isna()], on="posting_id")
    rows: list[dict[str, Any]] = []
    for role, group in kept.groupby("role"):
        posts = group.loc[group["post"].ne(""), "post"].value_counts(sort=False).rename("n").reset_index()
        posts = posts.sort_values(["n", "post"], ascending=[False, True])
        nearest = group.sort_values(["similarity", "posting_id"], ascending=[False, True])["posting_id"]
        silhouette = group["silhouette"].mean()
        rows.append(
            {
                "role": role,
                "family": None if role == OTHER else _family(group["occupation"]),
                "n": len(group),
                "share": len(group) / len(kept),
                "silhouette": None if np.isnan(silhouette) else float(silhouette),
                "typical_posts": posts["post"].head(5).tolist(),
                "nearest_postings": nearest.head(_NEAREST).tolist(),
            }
        )
    rows.sort(key=lambda row: (row["role"] == OTHER, -row["n"], row["role"]))
    return pa.Table.from_pylist(rows, schema=SCHEMAS["roles"])


def _family(occupations: pd.Series) -> str | None:
    """Return the name of the 小类 that the most postings are in, None where no occupation is known."""
    groups = occupations.dropna().str[:_GROUP_LENGTH].value_counts(sort=False).rename("n").reset_index()
    if groups.empty:
        return None
    return occupation_name(groups.sort_values(["n", "occupation"], ascending=[False, True])["occupation"].iloc[0])
