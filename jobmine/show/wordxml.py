"""Pieces of Word's XML that python-docx has no names for: fonts, fields, borders, cells."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from jobmine.show.blocks import clean_text

# What follows w:updateFields in the settings, by the schema.
_AFTER_UPDATE = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids")


def set_fonts(properties: Any, latin: str, chinese: str) -> None:
    """Set both fonts of a style or run: Word takes Chinese characters from ``eastAsia`` alone."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for slot, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{slot}"), font)
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")


def fill_cell(cell: Any, text: str, *, head: bool, right: bool) -> None:
    """Set a text into an empty cell."""
    for number, line in enumerate(clean_text(text).split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.style = "jobmine cell"
        run = paragraph.add_run(line)
        run.bold = head or None
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if head:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF1F4")):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def rule_table(table: Any) -> None:
    """Give the table the three lines of Chinese reports, and thin ones between rows."""
    properties = table._tbl.tblPr
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side, width, colour in (("top", 12, "1D2733"), ("bottom", 12, "1D2733"), ("insideH", 4, "C9D0D7")):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    for side, width in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The order of the schema: borders, layout, margins, look.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a field to a paragraph, and what it shows until it is filled anew."""
    begin, instruction, separate, end = field_marks(code)
    for element in (begin, instruction, separate):
        paragraph._p.append(element)
    paragraph.add_run(shown)
    paragraph._p.append(end)


def field_marks(code: str) -> list[Any]:
    """Return the runs that open a field, say what it is, separate its content and close it."""
    marks = []
    for kind in ("begin", "", "separate", "end"):
        run = OxmlElement("w:r")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = f" {code} "
        run.append(mark)
        marks.append(run)
    return marks


def update_fields(document: Any) -> None:
    """Have Word fill all fields anew when it opens the document."""
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        later = [settings.find(qn(f"w:{name}")) for name in _AFTER_UPDATE]
        place = next((element for element in later if element is not None), None)
        settings.append(update) if place is None else place.addprevious(update)
