"""`jobmine topics`: topics of what postings ask for, from a finished run or from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jobmine.cli.discover import of_files, of_run
from jobmine.cli.options import Columns, ConfigFile, Inputs, Tagger, Workers, load_config, parse_columns, progress_bars
from jobmine.errors import ConfigError


def topics_cli(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。The folder of the tables.")],
    topics: Annotated[int, typer.Option(min=0, help="主题数，0 按一致性选定。Topics; 0 chooses by NPMI.")] = 0,
    how: Annotated[str, typer.Option(help="nmf（快）或 lda（gensim）。Which model.")] = "nmf",
    passes: Annotated[int, typer.Option(min=1, help="lda 的遍数。Passes of lda.")] = 10,
    columns: Columns = None,
    tagger: Tagger = None,
    config: ConfigFile = None,
    workers: Workers = None,
) -> None:
    """主题：要求的知识、能力、证书分成若干主题，附一致性。Topics of what is asked for, with their coherence."""
    from jobmine.measure.table import write_csv
    from jobmine.model.topics import HOWS, find_topics

    if how not in HOWS:
        raise ConfigError(f"--how {how!r}; allowed: {', '.join(HOWS)}")
    settings = load_config(config).override(extract__tagger=tagger, run__workers=workers)
    if len(inputs) == 1 and Path(inputs[0], "manifest.json").exists():
        mentions = of_run(Path(inputs[0]))[1]
    else:
        mentions = of_files(inputs, parse_columns(columns), settings)[1]
    seed = settings.run.random_state
    with progress_bars() as progress:
        found = find_topics(
            mentions, n_topics=topics, how=how, passes=passes, random_state=seed, progress=progress("topics")
        )
    if found.topics.empty:
        raise ConfigError(f"{', '.join(inputs)}: too few postings with terms for topics; needed: 20 and more")
    out.mkdir(parents=True, exist_ok=True)
    write_csv(found.topics, out / "topics.csv")
    write_csv(found.postings, out / "posting_topics.csv")
    write_csv(found.search, out / "topic_search.csv")
    typer.echo(f"{len(found.topics)} 个主题，{len(found.postings)} 条职位 → {out}")
