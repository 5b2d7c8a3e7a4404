"""K-means in a latent space: roles where no titles lead the way, or where their number is given."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags_array
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_DIMENSIONS = 40
_SCORED = 5000
_AS_GOOD = 0.8  # of the best silhouette: among such numbers of clusters the smallest is taken


class RoleClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """K-means in a latent space, the number of clusters chosen by the silhouette.

    Parameters
    ----------
    n_clusters : int
        0 tries a geometric series of numbers and takes the smallest whose simplified silhouette is
        at least 0.8 of the best.
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
        """Fit on weighted rows; numbers of clusters are compared on the first 5,000.

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
            weighted = diags_array(np.sqrt(weight)) @ X
            self._svd = TruncatedSVD(size, random_state=self.random_state).fit(weighted.astype(np.float32))
        points = self._project(X)
        distinct = len(np.unique(points[:_SCORED].round(6), axis=0))
        if distinct < 2:
            raise ValueError("roles need postings that differ; all are alike")
        scored, scored_weight = points[:_SCORED], weight[:_SCORED]
        tried: list[tuple[float, int]] = []
        candidates = self._candidates(len(points), distinct)
        for k in candidates if len(candidates) > 1 else ():
            means = KMeans(k, n_init=2, random_state=self.random_state).fit(scored, sample_weight=scored_weight)
            scores = simplified_silhouette(means.transform(scored))
            tried.append((float(np.average(scores, weights=scored_weight)), k))
        best = max((score for score, _ in tried), default=0.0)
        chosen = next((k for score, k in tried if score >= min(_AS_GOOD * best, best)), candidates[0])
        self._means = KMeans(chosen, n_init=2, random_state=self.random_state).fit(points, sample_weight=weight)
        scores = simplified_silhouette(self._means.transform(scored))
        self.silhouette_ = float(np.average(scores, weights=scored_weight))
        self.n_clusters_ = int(self._means.n_clusters)
        self.labels_ = self._means.labels_.astype(np.int64)
        return self

    def predict(self, X: csr_matrix) -> Ints:  # noqa: N803
        """Return the cluster of each row."""
        check_is_fitted(self, "n_clusters_")
        return np.asarray(self._means.predict(self._project(X)), dtype=np.int64)

    def _project(self, X: csr_matrix) -> Floats:  # noqa: N803
        return np.asarray(normalize(self._svd.transform(X.astype(np.float32))), dtype=np.float32)

    def _candidates(self, rows: int, distinct: int) -> list[int]:
        if self.n_clusters:
            return [min(self.n_clusters, distinct)]
        most = max(2, min(90, rows // 12, distinct))
        return sorted({max(2, round(most * f)) for f in (0.2, 0.35, 0.5, 0.7, 1.0)})


def simplified_silhouette(distances: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return, by row, one less the distance to the nearest centre over that to the next.

    Source: Hruschka, de Castro & Campello 2004, "Evolutionary algorithms for clustering gene-expression data".

    Examples
    --------
    >>> simplified_silhouette(np.array([[1.0, 4.0]])).tolist()
    [0.75]
    """
    nearest = np.partition(distances, 1, axis=1)[:, :2]
    return np.asarray(1 - nearest[:, 0] / np.maximum(nearest[:, 1], 1e-12))
