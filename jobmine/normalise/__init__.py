"""Raw cells to typed fields.

One module a field, each a pure function from a cell to a :class:`jobmine.normalise.parsed.Parsed`;
``postings`` composes them, ``duplicates`` and ``classes`` look at all postings together.
"""
