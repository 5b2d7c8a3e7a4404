"""What the task model sees of a token: the words around it, its clause, and the pieces of the list it stands in.

A clause reaches from one comma, colon or bracket to the next; within it 、 and 和 part it into pieces.
Every feature is a hash of some properties of one token; the model holds a weight for each bucket and label.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jobmine.extract.sections import Sentences
from jobmine.extract.task_tokens import Codes, Tokens, code_of, is_kind, load_words
from jobmine.extract.texts import Ints, Texts

BITS = 17
"""Features are numbers below ``2 ** BITS``."""

_SHIFT = np.uint32(32 - BITS)
_MIX, _STEP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_EDGES = ("comma", "colon", "open", "close", "stop")
_JOINTS = ("list", "join", "slash")
_GOVERNORS = ("light", "assist", "basis", "purpose", "manner", "cue", "rule")
_CONTENT = ("verb", "deed")
_CUES = ("cue", "benefit")


def describe_tokens(texts: Texts, sentences: Sentences, tokens: Tokens) -> NDArray[np.int32]:
    """Return the hashed features of each token.

    Returns
    -------
    ndarray of int32, shape (n_tokens, n_features)
        Each a number below ``2 ** BITS``.
    """
    n = len(tokens.code)
    if not n:
        return np.zeros((0, 0), dtype=np.int32)
    code, kind = tokens.code, tokens.kind.astype(np.uint32)
    words = {step: _near(code, tokens.sentence, step) for step in range(-2, 3)}
    kinds = {step: _near(kind, tokens.sentence, step) for step in range(-3, 4)}
    first, last = texts.codes[tokens.start], texts.codes[tokens.end - 1]

    opens = np.diff(tokens.sentence, prepend=-1) != 0
    clause = _Runs(opens | is_kind(tokens, *_EDGES))
    governor = _last_governor(tokens, clause)
    content = is_kind(tokens, *_CONTENT)
    before = clause.count_before(content)
    behind = clause.total(content)[clause.number] - before - content
    cues = is_kind(tokens, *_CUES)
    asks = np.minimum(clause.total(cues), 2)[clause.number]
    asked = np.minimum(_Runs(opens).total(cues), 4)[np.cumsum(opens) - 1]
    section = sentences.kind[tokens.sentence]
    # The mark that a clause opens with belongs to it; what it says begins behind the mark.
    head = clause.first[clause.number]
    head = np.where(is_kind(tokens, *_EDGES)[head], np.minimum(head + 1, n - 1), head)
    tail = clause.last[clause.number]
    following = np.minimum(tail + 1, n - 1)

    columns: list[Sequence[NDArray[np.generic]]] = [
        *((words[step],) for step in (0, -1, 1, -2, 2)),
        (words[-1], words[0]),
        (words[0], words[1]),
        (words[-1], words[1]),
        (kinds[-1], kinds[0], kinds[1]),
        (kinds[-2], kinds[-1], kinds[0]),
        (kinds[0], kinds[1], kinds[2]),
        (kinds[-2], kinds[-1], kinds[0], kinds[1], kinds[2]),
        (kinds[-3], kinds[-2], kinds[-1], kinds[0]),
        (kinds[0], kinds[1], kinds[2], kinds[3]),
        (words[-1], kinds[0]),
        (kinds[0], words[1]),
        (kinds[-1], words[0]),
        (words[0], kinds[1]),
        (last, kinds[0]),
        (first, kinds[0]),
        (governor, kinds[0], kinds[1]),
        (governor, words[0]),
        (code[head], kinds[0]),
        (kind[head], kinds[0], np.minimum(np.arange(n) - clause.first[clause.number], 6)),
        (code[following], kinds[0]),
        (kind[following], kinds[0], np.minimum(tail - np.arange(n), 4)),
        (np.minimum(before, 3), np.minimum(behind, 3), kinds[0]),
        (section, kinds[0]),
        (section, asks, asked),
        (asks, kinds[0], governor),
        (code[tail], kinds[0]),
        (code[np.maximum(tail - 1, 0)], kinds[0]),
        *_describe_pieces(tokens, opens, kinds, words),
    ]
    return _hash(columns, n)


class _Runs:
    """Runs of tokens, each from a mark to the next."""

    def __init__(self, begins: NDArray[np.bool_]) -> None:
        self.number = np.cumsum(begins) - 1
        self.first = np.flatnonzero(begins)
        self.last = np.append(self.first[1:], len(begins)) - 1

    def total(self, marked: NDArray[np.bool_]) -> Ints:
        """Return the number of marked tokens of each run."""
        return np.add.reduceat(marked.astype(np.int64), self.first)

    def count_before(self, marked: NDArray[np.bool_]) -> Ints:
        """Return how many marked tokens of its run stand before each token."""
        total: Ints = np.cumsum(marked) - marked
        return np.asarray(total - total[self.first][self.number])


def _near(values: Codes, sentence: Ints, step: int) -> Codes:
    """Return one more than the value of the token ``step`` places on, 0 beyond the sentence."""
    if step == 0:
        return values + np.uint32(1)
    found = np.zeros(len(values), dtype=np.uint32)
    if abs(step) < len(values):
        to, source = (slice(None, -step), slice(step, None)) if step > 0 else (slice(-step, None), slice(None, step))
        found[to] = np.where(sentence[to] == sentence[source], values[source] + np.uint32(1), 0)
    return found


def _last_governor(tokens: Tokens, clause: _Runs) -> Codes:
    """Return one more than the class of the last governing word before each token in its clause, 0 for none."""
    at = np.where(is_kind(tokens, *_GOVERNORS), np.arange(len(tokens.kind)), -1)
    last = np.concatenate([[-1], np.maximum.accumulate(at)[:-1]])
    inside = last >= clause.first[clause.number]
    return np.where(inside, tokens.kind[np.maximum(last, 0)].astype(np.uint32) + 1, 0).astype(np.uint32)


def _describe_pieces(
    tokens: Tokens, opens: NDArray[np.bool_], kinds: dict[int, Codes], words: dict[int, Codes]
) -> list[Sequence[NDArray[np.generic]]]:
    """Return features of the pieces: two that have an object of their own are two tasks."""
    n = len(tokens.kind)
    joint = is_kind(tokens, *_JOINTS)
    begins = opens | joint | is_kind(tokens, *_EDGES)
    begins[1:] |= begins[:-1] & ~opens[1:]  # a mark is a run of its own
    runs = _Runs(begins)
    group = _group_of_kind()[tokens.kind]
    final = np.maximum(runs.last - is_kind(tokens, "tail")[runs.last], runs.first)
    size = np.minimum((tokens.end[runs.last] - tokens.start[runs.first]) // 2, 4).astype(np.uint32)
    holds = np.minimum(runs.total(tokens.code == code_of("的")), 1).astype(np.uint32)
    shape = ((group[runs.first] * 8 + group[final]) * 8 + size) * 2 + holds
    linked = joint[runs.first]  # by run: it is a joint
    before = np.concatenate([[0], shape[:-1]]).astype(np.uint32)
    behind = np.append(shape[1:], 0).astype(np.uint32)
    across = np.where(linked, 1, 0).astype(np.uint32)
    # by run: what a joint before or behind it ties it to
    left = np.where(np.concatenate([[False], linked[:-1]]), np.concatenate([[0, 0], shape[:-2]])[: len(shape)], 0)
    right = np.where(np.append(linked[1:], False), np.append(shape[2:], [0, 0])[: len(shape)], 0)
    at = runs.number
    opening = np.minimum(np.arange(n) - runs.first[at], 2)
    closing = np.minimum(runs.last[at] - np.arange(n), 2)
    return [
        (across[at], before[at], behind[at]),
        (across[at], before[at], behind[at], words[0]),
        (left[at], shape[at], opening, closing),
        (right[at], shape[at], opening, closing),
        (shape[at], kinds[0], opening),
        (left[at] > 0, right[at] > 0, kinds[0], size[at], holds[at]),
    ]


_GROUPS = (
    ("verb", "purpose"),
    ("act",),
    ("deed", "verbal"),
    ("light", "assist"),
    ("manner", "adverb", "basis", "prep"),
)


@cache
def _group_of_kind() -> Codes:
    """Return, by class of word, what it can do in a piece: 0 for all that is no verb and governs none."""
    names = load_words().names
    table = np.zeros(len(names), dtype=np.uint32)
    for number, group in enumerate(_GROUPS, 1):
        table[[names.index(name) for name in group]] = number
    return table


def _hash(columns: Sequence[Sequence[NDArray[np.generic]]], n: int) -> NDArray[np.int32]:
    features = np.empty((len(columns), n), dtype=np.int32)
    spread: dict[int, Codes] = {}  # the same properties stand in many features
    mixed = np.empty(n, dtype=np.uint32)
    for number, values in enumerate(columns):
        mixed[:] = (number + 1) * int(_MIX) & 0xFFFFFFFF
        for value in values:
            if id(value) not in spread:
                spread[id(value)] = value.astype(np.uint32) * _STEP
            mixed ^= spread[id(value)]
            mixed *= _MIX
        features[number] = mixed >> _SHIFT
    return features.T
