"""Chinese labels and colours of coded values, read from package data."""

from __future__ import annotations

from functools import cache

from jobmine.data import read_tsv


@cache
def _labels() -> dict[tuple[str, str], str]:
    return {(row["column"], row["value"]): row["label"] for row in read_tsv("report/labels.tsv")}


def label(column: str, value: str) -> str:
    """Return how a reader is shown a coded value; other values are shown as they are.

    Examples
    --------
    >>> label("kind", "skill"), label("aspect", "tool"), label("city", "苏州")
    ('能力', '工具软件', '苏州')
    """
    return _labels().get((column, value), value)


@cache
def kind_colours() -> dict[str, str]:
    """Return the colour of each kind: told apart by colour-blind readers, dark enough for small print on white.

    Examples
    --------
    >>> list(kind_colours())
    ['knowledge', 'skill', 'quality', 'certificate', 'major']
    """
    return {row["kind"]: row["colour"] for row in read_tsv("report/colours.tsv")}
