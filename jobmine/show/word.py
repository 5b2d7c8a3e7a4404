"""Word files from blocks; the adapter of python-docx.

Texts are only ever set as texts: what stands in a posting can start no field, link or markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from jobmine.measure.table import replacing
from jobmine.show.blocks import Block, Heading, PageBreak, Paragraph, Picture, Sheet, clean_text
from jobmine.show.wordxml import add_field, field_marks, fill_cell, rule_table, set_fonts, update_fields

_SERIF, _SANS, _LATIN = "宋体", "黑体", "Times New Roman"
_MARGINS = {"left": 2.6, "right": 2.6, "top": 2.5, "bottom": 2.3}  # cm
_INK, _SOFT, _MISSING = RGBColor(0x1D, 0x27, 0x33), RGBColor(0x55, 0x60, 0x6B), RGBColor(0xA8, 0x32, 0x00)
# Name of a style: font, size, bold, colour, space before and after, all in points.
_STYLES: dict[str, tuple[str, float, bool, RGBColor, float, float]] = {
    "Normal": (_SERIF, 11, False, _INK, 0, 4),
    "Title": (_SANS, 22, True, _INK, 120, 12),
    "Subtitle": (_SANS, 14, False, _SOFT, 0, 8),
    "Heading 1": (_SANS, 16, True, _INK, 22, 8),
    "Heading 2": (_SANS, 13, True, _INK, 14, 6),
    "Heading 3": (_SANS, 11.5, True, _INK, 10, 4),
    "Caption": (_SANS, 10, False, _INK, 6, 4),
    "List Bullet": (_SERIF, 11, False, _INK, 0, 3),
    "jobmine question": (_SANS, 10.5, False, _SOFT, 8, 2),
    "jobmine note": (_SERIF, 9, False, _SOFT, 2, 8),
    "jobmine missing": (_SERIF, 11, False, _MISSING, 2, 4),
    "jobmine contents": (_SANS, 16, True, _INK, 0, 10),
    "jobmine cell": (_SERIF, 8.5, False, _INK, 0, 0),
    "toc 1": (_SANS, 11, False, _INK, 4, 0),
    "toc 2": (_SERIF, 10.5, False, _INK, 0, 0),
}
_OF_BLOCK = {
    "body": "Normal", "bullet": "List Bullet", "title": "Title", "subtitle": "Subtitle",
    **{name: f"jobmine {name}" for name in ("question", "note", "missing", "contents")},
}  # fmt: skip
_FIXED_DATE = datetime(2020, 1, 1)
# Of a cell: points of a column of characters (a Chinese one takes two), of both paddings; columns of characters that
# widen a cell at most, and that are not broken.
_COLUMN, _PADDING, _WIDEST_CELL, _UNBROKEN = 4.4, 8.0, 60, 10
_TALLEST = 0.8  # a picture, in parts of the page's height


class WordFile:
    """A Word file in the making.

    Parameters
    ----------
    template : path, optional
        A .docx file to write into; without one the file starts empty, in styles of ours.

    Attributes
    ----------
    document : docx.Document
        The document; blocks go to its end, or before ``place``.
    """

    def __init__(self, template: str | Path | None = None) -> None:
        self.document: Any = docx.Document(str(template)) if template else docx.Document()
        self.place: Any = None
        self._counts = {"表": 0, "图": 0}
        self._bookmarks = 0
        self._headings: list[tuple[str, int, str]] = []
        for name, look in _STYLES.items():
            self._set_style(name, look, keep=template is not None)
        if not template:
            self._set_page()
        update_fields(self.document)

    def write(self, blocks: Iterable[Block]) -> None:
        """Add blocks in order."""
        blocks = list(blocks)
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Sheet):
                self._sheet(block)
            elif isinstance(block, Picture):
                self._picture(block)
            elif isinstance(block, PageBreak):
                self._add("Normal").add_run().add_break(WD_BREAK.PAGE)
            else:
                self._contents([other for other in blocks if isinstance(other, Heading) and other.level < 3])

    def save(self, path: str | Path, title: str = "") -> Path:
        """Write the file; equal contents give equal bytes."""
        properties = self.document.core_properties
        properties.title, properties.author = clean_text(title)[:255], "jobmine"
        properties.created = properties.modified = _FIXED_DATE
        content = BytesIO()
        self.document.save(content)
        with replacing(path) as unfinished, ZipFile(content) as made, ZipFile(unfinished, "w", ZIP_DEFLATED) as fixed:
            for entry in made.infolist():
                fixed.writestr(ZipInfo(entry.filename, _FIXED_DATE.timetuple()[:6]), made.read(entry), ZIP_DEFLATED)
        return Path(path)

    def _add(self, style: str) -> DocxParagraph:
        paragraph = self.document.add_paragraph(style=style)
        if self.place is not None:
            self.place.addprevious(paragraph._p)
        return paragraph

    def _heading(self, block: Heading) -> None:
        paragraph = self._add(f"Heading {block.level}")
        number = len(self._headings) + 1
        self._headings.append((block.text, block.level, f"_jm_h{number}"))
        self._bookmark(paragraph, f"_jm_h{number}", lambda: paragraph.add_run(clean_text(block.text)))

    def _paragraph(self, block: Paragraph) -> None:
        for line in clean_text(block.text).split("\n"):
            paragraph = self._add(_OF_BLOCK[block.style])
            paragraph.add_run(line)
            if block.style == "body":
                paragraph.paragraph_format.first_line_indent = Pt(22)
            if block.style == "question":
                paragraph.paragraph_format.keep_with_next = True
            if block.style in ("title", "subtitle", "contents"):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _caption(self, label: str, title: str, name: str) -> DocxParagraph:
        self._counts[label] += 1
        paragraph = self._add("Caption")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

        def numbered() -> None:
            paragraph.add_run(f"{label} ")
            add_field(paragraph, f"SEQ {label} \\* ARABIC", str(self._counts[label]))

        self._bookmark(paragraph, f"_jm_{label}_{name}" if name else "", numbered)
        paragraph.add_run(f"  {clean_text(title)}")
        return paragraph

    def _sheet(self, block: Sheet) -> None:
        self._caption("表", block.title, block.name).paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=len(block.heads))
        if self.place is not None:
            self.place.addprevious(table._tbl)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        rule_table(table)
        numeric = list(block.numeric) or [False] * len(block.heads)
        widths = _widths([block.heads, *block.rows], self._text_width())
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, texts in enumerate([block.heads, *block.rows]):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if number == 0:
                row._tr.trPr.append(OxmlElement("w:tblHeader"))
            for cell, text, width, right in zip(row.cells, texts, widths, numeric, strict=True):
                cell.width = width
                fill_cell(cell, text, head=number == 0, right=right)

    def _picture(self, block: Picture) -> None:
        paragraph = self._add("Normal")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(str(block.path))
        room = (self._text_width() * block.width, self.document.sections[-1].page_height * _TALLEST)
        scale = min(1.0, room[0] / shape.width, room[1] / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape._inline.docPr.set("descr", clean_text(block.alt or block.title))
        self._caption("图", block.title, block.name)

    def _contents(self, headings: Sequence[Heading]) -> None:
        """Add the contents as a field that Word fills anew; what it holds until then are the headings."""
        first, last = None, None
        for number, heading in enumerate(headings, start=len(self._headings) + 1):
            paragraph = self._add(f"toc {heading.level}")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_jm_h{number}")
            run = paragraph.add_run(clean_text(heading.text))
            link.append(run._r)
            paragraph._p.append(link)
            first, last = first or paragraph, paragraph
        if first is None or last is None:
            return
        opening = field_marks('TOC \\o "1-2" \\h \\z \\u')
        for place, run in enumerate(opening[:3]):
            first._p.insert(place + 1, run)
        last._p.append(opening[3])

    def _bookmark(self, paragraph: DocxParagraph, name: str, write: Any) -> None:
        if not name:
            write()
            return
        self._bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self._bookmarks))
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        write()
        paragraph._p.append(end)

    def _set_style(self, name: str, look: tuple[str, float, bool, RGBColor, float, float], *, keep: bool) -> None:
        styles, known = self.document.styles, {style.name for style in self.document.styles}
        if name in known and keep:
            return
        if name not in known:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        style, (font, size, bold, colour, before, after) = styles[name], look
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = colour
        set_fonts(style.element.get_or_add_rPr(), _LATIN, font)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0 if name in ("jobmine cell", "toc 1", "toc 2") else 1.3
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        for side, width in _MARGINS.items():
            setattr(section, f"{side}_margin", Cm(width))
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_field(foot, "PAGE", "1")

    def _text_width(self) -> int:
        section = self.document.sections[-1]
        return int(section.page_width - section.left_margin - section.right_margin)


def _widths(rows: Sequence[Sequence[str]], total: int) -> list[Emu]:
    """Return widths of columns by the longest of their texts; where there is no room, the long ones give way."""
    longest = [max(max(map(_columns, str(text).split("\n"))) for text in column) for column in zip(*rows, strict=True)]
    natural = [Pt(_COLUMN * min(length, _WIDEST_CELL) + _PADDING) for length in longest]
    least = [min(width, Pt(_COLUMN * _UNBROKEN + _PADDING)) for width in natural]
    spare = total - sum(natural)
    if spare >= 0:
        return [Emu(int(width + spare * width / sum(natural))) for width in natural]
    loose = sum(natural) - sum(least)
    part = max(0.0, (total - sum(least)) / loose) if loose else 0.0
    shrunk = [low + (width - low) * part for width, low in zip(natural, least, strict=True)]
    return [Emu(int(width * min(1.0, total / sum(shrunk)))) for width in shrunk]


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def read_blocks(path: str | Path, title: str) -> Iterator[Block]:
    """Give the paragraphs and tables of a Word file in order, as texts.

    Parameters
    ----------
    path : path
        A .docx file.
    title : str
        Title of its tables.

    Raises
    ------
    ValueError
        If it is no .docx file.
    """
    try:
        document = docx.Document(str(path))
    except (BadZipFile, PackageNotFoundError) as error:
        raise ValueError(f"not a .docx file ({error})") from error
    for part in document.iter_inner_content():
        if isinstance(part, DocxParagraph):
            if part.text.strip():
                yield Paragraph(part.text.strip())
            continue
        rows = [_row_texts(row) for row in part.rows]
        if rows:
            yield Sheet(title, rows[0], rows[1:])
    if pictures := len(list(document.element.body.iter(qn("w:drawing")))):
        yield Paragraph(f"原文件中有 {pictures} 幅图没有编入。", "note")


def _row_texts(row: Any) -> list[str]:
    """Return the cells of a row; a merged cell comes back once for each column that it spans, and is set once."""
    texts, last = [], None
    for cell in row.cells:
        texts.append("" if cell._tc is last else cell.text.strip())
        last = cell._tc
    return texts
