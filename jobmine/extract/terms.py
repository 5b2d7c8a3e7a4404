"""One name for what is written in many ways: the canonical term of a mention that the lexicon lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations

from jobmine.extract.lexicon import Lexicon, load_lexicon
from jobmine.extract.texts import fold

_HEADS = ("能力", "意识", "精神", "态度", "心态", "品质", "素养", "素质", "作风", "技巧", "思维", "力", "心", "感")
_SEPARATOR = re.compile(r"[、，,/]|以及|及其|和|与|及|或|并")
_PARTICLE = re.compile(f"的(?={'|'.join(_HEADS)})")
_INNER_BLANK = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
_BLANKS = re.compile(" +")
_LATIN = re.compile(r"[a-z][a-z0-9+#.]*")
_SHORT = 4  # Latin words up to here are taken for abbreviations
_MOST_PARTS = 4


def canonical_term(surface: str, kind: str, lexicon: Lexicon | None = None) -> tuple[str, str | None]:
    """Return the term of a surface that is not in the lexicon, and its aspect where the term is known.

    Width, case, blanks, the particle 的 before a head and the order of coordinated items make no
    difference. If the normalised form is in the lexicon the term is the lexicon's.

    Parameters
    ----------
    surface : str
        As it stands in the text.
    kind : str
        One of :data:`jobmine.schema.KINDS`.
    lexicon : Lexicon, optional
        The shipped one if not given.

    Examples
    --------
    >>> canonical_term("协调 、沟通的能力", "skill")
    ('沟通协调能力', None)
    >>> canonical_term("ｘｙｚ平台", "knowledge")
    ('XYZ平台', None)
    """
    return name_folded(fold(surface), kind, lexicon or load_lexicon())


@lru_cache(maxsize=1 << 16)
def name_folded(surface: str, kind: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """Return what :func:`canonical_term` does, of a surface that is folded already."""
    plain = surface
    if "的" in plain:
        plain = _PARTICLE.sub("", plain)
    if " " in plain:
        plain = _BLANKS.sub(" ", _INNER_BLANK.sub("", plain)).strip()
    forms = list(_orders(plain))
    for form in forms:
        for number in lexicon.surfaces.get(form, ()):
            if lexicon.entries[number].kind == kind:
                return lexicon.entries[number].term, lexicon.entries[number].aspect or None
    return _LATIN.sub(lambda word: _spell(word.group(), lexicon), forms[-1]), None


def _orders(plain: str) -> Iterator[str]:
    """Yield a term as it stands and, if its items share a head, without separators in every order, sorted last."""
    yield plain
    if not plain.endswith(_HEADS):
        return
    head = next(head for head in _HEADS if plain.endswith(head))
    items = [item for item in _SEPARATOR.split(plain.removesuffix(head)) if item]
    if 1 < len(items) <= _MOST_PARTS:
        items = [item.removesuffix(head) for item in items]
        for order in permutations(items):
            yield "".join(order) + head
        yield "".join(sorted(items)) + head


def _spell(word: str, lexicon: Lexicon) -> str:
    for number in lexicon.surfaces.get(word, ()):
        if fold(lexicon.entries[number].term) == word:
            return lexicon.entries[number].term
    return word.upper() if len(word) <= _SHORT else word.capitalize()
