"""What roles are told apart by: the words of titles, what is asked for, the words of duties and requirements."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from jobmine.extract.texts import Texts
from jobmine.extract.tokenizers import load_tokenizer

_STEM = re.compile(
    r"(?i)(.{2,}?)(?:\s*engineer|\s*developer|\s*manager|专家|负责人|总监|经理|主管|助理|专员|文员|顾问|代表|主任|组长|班长|店长|厂长|"
    r"队长|学徒工?|实习生|工程师|技术员|管理员|操作[工员]|维修工|技师|讲师|教师|老师|导师|设计师|治疗师|护理员|业务员|销售员?|服务员|"
    r"检验员|质检员|驾驶员|司机|客服|岗)+"
)
_GENERIC = re.compile(
    r"(?i)(?:总监|经理|主管|助理|专员|顾问|代表|主任|组长|班长|负责人|实习生|学徒工?|工程师|技术员|管理员|技师|专家|管理|岗|职员|员工|"
    r"工人|(?:工作)?人员|engineer|manager|\W|\d)+"
)
_ASKED = ("knowledge", "certificate", "major")  # skills and qualities are asked for in every trade
_SECTIONS = ("duties", "requirements")
_REPEATED = 2  # postings with a term, at least
_FEWEST, _MOST = 5, 0.2  # postings with a word, at least; share of postings, at most


@cache
def title_words(post: str) -> tuple[str, ...]:
    """Return the words and character pairs of a post without the general head that it ends with.

    助理, 专员, 技师 and their like say little of the work: 喷漆技师 is not like 康复技师, and 工程师 is like nothing.

    Examples
    --------
    >>> title_words("仓库管理员"), title_words("助理")
    (('仓库', '仓库'), ())
    """
    if _GENERIC.fullmatch(post):
        return ()
    headed = _STEM.fullmatch(post)
    stem = headed[1] if headed else post
    words = [word for word in load_tokenizer()(stem.lower()) if word.strip()]
    pairs = [stem[i : i + 2] for i in range(len(stem) - 1)]
    return (*words, *pairs)


def title_features(posts: pd.Index) -> csr_matrix:
    """Return the tf-idf of the words of titles, a row a post of length one; no column where none has words."""
    if not any(map(title_words, posts)):
        return csr_matrix((len(posts), 0), dtype=np.float32)
    return TfidfVectorizer(analyzer=title_words, sublinear_tf=True, dtype=np.float32).fit_transform(posts)


def demand_features(mentions: pa.Table, postings: pa.Array) -> csr_matrix:
    """Return the tf-idf of the knowledge, certificates and majors asked for, a row a posting of length one."""
    kind, kinds = _coded(mentions["kind"])
    place = pc.fill_null(pc.index_in(kinds, pa.array(_ASKED)), -1).to_numpy()[kind]
    asked = np.flatnonzero((place >= 0) & ~mentions["negated"].cast(pa.bool_()).fill_null(False).to_numpy())
    term, terms = _coded(mentions["term"])
    posting, ids = _coded(mentions["posting_id"])
    row = pc.fill_null(pc.index_in(ids, postings), -1).to_numpy()[posting[asked]]
    width = len(_ASKED) * max(len(terms), 1)
    cells = np.unique((row.astype(np.int64) * width + place[asked] * len(terms) + term[asked])[row >= 0])
    shape = (len(postings), width)
    counts = csr_matrix((np.ones(len(cells), np.float32), np.divmod(cells, width)), shape=shape)
    return _tfidf(counts, _REPEATED, 1.0)


def section_features(texts: pa.Table, sections: pa.Table) -> csr_matrix:
    """Return the tf-idf of the words in duties and requirements, a row a posting.

    Parameters
    ----------
    texts : pyarrow.Table
        ``posting_id`` and ``text``.
    sections : pyarrow.Table
        The sections table; those of other postings are not looked at.
    """
    spans = sections.filter(
        pc.and_(pc.is_in(sections["kind"], pa.array(_SECTIONS)), pc.is_in(sections["posting_id"], texts["posting_id"]))
    )
    row = pc.index_in(spans["posting_id"], texts["posting_id"]).to_pylist()
    given, cut = texts["text"].to_pylist(), load_tokenizer()
    words: list[str] = []
    counts = np.zeros(texts.num_rows, dtype=np.int64)
    order = np.argsort(row, kind="stable").tolist()
    starts, ends = spans["start"].to_pylist(), spans["end"].to_pylist()
    spoken = Texts.join([given[row[i]][starts[i] : ends[i]] for i in order])
    folded, at = spoken.folded, spoken.starts.tolist()
    for i, begin, end in zip(order, at, at[1:], strict=False):
        found = cut(folded[begin : end - 1])
        words += found
        counts[row[i]] += len(found)
    codes = pa.array(words, pa.string()).dictionary_encode()
    lengths = pc.utf8_length(codes.dictionary).to_numpy()
    owner = np.repeat(np.arange(len(counts)), counts)
    said = lengths[codes.indices.to_numpy()] > 1 if words else np.zeros(0, dtype=np.bool_)
    shape = (len(counts), len(lengths))
    matrix = csr_matrix((np.ones(said.sum(), np.float32), (owner[said], codes.indices.to_numpy()[said])), shape=shape)
    return _tfidf(matrix, _FEWEST, _MOST)


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], pa.Array]:
    """Return the number of the value in each cell, and the values."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    coded = column.unify_dictionaries().combine_chunks()
    return np.asarray(coded.indices, dtype=np.int32), coded.dictionary.cast(pa.string())


def _tfidf(counts: csr_matrix, fewest: int, most: float) -> csr_matrix:
    """Rows of length one of (1 + ln tf) times idf, as scikit-learn smooths it; rare and common words are left out."""
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero((df >= fewest) & (df <= most * counts.shape[0]))
    matrix = counts[:, kept].tocsr()
    if not len(kept):
        return matrix
    idf = np.log((1 + counts.shape[0]) / (1 + df[kept])).astype(np.float32) + 1
    matrix.data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    return normalize(matrix)
