"""Files, sheets and forms to raw tables: :mod:`jobmine.read.raw` and :mod:`jobmine.read.forms` are the doors."""
