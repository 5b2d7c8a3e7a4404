"""How often postings that name a major are of an occupation and of an industry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jobmine.measure.weights import log_odds_z
from jobmine.model.catalogue import catalogue
from jobmine.model.majors import majors_of_postings, within_reach
from jobmine.normalise.duplicates import exact_duplicates
from jobmine.normalise.occupation import occupations_of
from jobmine.pipeline.steps import extract_mentions, read_postings

OCCUPATION, INDUSTRY = "occupation", "industry"
LEAST_N, LEAST_Z = 5, 2.58
"""A pair counts from so many postings on, and where its odds are so many standard errors above those elsewhere."""


def count_pairs(paths: Sequence[Path]) -> pd.DataFrame:
    """Return ``major``, ``kind``, ``target`` and ``n`` over files of postings.

    Re-posts in a folder, or among the files given one by one, are counted once. A posting counts for the majors
    that it names; for occupations, which the education asked for tells apart, at the school levels whose
    graduates have it.
    """
    loose = [path for path in paths if not path.is_dir()]
    sets = [loose, *(sorted(path.iterdir()) for path in paths if path.is_dir())]
    parts = []
    for files in filter(None, sets):
        read = read_postings([str(file) for file in files])
        found = extract_mentions(read, tagger="lexicon")
        parts.append(pairs_of(found.postings, found.mentions))
    return pd.concat(parts).groupby(["major", "kind", "target"])["n"].sum().reset_index()


def pairs_of(postings: pa.Table, mentions: pa.Table) -> pd.DataFrame:
    """Return the pairs of one table of postings."""
    kept = pc.is_null(exact_duplicates(postings))
    postings = postings.filter(kept)
    named = majors_of_postings(postings, mentions)
    named = named.filter(pc.equal(named["how"], "named"))
    row = pc.index_in(named["posting_id"], value_set=postings["posting_id"].combine_chunks()).to_numpy()
    place = pc.index_in(named["major"], value_set=pa.array([major.code for major in catalogue()])).to_numpy()
    reached = within_reach(place, row, postings)
    frame = pd.DataFrame({"major": named["major"].to_pandas(), "row": row})
    targets = {OCCUPATION: occupations_of(postings["title"])["occupation"], INDUSTRY: postings["industry"]}
    counts = []
    for kind, column in targets.items():
        counted = frame[reached] if kind == OCCUPATION else frame
        pairs = counted.assign(kind=kind, target=column.to_pandas().to_numpy()[counted["row"]]).dropna(
            subset=["target"]
        )
        counts.append(pairs.groupby(["major", "kind", "target"], as_index=False).size().rename(columns={"size": "n"}))
    return pd.concat(counts)


def typical_pairs(counts: pd.DataFrame, least_n: int = LEAST_N, least_z: float = LEAST_Z) -> pd.DataFrame:
    """Return the pairs whose odds are above those of the other majors of the school level, with ``z``.

    A row's ``major`` is a code, or a school level and the name of a class.
    z of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    Examples
    --------
    >>> rows = [("460103", "6-18-01-01", 40), ("460103", "4-01-02-01", 10), ("460104", "4-01-02-01", 50)]
    >>> counts = pd.DataFrame(rows, columns=["major", "target", "n"]).assign(kind="occupation")
    >>> typical_pairs(counts)[["major", "target", "n"]].to_numpy().tolist()
    [['460103', '6-18-01-01', 40], ['460104', '4-01-02-01', 50]]
    """
    levels = {major.code: major.school_level for major in catalogue()}
    level = counts["major"].map(levels).fillna(counts["major"].str.split(" ").str[0])
    frame = counts.assign(level=level)
    at = frame.groupby(["level", "kind"])
    total, size = at["n"].transform("sum"), at["target"].transform("nunique")
    here = frame.groupby(["kind", "major"])["n"].transform("sum")
    everywhere = frame.groupby(["level", "kind", "target"])["n"].transform("sum")
    z = log_odds_z(frame["n"], here, everywhere - frame["n"], total - here, size)
    frame = frame.assign(z=np.nan_to_num(z))
    return frame[(frame["n"] >= least_n) & (frame["z"] >= least_z)].drop(columns="level")
