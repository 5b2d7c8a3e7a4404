"""The application: its verbs, and errors as one line."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from jobmine._version import __version__
from jobmine.cli.align import align_cli
from jobmine.cli.audit import audit_cli
from jobmine.cli.discover import discover_cli, lexicon_app
from jobmine.cli.evaluate import evaluate_cli
from jobmine.cli.export import export_cli
from jobmine.cli.extract import extract_cli
from jobmine.cli.forms import config_cli, template_cli
from jobmine.cli.index import index_cli
from jobmine.cli.label import label_cli, tune_cli
from jobmine.cli.majors import majors_cli
from jobmine.cli.market import compare_cli, market_cli, trends_cli
from jobmine.cli.match import match_cli
from jobmine.cli.page import app_cli
from jobmine.cli.policy import cowords_cli, policy_cli
from jobmine.cli.read import read_cli
from jobmine.cli.report import profile_cli, report_cli
from jobmine.cli.review import review_cli
from jobmine.cli.run import demo_cli, run_cli
from jobmine.cli.sensitivity import sensitivity_cli
from jobmine.cli.survey import survey_cli
from jobmine.cli.tables import demand_cli, scarcity_cli, wordcloud_cli
from jobmine.cli.tasks import tasks_cli
from jobmine.cli.topics import topics_cli
from jobmine.cli.weights import weights_cli
from jobmine.errors import JobmineError

app = typer.Typer(
    name="jobmine",
    help="招聘启事 → 知识·能力·素养·证书·专业、岗位、紧缺岗位与报告。From Chinese job postings to evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


@app.callback(invoke_without_command=True)
def _settings(
    version: Annotated[bool, typer.Option("--version", help="显示版本。Show the version.")] = False,
    log_level: Annotated[str, typer.Option(help="日志级别。debug, info, warning or error.")] = "warning",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只报告错误。Report errors only.")] = False,
) -> None:
    level = "error" if quiet else log_level
    if level not in ("debug", "info", "warning", "error"):
        raise typer.BadParameter(f"{level!r}; allowed: debug, info, warning, error", param_hint="--log-level")
    logging.basicConfig(level=level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    if version:
        typer.echo(f"jobmine {__version__}")
        raise typer.Exit


app.command("run")(run_cli)
app.command("demo")(demo_cli)
app.command("app")(app_cli)
app.command("read")(read_cli)
app.command("extract")(extract_cli)
app.command("demand")(demand_cli)
app.command("scarcity")(scarcity_cli)
app.command("market")(market_cli)
app.command("trends")(trends_cli)
app.command("compare")(compare_cli)
app.command("index")(index_cli)
app.command("survey")(survey_cli)
app.command("audit")(audit_cli)
app.command("cowords")(cowords_cli)
app.command("policy")(policy_cli)
app.command("match")(match_cli)
app.command("align")(align_cli)
app.command("majors")(majors_cli)
app.command("tasks")(tasks_cli)
app.command("topics")(topics_cli)
app.command("wordcloud")(wordcloud_cli)
app.command("report")(report_cli)
app.command("profile")(profile_cli)
app.command("weights")(weights_cli)
app.command("sensitivity")(sensitivity_cli)
app.command("export")(export_cli)
app.command("label")(label_cli)
app.command("evaluate")(evaluate_cli)
app.command("tune")(tune_cli)
app.command("discover")(discover_cli)
app.add_typer(lexicon_app, name="lexicon")
app.command("review")(review_cli)
app.command("template")(template_cli)
app.command("config")(config_cli)


def main() -> None:
    """Run the command line; an error of ours is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):  # UTF-8 also where the console says otherwise
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    try:
        app()
    except JobmineError as error:
        _fail(" ".join(str(error).split("\n")))
    except OSError as error:
        if error.errno is None:
            raise
        _fail(
            f"{error.strerror}: {error.filename or ''}（磁盘已满、无权限或被占用？disk full, no permission, in use?）"
        )
    except KeyboardInterrupt:
        _fail("已中断；用 --resume 继续。interrupted; --resume goes on")


def _fail(message: str) -> None:
    typer.echo(f"jobmine: error: {message}", err=True)
    sys.exit(2)
