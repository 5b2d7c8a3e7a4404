"""Occupations: the code of the 职业分类大典 (2022) that a posting's title stands for.

A linear model over the character n-grams of a title, cleaned and as given, scores every eight-digit
code. All distinct titles are one sparse matrix, multiplied with sparse weights. What the weights
were learned from and how far they can be trusted stands in ``card.md`` beside them;
:mod:`jobmine.train.occupations` learns them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.data import path, read_tsv
from jobmine.normalise.title import clean_title

MODEL = "models/occupations/weights.npz"
CANDIDATES = 5
LONGEST = 4  # characters of an n-gram: four of 16 bits fill a key
AS_GIVEN = 0.5  # weight of the title as given beside the cleaned one
_BATCH = 1024  # bounds the dense scores to 7 MB
_FOLD = {0: 32, 0x3000: 32, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class OccupationModel:
    """What coding a title takes.

    Attributes
    ----------
    codes : ndarray of str
        By column of the weights, ascending.
    grams : ndarray of uint64
        Keys of the n-grams, ascending, see :func:`gram_keys`.
    idf : ndarray of float32
        Inverse document frequency, by n-gram.
    weights : scipy.sparse.csr_matrix
        A row an n-gram, a column a code.
    calibration : tuple of float
        For :func:`chance_of`.
    threshold : float
        The best code is not given out where the chance that it is right is lower.
    """

    codes: NDArray[np.str_]
    grams: Keys
    idf: Floats
    weights: Any
    calibration: tuple[float, float, float]
    threshold: float


def occupations_of(titles: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the occupation of each title; every distinct title is coded once.

    Parameters
    ----------
    titles : pyarrow.Array or ChunkedArray of string
        Titles as given.

    Returns
    -------
    pyarrow.Table
        ``occupation``: the best code, null where its score is below the model's threshold.
        ``occupation_score``: the chance that the best code is the one that the training data would
        give, 0 to 1. ``occupation_candidates``: the five best codes, best first. All are null where
        the title is.

    Examples
    --------
    >>> coded = occupations_of(pa.array(["诚聘电焊工（包吃住）", None]))
    >>> coded["occupation"].to_pylist()
    ['6-18-02-04', None]
    """
    cells = titles.combine_chunks() if isinstance(titles, pa.ChunkedArray) else titles
    cells = cells.cast(pa.string()).dictionary_encode()
    return code_titles(cells.dictionary.to_pylist(), _shipped()).take(cells.indices)


def occupation_name(code: str) -> str:
    """Return the name of a code, of any of the four levels.

    Raises
    ------
    KeyError
        If the classification has no such code.

    Examples
    --------
    >>> occupation_name("6-18-01-01")
    '车工'
    """
    return _names()[code]


def code_titles(titles: Sequence[str], model: OccupationModel) -> pa.Table:
    """Return the table of :func:`occupations_of` for titles that are all different."""
    batches = [best_codes(titles[i : i + _BATCH], model) for i in range(0, len(titles), _BATCH)]
    columns = np.concatenate([np.zeros((0, CANDIDATES), np.intp), *(c for c, _ in batches)])
    scores = np.concatenate([np.zeros((0, CANDIDATES), np.float32), *(s for _, s in batches)])
    # A title without a known n-gram scores 0 everywhere: nothing speaks for any code.
    known = scores > 0
    chance = np.where(known[:, 0], chance_of(scores, model.calibration), 0.0)
    ends = np.append(0, known.sum(axis=1).cumsum())
    codes = pa.array(model.codes, pa.string())
    best = codes.take(pa.array(columns[:, 0]))
    return pa.table(
        {
            "occupation": pc.if_else(pa.array(chance >= model.threshold), best, None),
            "occupation_score": pa.array(chance),
            "occupation_candidates": pa.ListArray.from_arrays(
                pa.array(ends, pa.int32()), codes.take(pa.array(columns[known]))
            ),
        }
    )


def best_codes(titles: Sequence[str], model: OccupationModel) -> tuple[NDArray[np.intp], Floats]:
    """Return columns and scores of the five best codes of each title, best first."""
    scores = (title_features(titles, model.grams, model.idf) @ model.weights).toarray()
    rows = np.arange(len(titles))
    columns = np.empty((len(titles), CANDIDATES), np.intp)
    best = np.empty((len(titles), CANDIDATES), np.float32)
    # Five times the maximum is several times faster than a partition; equal scores stand in the order of codes.
    for place in range(CANDIDATES):
        columns[:, place] = scores.argmax(axis=1)
        best[:, place] = scores[rows, columns[:, place]]
        scores[rows, columns[:, place]] = -np.inf
    return columns, best


