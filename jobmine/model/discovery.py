"""New terms: what postings ask for and the lexicon lacks, ranked for a person to decide on.

Candidates are what the tagger takes for mentions; it is the linguistic filter of the C-value method (Frantzi,
Ananiadou & Mima, Automatic recognition of multi-word terms, 2000). How the tagger sees them is set against how they
stand in the texts at large, so that 管理, tagged once and written a thousand times, falls behind.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jobmine.extract.decisions import HEADS
from jobmine.extract.lexicon import Lexicon, load_lexicon
from jobmine.extract.texts import fold
from jobmine.model.branching import LONGEST, count_strings
from jobmine.model.termhood import c_values, cohesion, halves, parts
from jobmine.read.masking import mask_personal

COLUMNS = (
    "term", "kind", "near", "aspect", "synonyms", "n", "n_employers", "cohesion", "freedom", "taken", "confidence",
    "c_value", "score", "example_1", "example_2", "example_3",
)  # fmt: skip
"""Columns of a table of candidates; ``synonyms`` are the other ways in which the term is written, ``near`` is
the longest term of the lexicon in it, or the one spelt most like it: what it may be a synonym of."""

SHEET = HEADS | {
    "near": "相近词项 near", "n": "职位数 n", "n_employers": "用人单位数 n_employers", "score": "排序分 score",
    "cohesion": "凝固度 cohesion", "freedom": "边界自由度 freedom", "taken": "标注占比 taken",
    "confidence": "标注置信度 confidence", "c_value": "C值 c_value",
    **{f"example_{n}": f"例句 example_{n}" for n in range(1, 4)},
}  # fmt: skip
"""Heads of the sheet that a person edits, in their order."""

_EXAMPLES = 3
_AROUND = 18  # characters of an example to each side
_BESIDE = 8  # characters to each side by which surroundings are told apart
_SPELT, _LIKE = 4, 0.8  # letters from which Latin words may be misspelt, and how like they then are
_COHESIVE = 0.5  # normalised pointwise mutual information from which parts count as one word
# What is no term by itself: several in a row, vague words, and a record that one is not to have.
_NO_TERM = {
    "major": re.compile(r"[、，,；;/]|等|相关"),  # 电气工程及其自动化 is one
    "quality": re.compile(r"[、，,；;/]|等|以及|..[和与及或]..|相关|各类|一定|良好|^[无没]"),
}
_NO_TERM_OTHERWISE = re.compile(r"[、，,；;]|等|以及|..[和与及或]..|相关|各类|一定|良好")


def discover_terms(
    postings: pa.Table,
    mentions: pa.Table,
    *,
    lexicon: Lexicon | None = None,
    min_postings: int = 3,
    min_employers: int = 2,
    top_n: int = 500,
    examples: bool = True,
) -> pd.DataFrame:
    """Return candidates that the lexicon lacks, best first, one row a canonical term.

    Parameters
    ----------
    postings : pyarrow.Table
        ``posting_id``, ``text``, ``employer``; give none that repeats another.
    mentions : pyarrow.Table
        Of these postings, as in the schema.
    lexicon : Lexicon, optional
        What is known; the shipped one by default.
    min_postings, min_employers : int
        Candidates that fewer ask for are left out; the second holds where employers are known.
    top_n : int
        Rows at most.
    examples : bool
        Whether to quote up to three postings, of different employers where possible, personal data masked.

    Returns
    -------
    DataFrame
        With :data:`COLUMNS`. ``cohesion``: the smallest normalised pointwise mutual information of two parts (Bouma
        2009), 1 for a single Latin word. ``freedom``: branching entropy, see
        :func:`jobmine.model.branching.count_strings`. ``taken``: share of the occurrences that the tagger takes.
        ``confidence``: its mean score. ``c_value``: see :func:`jobmine.model.termhood.c_values`. ``score`` [own]: ::

            log2(1 + spread) * taken * confidence * min(1, 2 * cohesion) * freedom / (1 + freedom)

        where spread is the smaller of n_employers (n where none is known) and the number of different surroundings,
        so that a sentence copied by many employers counts once, and no cohesion is below 0.

    Examples
    --------
    >>> texts = ["会虚构植保作业", "虚构植保熟练", "懂虚构植保"]
    >>> postings = pa.table({"posting_id": ["a", "b", "c"], "text": texts, "employer": ["甲", "乙", "丙"]})
    >>> mentions = pa.table({
    ...     "posting_id": ["a", "b", "c"], "kind": ["knowledge"] * 3, "aspect": ["technique"] * 3,
    ...     "term": ["虚构植保"] * 3, "surface": ["虚构植保"] * 3, "start": [1, 0, 1], "end": [5, 4, 5],
    ...     "negated": [False] * 3, "score": [0.9] * 3})
    >>> discover_terms(postings, mentions)[["term", "n", "taken", "example_1"]].values.tolist()
    [['虚构植保', 3, 1.0, '会【虚构植保】作业']]
    """
    lexicon = lexicon or load_lexicon()
    tagged = _candidates(postings, mentions, lexicon)
    terms = _by_term(tagged)
    known_employers = terms["n_employers"].any()
    enough = terms["n"] >= min_postings
    if known_employers:
        enough &= terms["n_employers"] >= min_employers
    by_itself = {str(surface): n for surface, n in tagged["folded"].value_counts().items()}
    terms["c_value"] = c_values(terms["folded"].tolist(), by_itself)
    terms = terms[enough].reset_index(drop=True)
    _count(terms, tagged, postings["text"])
    spread = np.minimum(
        terms["n_employers" if known_employers else "n"], _surroundings(tagged, postings, terms["term"])
    )
    cohesive = (terms["cohesion"] / _COHESIVE).clip(0, 1)
    free = terms["freedom"] / (1 + terms["freedom"])
    terms["score"] = np.log2(1 + spread) * terms["taken"] * terms["confidence"] * cohesive * free
    terms = terms.sort_values(["score", "n", "term"], ascending=[False, False, True], ignore_index=True).head(top_n)
    latin = [surface for surface in lexicon.surfaces if surface.isascii() and len(surface) >= _SPELT]
    terms["near"] = [_near(surface, lexicon, latin) for surface in terms["folded"]]
    quoted = _examples(tagged, postings, terms["term"]) if examples else {}
    for number in range(_EXAMPLES):
        cells = (quoted.get(term, ()) for term in terms["term"])
        terms[f"example_{number + 1}"] = [cell[number] if number < len(cell) else "" for cell in cells]
    return terms[list(COLUMNS)]


def _candidates(postings: pa.Table, mentions: pa.Table, lexicon: Lexicon) -> pd.DataFrame:
    """Return the mentions of what the lexicon knows under no kind, with folded surface and employer."""
    asked = mentions.filter(pc.invert(pc.fill_null(mentions["negated"], False)))
    found: pd.DataFrame = asked.select(
        ["posting_id", "kind", "aspect", "term", "surface", "start", "end", "score"]
    ).to_pandas()
    folded = {surface: fold(surface) for surface in found["surface"].unique()}
    found["folded"] = [folded[surface] for surface in found["surface"]]
    known = [term for term in found["term"].unique() if fold(term) in lexicon.surfaces]
    keys = list(zip(found["folded"], found["kind"], strict=True))
    no_term = {
        key
        for key in dict.fromkeys(keys)
        if key[0] in lexicon.surfaces
        or len(key[0]) > LONGEST
        or _NO_TERM.get(key[1], _NO_TERM_OTHERWISE).search(key[0])
    }
    kept = ~found["term"].isin(known) & np.array([key not in no_term for key in keys], dtype=np.bool_)
    employers = postings.select(["posting_id", "employer"]).to_pandas()
    return found[kept].merge(employers, on="posting_id", how="left")


def _by_term(tagged: pd.DataFrame) -> pd.DataFrame:
    """Return one row a term: its commonest kind and surface, how many ask for it, how sure the tagger is."""
    groups = tagged.groupby("term", sort=True)
    terms = pd.DataFrame(
        {
            "kind": _heaviest(tagged, "kind"),
            "aspect": _heaviest(tagged[tagged["kind"] == "knowledge"], "aspect"),
            "folded": _heaviest(tagged, "folded"),
            "n": groups["posting_id"].nunique(),
            "n_employers": groups["employer"].nunique(),
            "tagged": groups.size(),
            "confidence": groups["score"].mean(),
        }
    )
    terms["aspect"] = terms["aspect"].where(terms["kind"] == "knowledge").fillna("")
    surfaces = tagged.groupby("term")["folded"].unique()
    terms["synonyms"] = ["|".join(sorted(set(surfaces[term]) - {fold(term)})) for term in terms.index]
    return terms.reset_index(names="term")


def _heaviest(tagged: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Return the value of each term with the largest sum of scores."""
    sums: pd.DataFrame = tagged.groupby(["term", column])["score"].sum().reset_index()
    best = sums.sort_values(["term", "score", column], ascending=[True, False, True]).drop_duplicates("term")
    value: pd.Series[Any] = best.set_index("term")[column]
    return value


