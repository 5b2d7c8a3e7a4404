"""Counts and tables: what postings ask for, where people are scarce, what is paid.

A measure is a pure function of :class:`jobmine.engine.Tables`: SQL counts, NumPy and SciPy turn the
counts into figures with intervals, and a :class:`jobmine.measure.table.Table` carries them with
their formula, base and notes. Modules, in the order in which they rest on each other: ``table``,
``intervals``, ``weights``; ``expressions``, ``dimensions``, ``counting``; then one a subject.
"""
