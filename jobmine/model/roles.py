"""Postings to roles: the commoner posts, alike ones together, and every posting with the one it is most like."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from jobmine.config import RolesConfig
from jobmine.model.role_clusters import RoleClusterer
from jobmine.model.role_features import demand_features, section_features, title_features
from jobmine.model.role_names import name_roles
from jobmine.normalise.occupation import occupations_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Cosine of two posts from which they are one role. Chosen by eye on mixed trades: below, web front and back ends
# or accounting and cashiers run together.
_ONE_ROLE = 0.6
_MOST_POSTS = 4000  # that may lead a role; the commonest
_RARE = 2  # postings of a post that may lead a role or join one, at least
_GROUP_WEIGHT = 0.5  # of the 小类 beside the words of the title and the terms asked for, which weigh 1 each
# Frequent posts weigh less than their number, or each small trade of a mixed file would share a cluster.
_DAMPING = 0.7
_CLUSTERED = 20_000  # postings that k-means is fitted on, at most
_TERMS_ALONE = 1 / 3  # of the least similarity: terms are less alike than titles
_WORDS_WEIGHT = 1.5
_BATCH = 4096
_FAMILY_LENGTH, _GROUP_LENGTH = len("2-02"), len("2-02-10")  # the codes of a 中类 and of a 小类


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
    Roles are found in a sample. The commonest post begins the first; each next post, commonest first, joins
    the role that it is most like or begins its own. Alike are posts with the same words, whose postings ask
    for the same, and whose occupation is of one 小类; posts of different 中类 are never one role.
    Every posting then goes to the role that it is most like, of those of its 中类 where that is known.
    Where the number of roles is given, or no posting has a title, :class:`RoleClusterer` finds them by the
    words of titles, the terms asked for and the words of duties and requirements.
    Postings unlike every centre (``min_similarity``) and roles of fewer than ``min_postings`` are 其他.
    """
    frame = _ordered(postings, duplicate_of)
    posts = _describe(frame.pop("post"))
    asked = demand_features(mentions, pa.array(frame["posting_id"], pa.string()))
    rows = normalize(hstack([posts.features[posts.code], asked], format="csr"))
    sample = min(config.fit_sample, int(frame["kept"].sum()))
    if config.n_clusters or not posts.features.nnz:
        sample = min(sample, _CLUSTERED)
        told = postings["text"].take(pa.array(frame["row"][:sample])).fill_null("")
        words = section_features(pa.table({"posting_id": frame["posting_id"][:sample], "text": told}), sections)
        labels = _cluster(posts, asked, words, config.n_clusters, random_state)
        centres = _means(rows[:sample], labels, posts.damped(sample))
        anywhere = np.full(centres.shape[0], -1)
        nearest = _keep(find_nearest(rows, centres, posts.family[posts.code], anywhere), labels, rows, centres)
        unlike = nearest.similarity < config.min_similarity * _TERMS_ALONE
        unlike[:sample] &= labels < 0
    else:
        labels, families = _lead(posts, rows[:sample], config.min_postings)
        centres = _means(rows[:sample], labels, posts.damped(sample), len(families))
        nearest = find_nearest(rows, centres, posts.family[posts.code], families)
        unlike = nearest.similarity < config.min_similarity
    frame = frame.assign(cluster=nearest.cluster, similarity=nearest.similarity, silhouette=nearest.silhouette)
    frame["post"] = posts.names[posts.code]
    frame.loc[unlike, "cluster"] = -1
    sizes = frame[frame["kept"]].groupby("cluster").size()
    frame.loc[~frame["cluster"].map(sizes).fillna(0).ge(config.min_postings), "cluster"] = -1
    frame["role"] = frame["cluster"].map(name_roles(frame, mentions, unique=bool(config.n_clusters)))
    return pa.Table.from_pandas(frame[["posting_id", "role", "similarity", "silhouette"]], preserve_index=False)


class Posts(NamedTuple):
    """Distinct posts: names, the number of that of each posting, 中类 (-1 where not known) and features by post."""

    names: pd.Index
    code: Ints
    family: Ints
    features: csr_matrix

    def damped(self, sample: int) -> Floats:
        """Return what the first postings weigh: the less the commoner their post is."""
        counts = np.bincount(self.code, minlength=len(self.names))
        return np.asarray(counts[self.code[:sample]] ** -_DAMPING, dtype=np.float32)


class Nearest(NamedTuple):
    """The centre most like each row: its number, the cosine to it, and how much nearer it is than the next one."""

    cluster: Ints
    similarity: Floats
    silhouette: Floats


def find_nearest(rows: csr_matrix, centres: csr_matrix, families: Ints, of_centres: Ints) -> Nearest:
    """Return the centre nearest to each row by cosine, in batches.

    Parameters
    ----------
    rows, centres : csr_matrix
        Of length one, or of nothing.
    families, of_centres : ndarray of int
        Rows go to centres of their family; -1 to any, and any to -1.

    Examples
    --------
    >>> rows, anywhere = csr_matrix([[1.0, 0.0], [0.8, 0.6]]), np.array([-1, -1])
    >>> nearest = find_nearest(rows, csr_matrix(np.eye(2)), anywhere, anywhere)
    >>> nearest.cluster.tolist(), nearest.similarity.round(2).tolist()
    ([0, 0], [1.0, 0.8])
    >>> find_nearest(rows, csr_matrix(np.eye(2)), np.array([3, 4]), np.array([-1, 3])).cluster.tolist()
    [0, 0]
    """
    known = np.arange(families.max(initial=-1) + 1)
    barred = (known[:, None] != of_centres) & (of_centres >= 0)
    barred = np.vstack([barred, np.zeros(len(of_centres), np.bool_)])  # the last row is that of family -1
    columns = np.ascontiguousarray(centres.toarray().T)
    parts = []
    for begin in range(0, rows.shape[0], _BATCH):
        cosine = rows[begin : begin + _BATCH] @ columns
        cosine[barred[families[begin : begin + _BATCH]]] = 0
        place = np.arange(len(cosine))
        first = cosine.argmax(axis=1)
        best = cosine[place, first]
        cosine[place, first] = -1
        apart = [np.sqrt(np.maximum(2 - 2 * one, 0)) for one in (best, cosine.max(axis=1))]
        silhouette = 1 - apart[0] / np.maximum(apart[1], 1e-6) if len(of_centres) > 1 else np.zeros_like(best)
        parts.append((first, best, silhouette))
    return Nearest(*map(np.concatenate, zip(*parts, strict=True)))


