"""The files of a model and their sums, as ``sha256sum`` writes them, compared before the files are used."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jobmine.data import path
from jobmine.errors import ModelError

SUMS = "SHA256SUMS"
_ADVICE = "install the package again, or use another --tagger, such as lexicon"


def check_files(folder: str | Path, advice: str = _ADVICE) -> None:
    """Compare the files of a model with its sums.

    Parameters
    ----------
    folder : str or Path
        Below ``corpora/``, or anywhere.
    advice : str
        What helps if one is damaged.

    Raises
    ------
    ModelError
        Naming the file that is missing or differs.
    """
    try:
        place = path(folder) if isinstance(folder, str) else folder
        sums = (place / SUMS).read_text(encoding="utf-8").split("\n")
        for expected, name in (line.split("  ") for line in filter(None, sums)):
            file = place / name
            if sha256(file.read_bytes()).hexdigest() != expected:
                raise ModelError(f"{file}: damaged model file; {advice}")
    except FileNotFoundError as error:
        raise ModelError(f"a model file is missing: {error}; {advice}") from error


def write_sums(folder: Path, names: Sequence[str]) -> None:
    """Write the sums of some files beside them."""
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def model_id(folder: str | Path) -> str:
    """Return what tells a model from others: of the sums of its files, the first sixteen digits."""
    place = path(folder) if isinstance(folder, str) else folder
    return sha256((place / SUMS).read_bytes()).hexdigest()[:16]