def _count(terms: pd.DataFrame, tagged: pd.DataFrame, texts: pa.ChunkedArray) -> None:
    """Set cohesion, freedom and taken."""
    own = tagged[tagged["term"].isin(terms["term"])].groupby("term")["folded"].unique()
    halved = (half for surface in terms["folded"] for cut in halves(surface) for half in cut)
    strings = list(dict.fromkeys(chain(*own, halved)))
    counts = count_strings((text for text in texts.to_pylist() if text), strings)
    n = dict(zip(strings, counts.n.tolist(), strict=True))
    freedom = dict(zip(strings, counts.freedom.tolist(), strict=True))
    terms["cohesion"] = [cohesion(surface, n, counts.size) for surface in terms["folded"]]
    terms["freedom"] = terms["folded"].map(freedom).astype(float)
    stand = np.array([sum(n[surface] for surface in own[term]) for term in terms["term"]], dtype=float)
    terms["taken"] = (terms["tagged"] / np.maximum(stand, 1)).clip(upper=1)


def _near(surface: str, lexicon: Lexicon, latin: list[str]) -> str:
    """Return the longest term of the lexicon that stands within a surface; of a Latin word, else the likest."""
    inside = [part for part in parts(surface) if len(part) > 1 and part in lexicon.surfaces]
    if not inside and surface.isascii() and len(surface) >= _SPELT:
        inside = get_close_matches(surface, latin, n=1, cutoff=_LIKE)
    longest = max(inside, key=len, default="")
    return lexicon.entries[lexicon.surfaces[longest][0]].term if longest else ""


