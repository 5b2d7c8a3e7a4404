"""Where the package's data lie: lexicons, taxonomies, models, samples."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """Return the path of a data file that ships with the package.

    Parameters
    ----------
    name : str
        Path below ``corpora/``, with forward slashes.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> path("lexicon/trades.tsv").name
    'trades.tsv'
    """
    found = Path(str(files("jobmine.corpora"))).joinpath(name)
    if not found.exists():
        raise FileNotFoundError(f"package data {name!r} not found; looked in {found.parent}")
    return found


@cache
def read_tsv(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a tab-separated data file with a header line.

    Parameters
    ----------
    name : str
        Path below ``corpora/``.

    Examples
    --------
    >>> sorted(read_tsv("lexicon/trades.tsv")[0])
    ['key', 'name']
    """
    with path(name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
