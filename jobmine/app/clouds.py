"""词云: word clouds of the groups, and one of one's own choice."""

from __future__ import annotations

import streamlit as st

from jobmine.app.parts import current_job, head, offer_file, show_command, show_figures, shown, tell_error
from jobmine.errors import JobmineError
from jobmine.measure.demand import demand_table
from jobmine.pipeline.runs import open_run
from jobmine.schema import KINDS
from jobmine.show.clouds import draw_cloud

ALL = "全部 / all"


def show() -> None:
    """Write the page."""
    job = current_job()
    head("词云", "Word clouds", "字的大小是占比 / words are sized by their share")
    kind = st.selectbox(
        "画一张 / Draw one of", [ALL, *KINDS], format_func=lambda name: shown(name, "kind"), key="cloud-kind"
    )
    words = st.slider("词数 / Words", 20, 200, 100, 10, key="cloud-words")
    target = job.folder / f"cloud-{'all' if kind == ALL else kind}-{words}.png"
    asked = [] if kind == ALL else ["--kind", kind]
    if st.button("画 / Draw", type="primary", key="draw"):
        try:
            with st.spinner("正在画 … / drawing"):
                table = demand_table(open_run(job.out), ("all",), kind=None if kind == ALL else kind, top_n=words)
                draw_cloud(table, target, max_words=words)
        except (JobmineError, ValueError) as error:
            tell_error("画不出", error)
    if target.exists():
        st.image(str(target), width="stretch", alt="词云")
        left, right = st.columns(2)
        with left:
            offer_file(target, "下载 PNG", "cloud-png")
        with right:
            offer_file(target.with_suffix(".svg"), "下载 SVG", "cloud-svg")
    show_command("wordcloud", job.out, *asked, "--words", words, "-o", "词云.png")
    st.subheader("各组的词云 / Clouds of the groups", anchor=False)
    if not show_figures(job, ["cloud-*"]):
        st.info("没有职位描述文本，所以没有词云 / No texts, so no clouds.")
