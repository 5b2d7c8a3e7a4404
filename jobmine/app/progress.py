"""Step 4: how far a run is; it goes on when the tab is closed."""

from __future__ import annotations

import streamlit as st

from jobmine.app.jobs import Job, progress_of
from jobmine.app.parts import head, show_command, shown, tell_error


def show(job: Job) -> None:
    """Show the progress of a job, or how it ended."""
    head(
        "④ 正在分析" if job.status == "running" else "分析没有完成",
        "Running" if job.status == "running" else "Not finished",
    )
    if job.status == "running":
        st.caption(
            "可以关掉这个标签页，分析会继续；回来在“以前的分析”里找到它。The run goes on when you close this tab."
        )
        _bar(job)
        if st.button("取消 / Cancel", key="cancel"):
            job.cancel()
    else:
        if job.status == "failed":
            tell_error("出错了", job.error, job)
        else:
            st.warning("已取消 / Cancelled.")
        if st.button("再试一次 / Try again", type="primary", key="retry"):
            job.start(*job.commands)
            st.rerun()
        if not job.facts.get("out") and st.button("改范围 / Change the scope", key="rescope"):
            (job.folder / "commands.json").unlink()
            st.rerun()
    show_command(*job.commands[0])


@st.fragment(run_every=1.0)
def _bar(job: Job) -> None:
    if job.status != "running":
        st.session_state["go"] = st.session_state.pop("back", "overview")
        st.rerun(scope="app")
    stage, part = progress_of(job.log)
    st.progress(part, text=f"{shown(stage, 'stage') if stage else '正在启动 / starting'} …")