def _surroundings(tagged: pd.DataFrame, postings: pa.Table, terms: pd.Series[Any]) -> NDArray[np.int64]:
    """Return in how many different surroundings each term is tagged: some characters to each side."""
    found = tagged[tagged["term"].isin(terms)]
    spans = zip(_texts_of(found, postings), found["start"], found["end"], strict=True)
    around = [text[max(start - _BESIDE, 0) : end + _BESIDE] for text, start, end in spans]
    distinct = found.assign(around=around).groupby("term")["around"].nunique().to_dict()
    return np.array([distinct[term] for term in terms], dtype=np.int64)


def _texts_of(found: pd.DataFrame, postings: pa.Table) -> list[str]:
    rows = pc.index_in(pa.array(found["posting_id"], pa.string()), postings["posting_id"].combine_chunks())
    texts: list[str] = postings["text"].take(rows).to_pylist()
    return texts


def _examples(tagged: pd.DataFrame, postings: pa.Table, terms: pd.Series[Any]) -> dict[str, list[str]]:
    """Return what stands around the first mentions of each term, each of another employer while there are any."""
    found = tagged[tagged["term"].isin(terms)].sort_values(["term", "posting_id", "start"])
    found = found.drop_duplicates(["term", "posting_id"])
    again = found.duplicated(["term", "employer"])
    found = found.assign(again=again).sort_values(["term", "again", "posting_id"]).groupby("term").head(_EXAMPLES)
    quoted: dict[str, list[str]] = {}
    texts = _texts_of(found, postings)
    for term, start, end, text in zip(found["term"], found["start"], found["end"], texts, strict=True):
        quoted.setdefault(term, []).append(_around(mask_personal(text), start, end))
    return quoted


def _around(text: str, start: int, end: int) -> str:
    before = text[max(start - _AROUND, 0) : start].rpartition("\n")[2].lstrip("，,。；;、）) ")
    after = text[end : end + _AROUND].partition("\n")[0]
    return " ".join(f"{before}【{text[start:end]}】{after}".split())
