"""The files of a shipped model, compared with the sums that ship with them before they are used."""

from __future__ import annotations

from hashlib import sha256

from jobmine.data import path
from jobmine.errors import ModelError

SUMS = "SHA256SUMS"
_ADVICE = "install the package again, or use another --tagger, such as lexicon"


def check_files(folder: str) -> None:
    """Compare the files of a model with its sums.

    Parameters
    ----------
    folder : str
        Below ``corpora/``.

    Raises
    ------
    ModelError
        Naming the file that is missing or differs.
    """
    try:
        sums = path(f"{folder}/{SUMS}").read_text(encoding="utf-8").split("\n")
        for expected, name in (line.split("  ") for line in filter(None, sums)):
            file = path(f"{folder}/{name}")
            if sha256(file.read_bytes()).hexdigest() != expected:
                raise ModelError(f"{file}: damaged model file; {_ADVICE}")
    except FileNotFoundError as error:
        raise ModelError(f"a model file is missing: {error}; {_ADVICE}") from error
