"""What a course teaches, as terms of the postings: by its text, by its name, and by cues for both."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from jobmine.data import read_tsv
from jobmine.extract.lexicon import Own, load_lexicon
from jobmine.extract.mentions import extract_batch
from jobmine.extract.texts import fold

TEXT, NAME = "text", "name"
_SHORTEST = 2  # characters of a term that is looked up as it is written
_LATIN = "[a-z0-9+#.]"
Key = tuple[str, str]


class _Cue(NamedTuple):
    """Words of a course, whether its text counts too, and the terms that they stand for; parts match within a term."""

    words: tuple[str, ...]
    in_text: bool
    terms: frozenset[str]
    parts: tuple[str, ...]


def find_course_terms(
    courses: pa.Table, asked: pd.DataFrame, *, lexicons: tuple[Own, ...] = (), tagger: str = "lexicon"
) -> pd.DataFrame:
    """Return which terms each course teaches.

    A course teaches a term that the extraction of postings finds in its text or name, that stands there by one of
    its names in the lexicon, or that the cues of ``curricula/course_terms.tsv`` give.

    Parameters
    ----------
    courses : pyarrow.Table
        As in the schema.
    asked : DataFrame
        ``kind`` and ``term`` of the terms that postings ask for; they are looked up as written.
    lexicons, tagger
        As for postings.

    Returns
    -------
    DataFrame
        ``number`` (row of the course), ``kind``, ``term``, ``how``: text, name, or both with a space between.

    Examples
    --------
    >>> from jobmine.schema import SCHEMAS
    >>> rows = [{"origin": "own", "course": "基础护理", "text": "静脉输液、无菌技术，护患沟通"}]
    >>> asked = pd.DataFrame({"kind": ["skill", "skill"], "term": ["静脉输液", "沟通能力"]})
    >>> found = find_course_terms(pa.Table.from_pylist(rows, schema=SCHEMAS["courses"]), asked)
    >>> sorted(set(asked["term"]) & set(found["term"]))
    ['沟通能力', '静脉输液']
    """
    names = [name or "" for name in courses["course"].to_pylist()]
    texts = [text or "" for text in courses["text"].to_pylist()]
    keys = list(zip(asked["kind"].tolist(), asked["term"].tolist(), strict=True))
    kinds: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        kinds[key[1]].append(key)
    surfaces = _surfaces(keys, lexicons)
    hows: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for where, given in ((NAME, names), (TEXT, texts)):
        for number, found in enumerate(_extracted(given, lexicons, tagger)):
            for kind, term in found:
                for key in kinds.get(term) or [(kind, term)]:  # 数控编程 is one thing, asked for as skill or knowledge
                    hows[number, *key].add(where)
        for number, text in enumerate(given):
            folded = fold(text)
            for key in {*_literal(folded, surfaces), *_by_cue(folded, where, keys)}:
                hows[number, *key].add(where)
    rows = [(number, kind, term, " ".join(sorted(how))) for (number, kind, term), how in sorted(hows.items())]
    return pd.DataFrame(rows, columns=["number", "kind", "term", "how"])


def _extracted(texts: list[str], lexicons: tuple[Own, ...], tagger: str) -> list[list[Key]]:
    batch = pa.RecordBatch.from_pydict({"posting_id": [str(i) for i in range(len(texts))], "text": texts})
    found = extract_batch(batch, section="all", lexicons=lexicons, tagger=tagger)["mentions"].to_pylist()
    return [[(m["kind"], m["term"]) for m in mentions if not m["negated"]] for mentions in found]


def _surfaces(keys: Iterable[Key], lexicons: tuple[Own, ...]) -> list[tuple[Key, str, re.Pattern[str] | None]]:
    """Return every way of writing each term; one with a Latin edge comes with a pattern that keeps it whole."""
    synonyms = {(e.kind, e.term): e.synonyms for e in load_lexicon(*lexicons).entries}
    made = []
    for key in keys:
        for surface in sorted({fold(name) for name in (key[1], *synonyms.get(key, ()))}):
            if len(surface) >= _SHORTEST:
                edges = re.match(_LATIN, surface[0]), re.match(_LATIN, surface[-1])
                whole = "".join(
                    [rf"(?<!{_LATIN})" if edges[0] else "", re.escape(surface), rf"(?!{_LATIN})" if edges[1] else ""]
                )
                made.append((key, surface, re.compile(whole) if any(edges) else None))
    return made


def _literal(folded: str, surfaces: Iterable[tuple[Key, str, re.Pattern[str] | None]]) -> Iterator[Key]:
    for key, surface, whole in surfaces:
        if surface in folded and (whole is None or whole.search(folded)):
            yield key


def _by_cue(folded: str, where: str, keys: Iterable[Key]) -> Iterator[Key]:
    cues = [cue for cue in _cues() if (where == NAME or cue.in_text) and any(word in folded for word in cue.words)]
    terms = frozenset().union(*(cue.terms for cue in cues))
    parts = [part for cue in cues for part in cue.parts]
    for key in keys if cues else ():
        if key[1] in terms or any(part in key[1] for part in parts):
            yield key


@cache
def _cues() -> tuple[_Cue, ...]:
    made = []
    for row in read_tsv("curricula/course_terms.tsv"):
        terms = row["terms"].split("|")
        parts = tuple(term[1:] for term in terms if term.startswith("~"))
        words = tuple(map(fold, row["words"].split("|")))
        made.append(_Cue(words, row["where"] == "any", frozenset(t for t in terms if not t.startswith("~")), parts))
    return tuple(made)
