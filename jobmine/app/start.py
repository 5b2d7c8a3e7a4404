"""The first page: files or a run folder in, then the steps of a job, and the list of jobs."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from jobmine.app.jobs import Job
from jobmine.app.parts import head, show_command, shown, tell_error
from jobmine.app.shelf import check_folder, create_job, list_jobs, safe_names
from jobmine.errors import ConfigError

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "xlsm", "json", "jsonl", "parquet", "zip"]


def show() -> None:
    """Write the step that the job of this tab is at."""
    job: Job | None = st.session_state["job"]
    if job is None:
        _choose()
        return
    if (status := job.status) == "finished":
        _finished(job)
    else:  # the modules of a step are loaded when it comes: the first page is there at once
        step = "progress" if status != "new" else "scope" if (job.folder / "columns.json").exists() else "columns"
        import_module(f"jobmine.app.{step}").show(job)
    if st.button("← 换一份数据 / Other files", key="other"):
        open_job(None)


def open_job(job: Job | None, go: str = "") -> None:
    """Look at another job in this tab."""
    st.session_state["job"] = job
    st.session_state.pop("page", None)
    st.query_params.clear()
    st.session_state["go"] = go
    st.rerun()


def _choose() -> None:
    head("招聘需求分析", "From job postings to evidence", "文件只留在这台电脑上 / files stay on this computer")
    files = st.file_uploader(
        "① 选择招聘文件，可以几个一起拖进来 / Choose files of postings, or drop them here",
        accept_multiple_files=True,
        key="files",
        help="智联、51job、BOSS 等导出的 Excel、CSV、JSON、ZIP；列名自动识别，没有表头也行。",
    )
    if files and st.button("读入文件 / Read the files", type="primary", key="read"):
        names = safe_names([file.name for file in files])
        job = create_job(st.session_state["home"], "、".join(names), names)
        for file, path in zip(files, job.inputs, strict=True):
            path.write_bytes(file.getbuffer())
        open_job(job)
    with st.expander("打开已有的结果文件夹 / Open a run folder"):
        _open_folder()
    _list()


def _open_folder() -> None:
    path = st.text_input("结果文件夹（jobmine run 的 -o）/ Folder that `jobmine run` left", key="folder")
    if st.button("打开 / Open", key="open-folder") and path:
        try:
            folder = check_folder(path)
        except (ConfigError, OSError) as error:
            tell_error("打不开", error)
            return
        open_job(create_job(st.session_state["home"], folder.name, out=folder), "overview")


def _list() -> None:
    jobs = list_jobs(st.session_state["home"])
    if not jobs:
        return
    st.subheader("以前的分析 / Earlier jobs", anchor=False)
    for job in jobs[:20]:
        words = f"{job.facts['created']}　{job.facts['title'][:60]}　{shown(job.status, 'job')}"
        if st.button(words, key=f"job-{job.id}", width="stretch"):
            open_job(Job(job.folder), "overview")


def _finished(job: Job) -> None:
    head("完成", "Done", "结果在上面的各页 / the results are on the pages above")
    if job.commands:
        show_command(*job.commands[0])
