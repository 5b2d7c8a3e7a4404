"""薪酬: what is offered."""

from __future__ import annotations

from jobmine.app.views import show_view


def show() -> None:
    """Write the page."""
    show_view(
        "薪酬",
        "Pay",
        "元/月；职位少于 10 条的组不给分位数 / yuan a month; no quantiles under 10 postings",
        ["pay_role", "pay", "ladder"],
        ["pay", "pay_*"],
        ["market", "RUN", "--table", "pay", "-o", "薪酬.xlsx"],
    )
