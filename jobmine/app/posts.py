"""岗位: roles and posts, to be renamed, merged or dropped in place."""

from __future__ import annotations

import streamlit as st

from jobmine.app.mending import mend, pending
from jobmine.app.parts import current_job, head, read_table, show_command, show_figures, show_table


def show() -> None:
    """Write the page."""
    job = current_job()
    head("岗位与岗位群", "Posts and roles", "岗位群是相近职位的聚类，名称可改 / roles are clusters of alike postings")
    pending(job)
    tabs = st.tabs(["岗位群 Roles", "岗位 Posts", "市场名称归并 Titles", "学历与经验 By role"])
    for tab, name in zip(tabs[:2], ("roles", "posts"), strict=True):
        with tab:
            table = read_table(job, name)
            show_table(table, name)
            if table is not None:
                what = name.removesuffix("s")
                mend(job, what, table.frame[what].astype(str).head(1000).tolist())
    with tabs[2]:
        show_table(read_table(job, "titles"), "titles")
    with tabs[3]:
        for name in ("role_education", "role_experience", "role_company_type"):
            show_table(read_table(job, name), name, rows=20)
        show_figures(job, ["tree", "network"])
    show_command("review", job.out, "-o", "review.xlsx")
