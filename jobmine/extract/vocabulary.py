"""What extraction looks for: the surfaces of the lexicon and the words that frame noun phrases."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.automaton import Automaton
from jobmine.extract.lexicon import Lexicon, Own, load_lexicon
from jobmine.extract.spans import hash_text
from jobmine.extract.texts import Ints
from jobmine.schema import KINDS

_MAJOR = KINDS.index("major")
AMBIGUOUS = len(KINDS) + 1


class Vocabulary(NamedTuple):
    """A lexicon and the frame words in one automaton.

    Patterns are numbered: first the surfaces of the lexicon, then frame words, then words that only
    keep the frame words in them from being seen (性能 is not 能).

    Attributes
    ----------
    automaton : Automaton
        Over all patterns.
    n_surfaces, n_frames : int
        How many patterns are surfaces, and frames.
    key : ndarray of uint64, shape (n_patterns,)
        Hash of each pattern.
    opens : ndarray of bool, shape (n_patterns,)
        Frame words that ask for what follows: 熟悉, 具备, 有.
    entry : ndarray of int64, shape (n_surfaces, n_kinds)
        Number of the entry that a surface stands for as each kind, -1 for none.
    kinds : ndarray of int64, shape (n_surfaces,)
        One more than the kind of each surface; :data:`AMBIGUOUS` where one of several is a field of study.
    sure : ndarray of bool, shape (n_surfaces,)
        Surfaces that count wherever they stand: those of the user's own lexicons.
    term, aspect : pyarrow.Array
        By entry.
    lexicon : Lexicon
        The entries and surfaces.
    """

    automaton: Automaton
    n_surfaces: int
    n_frames: int
    key: NDArray[np.uint64]
    opens: NDArray[np.bool_]
    entry: Ints
    kinds: Ints
    sure: NDArray[np.bool_]
    term: pa.Array
    aspect: pa.Array
    lexicon: Lexicon


@cache
def load_vocabulary(lexicons: tuple[Own, ...] = ()) -> Vocabulary:
    """Return the shipped vocabulary with the user's lexicons over it.

    Examples
    --------
    >>> load_vocabulary().n_surfaces > 10_000
    True
    """
    own = load_lexicon(*lexicons) if lexicons else None
    shipped = load_lexicon()
    new = frozenset(own.entries) - frozenset(shipped.entries) if own else frozenset()
    return build_vocabulary(own or shipped, frozenset(entry.term for entry in new))


def build_vocabulary(lexicon: Lexicon, sure: frozenset[str] = frozenset()) -> Vocabulary:
    """Return the vocabulary of a lexicon.

    Parameters
    ----------
    lexicon : Lexicon
        The terms.
    sure : frozenset of str
        Terms that count wherever they stand.
    """
    role = {row["phrase"]: row["role"] for row in read_tsv("extract/frames.tsv")}
    role = {phrase: role[phrase] for phrase in role if phrase not in lexicon.surfaces}
    frames = [phrase for phrase in role if role[phrase] != "word"]
    patterns = [*lexicon.surfaces, *frames, *(phrase for phrase in role if role[phrase] == "word")]
    entry = np.full((len(lexicon.surfaces), len(KINDS)), -1)
    for surface, numbers in enumerate(lexicon.surfaces.values()):
        for number in numbers:
            entry[surface, KINDS.index(lexicon.entries[number].kind)] = number
    has = entry >= 0
    kinds = np.where(has[:, _MAJOR] & (has.sum(axis=1) > 1), AMBIGUOUS, has.argmax(axis=1) + 1)
    own = np.array([e.term in sure for e in lexicon.entries] + [False])
    return Vocabulary(
        Automaton(patterns),
        len(lexicon.surfaces),
        len(frames),
        np.array([hash_text(pattern) for pattern in patterns], dtype=np.uint64),
        np.array([role.get(pattern) == "open" for pattern in patterns]),
        entry,
        kinds,
        own[entry].any(axis=1),
        pa.array([e.term for e in lexicon.entries]),
        pa.array([e.aspect or None for e in lexicon.entries]),
        lexicon,
    )
