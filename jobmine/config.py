"""Settings: one frozen dataclass a module, one TOML file for all of them.

A table of the file is a module, a key is a parameter, and the same name is used on the command
line. ``Config()`` is complete; an unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from jobmine.errors import ConfigError
from jobmine.schema import SCHOOL_LEVELS

TAGGERS = ("auto", "best", "fast", "lexicon")
ENGINES = ("local", "spark")


def _setting(
    default: Any, meaning: str, *, within: tuple[float, float] | None = None, choices: tuple[str, ...] = ()
) -> Any:
    return field(default=default, metadata={"help": meaning, "within": within, "choices": choices})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadConfig:
    """How files become raw rows."""

    max_rejected: float = _setting(0.5, "a run stops when more than this share of the rows is unusable", within=(0, 1))
    max_workbook_mb: int = _setting(300, "largest workbook or JSON array, megabytes unpacked", within=(1, 100_000))


@dataclass(frozen=True, kw_only=True, slots=True)
class NormaliseConfig:
    """How cells become typed fields."""

    mask_personal: bool = _setting(True, "mask phone numbers, e-mail addresses and chat ids")
    hours_per_month: float = _setting(174.0, "for pay by the hour", within=(1, 744))
    days_per_month: float = _setting(21.75, "for pay by the day", within=(1, 31))
    weeks_per_month: float = _setting(4.35, "for pay by the week", within=(1, 5))
    near_duplicates: float = _setting(
        0.9, "likeness from which a text repeats another; 1 finds exact repeats only", within=(0.5, 1)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Which postings the tables count. Marks rows, drops none; empty means no rule.

    Examples
    --------
    >>> Scope(major="数控技术", school_level="高职").school_level
    '高职'
    """

    major: str = _setting("", "name or code of a major in the catalogue")
    school_level: str = _setting("", "中职 高职 职业本科 本科", choices=("", *SCHOOL_LEVELS))
    region: str = _setting("", "province, city, or city cluster")
    period: str = _setting("", "from:to, as 2024-10:2025-03, by day of publication")
    where: str = _setting("", "one SQL expression over the columns of postings")

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtractConfig:
    """How texts become mentions."""

    tagger: str = _setting(
        "auto", "auto, best, fast or lexicon; auto takes best up to 10,000 postings, then fast", choices=TAGGERS
    )
    lexicons: tuple[str, ...] = _setting((), "lexicon files of your own; their entries override the shipped ones")
    model: str = _setting("", "folder of a model of your own, made by `jobmine tune`; the tagger is then fast")


@dataclass(frozen=True, kw_only=True, slots=True)
class AreasConfig:
    """Which areas 领域 postings are put in."""

    lists: tuple[str, ...] = _setting(("vocational",), "shipped lists of areas: vocational, scarce, key")
    files: tuple[str, ...] = _setting((), "area files of your own; they take the place of the shipped lists")


@dataclass(frozen=True, kw_only=True, slots=True)
class MajorsConfig:
    """Which majors lead to which work."""

    files: tuple[str, ...] = _setting((), "major maps of your own; a major in them loses the shipped rows")


@dataclass(frozen=True, kw_only=True, slots=True)
class RolesConfig:
    """How postings are grouped into roles."""

    n_clusters: int = _setting(0, "number of roles; 0 begins one with each common post", within=(0, 2000))
    min_postings: int = _setting(5, "smaller roles go to 其他", within=(1, 10_000))
    min_similarity: float = _setting(
        0.35, "postings less like the centre of their role, by cosine, go to 其他", within=(0, 1)
    )
    fit_sample: int = _setting(50_000, "postings that the roles are fitted on", within=(50, 10_000_000))


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureConfig:
    """How tables count."""

    by: tuple[str, ...] = _setting(
        (), "dimensions of the tables; empty chooses industry where it is filled for half of the postings, else role"
    )
    against: str = _setting("", "market, or an SQL expression: a group set beside the scope")
    top_n: int = _setting(20, "rows of a list", within=(1, 10_000))
    plain_from: int = _setting(30, "cells with fewer postings are marked 样本少", within=(1, 10_000))
    ratio_from: int = _setting(10, "cells with fewer postings show counts only", within=(1, 10_000))
    core_share: float = _setting(0.05, "core terms have at least this share", within=(0, 1))
    core_z: float = _setting(1.96, "and at least this log-odds z", within=(0, 100))
    tau: float = _setting(0.1, "half width of the balanced state of a post", within=(0, 10))
    scale_weight: float = _setting(0.5, "weight of demand against coverage in the scale of a post", within=(0, 1))
    scale_high: float = _setting(0.5, "scale from which a post counts as large", within=(0, 1))
    draws: int = _setting(500, "bootstrap draws", within=(50, 100_000))
    term_sets: tuple[str, ...] = _setting((), "files of term sets of your own, beside the shipped ones")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowConfig:
    """How tables become pictures and reports."""

    font: str = _setting("", "font file; empty takes an installed Chinese font")
    cloud_words: int = _setting(100, "words of a cloud", within=(1, 2000))
    clouds: int = _setting(12, "clouds of a run, one for each of the largest groups", within=(0, 1000))
    sheet_rows: int = _setting(
        10_000, "rows of a sheet of the workbook: those with most postings; CSV files have all", within=(1, 1_048_575)
    )
    examples: bool = _setting(True, "quote sentences of postings in reports")
    title: str = _setting("招聘需求分析报告", "title of the report")


