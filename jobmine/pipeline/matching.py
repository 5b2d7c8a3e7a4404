"""People beside the posts of a finished run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from jobmine.config import Config
from jobmine.engines.local import LocalEngine
from jobmine.errors import ConfigError
from jobmine.measure.demand import demand_table
from jobmine.measure.dimensions import DIMENSIONS
from jobmine.measure.match import LEAST, match_tables, profile_matrices
from jobmine.measure.table import Table, notes_frame, write_csv, write_excel
from jobmine.pipeline.folder import Run
from jobmine.pipeline.steps import extract_texts
from jobmine.read.people import read_people
from jobmine.tables import explode

KINDS = ("knowledge", "skill", "quality", "certificate")


def match_people(
    path: str | Path,
    run: Run,
    *,
    by: str = "post",
    where: str | None = None,
    best: int = 5,
    out: str | Path | None = None,
) -> dict[str, Table]:
    """Set people beside posts, both ways.

    Parameters
    ----------
    path : path
        People, see :func:`jobmine.read.people.read_people`. Their names and numbers are not read; in tables a
        person is a row number.
    run : Run
    by : {"post", "role", "occupation"}
        What has a profile.
    where : str, optional
        A condition over postings.
    best : int
        Posts of a person and people of a post.
    out : path, optional
        A folder for the tables as CSV and one workbook.

    Returns
    -------
    dict of Table
        See :func:`jobmine.measure.match.match_tables`.

    Raises
    ------
    ConfigError
        If ``by`` is unknown, or no post is large enough for shares.
    """
    if by not in ("post", "role", "occupation"):
        raise ConfigError(f"by {by!r}; allowed: post, role, occupation")
    if not run.has("mentions"):
        raise ConfigError(f"{str(run.path)!r} has no requirements to match: its postings have no texts")
    settings = Config.from_dict(run.manifest["settings"])
    people = read_people(path)
    asked = demand_table(run, (by,), where, config=settings.measure, against="").frame
    asked = asked[asked["kind"].isin(KINDS) & asked["share"].notna() & (asked[by] != "未注明")]
    if not asked["share"].ge(LEAST).any():
        raise ConfigError(f"no {by} with {settings.measure.ratio_from} readable postings; try --by role")
    found = profile_matrices(asked, by, _what_people_have(people, asked, settings), people.num_rows)
    made = match_tables(found, by, DIMENSIONS[by].title, best)
    if out is not None:
        for name, table in made.items():
            write_csv(table.frame, Path(out) / f"{name}.csv")
        write_csv(notes_frame(made), Path(out) / "notes.csv")
        write_excel({str(table.meta["title"]): table for table in made.values()}, Path(out) / "tables.xlsx")
    return made


def _what_people_have(people: pa.Table, asked: pd.DataFrame, settings: Config) -> pd.DataFrame:
    """Return the terms of people: those found in what they write, and listed words that are terms by name."""
    listed, texts = people["terms"].to_pylist(), people["text"].to_pylist()
    whole = ["\n".join([*words, text or ""]) for words, text in zip(listed, texts, strict=True)]
    table = pa.table({"posting_id": [str(row) for row in range(len(whole))], "text": whole})
    config = settings.override(extract__tagger="lexicon")
    found: pd.DataFrame = explode(
        extract_texts(table, "all", config, LocalEngine(1)), "mentions", "mentions"
    ).to_pandas()
    found = found[~found["negated"].fillna(False).astype(bool)]
    read: pd.DataFrame = found.assign(person=found["posting_id"].astype(int))[["person", "kind", "term", "level"]]
    kinds = asked.drop_duplicates("term").set_index("term")["kind"]
    rows = [
        (person, kinds[word], word, None)
        for person, words in enumerate(listed)
        for word in words
        if word in kinds.index
    ]
    named = pd.DataFrame(rows, columns=["person", "kind", "term", "level"])
    return pd.concat([read, named], ignore_index=True) if len(named) else read
