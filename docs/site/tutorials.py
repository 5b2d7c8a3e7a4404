"""Pages of the tutorials, made from the notebooks: their words, their code, and what the code gives."""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_MADE = re.compile(r"-\w{8}(?=/)")  # what mkdtemp puts behind a name
_FIGURE = re.compile(r'"figures" / "([^"]+\.(?:png|svg))"')


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page a notebook, and the pictures that it draws."""
    for script in sorted(NOTEBOOKS.glob("*.py")):
        page, figures = render(script.read_text(encoding="utf-8"), run=config.extra["outputs"])
        page += f"\n\n---\n\n本页由 `notebooks/{script.name}` 生成，可在 Jupyter 里打开同名的 `.ipynb` 逐格运行。\n"
        files.append(File.generated(config, f"tutorials/{script.stem}.md", content=page))
        for name, content in figures.items():
            files.append(File.generated(config, f"tutorials/{name}", content=content))
    return files


def cells(script: str) -> Iterator[tuple[bool, str]]:
    """Give the cells of a percent script: whether it is text, and its source without comment signs."""
    for cell in script.partition("# ---\n\n")[2].split("# %%")[1:]:
        head, _, source = cell.partition("\n")
        is_text = "[markdown]" in head
        yield is_text, re.sub(r"^# ?", "", source.strip(), flags=re.MULTILINE) if is_text else source.strip()


def render(script: str, run: bool) -> tuple[str, dict[str, bytes]]:
    """Return a notebook as Markdown and the pictures that it drew; with ``run`` the outputs are those of now."""
    parts: list[str] = []
    figures: dict[str, bytes] = {}
    names: dict[str, Any] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        tempfile.tempdir, before = folder, tempfile.tempdir
        try:
            for is_text, source in cells(script):
                if is_text:
                    parts.append(source)
                    continue
                parts.append(f"```python\n{source}\n```")
                if run:
                    parts.append(show(value_of(source, names), folder))
                    for name in _FIGURE.findall(source):
                        figures[name] = (names["run"].path / "figures" / name).read_bytes()
                        parts.append(f"![{name}]({name})")
        finally:
            tempfile.tempdir = before
    return "\n\n".join(filter(None, parts)), figures


def value_of(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; return the value of the expression at its end, or None."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - cells of our own notebooks
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None  # noqa: S307 - the same


def show(value: Any, folder: str) -> str:
    """Return what a notebook would show of a value; the folder of this build is nobody's business."""
    if value is None:
        return ""
    if hasattr(value, "to_html"):
        frame = value.reset_index() if any(value.index.names) else value
        table = frame.to_html(index=False, max_rows=12, border=0, na_rep="", float_format=_number)
        return f'<div class="output">{table}</div>'
    text = re.sub(r"\w+Path\('([^']*)'\)", r"'\1'", repr(value)).replace(folder + os.sep, "")
    return f"```{{.text .output}}\n{_MADE.sub('', text)}\n```"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
