"""Occupations of titles: agreement in cross-validation, beside scikit-learn, and titles a second.

``python benchmarks/occupations.py TITLE_CODES.csv``
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from jobmine.normalise.occupation import chance_of, occupations_of
from jobmine.normalise.title import clean_title
from jobmine.train.occupations import FOLDS, Rows, calibrate, cross_validate, folds_of, known_rows, read_titles

Codes = NDArray[np.str_]


def peer(given: Rows, prepare: Callable[[str], str]) -> Codes:
    """Return the five best codes of each title by tf-idf of character n-grams and linear support vectors.

    It learns from the titles and the names of the occupations.
    """
    known, fold = known_rows(), folds_of(given.titles)
    titles = [prepare(title) for title in given.titles]
    n_names = known.weights.count(known.weights[0])
    names = [prepare(name) for name in known.titles[:n_names]]
    best = np.zeros((len(fold), 5), "U10")
    for number in range(FOLDS):
        seen = [i for i in range(len(fold)) if fold[i] != number]
        model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True), LinearSVC(random_state=0)
        )
        model.fit(
            [titles[i] for i in seen] + names,
            [given.codes[i] for i in seen] + known.codes[:n_names],
        )
        scores = model.decision_function([t for t, f in zip(titles, fold, strict=True) if f == number])
        best[fold == number] = model.classes_[np.argsort(-scores, axis=1, kind="stable")[:, :5]]
    return best


def agreement(best: Codes, codes: Codes) -> list[float]:
    """Return the shares of titles whose code is first, among five, and whose first code agrees at 5, 3, 1 digits."""
    shares = [np.mean(best[:, 0] == codes), np.mean((best == codes[:, None]).any(axis=1))]
    return shares + [np.mean(best[:, 0].astype(f"U{n}") == codes.astype(f"U{n}")) for n in (7, 4, 1)]


def show_thresholds(best: Codes, scores: NDArray[np.float32], codes: Codes) -> None:
    """Print what a threshold of the score keeps, and how far the score can be believed."""
    right = best[:, 0] == codes
    curve = calibrate(right, scores)
    chance = chance_of(scores, curve)
    print(f"\ncalibration {curve}\nscore from   coded   right   right at 5 digits")
    near = best[:, 0].astype("U7") == codes.astype("U7")
    for least in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7):
        kept = chance >= least
        print(f"{least:10.2f}   {kept.mean():.3f}   {right[kept].mean():.3f}   {near[kept].mean():.3f}")
    print("score        titles   mean   right")
    for low in np.arange(0, 1, 0.1):
        inside = (chance >= low) & (chance < low + 0.1)
        if inside.any():
            row = f"{inside.sum():9d}   {chance[inside].mean():.2f}   {right[inside].mean():.2f}"
            print(f"{low:.1f}-{low + 0.1:.1f}   {row}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("titles", type=Path)
    parser.add_argument("--without-peer", action="store_true")
    options = parser.parse_args()
    given = read_titles(options.titles)
    codes = np.array(given.codes)
    best, scores = cross_validate(given, known_rows())
    print("five folds, grouped by cleaned title    top 1   top 5   5 digits   3 digits   1 digit")
    lines = {"jobmine": best}
    if not options.without_peer:
        lines["tf-idf of characters + LinearSVC"] = peer(given, str)
        lines["the same, titles cleaned, ends marked"] = peer(given, lambda title: f"^{clean_title(title) or title}$")
    for name, candidates in lines.items():
        print(f"{name:39s} " + "   ".join(f"{share:.3f}" for share in agreement(candidates, codes)))
    show_thresholds(best, scores, codes)

    titles = pa.array([f"{title}{i or ''}" for i in range(20) for title in dict.fromkeys(given.titles)])
    occupations_of(titles[:10])
    start = time.process_time()
    occupations_of(titles)
    print(
        f"\n{len(titles) / (time.process_time() - start):,.0f} distinct titles a second of one core, cleaning included"
    )


if __name__ == "__main__":
    main()
