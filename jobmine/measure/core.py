"""Core terms 核心 of a group in three declared views: how common, how special, how central."""

from __future__ import annotations

from jobmine.errors import ConfigError
from jobmine.measure.table import Table

VIEWS = {"share": "rank_share", "log_odds_z": "rank_specificity", "centrality": "rank_centrality"}
_COLUMNS = ("kind", "aspect", "term", "core", *VIEWS, *VIEWS.values(), "n", "n_text", "must_share", "flag")
_TITLES = {"rank_share": "按占比位次", "rank_specificity": "按特有程度位次", "rank_centrality": "按中心度位次"}


def core_table(demand: Table, top_n: int = 10) -> Table:
    """Return the terms that are core to each group, or lead one of the three views.

    The source uses 核心 and defines nothing; the views are ours: ``share``; ``log_odds_z``, how special the
    term is to the group; ``centrality``, PageRank among the terms asked for together.

    Parameters
    ----------
    demand : Table
        From :func:`jobmine.measure.demand.demand_table`, with centrality.
    top_n : int
        Rows that each view adds for each group and kind.

    Returns
    -------
    Table
        A row a group, kind and term with the three views and the ranks in each; ``core`` marks the default:
        share and z at least as set. Core terms come first, then by share.

    Raises
    ------
    ConfigError
        If the table has no centrality.
    """
    if "centrality" not in demand.frame:
        raise ConfigError("core terms need a demand table with centrality=True")
    groups = [name for name in demand.meta["by"] if name in demand.frame]
    keys = [*groups, "kind"]
    of_list = demand.frame.groupby(keys, sort=False)
    ranks = {rank: of_list[view].rank(method="min", ascending=False) for view, rank in VIEWS.items()}
    frame = demand.frame.assign(**{name: rank.astype("Int64") for name, rank in ranks.items()}, list=of_list.ngroup())
    leads = (frame[list(VIEWS.values())] <= top_n).fillna(False).any(axis="columns") & frame["share"].notna()
    frame = frame[frame["core"] | leads].sort_values(
        ["list", "core", "share", "term"], ascending=[True, False, False, True]
    )
    codes = [f"{name}_code" for name in groups if f"{name}_code" in frame]
    frame = frame[[*groups, *codes, *_COLUMNS]].reset_index(drop=True)
    titles = {name: title for name, title in (demand.meta["titles"] | _TITLES).items() if name in frame}
    notes = [*demand.meta["notes"], f"核心词全列，另列每种视角的前 {top_n} 项"]
    source = f"{demand.meta['source']}；中心度: Brin & Page (1998)"
    meta = {**demand.meta, "name": "core", "title": "核心词", "titles": titles, "notes": notes, "source": source}
    return Table(frame, meta)
