"""`jobmine discover` and `jobmine lexicon add`: new terms, and a lexicon of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import (
    Columns,
    ConfigFile,
    Inputs,
    Lexicons,
    Tagger,
    Workers,
    lexicon_paths,
    load_config,
    parse_columns,
    progress_bars,
)
from jobmine.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

    from jobmine.config import Config

HOW = "动作 action：加入 add（改为 value 可填类别）、同义 synonym（改为 value 填词项）、丢弃 drop；空着的行不处理"

lexicon_app = typer.Typer(no_args_is_help=True, help="自己的词表。A lexicon of your own.")


def discover_cli(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件（.tsv），供人工填写动作。A sheet to edit.")],
    min_postings: Annotated[int, typer.Option(min=1, help="至少几条职位。Postings at least.")] = 3,
    min_employers: Annotated[int, typer.Option(min=1, help="至少几个用人单位。Employers at least.")] = 2,
    top: Annotated[int, typer.Option(min=1, help="列前 N 项。Rows of the list.")] = 500,
    no_examples: Annotated[bool, typer.Option("--no-examples", help="不引用招聘原文。Quote no postings.")] = False,
    lexicon: Lexicons = None,
    columns: Columns = None,
    tagger: Tagger = None,
    config: ConfigFile = None,
    workers: Workers = None,
) -> None:
    """词表里没有的新词项，按可信程度排列，供人工取舍。New terms for a person to decide on; also from a finished run."""
    if out.suffix != ".tsv":
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .tsv")
    from jobmine.extract.lexicon import load_lexicon
    from jobmine.measure.table import write_csv
    from jobmine.model.discovery import SHEET, discover_terms

    settings = load_config(config).override(
        extract__tagger=tagger, extract__lexicons=lexicon_paths(lexicon), run__workers=workers
    )
    lexicons = settings.extract.lexicons
    if len(inputs) == 1 and Path(inputs[0], "manifest.json").exists():
        postings, mentions, of_its_own = of_run(Path(inputs[0]))
        lexicons = lexicons or of_its_own
    else:
        postings, mentions = of_files(inputs, parse_columns(columns), settings)
    found = discover_terms(
        postings,
        mentions,
        lexicon=load_lexicon(*lexicons),
        min_postings=min_postings,
        min_employers=min_employers,
        top_n=top,
        examples=not no_examples and settings.show.examples,
    )
    sheet = found.assign(action="", value="")[list(SHEET)].rename(columns=SHEET)
    write_csv(sheet.round(4), out, separator="\t")
    typer.echo(f"{postings.num_rows} 条职位，{len(sheet)} 个新词项 → {out}")
    typer.echo(f"{HOW}；填好后：jobmine lexicon add {out} -o 我的词表.tsv")


@lexicon_app.command("add")
def lexicon_add_cli(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="填好动作的表（TSV、CSV、XLSX）。The edited sheet.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="词表（.tsv）；已有的续写。The lexicon, made or extended.")],
) -> None:
    """把填好的表写进自己的词表，供 --lexicon 使用。Write what was decided to a lexicon for --lexicon."""
    if out.suffix != ".tsv":
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .tsv")
    from collections import Counter

    from jobmine.extract.decisions import read_decisions
    from jobmine.extract.lexicon import read_lexicon
    from jobmine.extract.own_lexicon import apply_decisions, write_lexicon
    from jobmine.measure.table import replacing

    rows = read_decisions(sheet)
    if not any(row.action for row in rows):
        raise ConfigError(f"{str(sheet)!r} decides nothing: no row has an action；{HOW}")
    own = read_lexicon(out) if out.exists() else []
    entries = apply_decisions(rows, own)
    with replacing(out) as unfinished:
        write_lexicon(entries, unfinished)
    n = Counter(row.action for row in rows)
    typer.echo(f"加入 {n['add']}，同义 {n['synonym']}，丢弃 {n['drop']}，未定 {n['']} → {out}（{len(entries)} 个词项）")
    typer.echo(f"以后加上 --lexicon {out}，如 jobmine run 数据.csv -o out --lexicon {out}")


def of_files(inputs: list[str], columns: dict[str, str], config: Config) -> tuple[pa.Table, pa.Table]:
    """Return the postings of files, repeats left out, and their mentions."""
    from dataclasses import replace

    from jobmine.engines.local import LocalEngine
    from jobmine.normalise.duplicates import find_duplicates
    from jobmine.pipeline.steps import extract_mentions, read_postings

    with progress_bars() as progress:
        engine = LocalEngine(config.run.workers, progress("read"))
        read = read_postings(inputs, columns=columns, config=config, engine=engine)
        repeats = find_duplicates(read.table, config.normalise.near_duplicates)
        kept = replace(read, table=read.table.filter(repeats.is_null()))
        engine = LocalEngine(config.run.workers, progress("extract"))
        found = extract_mentions(kept, tagger=config.extract.tagger, config=config, engine=engine)
    return kept.table, found.mentions


def of_run(folder: Path) -> tuple[pa.Table, pa.Table, tuple[str, ...]]:
    """Return the postings of a finished run that its tables count, their mentions, and the user's lexicons."""
    from jobmine.pipeline.runs import open_run

    done = open_run(folder)
    if not done.has("mentions"):
        raise ConfigError(f"{str(folder)!r} has no mentions: its postings have no texts")
    counted = "(SELECT posting_id FROM posting_classes WHERE in_scope AND duplicate_of IS NULL)"
    postings = f"SELECT posting_id, text, employer FROM postings SEMI JOIN {counted} USING (posting_id)"  # noqa: S608
    mentions = f"SELECT mentions.* FROM mentions SEMI JOIN {counted} USING (posting_id)"  # noqa: S608
    return (
        done.sql(f"{postings} ORDER BY posting_id"),
        done.sql(f'{mentions} ORDER BY posting_id, start, "end", kind'),
        tuple(done.manifest["settings"]["extract"]["lexicons"]),
    )
