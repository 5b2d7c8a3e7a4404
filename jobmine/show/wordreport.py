"""The report as a Word file: on an outline of ours, or in a template of the college's own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from jobmine.data import read_tsv
from jobmine.errors import ConfigError
from jobmine.show.blocks import Block, Picture
from jobmine.show.cells import show_value
from jobmine.show.outline import Draft, block_lists, chapters, show, templates, whole_document
from jobmine.show.placeholders import fill_placeholders
from jobmine.show.word import WordFile

log = logging.getLogger(__name__)


def write_word(draft: Draft, path: str | Path, *, template: str | Path = "", organisation: str = "") -> Path:
    """Write the report as a .docx file.

    Parameters
    ----------
    draft : Draft
        Tables, pictures and what is known of the run.
    path : path
        The file.
    template : str or path
        调研报告 (also where it is empty), 专业设置论证, 岗位画像, or a .docx with place-holders, see
        docs/report-templates.md.
    organisation : str
        Who hands it in; stands on the first page.

    Returns
    -------
    Path
        The file written. Equal drafts give equal bytes.

    Raises
    ------
    ConfigError
        If there is no such template.
    """
    draft = replace(draft, statements=[], pending=[], printed=set())  # what another file gathered is not in this one
    name = str(template or templates()[0])
    if name in templates():
        file = WordFile()
        file.write(whole_document(draft, name, organisation))
    elif Path(name).suffix.lower() == ".docx" and Path(name).is_file():
        file = WordFile(name)
        unknown = fill_placeholders(file, placeholder_texts(draft, organisation), lambda key: _blocks(draft, key))
        if unknown:
            log.warning("unknown place-holders in %s, left as they are: %s", name, "、".join(map(_hint, unknown)))
    else:
        raise ConfigError(f"template {name!r}; allowed: {'、'.join(templates())}, or a .docx file that exists")
    return file.save(path, draft.report.title)


def placeholder_texts(draft: Draft, organisation: str = "") -> dict[str, str]:
    """Return what takes the place of the place-holders within a line.

    Examples
    --------
    >>> from jobmine.show.report import Report
    >>> placeholder_texts(Draft(Report("报告"), {}, {}, {"counts": {"n": 1200}}))["职位数"]
    '1,200'
    """
    counts, scope = draft.manifest.get("counts", {}), draft.manifest.get("settings", {}).get("scope", {})
    figures = {row["name"]: counts.get(row["source"]) for row in read_tsv("report/placeholders.tsv") if row["source"]}
    return {
        "标题": draft.report.title,
        "单位": organisation,
        "来源": draft.report.source,
        "发布时间": draft.report.period,
        "专业": str(scope.get("major") or ""),
        "层次": str(scope.get("school_level") or ""),
        "地区": str(scope.get("region") or ""),
        **{name: show_value(value, "whole") for name, value in figures.items()},
    }


def _blocks(draft: Draft, name: str) -> Sequence[Block] | None:
    """Return what takes the place of a place-holder's paragraph; None if it names nothing."""
    kind, _, which = name.replace("：", ":").partition(":")
    if name == "正文":
        return chapters(draft, templates()[0])
    if name in (lists := block_lists()):
        return list(lists[name](draft))
    if kind == "表" and which in draft.tables:
        return list(show(draft, which))
    if kind == "图" and which in draft.figures:
        return [Picture(which, draft.figures[which].with_suffix(".png"), name=which)]
    if kind == "材料" and (
        row := next((r for r in read_tsv("report/materials.tsv") if which in r["names"].split()), None)
    ):
        return list(draft.materials.get(row["key"], ()))
    return None


def _hint(name: str) -> str:
    known = [row["name"] for row in read_tsv("report/placeholders.tsv")]
    near = get_close_matches(name, known, n=1)
    return f"{name} (did you mean {near[0]}?)" if near else name
