"""Topics of postings: NMF (quick) or gensim's LDA behind one contract, their coherence and their number."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from jobmine.model.vectors import KindVectorizer

HOWS = ("nmf", "lda")
KINDS_OF_TOPICS = ("knowledge", "skill", "certificate")
NUMBERS = (5, 8, 12, 16, 20, 30)
"""Numbers of topics that a search tries."""
MEASURES = {"npmi": "c_npmi", "c_v": "c_v"}
_MIN_DF = 5
_PER_TOPIC = 20  # postings for a topic, at least
_SAMPLE = 20_000  # postings that a model is fitted on, and coherence counted in
_TOP = 10
_NAMED = 2

Floats = NDArray[np.float64]


class TopicModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Topics of a matrix of counts, one row a posting, one column a term.

    Parameters
    ----------
    n_topics : int
    how : {"nmf", "lda"}
        ``nmf``: non-negative matrix factorisation of TF-IDF rows of length one (Lee & Seung 1999), ``lda``: latent
        Dirichlet allocation by online variational Bayes (Hoffman et al. 2010).
    passes : int
        Of LDA over the rows.
    random_state : int

    Attributes
    ----------
    components_ : ndarray of shape (n_topics, n_terms)
        Weights of the terms; those of a topic add to one.

    Examples
    --------
    >>> counts = csr_matrix([[1, 1, 0, 0]] * 6 + [[0, 0, 1, 1]] * 4)
    >>> TopicModel(2).fit_transform(counts)[[0, 9]].round(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """

    def __init__(self, n_topics: int = 10, *, how: str = "nmf", passes: int = 10, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.how = how
        self.passes = passes
        self.random_state = random_state

    def fit(self, X: csr_matrix, y: object = None) -> Self:  # noqa: N803
        """Find the topics."""
        if self.how not in HOWS:
            raise ValueError(f"how {self.how!r}; allowed: {', '.join(HOWS)}")
        if self.n_topics < 1:
            raise ValueError(f"n_topics {self.n_topics}; allowed: 1 and above")
        weights = self._fit_lda(X) if self.how == "lda" else self._fit_nmf(X)
        self.components_ = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
        return self

    def transform(self, X: csr_matrix) -> Floats:  # noqa: N803
        """Return the share of each topic in each posting; rows without terms have none."""
        check_is_fitted(self, "components_")
        if self.how == "lda":
            self._model.random_state = np.random.RandomState(self.random_state)  # inference begins at random
            shares = np.asarray(self._model.inference(_bags(X))[0], dtype=np.float64)
            shares[np.diff(X.indptr) == 0] = 0
        else:
            shares = np.asarray(self._model.transform(self._tfidf.transform(X)), dtype=np.float64)
        total = shares.sum(axis=1, keepdims=True)
        return shares / np.where(total > 0, total, 1.0)

    def _fit_nmf(self, counts: csr_matrix) -> Floats:
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfTransformer

        self._tfidf = TfidfTransformer().fit(counts)
        settings = {"init": "nndsvda", "random_state": self.random_state, "max_iter": 300, "tol": 1e-3}
        self._model: Any = NMF(self.n_topics, **settings)
        with (
            warnings.catch_warnings(),
            np.errstate(invalid="ignore"),
        ):  # rows that are all alike leave nothing to converge to
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._model.fit(self._tfidf.transform(counts))
        return np.asarray(self._model.components_, dtype=np.float64)

    def _fit_lda(self, counts: csr_matrix) -> Floats:
        from gensim.models import LdaModel

        names = {term: str(term) for term in range(counts.shape[1])}
        settings = {"passes": self.passes, "random_state": self.random_state}
        self._model = LdaModel(_bags(counts), num_topics=self.n_topics, id2word=names, **settings)
        return np.asarray(self._model.get_topics(), dtype=np.float64)


@dataclass(frozen=True)
class Topics:
    """Topics that were found.

    Attributes
    ----------
    topics : DataFrame
        A row a topic, the largest first: ``topic`` (its name), ``share`` (mean over postings), ``n`` (postings
        in which it is the largest), ``terms`` and ``npmi``.
    postings : DataFrame
        A row a posting with terms: ``posting_id``, ``topic`` (the largest) and its ``share``.
    search : DataFrame
        A row a model that was tried: ``how``, ``n_topics``, ``npmi``, ``c_v``.
    """

    topics: pd.DataFrame
    postings: pd.DataFrame
    search: pd.DataFrame


def find_topics(
    mentions: pa.Table,
    *,
    n_topics: int = 0,
    how: str = "nmf",
    passes: int = 10,
    random_state: int = 0,
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> Topics:
    """Return the topics of what postings ask for: knowledge, skills and certificates.

    Parameters
    ----------
    mentions : pyarrow.Table
        The mentions table; negated ones do not count.
    n_topics : int
        0 takes of :data:`NUMBERS` the one whose topics have the highest NPMI.
    how, passes, random_state
        As for :class:`TopicModel`.
    progress : callable
        Told the models tried, and how many there are.

    Examples
    --------
    >>> rows = [(f"{i:02}", "knowledge", term) for i in range(40) for term in (("PLC", "CAD"), ("税法", "审计"))[i % 2]]
    >>> names = ["posting_id", "kind", "term"]
    >>> mentions = pa.Table.from_pandas(pd.DataFrame(rows, columns=names).assign(negated=False, aspect="", start=0))
    >>> find_topics(mentions, n_topics=2).topics[["topic", "n"]].to_numpy().tolist()
    [['CAD、PLC', 20], ['审计、税法', 20]]
    """
    documents = documents_of(mentions)
    ids = sorted(documents)
    vectors = KindVectorizer(KINDS_OF_TOPICS, weight="binary", min_df=_MIN_DF)
    counts = vectors.fit_transform(mentions, postings=ids)
    terms = [str(term) for term in vectors.get_feature_names_out()]
    most = min(len(ids) // _PER_TOPIC, *counts.shape)
    if most < 1:
        return _nothing()
    sample = np.sort(np.argsort([crc32(one.encode()) for one in ids], kind="stable")[:_SAMPLE])
    texts = [documents[ids[row]] for row in sample]
    tried: list[tuple[float, float, TopicModel]] = []
    numbers = [min(n_topics, most)] if n_topics else sorted({min(number, most) for number in NUMBERS})
    for number in numbers:
        progress(len(tried), len(numbers))
        model = TopicModel(number, how=how, passes=passes, random_state=random_state).fit(counts[sample])
        words = top_terms(model, terms)
        npmi, c_v = (float(np.mean(coherence(words, texts, measure))) for measure in MEASURES)
        tried.append((npmi, c_v, model))
    progress(len(tried), len(numbers))
    best = max(tried, key=lambda one: (round(one[0], 9), -one[2].n_topics))[2]
    found = [(how, model.n_topics, npmi, c_v) for npmi, c_v, model in tried]
    search = pd.DataFrame(found, columns=["how", "n_topics", *MEASURES])
    return _describe(best, counts, ids, terms, texts, search)


def documents_of(mentions: pa.Table) -> dict[str, list[str]]:
    """Return what each posting asks for, in the order of its text, as ``kind:term``."""
    wanted = pc.is_in(mentions["kind"], value_set=pa.array(KINDS_OF_TOPICS))
    keep = pc.and_(wanted, pc.invert(pc.fill_null(mentions["negated"], False)))
    frame = mentions.filter(keep).select(["posting_id", "kind", "term", "start"]).to_pandas()
    frame = frame.sort_values(["posting_id", "start", "kind", "term"], kind="stable")
    tokens = frame["kind"].str.cat(frame["term"], sep=":")
    return {str(one): list(of) for one, of in tokens.groupby(frame["posting_id"], sort=True)}


def top_terms(model: TopicModel, terms: Sequence[str], top: int = _TOP) -> list[list[str]]:
    """Return the heaviest terms of each topic, of those that weigh anything."""
    order = np.argsort(-model.components_.round(12), axis=1, kind="stable")[:, :top]
    return [[terms[i] for i in row if weights[i] > 0] for row, weights in zip(order, model.components_, strict=True)]


def coherence(topics: Sequence[Sequence[str]], texts: Sequence[Sequence[str]], measure: str = "npmi") -> Floats:
    """Return how much the terms of each topic stand together in texts (Röder et al. 2015), by gensim.

    Parameters
    ----------
    topics, texts : sequences of terms
    measure : {"npmi", "c_v"}
        NPMI is -1 to 1, 0 by chance; C_v is 0 to 1. A topic of fewer than two terms has 0.
    """
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    values = np.zeros(len(topics))
    rows = [row for row, topic in enumerate(topics) if len(topic) > 1]
    if rows:
        words = [list(topics[row]) for row in rows]
        settings = {"texts": texts, "dictionary": Dictionary(texts), "coherence": MEASURES[measure], "processes": 1}
        values[rows] = CoherenceModel(topics=words, topn=max(map(len, words)), **settings).get_coherence_per_topic()
    return np.nan_to_num(values)


def _describe(
    model: TopicModel,
    counts: csr_matrix,
    ids: Sequence[str],
    terms: Sequence[str],
    texts: Sequence[Sequence[str]],
    search: pd.DataFrame,
) -> Topics:
    shares = model.transform(counts).round(9)
    said = shares.sum(axis=1) > 0
    largest = shares.argmax(axis=1)
    words = top_terms(model, terms)
    bare = [[word.partition(":")[2] for word in topic] for topic in words]
    names = _unique_names(bare)
    frame = pd.DataFrame(
        {
            "topic": names,
            "share": shares[said].mean(axis=0) if said.any() else 0.0,
            "n": np.bincount(largest[said], minlength=model.n_topics),
            "terms": ["、".join(dict.fromkeys(topic)) for topic in bare],
            "npmi": coherence(words, texts),
        }
    ).sort_values(["n", "topic"], ascending=[False, True], ignore_index=True)
    postings = pd.DataFrame({"posting_id": list(ids), "topic": np.array(names, dtype=object)[largest]})
    postings["share"] = shares.max(axis=1)
    return Topics(frame, postings[said].reset_index(drop=True), search)


def _unique_names(topics: Sequence[Sequence[str]]) -> list[str]:
    """Return the first terms of each topic; more of them, at last a number, where two topics have the same."""
    names: list[str] = []
    for number, topic in enumerate(topics, start=1):
        distinct = list(dict.fromkeys(topic))
        longer = ["、".join(distinct[:size]) for size in range(_NAMED, len(distinct) + 1)] or ["、".join(distinct)]
        free = [name for name in longer if name and name not in names]
        names.append(free[0] if free else f"主题{number}")
    return names


def _nothing() -> Topics:
    return Topics(
        pd.DataFrame(columns=["topic", "share", "n", "terms", "npmi"]),
        pd.DataFrame(columns=["posting_id", "topic", "share"]),
        pd.DataFrame(columns=["how", "n_topics", *MEASURES]),
    )


def _bags(counts: csr_matrix) -> Any:
    ends = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    return [[(int(i), float(counts.data[n])) for n, i in enumerate(counts.indices[a:b], a)] for a, b in ends]
