"""Tables that are asked for after a run, kept among its own: weights, sensitivity, corrected shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from jobmine.measure.stored import read_tables
from jobmine.measure.table import Table, notes_frame, stamp, write_csv
from jobmine.pipeline.folder import Run

KEPT = ("sensitivity", "corrected_shares", "coverage", "weights", "weighted_shares")


def keep_tables(done: Run, made: Mapping[str, Table]) -> list[Path]:
    """Write tables beside those of a run, where the API finds them and the next report and workbook take them up.

    A new run into the folder removes them: they would tell of other postings.

    Parameters
    ----------
    done : Run
    made : mapping of str to Table
        By names of :data:`KEPT`.

    Returns
    -------
    list of Path
        The files.
    """
    folder = done.path / "tables"
    facts = {"settings": done.manifest["settings"]["measure"], "tagger": done.manifest.get("tagger")}
    notes = notes_frame(stamp(dict(made), lexicon=done.manifest.get("lexicon"), **facts))
    if (folder / "notes.csv").exists():
        told = pd.read_csv(folder / "notes.csv", encoding="utf-8-sig", dtype=str, keep_default_na=False)
        notes = pd.concat([told[~told["sheet"].isin(list(made))], notes], ignore_index=True)
    for name, table in made.items():
        write_csv(table.frame, folder / f"{name}.csv")
    write_csv(notes, folder / "notes.csv")
    return [folder / f"{name}.csv" for name in made]


def kept_tables(done: Run, besides: Collection[str] = ()) -> dict[str, Table]:
    """Return the kept tables of a run, those left out that are measured anew."""
    folder = done.path / "tables"
    names = [name for name in KEPT if name not in besides and (folder / f"{name}.csv").exists()]
    return read_tables(folder, names) if names else {}
