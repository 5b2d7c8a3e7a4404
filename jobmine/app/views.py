"""Pages that show tables and pictures of a run, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from jobmine.app.parts import current_job, head, read_table, show_command, show_figures, show_table


def show_view(
    title: str, english: str, lead: str, tables: Sequence[str], figures: Sequence[str], command: Sequence[str]
) -> None:
    """Write a page of the tables that the run has, then pictures, then the command.

    Parameters
    ----------
    title, english, lead : str
        The head.
    tables, figures : sequence of str
        Names of tables; patterns of pictures.
    command : sequence of str
        ``RUN`` stands for the run folder.
    """
    job = current_job()
    head(title, english, lead)
    found = [table for name in tables if (table := read_table(job, name)) is not None and len(table.frame)]
    for table in found:
        show_table(table, table.meta["name"], rows=25 if len(found) > 1 else 50)
    drawn = show_figures(job, figures)
    if not found and not drawn:
        st.info("这份数据做不出这一页的内容 / These data do not allow what stands on this page.")
    show_command(*(str(job.out) if word == "RUN" else word for word in command))
