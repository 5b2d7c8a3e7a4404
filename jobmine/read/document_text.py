"""The text of one document: plain text, Word, web page or text PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from zipfile import BadZipFile

from jobmine.errors import MissingExtraError, ReadError
from jobmine.read.encodings import detect_encoding

_FEWEST = 20  # characters of a page that is no picture
_HIDDEN = ("script", "style", "head", "noscript", "nav", "footer")
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "title")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_LINES = re.compile(r"\s*\n\s*")


def read_document_text(path: Path) -> str:
    r"""Return the text of a document, a paragraph a line.

    Raises
    ------
    ReadError
        If it cannot be read, is of another kind, has no text, or is a scan.
    MissingExtraError
        If a PDF is asked for and its reader is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     page = Path(folder, "a.html")
    ...     _ = page.write_text("<style>p {}</style><p>第一条</p><p>支持　人才</p>", encoding="utf-8")
    ...     read_document_text(page)
    '第一条\n支持 人才'
    """
    kind = path.suffix.lower()
    if kind not in READERS:
        hint = "；save it as .docx （另存为 .docx）" if kind in (".doc", ".wps") else ""
        raise ReadError(
            f"{path.name}: {kind or 'no ending'} is no kind of document; allowed: {', '.join(READERS)}{hint}"
        )
    try:
        text = READERS[kind](path)
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be read ({error.strerror or error})") from error
    text = _LINES.sub("\n", _BLANKS.sub(" ", text.replace("\r", "\n"))).strip()
    if not text:
        raise ReadError(f"{path.name}: no text （文件没有文字）")
    return text


def _plain(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # only then guessed: guessing reads every character
        return content.decode(detect_encoding(lambda: path.open("rb"), path.name), "replace")


def _web(path: Path) -> str:
    page = _Page()
    page.feed(_plain(path))
    return "".join(page.pieces)


class _Page(HTMLParser):
    """Gathers the visible text of a page, with a line end at each block."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data.replace("\n", " "))


def _word(path: Path) -> str:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(str(path))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise ReadError(f"{path.name}: not a .docx file ({error}); open it in Word and save it anew") from error
    lines: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            lines.append(part.text)
        else:
            lines += ["，".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in part.rows]
    return "\n".join(lines)


def _pdf(path: Path) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise MissingExtraError('reading a PDF needs: pip install "jobmine[pdf]"') from error
    try:
        pages = [page.extract_text() for page in PdfReader(str(path)).pages]
    except (PyPdfError, ValueError, KeyError) as error:
        raise ReadError(f"{path.name}: cannot read this PDF ({error}); save it anew, without a password") from error
    if sum(map(len, pages)) < _FEWEST * max(1, len(pages)):
        raise ReadError(f"{path.name}: {len(pages)} pages with hardly any text, as of a scan （扫描件，先做文字识别）")
    return re.sub(
        r"(?<=[\u4e00-\u9fff，、])\n(?=[\u4e00-\u9fff])", "", "\n".join(pages)
    )  # lines of print, not of sense


READERS: dict[str, Callable[[Path], str]] = {
    ".txt": _plain, ".docx": _word, ".pdf": _pdf, ".html": _web, ".htm": _web,
}  # fmt: skip
