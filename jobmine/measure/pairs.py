"""Which terms are asked for together: the edges of a network of terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from jobmine.config import MeasureConfig
from jobmine.engine import Tables
from jobmine.measure.counting import DEFAULTS, as_table
from jobmine.measure.matrices import term_matrices
from jobmine.measure.table import Table
from jobmine.measure.terms import check_kinds, count_terms

_LEAST = 3  # postings that ask for both


def pair_table(
    tables: Tables,
    where: str | None = None,
    *,
    kind: str | Sequence[str] | None = None,
    top_n: int = 60,
    config: MeasureConfig = DEFAULTS,
) -> Table:
    """Return how often the commonest terms are asked for together.

    Parameters
    ----------
    tables : Tables
        With ``postings``, ``sections`` and ``mentions``.
    where : str, optional
        Condition: a subset of the scope.
    kind : str or sequence of str, optional
        Kinds of terms; all by default.
    top_n : int
        Terms, the commonest.
    config : MeasureConfig
        Pairs need half of ``ratio_from`` postings, at least three.

    Returns
    -------
    Table
        A row a pair of terms: ``head``, ``head_kind``, ``n_head``, ``tail``, ``tail_kind``, ``n_tail``, ``n``
        (readable postings with both) and ``association``, n² / (n_head n_tail), the equivalence index of
        Callon, Courtial & Laville (1991); the closest first.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from jobmine.engines.local import LocalTables
    >>> from jobmine.schema import SCHEMAS
    >>> posts = [{"posting_id": str(i), "text": "任职要求：熟悉数控编程，能够独立操作数控车床。"} for i in range(8)]
    >>> parts = [{"posting_id": row["posting_id"], "kind": "requirements"} for row in posts]
    >>> asked = [{"posting_id": str(i), "kind": "skill", "term": t} for i in range(6) for t in ("编程", "车床")]
    >>> tables = LocalTables({
    ...     name: pa.Table.from_pylist(rows, schema=SCHEMAS[name])
    ...     for name, rows in (("postings", posts), ("sections", parts), ("mentions", asked))
    ... })
    >>> pair_table(tables).frame[["head", "tail", "n", "association"]].to_dict("records")
    [{'head': '编程', 'tail': '车床', 'n': 6, 'association': 1.0}]
    """
    counts = count_terms(tables, where=where, kinds=check_kinds(kind))
    counts = counts.sort_values(["n", "kind", "term"], ascending=[False, True, True]).head(top_n)
    columns = ["head", "head_kind", "n_head", "tail", "tail_kind", "n_tail", "n", "association"]
    frame = pd.DataFrame(columns=columns)
    for terms, postings in term_matrices(tables, ("all",), counts.assign(all="全部"), where=where).values():
        product = (postings.T @ postings).tocsr()
        alone = product.diagonal()
        together = sparse.triu(product, k=1).tocoo()
        heads, tails = together.coords
        frame = pd.DataFrame(
            {
                "head": terms["term"].to_numpy()[heads],
                "head_kind": terms["kind"].to_numpy()[heads],
                "n_head": alone[heads].astype(np.int64),
                "tail": terms["term"].to_numpy()[tails],
                "tail_kind": terms["kind"].to_numpy()[tails],
                "n_tail": alone[tails].astype(np.int64),
                "n": together.data.astype(np.int64),
            }
        )
    frame = frame[frame["n"] >= max(_LEAST, config.ratio_from // 2)]
    frame = frame.assign(association=frame["n"] ** 2 / (frame["n_head"] * frame["n_tail"]))
    order = ["association", "n", "head", "head_kind", "tail", "tail_kind"]
    frame = frame.sort_values(order, ascending=[False, False, True, True, True, True])
    return as_table(
        tables,
        frame[columns],
        (),
        where,
        name="pairs",
        title="共同出现的要求",
        unit="有可读要求的职位",
        formula="association = n² / (n_head · n_tail)",
        source="Callon, Courtial & Laville (1991)",
        direction="越大，两项要求越常一起提出；1 为总在一起",
        notes=[f"只看最常见的 {top_n} 项要求"],
        titles={
            "head": "要求甲", "head_kind": "甲的类别", "n_head": "甲的职位数",
            "tail": "要求乙", "tail_kind": "乙的类别", "n_tail": "乙的职位数",
            "n": "两者都要的职位数", "association": "关联度",
        },
    )  # fmt: skip
