"""Step 3: which postings count, with the funnel at once, and the start of the run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from jobmine.app.columns import given_columns
from jobmine.app.jobs import Job
from jobmine.app.markup import as_html
from jobmine.app.parts import head, show_command, tell_error
from jobmine.app.shelf import safe_names
from jobmine.config import Scope
from jobmine.errors import JobmineError
from jobmine.measure.table import new_table
from jobmine.model.catalogue import catalogue
from jobmine.pipeline.preview import preview_choices, preview_scope
from jobmine.schema import SCHOOL_LEVELS

ALL = "全部 / all"
TAGGERS = {"auto": "自动（推荐）/ automatic", "lexicon": "快速：只用词表 / quick: lexicon only"}


def show(job: Job) -> None:
    """Ask for the scope, show its funnel, start the run."""
    head("③ 选定范围", "Scope", "都可以不选：不选就是全部 / leave empty for all")
    scope = _ask(job)
    try:
        funnel = preview_scope(job.folder / "preview", scope)
    except JobmineError as error:
        tell_error("这个范围没有职位，请放宽 / nothing is left", error)
        return
    heads = {"rule": "规则", "value": "值", "kept": "剩余职位", "removed": "减少"}
    note = "读职位描述之前的估计；由描述认定的专业要运行后才知道 / an estimate before the texts are read"
    st.html(as_html(new_table(funnel, name="funnel", title="", titles=heads)))
    st.caption(note)
    tagger = st.radio(
        "提取方式 / How terms are found", TAGGERS, format_func=TAGGERS.__getitem__, horizontal=True, key="tagger"
    )
    supply = st.file_uploader(
        "可选：供给表（求职、投递、毕业生人数），有它才有紧缺度 / Optional: a supply table, needed for scarcity",
        key="supply",
    )
    command = _command(job, scope, tagger)
    if supply is not None:
        path = job.folder / "input" / f"supply-{safe_names([supply.name])[0]}"
        path.write_bytes(supply.getbuffer())
        command += ["--supply", str(path)]
    if st.button("④ 开始分析 / Run", type="primary", key="run"):
        job.start(command, ["report", str(job.out), "--format", "docx"])
        st.rerun()
    show_command(*command)


def _ask(job: Job) -> Scope:
    choices = preview_choices(job.folder / "preview")
    left, right = st.columns(2)
    level = left.selectbox("学校层次 / School level", [ALL, *SCHOOL_LEVELS], key="level")
    majors = {
        f"{major.name}（{major.code}，{major.school_level}）": major.code
        for major in catalogue()
        if level in (ALL, major.school_level)
    }
    chosen = right.selectbox(
        "专业（输入几个字查找）/ Major",
        list(majors),
        index=None,
        placeholder="不限专业 / any major",
        key=f"major-{level}",
    )
    region = left.selectbox(
        "地区 / Region", choices["regions"], index=None, placeholder="不限 / any", accept_new_options=True, key="region"
    )
    period = _period(right, choices["months"])
    return Scope(
        major=majors.get(chosen or "", ""),
        school_level="" if level == ALL else level,
        region=region or "",
        period=period,
    )


def _period(column: Any, months: list[str]) -> str:
    if len(months) < 2:
        return ""
    first, last = column.select_slider("时期（发布月份）/ Period", months, value=(months[0], months[-1]), key="period")
    return "" if (first, last) == (months[0], months[-1]) else f"{first}:{last}"


def _command(job: Job, scope: Scope, tagger: str) -> list[str]:
    options = {
        "--columns": given_columns(job),
        "--major": scope.major,
        "--school-level": scope.school_level,
        "--region": scope.region,
        "--period": scope.period,
        "--tagger": tagger if tagger != "auto" else "",
    }
    given = [word for name, value in options.items() if value for word in (name, value)]
    return ["run", *map(str, job.inputs), "-o", str(job.out), *given]
