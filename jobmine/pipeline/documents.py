"""Documents of a finished run, written when they are asked for: reports and profiles."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from jobmine.config import Config
from jobmine.engines.workers import Workers
from jobmine.errors import ConfigError, ReadError
from jobmine.measure.demand import demand_table
from jobmine.measure.dimensions import DIMENSIONS
from jobmine.measure.overview import mix_table, overview_tables
from jobmine.measure.pay import pay_table
from jobmine.measure.relation import literal
from jobmine.measure.stored import read_tables
from jobmine.measure.table import Table, write_excel
from jobmine.pipeline.folder import Run, table_paths
from jobmine.pipeline.kept_tables import kept_tables
from jobmine.pipeline.measuring import measure_run
from jobmine.pipeline.reporting import draw_figures
from jobmine.show.accounts import account_tables, index_table, named_sheets
from jobmine.show.chapters import build_report
from jobmine.show.examples import with_examples
from jobmine.show.materials import read_materials
from jobmine.show.outline import Draft
from jobmine.show.profile import build_profile
from jobmine.show.profile import write_profile as save_profile
from jobmine.show.report import write_html
from jobmine.show.wordreport import write_word

FORMATS = ("html", "docx", "xlsx")
ALIGNMENT = ("conformity", "alignment", "actions", "specification", "periods")


def write_report(
    done: Run,
    *,
    formats: Sequence[str] = FORMATS,
    template: str | Path = "",
    materials: str | Path | None = None,
    alignment: str | Path | None = None,
    title: str = "",
    organisation: str = "",
    examples: bool = True,
    out: str | Path | None = None,
) -> list[Path]:
    """Write the report of a finished run anew.

    Parameters
    ----------
    done : Run
    formats : sequence of str
        Any of ``html``, ``docx``, ``xlsx``.
    template : str or path
        For Word: 调研报告, 专业设置论证, 岗位画像, or a .docx with place-holders.
    materials : path, optional
        A folder of texts and tables of one's own, set into the Word report.
    alignment : path, optional
        What :func:`jobmine.pipeline.curricula.align_plan` wrote: the training plan beside demand and standard;
        by default the folder ``alignment`` of the run, where there is one.
    title, organisation : str
        Title of the report, which is that of the run where it is empty; who hands it in.
    examples : bool
        Whether sentences of postings are quoted.
    out : path, optional
        A folder, or a file where one format is asked for; by default the run folder.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    ConfigError
        If a format or template is unknown.
    ReadError
        If materials or the alignment cannot be read.
    """
    targets = _targets(done.path, formats, out)
    config = Config.from_dict(done.manifest["settings"]).override(
        show__title=title or None, show__examples=None if examples else False
    )
    with Workers(config.run.workers) as workers:
        made, left_out = measure_run(done, config, table_paths(done.path), workers)
        manifest = {**done.manifest, "settings": config.to_dict(), "left_out": left_out}
        made |= kept_tables(done, made)
        made |= account_tables(manifest)
        made["index"] = index_table(made)
        made |= _alignment(done.path, alignment, examples)
        drawn = targets.keys() - {"xlsx"}
        figures = draw_figures(made, done.path / "figures", config, workers) if drawn else {}
    report = build_report(made, figures, manifest)
    for kind, path in targets.items():
        if kind == "html":
            write_html(with_examples(report, done) if examples else report, path)
        elif kind == "docx":
            parts = read_materials(materials) if materials else {}
            write_word(
                Draft(report, made, figures, manifest, parts), path, template=template, organisation=organisation
            )
        else:
            write_excel(named_sheets(made), path, config.show.sheet_rows)
    return list(targets.values())


def write_profile(done: Run, dimension: str, value: str, path: str | Path) -> Path:
    """Write the profile of one role, post or employer as one page, beside all other postings in scope.

    Parameters
    ----------
    done : Run
    dimension : str
        ``role``, ``post`` or ``employer``.
    value : str
        Its name.
    path : path
        A .html, .docx or .png file.

    Raises
    ------
    ConfigError
        If no posting in scope has that name, or for another kind of file.
    """
    config = Config.from_dict(done.manifest["settings"])
    of_it, others = (f"{dimension} {sign} {literal(value)}" for sign in ("=", "<>"))
    names = mix_table(done, dimension, config=config.measure).frame[dimension].tolist()
    if value not in names:
        near = get_close_matches(value, names, n=3) or names[:3]
        raise ConfigError(f"no posting in scope with {dimension} {value!r}; there are {', '.join(near)} …")
    tables = {
        "pay": pay_table(done, ("all",), of_it, config=config.measure),
        "pay_rest": pay_table(done, ("all",), others, config=config.measure),
        **overview_tables(done, of_it, config=config.measure),
    }
    if done.has("mentions"):
        tables["demand"] = demand_table(done, ("all",), of_it, against=others, config=config.measure)
    source = "、".join(str(entry["name"]) for entry in done.manifest["inputs"])
    source = "，".join(filter(None, [source, done.manifest.get("period")]))
    profile = build_profile(value, DIMENSIONS[dimension].title, tables, source)
    return save_profile(profile, path, font=config.show.font)


def _alignment(folder: Path, given: str | Path | None, examples: bool) -> dict[str, Table]:
    """Return the tables of a training plan, each with the file that has it whole."""
    place = Path(given) if given else folder / "alignment"
    if not given and not place.is_dir():
        return {}
    inside = place / "tables" if (place / "tables").is_dir() else place
    found = read_tables(inside, ALIGNMENT)
    if not found:
        raise ReadError(f"{str(place)!r} has none of {', '.join(ALIGNMENT)}; name the folder that jobmine align wrote")
    where = inside.relative_to(folder) if inside.is_relative_to(folder) else inside.relative_to(place.parent)
    return {
        name: Table(
            table.frame if examples else table.frame.drop(columns="example", errors="ignore"),
            {**table.meta, "file": (where / f"{name}.csv").as_posix()},
        )
        for name, table in found.items()
    }


def _targets(folder: Path, formats: Sequence[str], out: str | Path | None) -> dict[str, Path]:
    """Return the file of each format."""
    if unknown := set(formats) - set(FORMATS) or (set() if formats else {"(none)"}):
        raise ConfigError(f"report format {', '.join(sorted(unknown))}; allowed: {', '.join(FORMATS)}")
    place = Path(out or folder)
    if place.suffix.lower().removeprefix(".") in FORMATS:
        if [place.suffix.lower().removeprefix(".")] != list(formats):
            raise ConfigError(f"-o {str(place)!r} for {', '.join(formats)}; name a folder, or a file of the one format")
        return {formats[0]: place}
    return {kind: place / ("tables.xlsx" if kind == "xlsx" else f"report.{kind}") for kind in formats}
