"""Education and experience that a text asks for, to fill what the columns of a file leave open."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.automaton import Matches
from jobmine.extract.clauses import Clauses, Flags
from jobmine.extract.cues import CueTable, cue_table
from jobmine.extract.sections import REQUIREMENTS, Sentences
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import EDUCATIONS, SECTIONS

_COMPANY = SECTIONS.index("company")
_PAID = [SECTIONS.index(kind) for kind in ("benefits", "company", "contact")]
_REACH_OF_RELAXATION = 12  # 放宽至大专, 优秀者大专亦可
_REACH_OF_DOUBT = 8


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
    """Read education and experience from a batch.

    Parameters
    ----------
    texts, sentences, clauses
        The batch, cut.
    everywhere : bool
        Whether every sentence counts as requirement.

    Notes
    -----
    Requirement sentences speak first, others where those are silent. The first sentence that names
    an education decides, the lowest one in it; one that is preferred counts where none is asked,
    one accepted for the excellent never. The first duration that is no preference decides on
    experience (of two alternatives the lower), but a welcome to graduates or beginners makes it 0.

    Examples
    --------
    >>> from jobmine.extract.clauses import cut_clauses
    >>> from jobmine.extract.sections import classify_sentences
    >>> texts = Texts.join(["大专以上学历，本科优先，3年以上经验"])
    >>> sentences = classify_sentences(texts)
    >>> asked = asked_in_text(texts, sentences, cut_clauses(texts, sentences), everywhere=True)
    >>> EDUCATIONS[asked.education[0]], asked.experience.tolist()
    ('大专', [3.0])
    """
    table = cue_table("education", "no_experience", "relaxed", "preferred", "demand", "word")
    found = table.find(texts)
    asks = np.full(len(sentences.start), True) if everywhere else sentences.kind == REQUIREMENTS
    paid = np.isin(sentences.kind, _PAID) & (not everywhere)
    company = (sentences.kind == _COMPANY) & (not everywhere)
    preferred = clauses.marked(found.start[table.of("preferred")[found.pattern]])
    education = _education(texts, sentences, clauses, table, found, asks, company, preferred)
    experience = _experience(texts, sentences, clauses, asks, paid, preferred)
    return Asked(education, _without(texts, sentences, clauses, table, found, company, preferred, experience))


def _education(
    texts: Texts,
    sentences: Sentences,
    clauses: Clauses,
    table: CueTable,
    found: Matches,
    asks: Flags,
    company: Flags,
    preferred: Flags,
) -> Ints:
    code = table.coded(EDUCATIONS)[found.pattern]
    sentence, clause, owner = sentences.at(found.start), clauses.at(found.start), texts.owner(found.start)
    relaxes = found.start[table.of("relaxed")[found.pattern]]
    last = np.searchsorted(relaxes, found.start, side="right") - 1
    relaxed = last >= 0
    relaxed[relaxed] = found.start[relaxed] - relaxes[last[relaxed]] <= _REACH_OF_RELAXATION
    relaxed[relaxed] = clauses.at(relaxes)[last[relaxed]] == clause[relaxed]
    named = (code >= 0) & ~relaxed & ~company[sentence]
    education = np.full(len(texts.starts) - 1, -1)
    for speaks in (named & asks[sentence] & ~preferred[clause], named & ~preferred[clause], named):
        chosen = np.flatnonzero(speaks & (education[owner] < 0))
        first = np.full(len(education), len(sentences.start))
        np.minimum.at(first, owner[chosen], sentence[chosen])
        chosen = chosen[sentence[chosen] == first[owner[chosen]]]
        lowest = np.full(len(education), len(EDUCATIONS))
        np.minimum.at(lowest, owner[chosen], code[chosen])
        education = np.where(lowest < len(EDUCATIONS), lowest, education)
    return education


def _experience(
    texts: Texts, sentences: Sentences, clauses: Clauses, asks: Flags, paid: Flags, preferred: Flags
) -> NDArray[np.float64]:
    found = clauses.durations
    sentence = sentences.at(found.start)
    general = ~preferred[clauses.at(found.start)]
    years = found.years.copy()
    other = np.flatnonzero(general[:-1] & general[1:] & found.alternative[1:] & (sentence[:-1] == sentence[1:]))
    years[other] = np.minimum(years[other], years[other + 1])
    experience = np.full(len(texts.starts) - 1, np.nan)
    for speaks in (general, general & ~paid[sentence], general & asks[sentence]):  # the strongest is written last
        stated = np.flatnonzero(speaks)[::-1]  # and in it the first
        experience[texts.owner(found.start[stated])] = years[stated]
    return experience


def _without(
    texts: Texts,
    sentences: Sentences,
    clauses: Clauses,
    table: CueTable,
    found: Matches,
    company: Flags,
    preferred: Flags,
    experience: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Write 0 where none is needed: over stated years where beginners are welcome, else where silent."""
    demanded = clauses.marked(found.start[table.of("demand")[found.pattern]])
    clause = clauses.at(found.start)
    counts = table.of("no_experience")[found.pattern] & ~preferred[clause] & ~demanded[clause]
    counts &= ~company[sentences.at(found.start)]
    told = found.keep(counts)
    welcome = (np.array(table.value) == "welcome")[told.pattern]
    # 优秀应届生亦可考虑 opens the door only a little: stated years stay
    doubts = ["考虑" in texts.folded[end : end + _REACH_OF_DOUBT] for end in told.end.tolist()]
    welcome &= ~np.array(doubts, dtype=np.bool_)
    owner = texts.owner(told.start)
    experience = experience.copy()
    experience[owner[welcome | np.isnan(experience[owner])]] = 0.0
    return experience
