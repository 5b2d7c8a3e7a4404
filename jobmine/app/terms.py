"""词项: what is asked for, by kind, with the postings that ask for it and every mention marked."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from jobmine.app.mending import mend
from jobmine.app.parts import current_job, head, show_command, show_table, shown
from jobmine.measure.demand import demand_table
from jobmine.measure.table import Table
from jobmine.pipeline.folder import Run
from jobmine.pipeline.runs import open_run
from jobmine.schema import KINDS
from jobmine.show.passages import find_passages, mark_spans

PER_PAGE = 5
COLUMNS = ("term", "aspect", "n", "share", "share_low", "share_high", "flag")


def show() -> None:
    """Write the page."""
    job = current_job()
    head("词项", "Terms", "占比 = 要求它的职位 ÷ 有可读要求的职位 / share of postings with readable requirements")
    done = open_run(job.out)
    if not done.has("mentions"):
        st.info("没有职位描述文本，所以没有词项 / No texts, so no terms.")
        return
    kind = st.segmented_control(
        "类别 / Kind", KINDS, format_func=lambda name: shown(name, "kind"), default=KINDS[0], required=True, key="kind"
    )
    table = _terms(str(done.path), (done.path / "manifest.json").stat().st_mtime_ns, kind)
    terms = table.frame["term"].head(1000).tolist()
    term = st.selectbox(
        "打开一个词项，看要求它的职位 / Open a term",
        terms,
        index=None,
        placeholder="选择或输入 / choose or type",
        key=f"term-{kind}",
    )
    if term:
        _postings(done, kind, term)
        mend(job, "term", [term], kind)
    show_table(table, f"terms-{kind}", title=False, rows=25)
    show_command("demand", job.out, "--by", "all", "--kind", kind, "-o", f"terms-{kind}.xlsx")


@st.cache_data(max_entries=16, show_spinner="正在计数 … / counting")
def _terms(folder: str, changed: int, kind: str) -> Table:
    made = demand_table(open_run(folder), ("all",), kind=kind)
    return Table(made.frame[[name for name in COLUMNS if name in made.frame]], made.meta | {"notes": []})


def _postings(done: Run, kind: str, term: str) -> None:
    n = find_passages(done, kind, term, most=0)[1]
    st.subheader(f"{n:,} 条职位要求：{term}", anchor=False)
    at = st.pagination(max(-(-n // PER_PAGE), 1), key=f"passages-{kind}-{term}") - 1 if n > PER_PAGE else 0
    for passage in find_passages(done, kind, term, first=PER_PAGE * at, most=PER_PAGE)[0]:
        about = "　".join(filter(None, (passage.company, passage.city)))
        st.html(
            Markup('<p><b>{}</b> <small>{}</small></p><div class="jm-text">{}</div><hr>').format(
                passage.title, about, mark_spans(passage.text, passage.spans)
            )
        )
