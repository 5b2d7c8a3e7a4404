"""How much of a term a string of characters is, from counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

_UNIT = re.compile(r"[a-z0-9.+#_-]+|.", re.DOTALL)


def c_values(terms: Sequence[str], tagged: Mapping[str, int]) -> list[float]:
    """Return the C-value of terms: how often they stand, less how often they only do so within longer ones.

    ``log2(1 + units) * (f - mean of f over the longer candidates that hold the term)``, where f counts the term by
    itself and within longer candidates (Frantzi et al. 2000). Units are characters, and words of Latin letters; one
    is added so that a single one has a value, as is usual [Barrón-Cedeño et al. 2009].

    Parameters
    ----------
    terms : sequence of str
    tagged : mapping from str to int
        How often the tagger takes each candidate by itself; keys hold the terms.

    Examples
    --------
    >>> tagged = {"轨道交通": 3, "交通": 1, "城市轨道交通": 1}
    >>> [round(value, 2) for value in c_values(["轨道交通", "交通"], tagged)]
    [6.97, 3.96]
    """
    wanted = set(terms)
    within: dict[str, list[str]] = {}
    for candidate in tagged:
        for part in wanted.intersection(parts(candidate)):
            within.setdefault(part, []).append(candidate)
    often = {term: tagged[term] + sum(tagged[longer] for longer in within.get(term, ())) for term in wanted}

    def value(term: str) -> float:
        nested = [often.get(longer, tagged[longer]) for longer in within.get(term, ())]
        return float(np.log2(1 + len(_units(term))) * (often[term] - (np.mean(nested) if nested else 0)))

    return [value(term) for term in terms]


def cohesion(term: str, n: Mapping[str, int], size: int) -> float:
    """Return the smallest normalised pointwise mutual information of two parts of a term.

    ``ln(p(ab) / p(a) p(b)) / -ln p(ab)``: 1 where the parts never stand apart, 0 where they meet by chance (Bouma,
    Normalized (pointwise) mutual information in collocation extraction, GSCL 2009). A single Latin word has 1.

    Parameters
    ----------
    term : str
        Folded.
    n : mapping from str to int
        Occurrences of the term and of its :func:`halves`.
    size : int
        Characters of all texts.

    Examples
    --------
    >>> cohesion("植保", {"植保": 4, "植": 4, "保": 4}, 100), cohesion("植保", {"植保": 4, "植": 20, "保": 20}, 100)
    (1.0, 0.0)
    """
    whole, cuts = n[term], halves(term)
    if not cuts or not whole:
        return float(not cuts)
    information = (np.log(whole * size / max(n[a], whole) / max(n[b], whole)) for a, b in cuts)
    return float(min(information) / np.log(size / whole))


def _units(surface: str) -> list[str]:
    found: list[str] = _UNIT.findall(surface)
    return found


def parts(surface: str) -> list[str]:
    """Return the parts of a term that are not all of it, Latin words whole, by where they begin.

    Examples
    --------
    >>> parts("plc编程")
    ['plc', 'plc编', '编', '编程', '程']
    """
    units = _units(surface)
    ends = range(1, len(units) + 1)
    return ["".join(units[i:j]) for i in range(len(units)) for j in ends if i < j and j - i < len(units)]


def halves(surface: str) -> list[tuple[str, str]]:
    """Return every cut of a term in two, Latin words whole.

    Examples
    --------
    >>> halves("plc编程")
    [('plc', '编程'), ('plc编', '程')]
    """
    units = _units(surface)
    return [("".join(units[:cut]), "".join(units[cut:])) for cut in range(1, len(units))]
