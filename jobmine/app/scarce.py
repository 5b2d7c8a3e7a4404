"""紧缺: scarce posts where there is a supply table, else the pressure of recruiting."""

from __future__ import annotations

from jobmine.app.views import show_view


def show() -> None:
    """Write the page."""
    show_view(
        "紧缺岗位与招聘压力",
        "Scarce posts",
        "没有供给表时只给招聘压力指数，不说“紧缺” / without supply only the pressure index",
        ["catalogue", "scarcity", "portrait", "pressure", "market"],
        ["quadrant"],
        ["scarcity", "RUN", "--table", "pressure", "-o", "招聘压力.xlsx"],
    )
