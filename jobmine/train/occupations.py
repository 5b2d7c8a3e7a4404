"""Learn the occupation of titles: ``python -m jobmine.train.occupations TITLE_CODES.csv -o FOLDER``.

Ridge regression from n-grams to codes, solved in its dual, one unknown a title. Beside the titles
with codes that the file gives, it learns from the names of all occupations and from the usual names
of posts in ``taxonomies/occupation_titles.tsv``, at lower weights.
"""

from __future__ import annotations

import argparse
import csv
import logging
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression

from jobmine.data import read_tsv
from jobmine.normalise.occupation import (
    Floats,
    Keys,
    OccupationModel,
    best_codes,
    gram_keys,
    save_model,
    title_features,
)
from jobmine.normalise.title import clean_title

Doubles = NDArray[np.float64]

FOLDS = 5
PENALTY = 0.3
NAME_WEIGHT, POST_WEIGHT = 0.5, 0.15
# How much of a code's score its neighbours get: those of the same 小类 and the same 中类.
KIN = ((7, 0.05), (4, 0.02))
LEAST = 0.01  # smaller weights are dropped
THRESHOLD = 0.3
_CODES_AT_ONCE = 128

_log = logging.getLogger(__name__)


class Rows(NamedTuple):
    """Titles with codes and the weight of each."""

    titles: list[str]
    codes: list[str]
    weights: list[float]

    def __add__(self, other: Rows) -> Rows:  # type: ignore[override]
        return Rows(self.titles + other.titles, self.codes + other.codes, self.weights + other.weights)


def read_titles(file: Path) -> Rows:
    """Return the rows of a CSV file with columns ``title`` and ``code``."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return Rows([row["title"] for row in rows], [row["code"] for row in rows], [1.0] * len(rows))


def known_rows() -> Rows:
    """Return the names of all occupations and the usual names of posts.

    Examples
    --------
    >>> rows = known_rows()
    >>> rows.codes[rows.titles.index("车工")]
    '6-18-01-01'
    """
    named = [
        (row["name"], row["code"], NAME_WEIGHT) for row in read_tsv("taxonomies/occupations.tsv") if row["level"] == "4"
    ]
    usual = [
        (title, row["code"], POST_WEIGHT)
        for row in read_tsv("taxonomies/occupation_titles.tsv")
        for title in row["titles"].split("|")
    ]
    titles, codes, weights = zip(*named, *usual, strict=True)
    return Rows(list(titles), list(codes), list(weights))


def fit(rows: Rows) -> OccupationModel:
    """Return the model of titles with codes, not calibrated: every code is given out.

    Examples
    --------
    >>> titles = ["数控车工", "护士", "保安", "厨师", "会计"]
    >>> codes = ["6-18-01-01", "2-05-08-01", "4-07-05-01", "4-03-02-01", "2-06-03-00"]
    >>> model = fit(Rows(titles, codes, [1.0] * 5))
    >>> columns, _ = best_codes(["普车工"], model)
    >>> str(model.codes[columns[0, 0]])
    '6-18-01-01'
    """
    grams, idf = _vocabulary([clean_title(title) or title for title in rows.titles])
    features = title_features(rows.titles, grams, idf)
    codes, column = np.unique(np.array(rows.codes), return_inverse=True)
    coefficients = _solve(features, column, len(codes), np.array(rows.weights)) @ _kinship(codes)
    weights = hstack(
        [_pruned(features.T @ coefficients[:, i : i + _CODES_AT_ONCE]) for i in range(0, len(codes), _CODES_AT_ONCE)],
        format="csr",
    )
    return OccupationModel(codes, grams, idf, weights, (0.0, 1.0, 0.0), 0.0)


def folds_of(titles: Sequence[str]) -> NDArray[np.int64]:
    """Return the fold of each title: the same for titles that are alike once cleaned."""
    return np.array([zlib.crc32((clean_title(title) or title).encode()) % FOLDS for title in titles])


def cross_validate(given: Rows, known: Rows) -> tuple[NDArray[np.str_], Floats]:
    """Return the five best codes of each title and their scores, by models that have not seen its like."""
    fold = folds_of(given.titles)
    best = np.zeros((len(fold), 5), "U10")
    scores = np.zeros(best.shape, np.float32)
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        model = fit(_subset(given, seen) + known)
        columns, scores[unseen] = best_codes([given.titles[i] for i in unseen], model)
        best[unseen] = model.codes[columns]
    return best, scores


def calibrate(right: NDArray[np.bool_], scores: Floats) -> tuple[float, float, float]:
    """Return the logistic curve from the best score and its lead to the chance of being right."""
    curve = LogisticRegression(C=1e6).fit(np.column_stack([scores[:, 0], scores[:, 0] - scores[:, 1]]), right)
    height, lead = curve.coef_[0]
    return round(float(curve.intercept_[0]), 4), round(float(height), 4), round(float(lead), 4)


def train(given: Rows, folder: Path) -> None:
    """Write the model of titles with codes, calibrated by cross-validation."""
    known = known_rows()
    best, scores = cross_validate(given, known)
    calibration = calibrate(best[:, 0] == np.array(given.codes), scores)
    model = fit(given + known)
    folder.mkdir(parents=True, exist_ok=True)
    save_model(
        OccupationModel(model.codes, model.grams, model.idf, model.weights, calibration, THRESHOLD),
        folder / "weights.npz",
    )
    _log.info("%d titles, %d n-grams, %d weights", len(given.titles), len(model.grams), model.weights.nnz)


def _subset(rows: Rows, at: NDArray[np.intp]) -> Rows:
    return Rows(*([column[i] for i in at] for column in rows))


def _vocabulary(texts: Sequence[str]) -> tuple[Keys, Floats]:
    """Return the n-grams of texts and 1 + ln(texts / texts that hold it)."""
    row, keys = gram_keys(texts)
    grams, column = np.unique(keys, return_inverse=True)
    pairs = np.unique(column.astype(np.int64) * len(texts) + row)
    holding = np.bincount(pairs // len(texts), minlength=len(grams))
    return grams, (np.log(len(texts) / holding) + 1).astype(np.float32)


def _solve(features: Any, column: NDArray[np.intp], n_codes: int, weights: Doubles) -> Doubles:
    """Return (K + penalty / weights)^-1 Y, where K holds the products of titles and Y their codes.

    In double precision, so that what the number of threads does to the last bits is far below a step
    of the weights and the file written is the same.
    """
    kernel = (features @ features.T).toarray().astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += PENALTY / weights
    targets = np.zeros((len(column), n_codes))
    targets[np.arange(len(column)), column] = 1
    factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, targets, overwrite_b=True, check_finite=False))


def _kinship(codes: NDArray[np.str_]) -> Doubles:
    """Return how much of the score of each code, by row, each code, by column, gets."""
    kin = np.eye(len(codes))
    for digits, share in KIN:
        parent = codes.astype(f"U{digits}")
        kin += share * (parent[:, None] == parent)
    return kin


def _pruned(weights: Doubles) -> Any:
    weights[np.abs(weights) < LEAST] = 0
    return csr_array(weights.astype(np.float32))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Learn the occupation of titles.")
    parser.add_argument("titles", type=Path, help="CSV file with the columns title and code")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder for the model")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(read_titles(options.titles), options.output)


if __name__ == "__main__":
    main()
