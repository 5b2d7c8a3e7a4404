"""Parts that the pages share: heads, commands, tables by pages, pictures, downloads."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from jobmine.app.jobs import Job
from jobmine.app.markup import STYLE, as_html, filter_rows
from jobmine.measure.stored import read_tables
from jobmine.measure.table import Table
from jobmine.show.cells import show_value

PAGE_ROWS = 50


def current_job() -> Job:
    """Return the job that this tab looks at."""
    job: Job = st.session_state["job"]
    return job


def head(title: str, english: str, lead: str = "") -> None:
    """Write the head of a page: Chinese first, English beside."""
    st.html(STYLE)
    st.header(title, divider="gray", anchor=False)
    st.caption(f"{english}{'　' if lead else ''}{lead}")


def show_command(*words: object) -> None:
    """Show the command that does the same."""
    with st.expander("对应的命令 / The same on the command line"):
        st.code(shlex.join(["jobmine", *map(str, words)]), language="bash", wrap_lines=True)


def tell_error(lead: str, error: Exception | str, job: Job | None = None) -> None:
    """Say in one sentence what went wrong."""
    message = " ".join(str(error).split())
    st.error(_plain(f"{lead}：{job.plain(message) if job else message}"))


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-!|~$:" else letter for letter in text)


def read_table(job: Job, name: str, folder: Path | None = None) -> Table | None:
    """Return a table of the report with its title and base, None where the run has none."""
    path = (folder or job.out / "tables") / f"{name}.csv"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else None


@st.cache_data(max_entries=64, show_spinner=False)
def _read(path: Path, changed: int) -> Table:  # a name with an underscore would not be part of the key
    return read_tables(path.parent, [path.stem])[path.stem]


def show_table(table: Table | None, key: str, *, title: bool = True, rows: int = PAGE_ROWS) -> None:
    """Show a table by pages, with a filter; only the rows of a page are sent."""
    if table is None or table.frame.empty:
        st.info("本次运行没有这张表 / This run has no such table.")
        return
    frame = table.frame
    if title:
        n = f"　n = {table.meta['n']:,}" if table.meta.get("n") else ""
        st.subheader(f"{table.meta['title']}{n}", anchor=False)
    if len(frame) > 12:
        word = st.text_input(
            "筛选 / Filter", key=f"{key}-filter", placeholder="输入文字，只留含有它的行 / rows with this text"
        )
        frame = filter_rows(frame, word)
    at = 0
    if len(frame) > rows:
        at = rows * (st.pagination(-(-len(frame) // rows), key=f"{key}-page-{len(frame)}") - 1)
    st.html(as_html(Table(frame.iloc[at : at + rows], table.meta)))
    first, last = min(at + 1, len(frame)), min(at + rows, len(frame))
    st.caption(f"第 {first:,}–{last:,} 行，共 {len(frame):,} 行 / rows of {len(frame):,}")
    for note in table.meta.get("notes", []):
        st.caption(_plain(str(note)))


def show_figures(job: Job, patterns: Sequence[str], most: int = 12) -> int:
    """Show pictures of the run by the patterns of their names; return how many there are."""
    found = [path for pattern in patterns for path in sorted((job.out / "figures").glob(f"{pattern}.png"))][:most]
    for path in found:
        st.image(
            str(path), width="stretch", alt=path.stem, caption=path.stem.split("-")[-1] if "-" in path.stem else None
        )
    return len(found)


def offer_file(path: Path, words: str, key: str) -> bool:
    """Offer a file, which is read when it is asked for; return whether there is one."""
    if not path.exists():
        return False
    words = f"{words}（{path.stat().st_size / 1e6:.1f} MB）"
    st.download_button(
        words, data=path.read_bytes, file_name=path.name, key=key, on_click="ignore", type="primary", width="stretch"
    )
    return True


def shown(value: object, name: str) -> str:
    """Return a coded value by its Chinese label."""
    return show_value(value, name=name)
