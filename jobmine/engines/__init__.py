"""Where work is done: one machine, or a cluster. See :mod:`jobmine.engine`."""
