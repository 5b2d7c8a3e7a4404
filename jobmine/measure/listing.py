"""The first rows of a table and one's own: the rule of ``--top N --mine X``, the same for every table."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

import pandas as pd

from jobmine.errors import ConfigError
from jobmine.measure.table import Table

MINE = "本单位"


def keep_top(table: Table, top_n: int | None = None, mine: str = "") -> Table:
    """Return a table's first rows, and the row of one's own unit with its rank.

    What is listed is the last key of the table: terms within a group and kind, posts within an area, or the
    groups themselves. Rows keep their order; of each list the first ``top_n`` stay, and ``mine``
    wherever it stands.

    Parameters
    ----------
    table : Table
        As a measure gives it, the largest or most urgent rows first.
    top_n : int, optional
        Rows of each list; all by default.
    mine : str
        A value of the last key: one's own city, employer, post or term.

    Returns
    -------
    Table
        With ``place``, the row's place in its whole list, and where ``mine`` is given ``mine`` (本单位).

    Raises
    ------
    ConfigError
        If ``mine`` stands nowhere in the table.

    Examples
    --------
    >>> from jobmine.measure.table import new_table
    >>> frame = pd.DataFrame({"city": ["上海", "苏州", "无锡", "南通"], "n": [9, 7, 5, 2]})
    >>> table = new_table(frame, name="cities", title="城市", by=["city"])
    >>> keep_top(table, 1, "南通").frame.to_dict("records")
    [{'city': '上海', 'place': 1, 'n': 9, 'mine': ''}, {'city': '南通', 'place': 4, 'n': 2, 'mine': '本单位'}]
    """
    if top_n is None and not mine:
        return table
    keys = [name for name in (*table.meta["by"], "kind", "term") if name in table.frame] or [table.frame.columns[0]]
    listed, around = keys[-1], keys[:-1]
    frame = table.frame.reset_index(drop=True)
    place = (frame.groupby(around, sort=False).cumcount() if around else pd.Series(frame.index)) + 1
    own = frame[listed].astype(str) == mine if mine else pd.Series(False, index=frame.index)
    if mine and not own.any():
        near = get_close_matches(mine, sorted(frame[listed].astype(str).unique()), n=3, cutoff=0.3)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise ConfigError(f"mine {mine!r} is no {listed} of the table {table.meta['name']}{hint}")
    frame.insert(list(frame.columns).index(listed) + 1, "place", place)
    if mine:
        frame["mine"] = own.map({True: MINE, False: ""})
    kept = own | (place <= (len(frame) if top_n is None else top_n))
    note = f"每个清单列前 {top_n} 项" if top_n is not None else ""
    own_note = f"另列{MINE}：{mine}" if mine else ""
    titles = {**table.meta["titles"], "place": "位置", "mine": "标注"}
    meta = {**table.meta, "titles": titles, "notes": [*table.meta["notes"], *filter(None, [note, own_note])]}
    return replace(table, frame=frame[kept].reset_index(drop=True), meta=meta)
