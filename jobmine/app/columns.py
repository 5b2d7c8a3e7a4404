"""Step 2: what each column was taken for, to be confirmed or changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from jobmine.app.jobs import Job
from jobmine.app.parts import head, shown, tell_error
from jobmine.errors import JobmineError
from jobmine.pipeline.preview import preview_files
from jobmine.schema import RAW_COLUMNS

UNUSED = "（不用 not used）"


def show(job: Job) -> None:
    """Show the mapping; confirming it leads to the scope."""
    head("② 核对列的对应", "Which column is what", "不对的在“当作”一栏里改 / change what is wrong")
    seen = _seen(job)
    if seen is None:
        return
    names = {name: f"{shown(name, 'field')} {name}" for name in RAW_COLUMNS}
    frame = pd.DataFrame(seen["mapping"])
    told = frame.assign(
        field=[names.get(field, UNUSED) for field in frame["field"]], why=[shown(why, "why") for why in frame["why"]]
    )
    st.success(f"读到 {seen['n_kept']:,} 条职位，剔除 {seen['n_rejected']:,} 行 / postings read, rows rejected")
    for reason, n in list(seen["reasons"].items())[:3]:
        st.caption(f"剔除 {n:,} 行：{reason}")
    edited = st.data_editor(
        told[["column", "field", "why", *(["source"] if frame["source"].nunique() > 1 else [])]],
        hide_index=True,
        height="content",
        disabled=["column", "why", "source"],
        key="mapping",
        column_config={
            "column": "文件里的列 column",
            "field": st.column_config.SelectboxColumn("当作 field", options=[UNUSED, *names.values()], required=True),
            "why": "依据 why",
            "source": "文件 source",
        },
    )
    fields = {text: name for name, text in names.items()}
    changed = edited[(edited["field"] != told["field"]) & (edited["field"] != UNUSED)]
    given = {fields[row["field"]]: row["column"] for row in changed.to_dict("records")}
    if given and st.button("按改动重新读入 / Read again with the changes", key="again"):
        _read(job, seen["given"] | given)
        st.rerun()
    if st.button(
        "列对应正确，下一步 / The columns are right, go on", type="primary", key="confirm", disabled=bool(given)
    ):
        (job.folder / "columns.json").write_text(json.dumps(seen["given"], ensure_ascii=False), encoding="utf-8")
        st.rerun()


def given_columns(job: Job) -> str:
    """Return what was changed by hand, as ``--columns`` takes it."""
    given = json.loads((job.folder / "columns.json").read_text(encoding="utf-8"))
    return ",".join(f"{field}={column}" for field, column in given.items())


def _seen(job: Job) -> dict[str, Any] | None:
    if not (job.folder / "preview.json").exists() and not _read(job, {}):
        return None
    seen: dict[str, Any] = json.loads((job.folder / "preview.json").read_text(encoding="utf-8"))
    return seen


def _read(job: Job, given: dict[str, str]) -> bool:
    try:
        with st.spinner("正在读入 … / reading"):
            seen = preview_files(job.inputs, job.folder / "preview", columns=given)
    except (JobmineError, OSError) as error:
        tell_error("读不了这些文件 / cannot be read", error, job)
        return False
    record = asdict(seen) | {"given": given}
    (job.folder / "preview.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return True
