"""Options that several verbs share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.config import TAGGERS, Config
from jobmine.errors import ConfigError
from jobmine.schema import RAW_COLUMNS

if TYPE_CHECKING:
    from jobmine.engines.local import Progress

log = logging.getLogger(__name__)

Inputs = Annotated[
    list[str],
    typer.Argument(
        help="招聘文件、文件夹、通配符，或数据库 URL?table=表名。Files, folders, globs, or URL?table=NAME.",
        show_default=False,
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(help="列对应，如 text=职位描述,title=职位。Which column is what, over the automatic mapping."),
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="设置文件（TOML）。Settings; `jobmine config` prints all.")
]
Workers = Annotated[int | None, typer.Option(help="进程数，0 为每核一个。Processes; 0 is one a core.")]
Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", help="自己的词表，可给几个，盖过自带的。A lexicon of your own, or several."),
]
Tagger = Annotated[str | None, typer.Option(help=f"标注器：{'、'.join(TAGGERS)}。Which tagger.")]

Model = Annotated[
    str | None, typer.Option("--model", help="自己的模型文件夹（jobmine tune 所写）。A model of your own, for fast.")
]


def load_config(path: Path | None) -> Config:
    """Return the settings of a file, or the default ones."""
    return Config.from_file(path) if path else Config()


def lexicon_paths(given: list[Path] | None) -> tuple[str, ...] | None:
    """Return ``--lexicon`` as a setting; None where the option is not given."""
    return tuple(map(str, given)) if given else None


def parse_columns(text: str | None) -> dict[str, str]:
    """Return ``--columns text=职位描述,title=职位`` as a mapping from field to header.

    Examples
    --------
    >>> parse_columns("text=职位描述,title=职位")
    {'text': '职位描述', 'title': '职位'}
    """
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    for field, sign, header in pairs:
        if not sign or not header or field.strip() not in RAW_COLUMNS:
            raise ConfigError(f"--columns {field}{sign}{header}: needed FIELD=HEADER; fields: {', '.join(RAW_COLUMNS)}")
    return {field.strip(): header.strip() for field, _, header in pairs}


def parse_dimensions(text: str | None) -> tuple[str, ...] | None:
    """Return ``--by industry,city`` as names; None where the option is not given."""
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())


@contextmanager
def progress_bars() -> Iterator[Callable[[str], Progress]]:
    """Give a maker of progress bars; where the output is no terminal progress goes to the log."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:

        def make(stage: str) -> Progress:
            if not console.is_terminal:
                return lambda done, rows: log.info("progress %s: %d of %d", stage, done, rows)
            task = bars.add_task(stage, total=None, visible=bool(stage))
            return lambda done, rows: bars.update(task, completed=done, total=rows)

        yield make
