"""Lists of words and patterns that parsers look up, by kind."""

from __future__ import annotations

import re
from functools import cache

from jobmine.data import read_tsv


@cache
def words(name: str, kind: str) -> tuple[str, ...]:
    """Return the words of a kind in a file with the columns kind and word, longest first.

    Examples
    --------
    >>> words("taxonomies/employer_words.tsv", "legal")[:2]
    ('有限责任公司', '特殊普通合伙')
    """
    found = [row["word"] for row in read_tsv(name) if row["kind"] == kind]
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def any_of(name: str, kind: str) -> re.Pattern[str]:
    """Return a pattern that matches any pattern of a kind, in the order of the file.

    Examples
    --------
    >>> bool(any_of("taxonomies/employer_words.tsv", "agency").search("甲人力资源"))
    True
    """
    found = [row["word"] for row in read_tsv(name) if row["kind"] == kind]
    return re.compile("|".join(f"(?:{pattern})" for pattern in found), re.IGNORECASE)


@cache
def pairs(name: str, kind: str) -> dict[str, str]:
    """Return word and plain form of the rows of a kind.

    Examples
    --------
    >>> pairs("taxonomies/title_words.tsv", "case")["java"]
    'Java'
    """
    return {row["word"]: row["plain"] for row in read_tsv(name) if row["kind"] == kind}
