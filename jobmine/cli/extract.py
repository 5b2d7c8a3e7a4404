"""`jobmine extract`: texts to mentions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobmine.cli.options import (
    ConfigFile,
    Lexicons,
    Model,
    Tagger,
    Workers,
    lexicon_paths,
    load_config,
    progress_bars,
)
from jobmine.errors import ConfigError, ReadError

if TYPE_CHECKING:
    import pyarrow as pa

ID_FIELDS = ("posting_id", "id", "编号", "职位自编号")
TEXT_FIELDS = ("text", "req", "description", "职位描述", "岗位描述", "任职要求", "职位描述或任职要求")


def extract_cli(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="JSONL、CSV、XLSX 或 Parquet。One row a posting.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件：.jsonl 或 .parquet。The mentions.")],
    id_field: Annotated[str | None, typer.Option(help="编号所在的列。Column of the ids.")] = None,
    text_field: Annotated[str | None, typer.Option(help="文本所在的列。Column of the texts.")] = None,
    section: Annotated[
        str, typer.Option(help="requirements：文本是整条招聘；all：文本只有任职要求。What the texts are.")
    ] = "requirements",
    tagger: Tagger = None,
    model: Model = None,
    lexicon: Lexicons = None,
    config: ConfigFile = None,
    workers: Workers = None,
) -> None:
    """从文本中提取知识、能力、素养、证书、专业。Extract mentions; offsets are those of the text as given."""
    settings = load_config(config).override(
        extract__tagger=tagger,
        extract__model=model,
        extract__lexicons=lexicon_paths(lexicon),
        run__workers=workers,
    )
    if section not in ("requirements", "all"):
        raise ConfigError(f"--section {section!r}; allowed: requirements, all")
    if out.suffix not in (".jsonl", ".parquet"):
        raise ConfigError(f"-o {str(out)!r}; allowed: a file ending in .jsonl or .parquet")
    from jobmine.engines.local import LocalEngine
    from jobmine.pipeline.steps import extract_texts

    texts = read_texts(source, id_field, text_field)
    with progress_bars() as progress:
        found = extract_texts(texts, section, settings, LocalEngine(settings.run.workers, progress("extract")))
    write_extracted(found, out)
    typer.echo(f"{texts.num_rows} 条文本 → {out}")


def read_texts(source: Path, id_field: str | None, text_field: str | None) -> pa.Table:
    """Return ``posting_id`` and ``text`` of a file, the text untouched."""
    import pyarrow as pa

    from jobmine.read.plain import read_cells

    cells = read_cells(source)
    text = _column(source, cells, text_field, TEXT_FIELDS, "--text-field")
    if id_field is None and not set(ID_FIELDS) & set(cells.column_names):
        ids = pa.array([str(row) for row in range(cells.num_rows)])
    else:
        ids = cells[_column(source, cells, id_field, ID_FIELDS, "--id-field")]
    return pa.table({"posting_id": ids, "text": cells[text]})


def write_extracted(found: pa.Table, out: Path) -> None:
    """Write one object a posting (.jsonl), or the mentions table (.parquet)."""
    import json

    import pyarrow.parquet as pq

    from jobmine.measure.quality import to_record
    from jobmine.measure.table import replacing
    from jobmine.tables import explode

    with replacing(out) as unfinished:
        if out.suffix == ".parquet":
            pq.write_table(explode(found, "mentions", "mentions"), unfinished, compression="zstd")
            return
        with Path(unfinished).open("w", encoding="utf-8") as lines:
            for batch in found.to_batches():
                lines.writelines(json.dumps(to_record(row), ensure_ascii=False) + "\n" for row in batch.to_pylist())


def _column(source: Path, cells: pa.Table, asked: str | None, usual: tuple[str, ...], option: str) -> str:
    names = cells.column_names
    found = [name for name in ((asked,) if asked else usual) if name in names]
    if not found:
        raise ReadError(
            f"{source}: no column {asked or ' / '.join(usual)}; it has {', '.join(names)}; name one with {option}"
        )
    return str(found[0])
