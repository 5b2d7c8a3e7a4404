"""概况: what was read, what is in scope, and the documents to take away."""

from __future__ import annotations

import streamlit as st

from jobmine.app.parts import current_job, head, offer_file, read_table, show_command, show_figures, show_table
from jobmine.pipeline.documents import write_report
from jobmine.pipeline.runs import open_run


def show() -> None:
    """Write the page."""
    job = current_job()
    head("概况", "Overview", job.facts["title"])
    manifest = open_run(job.out).manifest
    left, middle, right = st.columns(3)
    with left:
        if not offer_file(job.out / "report.docx", "下载 Word 报告 report.docx", "docx") and st.button(
            "生成 Word 报告 / Write the Word report", key="write-docx", width="stretch"
        ):
            with st.spinner("正在写 … / writing"):
                write_report(open_run(job.out), formats=("docx",))
            st.rerun()
    with middle:
        offer_file(job.out / "report.html", "下载网页报告 report.html", "html")
    with right:
        offer_file(job.out / "tables.xlsx", "下载全部表格 tables.xlsx", "xlsx")
    read, counts = manifest["read"], manifest.get("counts", {})
    facts = {
        "读入 read": read["read"],
        "剔除 rejected": read["rejected"],
        "重复 duplicates": read["duplicates"],
        "范围内 in scope": manifest["scope"][-1]["kept"],
        "计数职位 n": counts.get("n", 0),
        "有可读要求 n_text": counts.get("n_text", 0),
    }
    for column, (name, value) in zip(st.columns(len(facts)), facts.items(), strict=True):
        column.metric(name, f"{value:,}")
    if manifest.get("period"):
        st.caption(f"时期 / period: {manifest['period']}")
    show_table(read_table(job, "funnel"), "funnel")
    for name in ("education", "experience", "city", "industry", "company_type"):
        if (table := read_table(job, f"overview_{name}")) is not None:
            show_table(table, name, rows=10)
    with st.expander("图 / Charts"):
        show_figures(job, ["overview_*"])
    for name, reason in manifest["left_out"].items():
        st.caption(f"未生成 / left out: {name}：{reason}")
    show_command(*(job.commands[0] if job.commands else ("report", job.out, "--format", "html,docx,xlsx")))
