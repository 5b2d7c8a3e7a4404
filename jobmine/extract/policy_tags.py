"""Tags of a policy text: whom it targets, which field, in which manner, with which service."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from jobmine.data import read_tsv

KINDS = {"target": "对象", "field": "领域", "manner": "方式", "service": "服务"}


class Tag(NamedTuple):
    """A tag where it stands: ``text[start:end]``."""

    kind: str
    tag: str
    start: int
    end: int


def find_tags(text: str) -> list[Tag]:
    """Return the tags of a policy text; of patterns that overlap the longest counts.

    Parameters
    ----------
    text : str
        A policy text, as it stands. The lexicon is ``extract/policy_tags.tsv``.

    Examples
    --------
    >>> [tag[:2] for tag in find_tags("引进海外高层次人才，支持人工智能领域，解决子女入学。")]
    [('manner', '引进'), ('target', '海外高层次人才'), ('field', '人工智能'), ('service', '子女教育')]
    """
    found = [
        Tag(kind, tag, match.start(), match.end())
        for pattern, kind, tag in _patterns()
        for match in pattern.finditer(text)
    ]
    kept: list[Tag] = []
    for tag in sorted(found, key=lambda tag: (tag.start - tag.end, tag.start)):
        if all(tag.end <= other.start or other.end <= tag.start for other in kept):
            kept.append(tag)
    return sorted(kept, key=lambda tag: tag.start)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    return [(re.compile(row["pattern"]), row["kind"], row["tag"]) for row in read_tsv("extract/policy_tags.tsv")]
