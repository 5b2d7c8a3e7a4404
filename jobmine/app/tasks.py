"""任务: typical tasks of each role."""

from __future__ import annotations

from jobmine.app.views import show_view


def show() -> None:
    """Write the page."""
    show_view(
        "典型工作任务",
        "Typical tasks",
        "调研候选，待专家确认 / candidates until experts confirm them",
        ["tasks"],
        [],
        ["tasks", "RUN", "-o", "职业能力分析表.xlsx"],
    )
