"""Education and experience that a text asks for, to fill what the columns of a file leave open."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.cues import cue_table
from jobmine.extract.modality import Clauses, years_of_clauses
from jobmine.extract.sections import REQUIREMENTS, Sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import EDUCATIONS


class Asked(NamedTuple):
    """Arrays by text.

    Attributes
    ----------
    education : ndarray of int64
        Lowest education asked for, an index into :data:`jobmine.schema.EDUCATIONS`; -1 where silent.
    experience : ndarray of float
        Years asked for, at least; nan where silent, 0 where none are needed.
    """

    education: Ints
    experience: NDArray[np.float64]


def asked_in_text(texts: Texts, sentences: Sentences, clauses: Clauses, everywhere: bool = False) -> Asked:
    """Read education and experience from the requirement sentences of a batch.

    Parameters
    ----------
    texts, sentences, clauses
        The batch, cut.
    everywhere : bool
        Whether every sentence counts as requirement.

    Notes
    -----
    The first sentence that names an education decides; within it the lowest one outside clauses
    that prefer or relax. The first clause with years decides on experience.
    """
    table = cue_table("education", "no_experience", "relaxed", "preferred", "experience")
    found = table.find(texts)
    sentence = sentences.at(found.start)
    clause = clauses.at(found.start)
    asks = np.full(len(found.start), True) if everywhere else sentences.kind[sentence] == REQUIREMENTS

    def clause_has(cue: str) -> NDArray[np.bool_]:
        marked = np.zeros(len(clauses.start), dtype=np.bool_)
        marked[clause[table.of(cue)[found.pattern]]] = True
        return marked

    n = len(texts.starts) - 1
    soft = clause_has("preferred") | clause_has("relaxed")
    owner = texts.owner(found.start)

    education = np.full(n, -1)
    code = table.coded(EDUCATIONS)[found.pattern]
    named = np.flatnonzero((code >= 0) & asks & ~soft[clause])
    first = np.full(n, len(sentences.start))
    np.minimum.at(first, owner[named], sentence[named])
    named = named[sentence[named] == first[owner[named]]]
    lowest = np.full(n, len(EDUCATIONS))
    np.minimum.at(lowest, owner[named], code[named])
    education = np.where(lowest < len(EDUCATIONS), lowest, -1)

    experience = np.full(n, np.nan)
    none = np.flatnonzero(table.of("no_experience")[found.pattern] & asks & ~soft[clause])
    experience[owner[none]] = 0.0
    years = years_of_clauses(texts, clauses)
    speaks = ~np.isnan(years) & clause_has("experience") & ~soft
    if not everywhere:
        speaks &= sentences.kind[sentences.at(clauses.start)] == REQUIREMENTS
    stated = np.flatnonzero(speaks)[::-1]  # the first one is written last
    experience[texts.owner(clauses.start[stated])] = years[stated]
    return Asked(education, experience)
