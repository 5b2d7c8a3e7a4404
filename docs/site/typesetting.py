"""What the sources, which are read on other sites too, need for these pages."""

from __future__ import annotations

import re
from typing import Any

from mkdocs.structure.pages import Page

_WIDE = r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_JOIN = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})")
_VERBATIM = re.compile(r"(<pre.*?</pre>)", re.DOTALL)
_MARKS = {"自定": "own", "发表": "published"}


def on_page_markdown(markdown: str, page: Page, **_: Any) -> None:
    """Give the room of the list of pages to a page that stands alone in its tab."""
    if page.parent is None:
        page.meta.setdefault("hide", ["navigation"])


def on_page_content(html: str, **_: Any) -> str:
    """Join lines of Chinese, show a bar in code of tables without its backslash, set off the marks of measures."""
    parts = _VERBATIM.split(html)
    for place in range(0, len(parts), 2):  # outside of blocks of code
        text = _JOIN.sub("", parts[place]).replace("\\|", "|")
        for word, name in _MARKS.items():
            text = text.replace(f"<td>{word}</td>", f'<td><mark class="{name}">{word}</mark></td>')
        parts[place] = text
    return "".join(parts)
