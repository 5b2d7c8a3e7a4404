"""The public surface: frozen names, cheap import, one direction of imports, everything documented."""

import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

import jobmine
from jobmine.cli.app import app
from jobmine.config import Config

ROOT = Path(__file__).parent.parent
RUNNER = CliRunner()
VERBS = [command.name for command in app.registered_commands]


def test_the_public_names_are_these():
    assert jobmine.__all__ == [
        "Config", "Extraction", "JobmineError", "Mention", "Postings", "Run", "Scope", "Table", "align_plan",
        "apply_corrections", "compare_runs", "demand_table", "draw_cloud", "extract_mentions", "extract_text",
        "market_table", "open_run", "parse_salary", "read_postings", "run", "scarcity_table", "split_sections", "trends_table", "write_report",
        "__version__",
    ]  # fmt: skip
    assert all(getattr(jobmine, name) is not None for name in jobmine.__all__)


def test_import_loads_nothing_heavy():
    code = "import sys, jobmine; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {
        "pandas",
        "numpy",
        "pyarrow",
        "sklearn",
        "gensim",
        "spacy",
        "matplotlib",
        "duckdb",
        "jieba",
        "rich",
    } & set(loaded)


def test_rooms_import_only_to_their_left():
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_stands_in_the_readme(verb):
    done = RUNNER.invoke(app, [verb, "--help"])
    assert done.exit_code == 0
    assert re.search(r"[\u4e00-\u9fff]", done.output)
    assert f"`jobmine {verb}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_docs():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for table in fields(Config()):
        for setting in fields(getattr(Config(), table.name)):
            assert f"| `{table.name}.{setting.name}` |" in page, (
                f"{table.name}.{setting.name}; run benchmarks/../docs: see settings.md"
            )


def test_the_printed_settings_are_toml():
    assert Config.from_dict(tomllib.loads(RUNNER.invoke(app, ["config"]).output)) == Config()


def test_no_module_is_over_400_lines():
    long = {
        str(p.relative_to(ROOT)): n
        for p in (ROOT / "jobmine").rglob("*.py")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_links_in_the_readme_lead_somewhere():
    links = re.findall(r"\]\((?!http)([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
