"""A college's own Word file as template: named place-holders, {{职位数}} or {{表:pay}}, filled where they stand.

Word splits a place-holder over several runs at will, so they are looked for in a paragraph's text.
What is put in is never looked through again: a posting that holds a place-holder shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docx.oxml.ns import qn

from jobmine.show.blocks import Block, clean_text
from jobmine.show.word import WordFile

_MARK = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def fill_placeholders(
    file: WordFile, texts: Mapping[str, str], blocks: Callable[[str], Sequence[Block] | None]
) -> list[str]:
    """Fill the place-holders of a document, in body, tables, text boxes, headers and footers.

    Parameters
    ----------
    file : WordFile
        The template, opened.
    texts : mapping of str to str
        What takes the place of a name within a line; it keeps the look of the place-holder's first character.
    blocks : callable
        From a name to the blocks that take the place of its paragraph, or None if there is no such name.

    Returns
    -------
    list of str
        Names that are unknown; they are left as they stand.
    """
    unknown = []
    for paragraph in list(_paragraphs(file.document)):
        names = [match.group(1) for match in _MARK.finditer(_text(paragraph))]
        if not names:
            continue
        found = blocks(names[0]) if len(names) == 1 and _MARK.fullmatch(_text(paragraph).strip()) else None
        if found is not None and names[0] not in texts and _in_body(paragraph):
            file.place = paragraph
            file.write(found)
            file.place = None
            paragraph.getparent().remove(paragraph)
        else:
            _fill_line(paragraph, texts)
            unknown += [name for name in names if name not in texts]
    return list(dict.fromkeys(unknown))


def _paragraphs(document: Any) -> Iterator[Any]:
    yield from document.element.body.iter(qn("w:p"))
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield from part._element.iter(qn("w:p"))


def _in_body(paragraph: Any) -> bool:
    return bool(paragraph.getparent().tag == qn("w:body"))


def _pieces(paragraph: Any) -> list[Any]:
    """Return the text elements of a paragraph, without those of text boxes that hang on it."""
    pieces = paragraph.iter(qn("w:t"))
    return [piece for piece in pieces if next(piece.iterancestors(qn("w:p"))) is paragraph]


def _text(paragraph: Any) -> str:
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _fill_line(paragraph: Any, texts: Mapping[str, str]) -> None:
    """Replace place-holders; the first run that holds a part of one gets the value, the others lose theirs."""
    pieces = _pieces(paragraph)
    ends, reached = [], 0
    for piece in pieces:
        reached += len(piece.text or "")
        ends.append(reached)
    for match in reversed(list(_MARK.finditer(_text(paragraph)))):
        if match.group(1) not in texts:
            continue
        value = clean_text(texts[match.group(1)]).replace("\n", " ")
        for piece, begin, end in zip(pieces, [0, *ends], ends, strict=False):
            low, high = max(match.start(), begin), min(match.end(), end)
            if low >= high:
                continue
            text = piece.text or ""
            # Later matches have changed what comes after, never what comes before.
            inside = value if begin <= match.start() < end else ""
            piece.text = text[: low - begin] + inside + text[high - begin :]
            piece.set(qn("xml:space"), "preserve")