def chance_of(scores: Floats, calibration: tuple[float, float, float]) -> NDArray[np.float64]:
    """Return the chance that the best code is right: a logistic curve of its score and lead.

    Parameters
    ----------
    scores : ndarray of shape (n_titles, at least 2)
        Best first.
    calibration : tuple of float
        Intercept, weight of the best score, weight of its lead over the second.

    Examples
    --------
    >>> chance_of(np.array([[0.5, 0.25]], np.float32), (-1.0, 1.0, 2.0)).tolist()
    [0.5]
    """
    intercept, height, lead = calibration
    best, second = scores[:, 0].astype(np.float64), scores[:, 1].astype(np.float64)
    return np.asarray(1 / (1 + np.exp(-(intercept + height * best + lead * (best - second)))))


def title_features(titles: Sequence[str], grams: Keys, idf: Floats) -> Any:
    """Return the n-grams of titles, cleaned and as given, as a sparse matrix with rows of length one."""
    cleaned = _grams_of([clean_title(title) or title for title in titles], grams, idf)
    both = cleaned + AS_GIVEN * _grams_of(titles, grams, idf)
    _scale_rows(both, _squares(both))
    return both


def _grams_of(texts: Sequence[str], grams: Keys, idf: Floats) -> Any:
    """Return which n-grams texts hold, times their idf; unknown ones only lengthen a row."""
    from scipy.sparse import csr_array

    rows, keys = gram_keys(texts)
    columns = np.minimum(np.searchsorted(grams, keys), len(grams) - 1)
    known = grams[columns] == keys
    shape = (len(texts), len(grams))
    # Indices as narrow as those of the weights, which would be widened with every batch otherwise.
    places = rows[known].astype(np.int32), columns[known].astype(np.int32)
    found = csr_array((np.ones(len(places[0]), np.float32), places), shape=shape)
    found.sum_duplicates()
    found.data = idf[found.indices]
    unknown = np.bincount(rows[~known], minlength=len(texts)) * float(idf.max()) ** 2
    _scale_rows(found, _squares(found) + unknown)
    return found


def _squares(matrix: Any) -> NDArray[np.float64]:
    """Return the squared length of each row."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return np.bincount(row, matrix.data.astype(np.float64) ** 2, matrix.shape[0]).astype(np.float64)


def _scale_rows(matrix: Any, squares: NDArray[np.float64]) -> None:
    """Divide the rows by their lengths, in place."""
    matrix.data /= np.repeat(np.sqrt(squares), np.diff(matrix.indptr)).astype(np.float32)


def gram_keys(texts: Sequence[str]) -> tuple[NDArray[np.intp], Keys]:
    r"""Return row and key of every n-gram of 1 to 4 characters.

    Ends of a text count as characters, letters are folded to small ones of half width. A key holds
    16 bits a character, so that n-grams and keys are one to one within the basic plane.

    Examples
    --------
    >>> rows, keys = gram_keys(["车"])
    >>> [int(key).to_bytes(8, "big").decode("utf-16-be").strip("\0") for key in keys]
    ['^', '车', '$', '^车', '车$', '^车$']
    """
    joined = "".join([f"^{text.translate(_FOLD).lower()}$\0" for text in texts])
    points = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF).astype(np.uint64)
    row = np.cumsum(points == 0)
    keys, starts = np.zeros_like(points), np.flatnonzero(points)
    found = []
    for n in range(LONGEST):
        starts = starts[points[starts + n] != 0]
        keys[starts] = keys[starts] << np.uint64(16) | points[starts + n]
        found.append((row[starts], keys[starts]))
    return np.concatenate([r for r, _ in found]), np.concatenate([k for _, k in found])


def load_model(file: Path) -> OccupationModel:
    """Return a model that :func:`save_model` has written."""
    from scipy.sparse import csr_array

    with np.load(file) as stored:
        values = stored["values"].astype(np.float32) * stored["step"]
        shape = (len(stored["grams"]), len(stored["codes"]))
        weights = csr_array((values, stored["columns"].astype(np.int32), stored["ends"]), shape=shape)
        intercept, height, lead = stored["calibration"].tolist()
        return OccupationModel(
            stored["codes"],
            stored["grams"],
            stored["idf"],
            weights,
            (intercept, height, lead),
            float(stored["threshold"]),
        )


def save_model(model: OccupationModel, file: Path) -> None:
    """Write a model: weights as whole numbers from -127 to 127 times one step."""
    step = np.float32(np.abs(model.weights.data).max() / 127)
    np.savez_compressed(
        file,
        codes=model.codes,
        grams=model.grams,
        idf=model.idf,
        values=np.round(model.weights.data / step).astype(np.int8),
        columns=model.weights.indices.astype(np.uint16),
        ends=model.weights.indptr.astype(np.int32),
        step=step,
        calibration=np.array(model.calibration),
        threshold=np.array(model.threshold),
    )


@cache
def _shipped() -> OccupationModel:
    return load_model(path(MODEL))


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in read_tsv("taxonomies/occupations.tsv")}
