"""Roles against known labels, beside the script that most notebooks use; and how stable they are.

``python benchmarks/roles.py LIEPIN_FOLDER MULTI_SITE_FOLDER``

Labels are the files that postings stand in: a kind of post in the first folder, a programming language in
the second (only texts that stand in one file). The peer is jieba, TfidfVectorizer and KMeans on title and
text. Both are measured at the number of labels and at the number that our criterion chooses, with titles
and without.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from pathlib import Path

import jieba
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, v_measure_score

from jobmine.config import RolesConfig
from jobmine.model.roles import assign_roles
from jobmine.pipeline.steps import Extraction, extract_mentions, read_postings

_MOST = 12_000
_SHORTEST = 30
_DRAWS = 10


def read(folder: Path) -> tuple[pd.DataFrame, Extraction]:
    """Return labelled postings, equal texts once, and what was extracted from them."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx"))
    extraction = extract_mentions(read_postings(files), workers=1)
    frame = extraction.postings.select(["posting_id", "source", "title", "post", "text"]).to_pandas()
    frame["label"] = frame["source"].map(lambda source: re.sub(r"\d+$", "", Path(source.split("|")[0]).stem))
    frame = frame[frame["text"].fillna("").str.len() >= _SHORTEST]
    frame = frame[frame.groupby("text")["label"].transform("nunique") == 1].drop_duplicates("text")
    return frame.sample(min(_MOST, len(frame)), random_state=0).fillna("").reset_index(drop=True), extraction


def roles(frame: pd.DataFrame, extraction: Extraction, k: int, seed: int = 0) -> pd.Series:
    """Return our role of each posting; none goes to 其他, but for roles too small where their number is not given."""
    ids = pa.array(frame["posting_id"])
    tables = [table.filter(pc.is_in(table["posting_id"], ids)) for table in (extraction.mentions, extraction.sections)]
    none = pa.chunked_array([pa.nulls(len(frame), pa.string())])
    postings = pa.Table.from_pandas(frame[["posting_id", "post", "text"]], preserve_index=False)
    config = RolesConfig(n_clusters=k, min_postings=1 if k else RolesConfig().min_postings, min_similarity=0)
    assigned = assign_roles(postings, *tables, none, config, seed)
    return assigned.to_pandas().set_index("posting_id")["role"].loc[frame["posting_id"]]


def peer(frame: pd.DataFrame, k: int) -> np.ndarray:
    """Cluster as most published notebooks do."""
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False, min_df=2, max_features=20_000)
    return KMeans(k, n_init=2, random_state=0).fit_predict(words.fit_transform(frame["title"] + " " + frame["text"]))


def stability(frame: pd.DataFrame, extraction: Extraction, k: int) -> float:
    """Return the mean adjusted Rand index between fits on bootstrap samples, on the postings in both."""
    fits = []
    for draw in range(_DRAWS):
        sample = frame.sample(len(frame), replace=True, random_state=draw).drop_duplicates("posting_id")
        fits.append(roles(sample, extraction, k, seed=draw))
    scores = []
    for number, first in enumerate(fits):
        for second in fits[:number]:
            both = first.index.intersection(second.index)
            scores.append(adjusted_rand_score(first[both], second[both]))
    return float(np.mean(scores))


def main() -> None:
    """Print the table."""
    jieba.setLogLevel(logging.WARNING)
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("folders", nargs="+", type=Path)
    cli.add_argument("--stability", action="store_true", help="also fit ten bootstrap samples (minutes)")
    options = cli.parse_args()
    for folder in options.folders:
        labelled, extraction = read(folder)
        for titles in (True, False):
            frame = labelled if titles else labelled.assign(title="", post="")
            for k in (frame["label"].nunique(), 0):
                own = roles(frame, extraction, k)
                n = k or own.nunique()
                rows = {"jobmine": own, "jieba + tf-idf + k-means": peer(frame, n)}
                for name, labels in rows.items():
                    scores = (v_measure_score(frame["label"], labels), adjusted_rand_score(frame["label"], labels))
                    sys.stdout.write(
                        f"{folder.name}  {len(frame)} postings  {'titles' if titles else 'no titles'}  {n} clusters  "
                        f"{name}  V {scores[0]:.3f}  ARI {scores[1]:.3f}\n"
                    )
                    sys.stdout.flush()
        if options.stability:
            sys.stdout.write(f"{folder.name}  stability {stability(labelled, extraction, 0):.3f}\n")


if __name__ == "__main__":
    main()
