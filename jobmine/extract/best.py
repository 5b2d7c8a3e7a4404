"""The tagger ``best``: a fine-tuned encoder of twelve layers, in whole numbers, on one thread.

``corpora/models/mentions-best/card.md`` says what it learned from and how well it does. Each window of a text
is scored by itself, so that what is found in it depends on nothing beside it; equal windows are scored once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobmine.data import path, read_tsv
from jobmine.errors import MissingExtraError
from jobmine.extract.labels import LABELS, Spans, decode
from jobmine.extract.model_files import check_files
from jobmine.extract.pieces import END, Pieces, Tokens, cut_windows, headings_in_force, index_pieces, openings, tokenise
from jobmine.extract.sections import Sentences
from jobmine.extract.texts import Ints, Texts

FOLDER = "models/mentions-best"

_LONGEST = 160  # tokens of a window; twice as many take a third more time each
_DIGITS = 2  # of scores: further ones differ between processors


class Encoder(NamedTuple):
    """The model, ready to run; ``openings`` go before a window, by heading."""

    session: Any
    pieces: Pieces
    openings: list[Tokens]


def find_best(
    texts: Texts,
    given: Sequence[str],
    wanted: NDArray[np.bool_],
    sentences: Sentences,
    required: NDArray[np.bool_],
) -> Spans:
    """Return the mentions of a batch.

    Parameters
    ----------
    texts : Texts
        The batch.
    given : sequence of str
        The same texts as written.
    wanted : ndarray of bool, by character
        What is read at all.
    sentences : Sentences
        Of the batch: the headings.
    required : ndarray of bool, by text
        Texts that are requirements from their beginning.

    Raises
    ------
    ModelError
        If a file of the model is missing or damaged.
    """
    encoder = load_encoder()
    tokens = tokenise(texts, given, encoder.pieces)
    newline = tokens.piece == encoder.pieces.number[END]
    tokens = tokens.keep(wanted[tokens.start] | newline)
    newline = tokens.piece == encoder.pieces.number[END]
    heading = headings_in_force(texts, tokens.start, sentences, required)
    scores = _score(encoder, tokens, texts.owner(tokens.start), heading)
    found = decode(tokens, scores, newline)
    return found._replace(score=found.score.round(_DIGITS))


def _score(encoder: Encoder, tokens: Tokens, owner: Ints, heading: Ints) -> NDArray[np.float32]:
    """Return the log-probabilities of labels."""
    scores = np.zeros((len(tokens.start), len(LABELS)), dtype=np.float32)
    columns = np.stack(tokens[2:])
    known: dict[tuple[int, bytes], NDArray[np.float32]] = {}
    longest = np.full(int(owner.max(initial=-1)) + 1, _LONGEST)
    for window in cut_windows(tokens, owner, encoder.pieces, longest):
        own = columns[:, window.first : window.last]
        key = (int(heading[window.first]), own.tobytes())
        if key not in known:
            before = encoder.openings[key[0]]
            whole = np.concatenate([np.stack(before[2:]), own], axis=1)
            feed = dict(zip(("piece", "word", "place"), whole, strict=True))
            known[key] = encoder.session.run(None, feed)[0][len(before.piece) :]
        within = slice(window.begin - window.first, window.stop - window.first)
        scores[window.begin : window.stop] = known[key][within]
    return scores


@cache
def load_encoder() -> Encoder:
    """Return the shipped model.

    Raises
    ------
    ModelError
        If a file of the model is missing or damaged.
    MissingExtraError
        If its runtime is not installed.
    """
    if find_spec("onnxruntime") is None:
        raise MissingExtraError("`--tagger best` needs onnxruntime: pip install onnxruntime, or use --tagger fast")
    check_files(FOLDER)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path(f"{FOLDER}/encoder.onnx"), options, providers=["CPUExecutionProvider"])
    rows = read_tsv(f"{FOLDER}/pieces.tsv")
    pieces = index_pieces([row["piece"] for row in rows], [float(row["score"]) for row in rows])
    return Encoder(session, pieces, openings(pieces))
