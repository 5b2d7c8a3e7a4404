"""jobmine: Chinese job postings to evidence.

Everything is loaded at first use, so that ``import jobmine`` costs next to nothing.

Examples
--------
>>> import jobmine as jm
>>> [(m.term, m.kind) for m in jm.extract_text("持低压电工证，责任心强")]
[('低压电工证', 'certificate'), ('责任心', 'quality')]
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobmine._version import __version__

if TYPE_CHECKING:
    from jobmine.config import Config, Scope
    from jobmine.errors import JobmineError
    from jobmine.extract.mentions import Mention, extract_text
    from jobmine.extract.sections import split_sections
    from jobmine.measure.demand import demand_table
    from jobmine.measure.market import market_table
    from jobmine.measure.table import Table
    from jobmine.measure.trends import trends_table
    from jobmine.normalise.salary import parse_salary
    from jobmine.pipeline.curricula import align_plan
    from jobmine.pipeline.documents import write_report
    from jobmine.pipeline.folder import Run
    from jobmine.pipeline.reporting import compare_runs, scarcity_table
    from jobmine.pipeline.runs import apply_corrections, open_run, run
    from jobmine.pipeline.steps import Extraction, Postings, extract_mentions, read_postings
    from jobmine.show import draw_cloud

_HOMES = {
    "Config": "config",
    "Extraction": "pipeline.steps",
    "JobmineError": "errors",
    "Mention": "extract.mentions",
    "Postings": "pipeline.steps",
    "Run": "pipeline.folder",
    "Scope": "config",
    "Table": "measure.table",
    "align_plan": "pipeline.curricula",
    "apply_corrections": "pipeline.runs",
    "compare_runs": "pipeline.reporting",
    "demand_table": "measure.demand",
    "draw_cloud": "show",
    "extract_mentions": "pipeline.steps",
    "extract_text": "extract.mentions",
    "market_table": "measure.market",
    "open_run": "pipeline.runs",
    "parse_salary": "normalise.salary",
    "read_postings": "pipeline.steps",
    "run": "pipeline.runs",
    "scarcity_table": "pipeline.reporting",
    "split_sections": "extract.sections",
    "trends_table": "measure.trends",
    "write_report": "pipeline.documents",
}

__all__ = [*sorted(_HOMES), "__version__"]  # read from the table above

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"jobmine.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'jobmine' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
