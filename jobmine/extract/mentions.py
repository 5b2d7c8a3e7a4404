"""Texts to mentions: who asks for what, where in the text, how strongly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobmine.extract.asked import asked_in_text
from jobmine.extract.automaton import Automaton, Matches
from jobmine.extract.lexicon import Lexicon, load_lexicon
from jobmine.extract.modality import Modality, cut_clauses, modality_of
from jobmine.extract.sections import REQUIREMENTS, classify_sentences, merge_sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import EDUCATIONS, LEVELS, SECTIONS
from jobmine.tables import nested_type

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

EXTRACTED = pa.schema(
    [
        pa.field("posting_id", pa.string()),
        pa.field("sections", nested_type("sections")),
        pa.field("mentions", nested_type("mentions")),
        pa.field("education", pa.string()),
        pa.field("experience_min", pa.float64()),
    ]
)
"""What :func:`extract_batch` gives: one row a posting, what it contains as lists."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of one thing asked for; the fields are the columns of the mentions table."""

    kind: str
    aspect: str | None
    term: str
    surface: str
    start: int
    end: int
    level: str | None
    preferred: bool
    negated: bool
    as_experience: bool
    years: float | None
    by: str
    score: float


def extract_text(text: str, *, section: str = "all", lexicons: tuple[str, ...] = ()) -> list[Mention]:
    """Return what one text asks for.

    Parameters
    ----------
    text : str
        Requirement text, or a whole posting.
    section : {"all", "requirements"}
        ``all``: the text is requirement text only. ``requirements``: it is a whole posting whose
        requirements count wherever they stand.
    lexicons : tuple of str
        Lexicon files of your own.

    Returns
    -------
    list of Mention
        Ordered by position; ``surface == text[start:end]``.

    Examples
    --------
    >>> [(m.surface, m.kind, m.level, m.preferred) for m in extract_text("熟悉PLC编程，有责任心者优先")]
    [('PLC编程', 'knowledge', '熟悉', False), ('责任心', 'quality', None, True)]
    """
    whole = _HALF_CHARACTER.sub("\ufffd", text)  # Arrow holds no half characters; lengths stay
    batch = pa.RecordBatch.from_pydict({"posting_id": ["0"], "text": [whole]})
    mentions = extract_batch(batch, section=section, lexicons=lexicons)["mentions"][0].as_py()
    return [Mention(**mention) for mention in mentions]


