"""Pages of the reference, made from the code: verbs from their help, functions from their docstrings, tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from typer import Context
from typer.main import get_command

import jobmine
from jobmine.cli.app import app
from jobmine.schema import SCHEMAS

PACKAGE = Path(jobmine.__file__).parent
_PLUMBING = ("as_table", "make_table", "new_table")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for name, content in {
        "commands": commands(),
        "python": python(),
        "measures": measures(),
        "tables": tables(),
    }.items():
        files.append(File.generated(config, f"reference/{name}.md", content=content))
    return files


def commands() -> str:
    """Return the page of the command line: each verb with its arguments and options, as its help has them."""
    parts = ["# 命令 / Commands", "本页由各命令的 `--help` 生成。*Made from the help of each verb.*"]
    group = get_command(app)
    context = Context(group, info_name="jobmine")
    parts += _verb(group, context, "所有命令共有 / Common to all")
    for verb, inner in _verbs(group, context):
        parts += _verb(verb, inner, inner.command_path)
    return "\n\n".join(parts)


def _verbs(group: Any, context: Context) -> Iterator[tuple[Any, Context]]:
    for name, verb in group.commands.items():
        inner = Context(verb, info_name=name, parent=context)
        if hasattr(verb, "commands"):
            yield from _verbs(verb, inner)
        else:
            yield verb, inner


def _verb(verb: Any, context: Context, title: str) -> list[str]:
    usage = " ".join([context.command_path, *verb.collect_usage_pieces(context)])
    rows = ["| 参数与选项 | 含义 |", "|---|---|"]
    for option in verb.get_params(context):
        names, text = option.get_help_record(context)
        if "--help" not in names:
            rows.append(f"| `{_cell(names)}` | {_cell(text)} |")
    return [f"## {title}", _cell(verb.help or ""), f"```\n{usage}\n```", "\n".join(rows)]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def python() -> str:
    """Return the page of the public names."""
    public = [name for name in jobmine.__all__ if name != "__version__"]
    parts = [
        "# Python 接口 / Python",
        "`import jobmine as jm` 之后的全部名称，说明取自代码（英文），例子都作为测试运行。"
        "用法见[教程](../tutorials/00_tour.md)。*All public names; every example runs as a test.*",
        *(f"::: jobmine.{name}" for name in public),
        "# 向量与岗位群 / Vectors and roles",
        "遵守 scikit-learn 的约定（`fit`、`transform`、`predict`），输入是词项表。",
        *(f"::: jobmine.model.{name}" for name in ("KindVectorizer", "RoleClusterer")),
    ]
    return "\n\n".join(parts)


def measures() -> str:
    """Return the page of the functions that make tables."""
    parts = [
        "# 指标函数 / Functions of measures",
        "每个函数接受 `run`（运行结果）或它的表，返回 `Table`：`.frame` 是数据，`.meta` 是定义。"
        "公式与来源见[指标](../measures.md)。",
        *(f"::: {name}" for name in table_functions()),
    ]
    return "\n\n".join(parts)


def table_functions() -> Iterator[str]:
    """Give the full names of the public functions of jobmine.measure that return a table."""
    for path in sorted((PACKAGE / "measure").rglob("*.py")):
        module = ".".join(["jobmine", *path.relative_to(PACKAGE).with_suffix("").parts])
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.returns and node.name not in _PLUMBING:
                makes = ast.unparse(node.returns) in ("Table", "Table | None", "dict[str, Table]")
                if makes and node.name.endswith(("_table", "_tables")) and not node.name.startswith("_"):
                    yield f"{module}.{node.name}"


def tables() -> str:
    """Return the page of the tables that a run folder holds."""
    parts = [
        "# 数据表 / Tables",
        "结果文件夹里每张 parquet 表的列；与 `codebook.csv` 相同。输入里没有的列为空，从不猜测。"
        "*Columns of each table; what an input lacks is null.*",
    ]
    for name, schema in SCHEMAS.items():
        rows = [
            f"| `{field.name}` | {field.type} | {_cell((field.metadata or {}).get(b'description', b'').decode())} |"
            for field in schema
        ]
        parts += [f"## {name}", "\n".join(["| 列 | 类型 | 含义 |", "|---|---|---|", *rows])]
    return "\n\n".join(parts)
