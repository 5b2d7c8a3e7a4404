"""What `jobmine evaluate --json` prints: how well mentions of each kind were found."""

from __future__ import annotations

import json
from pathlib import Path

from jobmine.errors import ReadError


def read_accuracy(path: str | Path) -> dict[str, tuple[int, int, int]]:
    r"""Return of each kind the labelled mentions that were found, those found wrongly, and those missed.

    Raises
    ------
    ReadError
        If the file is not what ``jobmine evaluate --json`` prints.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "eval.json")
    ...     _ = path.write_text('{"by_type": {"skill": {"p": 0.8, "r": 0.5, "predicted": 100, "gold": 160}}}')
    ...     read_accuracy(path)
    {'skill': (80, 20, 80)}
    """
    try:
        kinds = json.loads(Path(path).read_text(encoding="utf-8-sig"))["by_type"]
        found = {}
        for kind, row in kinds.items():
            predicted, gold = int(row["predicted"]), int(row["gold"])
            hit = round(float(row["p"]) * predicted)
            if not 0 <= hit <= min(predicted, gold):
                raise ReadError(f"{path}: {kind}: {hit} right of {predicted} found and {gold} labelled")
            if gold:
                found[str(kind)] = (hit, predicted - hit, gold - hit)
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(
            f"{path}: wanted is what `jobmine evaluate GOLD.jsonl --json` prints: by_type with p, predicted and gold "
            f"of each kind ({error!r})"
        ) from error
    return found
