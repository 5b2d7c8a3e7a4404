"""How a thing is asked for: preferred, at which level, not at all, as experience, for how long."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.clauses import Clauses, Flags, cut_clauses, years_of_clauses
from jobmine.extract.cues import cue_table
from jobmine.extract.levels import levels_of
from jobmine.extract.negation import negated_mentions
from jobmine.extract.preference import preferred_mentions
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts

__all__ = ["Clauses", "Modality", "cut_clauses", "modality_of", "years_of_clauses"]


class Modality(NamedTuple):
    """Arrays by mention.

    Attributes
    ----------
    preferred, negated : ndarray of bool
        The text prefers it; the text says that it is not needed.
    level : ndarray of int64
        Index into :data:`jobmine.schema.LEVELS`, -1 for none.
    as_experience, major : ndarray of bool
        The clause speaks of experience; of fields of study.
    years : ndarray of float
        Years that the clause states; nan where it states none.
    """

    preferred: Flags
    level: Ints
    negated: Flags
    as_experience: Flags
    major: Flags
    years: NDArray[np.float64]


def modality_of(texts: Texts, sentences: Sentences, clauses: Clauses, start: Ints, end: Ints) -> Modality:
    """Say how each mention is asked for.

    Parameters
    ----------
    texts, sentences, clauses
        The batch, cut.
    start, end : ndarray of int64, shape (n_mentions,)
        Positions in the batch, in order.

    Examples
    --------
    >>> from jobmine.extract.sections import classify_sentences
    >>> texts = Texts.join(["精通Java、Go，有AWS经验者优先"])
    >>> sentences = classify_sentences(texts)
    >>> spans = np.array([2, 7, 11]), np.array([6, 9, 14])
    >>> how = modality_of(texts, sentences, cut_clauses(texts, sentences), *spans)
    >>> how.level.tolist(), how.preferred.tolist()
    ([3, 3, -1], [False, False, True])
    """
    table = cue_table("preferred", "level", "negated", "demand", "experience", "major", "word")
    found = table.find(texts)
    clause = clauses.at(start)
    batch = (texts, sentences, clauses, table, found, start, end)

    def clause_has(cue: str) -> Flags:
        return np.asarray(clauses.marked(found.start[table.of(cue)[found.pattern]])[clause])

    return Modality(
        preferred=preferred_mentions(*batch),
        level=levels_of(*batch),
        negated=negated_mentions(*batch),
        as_experience=clause_has("experience"),
        major=clause_has("major"),
        years=years_of_clauses(clauses)[clause],
    )
