"""spaCy: the component ``jobmine_mentions`` and a tokenizer for it; the only module that imports spaCy.

After installation spaCy finds both by their names; in a source tree ``import jobmine.spacy_component`` registers them.

What is found stands in ``doc.spans["jobmine"]``, in the order of the text and the same as from
:func:`jobmine.extract.mentions.extract_text`: ``span.label_`` is the kind, ``span.kb_id_`` the canonical term (what
several surfaces have in common), and ``span._.jobmine`` the whole :class:`~jobmine.extract.mentions.Mention`, with
level, preferred, negated and the rest. The latter is kept in ``doc.user_data``, so it goes where a doc goes
(``to_bytes``, ``DocBin(store_user_data=True)``, other processes).

Examples
--------
>>> nlp = blank_pipeline()
>>> doc = nlp("熟悉PLC编程，有责任心者优先")
>>> [(span.text, span.label_, span.kb_id_, span._.jobmine.preferred) for span in doc.spans["jobmine"]]
[('PLC编程', 'knowledge', 'PLC编程', False), ('责任心', 'quality', '责任心', True)]
"""

import json
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import spacy
from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, minibatch, registry
from spacy.vocab import Vocab

from jobmine.config import TAGGERS
from jobmine.errors import ConfigError
from jobmine.extract.lexicon import Entry, Own, read_lexicon
from jobmine.extract.mentions import Mention, extract_batch
from jobmine.extract.tokenizers import load_tokenizer

# No postponed annotations in this module: spaCy reads them at run time to check a pipeline's configuration.

NAME = "jobmine_mentions"
TOKENIZER = "jobmine.Tokenizer.v1"

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_OF_SPAN = ("kind", "surface", "start", "end")  # what a span says itself
_TAGGERS = tuple(name for name in TAGGERS if name != "auto")  # a stream has no length to choose by
_SECTIONS = ("all", "requirements")


class Tokenizer(DummyTokenizer):  # type: ignore[misc]  # spaCy has no types that mypy reads
    """Words of :func:`jobmine.extract.tokenizers.load_tokenizer`, blanks as tokens of their own: no text is changed.

    Half characters, which no doc can hold, become U+FFFD; offsets stay.
    """

    def __init__(self, vocab: Vocab, segmenter: str) -> None:
        self.vocab = vocab
        self.segmenter = segmenter
        load_tokenizer(segmenter)

    def __call__(self, text: str) -> Doc:
        """Return the words of a text as a doc."""
        words = load_tokenizer(self.segmenter)(_HALF_CHARACTER.sub("\ufffd", text))
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]
def make_tokenizer(segmenter: str = "rjieba") -> Callable[[Language], Tokenizer]:
    """Return a maker of the tokenizer: ``rjieba``, or ``jieba`` for reference."""

    def make(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, segmenter)

    return make


