"""The page itself, as Streamlit runs it: which job this tab looks at, and the pages that it has."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from markupsafe import escape

from jobmine.app.jobs import Job
from jobmine.app.parts import tell_error
from jobmine.app.shelf import find_job
from jobmine.errors import JobmineError

RESULTS = {
    "overview": "概况 Overview",
    "posts": "岗位 Posts",
    "terms": "词项 Terms",
    "tasks": "任务 Tasks",
    "scarce": "紧缺 Scarcity",
    "pay": "薪酬 Pay",
    "curriculum": "课程 Curriculum",
    "clouds": "词云 Clouds",
    "quality": "质量 Quality",
}  # result pages: module and title


def main() -> None:
    """Write the page that is asked for."""
    st.set_page_config(page_title="jobmine 招聘需求分析", layout="wide", initial_sidebar_state="collapsed")
    st.session_state["home"] = Path(sys.argv[1])
    job = _job_of_tab(st.session_state["home"])
    done = job is not None and job.status == "finished"
    page = _choose_page(job) if job is not None and done else "start"
    try:
        import_module(f"jobmine.app.{page}").show()
    except (JobmineError, OSError) as error:
        tell_error("这一页做不出来 / cannot be shown", error, job)


def _job_of_tab(home: Path) -> Job | None:
    """Return the job of this tab: chosen in it, or named by its address."""
    if "job" not in st.session_state:
        st.session_state["job"] = find_job(home, st.query_params.get("job", ""))
    job: Job | None = st.session_state["job"]
    if job is not None:
        st.query_params["job"] = job.id
    return job


def _choose_page(job: Job) -> str:
    """Let a person go from page to page; the address keeps the page, so that it can be loaded again."""
    pages = {"start": "开始 Start"} | RESULTS
    if find_spec("jobmine.pipeline.curricula") is None:
        del pages["curriculum"]
    go = st.session_state.pop("go", "") or ("" if "page" in st.session_state else st.query_params.get("page", ""))
    if go in pages:
        st.session_state["page"] = go
    st.session_state.setdefault("page", "overview")
    st.html(f"<small>{escape(job.facts['title'])}　{escape(job.facts['created'])}</small>")
    chosen = st.segmented_control(
        "页 / Page", pages, format_func=pages.__getitem__, key="page", required=True, label_visibility="collapsed"
    )
    page = chosen or "overview"
    st.query_params["page"] = page
    return page


if __name__ == "__main__":
    main()
