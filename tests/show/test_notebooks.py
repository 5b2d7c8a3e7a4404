"""The tours run as scripts, define nothing, and are stored without outputs beside their pairs."""

from __future__ import annotations

import ast
import json
import runpy
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def cells(script: Path) -> list[str]:
    """Return the cells of a percent script as their text, markdown without its comment signs."""
    body = script.read_text(encoding="utf-8").partition("# ---\n\n")[2]
    found = []
    for cell in body.split("# %%")[1:]:
        head, _, text = cell.partition("\n")
        lines = text.strip().split("\n")
        markdown = "[markdown]" in head
        found.append("\n".join(line.removeprefix("#").removeprefix(" ") if markdown else line for line in lines))
    return found


def test_there_are_a_tour_and_one_for_each_kind_of_user():
    assert [script.stem for script in SCRIPTS] == ["00_tour", "01_college", "02_hr", "03_researcher"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_notebook_runs(script, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    runpy.run_path(str(script))
    assert list(tmp_path.glob("*/report.html"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_notebook_defines_nothing_and_imports_nothing_private(script):
    tree = ast.parse(script.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in ast.walk(tree) if isinstance(node, kinds)]
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert not [name for name in imported if name.startswith("_")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_paired_notebook_has_the_same_cells_and_no_outputs(script):
    paired = json.loads(script.with_suffix(".ipynb").read_text(encoding="utf-8"))
    assert ["".join(cell["source"]) for cell in paired["cells"]] == cells(script)
    code = [cell for cell in paired["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