class Mentions:
    """The component: writes the mentions of docs to ``doc.spans``.

    Tokens that a mention begins or ends within are split there, whichever tokenizer made them.

    Parameters
    ----------
    tagger, section, lexicons
        As for :func:`jobmine.extract.mentions.extract_text`.
    spans_key : str
        Key in ``doc.spans``.
    """

    def __init__(self, tagger: str, section: str, lexicons: tuple[Own, ...], spans_key: str) -> None:
        for name, value, allowed in (("tagger", tagger, _TAGGERS), ("section", section, _SECTIONS)):
            if value not in allowed:
                raise ConfigError(f"{NAME}: {name} {value!r}; allowed: {', '.join(allowed)}")
        self.tagger, self.section, self.lexicons, self.spans_key = tagger, section, lexicons, spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Return the doc with its mentions."""
        return self._write([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Yield docs with their mentions; the texts of a batch are read together."""
        for docs in minibatch(stream, size=batch_size):
            yield from self._write(docs)

    def _write(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        texts = [doc.text for doc in docs]
        batch = pa.RecordBatch.from_pydict({"posting_id": list(map(str, range(len(texts)))), "text": texts})
        found = extract_batch(batch, section=self.section, lexicons=self.lexicons, tagger=self.tagger)
        for doc, mentions in zip(docs, found["mentions"].to_pylist(), strict=True):
            _split_tokens(doc, {mention[side] for mention in mentions for side in ("start", "end")})
            doc.spans[self.spans_key] = [_span(doc, mention) for mention in mentions]
        return docs

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the settings, with the entries of the user's lexicons: a kept pipeline needs no other file."""
        own = [asdict(entry) for entry in _entries(self.lexicons)]
        state = {"tagger": self.tagger, "section": self.section, "spans_key": self.spans_key, "lexicon": own}
        return json.dumps(state, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Mentions":
        """Take up what :meth:`to_bytes` gave."""
        try:
            state = json.loads(data)
            rows = state.pop("lexicon")
            own = tuple(Entry(**row | {name: tuple(row[name]) for name in ("synonyms", "trades")}) for row in rows)
            kept = Mentions(**state, lexicons=(own,) if own else ())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"{NAME}: the kept component cannot be read: {error}; keep the pipeline anew") from error
        vars(self).update(vars(kept))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write what :meth:`to_bytes` gives."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Mentions":
        """Take up what :meth:`to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes())


@Language.factory(  # type: ignore[untyped-decorator]
    NAME,
    default_config={"tagger": "lexicon", "section": "all", "lexicons": [], "spans_key": "jobmine"},
    assigns=["doc.spans", "span._.jobmine"],
    requires=[],  # nothing but the text
    retokenizes=True,
)
def make_mentions(nlp: Language, name: str, tagger: str, section: str, lexicons: list[str], spans_key: str) -> Mentions:
    """Return the component; the settings are those of :class:`Mentions`."""
    return Mentions(tagger, section, tuple(lexicons), spans_key)


def blank_pipeline(**settings: Any) -> Language:
    """Return ``spacy.blank("zh")`` with the tokenizer and the component.

    Parameters
    ----------
    **settings
        Of the component: tagger, section, lexicons, spans_key.

    Examples
    --------
    >>> blank_pipeline(section="requirements").pipe_names
    ['jobmine_mentions']
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe(NAME, config=settings)
    return nlp


def _entries(lexicons: tuple[Own, ...]) -> list[Entry]:
    return [entry for own in lexicons for entry in (read_lexicon(own) if isinstance(own, str) else own)]


def _split_tokens(doc: Doc, boundaries: set[int]) -> None:
    """Split the tokens that a boundary stands within."""
    starts: list[int] = doc.to_array(IDX).tolist()
    inside = sorted(boundaries.difference(starts, [len(doc.text)]))
    if not inside:
        return
    cuts_of: dict[int, list[int]] = {}
    for cut in inside:
        cuts_of.setdefault(bisect(starts, cut) - 1, []).append(cut)
    others = {
        key: [(s.start_char, s.end_char, s.label, s.kb_id, s.id) for s in spans] for key, spans in doc.spans.items()
    }
    with doc.retokenize() as retokenizer:
        for number, cuts in cuts_of.items():
            token = doc[number]
            ends = [*cuts, token.idx + len(token)]
            parts = [doc.text[start:end] for start, end in pairwise([token.idx, *ends])]
            retokenizer.split(token, parts, heads=[(token, part) for part in range(len(parts))])
    for key, spans in others.items():  # which the retokenizer leaves with the numbers of the old tokens
        doc.spans[key] = [doc.char_span(s, e, label=a, kb_id=b, span_id=c) for s, e, a, b, c in spans]


def _span(doc: Doc, mention: dict[str, Any]) -> Span:
    span = doc.char_span(mention["start"], mention["end"], label=mention["kind"], kb_id=mention["term"])
    doc.user_data[_key(span)] = {name: value for name, value in mention.items() if name not in _OF_SPAN}
    return span


def _key(span: Span) -> tuple[str, int, int, str]:
    return NAME, span.start_char, span.end_char, span.label_


def _mention_of(span: Span) -> Mention | None:
    """Return the mention that a span stands for, None for any other span."""
    kept = span.doc.user_data.get(_key(span))
    if kept is None:
        return None
    return Mention(kind=span.label_, surface=span.text, start=span.start_char, end=span.end_char, **kept)


if not Span.has_extension("jobmine"):
    Span.set_extension("jobmine", getter=_mention_of)
