"""Postings to roles: clusters of alike titles and demands, with names that a person would use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from jobmine.config import RolesConfig
from jobmine.extract.tokenizers import load_tokenizer
from jobmine.model.vectors import KindVectorizer
from jobmine.schema import SCHEMAS

OTHER = "其他"
_DIMENSIONS = 60
_HEAD = re.compile(
    r"(?:总监|经理|主管|助理|专员|文员|顾问|代表|主任|组长|班长|店长|厂长|队长|学徒工?|实习生|工程师|技术员|管理员|操作[工员]|维修工|"
    r"技师|讲师|教师|老师|导师|设计师|治疗师|护理员|业务员|销售员?|服务员|检验员|质检员|驾驶员|司机|客服|岗)$"
)
_TITLE_WEIGHT = 1.5
_NEAREST = 3
_SCORED = 2000


class RoleClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """K-means in a latent space, the number of clusters chosen by the silhouette.

    Parameters
    ----------
    n_clusters : int
        0 tries a geometric series of numbers and keeps the best simplified silhouette.
    fit_sample : int
        Rows to fit on: the first ones, so hand rows in a random but fixed order.
    random_state : int
        Seed.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_postings,)
    silhouette_ : ndarray of float, shape (n_postings,)
        Simplified silhouette, from the distances to the nearest two centroids.
    similarity_ : ndarray of float, shape (n_postings,)
        Cosine to the centre of the cluster.
    n_clusters_ : int

    Examples
    --------
    >>> X = csr_matrix([[1.0, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 1]])
    >>> RoleClusterer(n_clusters=2).fit(X).labels_.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    True
    """

    def __init__(self, n_clusters: int = 0, *, fit_sample: int = 20_000, random_state: int = 0) -> None:
        self.n_clusters = n_clusters
        self.fit_sample = fit_sample
        self.random_state = random_state

    def fit(self, X: csr_matrix, y: object = None) -> Self:  # noqa: N803
        """Fit on the first rows, then label all of them."""
        sample = X[: self.fit_sample]
        size = min(_DIMENSIONS, min(sample.shape) - 1)
        if size < 2:
            raise ValueError(f"roles need at least 3 postings with 3 features; got a matrix of {X.shape}")
        with np.errstate(divide="ignore", invalid="ignore"):  # postings all alike have no variance to explain
            self._svd = TruncatedSVD(size, random_state=self.random_state).fit(sample)
        points = self._project(sample)
        best: tuple[float, KMeans] | None = None
        distinct = len(np.unique(points.round(6), axis=0))
        if distinct < 3:
            raise ValueError(f"roles need at least 3 postings that differ; got {distinct}")
        for k in self._candidates(distinct):
            means = KMeans(k, n_init=2, random_state=self.random_state).fit(points)
            score = float(_silhouette(means.transform(points[:_SCORED])).mean())
            if best is None or score > best[0]:
                best = (score, means)
        assert best is not None  # noqa: S101 - there is always a candidate
        self._means = best[1]
        self.n_clusters_ = int(self._means.n_clusters)
        distances = self._means.transform(self._project(X))
        self.labels_ = distances.argmin(axis=1)
        self.silhouette_ = _silhouette(distances)
        self.similarity_ = self._similarity(X)
        return self

    def predict(self, X: csr_matrix) -> NDArray[np.int64]:  # noqa: N803
        """Return the cluster of each row."""
        check_is_fitted(self, "n_clusters_")
        return np.asarray(self._means.predict(self._project(X)), dtype=np.int64)

    def _similarity(self, X: csr_matrix) -> NDArray[np.float64]:  # noqa: N803
        """Return the cosine of each row, as it stands and not as projected, to the centre of its cluster."""
        centres = normalize(self._means.cluster_centers_)[self.labels_]
        lengths = np.sqrt(np.asarray(X.multiply(X).sum(axis=1)).ravel())
        inner = (self._svd.transform(X) * centres).sum(axis=1)
        return np.asarray(np.divide(inner, lengths, out=np.zeros_like(inner), where=lengths > 0))

    def _project(self, X: csr_matrix) -> NDArray[np.float64]:  # noqa: N803
        return np.asarray(normalize(self._svd.transform(X)))

    def _candidates(self, rows: int) -> list[int]:
        if self.n_clusters:
            return [min(self.n_clusters, rows)]
        most = max(2, min(80, rows // 12))
        return sorted({max(2, round(most * f)) for f in (0.2, 0.35, 0.5, 0.7, 1.0)})


def assign_roles(
    postings: pa.Table, mentions: pa.Table, kept: Sequence[bool], config: RolesConfig, random_state: int
) -> tuple[pa.Table, pa.Table]:
    """Return the role of every posting and the table of roles.

    Parameters
    ----------
    postings : pyarrow.Table
        With ``posting_id`` and ``post``.
    mentions : pyarrow.Table
        The mentions table.
    kept : sequence of bool
        By posting: false for duplicates, which are given a role but not counted.
    config : RolesConfig
    random_state : int

    Returns
    -------
    assigned : pyarrow.Table
        ``posting_id``, ``role``.
    roles : pyarrow.Table
        The ``roles`` table, largest first.

    Notes
    -----
    Vectors are the words and character pairs of the post, weighted 1.5, beside the demanded
    knowledge, skills, certificates and majors. Postings unlike the centre of their cluster
    (``min_similarity``) and clusters of fewer than ``min_postings`` go to 其他.
    """
    frame = postings.select(["posting_id", "post"]).to_pandas()
    frame["post"] = frame["post"].fillna("")
    frame["kept"] = list(kept)
    frame["order"] = pd.util.hash_array(frame["posting_id"].to_numpy(dtype=object))
    # Duplicates last: the fit sees each posting once; the hash makes the sample independent of order.
    frame = frame.sort_values(["kept", "order", "posting_id"], ascending=[False, True, True], ignore_index=True)
    try:
        clusterer = RoleClusterer(
            config.n_clusters, fit_sample=min(config.fit_sample, int(frame["kept"].sum())), random_state=random_state
        )
        clusterer.fit(_features(frame, mentions))
        frame["cluster"], frame["silhouette"] = clusterer.labels_, clusterer.silhouette_
        frame["similarity"] = clusterer.similarity_
    except ValueError:  # too few postings or nothing to tell them apart
        frame["cluster"], frame["silhouette"], frame["similarity"] = 0, np.nan, 1.0
    frame.loc[frame["similarity"] < config.min_similarity, "cluster"] = -1
    sizes = frame[frame["kept"]].groupby("cluster").size()
    frame.loc[~frame["cluster"].map(sizes).fillna(0).ge(config.min_postings), "cluster"] = -1
    frame["role"] = frame["cluster"].map(_names(frame, mentions))
    assigned = pa.Table.from_pandas(frame[["posting_id", "role"]], preserve_index=False)
    return assigned, _role_table(frame[frame["kept"]])


def _features(frame: pd.DataFrame, mentions: pa.Table) -> csr_matrix:
    posts = pd.Index(frame["post"].unique())
    words = TfidfVectorizer(analyzer=title_words, sublinear_tf=True)
    by_post = words.fit_transform(posts) if any(map(title_words, posts)) else csr_matrix((len(posts), 0))
    titles = by_post[posts.get_indexer(frame["post"])]
    demands = KindVectorizer(("knowledge", "skill", "certificate", "major"), min_df=2)
    asked = demands.fit_transform(mentions, postings=frame["posting_id"].to_list())
    return hstack([titles * _TITLE_WEIGHT, asked]).tocsr()


@cache
def title_words(post: str) -> tuple[str, ...]:
    """Return the words and character pairs of a post, and the general head that it ends with, apart.

    助理, 专员, 技师 and their like say little of the work: 喷漆技师 is not like 康复技师.

    Examples
    --------
    >>> title_words("仓库管理员")
    ('仓库', '仓库', '~管理员')
    """
    stem = _HEAD.sub("", post) or post
    words = [word for word in load_tokenizer()(stem.lower()) if word.strip()]
    pairs = [stem[i : i + 2] for i in range(len(stem) - 1)]
    return (*words, *pairs, *([f"~{post[len(stem):]}"] if stem != post else []))


def _names(frame: pd.DataFrame, mentions: pa.Table) -> dict[int, str]:
    """Name each cluster by its commonest post; a second one of the name adds its most specific term."""
    kept = frame[frame["kept"] & frame["cluster"].ge(0)]
    counts = kept[kept["post"].ne("")].groupby(["cluster", "post"]).size().rename("n").reset_index()
    counts = counts.sort_values(["n", "cluster", "post"], ascending=[False, True, True])
    terms = _specific_terms(kept, mentions)
    names: dict[int, str] = {-1: OTHER}
    for cluster in counts["cluster"].drop_duplicates():
        own = counts[counts["cluster"] == cluster]
        post = own["post"].iloc[0]
        options = [
            post,
            *(f"{post}（{term}）" for term in terms.get(cluster, [])),
            *own["post"].iloc[1:],
            f"{post}（{cluster}）",
        ]
        names[int(cluster)] = next(name for name in options if name not in names.values())
    for cluster in set(kept["cluster"]) - names.keys():
        names[int(cluster)] = OTHER
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


def _role_table(kept: pd.DataFrame) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for role, group in kept.groupby("role"):
        posts = group.loc[group["post"].ne(""), "post"].value_counts(sort=False).rename("n").reset_index()
        posts = posts.sort_values(["n", "post"], ascending=[False, True])
        nearest = group.sort_values(["similarity", "posting_id"], ascending=[False, True])["posting_id"]
        silhouette = group["silhouette"].mean()
        rows.append(
            {
                "role": role,
                "family": None,
                "n": len(group),
                "share": len(group) / len(kept),
                "silhouette": None if np.isnan(silhouette) else float(silhouette),
                "typical_posts": posts["post"].head(5).tolist(),
                "nearest_postings": nearest.head(_NEAREST).tolist(),
            }
        )
    rows.sort(key=lambda row: (row["role"] == OTHER, -row["n"], row["role"]))
    return pa.Table.from_pylist(rows, schema=SCHEMAS["roles"])


def _silhouette(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    nearest = np.sort(distances, axis=1)[:, :2]
    return np.asarray(1 - nearest[:, 0] / np.maximum(nearest[:, 1], 1e-12))
