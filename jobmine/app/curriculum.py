"""课程: a training plan beside what postings ask for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import streamlit as st

from jobmine.app.jobs import Job
from jobmine.app.parts import current_job, head, offer_file, read_table, show_command, show_table, tell_error
from jobmine.app.shelf import safe_names
from jobmine.pipeline.runs import open_run
from jobmine.schema import SCHOOL_LEVELS

FIRST = ("alignment", "conformity", "courses")
_LONGEST = 900  # seconds


def show() -> None:
    """Write the page."""
    job = current_job()
    head("课程对照", "Curriculum", "上传人才培养方案，与招聘要求和专业教学标准对照 / a plan beside demand and standard")
    scope = open_run(job.out).manifest["settings"]["scope"]
    plan = st.file_uploader(
        "人才培养方案（Word、Excel、CSV、文本 PDF）/ Training plan", ["docx", "xlsx", "csv", "pdf"], key="plan"
    )
    left, right = st.columns(2)
    major = left.text_input("专业名称或代码 / Major", scope["major"], key="plan-major")
    level = right.selectbox(
        "学校层次 / School level", SCHOOL_LEVELS, index=_place(scope["school_level"]), key="plan-level"
    )
    out = job.folder / "align"
    file = job.folder / (f"plan-{safe_names([plan.name])[0]}" if plan else "plan.docx")
    command = ["align", str(job.out), "--plan", str(file), "--major", major, "--school-level", level, "-o", str(out)]
    if st.button("对照 / Align", type="primary", key="align", disabled=not (plan and major.strip())) and plan:
        file.write_bytes(plan.getbuffer())
        with st.spinner("正在对照 … / aligning"):
            _align(job, command, out)
    _results(job, out)
    show_command(*command)


def _place(level: str) -> int:
    return SCHOOL_LEVELS.index(level) if level in SCHOOL_LEVELS else SCHOOL_LEVELS.index("高职")


def _align(job: Job, command: list[str], out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    words = [sys.executable, "-m", "jobmine", *command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=_LONGEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        tell_error("用时太长，已停止 / stopped", error, job)
        return
    if done.returncode:
        last = (done.stderr.strip() or "?").splitlines()[-1]
        tell_error("对照不了", last.removeprefix("jobmine: error: "), job)
    else:
        (out / "told.txt").write_text(done.stdout, encoding="utf-8")


def _results(job: Job, out: Path) -> None:
    if not (out / "told.txt").exists():
        return
    st.text(job.plain((out / "told.txt").read_text(encoding="utf-8")))
    for file in sorted(path for path in out.iterdir() if path.suffix in (".xlsx", ".docx")):
        offer_file(file, f"下载 {file.name}", f"align-{file.name}")
    names = [path.stem for path in sorted((out / "tables").glob("*.csv")) if path.stem != "notes"]
    for name in sorted(names, key=lambda name: (name not in FIRST, FIRST.index(name) if name in FIRST else 0, name)):
        show_table(read_table(job, name, out / "tables"), f"align-{name}", rows=25)
