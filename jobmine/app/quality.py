"""质量: what was read, what was left out, and how the tables count."""

from __future__ import annotations

from jobmine.app.views import show_view


def show() -> None:
    """Write the page."""
    show_view(
        "质量",
        "Quality",
        "读入、剔除与口径 / rows read and rejected, and what the tables count",
        ["sample", "overview_source", "index"],
        [],
        ["evaluate", "GOLD.jsonl"],
    )