def _ordered(postings: pa.Table, duplicate_of: pa.ChunkedArray) -> pd.DataFrame:
    """Return the postings in an order of their own: duplicates last, else by a hash of the id."""
    frame: pd.DataFrame = postings.select(["posting_id", "post"]).to_pandas()
    frame["row"] = np.arange(len(frame))
    frame["post"] = frame["post"].fillna("")
    frame["kept"] = duplicate_of.is_null().to_numpy()
    frame["order"] = pd.util.hash_array(frame["posting_id"].to_numpy(dtype=object))
    return frame.sort_values(["kept", "order", "posting_id"], ascending=[False, True, True], ignore_index=True)


def _describe(post: pd.Series) -> Posts:
    """Return the distinct posts with the words of their title and their 小类; generic ones have neither."""
    code, names = pd.factorize(post)
    titles = title_features(names)
    known = np.diff(titles.indptr) > 0
    occupations = occupations_of(pa.array(names, pa.string()))["occupation"].to_pandas().where(known)
    family = pd.factorize(occupations.str[:_FAMILY_LENGTH], sort=True)[0]
    group = pd.factorize(occupations.str[:_GROUP_LENGTH], sort=True)[0]
    here = np.flatnonzero(group >= 0)
    weights = np.full(len(here), _GROUP_WEIGHT, np.float32)
    groups = csr_matrix((weights, (here, group[here])), shape=(len(names), group.max(initial=0) + 1))
    return Posts(pd.Index(names), code, family, hstack([titles, groups], format="csr"))


def _lead(posts: Posts, rows: csr_matrix, fewest: int) -> tuple[Ints, Ints]:
    """Return the role of each of the first postings, -1 for none, and the 中类 of each role, -1 for any."""
    code = posts.code[: rows.shape[0]]
    counts = np.bincount(code, minlength=len(posts.names))
    able = np.flatnonzero((counts >= min(_RARE, fewest)) & (np.diff(posts.features.indptr) > 0))
    able = able[np.lexsort((posts.names[able].to_numpy(), -counts[able]))][:_MOST_POSTS]
    rank = np.full(len(posts.names), -1)
    rank[able] = np.arange(len(able))
    centres = _means(rows, rank[code], np.ones(len(code), np.float32), len(able))
    alike = (centres @ centres.T).toarray()
    family = posts.family[able]
    alike[(family[:, None] != family) & (family[:, None] >= 0) & (family >= 0)] = 0
    leader = np.arange(len(able))
    leaders: list[int] = []
    for one in range(len(able)):  # each depends on those before it
        nearest = leaders[int(alike[one, leaders].argmax())] if leaders else one
        if nearest != one and alike[one, nearest] >= _ONE_ROLE:
            leader[one] = nearest
        else:
            leaders.append(one)
    sizes = np.bincount(leader, counts[able], minlength=len(able))
    kept = np.array([one for one in leaders if sizes[one] >= fewest], dtype=np.int64)
    number = np.full(len(able) + 1, -1)
    number[kept] = np.arange(len(kept))
    role_of_post = np.append(number[leader], -1)  # a rank of -1 has no role
    return role_of_post[rank[code]], family[kept]


def _cluster(posts: Posts, asked: csr_matrix, words: csr_matrix, n_clusters: int, random_state: int) -> Ints:
    """Return the roles of the first postings by k-means, -1 for those of nothing; one role where all are alike."""
    sample = words.shape[0]
    rows = hstack([posts.features[posts.code[:sample]], asked[:sample], words * _WORDS_WEIGHT], format="csr")
    try:
        found = RoleClusterer(n_clusters, random_state=random_state).fit(rows, sample_weight=posts.damped(sample))
    except ValueError:
        return np.zeros(sample, np.int64)
    return np.where(np.diff(rows.indptr) > 0, found.labels_, -1)


def _keep(nearest: Nearest, labels: Ints, rows: csr_matrix, centres: csr_matrix) -> Nearest:
    """Leave the first rows in their cluster, found by more than the rows hold; the others go to the nearest."""
    first = len(labels)
    moved = np.flatnonzero((labels >= 0) & (nearest.cluster[:first] != labels))
    own = np.asarray(rows[moved].multiply(centres[labels[moved]]).sum(axis=1)).ravel()
    there, here = (np.sqrt(np.maximum(2 - 2 * one, 1e-12)) for one in (nearest.similarity[moved], own))
    nearest.cluster[moved], nearest.similarity[moved], nearest.silhouette[moved] = labels[moved], own, there / here - 1
    return nearest


def _means(rows: csr_matrix, labels: Ints, weight: Floats, n_clusters: int = 0) -> csr_matrix:
    """Return the weighted mean row of each cluster, of length one."""
    here = np.flatnonzero(labels >= 0)
    shape = (n_clusters or int(labels.max(initial=0)) + 1, len(labels))
    return normalize(csr_matrix(csr_matrix((weight[here], (labels[here], here)), shape=shape) @ rows))
