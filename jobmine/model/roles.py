"""Postings to roles: clusters of alike titles, demands and duties, with names that a person would use."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags_array, hstack
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from jobmine.config import RolesConfig
from jobmine.model.role_features import demand_features, section_features, title_features
from jobmine.model.role_names import name_roles
from jobmine.normalise.occupation import occupations_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DIMENSIONS = 60
_SCORED = 5000
_AS_GOOD = 0.95  # of the best silhouette: among such numbers of clusters the smallest is taken
_WORDS_WEIGHT = 1.0
# Frequent posts weigh less than their number, or each small trade of a mixed file would share a cluster.
_DAMPING = 0.7
# Length of the mean title vector from which a cluster is a role and not postings of one text template.
_TITLES_AGREE = 0.35
_BATCH = 20_000
_FAMILY_LENGTH = len("2-02")  # the code of a 中类


class RoleClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """K-means in a latent space, the number of clusters chosen by the silhouette.

    Parameters
    ----------
    n_clusters : int
        0 tries a geometric series of numbers and takes the smallest whose simplified silhouette is
        at least 0.95 of the best.
    random_state : int
        Seed.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_postings,)
    silhouette_ : float
        Mean simplified silhouette, from the distances to the nearest two centroids.
    n_clusters_ : int

    Examples
    --------
    >>> X = csr_matrix([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1]])
    >>> RoleClusterer(n_clusters=2).fit(X).labels_.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    True
    """

    def __init__(self, n_clusters: int = 0, *, random_state: int = 0) -> None:
        self.n_clusters = n_clusters
        self.random_state = random_state

    def fit(self, X: csr_matrix, y: object = None, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Fit on weighted rows.

        Raises
        ------
        ValueError
            If there are fewer than three rows or columns, or no two rows differ.
        """
        size = min(_DIMENSIONS, min(X.shape) - 1)
        if size < 2:
            raise ValueError(f"roles need at least 3 postings with 3 features; got a matrix of {X.shape}")
        weight = np.ones(X.shape[0]) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):  # postings all alike have no variance to explain
            self._svd = TruncatedSVD(size, random_state=self.random_state).fit(diags_array(np.sqrt(weight)) @ X)
        points = self._project(X)
        distinct = len(np.unique(points.round(6), axis=0))
        if distinct < 2:
            raise ValueError("roles need postings that differ; all are alike")
        tried: list[tuple[float, KMeans]] = []
        for k in self._candidates(len(points), distinct):
            means = KMeans(k, n_init=2, random_state=self.random_state).fit(points, sample_weight=weight)
            scores = simplified_silhouette(means.transform(points[:_SCORED]))
            tried.append((float(np.average(scores, weights=weight[:_SCORED])), means))
        best = max(score for score, _ in tried)
        self.silhouette_, self._means = next(pair for pair in tried if pair[0] >= min(_AS_GOOD * best, best))
        self.n_clusters_ = int(self._means.n_clusters)
        self.labels_ = self._means.labels_.astype(np.int64)
        return self

    def predict(self, X: csr_matrix) -> Ints:  # noqa: N803
        """Return the cluster of each row."""
        check_is_fitted(self, "n_clusters_")
        return np.asarray(self._means.predict(self._project(X)), dtype=np.int64)

    def _project(self, X: csr_matrix) -> Floats:  # noqa: N803
        return np.asarray(normalize(self._svd.transform(X)))

    def _candidates(self, rows: int, distinct: int) -> list[int]:
        if self.n_clusters:
            return [min(self.n_clusters, distinct)]
        most = max(2, min(90, rows // 12, distinct))
        return sorted({max(2, round(most * f)) for f in (0.2, 0.35, 0.5, 0.7, 1.0)})


def assign_roles(
    postings: pa.Table,
    mentions: pa.Table,
    sections: pa.Table,
    duplicate_of: pa.ChunkedArray,
    config: RolesConfig,
    random_state: int,
) -> pa.Table:
    """Return the role of every posting.

    Parameters
    ----------
    postings : pyarrow.Table
        With ``posting_id``, ``post`` and ``text``.
    mentions, sections : pyarrow.Table
        The tables of that name.
    duplicate_of : pyarrow.ChunkedArray
        By posting, null where it is kept. Duplicates are given a role but not fitted on.
    config : RolesConfig
    random_state : int

    Returns
    -------
    pyarrow.Table
        ``posting_id``, ``role``, ``similarity`` (cosine to the centre of the role), ``silhouette``.

    Notes
    -----
    Clusters are found in a sample by the words of titles, the terms asked for and the words of duties and
    requirements, a posting weighing the less the commoner its post is. Every posting then goes to the
    cluster whose titles and terms its own are most like. Clusters whose titles have nothing in common
    are dissolved; the commoner posts in them, and those unlike their centre, are roles of their own
    (not where the number of roles is given); clusters with the same commonest post are one role.
    Nor do postings count whose occupation is known to be of another 中类 than that of most in their
    cluster: they may be a role of their own, or are 其他.
    Postings unlike every centre (``min_similarity``) and roles of fewer than ``min_postings`` are 其他.
    """
    frame = _ordered(postings, duplicate_of)
    frame["family"] = _families(frame["post"])
    titles = title_features(frame["post"])
    light = hstack([titles, demand_features(mentions, frame["posting_id"].to_list())]).tocsr()
    sample = min(config.fit_sample, int(frame["kept"].sum()))
    weight = frame.groupby("post")["post"].transform("size").to_numpy(dtype=np.float64)[:sample] ** -_DAMPING
    told = postings["text"].take(pa.array(frame["row"][:sample])).fill_null("")
    texts = pa.table({"posting_id": frame["posting_id"][:sample], "text": told})
    rich = hstack([light[:sample], section_features(texts, sections) * _WORDS_WEIGHT]).tocsr()
    try:
        found = RoleClusterer(config.n_clusters, random_state=random_state).fit(rich, sample_weight=weight)
    except ValueError:  # too few postings or nothing to tell them apart
        nearest = Nearest(np.zeros(len(frame), np.int64), np.ones(len(frame)), np.zeros(len(frame)))
    else:
        labels = found.labels_
        if titles.shape[1] and not config.n_clusters:
            labels = _regroup(labels, titles[:sample], light[:sample], frame[:sample], weight, config)
        nearest = find_nearest(light, normalize(_means(light[:sample], labels, weight)))
    frame = frame.assign(cluster=nearest.cluster, similarity=nearest.similarity, silhouette=nearest.silhouette)
    frame.loc[frame["similarity"] < config.min_similarity, "cluster"] = -1
    if not config.n_clusters:
        frame.loc[_strays(frame["cluster"], frame["family"]), "cluster"] = -1
    sizes = frame[frame["kept"]].groupby("cluster").size()
    frame.loc[~frame["cluster"].map(sizes).fillna(0).ge(config.min_postings), "cluster"] = -1
    frame["role"] = frame["cluster"].map(name_roles(frame, mentions))
    return pa.Table.from_pandas(frame[["posting_id", "role", "similarity", "silhouette"]], preserve_index=False)


def _regroup(
    labels: Ints, titles: csr_matrix, light: csr_matrix, frame: pd.DataFrame, weight: Floats, config: RolesConfig
) -> Ints:
    """Give the commoner posts that no cluster fits a cluster of their own; -1 for what is left over.

    A cluster of many trades, or of postings that share a text template, is no role: its titles have nothing in common.
    """
    alike = np.linalg.norm(_means(titles, labels, weight), axis=1)[labels] >= _TITLES_AGREE
    centres = normalize(_means(light, labels, weight))
    alike &= ~_strays(pd.Series(labels), frame["family"]).to_numpy()
    fits = alike & ((normalize(light) @ centres.T)[np.arange(len(labels)), labels] >= config.min_similarity)
    homeless = frame["post"].where(~fits, "")
    counts = homeless[homeless.ne("")].value_counts(sort=False)
    own = pd.Index(sorted(counts[counts >= config.min_postings].index)).get_indexer(homeless)
    regrouped = np.where(fits, labels, np.where(own >= 0, own + len(centres), -1))
    return regrouped if (regrouped >= 0).any() else labels


class Nearest(NamedTuple):
    """The centre most like each row: its number, the cosine to it, and how much nearer it is than the next one."""

    cluster: Ints
    similarity: Floats
    silhouette: Floats


def find_nearest(rows: csr_matrix, centres: Floats) -> Nearest:
    """Return the centre nearest to each row by cosine, in batches.

    Examples
    --------
    >>> nearest = find_nearest(csr_matrix([[3.0, 0.0], [1.0, 1.0]]), np.eye(2))
    >>> nearest.cluster.tolist(), nearest.similarity.round(2).tolist()
    ([0, 0], [1.0, 0.71])
    """
    parts = []
    for begin in range(0, rows.shape[0], _BATCH):
        cosine = normalize(rows[begin : begin + _BATCH]) @ centres.T
        distance = np.sqrt(np.maximum(2 - 2 * cosine, 0))
        silhouette = simplified_silhouette(distance) if len(centres) > 1 else np.zeros(len(cosine))
        parts.append((cosine.argmax(axis=1), cosine.max(axis=1), silhouette))
    return Nearest(*map(np.concatenate, zip(*parts, strict=True)))


def simplified_silhouette(distances: Floats) -> Floats:
    """Return, by row, one less the distance to the nearest centre over that to the next.

    Source: Hruschka, de Castro & Campello 2004, "Evolutionary algorithms for clustering gene-expression data".

    Examples
    --------
    >>> simplified_silhouette(np.array([[1.0, 4.0]])).tolist()
    [0.75]
    """
    nearest = np.partition(distances, 1, axis=1)[:, :2]
    return np.asarray(1 - nearest[:, 0] / np.maximum(nearest[:, 1], 1e-12))


def _ordered(postings: pa.Table, duplicate_of: pa.ChunkedArray) -> pd.DataFrame:
    """Return the postings in an order of their own: duplicates last, else by a hash of the id."""
    frame: pd.DataFrame = postings.select(["posting_id", "post"]).to_pandas()
    frame["row"] = np.arange(len(frame))
    frame["post"] = frame["post"].fillna("")
    frame["kept"] = duplicate_of.is_null().to_numpy()
    frame["order"] = pd.util.hash_array(frame["posting_id"].to_numpy(dtype=object))
    return frame.sort_values(["kept", "order", "posting_id"], ascending=[False, True, True], ignore_index=True)


def _means(rows: csr_matrix, labels: Ints, weight: Floats) -> Floats:
    """Return the weighted mean row of each cluster that has rows, shape (n_clusters, n_features)."""
    here = np.flatnonzero(labels >= 0)
    names, number = np.unique(labels[here], return_inverse=True)
    belongs = csr_matrix((weight[here], (number, here)), shape=(len(names), len(labels)))
    sums: Floats = (belongs @ rows).toarray()
    return sums / np.bincount(number, weight[here])[:, None]


def _families(posts: pd.Series) -> pd.Series:
    """Return the 中类 of the occupation of each post, null where it is not known."""
    distinct = pd.Index(posts.unique())
    codes = occupations_of(pa.array(distinct, pa.string()))["occupation"].to_pandas().str[:_FAMILY_LENGTH]
    return pd.Series(codes.to_numpy()[distinct.get_indexer(posts)], index=posts.index)


def _strays(clusters: pd.Series, families: pd.Series) -> pd.Series:
    """Return which postings are known to be of another family than the most postings of their cluster."""
    known = pd.DataFrame({"cluster": clusters, "family": families}).dropna()
    counts = known.value_counts(sort=False).rename("n").reset_index()
    counts = counts.sort_values(["cluster", "n", "family"], ascending=[True, False, True])
    main = counts.drop_duplicates("cluster").set_index("cluster")["family"]
    expected = clusters.map(main)
    return families.notna() & expected.notna() & families.ne(expected)