def extract_batch(
    batch: pa.RecordBatch, *, section: str = "requirements", lexicons: tuple[str, ...] = ()
) -> pa.RecordBatch:
    """Extract from a batch of postings.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        With ``posting_id``, ``text`` and optionally ``split`` (where requirements begin in a text
        whose file has duties and requirements apart; null elsewhere).
    section : {"requirements", "all"}
        Which sentences count, see :func:`extract_text`.
    lexicons : tuple of str
        Lexicon files of your own.

    Returns
    -------
    pyarrow.RecordBatch
        Of schema :data:`EXTRACTED`, rows as in ``batch``.
    """
    given = [text or "" for text in batch.column("text").to_pylist()]
    texts = Texts.join(given)
    sentences = classify_sentences(texts, _split_of(batch))
    clauses = cut_clauses(texts, sentences)
    everywhere = section == "all"

    vocabulary = _vocabulary(lexicons)
    matches = vocabulary.automaton.find(texts)
    if not everywhere:
        matches = matches.keep(sentences.kind[sentences.at(matches.start)] == REQUIREMENTS)
    how = modality_of(texts, sentences, clauses, matches.start, matches.end)
    entry = np.where(how.major, vocabulary.in_major_clause[matches.pattern], vocabulary.elsewhere[matches.pattern])
    keep = entry >= 0
    matches, entry = matches.keep(keep), entry[keep]
    how = Modality._make(values[keep] for values in how)
    how = how._replace(level=np.where(vocabulary.levelled[entry], how.level, -1))

    asked = asked_in_text(texts, sentences, clauses, everywhere)
    columns = [
        batch.column("posting_id").cast(pa.string()),
        _sections(texts, *merge_sentences(texts, sentences)),
        _mentions(given, texts, vocabulary, matches, entry, how),
        _coded(asked.education, EDUCATIONS),
        pa.array(asked.experience, mask=np.isnan(asked.experience)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=EXTRACTED)


class _Vocabulary(NamedTuple):
    """A lexicon ready for matching; the arrays give entries by pattern number, -1 for none."""

    automaton: Automaton
    in_major_clause: Ints
    elsewhere: Ints
    kind: pa.Array
    aspect: pa.Array
    term: pa.Array
    levelled: NDArray[np.bool_]  # knowledge and learnable skills have levels; traits and …能力 have none


@cache
def _vocabulary(lexicons: tuple[str, ...]) -> _Vocabulary:
    lexicon: Lexicon = load_lexicon(*lexicons)
    in_major, elsewhere = [], []
    for numbers in lexicon.surfaces.values():
        majors = [n for n in numbers if lexicon.entries[n].kind == "major"]
        others = [n for n in numbers if lexicon.entries[n].kind != "major"]
        in_major.append((majors or others)[0])
        elsewhere.append(others[0] if others else -1)
    return _Vocabulary(
        Automaton(list(lexicon.surfaces)),
        np.array(in_major),
        np.array(elsewhere),
        pa.array([e.kind for e in lexicon.entries]),
        pa.array([e.aspect or None for e in lexicon.entries]),
        pa.array([e.term for e in lexicon.entries]),
        np.array([e.kind == "knowledge" or (e.kind == "skill" and not e.term.endswith("力")) for e in lexicon.entries]),
    )


def _split_of(batch: pa.RecordBatch) -> Ints | None:
    if "split" not in batch.schema.names:
        return None
    return np.asarray(batch.column("split").fill_null(-1), dtype=np.int64)


def _sections(texts: Texts, start: Ints, end: Ints, owner: Ints, kind: Ints, how: Ints) -> pa.Array:
    columns = {
        "kind": pa.array(SECTIONS).take(pa.array(kind)),
        "start": pa.array(start, pa.int32()),
        "end": pa.array(end, pa.int32()),
        "how": pa.array(["heading", "sentence"]).take(pa.array(how)),
    }
    return _listed(columns, owner, len(texts.starts) - 1, "sections")


def _mentions(
    given: list[str], texts: Texts, vocabulary: _Vocabulary, matches: Matches, entry: Ints, how: Modality
) -> pa.Array:
    owner = texts.owner(matches.start)
    start, end = matches.start - texts.starts[owner], matches.end - texts.starts[owner]
    spans = zip(owner.tolist(), start.tolist(), end.tolist(), strict=True)
    columns = {
        "kind": vocabulary.kind.take(pa.array(entry)),
        "aspect": vocabulary.aspect.take(pa.array(entry)),
        "term": vocabulary.term.take(pa.array(entry)),
        "surface": pa.array([given[o][s:e] for o, s, e in spans], pa.string()),
        "start": pa.array(start, pa.int32()),
        "end": pa.array(end, pa.int32()),
        "level": _coded(how.level, LEVELS),
        "preferred": pa.array(how.preferred),
        "negated": pa.array(how.negated),
        "as_experience": pa.array(how.as_experience),
        "years": pa.array(how.years, mask=np.isnan(how.years)),
        "by": pa.repeat("lexicon", len(entry)),
        "score": pa.repeat(1.0, len(entry)),
    }
    return _listed(columns, owner, len(given), "mentions")


def _coded(codes: Ints, names: tuple[str, ...]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))


def _listed(columns: dict[str, pa.Array], owner: Ints, n_postings: int, name: str) -> pa.Array:
    """Pack flat columns, ordered by owner, into one list a posting."""
    fields = list(nested_type(name).value_type)
    values = pa.StructArray.from_arrays([columns[f.name].cast(f.type) for f in fields], fields=fields)
    offsets = np.searchsorted(owner, np.arange(n_postings + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=nested_type(name))
