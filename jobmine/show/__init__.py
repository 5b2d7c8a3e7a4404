"""Pictures and documents made from tables: word clouds, charts, the report.

Nothing here counts or estimates; every figure comes from a :class:`jobmine.measure.table.Table`.
Modules, in the order in which they rest on each other: ``labels``, ``fonts``, ``cells``; ``clouds``
and ``charts``, each the only one that knows its library; ``figures``; ``report`` and ``chapters``.
"""

from __future__ import annotations

from jobmine.show.clouds import draw_cloud

__all__ = ["draw_cloud"]
