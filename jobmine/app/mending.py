"""Corrections in place: rename, merge or drop what a page shows, then redo the run with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from jobmine.app.jobs import Job
from jobmine.app.markup import as_html
from jobmine.app.parts import show_command, shown, tell_error
from jobmine.corrections import ACTION_NAMES, ACTIONS, Correction, Corrections, read_corrections, write_corrections
from jobmine.errors import ConfigError
from jobmine.measure.table import new_table
from jobmine.pipeline.runs import open_run
from jobmine.schema import KINDS

WHAT = {"role": "岗位群 role", "post": "岗位 post", "term": "词项 term"}


def mend(job: Job, what: str, keys: Sequence[str], kind: str = "") -> None:
    """Offer to correct one of several names."""
    with st.expander(f"更正{WHAT[what]} / Correct", expanded=what == "role"):
        key = keys[0] if len(keys) == 1 else st.selectbox(WHAT[what], keys, key=f"mend-{what}-key")
        action = st.selectbox(
            "动作 / Action",
            sorted(ACTIONS[what], key="drop".__eq__),
            format_func=lambda a: f"{ACTION_NAMES[a]} {a}",
            key=f"mend-{what}-action",
        )
        value = _value(what, keys, action, key)
        if st.button("记下这条更正 / Note it", key=f"mend-{what}-add", disabled=not value and action != "drop"):
            row = Correction(what, key, kind, action, "" if action == "drop" else value)
            try:
                _save(job, corrections_of(job).then(row))
            except ConfigError as error:
                tell_error("这条更正与前面的矛盾 / contradicts an earlier one", error, job)
            else:
                st.rerun()


def _value(what: str, keys: Sequence[str], action: str, key: str) -> str:
    match action:
        case "retype":
            chosen = st.selectbox(
                "改为类别 / New kind", KINDS, format_func=lambda name: shown(name, "kind"), key=f"mend-{what}-kind"
            )
        case "merge" if len(keys) > 1:
            chosen = st.selectbox("并入 / Into", [name for name in keys if name != key], key=f"mend-{what}-into")
        case "drop":
            chosen = ""
        case _:
            chosen = st.text_input("改为 / New name", key=f"mend-{what}-name")
    return str(chosen or "").strip()


def pending(job: Job) -> None:
    """Show the corrections noted, and redo the run with them."""
    noted = corrections_of(job)
    if not noted.rows:
        return
    st.subheader("更正 / Corrections", anchor=False)
    frame = pd.DataFrame(
        [(WHAT.get(r.what, r.what), r.key, ACTION_NAMES[r.action], r.value) for r in noted.rows],
        columns=["what", "key", "action", "value"],
    )
    titles = {"what": "对象", "key": "名称", "action": "动作", "value": "改为"}
    st.html(as_html(new_table(frame, name="corrections", title="", titles=titles)))
    file = _file(job)
    words = [*_run_of(job), "--resume", "--corrections", str(file)]
    left, right = st.columns(2)
    if not job.commands:
        st.info(
            "这个文件夹不是在网页里分析的：更正已存成文件，用下面的命令重做 / Saved; redo it with the command below."
        )
    elif left.button("按更正重做 / Redo with the corrections", type="primary", key="redo"):
        st.session_state["back"] = "posts"
        job.start(words, ["report", str(job.out), "--format", "docx"])
        st.rerun()
    if right.button("撤销全部更正 / Take all back", key="undo"):
        _save(job, Corrections())
        st.rerun()
    show_command(*words)


def corrections_of(job: Job) -> Corrections:
    """Return the corrections noted so far; those of the run where the page has noted none."""
    try:
        if _file(job).exists():
            return read_corrections(_file(job))
        return Corrections(tuple(Correction(**row) for row in open_run(job.out).manifest.get("corrections", [])))
    except (ConfigError, TypeError) as error:
        tell_error("更正表读不了", error, job)
        return Corrections()


def _save(job: Job, corrections: Corrections) -> None:
    tried = job.folder / "corrections.new.tsv"
    write_corrections(corrections, tried)
    read_corrections(tried)
    tried.replace(_file(job))


def _file(job: Job) -> Path:
    return job.folder / "corrections.tsv"


def _run_of(job: Job) -> list[str]:
    """Return the command of the run without earlier corrections."""
    words = job.commands[0] if job.commands else ["run", "FILES", "-o", str(job.out)]
    return words[: words.index("--resume")] if "--resume" in words else words
