"""Duties as tasks: what the post-holder will do, by verb and object.

Sentences that the section step takes for duties are cut into tokens; a linear chain says which of them
make up a task (:mod:`jobmine.extract.task_model`). Whether the person only assists, and what is verb and
what object, follows from the classes of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jobmine.data import read_tsv
from jobmine.extract.chain import order_sequences
from jobmine.extract.sections import Sentences
from jobmine.extract.task_features import describe_tokens
from jobmine.extract.task_model import BEGIN, END, SINGLE, label_tokens, load_model
from jobmine.extract.task_tokens import Tokens, code_of, cut_tokens, is_kind
from jobmine.extract.texts import Ints, Texts
from jobmine.schema import SECTIONS
from jobmine.tables import nest

Flags = NDArray[np.bool_]

_DUTIES = SECTIONS.index("duties")
_ACTS = ("verb", "act", "deed", "verbal", "purpose")
_LINKS = ("list", "join", "conjunction", "slash", "blank", "comma")
_HEAD = 2  # characters of the verb in a compound
_TRIMMED = (*_LINKS, "light", "adverb", "manner", "tail")


class Tasks(NamedTuple):
    """The tasks of a batch, in the order of the text; positions count in the batch.

    Attributes
    ----------
    start, end : ndarray of int64
        The task.
    verb_start, verb_end : ndarray of int64
        Its content verb; equal where there is none.
    object_start, object_end : ndarray of int64
        What the verb acts on; equal where there is nothing.
    assists : ndarray of bool
        协助, 配合 or 参与 governs it.
    """

    start: Ints
    end: Ints
    verb_start: Ints
    verb_end: Ints
    object_start: Ints
    object_end: Ints
    assists: Flags


def find_tasks(texts: Texts, sentences: Sentences) -> Tasks:
    """Find the tasks in the duties of a batch.

    Parameters
    ----------
    texts : Texts
        The batch.
    sentences : Sentences
        What each of its sentences is.

    Examples
    --------
    >>> from jobmine.extract.sections import classify_sentences
    >>> texts = Texts.join(["岗位职责：1、负责数控车床的操作；2、协助编制生产计划"])
    >>> found = find_tasks(texts, classify_sentences(texts))
    >>> [texts.slice(s, e) for s, e in zip(found.start, found.end)], found.assists.tolist()
    (['数控车床的操作', '编制生产计划'], [False, True])
    >>> [texts.slice(s, e) for s, e in zip(found.verb_start, found.verb_end)]
    ['操作', '编制']
    """
    tokens = cut_tokens(texts, sentences.start, sentences.kind == _DUTIES)
    if not len(tokens.start):
        none = np.zeros(0, dtype=np.int64)
        return Tasks(none, none, none, none, none, none, none > 0)
    sequences = order_sequences(np.diff(tokens.sentence, prepend=-1) != 0)
    labels = label_tokens(load_model(), describe_tokens(texts, sentences, tokens), sequences)
    first = np.flatnonzero((labels == BEGIN) | (labels == SINGLE))
    last = np.flatnonzero((labels == END) | (labels == SINGLE))
    verb, last_verb, thing, last_thing = _parse(tokens, first, last)
    return Tasks(
        tokens.start[first],
        tokens.end[last],
        tokens.start[verb],
        np.where(last_verb < verb, tokens.start[verb], tokens.end[last_verb]),
        tokens.start[thing],
        np.where(last_thing < thing, tokens.start[thing], tokens.end[last_thing]),
        _assists(tokens, first),
    )


def nest_tasks(given: Sequence[str], texts: Texts, tasks: Tasks) -> pa.Array:
    """Return the tasks of each posting as a list of rows of the ``tasks`` table.

    Parameters
    ----------
    given : sequence of str
        The texts as written.
    texts, tasks
        The batch, and what was found in it.
    """
    owner = texts.owner(tasks.start)
    base = texts.starts[owner]
    tasks = _split_compounds(texts, tasks)

    def words(start: Ints, end: Ints) -> pa.Array:
        spans = zip(owner.tolist(), (start - base).tolist(), (end - base).tolist(), strict=True)
        return pa.array([given[o][s:e] or None for o, s, e in spans], pa.string())

    columns = {
        "start": pa.array(tasks.start - base),
        "end": pa.array(tasks.end - base),
        "surface": words(tasks.start, tasks.end),
        "verb": words(tasks.verb_start, tasks.verb_end),
        "object": words(tasks.object_start, tasks.object_end),
        "assists": pa.array(tasks.assists),
    }
    return nest("tasks", columns, owner, len(given))


def _split_compounds(texts: Texts, tasks: Tasks) -> Tasks:
    """Return the tasks with the object taken out of verbs like 数据分析."""
    spans = zip(tasks.verb_start.tolist(), tasks.verb_end.tolist(), strict=True)
    apart = np.array([_is_compound(texts.slice(start, end)) for start, end in spans], dtype=np.bool_)
    head = np.where(apart, tasks.verb_end - _HEAD, tasks.verb_start)
    own = tasks.object_end > tasks.object_start
    return tasks._replace(
        verb_start=head,
        object_start=np.where(apart & ~(own & (tasks.object_start < head)), tasks.verb_start, tasks.object_start),
        object_end=np.where(apart, head, tasks.object_end),
    )


@cache
def _classes() -> dict[str, str]:
    return {row["word"]: row["class"] for row in read_tsv("extract/task_words.tsv")}


def _is_compound(verb: str) -> bool:
    """Return whether a verb of four characters and more is an object and a verb."""
    known = _classes()
    return len(verb) > _HEAD + 1 and known.get(verb[-_HEAD:]) in _ACTS and known.get(verb[:-_HEAD]) not in _ACTS


def _assists(tokens: Tokens, first: Ints) -> Flags:
    """Return whether the last of 协助 … 负责 before each task, back to the next comma, is one of assistance."""
    here = np.arange(len(tokens.kind))
    opens = (np.diff(tokens.sentence, prepend=-1) != 0) | is_kind(tokens, "comma", "stop", "colon")
    assist = is_kind(tokens, "assist")
    either = np.isin(tokens.code, [code_of("或"), code_of("或者")])
    assist[1:] &= ~either[:-1]  # 主导或参与 is more than assistance
    leads = tokens.code == code_of("负责")
    since = np.maximum.accumulate(np.where(opens | assist | leads, here, 0))
    return np.asarray(assist[since[first]])


def _parse(tokens: Tokens, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return first and last token of the verb and of the object of each task; a last before its first for none.

    The verb is the first of the run that opens the task (编制、审核财务报表), else of the run that closes it
    (公司产品的销售及推广), else the first one within.
    """
    n = len(tokens.kind)
    act, link = is_kind(tokens, *_ACTS), is_kind(tokens, *_LINKS)
    goes_on, came = _linked(act, link), _linked(act[::-1], link[::-1])[::-1]
    run_end = _next(act & ~goes_on)
    run_start = n - 1 - _next((act & ~came)[::-1])[::-1]
    following = _next(act)

    plain = is_kind(tokens, "verb", "purpose")
    opens = act[first] & (plain[first] | ~act[last] | (run_end[first] >= last))
    closes = ~opens & act[last]
    within = ~opens & ~closes & (following[first] <= last)
    verb = np.select([opens, closes, within], [first, run_start[last], following[first]], first)
    some = opens | closes | within
    thing = np.select([opens, within], [run_end[first] + 1, verb + 1], first)
    last_thing = np.where(closes, verb - 1, last)
    # Objects begin and end with words of their own, not with 的, 进行 or a comma.
    idle = is_kind(tokens, *_TRIMMED) | (tokens.code == code_of("的"))
    for _ in range(3):
        thing = thing + ((thing <= last_thing) & idle[np.minimum(thing, n - 1)])
        last_thing = last_thing - ((thing <= last_thing) & idle[np.maximum(last_thing, 0)])
    nothing = thing > last_thing
    thing = np.where(nothing, first, thing)
    return verb, np.where(some, verb, -1), thing, np.where(nothing, -1, last_thing)


def _linked(act: Flags, link: Flags) -> Flags:
    """Return which verbs are followed by 、 or 和 and another verb."""
    behind = np.append(link[1:], False)
    reached = np.append(_next(~link), len(act))[1:]  # the next token behind it that links nothing
    return np.asarray(act & behind & np.append(act, False)[np.minimum(reached, len(act))])


def _next(marked: Flags) -> Ints:
    """Return the first marked place at or behind each one, the length where there is none."""
    places = np.where(marked, np.arange(len(marked)), len(marked))
    return np.asarray(np.minimum.accumulate(places[::-1])[::-1])
