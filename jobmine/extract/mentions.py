"""Texts to mentions: who asks for what, where in the text, how strongly."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from jobmine.extract.asked import asked_in_text
from jobmine.extract.aspects import tell_aspects
from jobmine.extract.conditions import find_conditions, nest_conditions
from jobmine.extract.lexicon import Own
from jobmine.extract.modality import Modality, cut_clauses, modality_of
from jobmine.extract.sections import classify_sentences, merge_sentences
from jobmine.extract.taggers import ORIGINS, Tagged, tag
from jobmine.extract.tasks import find_tasks, nest_tasks
from jobmine.extract.terms import name_folded
from jobmine.extract.texts import Ints, Texts
from jobmine.extract.vocabulary import Vocabulary, load_vocabulary
from jobmine.schema import EDUCATIONS, KINDS, LEVELS, SECTIONS
from jobmine.tables import nest, nested_type

_KNOWLEDGE, _SKILL = KINDS.index("knowledge"), KINDS.index("skill")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

EXTRACTED = pa.schema(
    [
        pa.field("posting_id", pa.string()),
        pa.field("sections", nested_type("sections")),
        pa.field("mentions", nested_type("mentions")),
        pa.field("tasks", nested_type("tasks")),
        pa.field("conditions", nested_type("conditions")),
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


def extract_text(
    text: str, *, section: str = "all", lexicons: tuple[Own, ...] = (), tagger: str = "lexicon"
) -> list[Mention]:
    """Return what one text asks for.

    Parameters
    ----------
    text : str
        Requirement text, or a whole posting.
    section : {"all", "requirements"}
        ``all``: the text is requirement text only. ``requirements``: it is a whole posting whose
        requirements count wherever they stand.
    lexicons : tuple of str, or of tuple of Entry
        Lexicons of your own: their files, or their entries.
    tagger : {"lexicon", "fast", "best"}
        How mentions are found, see :mod:`jobmine.extract.taggers`.

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
    mentions = extract_batch(batch, section=section, lexicons=lexicons, tagger=tagger)["mentions"][0].as_py()
    return [Mention(**mention) for mention in mentions]


def extract_batch(
    batch: pa.RecordBatch,
    *,
    section: str = "requirements",
    lexicons: tuple[Own, ...] = (),
    tagger: str = "lexicon",
    model: str = "",
) -> pa.RecordBatch:
    """Extract from a batch of postings.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        With ``posting_id``, ``text`` and optionally ``split`` (where requirements begin in a text
        whose file has duties and requirements apart; null elsewhere).
    section : {"requirements", "all"}
        Which sentences count, see :func:`extract_text`.
    lexicons : tuple of str, or of tuple of Entry
        Lexicons of your own: their files, or their entries.
    tagger : {"lexicon", "fast", "best"}
        How mentions are found, see :mod:`jobmine.extract.taggers`.
    model : str
        Folder of a model of your own for ``fast``.

    Returns
    -------
    pyarrow.RecordBatch
        Of schema :data:`EXTRACTED`, rows as in ``batch``.
    """
    given = [text or "" for text in batch.column("text").to_pylist()]
    texts = Texts.join(given)
    split = _split_of(batch)
    sentences = classify_sentences(texts, split)
    clauses = cut_clauses(texts, sentences)
    everywhere = section == "all"

    vocabulary = load_vocabulary(lexicons)
    found = tag(tagger, texts, given, sentences, vocabulary, everywhere=everywhere, model=model)
    how = modality_of(texts, sentences, clauses, found.start, found.end)

    asked = asked_in_text(texts, sentences, clauses, everywhere)
    columns = [
        batch.column("posting_id").cast(pa.string()),
        _sections(texts, *merge_sentences(texts, sentences)),
        _mentions(given, texts, vocabulary, found, how),
        nest_tasks(given, texts, find_tasks(texts, sentences)),
        nest_conditions(texts, find_conditions(texts, sentences)),
        _coded(asked.education, EDUCATIONS),
        pa.array(asked.experience, mask=np.isnan(asked.experience)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=EXTRACTED)


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
    return nest("sections", columns, owner, len(texts.starts) - 1)


def _mentions(given: list[str], texts: Texts, vocabulary: Vocabulary, found: Tagged, how: Modality) -> pa.Array:
    owner = texts.owner(found.start)
    start, end = found.start - texts.starts[owner], found.end - texts.starts[owner]
    spans = zip(owner.tolist(), start.tolist(), end.tolist(), strict=True)
    term, aspect = _name(texts.folded, vocabulary, found)
    # Knowledge and learnable skills have levels; traits and ...能力 have none.
    able = texts.codes[found.end - 1] == ord("力")
    levelled = (found.kind == _KNOWLEDGE) | ((found.kind == _SKILL) & ~able)
    columns = {
        "kind": _coded(found.kind, KINDS),
        "aspect": aspect,
        "term": term,
        "surface": pa.array([given[o][s:e] for o, s, e in spans], pa.string()),
        "start": pa.array(start, pa.int32()),
        "end": pa.array(end, pa.int32()),
        "level": _coded(np.where(levelled, how.level, -1), LEVELS),
        "preferred": pa.array(how.preferred),
        "negated": pa.array(how.negated),
        "as_experience": pa.array(how.as_experience),
        "years": pa.array(how.years, mask=np.isnan(how.years)),
        "by": _coded(found.origin, ORIGINS),
        "score": pa.array(found.score),
    }
    return nest("mentions", columns, owner, len(given))


def _name(folded: str, vocabulary: Vocabulary, found: Tagged) -> tuple[pa.Array, pa.Array]:
    """Return the term and aspect of each mention: the entry's; else by its form, every distinct surface once."""
    known = pa.array(found.entry, mask=found.entry < 0)
    term, aspect = vocabulary.term.take(known).to_pylist(), vocabulary.aspect.take(known).to_pylist()
    fresh = np.flatnonzero(found.entry < 0)
    spans = zip(*(column[fresh].tolist() for column in (found.start, found.end, found.kind)), strict=True)
    keys = [(folded[start:end], kind) for start, end, kind in spans]
    named = {key: name_folded(key[0], KINDS[key[1]], vocabulary.lexicon) for key in dict.fromkeys(keys)}
    unknown = [key for key, (_, told) in named.items() if key[1] == _KNOWLEDGE and not told]
    told = dict(zip(unknown, tell_aspects([named[key][0] for key in unknown]), strict=True))
    for row, key in zip(fresh.tolist(), keys, strict=True):
        term[row], aspect[row] = named[key][0], named[key][1] or told.get(key)
    return pa.array(term, pa.string()), pa.array(aspect, pa.string())


def _coded(codes: Ints, names: tuple[str, ...]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))