@dataclass(frozen=True, kw_only=True, slots=True)
class RunConfig:
    """How a run is carried out."""

    workers: int = _setting(0, "processes; 0 is one a core", within=(0, 1024))
    memory: float = _setting(0.0, "gigabytes for counting tables; 0 is most of the machine's", within=(0, 10_000))
    random_state: int = _setting(0, "seed of everything random", within=(0, 2**32 - 1))
    engine: str = _setting("local", "local: this machine; spark: Spark, see docs/spark.md", choices=ENGINES)
    master: str = _setting("local[*]", "master of Spark, as local[2] or spark://host:7077; empty: as Spark is set up")


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """Every setting of a run.

    Examples
    --------
    >>> Config().measure.plain_from
    30
    >>> Config.from_dict({"roles": {"n_cluster": 5}})
    Traceback (most recent call last):
    ...
    jobmine.errors.ConfigError: unknown setting roles.n_cluster (did you mean n_clusters?)
    """

    run: RunConfig = field(default_factory=RunConfig)
    read: ReadConfig = field(default_factory=ReadConfig)
    normalise: NormaliseConfig = field(default_factory=NormaliseConfig)
    scope: Scope = field(default_factory=Scope)
    extract: ExtractConfig = field(default_factory=ExtractConfig)
    areas: AreasConfig = field(default_factory=AreasConfig)
    majors: MajorsConfig = field(default_factory=MajorsConfig)
    roles: RolesConfig = field(default_factory=RolesConfig)
    measure: MeasureConfig = field(default_factory=MeasureConfig)
    show: ShowConfig = field(default_factory=ShowConfig)

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> Config:
        """Return the defaults with the given settings changed.

        Raises
        ------
        ConfigError
            With every mistake, one a line.
        """
        tables = get_type_hints(cls)
        mistakes: list[str] = []
        built: dict[str, Any] = {}
        for name, values in settings.items():
            if name not in tables:
                mistakes.append(f"unknown table [{name}]{_nearest(name, tables)}")
            elif not isinstance(values, Mapping):
                mistakes.append(f"[{name}] must be a table, got {values!r}")
            else:
                built[name] = _build(name, tables[name], values, mistakes)
        if mistakes:
            raise ConfigError("\n".join(mistakes))
        return cls(**built)

    @classmethod
    def from_file(cls, path: str | Path) -> Config:
        """Return the settings of a TOML file over the defaults."""
        try:
            return cls.from_dict(tomllib.loads(Path(path).read_text(encoding="utf-8-sig")))
        except FileNotFoundError as error:
            raise ConfigError(f"no settings file {str(path)!r}; `jobmine config` prints a full one") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: not a TOML file: {error}") from error

    def override(self, **settings: Any) -> Config:
        """Return a copy with ``table__key=value`` settings changed; None leaves a setting as it is.

        Examples
        --------
        >>> Config().override(run__workers=2, measure__top_n=None).run.workers
        2
        """
        merged = self.to_dict()
        for name, value in settings.items():
            if value is not None:
                table, key = name.split("__")
                merged[table][key] = value
        return Config.from_dict(merged)

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return every setting in force, as nested dictionaries."""
        return asdict(self)

    def to_toml(self) -> str:
        """Return every setting in force as a commented TOML file."""
        lines = []
        for table in fields(self):
            settings = getattr(self, table.name)
            lines.append(f"[{table.name}]")
            lines += [
                f"{f.name} = {_toml(getattr(settings, f.name))}  # {f.metadata['help']}" for f in fields(settings)
            ]
            lines.append("")
        return "\n".join(lines)


def _build(name: str, kind: type, values: Mapping[str, Any], mistakes: list[str]) -> Any:
    known = {f.name: f for f in fields(kind)}
    default, changes = kind(), {}
    for key, value in values.items():
        if key not in known:
            mistakes.append(f"unknown setting {name}.{key}{_nearest(key, known)}")
            continue
        if isinstance(value, list):
            value = tuple(value)
        if isinstance(value, int) and isinstance(getattr(default, key), float) and not isinstance(value, bool):
            value = float(value)
        if problem := _problem(value, getattr(default, key), known[key].metadata):
            mistakes.append(f"{name}.{key} {problem}; got {value!r}")
        changes[key] = value
    return replace(default, **changes) if not mistakes else default


def _problem(value: Any, default: Any, rules: Mapping[str, Any]) -> str:
    if type(value) is not type(default):
        return f"must be of type {type(default).__name__}"
    if rules["within"] and not rules["within"][0] <= value <= rules["within"][1]:
        return "must be between {} and {}".format(*rules["within"])
    if rules["choices"] and value not in rules["choices"]:
        return f"must be one of {', '.join(c for c in rules['choices'] if c)}"
    return ""


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else f"; known: {', '.join(known)}"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)
